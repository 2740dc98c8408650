"""Pages of signals: two taps, no person in it, who sees what, words in the reader's language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.models import Membership, Municipality
from sleutelbos.accounts.services.links import make_token
from sleutelbos.bridging.models import CallRequest
from sleutelbos.signals import services
from sleutelbos.signals.models import Alert, Bottleneck, OwnerRule, Signal, Theme
from tests import factories
from tests.community import voices

from .conftest import tell, viewer

pytestmark = pytest.mark.usefixtures("themes")


@pytest.fixture
def phone(key_person: Any, client_of: Any) -> Client:
    client: Client = client_of(key_person.membership.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def desk(coordinator: Any, client_of: Any) -> Client:
    client: Client = client_of(coordinator)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def _page(response: Any) -> str:
    return str(response.content.decode())


def test_a_signal_takes_two_taps(phone: Client, key_person: Any, town: Municipality) -> None:
    tiles = _page(phone.get(reverse("signals:choose-theme")))
    address = reverse("signals:send-signal", args=["childcare"])
    assert f'href="{address}"' in tiles and "Childcare" in tiles
    form = phone.get(address)
    # What stands in the form already is all that is sent.
    posted = {name: form.context["form"][name].initial or "" for name in ("families", "language", "text")}
    once = str(form.context["form"]["once"].value())
    response = phone.post(address, {**posted, "municipality": town.pk, "once": once})
    assert response.url == reverse("signals:list-own-signals")
    signal = Signal.objects.get()
    assert (signal.signaller, signal.municipality, signal.source, signal.text) == (key_person, town, "app", "")
    assert "We have your signal" in _page(phone.get(response.url))


def test_the_town_where_one_lives_is_chosen_already(phone: Client, town: Municipality) -> None:
    assert phone.get(reverse("signals:send-signal", args=["travel"])).context["form"].initial["municipality"] == town


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("BSN 111222333", "We never store a BSN"),
        ("Bel haar op 06 12345678", "There is a phone number"),
        ("Hij woont Dorpsstraat 12", "There is an address"),
        ("anke@voorbeeld.nl", "There is an e-mail address"),
        ("Fatima krijgt geen opvang", "“Fatima” looks like the name of a person"),
    ],
)
def test_a_person_does_not_fit_in_the_form(phone: Client, text: str, why: str) -> None:
    response = phone.post(reverse("signals:send-signal", args=["childcare"]), {"text": text})
    assert response.status_code == 400 and not Signal.objects.exists()
    assert why in _page(response)
    assert '<details class="sb-more" open>' in _page(response)


def test_the_name_of_somebody_around_the_signaller_does_not_fit_in_small_letters_either(
    phone: Client, key_person: Any, region_a: Any
) -> None:
    factories.KeyPersonFactory(region=region_a, first_name="Zerezghi")
    visit = factories.VisitFactory(key_person=key_person, request__region=region_a, request__asker_name="Jo Bakkerink")
    address = reverse("signals:send-signal", args=["childcare"])
    for text in ("zerezghi heeft geen opvang", "bij bakkerink is geen plek"):
        response = phone.post(address, {"text": text})
        assert response.status_code == 400 and "looks like the name of a person" in _page(response)
    assert not Signal.objects.exists()
    visit.delete()
    assert phone.post(address, {"text": "bij bakkerink is geen plek"}).status_code == 302


@pytest.mark.parametrize(
    ("text", "advice", "helps"),
    [
        ("De les bij Zerezghi is vol", "write it in small letters", "De les bij zerezghi is vol"),
        ("ze heet berhane en wacht", "use another word", "zij is nieuw en wacht"),
        ("Fatima krijgt geen opvang", "use another word", "een moeder krijgt geen opvang"),
        ("السيدة سعاد لا تجد حضانة", "use another word", "أم لا تجد حضانة"),
    ],
)
def test_the_advice_with_a_refused_word_helps(phone: Client, text: str, advice: str, helps: str) -> None:
    address = reverse("signals:send-signal", args=["childcare"])
    page = _page(phone.post(address, {"text": text}))
    advices = ("write it in small letters", "use another word")
    assert [one for one in advices if one in page] == [advice]
    assert phone.post(address, {"text": helps}).status_code == 302


def test_the_name_of_a_school_of_the_region_fits(phone: Client, region_a: Any) -> None:
    factories.OrganisationFactory(region=region_a, name="Taalschool Oostwaarts")
    address = reverse("signals:send-signal", args=["waiting_list"])
    assert phone.post(address, {"text": "Bij Taalschool Oostwaarts in Zutphen is geen plek"}).status_code == 302


def test_a_word_that_asks_for_care_is_asked_about_once(phone: Client) -> None:
    address = reverse("signals:send-signal", args=["other"])
    first = phone.post(address, {"text": "Veel mensen met een depressie wachten"})
    assert first.status_code == 200 and "Read this before you send" in _page(first) and not Signal.objects.exists()
    assert phone.post(address, {"text": "Veel mensen met een depressie wachten", "sure": "yes"}).status_code == 302


def test_safety_goes_another_way_and_nothing_is_written(phone: Client, key_person: Any) -> None:
    page = _page(phone.get(reverse("signals:choose-theme")))
    assert 'href="tel:112"' in page and reverse("signals:worry") in page
    worry = _page(phone.get(reverse("signals:worry")))
    assert "0314 000 001" in worry and "<textarea" not in worry
    phone.post(reverse("signals:worry"))
    call = CallRequest.objects.get()
    assert (call.kind, call.key_person, call.detail) == ("safety", key_person, "")
    assert not Signal.objects.exists()


def test_after_a_visit_the_link_is_enough_and_the_visit_is_not_kept(key_person: Any, region_a: Any) -> None:
    visit = factories.VisitFactory(request__region=region_a, key_person=key_person, over=True)
    token = make_token("visit", visit.pk, visit.link_version)
    client = Client()
    address = reverse("signals:send-signal-after-visit", args=[token, "childcare"])
    assert address in _page(client.get(reverse("signals:choose-theme-after-visit", args=[token])))
    response = client.post(address, {"families": "2"})
    assert response.url == reverse("signals:signal-told", args=[token])
    assert client.get(response.url).status_code == 200
    signal = Signal.objects.get()
    assert (signal.source, signal.families, signal.signaller) == ("log", 2, key_person)
    assert not [field.name for field in Signal._meta.get_fields() if field.name in {"visit", "newcomer", "request"}]


def test_a_voice_is_heard_by_who_sees_to_it_and_nobody_else(
    phone: Client, desk: Client, officer: Membership, client_of: Any
) -> None:
    address = reverse("signals:speak-signal", args=["childcare"])
    assert "microphone=(self)" in phone.get(address).headers["Permissions-Policy"]
    sound = SimpleUploadedFile("x.ogg", voices.ogg(2.0))
    assert phone.post(address, {"sound": sound, "group": "on"}).status_code == 302
    signal = Signal.objects.get()
    assert signal.source == "group"
    play = reverse("signals:play-voice", args=[signal.pk])
    assert desk.get(play).status_code == phone.get(play).status_code == 200
    bas = client_of(officer.user)
    assert bas.get(play).status_code == 404
    Bottleneck.objects.update(owner=officer)
    assert bas.get(play).status_code == 200


def test_an_answer_stands_with_the_own_signal_in_the_own_language(
    colleague: Any, coordinator: Any, client_of: Any
) -> None:
    signal = tell(colleague)
    texts = {"nl": "Er is geen lokaal.", "ar": "لا توجد قاعة."}
    services.give_answer(bottleneck=signal.bottleneck, kind="cannot", texts=texts, actor=viewer(coordinator))
    client = client_of(colleague.membership.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    page = _page(client.get(reverse("signals:list-own-signals")))
    assert "لا توجد قاعة." in page and "Er is geen lokaal." not in page and 'dir="rtl"' in page
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = _page(client.get(reverse("signals:list-own-signals")))
    assert "We cannot change this." in page and "The answer is in Nederlands" in page


def test_an_answer_stands_on_the_home_page_until_it_was_opened(
    phone: Client, key_person: Any, colleague: Any, coordinator: Any, client_of: Any
) -> None:
    piece, opened = reverse("signals:show-answers"), reverse("signals:open-answers")
    assert piece in _page(phone.get(reverse("bridging:show-own-work")))
    bottleneck = tell(key_person).bottleneck
    assert not _page(phone.get(piece)).strip()
    services.give_answer(bottleneck=bottleneck, kind="cannot", texts={"nl": "Geen lokaal."}, actor=viewer(coordinator))
    for _ in range(2):  # looking at the home page is not opening
        assert "There is an answer to your signal" in _page(phone.get(piece))
    assert not _page(client_of(colleague.membership.user).get(piece)).strip()
    assert phone.get(opened).status_code == 405
    page = phone.post(opened, follow=True)
    assert page.request["PATH_INFO"] == reverse("signals:list-own-signals") and "Geen lokaal." in _page(page)
    assert not _page(phone.get(piece)).strip()
    # A second answer to the same is new again.
    services.reopen(bottleneck=bottleneck, due_on=timezone.localdate(), actor=viewer(coordinator))
    services.give_answer(bottleneck=bottleneck, kind="changed", texts={"nl": "Wel."}, actor=viewer(coordinator))
    assert "There is an answer" in _page(phone.get(piece))
    phone.post(opened)
    assert not _page(phone.get(piece)).strip()


def test_somebody_elses_signals_are_not_on_the_own_page(phone: Client, colleague: Any) -> None:
    tell(colleague, text="Geen plek in de avond")
    assert "Geen plek" not in _page(phone.get(reverse("signals:list-own-signals")))


def test_what_is_late_stands_out_and_can_be_filtered(
    desk: Client, key_person: Any, town: Municipality, officer: Membership
) -> None:
    late = tell(key_person, municipality=town).bottleneck
    Bottleneck.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=3), owner=officer)
    tell(key_person, "travel")
    address = reverse("signals:list-bottlenecks")
    page = _page(desk.get(address))
    assert "3 days late" in page and "Far to travel" in page

    def listed(**query: Any) -> list[str]:
        rows = desk.get(address, query).context["page_obj"].object_list
        return [row.theme.code for row in rows]

    theme = Theme.objects.get(code="travel", region=key_person.region)
    assert listed(laat="on") == listed(gemeente=town.pk) == ["childcare"]
    assert listed(zelf="on") == listed(thema=theme.pk) == ["travel"]
    assert listed(stand="busy") == listed(stand="answered") == []
    assert listed(stand="nonsense", thema="x") == ["childcare", "travel"]


def test_an_owner_sees_only_what_is_theirs_and_not_who_told_it(
    officer: Membership, key_person: Any, client_of: Any, desk: Client
) -> None:
    theirs, others = tell(key_person, text="Geen plek").bottleneck, tell(key_person, "travel").bottleneck
    Bottleneck.objects.filter(pk=theirs.pk).update(owner_organisation=officer.organisation)
    bas = client_of(officer.user)
    page = _page(bas.get(reverse("signals:show-bottleneck", args=[theirs.pk])))
    assert "Geen plek" in page and key_person.first_name not in page
    assert key_person.first_name in _page(desk.get(reverse("signals:show-bottleneck", args=[theirs.pk])))
    assert bas.get(reverse("signals:show-bottleneck", args=[others.pk])).status_code == 404
    assert list(bas.get(reverse("signals:list-bottlenecks")).context["page_obj"]) == [theirs]
    # Somebody of another house sees nothing of it; given to one person, it is that person's alone.
    Bottleneck.objects.filter(pk=theirs.pk).update(
        owner=factories.MembershipFactory(region=key_person.region, role="policy_officer")
    )
    assert bas.get(reverse("signals:show-bottleneck", args=[theirs.pk])).status_code == 404


def test_an_owner_takes_answers_and_describes(officer: Membership, key_person: Any, client_of: Any) -> None:
    OwnerRule.objects.create(region=key_person.region, owner=officer)
    row = tell(key_person).bottleneck
    bas = client_of(officer.user)

    def post(name: str, **data: Any) -> Any:
        return bas.post(reverse(f"signals:{name}", args=[row.pk]), data)

    assert post("take").status_code == 302 and post("take").status_code == 409
    assert post("put-back").status_code == 302
    assert post("change-bottleneck", title="Opvang in de ochtend").status_code == 302
    assert post("change-bottleneck", title="Opvang voor Fatima").status_code == 400
    yesterday = timezone.localdate() - timedelta(days=1)
    assert post("answer", kind="will_change", text="Ja", expected_on=yesterday).status_code == 400
    assert post("answer", kind="cannot", text="Bel 111222333").status_code == 400
    assert post("answer", kind="cannot", text="Er is geen lokaal.").status_code == 302
    assert post("answer", kind="cannot", text="Nog een keer").status_code == 409
    row.refresh_from_db()
    assert (row.state, row.title) == ("answered", "Opvang in de ochtend")


def test_the_answer_asks_for_the_languages_of_who_told_it(desk: Client, colleague: Any, key_person: Any) -> None:
    tell(key_person)
    row = tell(colleague).bottleneck
    address = reverse("signals:answer", args=[row.pk])
    assert 'name="text_ar"' in _page(desk.get(address))
    data = {"kind": "changed", "text": "Er is een plek bij.", "text_ar": "صار هناك مكان."}
    assert desk.post(address, data).status_code == 302
    answer = row.answers.get()
    assert dict(answer.texts.values_list("language", "text")) == {"nl": data["text"], "ar": data["text_ar"]}
    more = reverse("signals:translate-answer", args=[answer.pk])
    assert desk.post(more, {"language": "fr", "text": "Il y a une place."}).status_code == 302
    assert answer.texts.count() == 3


def test_the_coordinator_gives_merges_splits_reminds_and_opens_again(
    desk: Client, key_person: Any, officer: Membership
) -> None:
    one, two = tell(key_person, "wrong_route").bottleneck, tell(key_person, "wrong_route").bottleneck

    def post(name: str, row: Bottleneck, **data: Any) -> int:
        return int(desk.post(reverse(f"signals:{name}", args=[row.pk]), data).status_code)

    day = (timezone.localdate() + timedelta(days=4)).isoformat()
    assert post("assign", one, who=f"m{officer.pk}", due_on=day) == 302
    assert post("assign", one, who="m999999", due_on=day) == 400
    assert post("assign", one, who="", due_on="2020-01-01") == 400
    assert post("remind", one) == 302
    assert post("merge", one, into=two.pk) == 302
    assert post("merge", two, into=one.pk) == 400
    chosen = two.signals.first()
    assert chosen is not None and post("split", two, signaal=[chosen.pk, "x"]) == 302
    assert post("split", two) == 422
    assert post("answer", two, kind="changed", text="Opgelost") == 302
    assert post("reopen", two, note="Het is er weer", due_on=day) == 302
    two.refresh_from_db()
    assert two.state == "open" and two.due_on.isoformat() == day
    page = _page(desk.get(reverse("signals:show-bottleneck", args=[two.pk])))
    assert "Opened again" in page and "Took in another" in page


def test_a_notice_about_many_families_stands_until_it_was_seen(
    desk: Client, key_person: Any, town: Municipality
) -> None:
    tell(key_person, municipality=town, families=5)
    address = reverse("signals:list-bottlenecks")
    assert "5 families: Childcare" in _page(desk.get(address))
    desk.post(reverse("signals:see-alert", args=[Alert.objects.get().pk]))
    assert "5 families: Childcare" not in _page(desk.get(address))


def test_the_coordinator_keeps_the_lists(desk: Client, region_a: Any, officer: Membership) -> None:
    theme = Theme.objects.get(region=region_a, code="childcare")
    add = reverse("signals:add-owner-rule")
    assert desk.post(add, {"theme": theme.pk, "who": "", "days": 21}).status_code == 400
    assert desk.post(add, {"theme": theme.pk, "who": f"o{officer.organisation_id}", "days": 14}).status_code == 302
    rule = OwnerRule.objects.get()
    assert (rule.theme, rule.organisation, rule.owner, rule.days) == (theme, officer.organisation, None, 14)
    values = {"name": "Opvang", "days": 10, "alert_days": 30, "icon": "baby", "active": "on", "gathers": "on"}
    assert desk.post(reverse("signals:change-theme", args=[theme.pk]), values).status_code == 302
    theme.refresh_from_db()
    assert (theme.names, theme.days, theme.alert_families) == ({"nl": "Opvang"}, 10, None)
    made = {**values, "name": "Woonruimte"}
    assert desk.post(reverse("signals:make-theme"), made).status_code == 302
    assert desk.post(reverse("signals:make-theme"), made).status_code == 422
    assert "Woonruimte" in _page(desk.get(reverse("signals:show-lists")))
    assert desk.post(reverse("signals:end-owner-rule", args=[rule.pk])).status_code == 302
    assert not OwnerRule.objects.exists()


def test_a_theme_out_of_use_is_no_choice(phone: Client, region_a: Any) -> None:
    Theme.objects.filter(region=region_a, code="travel").update(active=False)
    assert "Far to travel" not in _page(phone.get(reverse("signals:choose-theme")))
    assert phone.get(reverse("signals:send-signal", args=["travel"])).status_code == 404


def test_who_looks_along_to_help_changes_nothing(key_person: Any, coordinator: Any) -> None:
    from dataclasses import replace

    from sleutelbos.signals import access
    from sleutelbos.ui.errors import NotAllowed

    row = tell(key_person).bottleneck
    looking = replace(viewer(coordinator), support=True)
    assert access.bottleneck_to_see(looking, row.pk) == row
    with pytest.raises(NotAllowed):
        access.bottleneck_to_answer(looking, row.pk)


def test_the_list_asks_as_many_queries_for_many_as_for_one(
    desk: Client, key_person: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        tell(key_person, "wrong_route")
    with django_assert_max_num_queries(20):
        desk.get(reverse("signals:list-bottlenecks"))
