"""J1: a question arrives. Who fits and why, what if, ask, an answer, an appointment, a change, somebody else, unmet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from sleutelbos.accounts.models import Membership, Region
from sleutelbos.bridging.models import Offer, Request, SavedView, Visit
from sleutelbos.bridging.services import offer_link
from sleutelbos.keypersons.models import KeyPerson
from tests import factories

from . import journeys

OpenPage = Callable[..., Page]
Look = Callable[..., None]


@pytest.fixture
def renske(db: Any) -> Membership:
    """A coordinator with a region that is ready for questions."""
    made: Membership = factories.MembershipFactory(
        region=journeys.region(), role="coordinator", user__email="renske@a.example"
    )
    return made


def speaker(region: Region, first_name: str, **values: Any) -> KeyPerson:
    """Somebody near, free, with papers, who speaks Tigrinya."""
    made: KeyPerson = factories.KeyPersonFactory(region=region, first_name=first_name, **values)
    return made


def press(page: Page, part: str) -> None:
    """Press the button of the form that posts to an address with `part` in it, and say yes to its question."""
    page.once("dialog", lambda dialog: dialog.accept())
    journeys.form(page, part).click()
    page.wait_for_load_state()


def test_the_question_of_this_morning_is_answered_planned_moved_and_handed_over(
    site: str, open_page: OpenPage, look: Look, renske: Membership
) -> None:
    region = renske.region
    selam, hanan = speaker(region, "Selam"), speaker(region, "Hanan")
    speaker(region, "Yonas", gender="man")
    question = journeys.question(region, agreed=True, gender_wish="woman", starts_at=factories.in_days(4))
    desk = open_page(1280, user=renske.user)

    # What came in, and what is next: one tap to who fits.
    desk.goto("/bureau/")
    look(desk, "desk")
    desk.locator("tr[data-row] a.sb-next").click()
    suggestions = desk.locator("#voorstellen")
    expect(suggestions.locator("li.sb-candidate")).to_have_count(3)
    first = suggestions.locator("li.sb-candidate").first.inner_text()
    assert "Selam" in first or "Hanan" in first, "the newcomer's wish puts a woman first"
    look(desk, "question-with-suggestions")

    # Ask two at once; each gets a mail that names nobody.
    for person in (selam, hanan):
        suggestions.locator(f"#persoon-{person.pk}").check()
    expect(suggestions.locator("[data-chosen]")).to_have_text("2")
    suggestions.locator(".sb-bulk button:not([name])").click()
    desk.wait_for_url(f"**/vragen/{question.pk}/")
    expect(desk.locator("#gevraagd tbody tr")).to_have_count(2)
    look(desk, "question-asked")
    journeys.deliver()
    assert not [m for m in mail.outbox if m.to == [selam.email] and "Anke" in m.body]

    # Selam answers in another browser; Hanan reads that it is settled.
    phone = open_page(360)
    phone.goto(journeys.link_in_last_mail(selam.email, "/aanbod/"))
    journeys.form(phone, "/ja/").click()
    phone.wait_for_load_state()
    visit = Visit.objects.get(request=question)
    assert (visit.key_person, visit.state) == (selam, "confirmed")
    assert Offer.objects.get(request=question, key_person=hanan).state == "taken"
    invited = [m for m in journeys.deliver() if m.attachments]
    assert {selam.email, question.asker_email} <= {address for m in invited for address in m.to}

    # The appointment stands; it moves, and everybody's calendar follows.
    desk.reload()
    expect(desk.locator("#afspraken")).to_contain_text("Selam")
    look(desk, "question-planned")
    desk.locator("#afspraken a[href*='/wijzigen/']").click()
    desk.fill("[name='start']", "25:00")
    journeys.send(desk)
    assert desk.locator("[name='start']").get_attribute("aria-invalid") == "true"
    look(desk, "appointment-wrong-time")
    desk.fill("[name='start']", "15:30")
    journeys.send(desk)
    desk.wait_for_url(f"**/vragen/{question.pk}/")
    visit.refresh_from_db()
    assert timezone.localtime(visit.starts_at).strftime("%H:%M") == "15:30" and visit.sequence == 1

    # Selam cannot come: somebody else is looked for at once, and Selam is not proposed again.
    press(desk, "/vervangen/")
    expect(desk.locator("#voorstellen")).to_be_visible()
    visit.refresh_from_db()
    assert visit.state == "handed_over"
    assert "Selam" not in desk.locator("#voorstellen .sb-candidates").inner_text()
    look(desk, "somebody-else")
    desk.locator(f"button[name='only'][value='{hanan.pk}']").click()
    desk.wait_for_load_state()
    second = Offer.objects.get(request=question, key_person=hanan)
    assert second.state == "open"
    phone.goto(offer_link(second))
    journeys.form(phone, "/ja/").click()
    phone.wait_for_load_state()

    # The appointment is cancelled with a reason; a BSN in it is refused and does not come back.
    desk.goto(f"/vragen/{question.pk}/")
    desk.locator("#afspraken a[href*='/annuleren/']").last.click()
    desk.fill("[name='reason']", "school is dicht, 111222333")
    journeys.send(desk)
    look(desk, "reason-refused")
    assert "111222333" not in desk.content()
    desk.fill("[name='reason']", "De school is dicht")
    journeys.send(desk)
    desk.wait_for_url(f"**/vragen/{question.pk}/")
    assert Request.objects.get(pk=question.pk).state == "open"

    # The school proposes another day; the question is changed, and who fits is looked at anew.
    desk.locator("a[href*='/aanpassen/']").click()
    day = timezone.localdate() + timedelta(days=9)
    desk.fill("[name='day']", f"{day:%d-%m-%Y}")
    look(desk, "question-change")
    journeys.send(desk)
    desk.wait_for_url(f"**/vragen/{question.pk}/")
    assert timezone.localdate(Request.objects.get(pk=question.pk).starts_at) == day

    # Nobody can: closed as unmet, with a reason that counts.
    desk.locator("a[href*='/niemand/']").first.click()
    journeys.choose(desk, "reason", "no_time")
    look(desk, "unmet")
    journeys.send(desk)
    desk.wait_for_url(f"**/vragen/{question.pk}/")
    question.refresh_from_db()
    assert (question.state, question.unmet_reason) == ("unmet", "no_time")
    look(desk, "question-unmet")
    desk.goto("/vragen/?status=unmet&reden=no_time")
    expect(desk.locator("tr[data-row]")).to_have_count(1)
    look(desk, "questions")


def test_nobody_fits_and_letting_one_wish_go_shows_who_is_freed(
    site: str, open_page: OpenPage, look: Look, renske: Membership
) -> None:
    region = renske.region
    men = [speaker(region, name, gender="man") for name in ("Yonas", "Dawit")]
    hidden = speaker(region, "Senait")
    question = journeys.question(region, agreed=True, gender_wish="woman", gender_required=True)
    question.newcomer.excluded.add(hidden)
    phone = open_page(360, user=renske.user)
    phone.goto(f"/vragen/{question.pk}/")
    panel = phone.locator("#voorstellen")
    expect(panel.locator(".sb-empty")).to_be_visible()
    look(phone, "nobody-fits")
    panel.locator("a[href*='los=gender']").first.click()
    expect(panel.locator("li.sb-candidate")).to_have_count(2)
    expect(phone.locator("#voorstellen-kop")).to_be_focused()
    assert phone.url.endswith(f"/vragen/{question.pk}/"), "recomputed in place"
    assert "Senait" not in panel.locator(".sb-candidates").inner_text()
    look(phone, "what-if")
    # The same by an ordinary address, without htmx.
    phone.goto(f"/vragen/{question.pk}/voorstellen/?los=gender")
    expect(panel.locator("li.sb-candidate")).to_have_count(2)
    look(phone, "suggestions")
    # One after the other: the second waits until the first said no.
    for person in men:
        panel.locator(f"#persoon-{person.pk}").check()
    panel.locator("select[name='how']").select_option("turn")
    panel.locator(".sb-bulk button:not([name])").click()
    phone.wait_for_load_state()
    expect(phone.locator("#gevraagd tbody tr")).to_have_count(2)
    states = sorted(Offer.objects.filter(request=question).values_list("state", flat=True))
    assert states == ["open", "queued"]
    look(phone, "in-turn")
    asked = Offer.objects.get(request=question, state="open")
    other = open_page(360)
    other.goto(offer_link(asked))
    journeys.form(other, "/nee/").click()
    other.wait_for_load_state()
    assert sorted(Offer.objects.filter(request=question).values_list("state", flat=True)) == ["declined", "open"]


def test_another_time_and_the_newcomers_yes_are_the_coordinators_turn(
    site: str, open_page: OpenPage, look: Look, renske: Membership
) -> None:
    region = renske.region
    question = journeys.question(region, state="asking", newcomer_informed="not_yet")
    later = factories.in_days(6, hour=10)
    offer = journeys.offer(question, key_person=speaker(region, "Selam"), state="other_time", other_start=later)
    desk = open_page(1280, user=renske.user)
    desk.goto("/bureau/?stap=tijd")
    expect(desk.locator("tr[data-row]")).to_have_count(1)
    desk.locator("a.sb-next").click()
    look(desk, "another-time")
    journeys.form(desk, "/andere-tijd/").click()
    desk.wait_for_load_state()
    visit = Visit.objects.get(offer=offer)
    assert (visit.starts_at, visit.state) == (later, "awaiting")
    look(desk, "newcomers-yes")
    desk.goto("/bureau/?stap=ja")
    desk.locator("a.sb-next").click()
    journeys.form(desk, "/akkoord/").click()
    desk.wait_for_load_state()
    visit.refresh_from_db()
    assert visit.state == "confirmed"
    desk.goto("/afspraken/")
    expect(desk.locator("tr[data-row]")).to_have_count(1)
    look(desk, "appointments")


def test_many_at_once_can_be_undone_before_anybody_was_told(
    site: str, open_page: OpenPage, look: Look, renske: Membership
) -> None:
    region = renske.region
    questions = [journeys.question(region, agreed=True) for _ in range(3)]
    desk = open_page(1280, user=renske.user)
    desk.goto("/bureau/")
    desk.keyboard.press("?")
    keys = desk.locator("#sneltoetsen")
    expect(keys).to_be_visible()
    assert {"j", "k", "x", "n", "/"} <= set(keys.locator("div:not([hidden]) > dt > kbd").all_inner_texts())
    look(desk, "keys")
    desk.keyboard.press("Escape")
    # By keyboard alone: the second line, tick it, the next one, tick it.
    for key in ("j", "j", "x", "j", "x"):
        desk.keyboard.press(key)
    expect(desk.locator(".sb-bulk [data-chosen]")).to_have_text("2")
    look(desk, "two-chosen")
    desk.select_option("#id_reden_samen", "too_far")
    desk.locator(".sb-bulk button").first.click()
    desk.wait_for_load_state()
    assert Request.objects.filter(state="unmet", unmet_reason="too_far").count() == 2
    assert not journeys.deliver(), "nobody is told while it can be undone"
    look(desk, "undo")
    desk.keyboard.press("u")
    desk.wait_for_load_state()
    expect(desk.locator("tr[data-row]")).to_have_count(3)
    assert {row.state for row in Request.objects.filter(pk__in=[q.pk for q in questions])} == {"open"}
    assert not journeys.deliver()


def test_filters_live_in_the_address_and_become_a_view_of_ones_own(
    site: str, open_page: OpenPage, look: Look, renske: Membership
) -> None:
    region = renske.region
    journeys.question(region, agreed=True)
    journeys.question(region, agreed=True, language="so")
    desk = open_page(1280, user=renske.user)
    desk.goto("/vragen/?status=bestaat-niet&gemeente=x&page=400")
    expect(desk.locator("tr[data-row]")).to_have_count(2)
    desk.locator(".sb-find summary").click()
    desk.select_option("[name='taal']", "so")
    expect(desk.locator("tr[data-row]")).to_have_count(1)
    assert "taal=so" in desk.url
    desk.locator(".sb-list-foot summary").click()
    desk.fill("#id_naam_weergave", "Somali")
    look(desk, "keep-view")
    press(desk, "/weergave/bewaren/")
    view = SavedView.objects.get(user=renske.user)
    assert (view.name, view.query) == ("Somali", "taal=so")
    desk.goto("/vragen/")
    desk.get_by_role("link", name="Somali").first.click()
    expect(desk.locator("tr[data-row]")).to_have_count(1)
    desk.locator(".sb-list-foot summary").click()
    desk.fill("#id_nieuwe_naam", "Somalisch")
    press(desk, "/weergave/bewaren/")
    view.refresh_from_db()
    assert view.name == "Somalisch"
    with desk.expect_download() as waiting:
        desk.locator("a[href*='export.csv']").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 2, "a head and the one line on the screen"
    desk.locator(".sb-list-foot summary").click()
    press(desk, f"/weergave/{view.pk}/weg/")
    assert not SavedView.objects.exists()


def test_a_question_by_phone_is_typed_in_with_the_person_the_newcomer_knows(
    site: str, open_page: OpenPage, look: Look, renske: Membership
) -> None:
    region = renske.region
    selam = speaker(region, "Selam", last_name="Tesfay")
    speaker(region, "Hanan", last_name="Haile")
    desk = open_page(360, user=renske.user)
    desk.goto("/bureau/")
    desk.locator("main a[href='/vraag/']").click()
    journeys.choose(desk, "kind", "accompaniment")
    desk.wait_for_url("**/rol/")
    for no in desk.locator("main input[type=radio][value='no']").all():
        no.check()
    journeys.send(desk)
    desk.locator("main [name='topic'][value='school']").check()
    desk.select_option("select[name='language']", "ti")
    journeys.send(desk)
    desk.wait_for_url("**/wensen/")
    desk.locator("[name='same_person']").select_option(label="Selam Tesfay")
    desk.fill("[name='not_person']", "Hanan Haile")
    look(desk, "typed-wishes")
    journeys.send(desk)
    day = timezone.localdate() + timedelta(days=6)
    for name, value in (("place", "Doetinchem"), ("day", f"{day:%d-%m-%Y}"), ("clock", "14:00")):
        desk.fill(f"[name='{name}']", value)
    desk.fill("[name='summary']", "Ouders begrijpen het advies van de school nog niet.")
    journeys.send(desk)
    desk.wait_for_url("**/wie/")
    desk.select_option("[name='organisation']", label="OBS De Esdoorn")
    desk.fill("[name='asker_name']", "Anke de Vries")
    desk.fill("[name='asker_phone']", "0314 123456")
    desk.check("[name='newcomer_informed'][value='yes']")
    look(desk, "typed-who")
    journeys.send(desk)
    desk.wait_for_url("**/vragen/*/")
    question = Request.objects.get(region=region)
    assert (question.source, question.state, question.same_person) == ("coordinator", "open", selam)
    assert question.organisation is not None and question.organisation.name == "OBS De Esdoorn"
    names = desk.locator("#voorstellen .sb-candidates")
    expect(names).to_contain_text("Selam")
    assert "Hanan" not in names.inner_text()
    look(desk, "typed-done")
