"""How much one letter may hold. A letter is a few pages; far above is a mistake or an attack."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings checked before and while reading; sizes in bytes, seconds of processor time."""

    file_bytes: int = 10 * MEGABYTE
    unpacked_bytes: int = 60 * MEGABYTE
    ratio: int = 250
    ratio_from_bytes: int = 2 * MEGABYTE
    members: int = 2_000
    characters: int = 200_000
    depth: int = 200
    pages: int = 60
    pdf_seconds: int = 8
    pdf_clock_seconds: int = 40  # by the clock: a busy machine lets the processor wait, a file cannot
    pdf_memory_bytes: int = 400 * MEGABYTE
    office_seconds: int = 40  # by the clock: a busy machine starts LibreOffice slowly
    office_cpu_seconds: int = 15
    office_memory_bytes: int = 1_500 * MEGABYTE  # addresses, of which a letter uses a fifth


DEFAULT = Limits()
