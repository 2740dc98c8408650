"""Remarks: what they seem to ask for, as questions; what may not be kept is masked before anything is kept."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sleutelbos.exchange.reading.asking import NOTHING, Asker, Certainty, Json, Option, Understood, settle
from sleutelbos.exchange.reading.values import language_names
from sleutelbos.exchange.reading.values.dates import months
from sleutelbos.exchange.reading.values.words import plain, says_nothing

MASK: Final = "▇▇▇▇"
CAUTIONS: Final = frozenset({"health", "asylum", "belief"})

# About a person in a list these are special personal data, whatever the product's guard makes of them in a question.
_HEALTH: Final = re.compile(
    r"\b(?:hoog)?zwanger\w*|\bpregnan\w+|\bbevall\w+|\bverlof\b.{0,12}\bbaby\b|\bziek(?:te|e|gemeld)?\b|\bburn-?\s?out\b"
    r"|\boverspannen\b|\bdepress\w+|\btrauma\w*|\bptss\b|\bkanker\b|\bdiabetes\b|\bhartaanval\b|\boperatie\b"
    r"|\bgeopereerd\b|\bmedicijn\w*|\bblessure\b|\bgehandicapt\b|\bbeperking\b|\brolstoel\b|\bslecht(?:e)? gezond\w*"
    r"|\bgezondheid(?:s)?(?:klachten|problemen|redenen)?\b|\bmiskraam\b|\bpsych\w+|\bill(?:ness)?\b|\bsick\b"
)


@dataclass(frozen=True, slots=True)
class Sensitive:
    """One stretch of a text that says something about health, belief or flight: `text[start:end]`."""

    caution: str
    start: int
    end: int


FindSensitive = Callable[[str], list[Sensitive]]


def remark(
    text: str, asker: Asker, today: date, find_sensitive: FindSensitive, taken_out: tuple[str, ...] = ()
) -> Understood:
    """{"proposals": [...], "note": text to keep}: only what somebody said yes to.

    A proposal is {"do": "wish" | "travel" | "language" | "pause" | "state" | "less", ...}. Words about health, belief
    or flight are masked in `raw`, are in no proposal and no question, and are named in `left_out`; `taken_out`
    names what had been masked before.
    """
    if says_nothing(text):
        return NOTHING
    raw, left_out = masked(text.strip(), find_sensitive)
    left_out = left_out or taken_out
    said = plain(raw.replace(MASK, " ")).strip(" ,.;")
    if not said:
        return Understood(None, raw, Certainty.NOTHING, (), left_out)
    proposals: list[Json] = []
    note = ""
    for options, key, code in _proposals(said, today):
        answer = asker.ask(code, key, options, words=raw.replace(MASK, "").strip(" ,.;"))
        chosen = next((option for option in options if option.value == answer), None)
        if chosen is None:
            continue
        if chosen.value == "note":
            note = said if left_out else raw
        elif chosen.facts:
            proposals.append(dict(chosen.facts))
    value: Json = {"proposals": proposals, "note": note[:300]} if proposals or note else None
    return settle(value, raw, Certainty.SURE, asker).but(left_out=left_out)


def masked(text: str, find_sensitive: FindSensitive) -> tuple[str, tuple[str, ...]]:
    """The text with every sensitive stretch replaced, and what kinds those were.

    The whole clause up to a comma goes: "zwanger sinds mei, vanaf maart terug" keeps only the part about March.
    """
    found = [Sensitive("health", match.start(), match.end()) for match in _HEALTH.finditer(_same_length(text))]
    found += find_sensitive(text)
    if not found:
        return text, ()
    pieces: list[str] = []
    for clause in re.finditer(r"[^,;.\n]+|[,;.\n]+", text):
        hit = any(one.start < clause.end() and one.end > clause.start() for one in found)
        pieces.append(MASK if hit else clause[0])
    return "".join(pieces), tuple(sorted({one.caution for one in found}))


def _same_length(text: str) -> str:
    """Small letters without moving positions: `lower` of some letters is longer than the letter."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def _proposals(said: str, today: date) -> list[tuple[list[Option], str, str]]:
    """Options, question key and code for what a remark seems to ask; every list ends with keeping it as a note."""
    found: list[tuple[list[Option], str, str]] = []
    keep = Option("note")

    def add(code: str, key: str, *options: Option) -> None:
        found.append(([*options, keep], f"remarks:{key}", code))

    if re.search(r"(?:geen|niet|liever niet|no)\b.{0,15}\b(?:ziekenhuis|huisarts|zorg|hospital)", said):
        facts: dict[str, Json] = {"do": "wish", "kind": "not_organisation_kind", "value": "practice"}
        add("wish-no-care", "wish:practice", Option("wish", facts))
    elif match := re.search(r"(?:geen|niet|liever niet)\b.{0,15}\b(school|gemeente|taalschool|scholen)", said):
        kind = {"gemeente": "municipality", "taalschool": "language_school"}.get(match[1], "school")
        facts = {"do": "wish", "kind": "not_organisation_kind", "value": kind}
        add("wish-no-organisation", f"wish:{kind}", Option("wish", facts))
    if re.search(r"niet.{0,12}(?:eigen|zelfde)\s+(?:dorp|plaats|woonplaats|stad)", said):
        add("wish-not-own-place", "wish:own-place", Option("wish", {"do": "not_in_own_place"}))
    if re.search(r"\b(?:gestopt|stopt|gestopt met|weg|verhuisd|niet meer actief|inactief|left)\b", said):
        add(
            "maybe-stopped",
            "state:stopped",
            Option("alumni", {"do": "state", "state": "alumni"}),
            Option("paused", {"do": "state", "state": "paused"}),
            Option("active", {"do": "nothing"}),
        )
    if back := _back_on(said, today):
        add("maybe-paused", f"pause:{back.isoformat()}", Option("pause", {"do": "pause", "until": back.isoformat()}))
    elif re.search(r"minder tijd|minder beschikbaar|minder uren|nieuwe baan|drukker|tijdelijk minder|less time", said):
        add(
            "maybe-less-time",
            "less-time",
            Option("less", {"do": "less", "visits_per_week": 1}),
            Option("paused", {"do": "state", "state": "paused"}),
        )
    if re.search(r"\bauto\b|\bcar\b|rijbewijs", said) and not re.search(r"geen (?:auto|rijbewijs)", said):
        add("travel-means", "travel:car", Option("car", {"do": "travel", "means": "car"}))
    elif re.search(r"\bfiets\w*|\bbike\b", said):
        add("travel-means", "travel:bike", Option("bike", {"do": "travel", "means": "bike"}))
    elif re.search(r"\bov\b|\bbus\b|\btrein\b|openbaar vervoer", said):
        add("travel-means", "travel:public", Option("public", {"do": "travel", "means": "public"}))
    elif re.search(r"\b(?:lopend|te voet|geen vervoer)\b", said):
        add("travel-means", "travel:walk", Option("walk", {"do": "travel", "means": "walk"}))
    if language := _language(said):
        tag, level = language
        levels = (level,) if level else (1, 2, 3, 4)
        add("also-language", f"language:{tag}:{level}", *(_language_option(tag, one) for one in levels))
    if re.search(r"\bvog\b", said):
        add("vog-remark", f"vog:{said[:60]}")
    if not found:
        add("remark-keep", f"keep:{said[:80]}")
    return found


def _language_option(tag: str, level: int) -> Option:
    return Option(f"{tag}:{level}", {"do": "language", "variety": tag, "level": level})


def _language(said: str) -> tuple[str, int] | None:
    """ "ook Sorani een beetje" as (tag, level); level 0 when it is not said."""
    match = re.search(r"\b(?:ook|spreekt|daarnaast|also)\s+(?:een beetje\s+)?([\w-]+)", said)
    if not match:
        return None
    tags = language_names.meanings(match[1])
    if len(tags) != 1 or len(match[1]) < 4:
        return None
    if re.search(r"beetje|weinig|basis|little", said):
        return tags[0], 1
    return tags[0], 3 if re.search(r"\bgoed\b|vloeiend", said) else 0


def _back_on(said: str, today: date) -> date | None:
    """ "vanaf maart terug", "terug in mei", "afwezig tot 1 juni": the first of that month that is still to come."""
    match = re.search(r"(?:vanaf|tot|in|per|sinds)\s+(?:\d{1,2}\s+)?([a-z]{3,9})\b", said)
    if not match or not re.search(r"terug|weer|afwezig|pauze|weg|tot|back|vakantie|beschikbaar", said):
        return None
    month = months().get(match[1])
    if month is None:
        return None
    year = today.year if month > today.month else today.year + 1
    return date(year, month, 1)
