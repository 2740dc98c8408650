"""Where somebody lives or where help is wanted: capitals, spelling, a postcode in the same cell, "telefonisch"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sleutelbos.exchange.reading.asking import (
    LEAVE_OUT,
    NOTHING,
    Asker,
    Certainty,
    Json,
    Option,
    Understood,
    settle,
)
from sleutelbos.exchange.reading.values.words import plain, says_nothing

_POSTCODE: Final = re.compile(r"\b([1-9]\d{3})\s?([A-Za-z]{2})?\b")
_PHONE: Final = frozenset(
    {"telefonisch", "telefoon", "tel", "tel.", "per telefoon", "via telefoon", "bellen", "by phone"}
)
_ONLINE: Final = frozenset(
    {
        "online",
        "digitaal",
        "teams",
        "zoom",
        "video",
        "videobellen",
        "beeldbellen",
        "via teams",
        "meet",
        "by video",
    }
)


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What a list of places says of a text: the place when it is one, otherwise names that look like it."""

    name: str = ""
    municipality: str = ""
    suggestions: tuple[str, ...] = ()


FindPlace = Callable[[str], PlaceAnswer]


def home(text: str, asker: Asker, find_place: FindPlace) -> Understood:
    """Where somebody lives: {"place", "postcode"}; of a postcode only the four digits, of an address nothing."""
    raw = text.strip()
    if says_nothing(raw):
        return NOTHING
    postcode, rest = "", raw
    left_out: tuple[str, ...] = ()
    match = _POSTCODE.search(raw)
    if match:
        postcode = match[1]
        after = raw[match.end() :].strip(" ,;-")
        before = raw[: match.start()].strip(" ,;-")
        rest = after or before
        if after and before:
            left_out = ("address",)  # "Dorpsstraat 1, 7031 AB Wehl": home is kept at the level of a postcode
    elif re.search(r"\d", raw):
        pieces = [piece.strip() for piece in re.split(r"[,;\n]", raw)]
        without = [piece for piece in pieces if not re.search(r"\d", piece)]
        if without:
            rest, left_out = without[-1], ("address",)
    if not rest:
        return settle({"place": "", "postcode": postcode}, postcode, Certainty.SURE, asker)
    place, certainty = _place(rest, asker, find_place, "place")
    if not place and not postcode:
        shown = raw if not left_out else rest
        return settle(None, shown, Certainty.UNSURE, asker).but(left_out=left_out)
    shown = raw if not left_out else f"{postcode} {rest}".strip()
    return settle({"place": place, "postcode": postcode}, shown, certainty, asker).but(left_out=left_out)


def postcode(text: str) -> Understood:
    """A cell with only a postcode; the two letters are not kept."""
    match = _POSTCODE.search(text)
    if not match:
        return NOTHING if says_nothing(text) else Understood(None, text.strip(), Certainty.UNSURE)
    return Understood({"place": "", "postcode": match[1]}, match[1], Certainty.SURE)


def meeting_place(text: str, asker: Asker, find_place: FindPlace) -> Understood:
    """Where help is wanted: {"where": "place" | "phone" | "online", "place": name}."""
    raw = text.strip()
    if says_nothing(raw):
        return NOTHING
    word = plain(raw).strip(" .()")
    if word in _PHONE:
        return settle({"where": "phone", "place": ""}, raw, Certainty.SURE, asker)
    if word in _ONLINE:
        return settle({"where": "online", "place": ""}, raw, Certainty.SURE, asker)
    match = _POSTCODE.search(raw)
    rest = (raw[match.end() :].strip(" ,;-") or raw[: match.start()].strip(" ,;-")) if match else raw
    place, certainty = _place(rest, asker, find_place, "place")
    return settle({"where": "place", "place": place} if place else None, raw, certainty, asker)


def _place(text: str, asker: Asker, find_place: FindPlace, field: str) -> tuple[str, Certainty]:
    """The official spelling, or a question with the places that look like it."""
    text = " ".join(text.split())[:120]
    answer = find_place(text)
    if answer.name:
        return answer.name, Certainty.SURE
    for separator in ("/", "(", ",", " of "):
        head = text.partition(separator)[0].strip()
        if head != text and head and find_place(head).name:
            rest = text[len(head) :].strip(" /(),")
            inner = find_place(rest)
            if not inner.name or inner.name == find_place(head).name:
                return find_place(head).name, Certainty.LIKELY
            options = [Option(find_place(head).name), Option(inner.name)]
            chosen = asker.ask("place-several", f"{field}:several:{plain(text)}", options, words=text)
            return ("", Certainty.UNSURE) if chosen in (None, LEAVE_OUT) else (str(chosen), Certainty.SURE)
    facts: Mapping[str, Json] = {"suggestions": list(answer.suggestions)}
    options = [Option(name, {"place": name}) for name in answer.suggestions]
    options.append(Option("keep", {"text": text}))  # a place the list does not have is still a place
    chosen = asker.ask("place-unknown", f"{field}:unknown:{plain(text)}", options, words=text, facts=facts)
    if chosen in (None, LEAVE_OUT):
        return "", Certainty.UNSURE
    return (text, Certainty.LIKELY) if chosen == "keep" else (str(chosen), Certainty.SURE)
