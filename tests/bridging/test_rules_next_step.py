"""What has to happen next with a question: the same answer from the rule and from the list's filter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import queries, rules, workflow
from sleutelbos.bridging.forms.desk import STEPS
from sleutelbos.bridging.models import Request
from tests import factories

NOTHING: dict[str, Any] = {"offers": (), "visits": (), "without_visit": False, "visit_over": False}


@pytest.mark.parametrize(
    ("state", "facts", "step"),
    [
        ("unconfirmed", {}, "wait_confirmation"),
        ("redirected", {}, ""),
        ("open", {}, "choose"),
        ("open", {"offers": ("withdrawn",)}, "choose"),
        ("open", {"offers": ("declined", "expired")}, "choose_again"),
        ("open", {"offers": ("declined", "other_time")}, "decide_time"),
        ("asking", {"offers": ("open",)}, "wait_answer"),
        ("asking", {"offers": ("open", "other_time")}, "decide_time"),
        ("asking", {"offers": ("open", "accepted"), "without_visit": True}, "plan_time"),
        ("asking", {"offers": ("open", "accepted"), "visits": ("confirmed",)}, "wait_answer"),
        ("accepted", {"offers": ("accepted",), "without_visit": True}, "plan_time"),
        ("accepted", {"offers": ("accepted",), "visits": ("awaiting",)}, "ask_newcomer"),
        ("planned", {"offers": ("accepted",), "visits": ("confirmed",)}, "wait_visit"),
        ("planned", {"visits": ("confirmed",), "visit_over": True}, "wait_log"),
        ("done", {}, ""),
        ("unmet", {"offers": ("declined",)}, ""),
        ("cancelled", {}, ""),
        ("expired", {}, ""),
    ],
)
def test_the_next_step_follows_from_where_question_answers_and_visits_stand(
    state: str, facts: dict[str, Any], step: str
) -> None:
    assert rules.next_step(state, **{**NOTHING, **facts}) == step


def test_every_state_of_a_question_has_its_answer() -> None:
    assert {state for state in workflow.REQUEST if not rules.next_step(state, **NOTHING)} == {
        "done",
        "unmet",
        "cancelled",
        "expired",
        "redirected",
    }


def test_the_filter_of_the_list_finds_exactly_the_questions_whose_next_step_it_is(region_a: Any) -> None:
    made: list[Callable[[], object]] = [
        lambda: factories.RequestFactory(region=region_a),
        lambda: factories.OfferFactory(request__region=region_a),
        lambda: factories.OfferFactory(request__region=region_a, state="other_time", other_start=factories.in_days(5)),
        lambda: factories.OfferFactory(request__region=region_a, request__state="open", state="declined"),
        lambda: factories.OfferFactory(request__region=region_a, request__state="accepted", state="accepted"),
        lambda: factories.VisitFactory(request__region=region_a, request__state="accepted", state="awaiting"),
        lambda: factories.VisitFactory(request__region=region_a),
        lambda: factories.VisitFactory(request__region=region_a, over=True),
        lambda: factories.VisitFactory(request__region=region_a, request__state="done", state="done"),
        lambda: factories.RequestFactory(region=region_a, state="unmet", unmet_reason="no_time"),
    ]
    for make in made:
        make()
    viewer = Viewer(user_id=1, role="coordinator", region_id=region_a.pk)
    now = timezone.now()
    rows = queries.desk_rows(Request.objects.all(), now, answer_hours=24)
    steps = {row.question.pk: {"choose_again": "choose"}.get(row.next_step, row.next_step) for row in rows}
    for step in STEPS.values():
        found = {row.pk for row in queries.desk_requests(viewer, {"stap": step}, now)}
        assert found == {pk for pk, which in steps.items() if which == step}, step
    assert set(STEPS.values()) <= set(steps.values()), "a step without a question proves nothing"
    counts = queries.desk_counts(viewer, now)
    for step in ("choose", "decide_time", "plan_time", "ask_newcomer", "wait_answer"):
        assert getattr(counts, step) == list(steps.values()).count(step), step
    assert (counts.without_log, counts.calls) == (1, 0)


def test_what_needs_the_coordinator_first_stands_on_top_and_the_nearest_date_before_a_later_one(region_a: Any) -> None:
    viewer = Viewer(user_id=1, role="coordinator", region_id=region_a.pk)
    asked = factories.OfferFactory(request__region=region_a, request__starts_at=factories.in_days(1)).request
    far = factories.RequestFactory(region=region_a, starts_at=factories.in_days(9))
    near = factories.RequestFactory(region=region_a, starts_at=factories.in_days(2))
    no_time = factories.RequestFactory(region=region_a, starts_at=None)
    moved = factories.OfferFactory(
        request__region=region_a, state="other_time", other_start=factories.in_days(7)
    ).request
    found = [row.pk for row in queries.desk_requests(viewer, {}, timezone.now())]
    assert found == [near.pk, moved.pk, far.pk, no_time.pk, asked.pk]


def test_a_line_is_late_when_the_coordinator_lets_it_wait_or_the_visit_comes_near(region_a: Any) -> None:
    now = timezone.now()
    fresh = factories.RequestFactory(region=region_a, starts_at=factories.in_days(9))
    waits = factories.RequestFactory(
        region=region_a, starts_at=factories.in_days(9), state_since=now - timedelta(hours=30)
    )
    soon = factories.RequestFactory(region=region_a, starts_at=now + timedelta(hours=40))
    late = {row.question.pk: row.late for row in queries.desk_rows(Request.objects.all(), now, answer_hours=24)}
    assert late == {fresh.pk: False, waits.pk: True, soon.pk: True}
