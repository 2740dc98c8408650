"""What a coordinator changes in a proposal for a week."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.bridging.models import Request
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.matching.engine import Question, Window, load_weights, shortlist
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import workflow
from ..load import load_week, minute_at
from ..models import PlannedVisit, WeekPlan

if TYPE_CHECKING:
    pass

from .checking import plain_reasons


@transaction.atomic
def change_line(
    *,
    plan: WeekPlan,
    request: Request,
    key_person: KeyPerson,
    starts_at: datetime,
    actor: Viewer,
    version: int,
    line: PlannedVisit | None = None,
) -> PlannedVisit:
    """Another person or time, or somebody for a question without anybody; it is pinned, and nothing is asked by it.

    What is wrong with it is shown and not refused, so that a plan can be shuffled step by step.
    """
    _touch(plan, version)
    question = next((item for item in load_week(plan.region, plan.monday).questions if item.id == request.pk), None)
    if question is None:
        raise StateChanged
    if key_person.region_id != plan.region_id:
        raise RuleBroken("person-not-possible")
    if minute_at(starts_at) not in question.starts:
        raise RuleBroken(
            "time-not-asked",
            _("The organisation did not ask for this time."),
            _("Choose one of the times in the list."),
        )
    values: dict[str, Any] = {
        "starts_at": starts_at,
        "minutes": question.duration,
        "pinned": True,
        "by_hand": True,
        "taken_off": False,
        **_why(plan, question, key_person, minute_at(starts_at)),
    }
    if line is not None and line.key_person_id != key_person.pk:
        line.delete()
    made, _new = PlannedVisit.objects.update_or_create(
        plan=plan, request=request, key_person=key_person, defaults=values
    )
    audit.record(
        "matching.plan.changed",
        actor=actor,
        target=plan,
        subject=f"keyperson:{key_person.pk}",
        region_id=plan.region_id,
        question=request.pk,
    )
    return made


def _why(plan: WeekPlan, question: Question, key_person: KeyPerson, start: int) -> dict[str, Any]:
    """The reasons for this person at this moment, as a list of suggestions gives them; none where a rule says no."""
    week = load_week(plan.region, plan.monday)
    there = replace(question, windows=(Window(start, start + question.duration),))
    result = shortlist(week.snapshot, there, load_weights(), limit=len(week.snapshot.people), travel=week.travel)
    found = next((item for item in result.candidates if item.person == key_person.pk), None)
    if found is None:
        return {"score": 0, "reasons": [], "travel_minutes": None, "travel_mode": ""}
    return {
        "score": found.score,
        "reasons": plain_reasons(found.reasons),
        "travel_minutes": found.travel_minutes,
        "travel_mode": found.travel_mode,
    }


@transaction.atomic
def mark_line(*, plan: WeekPlan, line: PlannedVisit, mark: str, actor: Viewer, version: int) -> None:
    """Pin a line, take its pin off, take it off the plan, or put it back: "pin", "loose", "off" or "back"."""
    values = {
        "pin": {"pinned": True},
        "loose": {"pinned": False},
        "off": {"taken_off": True, "pinned": False},
        "back": {"taken_off": False, "pinned": True},
    }[mark]
    _touch(plan, version)
    PlannedVisit.objects.filter(pk=line.pk, plan=plan).update(**values)
    audit.record("matching.plan.changed", actor=actor, target=plan, region_id=plan.region_id, mark=mark)


@transaction.atomic
def discard_plan(*, plan: WeekPlan, actor: Viewer) -> None:
    """Throw a proposal away; nobody was asked."""
    if not workflow.can_move(workflow.WEEK_PLAN, plan.state, WeekPlan.State.EXPIRED):
        raise StateChanged
    if not WeekPlan.objects.filter(pk=plan.pk, state=plan.state).update(
        state=WeekPlan.State.EXPIRED, state_since=timezone.now(), work=WeekPlan.Work.NONE, version=F("version") + 1
    ):
        raise StateChanged
    audit.record("matching.plan.discarded", actor=actor, target=plan, region_id=plan.region_id)


def _touch(plan: WeekPlan, version: int) -> None:
    """Take the right to change a plan as it was seen; raises StateChanged when somebody was first."""
    changed = WeekPlan.objects.filter(
        pk=plan.pk, version=version, state=WeekPlan.State.PROPOSED, work__in=["", WeekPlan.Work.FAILED]
    ).update(version=F("version") + 1)
    if not changed:
        raise StateChanged
    plan.refresh_from_db(fields=["version"])
