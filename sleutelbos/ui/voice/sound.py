"""What every reader of sound shares."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["webm", "ogg", "mp4"]

LONGEST: Final = 60  # seconds
# A minute of speech at 160 kbit/s and some room; browsers record at 32 to 128.
MOST_BYTES: Final = 1_500_000
# How each kind is served: never what the sender said it was.
TYPES: Final[dict[str, str]] = {"webm": "audio/webm", "ogg": "audio/ogg", "mp4": "audio/mp4"}


@dataclass(frozen=True, slots=True)
class Sound:
    """Kind of container and length in seconds."""

    kind: Kind
    seconds: float


class NotSound(Exception):
    """This is no voice note; `code` says why, in words of the program."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def number(data: bytes, at: int, size: int, *, little: bool = False) -> int:
    """An unsigned number at a place; raises IndexError where the data ends before it."""
    piece = data[at : at + size]
    if len(piece) != size:
        raise IndexError(at)
    return int.from_bytes(piece, "little" if little else "big")
