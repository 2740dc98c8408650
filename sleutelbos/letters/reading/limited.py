"""Run as a program of its own: sets ceilings for itself and becomes another program, which keeps them.

Knows nothing of Sleutelbos on purpose: `python -I limited.py SECONDS MEMORY FILE_BYTES PROGRAM ARGUMENT...`.
"""

import os
import resource
import sys


def main() -> None:
    """Never returns; what is not allowed ends the program it became."""
    seconds, memory, largest = (int(number) for number in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606


if __name__ == "__main__":
    main()
