"""A week at once: proposed by the worker, changed by a coordinator, sent to people; nobody is asked before that."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances.services import load_law
from sleutelbos.bridging.models import Offer, Request, Step
from sleutelbos.bridging.queries import Going, caps_passed_by_going
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.models import AvailableBlock, Engagement, KeyPerson
from sleutelbos.matching import retention, services
from sleutelbos.matching.engine import Rule
from sleutelbos.matching.engine.plan import Broken, Why
from sleutelbos.matching.models import PlannedVisit, WeekPlan
from sleutelbos.matching.queries.board import Without
from sleutelbos.matching.services import Checked
from sleutelbos.matching.templatetags import plans
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests import factories

ClientOf = Callable[[Any], Client]


def monday() -> date:
    """The Monday of next week, so that the whole week lies ahead."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday()) + timedelta(days=7)


def at(weekday: int, hour: int) -> datetime:
    """An hour in next week."""
    day = monday() + timedelta(days=weekday)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@pytest.fixture
def desk(client_of: ClientOf, coordinator: Any) -> Client:
    client = client_of(coordinator)
    client.cookies["taal"] = "en"
    return client


@pytest.fixture
def renske(coordinator: Any, region_a: Any) -> Viewer:
    return Viewer(user_id=coordinator.pk, role="coordinator", region_id=region_a.pk, email=coordinator.email)


def ask(region: Any, starts_at: datetime | None, **values: Any) -> Request:
    made: Request = factories.RequestFactory(region=region, starts_at=starts_at, **values)
    return made


def speaker(region: Any, first_name: str, **values: Any) -> KeyPerson:
    made: KeyPerson = factories.KeyPersonFactory(region=region, first_name=first_name, **values)
    return made


def proposal(region: Any, actor: Viewer) -> WeekPlan:
    """A proposal for next week, as the worker leaves it."""
    plan = services.start_plan(region=region, monday=monday(), actor=actor)
    assert services.make_plan(plan_id=plan.pk, version=plan.version)
    plan.refresh_from_db()
    return plan


def board_url(**query: str) -> str:
    words = "&".join(f"{name}={value}" for name, value in {"week": str(monday()), **query}.items())
    return f"{reverse('matching:show-week')}?{words}"


# --- a proposal ---------------------------------------------------------------------------------------------------


def test_a_proposal_has_a_person_and_reasons_for_each_question_and_asks_nobody(region_a: Any, renske: Viewer) -> None:
    speaker(region_a, "Selam")
    ask(region_a, at(1, 10))
    ask(region_a, at(2, 10))
    plan = proposal(region_a, renske)
    assert plan.state == "proposed" and plan.work == "" and plan.finished
    assert plan.input_hash and plan.weights_version and plan.rules_version and plan.gap == 0
    lines = list(plan.visits.all())
    assert [line.starts_at for line in lines] == [at(1, 10), at(2, 10)]
    for line in lines:
        assert line.reasons and sum(int(item["points"]) for item in line.reasons) == line.score
    assert not Offer.objects.exists() and not mail.outbox
    assert set(Request.objects.values_list("state", flat=True)) == {"open"}


def test_what_a_plan_was_made_from_makes_the_same_plan_again(region_a: Any, renske: Viewer) -> None:
    from sleutelbos.matching.engine import Question, Snapshot
    from sleutelbos.matching.engine.plan import Limits
    from sleutelbos.matching.engine.plan import plan as look_for

    speaker(region_a, "Selam")
    ask(region_a, at(1, 10))
    plan = proposal(region_a, renske)
    kept = json.loads(zlib.decompress(bytes(plan.input)))
    again = look_for(
        Snapshot.from_json(kept["snapshot"]),
        [Question.from_json(item) for item in kept["questions"]],
        _weights(kept),
        limits=Limits(seconds=5),
        seed=kept["seed"],
    )
    assert again.score == plan.score and again.input_hash == plan.input_hash


def _weights(kept: dict[str, Any]) -> Any:
    from sleutelbos.matching.engine import codec
    from sleutelbos.matching.engine.weights import Weights

    return codec.from_plain(Weights, kept["weights"])


def test_only_open_questions_with_a_time_in_the_week_that_the_router_lets_through_are_planned(
    region_a: Any, region_b: Any, renske: Viewer
) -> None:
    speaker(region_a, "Selam")
    wanted = ask(region_a, at(1, 10))
    ask(region_a, at(1, 12), state="asking")
    ask(region_a, at(1, 14), state="unconfirmed")
    ask(region_a, at(8, 10))
    ask(region_a, None)
    ask(region_a, at(2, 10), triage_outcome="interpreter_first")
    ask(region_b, at(1, 10))
    windows = [{"start": at(3, 9).isoformat(), "end": at(3, 12).isoformat()}]
    loose = ask(region_a, None, windows=windows)
    plan = proposal(region_a, renske)
    planned = set(plan.visits.values_list("request_id", flat=True))
    assert planned == {wanted.pk, loose.pk}
    assert at(3, 9) <= plan.visits.get(request=loose).starts_at <= at(3, 11)


def test_one_person_is_not_in_two_places_and_the_other_question_says_why(region_a: Any, renske: Viewer) -> None:
    speaker(region_a, "Selam")
    ask(region_a, at(1, 10))
    ask(region_a, at(1, 10))
    plan = proposal(region_a, renske)
    assert plan.visits.count() == 1
    assert [item["why"] for item in plan.unserved] == ["everybody_taken"]
    assert plan.unserved[0]["rivals"] == [plan.visits.get().request_id]


def test_an_hour_somebody_was_asked_for_is_not_planned_twice(region_a: Any, renske: Viewer) -> None:
    selam = speaker(region_a, "Selam")
    factories.OfferFactory(request=ask(region_a, at(1, 10), state="asking"), key_person=selam)
    ask(region_a, at(1, 10))
    plan = proposal(region_a, renske)
    assert not plan.visits.exists()


def test_two_proposals_at_the_same_moment_are_one(region_a: Any, renske: Viewer) -> None:
    ask(region_a, at(1, 10))
    plan = services.start_plan(region=region_a, monday=monday(), actor=renske)
    with pytest.raises(StateChanged):
        services.start_plan(region=region_a, monday=monday(), actor=renske)
    assert services.make_plan(plan_id=plan.pk, version=plan.version)
    assert not services.make_plan(plan_id=plan.pk, version=plan.version), "a second run of the task does nothing"


def test_a_proposal_that_was_stopped_is_kept_and_a_stopped_worker_can_be_followed_by_another(
    region_a: Any, renske: Viewer
) -> None:
    speaker(region_a, "Selam")
    ask(region_a, at(1, 10))
    plan = services.start_plan(region=region_a, monday=monday(), actor=renske)
    services.stop_plan(plan=plan, actor=renske)
    assert services.make_plan(plan_id=plan.pk, version=plan.version)
    WeekPlan.objects.update(work="running", work_since=timezone.now() - timedelta(minutes=10))
    plan.refresh_from_db()
    assert services.stuck(plan)
    assert services.start_plan(region=region_a, monday=monday(), actor=renske).version == plan.version + 1


def test_an_engine_that_fails_says_so_and_leaves_the_plan(
    region_a: Any, renske: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(region_a, at(1, 10))
    plan = services.start_plan(region=region_a, monday=monday(), actor=renske)

    def broken(*_args: object) -> None:
        raise ValueError("no solver")

    monkeypatch.setattr("sleutelbos.matching.services.planning._look_for", broken)
    assert not services.make_plan(plan_id=plan.pk, version=plan.version)
    plan.refresh_from_db()
    assert plan.work == "failed" and plan.state == "draft"


# --- changing it --------------------------------------------------------------------------------------------------


def test_a_pin_stays_when_planning_again_and_what_is_taken_off_does_not_come_back(
    region_a: Any, renske: Viewer
) -> None:
    selam, hanan = speaker(region_a, "Selam"), speaker(region_a, "Hanan")
    first, second = ask(region_a, at(1, 10)), ask(region_a, at(2, 10))
    plan = proposal(region_a, renske)
    services.change_line(
        plan=plan,
        request=first,
        key_person=hanan,
        starts_at=at(1, 10),
        actor=renske,
        version=plan.version,
        line=plan.visits.get(request=first),
    )
    other = plan.visits.get(request=second)
    services.mark_line(plan=plan, line=other, mark="off", actor=renske, version=plan.version)
    plan = proposal(region_a, renske)
    kept = plan.visits.get(request=first)
    assert kept.key_person == hanan and kept.pinned and kept.by_hand
    lines = plan.visits.filter(request=second)
    assert {(line.key_person, line.taken_off) for line in lines} == {
        (other.key_person, True),
        (selam if other.key_person == hanan else hanan, False),
    }


def test_what_is_wrong_with_a_line_is_said_at_once(desk: Client, region_a: Any, renske: Viewer) -> None:
    speaker(region_a, "Selam")
    yonas = speaker(region_a, "Yonas", gender="man")
    question = ask(region_a, at(1, 10), gender_wish="woman", gender_required=True)
    plan = proposal(region_a, renske)
    line = plan.visits.get()
    address = f"{reverse('matching:change-line', args=[plan.pk, question.pk])}?regel={line.pk}"
    page = desk.get(address).content.decode()
    assert "Yonas" in page and "The newcomer asks for a man or a woman" in page
    start = page.split('name="start" value="')[1].split('"')[0]
    posted = desk.post(address, {"person": yonas.pk, "start": start, "version": plan.version}, follow=True)
    assert "The newcomer asks for a man or a woman" in posted.content.decode()
    again = desk.post(reverse("matching:start-plan"), {"week": str(monday())})
    assert again.status_code == 422 and "Something you pinned is not possible any more." in again.content.decode()


def test_a_card_that_is_dropped_on_a_day_keeps_its_hour_where_that_was_asked(
    desk: Client, region_a: Any, renske: Viewer
) -> None:
    selam, hanan = speaker(region_a, "Selam"), speaker(region_a, "Hanan")
    windows = [{"start": at(day, 9).isoformat(), "end": at(day, 17).isoformat()} for day in (1, 3)]
    question = ask(region_a, None, windows=windows)
    plan = proposal(region_a, renske)
    line = plan.visits.get()
    other = hanan if line.key_person == selam else selam
    drop = {
        "version": plan.version,
        "question": question.pk,
        "line": line.pk,
        "person": other.pk,
        "day": str(monday() + timedelta(days=3)),
    }
    address = reverse("matching:drop-line", args=[plan.pk])
    assert desk.post(address, drop).status_code == 302
    moved = plan.visits.get()
    assert moved.key_person == other and moved.pinned
    assert timezone.localtime(moved.starts_at).date() == monday() + timedelta(days=3)
    assert timezone.localtime(moved.starts_at).time() == timezone.localtime(line.starts_at).time()
    plan.refresh_from_db()
    wrong_day = desk.post(
        address,
        {**drop, "version": plan.version, "line": moved.pk, "day": str(monday() + timedelta(days=4))},
        follow=True,
    )
    assert "The organisation did not ask for this day." in wrong_day.content.decode()


def test_two_coordinators_do_not_undo_each_others_work(region_a: Any, renske: Viewer) -> None:
    speaker(region_a, "Selam")
    ask(region_a, at(1, 10))
    plan = proposal(region_a, renske)
    line = plan.visits.get()
    services.mark_line(plan=plan, line=line, mark="pin", actor=renske, version=plan.version)
    with pytest.raises(StateChanged):
        services.mark_line(plan=plan, line=line, mark="off", actor=renske, version=plan.version - 1)


def test_a_time_nobody_asked_for_is_refused(region_a: Any, renske: Viewer) -> None:
    selam = speaker(region_a, "Selam")
    question = ask(region_a, at(1, 10))
    plan = proposal(region_a, renske)
    with pytest.raises(RuleBroken):
        services.change_line(
            plan=plan,
            request=question,
            key_person=selam,
            starts_at=at(1, 11),
            actor=renske,
            version=plan.version,
        )


# --- sending it ---------------------------------------------------------------------------------------------------


def test_only_the_chosen_lines_become_questions_to_people(region_a: Any, renske: Viewer) -> None:
    speaker(region_a, "Selam")
    first, second = ask(region_a, at(1, 10)), ask(region_a, at(2, 10))
    plan = proposal(region_a, renske)
    services.publish_plan(plan=plan, line_ids=[plan.visits.get(request=first).pk], actor=renske, version=plan.version)
    offer = Offer.objects.get()
    assert (offer.request, offer.state, offer.suggestion) == (first, "open", f"weekplan:{plan.pk}")
    assert offer.reasons
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == ("asking", "open")
    assert plan.state == "published"
    assert plan.visits.get(request=second).outcome == "left_out"
    assert not first.visits.exists(), "nobody is planned before saying yes"


def test_a_question_that_was_answered_meanwhile_is_skipped_and_says_so(
    desk: Client, region_a: Any, renske: Viewer
) -> None:
    hanan = speaker(region_a, "Hanan")
    first, second = ask(region_a, at(1, 10)), ask(region_a, at(2, 10))
    plan = proposal(region_a, renske)
    factories.OfferFactory(request=first, key_person=hanan)
    Request.objects.filter(pk=first.pk).update(state="asking")
    lines = list(plan.visits.values_list("pk", flat=True))
    response = desk.post(
        reverse("matching:publish-plan", args=[plan.pk]), {"lines": lines, "version": plan.version}, follow=True
    )
    page = response.content.decode()
    assert "1 person is asked." in page and "1 line changed meanwhile and was skipped." in page
    assert plan.visits.get(request=first).outcome == "changed"
    assert plan.visits.get(request=second).outcome == "asked"
    assert Offer.objects.filter(request=second, state="open").count() == 1


def test_somebody_who_does_not_fit_any_more_is_not_asked(region_a: Any, renske: Viewer) -> None:
    selam = speaker(region_a, "Selam")
    ask(region_a, at(1, 10))
    plan = proposal(region_a, renske)
    AvailableBlock.objects.filter(key_person=selam).delete()
    KeyPerson.objects.filter(pk=selam.pk).update(flexible=False)
    lines = services.publish_plan(
        plan=plan, line_ids=list(plan.visits.values_list("pk", flat=True)), actor=renske, version=plan.version
    )
    assert [line.outcome for line in lines] == ["changed"] and not Offer.objects.exists()
    with translation.override("en"):
        assert "Not available at this time" in plans.outcome_words(lines[0])


def test_a_question_with_windows_gets_the_planned_time_when_somebody_is_asked(region_a: Any, renske: Viewer) -> None:
    speaker(region_a, "Selam")
    question = ask(region_a, None, windows=[{"start": at(3, 9).isoformat(), "end": at(3, 12).isoformat()}])
    plan = proposal(region_a, renske)
    line = plan.visits.get()
    services.publish_plan(plan=plan, line_ids=[line.pk], actor=renske, version=plan.version)
    question.refresh_from_db()
    assert question.starts_at == line.starts_at
    assert Step.objects.filter(request=question, reason="question changed").exists()


def test_two_people_for_one_question_are_both_asked(region_a: Any, renske: Viewer) -> None:
    speaker(region_a, "Selam"), speaker(region_a, "Hanan")
    question = ask(region_a, at(1, 10), persons_wanted=2)
    plan = proposal(region_a, renske)
    assert plan.visits.count() == 2
    services.publish_plan(
        plan=plan, line_ids=list(plan.visits.values_list("pk", flat=True)), actor=renske, version=plan.version
    )
    assert Offer.objects.filter(request=question, state="open").count() == 2


def test_somebody_with_two_questions_gets_one_message_with_a_link_for_each(region_a: Any, renske: Viewer) -> None:
    selam = speaker(region_a, "Selam")
    ask(region_a, at(1, 10)), ask(region_a, at(2, 10))
    plan = proposal(region_a, renske)
    services.publish_plan(
        plan=plan, line_ids=list(plan.visits.values_list("pk", flat=True)), actor=renske, version=plan.version
    )
    message = Notice.objects.get(to=selam.email)
    assert Offer.objects.filter(state="open").count() == 2 and message.body.count("/aanbod/") == 2


# --- the pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", ["rooster", "lijst", "kaart"])
def test_every_view_names_who_goes_where_and_what_has_nobody(
    desk: Client, region_a: Any, renske: Viewer, shown: str
) -> None:
    speaker(region_a, "Selam", last_name="Tesfay")
    question = ask(region_a, at(1, 10))
    lonely = ask(region_a, at(2, 10), language="so")
    proposal(region_a, renske)
    page = desk.get(board_url(als=shown)).content.decode()
    assert "Selam Tesfay" in page
    assert reverse("bridging:show-request", args=[lonely.pk]) in page
    assert "Nobody fits." in page and "Does not speak this language well enough: 1 person" in page
    assert f"/vraag/{question.pk}/" in page
    assert "There is no better plan" in page


def test_a_board_without_a_plan_offers_to_make_one_and_a_running_one_shows_how_far_it_is(
    desk: Client, region_a: Any
) -> None:
    ask(region_a, at(1, 10))
    assert "Make a proposal" in desk.get(board_url()).content.decode()
    desk.post(reverse("matching:start-plan"), {"week": str(monday())})
    plan = WeekPlan.objects.get()
    running = desk.get(board_url()).content.decode()
    address = reverse("matching:show-plan-progress", args=[plan.pk])
    assert f'data-poll="{address}"' in running and "Stop and use what we have" in running
    WeekPlan.objects.update(progress={"seconds": 1.2, "served": 3})
    assert "3 questions have somebody so far" in desk.get(address).content.decode()
    services.make_plan(plan_id=plan.pk, version=plan.version)
    assert "data-then" in desk.get(address).content.decode()


def test_a_board_costs_as_many_queries_with_twenty_questions_as_with_five(
    desk: Client, region_a: Any, renske: Viewer
) -> None:
    def fill(count: int) -> int:
        for number in range(count):
            speaker(region_a, f"P{number}")
            ask(region_a, at(number % 5, 9 + number % 8))
        proposal(region_a, renske)
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(board_url(als="lijst")).status_code == 200
        return len(seen)

    few = fill(5)
    WeekPlan.objects.all().delete()
    assert fill(15) == few


def test_the_neighbours_see_nothing(client_of: ClientOf, neighbour: Any, region_a: Any, renske: Viewer) -> None:
    speaker(region_a, "Selam")
    ask(region_a, at(1, 10))
    plan = proposal(region_a, renske)
    theirs = client_of(neighbour)
    assert "Selam" not in theirs.get(board_url()).content.decode()
    for name in ("mark-line", "publish-plan", "discard-plan", "stop-plan"):
        assert theirs.post(reverse(f"matching:{name}", args=[plan.pk])).status_code == 404
    plan.refresh_from_db()
    assert plan.state == "proposed"


def test_plans_of_weeks_that_are_over_are_put_away_and_go_a_year_later(region_a: Any) -> None:
    today = timezone.localdate()
    this_week = today - timedelta(days=today.weekday())
    over = WeekPlan.objects.create(region=region_a, monday=this_week - timedelta(days=7), state="proposed")
    old = WeekPlan.objects.create(region=region_a, monday=this_week - timedelta(days=56 * 7), state="published")
    now = WeekPlan.objects.create(region=region_a, monday=this_week, state="proposed")
    retention.put_away()
    assert set(WeekPlan.objects.values_list("pk", "state")) == {(over.pk, "expired"), (now.pk, "proposed")}
    assert not WeekPlan.objects.filter(pk=old.pk).exists()


@translation.override("en")
def test_every_code_of_a_plan_has_words(region_a: Any) -> None:
    for broken in Broken:
        words = plans.wrong_words(Checked([str(broken)]))
        assert words and words != ["Somebody was faster: the question changed"], broken
    assert all(plans.wrong_words(Checked([str(rule)])) for rule in Rule)
    assert plans.wrong_words(Checked(gone=True)) == ["This question is not open any more"]
    question = factories.RequestFactory(region=region_a)
    assert len({plans.why_words(Without(question, str(why))) for why in ["", *Why]}) == len(Why) + 1
    assert all(plans.outcome_words(PlannedVisit(outcome=value)) for value, _label in PlannedVisit.Outcome.choices)


# --- legal maximum ------------------------------------------------------------------------------------------------


def test_the_visits_of_a_plan_count_together_for_the_legal_maximum(desk: Client, region_a: Any, renske: Viewer) -> None:
    load_law()
    selam = speaker(region_a, "Selam")
    # An hour costs more than half of what a month may be: the first fits, the second does not.
    selam.engagements.update(fee_cents_per_hour=12_000)
    first, second = ask(region_a, at(1, 10)), ask(region_a, at(2, 10))
    plan = proposal(region_a, renske)
    assert {line.request_id for line in plan.visits.all()} == {first.pk, second.pk}
    words = "goes over the legal maximum of the"
    for shown in ("rooster", "lijst", "kaart"):
        response = desk.get(board_url(als=shown))
        month_apart = at(1, 10).month != at(2, 10).month
        over = [line.request.pk for line in response.context["board"].over]
        assert over == ([] if month_apart else [second.pk])
        assert (words in response.content.decode()) is not month_apart
    # It is a warning: a coordinator may still ask, and the fee waits for a decision afterwards.
    desk.post(
        reverse("matching:publish-plan", args=[plan.pk]),
        {"version": plan.version, "lines": [line.pk for line in plan.visits.all()]},
    )
    assert Offer.objects.filter(state="open").count() == 2


def test_fees_of_all_payers_and_of_what_is_agreed_count_for_each_line(region_a: Any) -> None:
    load_law()
    busy, free = speaker(region_a, "Selam"), speaker(region_a, "Rim")
    questions = [ask(region_a, at(day, 10)) for day in (1, 1, 3)]
    agreed = factories.VisitFactory(request=ask(region_a, at(1, 16), state="planned"), key_person=busy)
    busy.engagements.update(fee_cents_per_hour=12_000)
    going = [
        Going(questions[0], busy.pk, at(1, 10), 60),
        Going(questions[1], free.pk, at(1, 10), 60),
        Going(questions[2], free.pk, at(3, 10), 60),
    ]
    assert caps_passed_by_going(going) == {(questions[0].pk, busy.pk): "month"}
    assert caps_passed_by_going(going, instead_of=[agreed.pk]) == {}
    twice = [Going(questions[number], free.pk, at(1, 10), 60) for number in (0, 1)]
    free.engagements.update(fee_cents_per_hour=12_000)
    assert list(caps_passed_by_going(twice)) == [(questions[1].pk, free.pk)]
    assert caps_passed_by_going(twice, together=False) == {}, "choices instead of each other are looked at alone"
    free.engagements.update(form="employed")
    assert caps_passed_by_going(twice) == {}


def test_the_right_engagement_is_found_for_many_at_once(region_a: Any) -> None:
    person = speaker(region_a, "Selam")
    old = person.engagements.get()
    town = factories.MunicipalityFactory()
    own = Engagement.objects.create(
        key_person=person, organisation=old.organisation, valid_from=old.valid_from, form="employed"
    )
    own.municipalities.add(town)
    day = timezone.localdate()
    wanted = [(person.pk, day, None), (person.pk, day, town.pk), (person.pk, day, town.pk + 1)]
    found = keypersons.engagements_at(wanted)
    assert [found.get(key) for key in wanted] == [
        keypersons.engagement_for(person, day=day, municipality_id=municipality)
        for _person, day, municipality in wanted
    ]
    assert found[wanted[1]] == own and found[wanted[2]] == old
