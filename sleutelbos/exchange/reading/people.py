"""A row of a list of key persons."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sleutelbos.exchange.reading.asking import NOTHING, Asker, Certainty, Option, Understood, settle
from sleutelbos.exchange.reading.cells import Cell
from sleutelbos.exchange.reading.organisations import organisation
from sleutelbos.exchange.reading.sources import Sources
from sleutelbos.exchange.reading.surroundings import Surroundings
from sleutelbos.exchange.reading.values import (
    availability,
    contacts,
    dates,
    engagements,
    genders,
    languages,
    names,
    places,
    remarks,
    subjects,
)
from sleutelbos.exchange.reading.values.outcomes import KnownPerson
from sleutelbos.exchange.reading.values.words import letters, plain

READINESS: Final = ("agreement", "confidentiality", "code_of_conduct", "vog", "insurance", "training")
STATES: Final = ("candidate", "in_training", "deployable", "paused", "alumni")
_STATES: Final = {
    "deployable": "actief|active|inzetbaar|beschikbaar|ja|loopt",
    "alumni": "gestopt|inactief|niet actief|nee|uitgestroomd|alumni|oud|weg|vertrokken|stopped",
    "paused": "pauze|gepauzeerd|tijdelijk niet|on hold|even niet|paused|non actief",
    "in_training": "in opleiding|opleiding|training|in training|wordt opgeleid",
    "candidate": "kandidaat|aangemeld|aanmelding|nieuw|intake|candidate|wachtlijst",
}
_STATE_BY_WORD: Final = {word: state for state, words in _STATES.items() for word in words.split("|")}
_TRAVEL: Final = {
    "car": "auto|car|eigen auto|rijbewijs",
    "bike": "fiets|bike|e bike|ebike|elektrische fiets|fietst",
    "public": "ov|bus|trein|openbaar vervoer|public transport|bus trein",
    "walk": "lopend|te voet|geen|geen vervoer|walk",
}
_TRAVEL_BY_WORD: Final = {word: means for means, words in _TRAVEL.items() for word in words.split("|")}

Parse = Callable[[Cell, Asker], Understood]


def parsers(around: Surroundings) -> dict[str, Parse]:
    """How each field of a key person is read."""
    today = around.today
    return {
        "first_name": lambda cell, asker: names.first_name(cell.text, asker),
        "last_name": lambda cell, asker: names.last_name(cell.text, asker),
        "full_name": lambda cell, asker: names.full_name(cell.text, asker),
        "infix": lambda cell, asker: settle(names.infix(cell.text), cell.text, Certainty.SURE, asker),
        "gender": lambda cell, asker: genders.gender(cell.text, asker),
        "languages": lambda cell, asker: languages.spoken(cell.text, asker),
        "place": lambda cell, asker: places.home(cell.text, asker, around.find_place),
        "postcode": lambda cell, asker: places.postcode(cell.text),
        "phone": lambda cell, asker: contacts.phone(cell.text, asker),
        "email": lambda cell, asker: contacts.email(cell.text, asker),
        "topics": lambda cell, asker: subjects.topics_of(cell.text, asker, around.topics),
        "availability": lambda cell, asker: availability.week(cell.text, asker, around.parts),
        "form": lambda cell, asker: engagements.form(cell.text, asker),
        "organisation": lambda cell, asker: organisation(cell.text, asker, around.organisations, "organisation"),
        "since": lambda cell, asker: dates.on_day(cell, asker, today, "since"),
        "travel": lambda cell, asker: _listed(cell.text, asker, "travel", _TRAVEL_BY_WORD, tuple(_TRAVEL)),
        "state": lambda cell, asker: _listed(cell.text, asker, "state", _STATE_BY_WORD, STATES),
        "remarks": lambda cell, asker: remarks.remark(cell.text, asker, today, around.find_sensitive, cell.masked),
        **{
            kind: (lambda cell, asker, kind=kind: dates.readiness(cell, asker, today, kind))  # type: ignore[misc]
            for kind in READINESS
        },
    }


def days(found: Sources, around: Surroundings, asker: Asker) -> Understood:
    """The week out of a column per weekday."""
    return availability.from_columns(found.days, asker, around.parts)


def name_of(fields: Mapping[str, Understood]) -> tuple[str, str]:
    """Given name and family name, from whichever columns a list has."""
    whole = fields.get("full_name", NOTHING).value
    first = str(fields.get("first_name", NOTHING).value or "")
    last = str(fields.get("last_name", NOTHING).value or "")
    if isinstance(whole, dict):
        first, last = first or str(whole["first_name"]), last or str(whole["last_name"])
    infix = str(fields.get("infix", NOTHING).value or "")
    if infix and not letters(last).startswith(letters(infix)):
        last = f"{infix} {last}".strip()
    return first, last


def known_person(fields: Mapping[str, Understood], number: str) -> KnownPerson:
    """The parts of a row by which somebody is recognised."""
    first, last = name_of(fields)
    phone: Any = fields.get("phone", NOTHING).value
    place: Any = fields.get("place", NOTHING).value
    return KnownPerson(
        id=number,
        first_name=first,
        last_name=last,
        email=str(fields.get("email", NOTHING).value or ""),
        phone=phone["number"] if phone else "",
        place=place["place"] if place else "",
    )


def missing(fields: Mapping[str, Understood]) -> tuple[str, ...]:
    """Without a name nobody can be taken in."""
    return () if name_of(fields)[0] else ("first_name",)


def _listed(text: str, asker: Asker, field: str, known: Mapping[str, str], every: tuple[str, ...]) -> Understood:
    """A word out of a short list, or a question with that list."""
    raw = text.strip()
    if not raw or plain(raw) in {"-", "?"}:
        return NOTHING
    found = known.get(letters(raw))
    if found is None:
        options = [Option(one) for one in every]
        answer = asker.ask(f"{field}-unclear", f"{field}:unclear:{plain(raw)[:60]}", options, words=raw)
        found = answer if answer in every else None
    return settle(found, raw, Certainty.SURE, asker)
