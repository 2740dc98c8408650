"""Rows of the database as the lines a page shows: codes become words here, and nowhere in a template."""

from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sleutelbos.accounts.models import Organisation
from sleutelbos.guidance import queries as guidance
from sleutelbos.ui.templatetags.ui.words import native_name

from .. import languages, queries, rules, wording
from ..models import KeyPerson, ReadinessItem, SpokenLanguage, StateChange, Wish
from ..rules import Check

Line = dict[str, Any]
_TRAVEL_ICONS = {"walk": "footprints", "bike": "bike", "public": "bus", "car": "car"}
# More would push everything else out of the row.
_LANGUAGES_IN_ROW = 4


def list_row(person: KeyPerson, checks: list[Check]) -> Line:
    """Somebody as one row of the coordinator's list."""
    known = wording.known_languages(person.languages.all(), from_level=queries.FOUND_FROM_LEVEL)
    state = rules.worst(checks)
    problems = [check for check in checks if not check.holds]
    kinds = dict(ReadinessItem.Kind.choices)
    if len(problems) > 1:
        checklist = ngettext("%(count)d is missing", "%(count)d are missing", len(problems)) % {"count": len(problems)}
    elif problems:
        checklist = str(kinds[problems[0].kind])
    else:
        checklist = str(wording.READINESS_NAMES[state])
    return {
        "person": person,
        "languages": known[:_LANGUAGES_IN_ROW],
        "more_languages": max(0, len(known) - _LANGUAGES_IN_ROW),
        "topics": [guidance.in_language(topic.names) for topic in person.topics.all()],
        "state": person.get_state_display(),
        "state_tone": wording.STATE_TONES[person.state],
        "checklist": checklist,
        "checklist_tone": wording.READINESS_TONES[state],
    }


def person_facts(person: KeyPerson) -> list[tuple[str | Promise, object, str]]:
    """Who somebody is and how to reach them, as label, value, icon."""
    place = " ".join(part for part in (person.home_postcode, person.home_place) if part)
    return [
        (_("Town or village"), place or _("Not filled in"), "place"),
        (_("Mobile phone"), wording.phone_words(person.phone), "phone"),
        (_("E-mail"), person.email, "mail"),
        (_("Language of messages"), native_name(person.language), "language"),
        (_("Man or woman"), person.get_gender_display(), "person"),
    ]


def travel_facts(person: KeyPerson) -> list[tuple[str | Promise, object, str]]:
    """How somebody travels and how much they want to do, as label, value, icon."""
    return [
        (_("Travel"), wording.travel_sentence(person), _TRAVEL_ICONS[person.travel]),
        (_("How often"), wording.caps_sentence(person.max_visits_per_week, person.max_minutes_per_week), "hourglass"),
    ]


def language_lines(person: KeyPerson) -> list[Line]:
    """The table of languages: a level in words for every way of using one."""
    levels = dict(SpokenLanguage.LEVELS)
    return [
        {
            "label": languages.variety_label(row.variety),
            "speaking": levels[row.speaking],
            "understanding": levels[row.understanding],
            "reading": levels[row.reading],
            "script": languages.script_name(row.script) if row.script else "",
        }
        for row in person.languages.all()
    ]


def topic_lines(person: KeyPerson) -> list[tuple[str | Promise, object, str]]:
    """Topics, roles and networks as label, value, icon."""
    return [
        (_("Knows about"), _listed(guidance.in_language(topic.names) for topic in person.topics.all()), "book-open"),
        (_("Likes to be"), _listed(guidance.in_language(role.names) for role in person.roles.all()), "heart-handshake"),
        (_("Networks"), _listed(network.name for network in person.networks.all()), "people"),
    ]


def _listed(words: Iterable[str]) -> str:
    return wording.listed(words) if (words := list(words)) else ""


def wish_lines(person: KeyPerson) -> list[str]:
    """What somebody does not want, one line each."""
    topics, kinds = dict(guidance.topic_choices()), dict(Organisation.Kind.choices)
    lines = [_("Not in the own town or village")] if person.not_in_own_place else []
    for wish in person.wishes.order_by("kind", "value"):
        if wish.kind == Wish.Kind.NOT_TOPIC:
            lines.append(_("Not about: %(what)s") % {"what": topics.get(wish.value, wish.value)})
        elif wish.kind == Wish.Kind.NOT_ORGANISATION_KIND:
            lines.append(_("Not at: %(what)s") % {"what": kinds.get(wish.value, wish.value)})
        elif wish.kind == Wish.Kind.NOT_PLACE:
            lines.append(_("Not in: %(what)s") % {"what": wish.value})
    return lines


def company_lines(person: KeyPerson) -> list[str]:
    """With whom somebody likes to go, one line each."""
    kinds = dict(person.wishes.values_list("kind", "value"))
    lines = [_("Likes to go along with somebody who knows the work")] if Wish.Kind.GOES_ALONG in kinds else []
    numbers = person.wishes.filter(kind=Wish.Kind.GOES_WITH).values_list("value", flat=True)
    others = queries.colleagues_of(person).filter(pk__in=[int(number) for number in numbers])
    return [*lines, *(_("Goes well in a duo with %(name)s") % {"name": other.first_name} for other in others)]


def week_of(person: KeyPerson) -> Line:
    """The week as a picture and as a sentence."""
    hours = queries.week_of(person)
    ticked = rules.ticked_parts(hours)
    names, parts = wording.day_names("abbreviated"), wording.PART_NAMES
    days = [
        {
            "label": names[weekday],
            "cells": [{"state": "free" if person.flexible or (weekday, part) in ticked else ""} for part in parts],
        }
        for weekday in range(7)
    ]
    sentence = wording.week_sentence(rules.week_in_words(hours), flexible=person.flexible)
    return {"days": days, "parts": list(parts.values()), "sentence": sentence}


def week_to_tick(ticked: Collection[tuple[int, str]]) -> list[Line]:
    """The week as boxes: the days with a cell for each part of the day."""
    return [
        {
            "label": name,
            "cells": [
                {
                    "name": "blocks",
                    "value": f"{weekday}-{part}",
                    "block": label,
                    "state": "free" if (weekday, part) in ticked else "",
                }
                for part, label in wording.PART_NAMES.items()
            ],
        }
        for weekday, name in enumerate(wording.day_titles())
    ]


def checklist_lines(checks: list[Check]) -> list[Line]:
    """The checklist in plain words."""
    kinds = dict(ReadinessItem.Kind.choices)
    return [
        {
            "kind": check.kind,
            "text": wording.check_words(check, str(kinds[check.kind])),
            "status": wording.READINESS_NAMES[check.status],
            "tone": wording.READINESS_TONES[check.status],
            "holds": check.holds,
        }
        for check in checks
    ]


def seen_lines(person: KeyPerson) -> list[Line]:
    """What was seen or signed and when, no finer than it was written down."""
    return [
        {
            "pk": item.pk,
            "kind": item.get_kind_display(),
            "when": wording.seen_words(item.seen_on, item.precision),
            "version": item.version,
        }
        for item in person.readiness.all()
    ]


def history(changes: Iterable[StateChange]) -> list[Line]:
    """The steps of a life cycle for a timeline, the newest first."""
    names = dict(KeyPerson.State.choices)
    return [{"at": change.at, "text": names[change.new], "who": change.by} for change in changes]


def public_card(person: KeyPerson) -> Line:
    """Exactly what organisations see of somebody: nothing else leaves through this door."""
    spoken = [row for row in person.languages.all() if row.speaking >= queries.FOUND_FROM_LEVEL]
    return {
        "name": person.first_name,
        "languages": wording.known_languages(spoken),
        "topics": [guidance.in_language(topic.names) for topic in person.topics.all()],
        "text": person.public_text,
    }


def own_subjects(person: KeyPerson) -> list[Line]:
    """The own profile as big buttons: a picture, a word, and how it is now."""
    spoken = wording.known_languages(person.languages.all())
    topics = [guidance.in_language(topic.names) for topic in person.topics.all()]
    wishes = [*wish_lines(person), *company_lines(person)]
    hours = wording.week_sentence(rules.week_in_words(queries.week_of(person)), flexible=person.flexible)
    public = _("Organisations can see you.") if person.public_profile_since else _("Organisations do not see you.")
    name = " · ".join(part for part in (str(person), person.home_place) if part)
    empty = _("Not filled in yet")
    rows = [
        ("change-own-week", "calendar", _("When I can"), hours),
        ("change-own-exceptions", "calendar-clock", _("Other days"), _("Away, or extra time")),
        (
            "change-own-caps",
            "hourglass",
            _("How often"),
            wording.caps_sentence(person.max_visits_per_week, person.max_minutes_per_week),
        ),
        ("change-own-languages", "language", _("My languages"), _listed(spoken) or empty),
        ("change-own-topics", "book-open", _("What I know about"), _listed(topics) or empty),
        ("change-own-travel", _TRAVEL_ICONS[person.travel], _("Travel"), wording.travel_sentence(person)),
        ("change-own-wishes", "no", _("What I do not want"), " · ".join(wishes) or _("Nothing filled in")),
        ("change-own-conflicts", "lock", _("Not for this organisation"), _("Only you and your coordinator see this")),
        ("change-own-person", "id-card", _("My name and address"), name),
        ("change-own-public-profile", "eye", _("Who sees me"), public),
    ]
    return [
        {"href": reverse(f"keypersons:{url}"), "icon": icon, "text": text, "note": note}
        for url, icon, text, note in rows
    ]
