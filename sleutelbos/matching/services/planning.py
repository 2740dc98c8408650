"""A week at once: a proposal is made, changed by a coordinator, made again around what is pinned, and thrown away."""

import json
import logging
import math
import time
import zlib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.matching.engine import load_weights
from sleutelbos.ui.errors import RuleBroken, StateChanged

from ..load import Week, load_week
from ..models import PlannedVisit, WeekPlan
from .checking import assignment_of, check_lines, moment_at, plain_reasons

if TYPE_CHECKING:
    from sleutelbos.matching.engine.plan import Plan, Progress

logger = logging.getLogger(__name__)

# How long a proposal is looked for; whoever does not want to wait stops it and gets the best one so far.
PLAN_SECONDS = 10.0
# Without a sign of life for so long, a proposal is not being made any more: the worker was stopped.
STUCK_AFTER = timedelta(minutes=3)
_BETWEEN_SIGNS = 0.5

CHANGEABLE = (WeekPlan.State.DRAFT, WeekPlan.State.PROPOSED)


def stuck(plan: WeekPlan) -> bool:
    """Whether a proposal that was being made is not any more."""
    return (
        plan.work == WeekPlan.Work.RUNNING
        and plan.work_since is not None
        and timezone.now() - plan.work_since > STUCK_AFTER
    )


@transaction.atomic
def start_plan(*, region: Region, monday: date, actor: Viewer) -> WeekPlan:
    """Have a proposal made for a week, or made again around what is pinned; the worker does it.

    Raises StateChanged while one is being made, RuleBroken where a pinned line cannot be.
    """
    from .. import tasks

    if monday.weekday() != 0:
        raise RuleBroken("no-monday", _("A week starts on Monday."))
    if monday + timedelta(days=6) < timezone.localdate():
        raise RuleBroken("week-is-past", _("This week is over."), _("Choose a week that lies ahead."))
    plan = open_plan(region, monday)
    if plan is None:
        try:
            with transaction.atomic():
                plan = WeekPlan.objects.create(region=region, monday=monday, made_by_label=actor.label)
        except IntegrityError as error:
            raise StateChanged from error
    elif any(line.rules for line in check_lines(plan, pinned_only=True).values()):
        raise RuleBroken(
            "pin-not-possible",
            _("Something you pinned is not possible any more."),
            _("Look at the lines with a warning. Take the pin off, or choose somebody else."),
        )
    free = WeekPlan.objects.filter(pk=plan.pk, state__in=CHANGEABLE, version=plan.version).exclude(
        Q(work=WeekPlan.Work.RUNNING) & Q(work_since__gt=timezone.now() - STUCK_AFTER)
    )
    version = plan.version + 1
    if not free.update(
        work=WeekPlan.Work.RUNNING,
        work_since=timezone.now(),
        stop_asked=False,
        progress={},
        version=version,
    ):
        raise StateChanged
    audit.record("matching.plan.started", actor=actor, target=plan, region_id=region.pk, monday=str(monday))
    pk = plan.pk
    transaction.on_commit(lambda: tasks.make_plan.enqueue(pk, version))
    plan.refresh_from_db()
    return plan


def open_plan(region: Region, monday: date) -> WeekPlan | None:
    """The plan of this week that is not settled yet."""
    return WeekPlan.objects.filter(region=region, monday=monday, state__in=CHANGEABLE).select_related("region").first()


def stop_plan(*, plan: WeekPlan, actor: Viewer) -> None:
    """Do not look any further; the best proposal so far is kept."""
    if WeekPlan.objects.filter(pk=plan.pk, work=WeekPlan.Work.RUNNING).update(stop_asked=True):
        audit.record("matching.plan.stopped", actor=actor, target=plan, region_id=plan.region_id)


def make_plan(*, plan_id: int, version: int) -> bool:
    """Look for a proposal and keep it; False where the plan changed meanwhile. May run twice."""
    plan = (
        WeekPlan.objects.select_related("region")
        .filter(pk=plan_id, version=version, work=WeekPlan.Work.RUNNING, state__in=CHANGEABLE)
        .first()
    )
    if plan is None:
        return False
    try:
        week = load_week(plan.region, plan.monday)
        lines = list(plan.visits.order_by("pk"))
        given = _given(plan, week, lines)
        found = _look_for(plan, week, given)
        return _keep(plan, week, given, found)
    except Exception:
        logger.exception("no proposal for plan %s", plan_id)
        WeekPlan.objects.filter(pk=plan_id, version=version).update(
            work=WeekPlan.Work.FAILED, work_since=timezone.now(), version=F("version") + 1
        )
        return False


def _given(plan: WeekPlan, week: Week, lines: Sequence[PlannedVisit]) -> dict[str, Any]:
    """What the coordinator decided already, as the engine takes it."""
    asked = {question.id for question in week.questions}
    here = [line for line in lines if line.request_id in asked]
    return {
        "fixed": [assignment_of(line) for line in here if line.pinned and not line.taken_off],
        "forbidden": [(line.request_id, line.key_person_id) for line in here if line.taken_off],
        "start_from": [assignment_of(line) for line in here if not line.taken_off],
        "seed": plan.seed,
    }


def _look_for(plan: WeekPlan, week: Week, given: dict[str, Any]) -> "Plan":
    from sleutelbos.matching.engine.plan import Limits
    from sleutelbos.matching.engine.plan import plan as look_for

    told = 0.0

    def tell(progress: "Progress") -> None:
        nonlocal told
        if time.monotonic() - told < _BETWEEN_SIGNS:
            return
        told = time.monotonic()
        WeekPlan.objects.filter(pk=plan.pk, version=plan.version).update(
            work_since=timezone.now(),
            progress={
                "seconds": round(progress.seconds, 1),
                "score": progress.score,
                "served": progress.served,
                "phase": progress.phase,
            },
        )

    return look_for(
        week.snapshot,
        week.questions,
        load_weights(),
        travel=week.travel,
        limits=Limits(seconds=PLAN_SECONDS),
        on_progress=tell,
        cancelled=_stop_asked(plan),
        **given,
    )


def _stop_asked(plan: WeekPlan) -> Callable[[], bool]:
    """Whether somebody wants to stop, looked up no more than twice a second however often the engine asks."""
    looked, said = 0.0, False

    def asked() -> bool:
        nonlocal looked, said
        if not said and time.monotonic() - looked > _BETWEEN_SIGNS:
            looked = time.monotonic()
            row = WeekPlan.objects.filter(pk=plan.pk).values_list("stop_asked", "version").first()
            said = row is None or row[0] or row[1] != plan.version
        return said

    return asked


@transaction.atomic
def _keep(plan: WeekPlan, week: Week, given: dict[str, Any], found: "Plan") -> bool:
    actor = Viewer.system(reason="a week is planned", region_id=plan.region_id)
    changes: dict[str, Any] = {
        "state": WeekPlan.State.PROPOSED,
        "work": WeekPlan.Work.NONE,
        "work_since": timezone.now(),
        "version": plan.version + 1,
        "input_hash": found.input_hash,
        "rules_version": found.rules_version,
        "weights_version": found.weights_version,
        "input": _packed(week, given),
        "score": found.score,
        # A search that was stopped at once has proven nothing yet.
        "bound": found.bound if math.isfinite(found.bound) else None,
        "gap": found.gap if math.isfinite(found.gap) else None,
        "finished": found.finished,
        "unserved": [
            {
                "question": item.question,
                "why": str(item.why),
                "rules": [[str(rule), count] for rule, count in item.rules],
                "rivals": list(item.rivals),
            }
            for item in found.unserved
        ],
        "prices": found.to_json().get("prices", []),
    }
    if plan.state != WeekPlan.State.PROPOSED:
        changes["state_since"] = timezone.now()
    if not WeekPlan.objects.filter(pk=plan.pk, version=plan.version, work=WeekPlan.Work.RUNNING).update(**changes):
        return False
    pinned = {(line.request_id, line.key_person_id): line for line in plan.visits.filter(pinned=True, taken_off=False)}
    plan.visits.filter(pinned=False, taken_off=False).delete()
    fresh = []
    for item in found.planned:
        where = item.assignment
        kept = pinned.get((where.question, where.person))
        values = {
            "score": item.score,
            "reasons": plain_reasons(item.reasons),
            "travel_minutes": item.travel_minutes,
            "travel_mode": item.travel_mode,
        }
        if kept is not None:
            PlannedVisit.objects.filter(pk=kept.pk).update(**values)
            continue
        fresh.append(
            PlannedVisit(
                plan=plan,
                request_id=where.question,
                key_person_id=where.person,
                starts_at=moment_at(where.start),
                minutes=week.rows[where.question].duration_minutes,
                **values,
            )
        )
    PlannedVisit.objects.bulk_create(fresh)
    audit.record(
        "matching.plan.proposed",
        actor=actor,
        target=plan,
        region_id=plan.region_id,
        hash=found.input_hash,
        weights=found.weights_version,
        lines=len(found.planned),
    )
    return True


def _packed(week: Week, given: dict[str, Any]) -> bytes:
    told: dict[str, Any] = {
        "snapshot": week.snapshot.to_json(),
        "questions": [question.to_json() for question in week.questions],
        "weights": load_weights().to_json(),
        "seed": given["seed"],
        "fixed": [[item.question, item.person, item.start] for item in given["fixed"]],
        "forbidden": [list(pair) for pair in given["forbidden"]],
        "start_from": [[item.question, item.person, item.start] for item in given["start_from"]],
    }
    if week.travel is not None:
        told["travel"] = week.travel.to_json()
    return zlib.compress(json.dumps(told, separators=(",", ":")).encode())
