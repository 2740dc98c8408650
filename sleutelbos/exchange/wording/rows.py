"""One row as the page shows it."""

from collections.abc import Mapping
from typing import Any

from ..models import ImportRow
from ..reading import storing
from ..reading.asking import Certainty
from .questions import question_text
from .refusals import left_out_text, note_text, problem_text, reason_text
from .values import field_label, value_text

_TONES = {
    ImportRow.State.WAITS: "warn",
    ImportRow.State.READY: "good",
    ImportRow.State.SKIPPED: "neutral",
    ImportRow.State.UNCHANGED: "neutral",
    ImportRow.State.IMPORTED: "good",
    ImportRow.State.KEPT: "warn",
    ImportRow.State.UNDONE: "neutral",
}


def row_words(row: ImportRow, topics: Mapping[str, str]) -> dict[str, Any]:
    """A row with its values, questions, refusals and notes in words; `topics` are names by code."""
    shown: dict[str, Any] = {
        "row": row,
        "tone": _TONES[ImportRow.State(row.state)],
        "reason": reason_text(row.reason) if row.reason and row.reason != "answered" else "",
        "values": [],
        "questions": [],
        "refused": [],
        "notes": [],
        "missing": [],
    }
    if not row.read:
        return shown
    read = storing.row_from_json(row.read, sheet=row.sheet, number=row.number, kind=row.kind)
    for name, one in read.fields.items():
        text = value_text(name, one.value, topics) if one.certainty in {Certainty.SURE, Certainty.LIKELY} else ""
        shown["values"].append(
            {
                "label": field_label(name),
                "text": text,
                "raw": one.raw if one.raw and one.raw.strip() != text else "",
                "likely": one.certainty is Certainty.LIKELY and bool(text),
                "waits": one.certainty is Certainty.UNSURE,
            }
        )
        shown["refused"] += [(field_label(name), left_out_text(kind)) for kind in one.left_out]
    shown["questions"] = [(field_label(name), question_text(question)) for name, question in read.open_questions()]
    shown["refused"] += [
        (field_label(problem.field), problem_text(problem.code, problem.field, problem.words))
        for problem in read.problems
        if problem.code != row.reason
    ]
    shown["notes"] = [text for text in (note_text(code) for code in read.notes) if text]
    shown["missing"] = [field_label(name) for name in read.missing]
    return shown


def cell_words(row: ImportRow, name: str) -> dict[str, Any]:
    """What goes with one cell in the form of its row: why it was refused, what was left out."""
    if not row.read:
        return {}
    read = storing.row_from_json(row.read, sheet=row.sheet, number=row.number, kind=row.kind)
    refused = [
        problem_text(problem.code, problem.field, problem.words) for problem in read.problems if problem.field == name
    ]
    one = read.fields.get(name)
    refused += [left_out_text(kind) for kind in one.left_out] if one else []
    questions = [question_text(question) for question in one.questions if not question.options] if one else []
    return {"refused": refused, "questions": questions}
