"""Zip containers opened with distrust: sizes checked in the directory and again while unpacking."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, Protocol
from xml.parsers import expat

from defusedxml.common import DTDForbidden, EntitiesForbidden

ENCRYPTED: Final = "encrypted"
UNPACKS_TOO_BIG: Final = "unpacks-too-big"  # a zip bomb, or honestly too big
UNSAFE_XML: Final = "unsafe-xml"  # document types, entities
DAMAGED: Final = "damaged"

_CHUNK = 64 * 1024
# What zipfile says about bytes that are no zip after all; a changed directory can even make it seek before the start.
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, LookupError, ValueError, NotImplementedError,
)  # fmt: skip


class Limits(Protocol):
    """How much one container may hold; sizes in bytes."""

    @property
    def unpacked_bytes(self) -> int: ...
    @property
    def ratio(self) -> int: ...
    @property
    def ratio_from_bytes(self) -> int: ...
    @property
    def members(self) -> int: ...


class Refuse(Protocol):
    """Makes the error of the caller's own subject from a code and a few facts."""

    def __call__(self, code: str, **facts: str | int) -> Exception: ...


class Target(Protocol):
    """What receives a parsed XML part, event by event, so that no tree is ever built."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...


class Archive:
    """A checked zip file; `names` are its members. Raises what `refuse` makes instead of unpacking too much."""

    def __init__(self, content: bytes, limits: Limits, refuse: Refuse) -> None:
        self._limits = limits
        self._refuse = refuse
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except _BROKEN as error:
            raise self._refuse(DAMAGED) from error
        if len(members) > limits.members:
            raise self._refuse(UNPACKS_TOO_BIG, members=len(members))
        total = 0
        for member in members:
            if member.flag_bits & 0x1:
                raise self._refuse(ENCRYPTED)
            total += member.file_size
            big = member.file_size > limits.ratio_from_bytes
            if big and member.file_size > limits.ratio * max(member.compress_size, 1):
                raise self._refuse(UNPACKS_TOO_BIG, megabytes=member.file_size // 1_000_000)
        if total > limits.unpacked_bytes:
            raise self._refuse(UNPACKS_TOO_BIG, megabytes=total // 1_000_000)
        self.names = frozenset(member.filename for member in members)
        if len(self.names) != len(members):
            # Two members of one name: what a scanner checks and what a reader reads may differ.
            raise self._refuse(DAMAGED)

    def chunks(self, name: str, limit: int | None = None) -> Iterator[bytes]:
        """The unpacked bytes of one member, piece by piece; counted, because the directory can lie."""
        own = 0
        try:
            with self._zip.open(name) as stream:
                while piece := stream.read(_CHUNK):
                    own += len(piece)
                    self._unpacked += len(piece)
                    if self._unpacked > self._limits.unpacked_bytes or (limit is not None and own > limit):
                        raise self._refuse(UNPACKS_TOO_BIG, megabytes=self._unpacked // 1_000_000)
                    yield piece
        except _BROKEN as error:
            raise self._refuse(DAMAGED) from error
        except RuntimeError as error:
            raise self._refuse(ENCRYPTED) from error

    def read(self, name: str, limit: int | None = None) -> bytes:
        """One whole member, at most `limit` bytes of it."""
        return b"".join(self.chunks(name, limit))

    def parse(self, name: str, target: Target) -> None:
        """Feed one XML member to a target; document types and entities are refused before they can grow."""
        # expat itself, not a tree builder: four times as quick on a big sheet, and nothing stays in memory.
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.EntityDeclHandler = _refuse_entity
        parser.StartElementHandler = target.start
        parser.EndElementHandler = target.end
        parser.CharacterDataHandler = target.data
        try:
            for piece in self.chunks(name):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (DTDForbidden, EntitiesForbidden) as error:
            raise self._refuse(UNSAFE_XML) from error
        except (expat.ExpatError, UnicodeDecodeError, LookupError) as error:
            raise self._refuse(DAMAGED) from error


def _refuse_document_type(name: str, system: str | None, public: str | None, internal: bool) -> None:
    raise DTDForbidden(name, system, public)


def _refuse_entity(name: str, parameter: bool, value: str | None, *rest: str | None) -> None:
    raise EntitiesForbidden(name, None, None, None, None, None)


def local(tag: str) -> str:
    """A tag without its namespace: strict and transitional files differ only there."""
    return tag.rpartition(":")[2]


def plain(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes without their namespaces."""
    return {local(name): value for name, value in attributes.items()}
