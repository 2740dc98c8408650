"""What somebody did and learned, in words: the own record, and the lines of a letter to take along."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from sleutelbos.guidance.queries import in_language
from sleutelbos.keypersons import wording as keypersons
from sleutelbos.keypersons.models import KeyPerson, ReadinessItem
from sleutelbos.ui.templatetags.ui import words_for

from .models import ReferenceLetter
from .queries.record import YearOfWork
from .wording import minutes_in_words

Pair = tuple[str, str]


def visits_in_words(count: int) -> str:
    """ "12 visits"."""
    return str(ngettext("%(count)d visit", "%(count)d visits", count) % {"count": count})


def year_line(work: YearOfWork) -> Pair:
    """A year of work as a label and a text."""
    parts = [visits_in_words(work.visits)] if work.visits else []
    if work.minutes:
        parts.append(minutes_in_words(work.minutes))
    return str(work.year), ", ".join(parts)


def grown(person: KeyPerson, work: Sequence[YearOfWork]) -> list[str]:
    """What somebody grew in: since when, how many visits, about how many subjects, what was learned."""
    lines = [_("With us since %(day)s.") % {"day": words_for(person.created_at.date(), "date")}]
    visits = sum(row.visits for row in work)
    if visits:
        lines.append(_("You went along: %(visits)s.") % {"visits": visits_in_words(visits)})
    subjects = list(dict.fromkeys(topic for row in work for topic in row.topics))
    if subjects:
        lines.append(_("You helped with: %(topics)s.") % {"topics": keypersons.listed(subjects)})
    return lines


def trainings(person: KeyPerson) -> list[str]:
    """Trainings that were seen, no finer than they were written down."""
    rows = [item for item in person.readiness.all() if item.kind == ReadinessItem.Kind.TRAINING]
    return [
        " · ".join(
            part
            for part in (item.get_kind_display(), item.version, keypersons.seen_words(item.seen_on, item.precision))
            if part
        )
        for item in rows
    ]


def letter_lines(person: KeyPerson, parts: Collection[str], work: Sequence[YearOfWork], *, today: date) -> list[Pair]:
    """What a letter says of somebody, part by part, in the language that is on; empty parts are left out."""
    minutes, visits = sum(row.minutes for row in work), sum(row.visits for row in work)
    done = [visits_in_words(visits)] if visits else []
    done += [minutes_in_words(minutes)] if minutes else []
    said = {
        "period": _("%(first)s until %(last)s")
        % {"first": words_for(person.created_at.date(), "date"), "last": words_for(today, "date")},
        "work": ", ".join(done),
        "languages": keypersons.listed(keypersons.known_languages(person.languages.all(), from_level=2)),
        "roles": keypersons.listed(in_language(role.names) for role in person.roles.all()),
        "topics": keypersons.listed(in_language(topic.names) for topic in person.topics.all()),
        "training": "; ".join(trainings(person)),
    }
    labels = {
        "period": _("Active as a volunteer or worker"),
        "work": _("Work done"),
        "languages": _("Languages"),
        "roles": _("Role"),
        "topics": _("Knows about"),
        "training": _("Training"),
    }
    return [(labels[part], said[part]) for part, _label in ReferenceLetter.PARTS if part in parts and said[part]]


def letter_words(letter: ReferenceLetter) -> dict[str, Any]:
    """The values of the printed letter, in the letter's language."""
    person, region = letter.key_person, letter.region
    assert letter.issued_at is not None
    return {
        "lang": letter.language,
        "rtl": bool(get_language_info(letter.language)["bidi"]),
        "title": _("Reference letter"),
        "region": region.name,
        "who": _("This letter is about %(name)s, %(role)s in %(region)s.")
        % {"name": str(person), "role": _role(letter), "region": region.name},
        "lines": letter.lines,
        "words": letter.words,
        "agreed": _("%(name)s read this text and agreed with it.") % {"name": str(person)},
        "signed": _("Signed on %(day)s by %(name)s, coordinator")
        % {"day": words_for(letter.issued_at.date(), "long"), "name": letter.issued_by},
        "contact": " · ".join(
            part for part in (keypersons.phone_words(region.coordinator_phone), region.coordinator_email) if part
        ),
    }


def _role(letter: ReferenceLetter) -> str:
    return letter.region.role_name if letter.language == "nl" else _("key person")
