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
from sleutelbos.keypersons import services as keypersons
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.matching.engine import Points, load_weights, moments, shortlist
from sleutelbos.ui.errors import RuleBroken, StateChanged

from ..load import Standing, load_standing, minute_at
from ..models import Repair
from .checking import plain_reasons

if TYPE_CHECKING:
    from sleutelbos.matching.engine.plan import Assignment
    from sleutelbos.matching.engine.plan import Repair as Found

# How many others can be chosen beside the one who is proposed.
_OTHERS = 4

Choice = int | Literal["open", "leave"]


@dataclass(frozen=True)
class Instead:
    """Somebody who could go: id, why, minutes of travel."""

    person: int
    reasons: tuple[Points, ...]


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
    found: "Found | None"

    @property
    def filled(self) -> int:
        """How many of the appointments that fell out can take place with somebody else."""
        return sum(item.lost and item.proposed is not None for item in self.fallen)

    @property
    def lost(self) -> int:
        """How many appointments fell out."""
        return sum(item.lost for item in self.fallen)


def propose_repair(*, key_person: KeyPerson, first_day: date, last_day: date) -> Proposal:
    """Who could go instead of somebody who is out from the first to the last day, both counted. Writes nothing."""
    first_day = max(first_day, timezone.localdate())
    if last_day < first_day:
        raise RuleBroken("days-turned", _("The last day is before the first day."))
    standing = load_standing(key_person.region, first_day, last_day)
    lost = [
        visit
        for visit in standing.visits
        if visit.key_person_id == key_person.pk and first_day <= timezone.localdate(visit.starts_at) <= last_day
    ]
    asked = list(
        Offer.objects.filter(
            key_person=key_person,
            state__in=[*bridge.OPEN_OFFER_STATES, Offer.State.QUEUED],
            request__starts_at__date__gte=first_day,
            request__starts_at__date__lte=last_day,
        ).select_related("request__topic")
    )
    standing = _movable(standing, lost)
    if not lost:
        return Proposal(key_person, first_day, last_day, [], asked, standing, None)
    from sleutelbos.matching.engine.plan import Because

    found = _repair(standing, key_person, first_day, last_day)
    by_place = {(visit.request_id, visit.key_person_id): visit for visit in standing.visits}
    fallen = []
    for change in found.changes:
        if change.before is None:
            continue
        visit = by_place[change.before.question, change.before.person]
        instead = Instead(change.after.person, change.reasons) if change.after is not None else None
        if visit in lost or (instead is not None and change.because == Because.MAKES_ROOM):
            fallen.append(Fallen(visit, visit in lost, instead, because=str(change.because)))
    told = {item.visit.pk for item in fallen}
    fallen += [Fallen(visit, True, None) for visit in lost if visit.pk not in told]
    fallen = [replace(item, others=_others(standing, item, key_person)) if item.lost else item for item in fallen]
    fallen.sort(key=lambda item: (not item.lost, item.visit.starts_at, item.visit.pk))
    return Proposal(key_person, first_day, last_day, fallen, asked, standing, found)


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


def _repair(standing: Standing, key_person: KeyPerson, first_day: date, last_day: date) -> "Found":
    from sleutelbos.matching.engine.plan import PersonOut, repair

    return repair(
        standing.snapshot,
        standing.questions,
        _current(standing.visits),
        [PersonOut(key_person.pk, moments.day_of(first_day), moments.day_of(last_day))],
        load_weights(),
        confirmed={visit.request_id for visit in standing.visits if visit.state == Visit.State.CONFIRMED},
        frozen_before=standing.snapshot.at,
        travel=standing.travel,
    )


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
    *, key_person: KeyPerson, first_day: date, last_day: date, choices: Mapping[int, Choice], actor: Viewer
) -> Repair:
    """Take somebody off the appointments of some days and ask the people a coordinator chose instead.

    `choices` has for each appointment (by id) the person to ask, "open" for looking later, or "leave". The person is
    away in the calendar from now on, and what was asked of this person for those days is taken back. Raises
    StateChanged where an appointment changed meanwhile, RuleBroken where somebody chosen is not possible.
    """
    proposal = propose_repair(key_person=key_person, first_day=first_day, last_day=last_day)
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
    plan = proposal.found.plan if proposal.found is not None else None
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
    }
    if proposal.standing.travel is not None:
        given["travel"] = proposal.standing.travel.to_json()
    return Repair.objects.create(
        region=proposal.key_person.region,
        key_person=proposal.key_person,
        first_day=proposal.first_day,
        last_day=proposal.last_day,
        by_user_id=actor.user_id,
        input_hash=plan.input_hash if plan else "",
        rules_version=plan.rules_version if plan else "",
        weights_version=plan.weights_version if plan else "",
        input=zlib.compress(json.dumps(given, separators=(",", ":")).encode()),
        result={"chosen": {str(pk): choice for pk, choice in changed.items()}},
    )
