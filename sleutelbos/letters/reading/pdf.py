"""The text of a PDF, taken out in a process of its own: a hostile file can be slow or greedy there and nowhere else."""

import subprocess
import sys
from pathlib import Path

from sleutelbos.letters.reading import refusals
from sleutelbos.letters.reading.limits import Limits
from sleutelbos.letters.reading.refusals import RefusedLetter


def read(content: bytes, most: Limits) -> str:
    """The text, pages parted by a form feed; RefusedLetter for locked, broken, slow and scanned files."""
    command = [
        sys.executable, "-I", str(Path(__file__).with_name("pdf_text.py")),
        str(most.pages), str(most.characters), str(most.pdf_seconds), str(most.pdf_memory_bytes),
    ]  # fmt: skip
    try:
        # A file can only cost processor time, and that has its own ceiling: the clock is for a machine that hangs.
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=most.pdf_clock_seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedLetter(refusals.TOO_SLOW) from error
    if done.returncode == 0:
        return done.stdout.decode("utf-8", errors="replace")
    said = done.stderr.decode("ascii", errors="replace").strip().rpartition("\n")[2]
    if said in refusals.ALL:
        raise RefusedLetter(said)
    # A negative code is a signal: the processor time was up.
    raise RefusedLetter(refusals.TOO_SLOW if done.returncode < 0 else refusals.DAMAGED)
