"""Bottlenecks in plain words, for the coordinator and for whoever sees to them."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sleutelbos.ui.templatetags.ui.moments import page_locale

from ..models import Bottleneck, BottleneckStep
from .people import place_of, theme_name

STATE_TONES: Final = {"open": "neutral", "busy": "info", "answered": "good", "merged": "neutral"}


def title_of(bottleneck: Bottleneck) -> str:
    """What a bottleneck is called: its own title, else its theme and place."""
    if bottleneck.title:
        return str(bottleneck.title)
    return f"{theme_name(bottleneck.theme)}, {place_of(bottleneck)}"


def owner_of(bottleneck: Bottleneck) -> str:
    """Who sees to it."""
    if bottleneck.owner is not None:
        return str(bottleneck.owner.user)
    if bottleneck.owner_organisation is not None:
        return str(bottleneck.owner_organisation)
    return _("the coordinator")


def late_words(bottleneck: Bottleneck) -> str:
    """How long an answer is overdue."""
    days = (timezone.localdate() - bottleneck.due_on).days
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


def month_name(month: date) -> str:
    """A month with its year, short."""
    return str(format_date(month, "LLL y", locale=page_locale()))


def history(steps: Iterable[BottleneckStep]) -> list[dict[str, object]]:
    """What happened, oldest first, as the timeline shows it; one line for signals that came one after another."""
    lines: list[dict[str, object]] = []
    joined = 0
    for step in steps:
        text = str(step.get_kind_display())
        if step.kind == BottleneckStep.Kind.JOINED:
            joined += 1
            more = ngettext("%(n)s more signal", "%(n)s more signals", joined) % {"n": joined}
            line: dict[str, object] = {"at": step.at, "text": more, "joined": True}
            if lines and lines[-1].get("joined"):
                lines[-1] = line
            else:
                lines.append(line)
            continue
        joined = 0
        note = step.note or (f"#{step.other.pk} {title_of(step.other)}" if step.other is not None else "")
        who = "" if step.by == "Sleutelbos" else step.by
        lines.append({"at": step.at, "text": text, "who": who, "note": note})
    return lines
