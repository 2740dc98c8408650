"""Questions about topics, roles, role cards, triage rules and guides."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import translation

from sleutelbos.accounts.viewer import Viewer

from .models import Guide, GuideText, HelperRole, Network, RoleCard, Topic, Translator, TriageRule
from .rules import has_term

CONTENT = Path(__file__).with_name("content")


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


# --- guides: pages with what people ask about ------------------------------------------------------

SOURCE_LANGUAGE = "nl"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one guide is in one language: the text everybody reads and the draft beside it, either may be missing."""

    language: str
    published: GuideText | None
    draft: GuideText | None


def published_texts(language: str) -> list[GuideText]:
    """What everybody can read: of each guide the text in this language, else the Dutch one, in the list's order."""
    rows = GuideText.objects.filter(state=GuideText.State.PUBLISHED, language__in=[language, SOURCE_LANGUAGE])
    best: dict[int, GuideText] = {}
    for row in rows.select_related("guide", "source"):
        if row.guide_id not in best or row.language == language:
            best[row.guide_id] = row
    return sorted(best.values(), key=lambda row: (row.guide.position, row.guide.code))


def published_text(code: str, language: str) -> GuideText | None:
    """One guide in this language, else in Dutch."""
    return next((row for row in published_texts(language) if row.guide.code == code), None)


def languages_of(guide: Guide) -> list[str]:
    """The languages in which everybody can read a guide."""
    rows = GuideText.objects.filter(guide=guide, state=GuideText.State.PUBLISHED)
    return list(rows.order_by("language").values_list("language", flat=True))


def current_text(guide: Guide, language: str, state: str) -> GuideText | None:
    """The draft or the published text of a guide in one language."""
    rows = GuideText.objects.filter(guide=guide, language=language, state=state)
    return rows.select_related("source", "guide", "made_by").first()


def guide_table(languages: Iterable[str]) -> list[tuple[Guide, list[Cell]]]:
    """Every guide with what it is in each of these languages; the queries do not grow with the rows."""
    living = [GuideText.State.PUBLISHED, GuideText.State.DRAFT]
    rows = GuideText.objects.filter(state__in=living).select_related("source")
    found = {(row.guide_id, row.language, row.state): row for row in rows}
    return [
        (guide, [Cell(code, *(found.get((guide.pk, code, str(state))) for state in living)) for code in languages])
        for guide in Guide.objects.all()
    ]


def versions_of(guide: Guide, language: str) -> QuerySet[GuideText]:
    """Every version of a guide in one language, newest first."""
    return GuideText.objects.filter(guide=guide, language=language).order_by("-version")


def translators_of(viewer: Viewer) -> QuerySet[Translator]:
    """Who translates in the viewer's region now."""
    return Translator.objects.filter(region_id=viewer.region_id or 0, until__isnull=True).select_related(
        "membership__user"
    )


def own_languages(viewer: Viewer) -> list[str]:
    """The languages the viewer may write in as a key person."""
    rows = Translator.objects.filter(membership_id=viewer.membership_id or 0, until__isnull=True)
    return list(rows.order_by("language").values_list("language", flat=True))


def terms_on(text: str, language: str) -> list[tuple[str, str]]:
    """The Dutch words that stay in every language and stand in this text, each with what it means."""
    return [(term, in_language(meanings, language)) for term, meanings in terms().items() if has_term(text, term)]


@cache
def terms() -> dict[str, dict[str, str]]:
    """The words that stay Dutch in every language, because they stand so in letters: term -> language -> meaning."""
    rows = tomllib.loads((CONTENT / "terms.toml").read_text(encoding="utf-8"))["term"]
    return {row["term"]: row["means"] for row in rows}
