"""What was understood and what is asked: what every parser gives back, in codes and plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

# An answer that closes a question without a value: leave this out.
LEAVE_OUT: Final = "leave-out"

Json = None | bool | int | float | str | list[Any] | dict[str, Any]


class Certainty(StrEnum):
    """How sure a reading is. Only SURE and LIKELY values are imported; LIKELY ones ask for a look."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"  # there is a question; the value waits for its answer
    NOTHING = "nothing"  # the cell is empty, or says "none"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. `value` is what comes back; `facts` help to name it (a language tag, a date)."""

    value: str
    facts: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can decide.

    `key` is the same for the same question in other rows, so that one answer can serve them all; it starts
    with the field. `blocking`: the row waits until it is answered. `words` are those the question is about.
    """

    code: str
    key: str
    options: tuple[Option, ...] = ()
    words: str = ""
    facts: Mapping[str, Json] = field(default_factory=dict)
    blocking: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """One field of one row. `raw` is the cell's text with whatever may not be kept already masked.

    `left_out` names what was deliberately not read ("health", "bsn", "not-needed").
    """

    value: Json
    raw: str
    certainty: Certainty
    questions: tuple[Question, ...] = ()
    left_out: tuple[str, ...] = ()

    def but(self, **changes: Any) -> "Understood":
        """The same with some parts changed."""
        return replace(self, **changes)


NOTHING: Final = Understood(None, "", Certainty.NOTHING)


class Asker:
    """Answers questions from what a person said before, and collects those that are still open.

    Give it the answers by question key; a row's own answers win from those of the whole import.
    """

    def __init__(self, answers: Mapping[str, str] | None = None) -> None:
        self._answers = answers or {}
        self.open: list[Question] = []

    def ask(
        self,
        code: str,
        key: str,
        options: Sequence[Option | str],
        *,
        words: str = "",
        facts: Mapping[str, Json] | None = None,
        blocking: bool = False,
    ) -> str | None:
        """The answer given before, or None: then the question is open. LEAVE_OUT is an answer everywhere."""
        choices = tuple(option if isinstance(option, Option) else Option(option) for option in options)
        answer = self._answers.get(key)
        if answer is not None and (answer == LEAVE_OUT or any(answer == option.value for option in choices)):
            return answer
        if all(question.key != key for question in self.open):
            self.open.append(Question(code, key, choices, words[:200], facts or {}, blocking))
        return None

    def note(self, code: str, key: str, *, words: str = "", facts: Mapping[str, Json] | None = None) -> None:
        """A question without ready answers: somebody has to type what was meant, or leave it out."""
        self.ask(code, key, (), words=words, facts=facts)


def settle(value: Json, raw: str, certainty: Certainty, asker: Asker) -> Understood:
    """A result with the asker's open questions. Without a value an open question makes it UNSURE."""
    if value is None:
        certainty = Certainty.UNSURE if asker.open else Certainty.NOTHING
    return Understood(value, raw, certainty, tuple(asker.open))
