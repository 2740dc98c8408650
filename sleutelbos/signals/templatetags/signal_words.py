"""How signals, bottlenecks and answers look."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from sleutelbos.keypersons.languages import variety_name
from sleutelbos.ui.templatetags.ui import status

from .. import wording
from ..models import Answer, Bottleneck, Theme

register = template.Library()


@register.simple_tag
def theme_words(theme: Theme) -> str:
    """What a theme is called in the page's language."""
    return wording.theme_name(theme)


@register.filter
def local_day(moment: datetime) -> date:
    """The day of a moment, here."""
    return timezone.localtime(moment).date()


@register.filter
def title_words(bottleneck: Bottleneck) -> str:
    """What a bottleneck is called."""
    return wording.title_of(bottleneck)


@register.filter
def owner_words(bottleneck: Bottleneck) -> str:
    """Who sees to it."""
    return wording.owner_of(bottleneck)


@register.filter
def language_words(code: str) -> str:
    """What a language is called in the page's language; "another language" where nobody knows which."""
    return variety_name(code) if code else gettext("another language")


@register.simple_tag
def bottleneck_status(bottleneck: Bottleneck) -> SafeString:
    """The state as a badge; red when the answer should have been there."""
    if bottleneck.overdue:
        return status(wording.late_words(bottleneck), "bad")
    return status(str(bottleneck.get_state_display()), wording.STATE_TONES[bottleneck.state])


@register.inclusion_tag("signals/own_answer.html")
def own_answer(answer: Answer) -> dict[str, Any]:
    """An answer for who asked: how it ended, then the words in the page's language or else as they were written."""
    texts = {row.language: row.text for row in answer.texts.all()}
    page = (get_language() or "nl").split("-")[0]
    language = page if page in texts else next(iter(texts), page)
    tone, icon_name = wording.ANSWER_ICONS[Answer.Kind(answer.kind)]
    return {
        "kind": wording.ANSWERS[Answer.Kind(answer.kind)],
        "tone": tone,
        "icon_name": icon_name,
        "expected_on": answer.expected_on,
        "text": texts.get(language, ""),
        "language": language,
        "other": language != page,
        "at": answer.at,
    }
