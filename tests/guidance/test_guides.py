"""Pages with what people ask about: who reads which text, how one is written, and what makes it old."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from sleutelbos.accounts.models import Region, Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.config.languages import CODES
from sleutelbos.guidance import queries, rules, services
from sleutelbos.guidance.models import Guide, GuideText, Translator
from sleutelbos.guidance.services.guides import Facts, mark_of
from sleutelbos.ui.errors import ForbiddenContent, RuleBroken, StateChanged
from tests import factories

pytestmark = pytest.mark.django_db
ACTOR = Viewer.system(reason="test")


@pytest.fixture
def dutch(region_a: Region) -> GuideText:
    made: GuideText = factories.GuideTextFactory()
    return made


def turkish(title: str = "PIP nedir?") -> dict[str, Any]:
    return {
        "title": title,
        "summary": "PIP sizin planınızdır.",
        "sections": [
            {"group": "", "heading": "Nasıl olur?", "lines": ["Önce bir görüşme olur.", "Sonra PIP gelir."]},
            {"group": "status", "heading": "İltica ile", "lines": ["Ceza almazsınız."]},
            {"group": "family", "heading": "Başka", "lines": ["DUO ceza verebilir."]},
        ],
    }


def typed(content: dict[str, Any], **more: str) -> dict[str, str]:
    """What a browser sends for a page with these words."""
    data = {"title": content["title"], "summary": content["summary"]}
    for number, section in enumerate(content["sections"], start=1):
        data |= {
            f"heading{number}": section["heading"],
            f"group{number}": section["group"],
            f"lines{number}": "\r\n".join(section["lines"]),
        }
    return data | more


def write(source: GuideText, content: dict[str, Any], *, language: str = "tr", read: str | None = None) -> GuideText:
    return services.save_draft(
        guide=source.guide,
        language=language,
        content=content,
        facts=Facts.of(source),
        source=source if language != "nl" else None,
        read=mark_of(source.guide, language) if read is None else read,
        actor=ACTOR,
    )


def published(source: GuideText) -> GuideText:
    draft = write(source, turkish())
    return services.publish(draft=draft, revision=draft.revision, actor=ACTOR)


# --- reading ---------------------------------------------------------------------------------------


def test_everybody_reads_a_page_with_its_date_law_and_link(dutch: GuideText, client: Client) -> None:
    page = client.get("/weten/pip/").content.decode()
    assert "Wat is een PIP?" in page
    assert "Wet inburgering 2021" in page
    assert 'href="https://www.inburgeren.nl"' in page
    assert reverse("guidance:ask-person") in page
    assert "voorbij" not in page


def test_a_group_sees_what_is_for_everybody_and_for_itself(dutch: GuideText, client: Client) -> None:
    page = client.get("/weten/pip/?voor=status").content.decode()
    assert "Je krijgt geen boete." in page
    assert "Eerst is er een gesprek." in page
    assert "DUO kan een boete geven." not in page
    assert "DUO kan een boete geven." in client.get("/weten/pip/?voor=onzin").content.decode()


def test_a_page_whose_day_has_passed_says_so_and_stays_readable(dutch: GuideText, client: Client) -> None:
    GuideText.objects.update(
        checked_on=timezone.localdate() - timedelta(days=400), check_before=timezone.localdate() - timedelta(days=1)
    )
    page = client.get("/weten/pip/").content.decode()
    assert "Die dag is voorbij" in page
    assert "Eerst is er een gesprek." in page


def test_on_its_last_day_a_page_is_not_old_yet(dutch: GuideText) -> None:
    assert not dutch.has_expired(dutch.check_before)
    assert dutch.has_expired(dutch.check_before + timedelta(days=1))


def test_a_language_without_the_page_gets_the_dutch_one_and_is_told(dutch: GuideText, client: Client) -> None:
    page = client.get("/weten/pip/", headers={"accept-language": "ar"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert 'lang="nl" dir="ltr"' in page
    assert "Wat is een PIP?" in page
    assert client.get("/weten/pip/ar/").status_code == 404


def test_an_address_with_a_language_opens_in_it(dutch: GuideText, client: Client) -> None:
    published(dutch)
    page = client.get("/weten/pip/tr/").content.decode()
    assert '<html lang="tr" dir="ltr">' in page
    assert "PIP nedir?" in page


def test_a_newcomers_page_leads_to_the_pages_in_its_own_language(dutch: GuideText, client: Client) -> None:
    published(dutch)
    page = client.get("/weten/?taal=tr").content.decode()
    assert '<html lang="tr" dir="ltr">' in page
    assert 'href="/weten/pip/tr/"' in page
    assert 'href="/weten/?taal=tr"' in client.get("/weten/pip/tr/").content.decode()
    assert '<html lang="nl"' in client.get("/weten/?taal=klingon").content.decode()


def test_dutch_words_of_letters_are_explained_where_they_stand(dutch: GuideText) -> None:
    words = dict(queries.terms_on(rules.whole_text(dutch.content), "nl"))
    assert set(words) == {"PIP", "DUO"}
    assert all(words.values())


def test_the_list_costs_as_many_queries_with_ten_pages_as_with_one(
    dutch: GuideText, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert len(queries.published_texts("tr")) == 1
    for number in range(9):
        factories.GuideTextFactory(guide=factories.GuideFactory(code=f"page-{number}"))
    with django_assert_num_queries(1):
        assert len(queries.published_texts("tr")) == 10
    with django_assert_num_queries(2):
        assert len(queries.guide_table(CODES)) == 10


# --- writing ---------------------------------------------------------------------------------------


def test_a_draft_is_read_by_nobody_until_it_is_published(dutch: GuideText, client: Client) -> None:
    draft = write(dutch, turkish())
    assert client.get("/weten/pip/tr/").status_code == 404
    services.publish(draft=draft, revision=draft.revision, actor=ACTOR)
    assert "PIP nedir?" in client.get("/weten/pip/tr/").content.decode()
    assert {"guidance.guide.written", "guidance.guide.published"} <= set(Event.objects.values_list("verb", flat=True))


def test_a_changed_source_makes_its_translations_outdated_and_keeps_every_version(dutch: GuideText) -> None:
    translated = published(dutch)
    assert not translated.is_outdated
    changed = write(dutch, {**dutch.content, "summary": "Het PIP is een besluit."}, language="nl")
    services.publish(draft=changed, revision=changed.revision, actor=ACTOR)
    translated = GuideText.objects.select_related("source").get(pk=translated.pk)
    assert translated.is_outdated
    assert list(queries.versions_of(dutch.guide, "nl").values_list("version", "state")) == [
        (2, "published"),
        (1, "superseded"),
    ]
    assert GuideText.objects.get(pk=dutch.pk).content == dutch.content


def test_two_writers_at_once_lose_nothing(dutch: GuideText) -> None:
    read = mark_of(dutch.guide, "tr")
    write(dutch, turkish(), read=read)
    with pytest.raises(StateChanged):
        write(dutch, turkish("Başka"), read=read)
    assert GuideText.objects.get(language="tr").title == "PIP nedir?"


def test_a_draft_that_was_saved_again_is_not_published_by_who_read_the_old_one(dutch: GuideText) -> None:
    draft = write(dutch, turkish())
    write(dutch, turkish("Başka"))
    with pytest.raises(StateChanged):
        services.publish(draft=draft, revision=draft.revision, actor=ACTOR)
    assert not GuideText.objects.filter(language="tr", state="published").exists()


def test_what_was_published_cannot_be_published_or_thrown_away_again(dutch: GuideText) -> None:
    for move in (services.publish, services.drop_draft):
        with pytest.raises(StateChanged):
            move(draft=dutch, revision=dutch.revision, actor=ACTOR)  # type: ignore[operator]


def test_a_translation_has_the_parts_of_its_source(dutch: GuideText) -> None:
    short = turkish()
    short["sections"][0]["lines"].pop()
    with pytest.raises(RuleBroken):
        write(dutch, short)


def test_a_number_of_a_person_is_refused_in_a_page(dutch: GuideText) -> None:
    with pytest.raises(ForbiddenContent):
        write(dutch, turkish("PIP 111222333"))


def test_a_review_is_for_the_text_that_was_read_and_by_somebody_else(dutch: GuideText) -> None:
    text = published(dutch)
    writer = factories.MembershipFactory(role=Role.KEY_PERSON)
    GuideText.objects.filter(pk=text.pk).update(made_by=writer)
    text.refresh_from_db()
    with pytest.raises(RuleBroken):
        services.record_review(text=text, name="Elif", actor=Viewer(role="key_person", membership_id=writer.pk))
    services.record_review(text=text, name="Elif", actor=ACTOR)
    text.refresh_from_db()
    assert text.is_reviewed
    with pytest.raises(StateChanged):
        services.record_review(text=text, name="Elif", actor=ACTOR)
    again = write(dutch, turkish("Yeni PIP"))
    services.publish(draft=again, revision=again.revision, actor=ACTOR)
    assert not GuideText.objects.get(pk=again.pk).is_reviewed


def test_an_outdated_translation_cannot_be_reviewed(dutch: GuideText) -> None:
    text = published(dutch)
    GuideText.objects.filter(pk=dutch.pk).update(state="superseded")
    with pytest.raises(RuleBroken):
        services.record_review(text=GuideText.objects.get(pk=text.pk), name="Elif", actor=ACTOR)


# --- the screens of writers ------------------------------------------------------------------------


def test_a_translator_looks_first_keeps_a_draft_and_publishes(
    dutch: GuideText, key_person: Any, client_of: Any
) -> None:
    membership = key_person.membership
    services.name_translator(membership=membership, language="tr", actor=ACTOR)
    browser: Client = client_of(membership.user)
    address = reverse("guidance:write-guide", args=["pip", "tr"])
    page = browser.get(address)
    assert page.status_code == 200
    assert "Eerst is er een gesprek." in page.content.decode()
    read = page.context["read"]
    looked = browser.post(address, typed(turkish(), read=read, preview="1"))
    assert "PIP nedir?" in looked.content.decode()
    assert not GuideText.objects.filter(language="tr").exists()
    assert browser.post(address, typed(turkish(), read=read, draft="1")).status_code == 302
    read = browser.get(address).context["read"]
    assert browser.post(address, typed(turkish("Yeni: PIP"), read=read, publish="1")).status_code == 302
    text = GuideText.objects.get(language="tr")
    assert (text.state, text.title, text.made_by) == ("published", "Yeni: PIP", membership)
    assert text.check_before == dutch.check_before


def test_a_key_person_writes_only_the_language_of_the_right(dutch: GuideText, key_person: Any, client_of: Any) -> None:
    browser: Client = client_of(key_person.membership.user)
    assert browser.get(reverse("guidance:list-guide-texts")).status_code == 403
    right = services.name_translator(membership=key_person.membership, language="tr", actor=ACTOR)
    assert browser.get(reverse("guidance:list-guide-texts")).status_code == 200
    for language in ("nl", "ar"):
        assert browser.get(reverse("guidance:write-guide", args=["pip", language])).status_code == 403
    assert browser.get(reverse("guidance:write-guide", args=["pip", "xx"])).status_code == 404
    services.end_translator(translator=right, actor=ACTOR)
    assert browser.get(reverse("guidance:write-guide", args=["pip", "tr"])).status_code == 403


def test_words_of_letters_must_stay(dutch: GuideText, coordinator: AbstractBaseUser, client_of: Any) -> None:
    browser: Client = client_of(coordinator)
    address = reverse("guidance:write-guide", args=["pip", "tr"])
    content = turkish()
    content["sections"][2]["lines"] = ["Kurum ceza verebilir."]
    answer = browser.post(address, typed(content, read=browser.get(address).context["read"], publish="1"))
    assert answer.status_code == 422
    assert "DUO" in str(answer.context["form"].non_field_errors())


def test_a_line_too_few_is_said_beside_its_box(dutch: GuideText, coordinator: AbstractBaseUser, client_of: Any) -> None:
    browser: Client = client_of(coordinator)
    address = reverse("guidance:write-guide", args=["pip", "tr"])
    data = typed(turkish(), read=browser.get(address).context["read"], publish="1") | {"lines1": "Bir PIP satırı."}
    answer = browser.post(address, data)
    assert answer.status_code == 422
    assert answer.context["form"].errors["lines1"]


def test_the_coordinator_writes_the_source_with_its_facts(
    dutch: GuideText, coordinator: AbstractBaseUser, client_of: Any
) -> None:
    browser: Client = client_of(coordinator)
    address = reverse("guidance:write-guide", args=["pip", "nl"])
    today = timezone.localdate()
    facts = {
        "law_version": "Wet inburgering 2021",
        "checked_on": today.strftime("%d-%m-%Y"),
        "check_before": (today + timedelta(days=90)).strftime("%d-%m-%Y"),
        "official_link": "https://www.inburgeren.nl",
        "link_name": "DUO",
    }
    content = {**dutch.content, "title": "Het PIP"}
    content["sections"] = [*content["sections"], {"group": "", "heading": "Nieuw", "lines": ["Een regel erbij."]}]
    read = browser.get(address).context["read"]
    assert browser.post(address, typed(content, read=read, publish="1", **facts)).status_code == 302
    text = queries.published_text("pip", "nl")
    assert text is not None
    assert (text.title, text.checked_on, len(text.content["sections"])) == ("Het PIP", today, 4)
    assert text.sources == dutch.sources
    late = facts | {"check_before": today.strftime("%d-%m-%Y")}
    assert browser.post(address, typed(content, read=read, preview="1", **late)).status_code == 422


def test_only_key_persons_translate_and_nobody_into_dutch(region_a: Region) -> None:
    person = factories.MembershipFactory(role=Role.KEY_PERSON, region=region_a)
    with pytest.raises(RuleBroken):
        services.name_translator(membership=person, language="nl", actor=ACTOR)
    with pytest.raises(RuleBroken):
        other = factories.MembershipFactory(role=Role.RESEARCHER, region=region_a)
        services.name_translator(membership=other, language="tr", actor=ACTOR)
    services.name_translator(membership=person, language="tr", actor=ACTOR)
    with pytest.raises(RuleBroken):
        services.name_translator(membership=person, language="tr", actor=ACTOR)
    assert Translator.objects.count() == 1


# --- what ships with the product -------------------------------------------------------------------


def test_what_an_installation_wrote_itself_is_not_overwritten_by_a_new_edition(
    region_a: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.load_content()
    guide = Guide.objects.get(code="pip")
    shipped = queries.published_text("pip", "nl")
    assert shipped is not None
    own = write(shipped, {**shipped.content, "title": "Ons PIP"}, language="nl")
    services.publish(draft=own, revision=own.revision, actor=ACTOR)
    from sleutelbos.guidance.services import content as loading

    row = {
        "law": "",
        "checked_on": shipped.checked_on,
        "check_before": shipped.check_before,
        "link": "",
        "link_name": "",
        "sources": [],
    }
    newer = {"language": "nl", "edition": 2, "translated_from": "", "title": "Nieuw PIP", "summary": "Kort."}
    loading._load_text(guide, row, newer | {"section": shipped.content["sections"]})
    with translation.override("nl"):
        now = queries.published_text("pip", "nl")
    assert now is not None
    assert now.title == "Ons PIP"
    assert GuideText.objects.get(guide=guide, language="nl", state="draft").title == "Nieuw PIP"
