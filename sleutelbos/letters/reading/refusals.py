"""Why a letter is not read. Codes, not sentences: the page and the command turn them into words."""

from typing import Final

from sleutelbos.ui import archives

EMPTY: Final = "empty"  # zero bytes
NO_TEXT: Final = "no-text"  # a scan, or only pictures
TOO_LARGE: Final = "too-large"
TOO_LONG: Final = "too-long"  # more text than any letter has
NOT_A_LETTER: Final = "not-a-letter"  # a picture, a spreadsheet, a program
WRONG_EXTENSION: Final = "wrong-extension"
OLD_DOC: Final = "old-doc"  # Word before 2007
RICH_TEXT: Final = "rich-text"  # .rtf where LibreOffice is not there
MACROS: Final = "macros"
ENCRYPTED: Final = archives.ENCRYPTED
UNPACKS_TOO_BIG: Final = archives.UNPACKS_TOO_BIG
UNSAFE_XML: Final = archives.UNSAFE_XML
DAMAGED: Final = archives.DAMAGED
EXTERNAL: Final = "external"  # the text itself lies elsewhere: a template or part from another place
TOO_SLOW: Final = "too-slow"
UNREADABLE_TEXT: Final = "unreadable-text"

ALL: Final = frozenset(
    {
        EMPTY, NO_TEXT, TOO_LARGE, TOO_LONG, NOT_A_LETTER, WRONG_EXTENSION, OLD_DOC, RICH_TEXT, MACROS, ENCRYPTED,
        UNPACKS_TOO_BIG, UNSAFE_XML, DAMAGED, EXTERNAL, TOO_SLOW, UNREADABLE_TEXT,
    }
)  # fmt: skip


class RefusedLetter(Exception):
    """This file is not read. `code` is one of `ALL`; `facts` are numbers and short names, never text of the letter."""

    def __init__(self, code: str, **facts: str | int) -> None:
        if code not in ALL:
            raise ValueError(code)
        self.code = code
        self.facts = facts
        super().__init__(code)
