"""Opens a file somebody uploaded: what is it really, is it safe, and which cells are in it."""

import hashlib
from dataclasses import replace
from pathlib import PurePath
from typing import Final

import puremagic

from sleutelbos.exchange.reading import delimited, limits, ods, refusals, xlsx
from sleutelbos.exchange.reading.archives import Archive
from sleutelbos.exchange.reading.cells import Cell, Sheet, Workbook
from sleutelbos.exchange.reading.limits import Limits
from sleutelbos.exchange.reading.refusals import RefusedFile

_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF: Final = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
_ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_EXTENSIONS: Final = {
    "xlsx": frozenset({".xlsx"}),
    "ods": frozenset({".ods"}),
    "csv": frozenset({".csv", ".tsv", ".txt"}),
}
_MARKUP: Final = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script", b"{\\rtf", b"%pdf")


def open_workbook(content: bytes, name: str = "", most: Limits = limits.DEFAULT) -> Workbook:
    """The cells of an .xlsx, .ods or .csv file; RefusedFile with a code before anything harmful is unpacked.

    `name` is the file's name as uploaded; its extension must agree with the content. Formulas are never
    computed, links never followed, macros never opened.
    """
    if not content.strip(b"\x00 \r\n\t"):
        raise RefusedFile(refusals.EMPTY)
    if len(content) > most.file_bytes:
        raise RefusedFile(refusals.TOO_LARGE, most_megabytes=most.file_bytes // limits.MEGABYTE)
    kind, archive = _kind(content, most)
    _refuse_other_name(kind, name)
    digest = hashlib.sha256(content).hexdigest()
    if kind == "csv":
        sheet, encoding, separator = delimited.read(content, most)
        book = Workbook(kind, digest, (sheet,), encoding=encoding, delimiter=separator)
    else:
        assert archive is not None
        sheets, notices = (xlsx if kind == "xlsx" else ods).read(archive, most)
        book = Workbook(kind, digest, tuple(_tidy(sheet) for sheet in sheets), notices)
    if not any(sheet.rows for sheet in book.sheets):
        raise RefusedFile(refusals.EMPTY)
    return book


def _kind(content: bytes, most: Limits) -> tuple[str, Archive | None]:
    if content.startswith((_OLE, *_OLD_BIFF)):
        # A locked .xlsx is an old-style container with a stream of this name, in UTF-16.
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise RefusedFile(refusals.ENCRYPTED)
        raise RefusedFile(refusals.OLD_XLS)
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        archive = Archive(content, most)
        if "mimetype" in archive.names and "content.xml" in archive.names:
            kind = archive.read("mimetype", 200).strip()
            if kind == _ODS_TYPE:
                return "ods", archive
            raise RefusedFile(refusals.NOT_A_SPREADSHEET, found="opendocument")
        if "[Content_Types].xml" in archive.names:
            if any(part.startswith(("word/", "ppt/")) for part in archive.names):
                raise RefusedFile(refusals.NOT_A_SPREADSHEET, found="docx")
            return "xlsx", archive
        raise RefusedFile(refusals.NOT_A_SPREADSHEET, found="zip")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv", None  # text in UTF-16; the reader refuses what is not
    start = content[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(_MARKUP):
        raise RefusedFile(refusals.NOT_A_SPREADSHEET, found="html" if b"html" in start else "document")
    known = _signature(content)
    if known:
        raise RefusedFile(refusals.NOT_A_SPREADSHEET, found=known)
    if b"\x00" in content[:100_000]:
        raise RefusedFile(refusals.NOT_A_SPREADSHEET, found="binary")
    return "csv", None


def _signature(content: bytes) -> str:
    """The short name of a well-known binary type, or "" for text."""
    sample = content[:4_096]
    control = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    if not control:
        return ""  # text; its first letters may look like some rare format by accident
    try:
        matches = puremagic.magic_string(sample)
    except (puremagic.PureError, ValueError):
        return "binary" if control > len(sample) // 50 else ""
    extension = matches[0].extension.lstrip(".") if matches else ""
    return extension[:12] or "binary"


def _refuse_other_name(kind: str, name: str) -> None:
    extension = PurePath(name).suffix.lower()
    if extension == ".xlsm" and kind == "xlsx":
        raise RefusedFile(refusals.MACROS)
    if extension and extension not in _EXTENSIONS[kind]:
        raise RefusedFile(refusals.WRONG_EXTENSION, found=kind, named=extension.lstrip(".")[:12])


def _tidy(sheet: Sheet) -> Sheet:
    """Rows in order, and text that a program would compute marked as a formula."""
    return replace(
        sheet,
        rows={
            number: {column: _marked(cell) for column, cell in sorted(sheet.rows[number].items())}
            for number in sorted(sheet.rows)
        },
    )


def _marked(cell: Cell) -> Cell:
    if isinstance(cell.value, str) and not cell.formula and delimited.looks_like_formula(cell.value):
        return replace(cell, formula=True)
    return cell
