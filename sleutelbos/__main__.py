"""The one command line: `python -m sleutelbos <command>`."""

import os
import sys


def main() -> None:
    """Run a management command with the settings the environment names (demo by default)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.demo")
    # Commands and the worker look after all regions; a web server sees the region of whoever asks, and no other.
    os.environ["SLEUTELBOS_DATABASE_SCOPE"] = "" if "runserver" in sys.argv[1:2] else "*"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
