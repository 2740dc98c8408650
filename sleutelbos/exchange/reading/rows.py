"""One row of a list as it was read, and what a person said about it."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sleutelbos.exchange.reading.asking import Certainty, Question, Understood

ROW: Final = "row"  # questions and problems about the row itself

# States of a row.
READY: Final = "ready"
WAITS: Final = "waits"  # something must be answered first
SKIPPED: Final = "skipped"


@dataclass(frozen=True, slots=True)
class RowAnswers:
    """What a person said about one row: answers by question key, corrected texts by field, and skip or not."""

    answers: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    skip: bool | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said about an import: for all rows, and for single rows by (sheet, row number)."""

    everywhere: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[tuple[int, int], RowAnswers] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that was refused, or a row that is no entry of the list. `column` is 0 for the whole row."""

    code: str
    field: str = ROW
    column: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What one row says. `skip` is "" or why it is not an entry; `notes` are codes of how it will come in.

    `columns` tells from which column a field came; `fingerprint` is the same for the same content, also in
    another file or another order of columns, and cannot be turned back into the content.
    """

    sheet: int
    number: int
    kind: str
    fields: Mapping[str, Understood]
    columns: Mapping[str, int]
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # fields without which the row cannot come in
    skip: str = ""
    same_as: str = ""  # id of a known person, or "row:<sheet>:<number>", when a person said it is the same
    fingerprint: str = ""

    @property
    def state(self) -> str:
        """READY to come in, WAITS for an answer, or SKIPPED."""
        if self.skip:
            return SKIPPED
        if self.missing or any(question.blocking for _, question in self.open_questions()):
            return WAITS
        return READY

    def open_questions(self) -> Iterator[tuple[str, Question]]:
        """Every open question with its field; those about the row itself first."""
        for question in self.questions:
            yield ROW, question
        for name, understood in self.fields.items():
            for question in understood.questions:
                yield name, question

    def value(self, name: str) -> object:
        """What will be imported of a field; None when it is empty or waits for an answer."""
        understood = self.fields.get(name)
        if understood is None or understood.certainty not in {Certainty.SURE, Certainty.LIKELY}:
            return None
        return understood.value

    def skipped(self, why: str) -> "ReadRow":
        """The same, left aside for a reason."""
        return replace(self, skip=why)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """All rows of one sheet, in order."""

    sheet: int
    name: str
    kind: str
    rows: tuple[ReadRow, ...]

    def open_groups(self) -> dict[str, list[tuple[ReadRow, str, Question]]]:
        """Open questions by key: those that one answer can settle together, in the order of the rows."""
        groups: dict[str, list[tuple[ReadRow, str, Question]]] = {}
        for row in self.rows:
            if row.skip:
                continue
            for name, question in row.open_questions():
                groups.setdefault(question.key, []).append((row, name, question))
        return groups


def fingerprint(kind: str, texts: Mapping[str, str], secret: bytes) -> str:
    """A keyed hash of a row's texts by field; nobody without the key can try out names against it."""
    body = json.dumps([kind, sorted(texts.items())], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(secret, body.encode(), hashlib.sha256).hexdigest()[:40]
