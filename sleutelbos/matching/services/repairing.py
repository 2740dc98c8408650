"""Somebody is ill or away: which appointments fall out, who could go instead, and asking them."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.bridging import services as bridging
from sleutelbos.bridging import workflow as bridge
from sleutelbos.bridging.models import Offer, Visit
from sleutelbos.bridging.queries import Going, caps_passed_by_going
from sleutelbos.keypersons import services as keypersons
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.matching.engine import Points, load_weights, moments, shortlist
from sleutelbos.ui.errors import RuleBroken, StateChanged

from ..load import Standing, load_standing, minute_at
from ..models import Repair
from .answers import Answer
from .checking import plain_reasons

if TYPE_CHECKING:
    from sleutelbos.matching.engine.plan import Assignment

# How many others can be chosen beside the one who is proposed.
_OTHERS = 4

Choice = int | Literal["open", "leave"]


@dataclass(frozen=True)
class Instead:
    """Somebody who could go: id, why, and the legal maximum of a fee this would pass ("month", "year" or "")."""

    person: int
    reasons: tuple[Points, ...]
    over: str = ""


@dataclass(frozen=True)
class Fallen:
    """An appointment that changes: `lost` fell out, otherwise its person makes room for another one.

    `proposed` is None where nobody was found; `others` fit too when nothing else changes.
    """

    visit: Visit
    lost: bool
    proposed: Instead | None
    others: list[Instead] = field(default_factory=list)
    because: str = ""


@dataclass(frozen=True)
class Proposal:
    """What happens when somebody is out for some days, before anything is done."""

    key_person: KeyPerson
    first_day: date
    last_day: date
    fallen: list[Fallen]
    asked: list[Offer]
    standing: Standing
    answer: Answer | None

    @property
    def filled(self) -> int:
        """How many of the appointments that fell out can take place with somebody else."""
        return sum(item.lost and item.proposed is not None for item in self.fallen)

    @property
    def lost(self) -> int:
        """How many appointments fell out."""
        return sum(item.lost for item in self.fallen)

    @property
    def moved(self) -> int:
        """How many other appointments change to make that possible."""
        return sum(not item.lost for item in self.fallen)


def propose_repair(*, key_person: KeyPerson, first_day: date, last_day: date, answer: Answer | None = None) -> Proposal:
    """Who could go instead of somebody who is out from the first to the last day, both counted. Writes nothing.

    `answer`: what a wider search said before; without it the quick one is made here. Of an answer only what still
    stands as it was then is used.
    """
    first_day = max(first_day, timezone.localdate())
    if last_day < first_day:
        raise RuleBroken("days-turned", _("The last day is before the first day."))
    standing, lost = _situation(key_person, first_day, last_day)
    asked = list(
        Offer.objects.filter(
            key_person=key_person,
            state__in=[*bridge.OPEN_OFFER_STATES, Offer.State.QUEUED],
            request__starts_at__date__gte=first_day,
            request__starts_at__date__lte=last_day,
        ).select_related("request__topic")
    )
    if not lost:
        return Proposal(key_person, first_day, last_day, [], asked, standing, None)
    from sleutelbos.matching.engine.plan import Because

    answer = answer or look_for(standing, key_person, first_day, last_day)
    by_place = {(visit.request_id, visit.key_person_id): visit for visit in standing.visits}
    fallen = []
    for change in answer.changes:
        visit = by_place.get((change.question, change.before))
        if visit is None:
            continue
        instead = Instead(change.after, change.reasons) if change.after is not None else None
        if visit in lost or (instead is not None and change.because == Because.MAKES_ROOM):
            fallen.append(Fallen(visit, visit in lost, instead, because=change.because))
    told = {item.visit.pk for item in fallen}
    fallen += [Fallen(visit, True, None) for visit in lost if visit.pk not in told]
    fallen = [replace(item, others=_others(standing, item, key_person)) if item.lost else item for item in fallen]
    fallen.sort(key=lambda item: (not item.lost, item.visit.starts_at, item.visit.pk))
    return Proposal(key_person, first_day, last_day, _with_caps(fallen), asked, standing, answer)


def _with_caps(fallen: list[Fallen]) -> list[Fallen]:
    """The same, with who would go over a legal maximum: of the proposal together, of the others one by one."""

    def going(item: Fallen, who: Instead) -> Going:
        minutes = int((item.visit.ends_at - item.visit.starts_at).total_seconds() // 60)
        return Going(item.visit.request, who.person, item.visit.starts_at, minutes)

    gone = [item.visit.pk for item in fallen]
    proposed = [going(item, item.proposed) for item in fallen if item.proposed is not None]
    together = caps_passed_by_going(proposed, instead_of=gone)
    alone = caps_passed_by_going(
        [going(item, other) for item in fallen for other in item.others], together=False, instead_of=gone
    )

    def told(item: Fallen, who: Instead, passed: Mapping[tuple[int, int], str]) -> Instead:
        return replace(who, over=passed.get((item.visit.request_id, who.person), ""))

    return [
        replace(
            item,
            proposed=told(item, item.proposed, together) if item.proposed is not None else None,
            others=[told(item, other, alone) for other in item.others],
        )
        for item in fallen
    ]


def _situation(key_person: KeyPerson, first_day: date, last_day: date) -> tuple[Standing, list[Visit]]:
    """What stands in the weeks of these days and may be touched, and what of it this person cannot do."""
    standing = load_standing(key_person.region, first_day, last_day)
    lost = [
        visit
        for visit in standing.visits
        if visit.key_person_id == key_person.pk and first_day <= timezone.localdate(visit.starts_at) <= last_day
    ]
    return _movable(standing, lost), lost


def _movable(standing: Standing, lost: Sequence[Visit]) -> Standing:
    """Keep what people agreed on although a rule says no: it stays as it is, and nobody is asked about it."""
    from sleutelbos.matching.engine.plan import check_plan

    current = _current(standing.visits)
    broken = check_plan(standing.snapshot, standing.questions, current, load_weights(), travel=standing.travel)
    questions = {item.question for violation in broken for item in violation.assignments}
    return standing.without(questions - {visit.request_id for visit in lost})


def _current(visits: Sequence[Visit]) -> "list[Assignment]":
    from sleutelbos.matching.engine.plan import Assignment

    return [Assignment(visit.request_id, visit.key_person_id, minute_at(visit.starts_at)) for visit in visits]


def look_for(
    standing: Standing, key_person: KeyPerson, first_day: date, last_day: date, *, wide: bool = False
) -> Answer:
    """What to change when somebody is out: at once only around what fell out, `wide` with everybody."""
    from sleutelbos.matching.engine.plan import PersonOut, repair

    found = repair(
        standing.snapshot,
        standing.questions,
        _current(standing.visits),
        [PersonOut(key_person.pk, moments.day_of(first_day), moments.day_of(last_day))],
        load_weights(),
        confirmed={visit.request_id for visit in standing.visits if visit.state == Visit.State.CONFIRMED},
        frozen_before=standing.snapshot.at,
        wide=wide,
        travel=standing.travel,
    )
    return Answer.of(found, wide=wide)


def wider_answer(*, key_person: KeyPerson, first_day: date, last_day: date) -> Answer:
    """What a search over everybody says; seconds, so for the worker."""
    first_day = max(first_day, timezone.localdate())
    standing, _lost = _situation(key_person, first_day, last_day)
    return look_for(standing, key_person, first_day, last_day, wide=True)


def _others(standing: Standing, item: Fallen, key_person: KeyPerson) -> list[Instead]:
    question = next(row for row in standing.questions if row.id == item.visit.request_id)
    here = {visit.key_person_id for visit in standing.visits if visit.request_id == question.id}
    taken = here | {key_person.pk, item.proposed.person if item.proposed else 0}
    alone = replace(question, wanted=1)
    snapshot = replace(standing.snapshot, bookings=(*standing.snapshot.bookings, *standing.booked(standing.visits)))
    result = shortlist(snapshot, alone, load_weights(), limit=_OTHERS + len(taken), travel=standing.travel)
    return [Instead(row.person, row.reasons) for row in result.candidates if row.person not in taken][:_OTHERS]


@transaction.atomic
def repair_for(
    *,
    key_person: KeyPerson,
    first_day: date,
    last_day: date,
    choices: Mapping[int, Choice],
    actor: Viewer,
    answer: Answer | None = None,
) -> Repair:
    """Take somebody off the appointments of some days and ask the people a coordinator chose instead.

    `choices` has for each appointment (by id) the person to ask, "open" for looking later, or "leave". The person is
    away in the calendar from now on, and what was asked of this person for those days is taken back. `answer` is the
    wider search the choices were made from, if any. Raises StateChanged where an appointment changed meanwhile,
    RuleBroken where somebody chosen is not possible.
    """
    proposal = propose_repair(key_person=key_person, first_day=first_day, last_day=last_day, answer=answer)
    by_pk = {visit.pk: visit for visit in proposal.standing.visits}
    changed = {pk: choice for pk, choice in choices.items() if choice != "leave"}
    if not set(changed) <= set(by_pk):
        raise StateChanged
    people = KeyPerson.objects.in_bulk([choice for choice in changed.values() if isinstance(choice, int)])
    _refuse_impossible(proposal, changed, people)
    keypersons.add_exception(
        key_person=key_person, first_day=proposal.first_day, last_day=proposal.last_day, actor=actor
    )
    for offer in proposal.asked:
        bridging.withdraw_offer(offer=offer, actor=actor)
    repair = _kept(proposal, changed, actor)
    for pk in changed:
        own = by_pk[pk].key_person_id == key_person.pk
        bridging.step_out(visit=by_pk[pk], actor=actor, makes_room=not own, quiet=True)
    reasons = {item.visit.pk: item for item in proposal.fallen}
    for pk, choice in changed.items():
        if choice == "open":
            continue
        offered = reasons.get(pk)
        known = [*([offered.proposed] if offered and offered.proposed else []), *(offered.others if offered else [])]
        why = next((item.reasons for item in known if item.person == choice), ())
        bridging.send_offers(
            request=by_pk[pk].request,
            asks=[
                bridging.Ask(
                    key_person=people[int(choice)],
                    reasons=tuple(plain_reasons(why)),
                    suggestion=f"repair:{repair.pk}",
                )
            ],
            in_turn=False,
            actor=actor,
        )
    audit.record(
        "matching.repair.made",
        actor=actor,
        target=repair,
        subject=f"keyperson:{key_person.pk}",
        region_id=key_person.region_id,
        changed=len(changed),
    )
    return repair


def _refuse_impossible(proposal: Proposal, changed: Mapping[int, Choice], people: Mapping[int, KeyPerson]) -> None:
    """Raise RuleBroken unless the week is possible as it would be after these changes."""
    from sleutelbos.matching.engine.plan import Assignment, check_plan

    after = []
    for visit in proposal.standing.visits:
        choice = changed.get(visit.pk, visit.key_person_id)
        if choice != "open" and isinstance(choice, int):
            after.append(Assignment(visit.request_id, choice, minute_at(visit.starts_at)))
    chosen = {(by.request_id, changed[by.pk]) for by in proposal.standing.visits if by.pk in changed}
    standing = proposal.standing
    wrong = [
        item
        for broken in check_plan(standing.snapshot, standing.questions, after, load_weights(), travel=standing.travel)
        for item in broken.assignments
        if (item.question, item.person) in chosen and str(broken.code) != "too_few"
    ]
    if wrong or any(isinstance(choice, int) and choice not in people for choice in changed.values()):
        raise RuleBroken(
            "person-not-possible",
            _("Somebody you chose cannot go then."),
            _("Look at the proposal again: it shows who can go now."),
        )


def _kept(proposal: Proposal, changed: Mapping[int, Choice], actor: Viewer) -> Repair:
    answer = proposal.answer
    given: dict[str, Any] = {
        "snapshot": proposal.standing.snapshot.to_json(),
        "questions": [question.to_json() for question in proposal.standing.questions],
        "weights": load_weights().to_json(),
        "current": [[item.question, item.person, item.start] for item in _current(proposal.standing.visits)],
        "out": [
            proposal.key_person.pk,
            moments.day_of(proposal.first_day),
            moments.day_of(proposal.last_day),
        ],
        "wide": answer.wide if answer else False,
    }
    if proposal.standing.travel is not None:
        given["travel"] = proposal.standing.travel.to_json()
    return Repair.objects.create(
        region=proposal.key_person.region,
        key_person=proposal.key_person,
        first_day=proposal.first_day,
        last_day=proposal.last_day,
        by_user_id=actor.user_id,
        input_hash=answer.input_hash if answer else "",
        rules_version=answer.rules_version if answer else "",
        weights_version=answer.weights_version if answer else "",
        input=zlib.compress(json.dumps(given, separators=(",", ":")).encode()),
        result={"chosen": {str(pk): choice for pk, choice in changed.items()}},
    )
