"""Content that ships with the product, rules that change by a new row, and the role card for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.config.languages import LANGUAGES
from sleutelbos.guidance import queries, services
from sleutelbos.guidance.models import HelperRole, RoleCard, Topic, TriageRule
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests import factories

pytestmark = pytest.mark.django_db
ACTOR = Viewer.system(reason="test")


@pytest.fixture
def content() -> None:
    services.load_content()


def _values(**changes: Any) -> dict[str, Any]:
    return {
        "valid_from": timezone.localdate() + timedelta(days=3),
        "question_nl": "Nieuwe vraag?",
        "question_en": "New question?",
        "advice_nl": "Doe dit.",
        "advice_en": "Do this.",
        "outcome": "professional_first",
        "source": "Richtlijn",
        **changes,
    }


def test_loading_twice_changes_nothing(content: None) -> None:
    before = [model.objects.count() for model in (Topic, HelperRole, RoleCard, TriageRule)]
    assert all(before)
    services.load_content()
    assert [model.objects.count() for model in (Topic, HelperRole, RoleCard, TriageRule)] == before


def test_the_command_says_what_is_new_and_leaves_alone_what_people_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_content")
    assert "New: " in capsys.readouterr().out
    rule = TriageRule.objects.first()
    assert rule is not None
    TriageRule.objects.filter(pk=rule.pk).update(valid_until=timezone.localdate(), advice={"nl": "Van ons."})
    card, other = RoleCard.objects.order_by("pk")[:2]
    content = {**card.content, "title": "Onze kaart"}
    RoleCard.objects.filter(pk=card.pk).update(content=content, reviewed_by="Selam")
    RoleCard.objects.filter(pk=other.pk).update(content={**other.content, "title": "Half"})
    Topic.objects.filter(code="school").update(icon="")
    call_command("load_content")
    assert capsys.readouterr().out.strip() == "Everything was there already."
    rule.refresh_from_db()
    assert rule.advice == {"nl": "Van ons."} and rule.valid_until == timezone.localdate()
    assert RoleCard.objects.get(pk=card.pk).content["title"] == "Onze kaart"
    assert RoleCard.objects.get(pk=other.pk).content["title"] == other.content["title"]


def test_the_role_card_is_there_in_every_language_of_the_product(content: None) -> None:
    assert set(queries.role_card_languages()) == {language.code for language in LANGUAGES}
    lengths = {len(queries.role_card_text(code)["does_not"]) for code in queries.role_card_languages()}
    assert len(lengths) == 1, "a line is missing in one language"


def test_the_role_card_speaks_of_the_role_by_the_name_of_the_region(content: None) -> None:
    text = queries.role_card_text("nl", role_name="cultuurverbinder")
    assert "cultuurverbinder" in text["title"]
    assert "sleutelpersoon" not in str(text).lower()


def test_a_rule_changes_by_a_new_row_and_the_old_one_stays(content: None) -> None:
    rule = TriageRule.objects.get(code="formal-decision")
    services.succeed_rule(rule=rule, values=_values(), actor=ACTOR)
    today = timezone.localdate()
    assert queries.rules_on(today).get(code="formal-decision").pk == rule.pk
    later = queries.rules_on(today + timedelta(days=3)).get(code="formal-decision")
    assert (later.outcome, later.question["nl"]) == ("professional_first", "Nieuwe vraag?")


def test_the_past_is_not_changed(content: None) -> None:
    rule = TriageRule.objects.get(code="formal-decision")
    with pytest.raises(RuleBroken):
        services.succeed_rule(rule=rule, values=_values(valid_from=timezone.localdate()), actor=ACTOR)


def test_two_administrators_at_once_make_one_successor(content: None) -> None:
    rule = TriageRule.objects.get(code="formal-decision")
    services.succeed_rule(rule=rule, values=_values(), actor=ACTOR)
    with pytest.raises(StateChanged):
        services.succeed_rule(rule=rule, values=_values(), actor=ACTOR)


def test_a_coordinator_reads_every_rule_with_its_source(
    content: None, coordinator: Any, client_of: Callable[[Any], Client]
) -> None:
    page = client_of(coordinator).get(reverse("guidance:show-rules")).content.decode()
    for rule in TriageRule.objects.all():
        assert queries.in_language(rule.question, "nl") in page
    assert "9 October 2025" in page


def test_an_administrator_changes_a_rule_on_screen(
    content: None, region_a: Any, client_of: Callable[[Any], Client]
) -> None:
    user = factories.MembershipFactory(region=region_a, role="functional_administrator").user
    rule = TriageRule.objects.get(code="formal-decision")
    url = reverse("guidance:succeed-rule", args=[rule.pk])
    day = timezone.localdate() + timedelta(days=5)
    client = client_of(user)
    assert client.get(url).status_code == 200
    wrong = client.post(url, _values(valid_from="", question_nl="Nummer 111222333"))
    assert wrong.status_code == 422
    assert "111222333" not in wrong.content.decode()
    right = client.post(url, _values(valid_from=f"{day:%d-%m-%Y}"))
    assert right.status_code == 302
    assert TriageRule.objects.filter(code="formal-decision", valid_from=day).exists()


@pytest.mark.parametrize("code", [language.code for language in LANGUAGES])
def test_everybody_can_read_the_role_card(content: None, client: Client, code: str) -> None:
    page = client.get(reverse("guidance:show-role-card", args=[code]))
    assert page.status_code == 200
    text = page.content.decode()
    assert queries.role_card_text(code)["does"][0] in text.replace("&#x27;", "'")
    assert f'lang="{code}"' in text


def test_a_language_without_a_card_is_not_there(content: None, client: Client) -> None:
    assert client.get(reverse("guidance:show-role-card", args=["xx"])).status_code == 404


def test_a_changed_text_keeps_no_translation_of_the_old_one(content: None) -> None:
    rule = TriageRule.objects.get(code="formal-decision")
    TriageRule.objects.filter(pk=rule.pk).update(question={**rule.question, "ar": "قديم"}, advice={"nl": "Doe dit."})
    rule.refresh_from_db()
    successor = services.succeed_rule(rule=rule, values=_values(), actor=ACTOR)
    assert successor.question == {"nl": "Nieuwe vraag?", "en": "New question?"}
    assert successor.advice == {"nl": "Doe dit.", "en": "Do this."}


def test_a_rule_ends_and_stays_readable(content: None) -> None:
    rule = TriageRule.objects.get(code="formal-decision")
    today = timezone.localdate()
    services.end_rule(rule=rule, last_day=today, actor=ACTOR)
    assert queries.rules_on(today).filter(pk=rule.pk).exists()
    assert not queries.rules_on(today + timedelta(days=1)).filter(code="formal-decision").exists()
    assert queries.rule_history().filter(pk=rule.pk).exists()
    services.load_content()
    assert not queries.rules_on(today + timedelta(days=1)).filter(code="formal-decision").exists()
    with pytest.raises(StateChanged):
        services.end_rule(rule=rule, last_day=today, actor=ACTOR)


def test_a_rule_does_not_end_in_the_past(content: None) -> None:
    rule = TriageRule.objects.get(code="formal-decision")
    with pytest.raises(RuleBroken):
        services.end_rule(rule=rule, last_day=timezone.localdate() - timedelta(days=1), actor=ACTOR)


def test_the_question_about_danger_is_never_taken_out(content: None) -> None:
    rule = TriageRule.objects.get(code="emergency")
    with pytest.raises(RuleBroken):
        services.end_rule(rule=rule, last_day=timezone.localdate() + timedelta(days=9), actor=ACTOR)
    with pytest.raises(RuleBroken):
        services.succeed_rule(rule=rule, values=_values(outcome="key_person"), actor=ACTOR)
    services.succeed_rule(rule=rule, values=_values(outcome="emergency"), actor=ACTOR)


def test_every_region_reads_in_its_trail_that_a_rule_changed(content: None, region_a: Any, region_b: Any) -> None:
    rule = TriageRule.objects.get(code="formal-decision")
    services.end_rule(rule=rule, last_day=timezone.localdate(), actor=ACTOR)
    told = Event.objects.filter(verb="guidance.rule.ended").values_list("region_id", flat=True)
    assert set(told) == {region_a.pk, region_b.pk}


def test_an_administrator_ends_a_rule_on_screen(
    content: None, region_a: Any, client_of: Callable[[Any], Client]
) -> None:
    client = client_of(factories.MembershipFactory(region=region_a, role="functional_administrator").user)
    rule = TriageRule.objects.get(code="formal-decision")
    url = reverse("guidance:end-rule", args=[rule.pk])
    assert url in client.get(reverse("guidance:show-rules")).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {"last_day": "gisteren"}).status_code == 422
    assert client.post(url, {"last_day": f"{timezone.localdate():%d-%m-%Y}"}).status_code == 302
    rule.refresh_from_db()
    assert rule.valid_until == timezone.localdate()


def test_a_card_says_when_no_native_speaker_read_it(content: None, client: Client) -> None:
    client.cookies["taal"] = "en"
    sentence = "No native speaker has read it yet"
    assert sentence not in client.get(reverse("guidance:show-role-card", args=["nl"])).content.decode()
    RoleCard.objects.filter(language="en").update(
        content={**RoleCard.objects.get(language="en").content, "reviewed": False}
    )
    page = client.get(reverse("guidance:show-role-card", args=["en"])).content.decode()
    assert sentence in page
    for code in ("ar", "ti", "uk"):
        assert f'hreflang="{code}"' in page


def test_the_card_of_a_region_speaks_of_its_own_role(
    content: None, coordinator: Any, region_a: Any, client_of: Callable[[Any], Client]
) -> None:
    region_a.role_name = "cultuurverbinder"
    region_a.save()
    page = client_of(coordinator).get(reverse("guidance:show-role-card", args=["nl"])).content.decode()
    assert "Wat een cultuurverbinder wel en niet doet" in page


def test_topics_roles_and_networks_stand_on_the_page_of_rules(
    content: None, coordinator: Any, client_of: Callable[[Any], Client]
) -> None:
    page = client_of(coordinator).get(reverse("guidance:show-rules")).content.decode()
    assert "Pharos" in page
    assert "Verbinder" in page
    assert reverse("allowances:show-law") in page
