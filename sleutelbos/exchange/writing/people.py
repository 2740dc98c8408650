"""The list of key persons as a spreadsheet, in words that the import reads back."""

from collections.abc import Iterable
from typing import Final

from django.utils import translation

from sleutelbos.guidance.queries import in_language
from sleutelbos.keypersons.languages import variety_name
from sleutelbos.keypersons.models import KeyPerson, ReadinessItem, SpokenLanguage

from .files import workbook

# Dutch whatever the page's language: a list that goes out in one language and comes back in another is no list.
LANGUAGE: Final = "nl"
HEADINGS: Final = (
    "Voornaam", "Achternaam", "M/V", "Talen", "Woonplaats", "Postcode", "Telefoon", "E-mail", "Thema's", "Beschikbaar",
    "VOG", "Training", "Vervoer", "Status",
)  # fmt: skip
_GENDERS: Final = {"woman": "vrouw", "man": "man", "other": "anders"}
_LEVELS: Final = {4: "moedertaal", 3: "goed", 2: "redelijk", 1: "beetje"}
_TRAVEL: Final = {"walk": "lopend", "bike": "fiets", "public": "ov", "car": "auto"}
_STATES: Final = {
    "candidate": "kandidaat",
    "in_training": "in opleiding",
    "deployable": "actief",
    "paused": "gepauzeerd",
    "alumni": "gestopt",
}
_DAYS: Final = ("ma", "di", "wo", "do", "vr", "za", "zo")


def people_file(people: Iterable[KeyPerson]) -> bytes:
    """An .xlsx file of key persons; languages, topics, hours and checklist must have been fetched with them."""
    with translation.override(LANGUAGE):
        return workbook([("Sleutelpersonen", HEADINGS, [_line(person) for person in people])])


def _line(person: KeyPerson) -> list[str]:
    items = list(person.readiness.all())
    return [
        person.first_name,
        person.last_name,
        _GENDERS.get(person.gender, ""),
        "; ".join(part for one in person.languages.all() for part in _language(one)),
        person.home_place,
        person.home_postcode,
        person.phone,
        person.email,
        ", ".join(in_language(topic.names, LANGUAGE) for topic in person.topics.all()),
        _week(person),
        _seen(items, ReadinessItem.Kind.VOG),
        _seen(items, ReadinessItem.Kind.TRAINING),
        _TRAVEL[person.travel],
        _STATES[person.state],
    ]


def _language(one: SpokenLanguage) -> list[str]:
    """A language with its level; per way of using it where these differ."""
    name = variety_name(one.variety, LANGUAGE)
    said = []
    if one.speaking and one.speaking == one.understanding:
        said.append(f"{name} {_LEVELS[one.speaking]}")
    else:
        said += [f"{name} (spreken) {_LEVELS[one.speaking]}"] if one.speaking else []
        said += [f"{name} (verstaan) {_LEVELS[one.understanding]}"] if one.understanding else []
    return [*said, f"{name} (lezen) {_LEVELS[one.reading]}"] if one.reading else said


def _week(person: KeyPerson) -> str:
    if person.flexible:
        return "flexibel"
    return ", ".join(
        f"{_DAYS[block.weekday]} {_clock(block.start_minute)}-{_clock(block.end_minute)}"
        for block in person.blocks.all()
    )


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def _seen(items: Iterable[ReadinessItem], kind: str) -> str:
    """The day something was last seen, as precisely as it is known."""
    newest = max((item for item in items if item.kind == kind), key=lambda item: item.seen_on, default=None)
    if newest is None:
        return ""
    return newest.seen_on.strftime({"day": "%d-%m-%Y", "month": "%m-%Y", "year": "%Y"}[newest.precision])
