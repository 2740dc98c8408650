"""J13: a week is planned. A proposal, a change by keyboard, sent to people, somebody ill, somebody else asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sleutelbos.accounts.models import Membership, Region
from sleutelbos.bridging.models import Offer, Request, Visit
from sleutelbos.bridging.services import offer_link
from sleutelbos.keypersons.models import AvailabilityException, KeyPerson
from sleutelbos.matching import services
from sleutelbos.matching.models import WeekPlan
from tests import factories

from . import journeys

OpenPage = Callable[..., Page]
Look = Callable[..., None]


def monday() -> date:
    today = timezone.localdate()
    return today - timedelta(days=today.weekday()) + timedelta(days=7)


def at(weekday: int, hour: int) -> datetime:
    day = monday() + timedelta(days=weekday)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@pytest.fixture
def renske(db: Any) -> Membership:
    """A coordinator with a region that is ready for questions."""
    made: Membership = factories.MembershipFactory(
        region=journeys.region(), role="coordinator", user__email="renske@a.example"
    )
    return made


def speaker(region: Region, first_name: str, **values: Any) -> KeyPerson:
    made: KeyPerson = factories.KeyPersonFactory(region=region, first_name=first_name, **values)
    return made


def worker(page: Page) -> None:
    """Do what waits for the worker, as soon as the page says that it waits."""
    expect(page.locator(".sb-progress")).to_be_visible()
    for plan in WeekPlan.objects.filter(work="running"):
        services.make_plan(plan_id=plan.pk, version=plan.version)
    expect(page.locator("#voorstel")).to_be_visible()


def open_week(page: Page, shown: str = "") -> None:
    page.goto(f"/planning/?week={monday()}" + (f"&als={shown}" if shown else ""))


def press_key_on(page: Page, selector: str, key: str = "Enter") -> None:
    """Reach something and press a key on it, as somebody without a mouse does."""
    page.locator(selector).first.press(key)  # waits for the page that the key leads to
    page.wait_for_load_state()


def test_a_week_goes_from_a_proposal_to_people_who_are_asked_with_the_keyboard_alone(
    site: str, open_page: OpenPage, look: Look, renske: Membership
) -> None:
    region = renske.region
    selam = speaker(region, "Selam")
    hanan = speaker(region, "Hanan", home_place="Aalten", latitude=51.925, longitude=6.58, travel="car")
    first = journeys.question(region, agreed=True, starts_at=at(1, 10))
    second = journeys.question(
        region, agreed=True, starts_at=at(2, 14), place="Aalten", latitude=51.925, longitude=6.58
    )
    lonely = journeys.question(region, agreed=True, starts_at=at(3, 9), language="so")
    desk = open_page(1280, user=renske.user)
    desk.on("dialog", lambda dialog: dialog.accept())

    # Nothing is proposed yet; one press and the worker looks.
    open_week(desk)
    look(desk, "week-empty")
    press_key_on(desk, "form[action='/planning/maken/'] button")
    expect(desk.locator(".sb-progress")).to_be_visible()
    look(desk, "week-running")
    worker(desk)

    # The same three ways: a timetable, a list, a map. What has nobody says why.
    expect(desk.locator("[data-card][data-line]")).to_have_count(2)
    expect(desk.locator(".is-without")).to_contain_text(str(lonely.topic.names["nl"]))
    look(desk, "week-timetable")
    for shown in ("kaart", "lijst"):
        press_key_on(desk, f"nav a[href$='als={shown}']")
        expect(desk.locator("#voorstel")).to_be_visible()
        look(desk, f"week-{shown}")

    # Another person for the first question, with the keyboard; it is pinned and stays when planning again.
    plan = WeekPlan.objects.get()
    line = plan.visits.get(request=first)
    other = hanan if line.key_person == selam else selam
    press_key_on(desk, f"a[href*='/vraag/{first.pk}/']")
    desk.wait_for_url("**/vraag/**")
    look(desk, "week-change")
    desk.select_option("[name='person']", str(other.pk))
    press_key_on(desk, "main form[method='post'] button")
    desk.wait_for_url("**/planning/?week=**")
    press_key_on(desk, "form[action='/planning/maken/'] button")
    worker(desk)
    assert plan.visits.get(request=first).key_person == other

    # One line is not chosen; the others are asked, and only now.
    assert not Offer.objects.exists()
    open_week(desk, "lijst")
    expect(desk.locator("[data-chosen]")).to_have_text("2")
    second_line = plan.visits.get(request=second)
    press_key_on(desk, f"#kies-{second_line.pk}", "Space")
    expect(desk.locator("[data-chosen]")).to_have_text("1")
    press_key_on(desk, ".sb-bulk button")
    expect(desk.locator("#verstuurd")).to_be_visible()
    look(desk, "week-sent")
    offer = Offer.objects.get()
    assert (offer.request, offer.key_person, offer.state) == (first, other, "open")
    assert journeys.link_in_last_mail(other.email, "/aanbod/")


def test_a_card_is_dragged_to_somebody_else(site: str, open_page: OpenPage, renske: Membership) -> None:
    region = renske.region
    speaker(region, "Selam"), speaker(region, "Hanan")
    first = journeys.question(region, starts_at=at(1, 10))
    journeys.question(region, starts_at=at(1, 10))
    journeys.question(region, starts_at=at(2, 10), gender_wish="man", gender_required=True)
    desk = open_page(1280, user=renske.user)
    open_week(desk)
    press_key_on(desk, "form[action='/planning/maken/'] button")
    worker(desk)
    plan = WeekPlan.objects.get()
    line = plan.visits.get(request=first)
    other = plan.visits.exclude(pk=line.pk).get().key_person
    cell = f"td[data-person='{other.pk}'][data-day='{monday() + timedelta(days=1)}']"
    desk.locator(f"#regel-{line.pk}").drag_to(desk.locator(cell))
    # Both are now with one person at the same moment: that is said at once.
    expect(desk.locator(".sb-plan-wrong").first).to_be_visible()
    moved = plan.visits.get(request=first)
    assert moved.key_person == other and moved.pinned


def test_somebody_is_ill_and_others_are_asked_at_once(
    site: str, open_page: OpenPage, look: Look, renske: Membership
) -> None:
    region = renske.region
    selam, hanan = speaker(region, "Selam"), speaker(region, "Hanan")
    visits = []
    for weekday, hour in ((1, 10), (2, 14)):
        question = journeys.question(
            region, agreed=True, starts_at=at(weekday, hour), state="planned", accepted_count=1
        )
        visits.append(factories.VisitFactory(request=question, key_person=selam))
    lonely = journeys.question(
        region, agreed=True, starts_at=at(3, 9), state="planned", accepted_count=1, language="so"
    )
    visits.append(factories.VisitFactory(request=lonely, key_person=selam))
    desk = open_page(1280, user=renske.user)

    desk.goto(f"/sleutelpersonen/{selam.pk}/")
    desk.locator(f"a[href='/planning/uitval/{selam.pk}/']").click()
    look(desk, "ill-when")
    desk.fill("[name='van']", f"{monday():%d-%m-%Y}")
    desk.fill("[name='tot']", f"{monday() + timedelta(days=4):%d-%m-%Y}")
    press_key_on(desk, ".sb-plan-days button")
    expect(desk.locator("fieldset.sb-plan-repair")).to_have_count(3)
    look(desk, "ill-proposal")
    # A second answer is looked for meanwhile; here it is no better, and the first one can be used all along.
    waiting = desk.locator("#ruimer-antwoord[data-poll]")
    expect(waiting).to_be_visible()
    word = parse_qs(urlsplit(str(waiting.get_attribute("data-poll"))).query)["ruimer"][0]
    days = {"first_day": monday(), "last_day": monday() + timedelta(days=4)}
    assert services.look_wider(key_person_id=selam.pk, word=word, **days)
    expect(desk.locator("#ruimer-antwoord:not([data-poll])")).to_be_visible()
    look(desk, "ill-second-answer")
    press_key_on(desk, "#voorstel form[data-once] button")
    desk.wait_for_url(f"**/sleutelpersonen/{selam.pk}/")

    assert AvailabilityException.objects.filter(key_person=selam, available=False).exists()
    for visit in visits:
        visit.refresh_from_db()
        assert visit.state == "handed_over"
    asked = Offer.objects.filter(state="open")
    assert {offer.key_person for offer in asked} == {hanan} and asked.count() == 2
    lonely.refresh_from_db()
    assert lonely.state == "open"

    # Hanan says yes on the phone: the appointment stands again.
    phone = open_page(360)
    phone.goto(offer_link(asked.first()))
    journeys.form(phone, "/ja/").click()
    phone.wait_for_load_state()
    assert Visit.objects.filter(key_person=hanan, state="confirmed").count() == 1


def test_the_board_reads_from_right_to_left_and_on_a_phone(
    site: str, open_page: OpenPage, look: Look, renske: Membership
) -> None:
    region = renske.region
    speaker(region, "Selam")
    journeys.question(region, starts_at=at(1, 10))
    journeys.question(region, starts_at=at(3, 9), language="so")
    desk = open_page(360, user=renske.user)
    desk.context.add_cookies([{"name": "taal", "value": "ar", "url": site}])
    open_week(desk)
    assert desk.locator("html").get_attribute("dir") == "rtl"
    desk.locator("form[action='/planning/maken/'] button").click()
    worker(desk)
    look(desk, "week-ar-timetable")
    for shown in ("kaart", "lijst"):
        open_week(desk, shown)
        look(desk, f"week-ar-{shown}")


def test_who_does_not_answer_in_time_is_followed_by_the_next_in_line(
    site: str, open_page: OpenPage, look: Look, renske: Membership
) -> None:
    region = renske.region
    selam, hanan = speaker(region, "Selam"), speaker(region, "Hanan")
    question: Request = journeys.question(
        region, agreed=True, starts_at=at(4, 14), gender_wish="man", gender_required=True
    )
    desk = open_page(1280, user=renske.user)
    desk.goto(f"/vragen/{question.pk}/voorstellen/")

    # Nobody fits; letting one wish go brings two.
    desk.locator(".sb-what-if a[href*='los=gender']").first.click()
    expect(desk.locator("li.sb-candidate")).to_have_count(2)
    for person in (selam, hanan):
        desk.locator(f"#persoon-{person.pk}").check()
    desk.select_option("[name='how']", "turn")
    desk.select_option("[name='hours']", "4")
    look(desk, "in-turn")
    desk.locator(".sb-bulk button[type=submit]").last.click()
    desk.wait_for_url(f"**/vragen/{question.pk}/")
    first, second = Offer.objects.order_by("position")
    assert (first.state, second.state, first.answer_hours) == ("open", "queued", 4)
    expect(desk.locator("#gevraagd")).to_contain_text(second.key_person.first_name)
    look(desk, "in-turn-asked")

    # The time is over: the next one is asked, without the coordinator.
    from sleutelbos.bridging.services import expire_offers

    Offer.objects.filter(pk=first.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert expire_offers() == 1
    second.refresh_from_db()
    assert second.state == "open" and journeys.link_in_last_mail(second.key_person.email, "/aanbod/")


def test_coverage_and_two_people_side_by_side_can_be_read_by_everybody(
    site: str, open_page: OpenPage, look: Look, renske: Membership
) -> None:
    region = renske.region
    people = [speaker(region, "Selam"), speaker(region, "Hanan", gender="man", travel="car")]
    for number in range(6):
        journeys.question(region, starts_at=at(number % 5, 10), language=["ti", "so"][number % 2])
    for _ in range(6):
        journeys.question(region, starts_at=at(1, 14), language="ar", state="unmet", unmet_reason="no_language")
    question = journeys.question(region, agreed=True, starts_at=at(1, 16), gender_wish="woman")
    for width, language in ((1280, "nl"), (360, "ar")):
        desk = open_page(width, user=renske.user)
        desk.context.add_cookies([{"name": "taal", "value": language, "url": site}])
        desk.goto("/dekking/")
        look(desk, f"coverage-{language}")
        desk.goto("/dekking/wie-zoeken/")
        look(desk, f"wanted-{language}")
        desk.goto(f"/vragen/{question.pk}/voorstellen/")
        for person in people:
            desk.locator(f"#persoon-{person.pk}").check()
        press_key_on(desk, "button[name='vergelijk']")
        desk.wait_for_url("**/vergelijken/**")
        look(desk, f"compare-{language}")
