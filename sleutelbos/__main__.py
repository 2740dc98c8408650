"""The one command line: `python -m sleutelbos <command>`."""

import os
import sys


def main() -> None:
    """Run a management command with the settings the environment names (demo by default)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
