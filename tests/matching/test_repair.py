"""Somebody is ill: what falls out is shown with who could go, and only what a coordinator says is done."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances.services import load_law
from sleutelbos.bridging.models import Offer, Visit
from sleutelbos.keypersons.models import AvailabilityException, KeyPerson
from sleutelbos.matching import services, tasks
from sleutelbos.matching.models import Repair
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests import factories

ClientOf = Callable[[Any], Client]


def monday() -> date:
    today = timezone.localdate()
    return today - timedelta(days=today.weekday()) + timedelta(days=7)


def at(weekday: int, hour: int) -> datetime:
    day = monday() + timedelta(days=weekday)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@pytest.fixture
def renske(coordinator: Any, region_a: Any) -> Viewer:
    return Viewer(user_id=coordinator.pk, role="coordinator", region_id=region_a.pk, email=coordinator.email)


@pytest.fixture
def desk(client_of: ClientOf, coordinator: Any) -> Client:
    client = client_of(coordinator)
    client.cookies["taal"] = "en"
    return client


@pytest.fixture
def selam(region_a: Any) -> KeyPerson:
    made: KeyPerson = factories.KeyPersonFactory(region=region_a, first_name="Selam")
    return made


def visit(person: KeyPerson, starts_at: datetime, **values: Any) -> Visit:
    question = factories.RequestFactory(
        region=person.region, starts_at=starts_at, state="planned", accepted_count=1, newcomer_informed="yes", **values
    )
    made: Visit = factories.VisitFactory(request=question, key_person=person)
    return made


def propose(person: KeyPerson, first: int = 0, last: int = 4) -> services.Proposal:
    return services.propose_repair(
        key_person=person,
        first_day=monday() + timedelta(days=first),
        last_day=monday() + timedelta(days=last),
    )


def do(person: KeyPerson, choices: dict[int, Any], actor: Viewer) -> Repair:
    return services.repair_for(
        key_person=person,
        first_day=monday(),
        last_day=monday() + timedelta(days=4),
        choices=choices,
        actor=actor,
    )


def test_only_the_appointments_of_these_days_fall_out_and_each_has_a_proposal_with_reasons(
    region_a: Any, selam: KeyPerson
) -> None:
    hanan = factories.KeyPersonFactory(region=region_a, first_name="Hanan")
    inside, _outside = visit(selam, at(1, 10)), visit(selam, at(5, 10))
    found = propose(selam)
    assert [item.visit for item in found.fallen] == [inside] and found.lost == found.filled == 1
    assert found.fallen[0].proposed is not None
    assert found.fallen[0].proposed.person == hanan.pk and found.fallen[0].proposed.reasons
    inside.refresh_from_db()
    assert inside.state == "confirmed", "a proposal changes nothing"


def test_who_has_another_appointment_then_is_not_proposed(region_a: Any, selam: KeyPerson) -> None:
    hanan = factories.KeyPersonFactory(region=region_a, first_name="Hanan")
    visit(selam, at(1, 10))
    visit(hanan, at(1, 10))
    found = propose(selam)
    assert found.lost == 1 and found.filled == 0
    assert found.fallen[0].others == []


def test_what_people_agreed_on_stays_whatever_a_rule_says_now(region_a: Any, selam: KeyPerson) -> None:
    hanan = factories.KeyPersonFactory(region=region_a, first_name="Hanan")
    rim = factories.KeyPersonFactory(region=region_a, first_name="Rim", speaks=["ar", "nl"])
    visit(selam, at(1, 10))
    agreed = visit(rim, at(2, 10))
    busy = visit(hanan, at(3, 10), language="so")
    found = propose(selam)
    assert [item.visit.key_person_id for item in found.fallen] == [selam.pk]
    assert agreed not in found.standing.visits and busy not in found.standing.visits
    assert {item.question for item in found.standing.snapshot.bookings} >= {agreed.request_id, busy.request_id}


def test_doing_it_asks_the_others_and_says_it_in_the_calendar(region_a: Any, selam: KeyPerson, renske: Viewer) -> None:
    hanan = factories.KeyPersonFactory(region=region_a, first_name="Hanan")
    first, second, third = visit(selam, at(1, 10)), visit(selam, at(2, 10)), visit(selam, at(3, 10))
    repair = do(selam, {first.pk: hanan.pk, second.pk: "open", third.pk: "leave"}, renske)
    for row in (first, second, third):
        row.refresh_from_db()
        row.request.refresh_from_db()
    assert [row.state for row in (first, second, third)] == ["handed_over", "handed_over", "confirmed"]
    assert [row.request.state for row in (first, second, third)] == ["asking", "open", "planned"]
    offer = Offer.objects.get(state="open")
    assert (offer.key_person, offer.request, offer.suggestion) == (hanan, first.request, f"repair:{repair.pk}")
    assert offer.reasons and repair.input and repair.input_hash
    away = AvailabilityException.objects.get(key_person=selam)
    assert (away.first_day, away.last_day, away.available) == (monday(), monday() + timedelta(days=4), False)
    assert not Notice.objects.filter(template="bridging/mail/coordinator_stepped_out.txt").exists()


def test_what_was_asked_of_the_ill_person_is_taken_back_and_goes_to_the_next_in_line(
    region_a: Any, selam: KeyPerson, renske: Viewer
) -> None:
    question = factories.RequestFactory(region=region_a, starts_at=at(1, 14), state="asking")
    asked = factories.OfferFactory(request=question, key_person=selam)
    following = factories.OfferFactory(request=question, state="queued", position=1, asked_at=None, expires_at=None)
    assert propose(selam).asked == [asked]
    do(selam, {}, renske)
    asked.refresh_from_db(), following.refresh_from_db()
    assert (asked.state, following.state) == ("withdrawn", "open")


def test_somebody_who_cannot_go_then_is_refused_and_nothing_is_done(
    region_a: Any, selam: KeyPerson, renske: Viewer
) -> None:
    busy = factories.KeyPersonFactory(region=region_a)
    row = visit(selam, at(1, 10))
    visit(busy, at(1, 10))
    with pytest.raises(RuleBroken):
        do(selam, {row.pk: busy.pk}, renske)
    row.refresh_from_db()
    assert row.state == "confirmed" and not AvailabilityException.objects.exists()


def test_an_appointment_that_changed_meanwhile_is_told(region_a: Any, selam: KeyPerson, renske: Viewer) -> None:
    hanan = factories.KeyPersonFactory(region=region_a)
    row = visit(selam, at(1, 10))
    Visit.objects.filter(pk=row.pk).update(state="cancelled")
    with pytest.raises(StateChanged):
        do(selam, {row.pk: hanan.pk}, renske)


def test_somebody_without_appointments_is_only_away(desk: Client, region_a: Any, selam: KeyPerson) -> None:
    address = reverse("matching:show-repair", args=[selam.pk])
    days = {"van": f"{monday():%d-%m-%Y}", "tot": f"{monday() + timedelta(days=1):%d-%m-%Y}"}
    assert "Nobody has to go instead." in desk.get(address, days).content.decode()
    assert desk.post(address, days).status_code == 302
    assert AvailabilityException.objects.filter(key_person=selam).count() == 1


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (3, 1, "The last day is before the first day."),
        (-30, -20, "These days are over."),
        (-10, 3, "This day is in the past."),
        (0, 200, "three months"),
    ],
)
def test_days_that_cannot_be_are_said_beside_the_box(
    desk: Client, selam: KeyPerson, first: int, last: int, words: str
) -> None:
    days = {"van": f"{monday() + timedelta(days=first):%d-%m-%Y}", "tot": f"{monday() + timedelta(days=last):%d-%m-%Y}"}
    response = desk.get(reverse("matching:show-repair", args=[selam.pk]), days)
    assert response.status_code == 422 and words in response.content.decode()


def test_the_page_costs_as_many_queries_for_ten_people_as_for_three(
    desk: Client, region_a: Any, selam: KeyPerson
) -> None:
    def look() -> int:
        days = {"van": f"{monday():%d-%m-%Y}", "tot": f"{monday() + timedelta(days=4):%d-%m-%Y}"}
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(reverse("matching:show-repair", args=[selam.pk]), days).status_code == 200
        return len(seen)

    for hour in (9, 13):
        visit(selam, at(1, hour))
    for _ in range(3):
        factories.KeyPersonFactory(region=region_a)
    look()
    few = look()
    for weekday in (2, 3, 4):
        visit(selam, at(weekday, 10))
        visit(factories.KeyPersonFactory(region=region_a), at(weekday, 10))
    assert look() == few


# --- legal maximum ------------------------------------------------------------------------------------------------


def test_who_would_go_over_a_legal_maximum_is_said_with_each_choice(
    desk: Client, region_a: Any, selam: KeyPerson
) -> None:
    load_law()
    hanan = factories.KeyPersonFactory(region=region_a, first_name="Hanan")
    hanan.engagements.update(fee_cents_per_hour=15_000)
    visit(selam, at(1, 10)), visit(selam, at(1, 14))
    found = propose(selam)
    assert [item.proposed.over for item in found.fallen if item.proposed] == ["", "month"]
    days = {"van": f"{monday():%d-%m-%Y}", "tot": f"{monday() + timedelta(days=4):%d-%m-%Y}"}
    page = desk.get(reverse("matching:show-repair", args=[selam.pk]), days).content.decode()
    assert page.count("the fee of Hanan goes over the legal maximum of the month") == 1


# --- a second answer ----------------------------------------------------------------------------------------------


def wider(desk: Client, person: KeyPerson) -> tuple[str, dict[str, str]]:
    """Press the button as a page with scripts does; the address that waits and the days."""
    days = {"van": f"{monday():%d-%m-%Y}", "tot": f"{monday() + timedelta(days=4):%d-%m-%Y}"}
    started = desk.post(
        reverse("matching:look-wider", args=[person.pk]),
        {**days, "gevuld": 0, "verzet": 0},
        headers={"HX-Request": "true"},
    )
    return started.context["looking"], days


def test_a_wider_search_is_the_workers_and_the_coordinator_chooses_between_two_answers(
    desk: Client, region_a: Any, selam: KeyPerson, renske: Viewer
) -> None:
    hanan = factories.KeyPersonFactory(region=region_a, first_name="Hanan")
    row = visit(selam, at(1, 10))
    address, days = wider(desk, selam)
    word = address.split("ruimer=")[1].split("&")[0]
    assert b"data-poll" in desk.get(address).content
    page = {**days, "ruimer": word}
    repair = reverse("matching:show-repair", args=[selam.pk])
    assert b"We look wider" in desk.get(repair, page).content, "also without scripts one can see that it goes on"

    assert tasks.look_wider.call(selam.pk, str(monday()), str(monday() + timedelta(days=4)), word)
    ready = desk.get(address).content.decode()
    assert "For 1 of 1 appointments somebody else can go." in ready and "data-poll" not in ready
    response = desk.get(repair, page)
    assert "You see the second answer" in response.content.decode()
    assert response.context["proposal"].answer.wide

    desk.post(repair, {**page, f"afspraak-{row.pk}": str(hanan.pk)})
    offer = Offer.objects.get(state="open")
    kept = Repair.objects.get()
    assert offer.key_person == hanan and kept.input_hash
    assert json.loads(zlib.decompress(bytes(kept.input)))["wide"] is True


@pytest.mark.parametrize(("first", "better"), [("0", True), ("1", False), ("2", False)])
def test_a_wider_answer_that_keeps_no_more_is_no_second_answer(
    desk: Client, region_a: Any, selam: KeyPerson, first: str, better: bool
) -> None:
    factories.KeyPersonFactory(region=region_a, first_name="Hanan")
    visit(selam, at(1, 10))
    address, _days = wider(desk, selam)
    word = address.split("ruimer=")[1].split("&")[0]
    tasks.look_wider.call(selam.pk, str(monday()), str(monday() + timedelta(days=4)), word)
    page = desk.get(address.replace("gevuld=0", f"gevuld={first}")).content.decode()
    assert ("nothing better was found" not in page) is better
    assert ("There is a second answer" in page) is better


def test_an_answer_of_another_person_or_of_long_ago_is_not_there(desk: Client, region_a: Any, selam: KeyPerson) -> None:
    visit(selam, at(1, 10))
    address, days = wider(desk, selam)
    word = address.split("ruimer=")[1].split("&")[0]
    other = factories.KeyPersonFactory(region=region_a)
    assert services.wider_waits(other, word) is False
    gone = desk.get(reverse("matching:show-repair", args=[selam.pk]), {**days, "ruimer": "longago"})
    assert "The second answer is not kept any more." in gone.content.decode()
    assert not tasks.look_wider.call(selam.pk, str(monday()), str(monday()), "longago"), "nobody waits for it"


def test_what_changed_since_the_wider_answer_is_not_used(region_a: Any, selam: KeyPerson) -> None:
    hanan = factories.KeyPersonFactory(region=region_a, first_name="Hanan")
    row, gone = visit(selam, at(1, 10)), visit(selam, at(2, 10))
    word = services.start_wider(key_person=selam, first_day=monday(), last_day=monday() + timedelta(days=4))
    assert services.wider_waits(selam, word) is True
    tasks.look_wider.call(selam.pk, str(monday()), str(monday() + timedelta(days=4)), word)
    answer = services.wider_waits(selam, word)
    assert isinstance(answer, services.Answer) and answer.wide and len(answer.changes) == 2
    Visit.objects.filter(pk=gone.pk).update(state="cancelled")
    found = services.propose_repair(
        key_person=selam, first_day=monday(), last_day=monday() + timedelta(days=4), answer=answer
    )
    assert [(item.visit, item.proposed.person if item.proposed else 0) for item in found.fallen] == [(row, hanan.pk)]


def test_nobody_is_chosen_beforehand_as_the_one_who_is_ill(desk: Client, selam: KeyPerson) -> None:
    page = reverse("matching:choose-who-is-out")
    field = desk.get(page).context["form"]["wie"]
    assert field.subwidgets[0].data["value"] == ""
    assert not field.value()
    assert desk.get(page, {"wie": ""}).status_code == 422
    assert desk.get(page, {"wie": selam.pk}).status_code == 302
