"""Themes and answers in plain words, for everybody."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ..models import Answer, Bottleneck, Theme

THEMES: Final[dict[str, str | Promise]] = {
    "waiting_list": _("Waiting list"),
    "childcare": _("Childcare"),
    "wrong_route": _("Wrong learning route"),
    "teacher_shortage": _("Too few teachers"),
    "mixed_class": _("Different levels in one class"),
    "travel": _("Far to travel"),
    "letter": _("Letter nobody understands"),
    "work_above_language": _("Work too difficult for the language level"),
    "isolation": _("Alone at home"),
    "naturalisation": _("Worry about becoming Dutch"),
    "other": pgettext_lazy("theme", "Something else"),
}

# What an answer begins with, in the reader's language: also who cannot read the rest knows how it ended.
ANSWERS: Final[dict[str, str | Promise]] = {
    Answer.Kind.CHANGED: _("It has changed."),
    Answer.Kind.WILL_CHANGE: _("It will change."),
    Answer.Kind.CANNOT: _("We cannot change this. Here is why."),
}
ANSWER_ICONS: Final = {
    Answer.Kind.CHANGED: ("good", "circle-check"),
    Answer.Kind.WILL_CHANGE: ("info", "calendar-clock"),
    Answer.Kind.CANNOT: ("warn", "circle-x"),
}


def theme_name(theme: Theme) -> str:
    """What a theme is called in the page's language: the region's own word, else the one the product knows."""
    names: dict[str, str] = theme.names
    language = (get_language() or "nl").split("-")[0]
    if names.get(language):
        return names[language]
    if theme.code in THEMES:
        return str(THEMES[theme.code])
    return names.get("nl") or next(iter(names.values()), theme.code)


def place_of(bottleneck: Bottleneck) -> str:
    """The municipality, or the whole region."""
    return bottleneck.municipality.name if bottleneck.municipality is not None else gettext("the whole region")
