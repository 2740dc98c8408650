"""A book, a layout and rows as plain JSON, there and back, for whoever stores them between two visits of a page."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from sleutelbos.exchange.reading.asking import Certainty, Option, Question, Understood
from sleutelbos.exchange.reading.cells import Cell, Plain, Sheet, Span, Workbook, shown
from sleutelbos.exchange.reading.layout import ColumnGuess, SheetLayout
from sleutelbos.exchange.reading.rows import Problem, ReadRow


def pack(book: Workbook) -> bytes:
    """A book as compressed bytes."""
    return zlib.compress(json.dumps(_book(book), ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpack(packed: bytes) -> Workbook:
    """The book that was packed."""
    data = json.loads(zlib.decompress(packed))
    sheets = tuple(
        Sheet(
            name=sheet["name"],
            rows={
                int(number): {int(column): _cell(int(number), int(column), cell) for column, cell in row.items()}
                for number, row in sheet["rows"].items()
            },
            hidden=sheet["hidden"],
            hidden_rows=frozenset(sheet["hidden_rows"]),
            hidden_columns=frozenset(sheet["hidden_columns"]),
            merged=tuple(Span(*span) for span in sheet["merged"]),
        )
        for sheet in data["sheets"]
    )
    return Workbook(data["kind"], data["digest"], sheets, tuple(data["notices"]), data["encoding"], data["delimiter"])


def _book(book: Workbook) -> dict[str, Any]:
    return {
        "kind": book.kind,
        "digest": book.digest,
        "notices": list(book.notices),
        "encoding": book.encoding,
        "delimiter": book.delimiter,
        "sheets": [
            {
                "name": sheet.name,
                "hidden": sheet.hidden,
                "hidden_rows": sorted(sheet.hidden_rows),
                "hidden_columns": sorted(sheet.hidden_columns),
                "merged": [[span.top, span.left, span.bottom, span.right] for span in sheet.merged],
                "rows": {
                    number: {column: _packed(cell) for column, cell in row.items()}
                    for number, row in sheet.rows.items()
                },
            }
            for sheet in book.sheets
        ],
    }


_FLAGS = ("formula", "struck", "partly_struck", "greyed", "copied", "cut")


def _packed(cell: Cell) -> Any:
    value: Any = cell.value
    if isinstance(value, datetime):
        value = {"dt": value.isoformat()}
    elif isinstance(value, date):
        value = {"d": value.isoformat()}
    elif isinstance(value, time):
        value = {"t": value.isoformat()}
    elif isinstance(value, timedelta):
        value = {"s": value.total_seconds()}
    flags = "".join(str(number) for number, name in enumerate(_FLAGS) if getattr(cell, name))
    if not flags and not cell.masked:
        return value
    return [value, flags, list(cell.masked)]


def _cell(row: int, column: int, packed: Any) -> Cell:
    flags, masked = "", ()
    if isinstance(packed, list):
        packed, flags, masked = packed[0], packed[1], tuple(packed[2])
    value: Plain = _revived(packed) if isinstance(packed, dict) else packed
    marks: dict[str, Any] = {name: str(number) in flags for number, name in enumerate(_FLAGS)}
    return Cell(row, column, value, shown(value), masked=masked, **marks)


def _revived(packed: dict[str, Any]) -> Plain:
    kind, text = next(iter(packed.items()))
    if kind == "dt":
        return datetime.fromisoformat(text)
    if kind == "d":
        return date.fromisoformat(text)
    if kind == "t":
        return time.fromisoformat(text)
    return timedelta(seconds=text)


def layout_to_json(layout: SheetLayout) -> dict[str, Any]:
    """A layout as plain values."""
    return asdict(layout)


def layout_from_json(data: Mapping[str, Any]) -> SheetLayout:
    """The layout those values were made from."""
    columns = tuple(
        ColumnGuess(**{**guess, "alternatives": tuple((field, score) for field, score in guess["alternatives"])})
        for guess in data["columns"]
    )
    return SheetLayout(
        **{
            **data,
            "columns": columns,
            "header_rows": tuple(data["header_rows"]),
            "doubts": tuple(data["doubts"]),
            "legend": tuple((key, answer) for key, answer in data["legend"]),
        }
    )


def row_to_json(row: ReadRow) -> dict[str, Any]:
    """The parts of a row that are kept: fields, questions, problems, notes, columns, missing."""
    return {
        "fields": {name: understood_to_json(one) for name, one in row.fields.items()},
        "questions": [question_to_json(question) for question in row.questions],
        "problems": [asdict(problem) for problem in row.problems],
        "notes": list(row.notes),
        "columns": dict(row.columns),
        "missing": list(row.missing),
    }


def row_from_json(
    data: Mapping[str, Any],
    *,
    sheet: int,
    number: int,
    kind: str,
    skip: str = "",
    same_as: str = "",
    fingerprint: str = "",
) -> ReadRow:
    """The row those parts were made from."""
    return ReadRow(
        sheet=sheet,
        number=number,
        kind=kind,
        fields={name: understood_from_json(one) for name, one in data["fields"].items()},
        columns={name: int(column) for name, column in data["columns"].items()},
        questions=tuple(question_from_json(question) for question in data["questions"]),
        problems=tuple(Problem(**problem) for problem in data["problems"]),
        notes=tuple(data["notes"]),
        missing=tuple(data["missing"]),
        skip=skip,
        same_as=same_as,
        fingerprint=fingerprint,
    )


def understood_to_json(one: Understood) -> dict[str, Any]:
    """One field as plain values."""
    return {
        "value": one.value,
        "raw": one.raw,
        "certainty": one.certainty.value,
        "questions": [question_to_json(question) for question in one.questions],
        "left_out": list(one.left_out),
    }


def understood_from_json(data: Mapping[str, Any]) -> Understood:
    """The field those values were made from."""
    return Understood(
        value=data["value"],
        raw=data["raw"],
        certainty=Certainty(data["certainty"]),
        questions=tuple(question_from_json(question) for question in data["questions"]),
        left_out=tuple(data["left_out"]),
    )


def question_to_json(question: Question) -> dict[str, Any]:
    """One question as plain values."""
    return {
        "code": question.code,
        "key": question.key,
        "options": [{"value": option.value, "facts": dict(option.facts)} for option in question.options],
        "words": question.words,
        "facts": dict(question.facts),
        "blocking": question.blocking,
    }


def question_from_json(data: Mapping[str, Any]) -> Question:
    """The question those values were made from."""
    options = tuple(Option(option["value"], option["facts"]) for option in data["options"])
    return Question(data["code"], data["key"], options, data["words"], data["facts"], data["blocking"])
