"""Questions about topics, roles, role cards and triage rules."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import translation

from .models import HelperRole, Network, RoleCard, Topic, TriageRule


def in_language(texts: dict[str, str], language: str = "") -> str:
    """The text in the page's language, else English, else Dutch."""
    language = language or translation.get_language() or "nl"
    return texts.get(language) or texts.get(language.split("-")[0]) or texts.get("en") or texts.get("nl", "")


def topic_choices() -> list[tuple[str, str]]:
    """Codes and names of all topics in the page's language."""
    return [(topic.code, in_language(topic.names)) for topic in Topic.objects.all()]


def role_choices() -> list[tuple[str, str]]:
    """Codes and names of the four roles in the page's language."""
    return [(role.code, in_language(role.names)) for role in HelperRole.objects.all()]


def rules_on(day: date) -> QuerySet[TriageRule]:
    """The triage rules that hold on a day, in the order they are asked."""
    return TriageRule.objects.filter(valid_from__lte=day).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def role_card(language: str) -> RoleCard | None:
    """The newest role card in this language, else in Dutch."""
    for wanted in (language, "nl"):
        card = RoleCard.objects.filter(language=wanted).order_by("-checked_on", "-id").first()
        if card is not None:
            return card
    return None


def role_card_text(language: str, *, role_name: str = "") -> dict[str, Any]:
    """The role card's texts in this language, with the region's own Dutch name for the role; empty without a card.

    Beside the texts: `language` it is in, and `reviewed` (whether a native speaker has read it).
    """
    card = role_card(language)
    if card is None:
        return {}
    content = dict(card.content)
    word = content.pop("role_word", "")
    if card.language == "nl" and role_name and word and role_name != word:
        content = {key: _renamed(text, word, role_name) for key, text in content.items()}
    return {**content, "language": card.language, "version": card.version, "checked_on": card.checked_on}


def _renamed(text: Any, word: str, name: str) -> Any:
    if isinstance(text, list):
        return [_renamed(line, word, name) for line in text]
    if isinstance(text, str):
        return text.replace(word, name).replace(word.capitalize(), name[:1].upper() + name[1:])
    return text


def rule_history() -> QuerySet[TriageRule]:
    """Every version of every rule, as they are asked, newest first."""
    return TriageRule.objects.order_by("position", "-valid_from")


def role_card_languages() -> list[str]:
    """The languages that have a role card."""
    return list(RoleCard.objects.order_by("language").values_list("language", flat=True).distinct())


def topics() -> QuerySet[Topic]:
    """What a question can be about, in the order of the list."""
    return Topic.objects.all()


def helper_roles() -> QuerySet[HelperRole]:
    """What a key person can be on a visit, in the order of the list."""
    return HelperRole.objects.all()


def networks() -> QuerySet[Network]:
    """Networks of key persons that exist, by name."""
    return Network.objects.all()
