"""What the engine answers: codes with numbers, never a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.codes import RULES, PlanReason, Reason, Relation, Relaxation, Rule


@dataclass(frozen=True)
class Points:
    """One reason and its points; ``values`` are the numbers and codes a sentence about it needs."""

    reason: Reason | PlanReason
    points: int
    values: tuple[tuple[str, int | str], ...] = ()

    def value(self, name: str) -> int | str:
        """One of the values by name. Raises KeyError when this reason has no such value."""
        return dict(self.values)[name]


@dataclass(frozen=True)
class LanguageMatch:
    """The pair of varieties a match rests on; levels are those that count after the cost of a fallback."""

    asked: str
    used: str
    relation: Relation
    accepted: bool
    speaking: int
    understanding: int
    reading: int
    note: str = ""


@dataclass(frozen=True)
class Candidate:
    """Somebody who fits: the sum of the points of the reasons *is* the score.

    ``start`` is the earliest minute at which everything holds (None when the time is settled later),
    ``starts`` how many such minutes there are; ``travel_minutes`` is one way and None when a place is not
    known.
    """

    person: int
    score: int
    reasons: tuple[Points, ...]
    start: int | None
    starts: int
    travel_minutes: int | None
    travel_mode: str
    language: LanguageMatch | None


@dataclass(frozen=True)
class Excluded:
    """Somebody who is out, with every rule that fails."""

    person: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class NearMiss:
    """Somebody who fails exactly this one rule, with the score it would be without that rule.

    ``freed_by`` are the wishes of the question that, let go alone, make this person fit; empty when only the
    person or the coordinator's own work (an expired item, a full week) could.
    """

    person: int
    rule: Rule
    score: int
    freed_by: tuple[Relaxation, ...]


@dataclass(frozen=True)
class WhatIf:
    """Letting go of these wishes frees exactly these people on top of those who fit already."""

    wishes: tuple[Relaxation, ...]
    freed: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many people it frees."""
        return len(self.freed)


@dataclass(frozen=True)
class FunnelStep:
    """How many people are left after this rule and all before it."""

    rule: Rule
    left: int


@dataclass(frozen=True)
class UnclearLanguage:
    """The question names a family of varieties: ask which one. Members of an open one were accepted."""

    asked: str
    members: tuple[str, ...]
    open: bool


class ExcludedPeople(Sequence[Excluded]):
    """Everybody who is out, in the order of the snapshot; decoded when looked at, as there are thousands."""

    def __init__(self, people: NDArray[np.int64], failed: NDArray[np.int64]) -> None:
        self._people = people
        self._failed = failed

    def __len__(self) -> int:
        return len(self._people)

    @overload
    def __getitem__(self, index: int) -> Excluded: ...
    @overload
    def __getitem__(self, index: slice) -> "ExcludedPeople": ...
    def __getitem__(self, index: int | slice) -> "Excluded | ExcludedPeople":
        if isinstance(index, slice):
            return ExcludedPeople(self._people[index], self._failed[index])
        mask = int(self._failed[index])
        return Excluded(
            person=int(self._people[index]),
            rules=tuple(rule for bit, rule in enumerate(RULES) if mask >> bit & 1),
        )

    def fewest(self, count: int) -> "ExcludedPeople":
        """The people whom the fewest rules keep out, those first; as many at the most."""
        order = np.argsort(np.bitwise_count(self._failed), kind="stable")[:count]
        return ExcludedPeople(self._people[order], self._failed[order])

    def of(self, person: int) -> tuple[Rule, ...]:
        """Every rule this person fails; empty for somebody who fits or is not in the snapshot."""
        where = np.flatnonzero(self._people == person)
        return self[int(where[0])].rules if len(where) else ()

    def counts(self) -> dict[Rule, int]:
        """How many people fail each rule, whatever else they fail; rules nobody fails are left out."""
        counts = {rule: int(np.count_nonzero(self._failed >> bit & 1)) for bit, rule in enumerate(RULES)}
        return {rule: count for rule, count in counts.items() if count}


@dataclass(frozen=True, eq=False)
class Shortlist:
    """The answer for one question.

    ``fitting`` are all who fit, best first; ``candidates`` the first of them with reasons. ``what_if`` has
    one entry for each wish the question has. ``smallest`` is filled only when fewer people fit than are
    wanted: the smallest sets of wishes that, let go together, bring enough (or, when nothing does, anybody
    more).
    """

    question: int
    candidates: tuple[Candidate, ...]
    fitting: tuple[int, ...]
    excluded: ExcludedPeople
    near_misses: tuple[NearMiss, ...]
    what_if: tuple[WhatIf, ...]
    smallest: tuple[WhatIf, ...]
    funnel: tuple[FunnelStep, ...]
    unclear: tuple[UnclearLanguage, ...]
    weights_version: str
    rules_version: str
    hashed: Callable[[], str]

    @cached_property
    def input_hash(self) -> str:
        """SHA-256 of all that this answer came from; computed when asked for, as most answers are only looked at."""
        return self.hashed()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values of everything, for keeping beside the suggestion that was shown."""
        plain: dict[str, Any] = {
            "question": self.question,
            "fitting": list(self.fitting),
            "excluded": [[item.person, [str(rule) for rule in item.rules]] for item in self.excluded],
            "input_hash": self.input_hash,
            "weights_version": self.weights_version,
            "rules_version": self.rules_version,
        }
        for name in ("candidates", "near_misses", "what_if", "smallest", "funnel", "unclear"):
            plain[name] = codec.to_plain(getattr(self, name))
        return plain
