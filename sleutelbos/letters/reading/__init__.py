"""From a file to the blocks of a letter, with distrust. Pure: bytes in, blocks or a refusal with a code out."""

from sleutelbos.letters.reading.opening import Letter, needs_office, open_in_office, open_letter
from sleutelbos.letters.reading.refusals import RefusedLetter

__all__ = ["Letter", "RefusedLetter", "needs_office", "open_in_office", "open_letter"]
