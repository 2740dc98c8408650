"""The quarterly talk: what waits is on the agenda by itself; agreements come back until they are settled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from sleutelbos.signals import retention
from sleutelbos.signals.models import Agreement, Talk
from sleutelbos.signals.queries import talks as queries
from sleutelbos.signals.services import talks as services
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .organisations import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db: None) -> House:
    return House()


def plan(house: House, days: int = 0) -> Talk:
    return services.plan_talk(
        organisation=house.school,
        on=timezone.localdate() + timedelta(days=days),
        actor=house.viewer(house.coordinator),
    )


def agree(house: House, talk: Talk, what: str = "Een tweede groep", days: int = 30, about: Any = None) -> Agreement:
    return services.agree(
        talk=talk,
        bottleneck=about,
        what=what,
        party="organisation",
        who="teamleider",
        due_on=timezone.localdate() + timedelta(days=days),
        actor=house.viewer(house.coordinator),
    )


def hold(house: House, talk: Talk, next_in: int | None = 91) -> Talk | None:
    today = timezone.localdate()
    return services.hold_talk(
        talk=talk,
        on=today,
        minutes="Goed gesprek.",
        next_on=today + timedelta(days=next_in) if next_in is not None else None,
        actor=house.viewer(house.coordinator),
    )


def titles(talk: Talk) -> list[str]:
    return [str(point.bottleneck or point.words) for point in queries.agenda(talk).points]


def test_what_waits_at_the_organisation_is_on_the_agenda_by_itself(house: House) -> None:
    talk = plan(house)
    house.bottleneck("Wachtlijst")
    house.bottleneck("Elders", linked=False)
    house.bottleneck("Van de school zelf", linked=False, owner_organisation=house.school)
    house.bottleneck("Beantwoord", state="answered", answered_at=timezone.now())
    assert titles(talk) == ["Wachtlijst", "Van de school zelf"]
    services.add_point(talk=talk, words="Kennismaken", actor=house.viewer(house.coordinator))
    assert titles(talk)[-1] == "Kennismaken"


def test_an_agenda_that_was_held_stays_as_it_was_and_the_next_follows_what_is_open(house: House) -> None:
    talk, waits = plan(house), house.bottleneck("Wachtlijst")
    following = hold(house, talk)
    assert following is not None
    house.bottleneck("Kinderopvang")
    waits.state, waits.answered_at = "answered", timezone.now()
    waits.save()
    assert titles(talk) == ["Wachtlijst"]
    assert titles(following) == ["Kinderopvang"]


def test_an_agreement_comes_back_at_every_next_talk_until_it_is_settled_and_once_after(house: House) -> None:
    first = plan(house)
    agreement = agree(house, first, days=200)
    now = timezone.now()
    second = hold(house, first)
    assert second is not None
    assert list(queries.agenda(second).earlier) == [agreement]
    with time_machine.travel(now + timedelta(days=91)):
        third = hold(house, second)
        assert third is not None
        assert list(queries.agenda(third).earlier) == [agreement]
    with time_machine.travel(now + timedelta(days=100)):
        services.settle_agreement(
            agreement=agreement, state="done", outcome="Begonnen", actor=house.viewer(house.coordinator)
        )
    assert list(queries.agenda(third).earlier) == [agreement], "told once more, now as done"
    with time_machine.travel(now + timedelta(days=182)):
        fourth = hold(house, third)
    assert fourth is not None
    assert list(queries.agenda(fourth).earlier) == []


def test_late_agreements_are_seen_first(house: House, client_of: Any) -> None:
    talk = plan(house)
    late = agree(house, talk, "Splitsen", days=-1)
    agree(house, talk, "Later")
    today = timezone.localdate()
    viewer = house.viewer(house.coordinator)
    assert list(queries.overdue_agreements(viewer, today)) == [late]
    row = queries.talk_rows(viewer, today)[0]
    assert (row.organisation, row.overdue, row.open_agreements) == (house.school, 1, 2)
    page = client_of(house.coordinator.user).get(reverse("signals:list-talks")).content.decode()
    assert "Afgesproken, en te laat" in page and "Splitsen" in page


def test_after_a_quarter_it_is_time_to_plan(house: House) -> None:
    viewer, today = house.viewer(house.coordinator), timezone.localdate()
    assert queries.talk_rows(viewer, today)[0].due, "there never was one"
    talk = plan(house)
    assert not queries.talk_rows(viewer, today)[0].due
    hold(house, talk, next_in=None)
    assert not queries.talk_rows(viewer, today + timedelta(days=90))[0].due
    assert queries.talk_rows(viewer, today + timedelta(days=91))[0].due


def test_a_second_planned_talk_is_refused_with_what_to_do(house: House) -> None:
    plan(house)
    with pytest.raises(RuleBroken, match="talk-twice"):
        plan(house, 10)


def test_a_talk_that_does_not_happen_may_happen_after_all(house: House) -> None:
    talk, actor = plan(house), house.viewer(house.coordinator)
    services.cancel_talk(talk=talk, actor=actor)
    with pytest.raises(StateChanged):
        agree(house, talk)
    other = plan(house, 3)
    with pytest.raises(RuleBroken, match="talk-twice"):
        services.replan_talk(talk=talk, actor=actor)
    services.cancel_talk(talk=other, actor=actor)
    services.replan_talk(talk=talk, actor=actor)
    assert talk.state == "planned"


def test_two_people_close_the_talk_and_one_agenda_stands(house: House) -> None:
    house.bottleneck()
    talk = plan(house)
    same = Talk.objects.get(pk=talk.pk)
    hold(house, talk)
    with pytest.raises(StateChanged):
        hold(house, same)
    assert talk.points.count() == 1


def test_points_of_a_talk_that_was_held_stay(house: House) -> None:
    talk, actor = plan(house), house.viewer(house.coordinator)
    point = services.add_point(talk=talk, words="Kennismaken", actor=actor)
    hold(house, talk)
    with pytest.raises(StateChanged):
        services.remove_point(talk=talk, point=point, actor=actor)


def test_what_is_dropped_says_why(house: House, client_of: Any) -> None:
    agreement = agree(house, plan(house))
    with pytest.raises(RuleBroken, match="agreement-why"):
        services.settle_agreement(
            agreement=agreement, state="dropped", outcome="", actor=house.viewer(house.coordinator)
        )
    client = client_of(house.coordinator.user)
    address = reverse("signals:settle-agreement", args=[agreement.pk])
    assert "waarom het niet doorgaat" in client.post(address, {"state": "dropped"}).content.decode()
    assert client.post(address, {"state": "dropped", "outcome": "geen docent"}).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.state, agreement.outcome) == ("dropped", "geen docent")
    client.post(address)
    agreement.refresh_from_db()
    assert agreement.state == "open"


@pytest.mark.parametrize(
    ("field", "text"),
    [("what", "Mevrouw Haddad krijgt een plek"), ("what", "BSN 111222333 doorgeven"), ("words", "Fatima wil weg")],
)
def test_nobody_is_named_in_a_talk(house: House, client_of: Any, field: str, text: str) -> None:
    talk = plan(house)
    client = client_of(house.coordinator.user)
    name = "signals:agree" if field == "what" else "signals:add-point"
    values = {"what": text, "party": "network", "due_on": "26-11-2030", "words": text}
    assert client.post(reverse(name, args=[talk.pk]), values).status_code == 422
    assert not talk.agreements.exists() and not talk.points.exists()


def test_the_report_is_short_guarded_and_goes_after_two_years(house: House, client_of: Any) -> None:
    talk = plan(house)
    client = client_of(house.coordinator.user)
    address = reverse("signals:hold-talk", args=[talk.pk])
    day = timezone.localdate().strftime("%d-%m-%Y")
    assert client.post(address, {"on": day, "minutes": "x" * 601}).status_code == 200
    assert client.post(address, {"on": day, "minutes": "Meneer Tesfay was boos"}).status_code == 200
    talk.refresh_from_db()
    assert talk.state == "planned"
    assert client.post(address, {"on": day, "minutes": "Over de wachtlijst."}).status_code == 302
    talk.refresh_from_db()
    assert (talk.state, talk.minutes) == ("held", "Over de wachtlijst.")
    with time_machine.travel(timezone.now() + timedelta(days=731)):
        assert retention.let_go_of_talks() == 1
    talk.refresh_from_db()
    assert talk.minutes == ""


def test_an_agreement_is_about_a_point_of_this_agenda_only(house: House, client_of: Any) -> None:
    talk, elsewhere = plan(house), house.bottleneck("Elders", linked=False)
    values = {"what": "meer plekken", "party": "network", "due_on": "26-11-2030", "bottleneck": elsewhere.pk}
    page = client_of(house.coordinator.user).post(reverse("signals:agree", args=[talk.pk]), values)
    assert page.status_code == 422
    assert not Agreement.objects.exists()


def test_the_neighbours_find_nothing_of_it(house: House, neighbour: Any, client_of: Any) -> None:
    talk = plan(house)
    client = client_of(neighbour)
    for name, pk in (("show-talk", talk.pk), ("show-organisation", house.school.pk), ("plan-talk", house.school.pk)):
        assert client.get(reverse(f"signals:{name}", args=[pk])).status_code == 404


def test_the_page_asks_a_bounded_number_of_questions(
    house: House, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    talk = plan(house)
    for number in range(12):
        agree(house, talk, f"afspraak {number}", about=house.bottleneck(f"Punt {number}"))
    client = client_of(house.coordinator.user)
    for name, pk in (("show-talk", [talk.pk]), ("show-organisation", [house.school.pk]), ("list-talks", [])):
        with django_assert_max_num_queries(30):
            assert client.get(reverse(f"signals:{name}", args=pk)).status_code == 200
