"""What a week plan is given and what it answers: values and codes, never a sentence."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Literal, Self

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.codes import PlanReason, Reason, Rule
from sleutelbos.matching.engine.results import Points
from sleutelbos.matching.engine.types import Window


@dataclass(frozen=True, order=True)
class Assignment:
    """One question served by one person (ids) from one minute on."""

    question: int
    person: int
    start: int


@dataclass(frozen=True)
class Planned:
    """An assignment and why: the points of the reasons add up to the score.

    ``travel_minutes`` is one way from home, None when online or when a place is not known.
    """

    assignment: Assignment
    score: int
    reasons: tuple[Points, ...]
    travel_minutes: int | None
    travel_mode: str


class Why(StrEnum):
    """Why a question is not in the plan."""

    NO_TIME = "no_time"  # it is not settled when: settle that first
    NOBODY_FITS = "nobody_fits"  # fewer people pass the hard rules than are wanted
    EVERYBODY_TAKEN = "everybody_taken"  # who could is needed elsewhere, or full
    NOT_WORTH = "not_worth"  # serving it costs more points than it brings, or was not found in time


@dataclass(frozen=True)
class Unserved:
    """A question nobody was planned for.

    ``rules``: per hard rule how many people fail it, most first. ``rivals``: the questions of the plan that took the
    people who could.
    """

    question: int
    why: Why
    rules: tuple[tuple[Rule, int], ...] = ()
    rivals: tuple[int, ...] = ()


@dataclass(frozen=True)
class Limits:
    """When to stop, whichever comes first; None is no such limit.

    ``gap``: as a share, 0.001 is a tenth of a per cent. ``work``: rounds of improvement, 0 stops after the
    relaxation and its rounding; with seconds None the answer is then the same on every machine.
    """

    seconds: float | None = 10.0
    gap: float | None = 0.0
    work: int | None = None


@dataclass(frozen=True)
class Progress:
    """How far a running plan is; the bound is proven."""

    seconds: float
    score: int
    bound: float
    served: int
    phase: str


@dataclass(frozen=True)
class Price:
    """What is short, as advice: one question, person or hour more would be worth about so many points.

    ``subject`` is an id for a question or a person, and the first minute of the hour for an hour.
    """

    kind: Literal["question", "person", "hour"]
    subject: int
    points: int


@dataclass(frozen=True)
class Plan:
    """A week plan: proposed, nobody is asked or promised anything by it.

    ``bound``: no plan whatsoever scores more. ``gap`` is (bound - score) / score. ``finished``: the search ended by
    itself or at its gap, not by time, work or cancelling.
    """

    planned: tuple[Planned, ...]
    unserved: tuple[Unserved, ...]
    score: int
    bound: float
    gap: float
    seed: int
    input_hash: str
    weights_version: str
    rules_version: str
    finished: bool
    prices: tuple[Price, ...] = ()

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """Only who does what when."""
        return tuple(item.assignment for item in self.planned)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; ``from_json`` reads them back to an equal plan."""
        plain: dict[str, Any] = codec.to_plain(self)
        return plain

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The plan that was written by ``to_json``. Raises ValueError for unknown or malformed fields."""
        try:
            plain = dict(data)
            planned = tuple(_planned(item) for item in plain.pop("planned"))
            unserved = tuple(codec.from_plain(Unserved, item) for item in plain.pop("unserved"))
            prices = tuple(codec.from_plain(Price, item) for item in plain.pop("prices", ()))
            unknown = set(plain) - {field.name for field in fields(cls)}
            if unknown:
                raise ValueError(f"Plan: unknown fields {', '.join(sorted(unknown))}")
            return cls(planned=planned, unserved=unserved, prices=prices, **plain)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"Plan: missing or malformed: {error}") from error


def _planned(data: dict[str, Any]) -> Planned:
    return Planned(
        codec.from_plain(Assignment, data["assignment"]),
        data["score"],
        tuple(_points(item) for item in data["reasons"]),
        data["travel_minutes"],
        data["travel_mode"],
    )


def _points(data: dict[str, Any]) -> Points:
    known: set[str] = set(Reason)
    kind = Reason if data["reason"] in known else PlanReason
    return Points(kind(data["reason"]), data["points"], tuple((name, value) for name, value in data.get("values", ())))


class Broken(StrEnum):
    """What a plan as a whole can break, beside the hard rules for each person apart."""

    UNKNOWN = "unknown"  # a question or a person that is not there
    TWICE = "twice"  # one person twice for one question
    NO_TIME = "no_time"  # a start the question does not have
    TWO_TIMES = "two_times"  # one question at two starts
    TOO_MANY = "too_many"  # more people than are wanted
    TOO_FEW = "too_few"  # fewer people than are wanted: all or nobody
    OVERLAP = "overlap"  # two planned visits of one person are too close
    WEEK_CAP = "week_cap"
    MONTH_CAP = "month_cap"
    ASK_CAP = "ask_cap"
    OPEN_ASKS = "open_asks"
    NEWCOMER = "newcomer"  # a newcomer in two visits at the same time


@dataclass(frozen=True)
class Violation:
    """One broken rule and the assignments that break it together."""

    code: Rule | Broken
    assignments: tuple[Assignment, ...]


class PlanError(ValueError):
    """What was pinned cannot be kept; ``code`` says which rule it breaks, ``assignment`` which pin."""

    def __init__(self, code: str, assignment: Assignment | None = None) -> None:
        super().__init__(f"{code}: {assignment}")
        self.code = code
        self.assignment = assignment


@dataclass(frozen=True)
class PersonOut:
    """Somebody cannot come from the first to the last day, both counted."""

    person: int
    first: int
    last: int


@dataclass(frozen=True)
class NewQuestion:
    """A question came in after the plan was made."""

    question: int


@dataclass(frozen=True)
class Moved:
    """A question can only be in these windows now."""

    question: int
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class QuestionGone:
    """A question is not needed any more."""

    question: int


Event = PersonOut | NewQuestion | Moved | QuestionGone


class Because(StrEnum):
    """Why a repair changes something."""

    PERSON_OUT = "person_out"
    NEW_QUESTION = "new_question"
    MOVED = "moved"
    QUESTION_GONE = "question_gone"
    MAKES_ROOM = "makes_room"  # changed so that another question can be served
    BETTER = "better"  # more points, and none of the above
    NOT_POSSIBLE = "not_possible"  # a hard rule forbids what was planned


@dataclass(frozen=True)
class Change:
    """One thing a repair changes; ``reasons`` are those of the assignment after it."""

    kind: Literal["lost", "moved", "new_person", "new_time", "filled", "dropped"]
    question: int
    before: Assignment | None
    after: Assignment | None
    because: Because
    reasons: tuple[Points, ...] = ()


@dataclass(frozen=True)
class Repair:
    """A plan after events, with everything that changed.

    Of the appointments the events broke, ``kept`` still take place, with somebody else or at another time, and
    ``lost`` do not. ``moved`` counts other appointments that change. ``given_up``: a new plan of everything, with the
    same price on every change, would have at most so many points more.
    """

    plan: Plan
    changes: tuple[Change, ...]
    kept: int
    lost: int
    moved: int
    given_up: float


@dataclass(frozen=True)
class Worth:
    """What one more person would be worth: points, questions served, and for which."""

    points: int
    served: int
    questions: tuple[int, ...]
