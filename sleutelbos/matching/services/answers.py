"""What a search for other people said, in a shape that can wait for a coordinator: at once, or from a wider search."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.core.cache import cache
from django.utils.crypto import get_random_string

from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.matching.engine import Points

from .checking import plain_reasons, points_of

if TYPE_CHECKING:
    from sleutelbos.matching.engine.plan import Repair as Found

# A coordinator reads, calls somebody, comes back; later the world is another one.
_KEPT_SECONDS = 30 * 60


@dataclass(frozen=True)
class Step:
    """One appointment (a question and who goes, by id) that changes; `after` is None where nobody was found."""

    question: int
    before: int
    after: int | None
    because: str
    reasons: tuple[Points, ...]


@dataclass(frozen=True)
class Answer:
    """Everything a search would change, with what it came from; `wide` when it looked at everybody."""

    changes: tuple[Step, ...]
    wide: bool
    input_hash: str
    rules_version: str
    weights_version: str

    @classmethod
    def of(cls, found: "Found", *, wide: bool) -> Self:
        """What the engine found. An appointment that came from nowhere is no change to anybody."""
        return cls(
            tuple(
                Step(
                    change.question,
                    change.before.person,
                    change.after.person if change.after is not None else None,
                    str(change.because),
                    change.reasons,
                )
                for change in found.changes
                if change.before is not None
            ),
            wide,
            found.plan.input_hash,
            found.plan.rules_version,
            found.plan.weights_version,
        )

    def to_plain(self) -> dict[str, Any]:
        """As it waits between two pages."""
        return {
            "changes": [
                [step.question, step.before, step.after, step.because, plain_reasons(step.reasons)]
                for step in self.changes
            ],
            "wide": self.wide,
            "versions": [self.input_hash, self.rules_version, self.weights_version],
        }

    @classmethod
    def from_plain(cls, data: dict[str, Any]) -> Self:
        """The answer that was put away."""
        return cls(
            tuple(
                Step(question, before, after, because, tuple(points_of(reasons)))
                for question, before, after, because, reasons in data["changes"]
            ),
            data["wide"],
            *data["versions"],
        )


def start_wider(*, key_person: KeyPerson, first_day: date, last_day: date) -> str:
    """Have the worker look wider; returns the word under which its answer will wait for half an hour."""
    from .. import tasks

    word = get_random_string(20)
    cache.set(_key(key_person.pk, word), {}, _KEPT_SECONDS)
    tasks.look_wider.enqueue(key_person.pk, first_day.isoformat(), last_day.isoformat(), word)
    return word


def look_wider(*, key_person_id: int, first_day: date, last_day: date, word: str) -> bool:
    """Look for the best with everybody and put the answer away; False where nobody waits for it. May run twice."""
    from .repairing import wider_answer

    person = KeyPerson.objects.select_related("region").filter(pk=key_person_id).first()
    if person is None or cache.get(_key(key_person_id, word)) is None:
        return False
    answer = wider_answer(key_person=person, first_day=first_day, last_day=last_day)
    cache.set(_key(key_person_id, word), answer.to_plain(), _KEPT_SECONDS)
    return True


def wider_waits(key_person: KeyPerson, word: str) -> Answer | bool:
    """The wider answer; True while it is being looked for, False where there is none (any more)."""
    kept = cache.get(_key(key_person.pk, word))
    if kept is None:
        return False
    return Answer.from_plain(kept) if kept else True


def _key(key_person_id: int, word: str) -> str:
    return f"matching.wider.{key_person_id}.{word}"
