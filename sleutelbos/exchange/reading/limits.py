"""How much one file may hold. A list of a region has tens to thousands of rows; far above is a mistake."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings that are checked before and while reading; sizes in bytes."""

    file_bytes: int = 10 * MEGABYTE
    # A sheet of 20,000 full rows is about 30 MB of XML.
    unpacked_bytes: int = 80 * MEGABYTE
    # Real sheets pack 5 to 40 times smaller; zip's own ceiling is about 1,030.
    ratio: int = 250
    ratio_from_bytes: int = 5 * MEGABYTE
    members: int = 2_000
    styles_bytes: int = 4 * MEGABYTE
    rows: int = 20_000
    columns: int = 120
    sheets: int = 40
    cells: int = 600_000
    cell_characters: int = 4_000


DEFAULT = Limits()
