"""R17: a signal's whole life, from a phone of 360 px to the answer in Arabic."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from sleutelbos.accounts.queries import viewer_of
from sleutelbos.bridging import services as bridging
from sleutelbos.signals import services
from sleutelbos.signals.models import Signal, Theme
from tests import factories

from . import journeys


def test_a_signal_from_the_phone_to_the_answer_in_arabic(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    region = journeys.region()
    town = region.municipalities.get()
    house = factories.OrganisationFactory(region=region, municipality=town, name="Gemeente Doetinchem")
    hanan = factories.KeyPersonFactory(
        region=region, first_name="Hanan", language="ar", with_account=True, email="hanan@voorbeeld.example"
    )
    boss = factories.MembershipFactory(region=region, role="coordinator", user__name="Renske")
    bas = factories.MembershipFactory(region=region, role="policy_officer", organisation=house, user__name="Bas")
    services.make_usual_themes(region.pk)
    # Four families met it before.
    other = factories.KeyPersonFactory(region=region, first_name="Yonas")
    theme = Theme.objects.get(region=region, code="waiting_list")
    services.send_signal(person=other, theme=theme, municipality=town, families=4, source="app", actor=viewer_of(boss))

    # The phone: a picture, then send. A name is refused with the reason.
    phone = open_page(360, "ar", user=hanan.membership.user)
    phone.goto(site + reverse("bridging:show-own-work"))
    phone.locator(f"a[href='{reverse('signals:choose-theme')}']").click()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.locator("h1")).to_have_text("ما الذي لا يسير جيداً؟")
    look(phone, "signal-themes-ar")
    phone.locator("a[href$='/waiting_list/']").click()
    phone.locator("details.sb-more > summary").click()
    phone.fill("[name=text]", "Fatima wacht al zes maanden")
    journeys.send(phone)
    expect(phone.locator(".sb-errors")).to_be_visible()
    look(phone, "signal-refused-ar")
    phone.fill("[name=text]", "نصف سنة حتى أول درس")
    journeys.send(phone)
    phone.wait_for_url("**/signalen/mijn/")
    look(phone, "signal-waits-ar")
    signal = Signal.objects.get(signaller=hanan)
    assert (signal.municipality, signal.bottleneck.signals.count()) == (town, 2)

    # The coordinator: five families, one waiting list; given to who can do something about it.
    desk = open_page(1280, "nl", user=boss.user)
    desk.goto(site + reverse("signals:list-bottlenecks"))
    expect(desk.locator("main")).to_contain_text("5 gezinnen: Wachtlijst")
    look(desk, "signals-list")
    desk.get_by_role("link", name="Bekijk het").click()
    look(desk, "signal-bottleneck")
    # The owner reads Dutch; the words as they were told stay beside it.
    desk.get_by_role("link", name="Zet het in het Nederlands").click()
    desk.fill("[name=text]", "Een half jaar tot de eerste les")
    look(desk, "signal-in-dutch")
    journeys.send(desk)
    desk.wait_for_url(re.compile(r"/signalen/\d+/$"))
    desk.get_by_role("link", name="Geef het aan iemand").click()
    desk.select_option("[name=who]", f"m{bas.pk}")
    journeys.send(desk)
    desk.wait_for_url(re.compile(r"/signalen/\d+/$"))
    expect(desk.locator("main")).to_contain_text("Bas")

    # Who sees to it answers, also in the language of who told it; that it cannot change is an answer too.
    office = open_page(1280, "nl", user=bas.user)
    office.goto(site + reverse("signals:list-bottlenecks"))
    office.locator("tr[data-row] a").click()
    expect(office.locator("main")).not_to_contain_text("Hanan")
    expect(office.locator("main")).to_contain_text("Een half jaar tot de eerste les")
    expect(office.locator("main p[lang=ar][dir=rtl]")).to_have_text("نصف سنة حتى أول درس")
    office.get_by_role("link", name="Antwoord", exact=True).click()
    office.check("[name=kind][value=cannot]")
    office.fill("[name=text]", "Er zijn dit jaar geen lokalen meer. In september begint er een groep in de avond.")
    office.fill("[name=text_ar]", "لا توجد قاعات هذه السنة. تبدأ مجموعة مسائية في سبتمبر.")
    look(office, "signal-answer")
    journeys.send(office)
    office.wait_for_url(re.compile(r"/signalen/\d+/$"))
    look(office, "signal-answered")

    # The answer, by mail and on the phone, in Arabic.
    journeys.deliver()
    sent: Any = [message for message in mail.outbox if "hanan@voorbeeld.example" in message.to]
    assert len(sent) == 1 and "تبدأ مجموعة مسائية في سبتمبر" in sent[0].body
    link = re.search(r"https?://\S+", sent[0].body)
    assert link is not None
    phone.goto(link[0])
    expect(phone.locator("main")).to_contain_text("تبدأ مجموعة مسائية في سبتمبر")
    expect(phone.locator("main")).to_contain_text("لا يمكننا تغيير هذا")
    expect(phone.locator("main")).not_to_contain_text("lokalen")
    look(phone, "signal-answer-ar")


def test_without_scripts_a_signal_is_two_taps_after_a_visit(
    site: str, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    region = journeys.region()
    luam = factories.KeyPersonFactory(region=region, first_name="Luam", language="nl")
    request = journeys.question(region, state="planned", accepted_count=1)
    visit = factories.VisitFactory(request=request, key_person=luam, over=True)
    page = open_page(360, "nl", javascript=False)
    page.goto(site + reverse("signals:choose-theme-after-visit", args=[bridging.visit_token(visit)]))
    page.get_by_role("link", name="Kinderopvang").click()
    look(page, "signal-send-nl")
    journeys.send(page)
    expect(page.locator("h1")).to_have_text("Dank je wel!")
    signal = Signal.objects.get()
    assert (signal.source, signal.theme.code, signal.municipality) == ("log", "childcare", region.municipalities.get())
