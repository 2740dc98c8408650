"""A plan becomes questions to people: for each line a coordinator chose, and only where nothing changed meanwhile."""

from collections.abc import Collection
from itertools import groupby

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.bridging import services as bridging
from sleutelbos.bridging.models import Request
from sleutelbos.ui.errors import DomainError, StateChanged

from .. import workflow
from ..load import load_week
from ..models import PlannedVisit, WeekPlan
from .checking import Checked, check_lines
from .suggesting import MAY_BE_ASKED_STILL

_STILL = frozenset(str(rule) for rule in MAY_BE_ASKED_STILL)


@transaction.atomic
def publish_plan(*, plan: WeekPlan, line_ids: Collection[int], actor: Viewer, version: int) -> list[PlannedVisit]:
    """Ask the people of the chosen lines; returns those lines with what came of each.

    Until now nobody was asked anything, and nobody is planned before saying yes. A line whose question was answered,
    changed or closed meanwhile, or whose person does not fit any more, is skipped and says so. Raises StateChanged
    where somebody else changed the plan itself.
    """
    changed = WeekPlan.objects.filter(
        pk=plan.pk, version=version, state=WeekPlan.State.PROPOSED, work__in=["", WeekPlan.Work.FAILED]
    ).update(
        version=F("version") + 1,
        state=WeekPlan.State.PUBLISHED,
        state_since=timezone.now(),
        published_at=timezone.now(),
        work=WeekPlan.Work.NONE,
    )
    if not changed or not workflow.can_move(workflow.WEEK_PLAN, plan.state, WeekPlan.State.PUBLISHED):
        raise StateChanged
    chosen = list(
        plan.visits.filter(pk__in=line_ids, taken_off=False)
        .select_related("key_person")
        .order_by("request_id", "starts_at", "pk")
    )
    plan.visits.exclude(pk__in=[line.pk for line in chosen]).update(outcome=PlannedVisit.Outcome.LEFT_OUT)
    week = load_week(plan.region, plan.monday)
    wrong = check_lines(plan, week=week, lines=chosen)
    for request_id, together in groupby(chosen, key=lambda line: line.request_id):
        lines = list(together)
        request = week.rows.get(request_id)
        stands_in_the_way = [wrong[line.pk] for line in lines if line.pk in wrong and not _may_be_asked(line, wrong)]
        if request is None or stands_in_the_way:
            _say_changed(lines, wrong)
        else:
            _ask(plan, request, lines, actor)
    # One message for each person, however many questions it has.
    bridging.tell_together(line.offer for line in chosen if line.offer is not None)
    audit.record(
        "matching.plan.published",
        actor=actor,
        target=plan,
        region_id=plan.region_id,
        asked=sum(line.outcome == PlannedVisit.Outcome.ASKED for line in chosen),
        skipped=sum(line.outcome == PlannedVisit.Outcome.CHANGED for line in chosen),
    )
    plan.refresh_from_db()
    return chosen


def _may_be_asked(line: PlannedVisit, wrong: dict[int, Checked]) -> bool:
    """A coordinator may ask somebody of own choice all the same where only hours, travel or number of asks say no."""
    found = wrong[line.pk]
    return line.by_hand and not found.gone and _STILL.issuperset(found.rules)


def _say_changed(lines: list[PlannedVisit], wrong: dict[int, Checked]) -> None:
    for line in lines:
        line.accepted, line.outcome = True, PlannedVisit.Outcome.CHANGED
        line.outcome_rules = list(wrong[line.pk].rules) if line.pk in wrong else []
        line.save(update_fields=["accepted", "outcome", "outcome_rules"])


def _ask(plan: WeekPlan, request: Request, lines: list[PlannedVisit], actor: Viewer) -> None:
    """Ask everybody of one question, or nobody."""
    try:
        with transaction.atomic():
            if request.starts_at is None:
                bridging.fix_time(request=request, starts_at=lines[0].starts_at, actor=actor)
            offers = bridging.send_offers(
                request=request,
                asks=[
                    bridging.Ask(
                        key_person=line.key_person, reasons=tuple(line.reasons), suggestion=f"weekplan:{plan.pk}"
                    )
                    for line in lines
                ],
                in_turn=False,
                actor=actor,
                tell=False,
            )
    except DomainError as error:
        # Somebody was faster than this page; the other lines go on.
        _say_changed(lines, {line.pk: Checked([error.code]) for line in lines})
        return
    by_person = {offer.key_person_id: offer for offer in offers}
    for line in lines:
        line.accepted, line.outcome = True, PlannedVisit.Outcome.ASKED
        line.offer = by_person.get(line.key_person_id)
        line.save(update_fields=["accepted", "outcome", "offer"])
