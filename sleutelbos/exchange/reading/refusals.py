"""Why a file is not read at all. Codes, not sentences: the page turns them into words."""

from typing import Final

from sleutelbos.ui import archives

EMPTY: Final = "empty"  # zero bytes, or no cell with something in it
TOO_LARGE: Final = "too-large"  # more bytes than an upload may have
NOT_A_SPREADSHEET: Final = "not-a-spreadsheet"  # a picture, a PDF, a program
WRONG_EXTENSION: Final = "wrong-extension"  # the name says something else than the content
OLD_XLS: Final = "old-xls"  # Excel before 2007
BINARY_XLSB: Final = "binary-xlsb"
MACROS: Final = "macros"
ENCRYPTED: Final = archives.ENCRYPTED
UNPACKS_TOO_BIG: Final = archives.UNPACKS_TOO_BIG  # a zip bomb, or honestly too big
UNSAFE_XML: Final = archives.UNSAFE_XML  # document types, entities
TOO_MANY_ROWS: Final = "too-many-rows"
TOO_MANY_COLUMNS: Final = "too-many-columns"
TOO_MANY_SHEETS: Final = "too-many-sheets"
TOO_MANY_CELLS: Final = "too-many-cells"
DAMAGED: Final = archives.DAMAGED
UNREADABLE_TEXT: Final = "unreadable-text"  # no known encoding fits

ALL: Final = frozenset(
    {
        EMPTY,
        TOO_LARGE,
        NOT_A_SPREADSHEET,
        WRONG_EXTENSION,
        OLD_XLS,
        BINARY_XLSB,
        MACROS,
        ENCRYPTED,
        UNPACKS_TOO_BIG,
        UNSAFE_XML,
        TOO_MANY_ROWS,
        TOO_MANY_COLUMNS,
        TOO_MANY_SHEETS,
        TOO_MANY_CELLS,
        DAMAGED,
        UNREADABLE_TEXT,
    }
)


class RefusedFile(Exception):
    """This file is not read. `code` is one of `ALL`; `facts` are numbers and short names, never cell text."""

    def __init__(self, code: str, **facts: str | int) -> None:
        if code not in ALL:
            raise ValueError(code)
        self.code = code
        self.facts = facts
        super().__init__(code)
