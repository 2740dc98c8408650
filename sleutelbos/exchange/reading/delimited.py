"""Text with separators (.csv, .tsv): which letters, which separator, which cells."""

import csv
import io
from collections import Counter
from typing import Final

from charset_normalizer import from_bytes

from sleutelbos.exchange.reading import refusals
from sleutelbos.exchange.reading.cells import Cell, Sheet
from sleutelbos.exchange.reading.limits import Limits
from sleutelbos.exchange.reading.refusals import RefusedFile

# What Dutch office computers have written since the nineties; Turkish and Central European because of names.
_CODEPAGES: Final = ["cp1252", "cp850", "mac_roman", "cp1250", "cp1254", "cp437"]
_SEPARATORS: Final = (";", ",", "\t", "|")
_FORMULA_STARTS: Final = ("=", "@")
_MAYBE_FORMULA: Final = ("+", "-")


def read(content: bytes, limits: Limits) -> tuple[Sheet, str, str]:
    """One sheet, the encoding it was in and the separator; every value is text."""
    text, encoding = decode(content)
    text = text.removeprefix("\ufeff")
    separator, text = _separator(text)
    rows: dict[int, dict[int, Cell]] = {}
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    while True:
        number += 1
        try:
            fields = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise RefusedFile(refusals.DAMAGED, row=number) from error
        filled = {}
        for column, field in enumerate(fields, start=1):
            if not field.strip():
                continue
            if column > limits.columns:
                raise RefusedFile(refusals.TOO_MANY_COLUMNS, most=limits.columns)
            kept = field[: limits.cell_characters]
            filled[column] = Cell(
                row=number,
                column=column,
                value=kept,
                text=kept,
                formula=looks_like_formula(kept),
                cut=len(kept) < len(field),
            )
        if filled:
            rows[number] = filled
            cells += len(filled)
            if len(rows) > limits.rows:
                raise RefusedFile(refusals.TOO_MANY_ROWS, most=limits.rows)
            if cells > limits.cells:
                raise RefusedFile(refusals.TOO_MANY_CELLS, most=limits.cells)
    return Sheet(name="", rows=rows), encoding, separator


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 when it fits, else an office computer's code page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise RefusedFile(refusals.UNREADABLE_TEXT) from error
    if b"\x00" in content:
        raise RefusedFile(refusals.NOT_A_SPREADSHEET, found="binary")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    # Only lines with letters outside ASCII tell anything; a long file is judged by a part of them.
    telling = b"\n".join([line for line in content.splitlines() if not line.isascii()][:400])
    likely = [encoding for encoding in _CODEPAGES if _reads_as_dutch(telling, encoding)]
    if not likely:
        best = from_bytes(telling, cp_isolation=_CODEPAGES, threshold=0.4).best()
        likely = [best.encoding] if best else []
    for encoding in [*likely, "cp1252"]:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise RefusedFile(refusals.UNREADABLE_TEXT)


def _reads_as_dutch(sample: bytes, encoding: str) -> bool:
    """Whether everything outside ASCII becomes a letter of a name, a euro sign or a curly quote."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    unusual = [letter for letter in text if ord(letter) > 127]
    expected = set("áàäâãåçéèëêíìïîñóòöôõøúùüûýÿßæœšžÁÀÄÂÃÅÇÉÈËÊÍÌÏÎÑÓÒÖÔÕØÚÙÜÛÝŠŽ€‘’“”–—…·•´°½¼¾\xa0")
    return bool(unusual) and all(letter in expected for letter in unusual)


def _separator(text: str) -> tuple[str, str]:
    """The separator and the text without Excel's own first line that names it."""
    first, _, rest = text.partition("\n")
    named = first.strip().lower().strip('"')
    if named.startswith("sep=") and len(named) == 5:
        return named[4], rest
    sample = text[:60_000]
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        try:
            lengths = [len(fields) for fields in csv.reader(io.StringIO(sample, newline=""), delimiter=separator)]
        except csv.Error:
            continue
        lengths = [length for length in lengths if length > 0][:200]
        if not lengths:
            continue
        width, times = Counter(lengths).most_common(1)[0]
        if width < 2:
            # Title lines of one cell may outnumber a short list.
            wider = Counter(length for length in lengths if length > 1).most_common(1)
            if not wider:
                continue
            width, times = wider[0]
        score = times / len(lengths) * min(width, 12)
        if score > best_score:
            best, best_score = separator, score
    return best, text


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program would compute this text instead of showing it."""
    start = text.lstrip(" \t\r\n'\"")[:1]
    if start in _FORMULA_STARTS:
        # "@voorbeeld" is somebody's handle; "@SUM(1)" is Lotus for a formula.
        return start == "=" or "(" in text or "|" in text or "!" in text
    return start in _MAYBE_FORMULA and any(sign in text for sign in ("!", "|", "(")) and not _is_phone(text)


def _is_phone(text: str) -> bool:
    return text.strip().startswith("+") and sum(letter.isdigit() for letter in text) >= 9
