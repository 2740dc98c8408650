"""R17, R19: a bottleneck comes on the agenda of the next talk, becomes an agreement, and comes back at the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from sleutelbos.signals import services as signals
from sleutelbos.signals.models import Agreement, Bottleneck, Contact, Signal, Talk, Theme
from tests import factories

from . import journeys


def waiting_at(region: Any, school: Any) -> Bottleneck:
    """Something that two families met at this school."""
    signals.make_usual_themes(region.pk)
    theme = Theme.objects.get(region=region, code="waiting_list")
    row = Bottleneck.objects.create(
        region=region, theme=theme, title="Vier maanden wachten", due_on=timezone.localdate() + timedelta(days=20)
    )
    Signal.objects.create(region=region, theme=theme, bottleneck=row, source="app", families=2)
    row.organisations.add(school)
    return row


def test_from_bottleneck_to_agreement_to_the_next_agenda(
    open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    region = journeys.region()
    school = factories.OrganisationFactory(region=region, name="Taalschool Oostwaarts", kind="language_school")
    bottleneck = waiting_at(region, school)
    Contact.objects.create(
        region=region,
        organisation=school,
        subject="level",
        function="Trajectbegeleider",
        phone="+31314000103",
        best_time="dinsdag",
        checked_on=timezone.localdate() - timedelta(days=400),
    )
    boss = factories.MembershipFactory(region=region, role="coordinator", user__name="Renske")
    page = open_page(1280, user=boss.user)

    # From the list of signals to the organisations one talks with; it is time for a talk.
    page.goto(reverse("signals:list-bottlenecks"))
    page.get_by_role("link", name="Gesprekken met organisaties").click()
    look(page, "talks")
    page.get_by_role("link", name="Taalschool Oostwaarts", exact=True).click()
    expect(page.get_by_text("Oud: vraag of het klopt")).to_be_visible()
    look(page, "talk-organisation")
    page.get_by_role("link", name="Gesprek plannen").click()
    page.get_by_role("button", name="Plannen").click()

    # The agenda is there by itself; an agreement about it: what, who, by when. A name is refused, the rest stays.
    page.wait_for_url("**/gesprekken/*/")
    expect(page.locator("#agenda ~ ol").get_by_role("link", name="Vier maanden wachten")).to_be_visible()
    page.get_by_label("Wat is afgesproken?").fill("Mevrouw Haddad belt iedereen")
    page.get_by_label("Over welk punt?").select_option("Vier maanden wachten")
    page.get_by_role("button", name="Afspraak bewaren").click()
    expect(page.get_by_role("alert").first).to_contain_text("Haddad")
    page.get_by_label("Wat is afgesproken?").fill("Een tweede avondgroep")
    page.get_by_role("button", name="Afspraak bewaren").click()
    expect(page.locator("ol li").filter(has_text="Vier maanden wachten")).to_contain_text("Een tweede avondgroep")
    assert Agreement.objects.get().bottleneck == bottleneck
    look(page, "talk-agenda")

    # The talk is closed and the next one planned; what was agreed opens its agenda, late where it is late.
    page.get_by_role("link", name="Gesprek afsluiten").click()
    page.get_by_label("Kort verslag").fill("Over de wachtlijst.")
    look(page, "talk-close")
    page.get_by_role("button", name="Gesprek afsluiten").click()
    page.wait_for_url("**/gesprekken/met/*/")
    Agreement.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    following = Talk.objects.get(organisation=school, state="planned")
    phone = open_page(360, user=boss.user)
    phone.goto(reverse("signals:show-talk", args=[following.pk]))
    earlier = phone.locator("section").filter(has=phone.locator("#eerder"))
    expect(earlier).to_contain_text("Een tweede avondgroep")
    expect(earlier).to_contain_text("Te laat")
    look(phone, "talk-next")
    earlier.get_by_role("link", name="Wat is ervan gekomen?").click()
    phone.get_by_label("Gedaan").check()
    phone.get_by_label("In een paar woorden").fill("begint in januari")
    phone.get_by_role("button", name="Bewaren").click()
    phone.wait_for_url("**/gesprekken/met/*/")
    assert Agreement.objects.get().state == "done"
    # On paper: only what was said, no forms.
    phone.goto(reverse("signals:show-talk", args=[following.pk]))
    phone.emulate_media(media="print")
    expect(phone.get_by_role("button", name="Afspraak bewaren")).to_be_hidden()
    expect(phone.get_by_text("begint in januari")).to_be_visible()


def test_a_key_person_calls_in_arabic(open_page: Callable[..., Page], look: Callable[..., None]) -> None:
    from sleutelbos.newcomers.models import Consent
    from sleutelbos.signals.models import Absence, AbsenceRule

    region = journeys.region()
    school = factories.OrganisationFactory(region=region, name="Taalschool Oostwaarts", kind="language_school")
    hanan = factories.KeyPersonFactory(region=region, first_name="Hanan", with_account=True, language="ar")
    visit = factories.VisitFactory(request=journeys.question(region), key_person=hanan, over=True, state="done")
    newcomer = visit.request.newcomer
    Contact.objects.create(
        region=region,
        organisation=school,
        subject="absent",
        function="Receptie",
        phone="+31314000102",
        best_time="vanaf 8 uur",
        checked_on=timezone.localdate() - timedelta(days=400),
    )
    Consent.objects.create(newcomer=newcomer, purpose="told_when_absent", about="absence", answer="yes", way="link")
    rule = AbsenceRule.objects.create(region=region, organisation=school, told=school, source="Gesprek van maart")
    Absence.objects.create(
        region=region,
        organisation=school,
        rule=rule,
        newcomer=newcomer,
        state="asked",
        key_person=hanan,
        delete_on=timezone.localdate() + timedelta(days=30),
    )
    page = open_page(360, "ar", user=hanan.membership.user)
    page.goto(reverse("signals:choose-subject"))
    assert page.locator("html").get_attribute("dir") == "rtl"
    look(page, "who-to-call")
    page.locator(f"a[href='{reverse('signals:list-own-contacts', args=['absent'])}']").click()
    expect(page.locator("a[href='tel:+31314000102']")).to_be_visible()
    look(page, "who-to-call-absent")
    page.goto(reverse("signals:list-own-calls"))
    look(page, "calls")
    page.locator("main a.sb-choice").first.click()
    page.locator("button[value='call']").click()
    expect(page.locator("button[value='childcare']")).to_be_visible()
    look(page, "call-what")
    page.locator("button[value='childcare']").click()
    expect(page.locator("button[value='keep']")).to_be_visible()
    look(page, "call-pass-on")
    page.locator("button[value='keep']").click()
    page.wait_for_url("**/bellen/")
    row = Absence.objects.get()
    assert (row.state, row.barrier) == ("settled", "")
