"""Codes of this app in plain words of the page's language: a week, a checklist, a cap."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal

import phonenumbers
from babel.dates import format_skeleton, get_day_names
from babel.lists import format_list
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sleutelbos.accounts.models import Region
from sleutelbos.ui.templatetags.ui.moments import page_locale, words_for

from . import languages, queries
from .models import KeyPerson, ReadinessItem, SpokenLanguage
from .rules import Check, DayGroup, Ending, WeekInWords, runs, week_in_words

PART_NAMES: Final = {
    "morning": gettext_lazy("Morning"),
    "afternoon": gettext_lazy("Afternoon"),
    "evening": gettext_lazy("Evening"),
}
_IN_THE: Final = {
    "morning": gettext_lazy("in the morning"),
    "afternoon": gettext_lazy("in the afternoon"),
    "evening": gettext_lazy("in the evening"),
    "weekend": gettext_lazy("in the weekend"),
}
# The same moves as in workflow.py, as words on a button: by the state one goes to.
MOVE_NAMES: Final = {
    "candidate": gettext_lazy("Back to candidate"),
    "in_training": gettext_lazy("Starts the training"),
    "deployable": gettext_lazy("Can be asked"),
    "paused": gettext_lazy("Pause"),
    "alumni": gettext_lazy("Says goodbye"),
}
STATE_TONES: Final = {
    "candidate": "info",
    "in_training": "info",
    "deployable": "good",
    "paused": "warn",
    "alumni": "neutral",
}
READINESS_NAMES: Final = {
    "ok": gettext_lazy("In order"),
    "expires": gettext_lazy("Ends soon"),
    "expired": gettext_lazy("Is over"),
    "missing": gettext_lazy("Not seen yet"),
}
READINESS_TONES: Final = {"ok": "good", "expires": "warn", "expired": "bad", "missing": "bad"}


def listed(words: Iterable[str]) -> str:
    """Words joined as the page's language does: "a, b and c"."""
    return str(format_list([str(word) for word in words], locale=page_locale()))


def day_names(width: Literal["wide", "abbreviated"] = "wide") -> list[str]:
    """The names of the days of the week, Monday first, as they stand inside a sentence of the page's language."""
    names = get_day_names(width, locale=page_locale())
    return [str(names[number]) for number in range(7)]


def day_titles() -> list[str]:
    """The names of the days of the week as they stand alone, with a capital where the script has them."""
    return [name[:1].upper() + name[1:] for name in day_names()]


def clock(minute: int) -> str:
    """A minute of the day as people read it: 13:30; the end of the day is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def week_sentence(week: WeekInWords, *, flexible: bool = False) -> str:
    """When somebody can, in plain sentences of the page's language."""
    if flexible:
        return _("Every time can be asked.")
    if not week.groups:
        return _("No times are filled in yet.")
    sentences = [_group(group) for group in week.groups]
    if week.never:
        parts = [str(_IN_THE[code]) for code in week.never]
        sentences.append(_("Not %(parts)s.") % {"parts": listed(parts)})
    return " ".join(sentences)


_ONLY: Final = {
    "morning": gettext_lazy("For now only in the morning, until %(day)s."),
    "afternoon": gettext_lazy("For now only in the afternoon, until %(day)s."),
    "evening": gettext_lazy("For now only in the evening, until %(day)s."),
}


def when_sentence(person: KeyPerson, today: date) -> str:
    """When we ask somebody, with everything that counts today: a pause, days away, one part of the day, the week."""
    if person.state == KeyPerson.State.PAUSED:
        if person.paused_until:
            return _("You rest until %(day)s. Nobody asks you.") % {"day": words_for(person.paused_until, "date")}
        return _("You rest. Nobody asks you until you say that you are back.")
    sentences = []
    away = queries.away_until(person, today)
    if away is not None:
        sentences.append(_("We do not ask you until %(day)s.") % {"day": words_for(away, "date")})
    only = queries.only_for_now(person, today)
    if only is not None:
        sentences.append(str(_ONLY[only[0]]) % {"day": words_for(only[1], "date")})
    sentences.append(week_sentence(week_in_words(queries.week_of(person)), flexible=person.flexible))
    return " ".join(sentences)


def _group(group: DayGroup) -> str:
    days = _days(group.weekdays)
    if len(group.parts) == 3:
        return _("%(days)s: the whole day.") % {"days": days}
    if group.parts:
        words = [str(_IN_THE[part]) for part in group.parts]
    else:
        words = [_("from %(start)s to %(end)s") % {"start": clock(a), "end": clock(b)} for a, b in group.spans]
    return _("%(days)s: %(times)s.") % {"days": days, "times": listed(words)}


def _days(weekdays: Sequence[int]) -> str:
    names = day_names()
    if len(weekdays) == 7:
        return _("Every day")
    words = []
    for first, last in runs(weekdays):
        if last - first >= 2:
            words.append(_("%(first)s to %(last)s") % {"first": names[first], "last": names[last]})
        else:
            words += names[first : last + 1]
    text = listed(words)
    return text[:1].upper() + text[1:]


def caps_sentence(visits: int, minutes: int | None) -> str:
    """How much somebody wants to do in a week."""
    if visits == 0:
        return _("No visits now.")
    template = ngettext("At most %(count)d visit in a week.", "At most %(count)d visits in a week.", visits)
    sentence = str(template % {"count": visits})
    if minutes:
        hours = f"{minutes // 60}:{minutes % 60:02d}" if minutes % 60 else str(minutes // 60)
        sentence += " " + _("At most %(hours)s hours in a week.") % {"hours": hours}
    return sentence


def seen_words(day: date, precision: str) -> str:
    """When something was seen, no finer than it was written down: a year, a month or a day."""
    if precision == "year":
        return str(day.year)
    if precision == "month":
        return str(format_skeleton("yMMMM", day, locale=page_locale()))
    return words_for(day, "date")


def check_words(check: Check, kind: str) -> str:
    """One line of the checklist in plain words, with the name of its kind."""
    if check.status == "missing":
        return _("%(kind)s: we have not seen this yet.") % {"kind": kind}
    if check.status == "expired" and check.until:
        return _("%(kind)s: ended on %(day)s.") % {"kind": kind, "day": words_for(check.until, "date")}
    if check.until:
        return _("%(kind)s: good until %(day)s.") % {"kind": kind, "day": words_for(check.until, "date")}
    return _("%(kind)s: in order.") % {"kind": kind}


def ending_words(ending: Ending, today: date) -> str:
    """What ends and when, in one line; the same words as the checklist."""
    if ending.organisation:
        kind = _("Work for %(organisation)s") % {"organisation": ending.organisation}
    else:
        kind = str(ReadinessItem.Kind(ending.subject).label)
    status = "expired" if ending.until < today else "expires"
    return check_words(Check(ending.subject, status, until=ending.until), kind)


def known_languages(rows: Iterable[SpokenLanguage], *, from_level: int = 1) -> list[str]:
    """The names of varieties somebody knows at least so well in one of the three ways, best first."""
    return [
        languages.variety_name(row.variety)
        for row in rows
        if max(row.speaking, row.understanding, row.reading) >= from_level
    ]


def travel_sentence(person: KeyPerson) -> str:
    """How somebody travels and how far, and whether they also help from home."""
    sentence = ngettext(
        "%(means)s, at most %(count)d minute one way.",
        "%(means)s, at most %(count)d minutes one way.",
        person.max_travel_minutes,
    ) % {"means": person.get_travel_display(), "count": person.max_travel_minutes}
    # Not within the f-string: xgettext finds no words there.
    online = _("Also by phone or video.")
    return f"{sentence} {online}" if person.online else str(sentence)


def phone_words(phone: str) -> str:
    """A phone number in groups, as people read it; as it is where it is no number."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    dutch = number.country_code == 31
    kind = phonenumbers.PhoneNumberFormat.NATIONAL if dutch else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, kind))


def people_word(region: Region | None) -> str:
    """What key persons are called: the region's own name on a Dutch page, as the name is Dutch; else a general one."""
    own = region.role_name_plural if region is not None else ""
    if own and (get_language() or "").startswith("nl"):
        return own[:1].upper() + own[1:]
    return _("Key persons")
