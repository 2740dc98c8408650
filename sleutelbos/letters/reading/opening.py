"""What a file really is, whether it is safe, and the blocks of the letter in it."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from sleutelbos.letters.readability import Block, Kind, blocks_of
from sleutelbos.letters.reading import docx, limits, odt, office, pdf, refusals
from sleutelbos.letters.reading.limits import Limits
from sleutelbos.letters.reading.refusals import RefusedLetter
from sleutelbos.ui.archives import Archive

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXTENSIONS: Final = {
    "docx": frozenset({".docx"}),
    "odt": frozenset({".odt"}),
    "pdf": frozenset({".pdf"}),
    "text": frozenset({".txt", ".md", ".markdown"}),
    "doc": frozenset({".doc"}),
    "rtf": frozenset({".rtf", ".doc"}),
}
# What only LibreOffice can read.
OFFICE_KINDS: Final = frozenset({"doc", "rtf"})
# Text of another kind: a page, a program, a formatted file saved under another name.
_NOT_PLAIN: Final = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script", b"#!", b"%!ps")
_RTF: Final = b"{\\rtf"


@dataclass(frozen=True, slots=True)
class Letter:
    """The blocks of a letter. `kind`: docx, odt, pdf or text. `notices`: codes of what was left aside.

    `made`: the .docx that LibreOffice made of the file, with these very blocks; empty where it made none.
    """

    kind: str
    blocks: tuple[Block, ...]
    notices: tuple[str, ...] = ()
    made: bytes = b""


def open_letter(content: bytes, name: str = "", most: Limits = limits.DEFAULT, *, office_program: str = "") -> Letter:
    """The letter in a .docx, .odt, .pdf, .txt or .md file; RefusedLetter with a code otherwise.

    `office_program`: the path of LibreOffice where it is installed; then .doc and .rtf are read, too.

    `name` is the file's name; its extension must agree with the content. Links are never followed, pictures and
    macros never opened; a file with macros is refused.
    """
    if not content.strip(b"\x00 \r\n\t"):
        raise RefusedLetter(refusals.EMPTY)
    if len(content) > most.file_bytes:
        raise RefusedLetter(refusals.TOO_LARGE, most_megabytes=most.file_bytes // limits.MEGABYTE)
    kind, archive = _kind(content, most)
    extension = PurePath(name).suffix.lower()
    if extension and extension not in _EXTENSIONS[kind]:
        known = any(extension in endings for endings in _EXTENSIONS.values())
        macro = extension in {".docm", ".dotm"}
        code = refusals.MACROS if macro else refusals.WRONG_EXTENSION if known else refusals.NOT_A_LETTER
        raise RefusedLetter(code, **({"found": kind} if code == refusals.WRONG_EXTENSION else {}))
    notices: tuple[str, ...] = ()
    if kind == "docx" and archive is not None:
        blocks, notices = docx.read(archive, most)
    elif kind == "odt" and archive is not None:
        blocks, notices = odt.read(archive, most)
    elif kind in OFFICE_KINDS:
        if not office_program:
            raise RefusedLetter(refusals.OLD_DOC if kind == "doc" else refusals.RICH_TEXT)
        return _by_office(content, kind, office_program, most)
    elif kind == "pdf":
        text = pdf.read(content, most)
        notices = ("confirm-text",)
        blocks = blocks_of(text)
    else:
        blocks = blocks_of(_decoded(content, most), markdown=extension in {".md", ".markdown"})
    if sum(len(block.text) for block in blocks) > most.characters:
        raise RefusedLetter(refusals.TOO_LONG, most_characters=most.characters)
    if not any(sign.isalpha() for block in blocks for sign in block.text):
        raise RefusedLetter(refusals.NO_TEXT)
    return Letter(kind, tuple(blocks), notices)


def open_in_office(content: bytes, name: str, program: str, most: Limits = limits.DEFAULT) -> Letter:
    """The letter with the .docx that LibreOffice makes of it; without one where only we can read the file.

    RefusedLetter as `open_letter`. A .docx, a PDF and a text are read as they are.
    """
    own = open_letter(content, name, most, office_program=program)
    if own.kind != "odt" or not program:
        return own
    try:
        made = _by_office(content, own.kind, program, most)
    except RefusedLetter:
        return own
    # Of an OpenDocument letter we do not read the margins ourselves.
    words = [[block.text for block in letter.blocks if block.kind is not Kind.MARGIN] for letter in (own, made)]
    # The same words by two readers: nobody has to look whether something is missing.
    notices = own.notices if words[0] == words[1] else made.notices
    return Letter(own.kind, made.blocks, notices, made.made)


def _by_office(content: bytes, kind: str, program: str, most: Limits) -> Letter:
    made = office.to_docx(content, kind, program, most)
    opened = open_letter(made, "brief.docx", most)
    return Letter(kind, opened.blocks, (*opened.notices, "made-by-office"), made)


def needs_office(content: bytes, most: Limits = limits.DEFAULT) -> str:
    """doc or rtf for a file that only LibreOffice reads, else nothing; RefusedLetter for one that nobody should."""
    if not content.startswith((_OLE, _RTF)):
        return ""
    return _kind(content, most)[0]


def _kind(content: bytes, most: Limits) -> tuple[str, Archive | None]:
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        if locked:
            raise RefusedLetter(refusals.ENCRYPTED)
        # A workbook, slides or a mail can be in the same container: only Word's own stream makes it a letter.
        if "WordDocument".encode("utf-16-le") not in content:
            raise RefusedLetter(refusals.NOT_A_LETTER)
        if "_VBA_PROJECT".encode("utf-16-le") in content:
            raise RefusedLetter(refusals.MACROS)
        return "doc", None
    if content.startswith(b"%PDF-"):
        return "pdf", None
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        archive = Archive(content, most, RefusedLetter)
        if "word/document.xml" in archive.names or docx.is_docx(archive):
            return "docx", archive
        if odt.is_odt(archive):
            return "odt", archive
        raise RefusedLetter(refusals.NOT_A_LETTER)
    start = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    bom = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if start.startswith(_RTF):
        return "rtf", None
    if start.startswith(_NOT_PLAIN) or (not bom and b"\x00" in content):
        raise RefusedLetter(refusals.NOT_A_LETTER)
    return "text", None


def _decoded(content: bytes, most: Limits) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    # What is no UTF-8 was written on a Windows machine of long ago: guessing among more only makes mistakes.
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RefusedLetter(refusals.UNREADABLE_TEXT)
    if sum(not sign.isprintable() and sign not in "\r\n\t\f\u00ad\u200b\ufeff" for sign in text[:20_000]) > 20:
        raise RefusedLetter(refusals.NOT_A_LETTER)
    if len(text) > most.characters:
        raise RefusedLetter(refusals.TOO_LONG, most_characters=most.characters)
    return text
