"""How a question in a log ended, and whom somebody asked for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sleutelbos.exchange.reading.asking import LEAVE_OUT, NOTHING, Asker, Certainty, Json, Option, Understood, settle
from sleutelbos.exchange.reading.values.words import letters, likeness, plain, says_nothing, split_outside_brackets

STATES: Final = ("open", "planned", "done", "unmet", "cancelled", "redirected")
_STATES: Final = {
    "open": "open|nieuw|new|ontvangen|loopt|bezig|in behandeling|gevraagd|uitgezet|wacht|wachten|to do|todo|nog doen",
    "planned": "gepland|ingepland|afgesproken|afspraak|planned|staat",
    "done": "afgerond|klaar|gedaan|done|afgehandeld|voltooid|gereed|geweest|gelukt|afgesloten|closed",
    "unmet": "geen match|niemand|niemand gevonden|niet gelukt|niet gevonden|onvervuld|unmet|no match",
    "cancelled": "geannuleerd|vervallen|afgezegd|ingetrokken|cancelled|canceled|niet doorgegaan|gaat niet door",
    "redirected": "doorverwezen|tolk|naar tolk|verwezen|redirected|doorgezet",
}
_STATE_BY_WORD: Final = {word: state for state, words in _STATES.items() for word in words.split("|")}
_NOBODY: Final = re.compile(r"^(?:niemand(?: gevonden)?|geen(?: match)?|nobody|none|n\.?v\.?t\.?|-)$")
_MESSAGE: Final = re.compile(
    r"\b(?:app|appje|groepsapp|bericht|mail|whatsapp|oproep)\b.*(?:gestuurd|verstuurd|uit|sent)?$"
)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A key person the network has already, or an earlier row of the same list ("row:14")."""

    id: str
    first_name: str
    last_name: str = ""
    email: str = ""
    phone: str = ""
    place: str = ""


def status(text: str, asker: Asker) -> Understood:
    """One of STATES. An empty cell is a question, because open and done look the same when nothing is written."""
    raw = text.strip()
    said = letters(raw)
    found = _STATE_BY_WORD.get(said)
    if found is None:
        code = "status-missing" if says_nothing(raw) else "status-unclear"
        key = "status:missing" if says_nothing(raw) else f"status:unclear:{said}"
        answer = asker.ask(code, key, STATES, words=raw)
        if answer not in STATES:
            return settle(None, raw, Certainty.UNSURE, asker)
        found = answer
    return settle(found, raw, Certainty.SURE, asker)


def asked_who(text: str, asker: Asker, people: Sequence[KnownPerson]) -> Understood:
    """{"people": [ids], "said": "" | "nobody" | "message"}: first names looked up among the people known."""
    raw = text.strip()
    said = plain(raw)
    if not raw or said in {"-", "?"}:
        return NOTHING
    if _NOBODY.match(said):
        return settle({"people": [], "said": "nobody"}, raw, Certainty.SURE, asker)
    if _MESSAGE.search(said):
        return settle({"people": [], "said": "message"}, raw, Certainty.SURE, asker)
    found: list[str] = []
    for name, _ in split_outside_brackets(re.sub(r"\([^)]*\)", " ", raw), r"\s*(?:[,;/+&]|\s+(?:en|of|and)\s+)\s*")[:5]:
        person = _person(name, asker, people)
        if person and person not in found:
            found.append(person)
    value: Json = {"people": list(found), "said": ""} if found else None
    return settle(value, raw, Certainty.LIKELY, asker)


def _person(name: str, asker: Asker, people: Sequence[KnownPerson]) -> str | None:
    wanted = letters(name)
    fits = [person for person in people if wanted == letters(f"{person.first_name} {person.last_name}")]
    fits = fits or [person for person in people if wanted == letters(person.first_name)]
    if len(fits) == 1:
        return fits[0].id
    code = "person-several" if fits else "person-unknown"
    near = fits or [person for person in people if likeness(wanted, letters(person.first_name)) >= 0.8]
    options = [
        Option(person.id, {"name": f"{person.first_name} {person.last_name}".strip(), "place": person.place})
        for person in near[:12]
    ]
    answer = asker.ask(code, f"asked_who:{wanted}", options, words=name)
    return None if answer in (None, LEAVE_OUT) else answer


def looks_like_status(text: str) -> bool:
    """Whether a text is a state of a question; for recognising a column by its content."""
    return letters(text) in _STATE_BY_WORD
