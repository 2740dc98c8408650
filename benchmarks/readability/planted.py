"""Rewrites with one planted change of a fact, for the fact guard. The same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sleutelbos.letters.readability import FactKind

PLACES = ("date", "amount", "number", "time", "negation", "link", "verb", "must", "may", "term")
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober")
SENTENCES = (
    "U moet het formulier vóór {date} terugsturen, anders kost het {amount}.",
    "Betaal {amount} binnen {number} weken en kijk op {link} voor uitleg.",
    "U krijgt {amount} per maand vanaf {date}; u hoeft {negation} te bellen.",
    "Kom op {date} om {time} naar kamer {number}, u hoeft {negation} mee te nemen.",
    "Wie {negation} reageert binnen {number} dagen, leest op {link} wat er gebeurt.",
    "De brief van {date} gaat over {number} personen en {amount}. Mail {link}.",
    "U {must} vóór {date} {verb} over uw {term}.",
    "U {may} binnen {number} weken {verb} over de {term}; kijk op {link}.",
    "Wie de {term} van {date} kwijt is, {must} ons {verb}.",
    "Met uw {term} {may} u {amount} terugvragen.",
)
# What changes into what: a duty into a right and the other way round, a term into another or into a plain word.
OTHERS = {
    "must": ("moet", "dient te", "is verplicht te"),
    "may": ("mag", "kunt"),
    "term": ("inburgeringsplicht", "leerroute", "ontheffing", "vrijstelling", "bezwaarschrift", "beschikking", "boete"),
}
INSTEAD = {
    "negation": ("graag",),
    "must": ("mag", "wil"),
    "may": ("wilt", "zou"),
    "term": ("brief", "zaak", "papieren"),
}


def _value(kind: str, chance: random.Random) -> str:
    if kind == "date":
        day, month, year = chance.randint(1, 28), chance.randint(1, 10), chance.randint(2020, 2029)
        words = f"{day} {MONTHS[month - 1]}"
        return chance.choice((f"{words} {year}", words, f"{day:02}-{month:02}-{year}", f"{day}/{month}/{year}"))
    if kind == "amount":
        euros = chance.randint(1, 9999)
        dotted = f"{euros:,}".replace(",", ".")
        return chance.choice((f"€ {euros}", f"€ {dotted},-", f"{euros} euro", f"€{euros},{chance.randint(10, 99)}"))
    if kind == "number":
        return chance.choice((str(chance.randint(2, 400)), chance.choice(("twee", "drie", "vier", "zes", "twaalf"))))
    if kind == "time":
        return f"{chance.randint(8, 17)}.{chance.choice(('00', '15', '30'))} uur"
    if kind == "negation":
        return chance.choice(("niet", "niets", "nooit"))
    if kind == "verb":
        return chance.choice(("bellen", "mailen", "schrijven"))
    if kind in OTHERS:
        return chance.choice(OTHERS[kind])
    name = "".join(chance.choice("abcdefghijklmnop") for _ in range(7))
    return chance.choice((f"www.{name}.nl", f"https://{name}.nl/brief", f"info@{name}.nl", f"{name}.nl/hulp"))


def planted(kind: FactKind, count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Pairs of an original and a rewrite in which one fact of this kind was changed or left out."""
    chance = random.Random(f"{seed}{kind}")
    place = kind.value
    fitting = [sentence for sentence in SENTENCES if "{" + place + "}" in sentence]
    made = 0
    while made < count:
        values = {name: _value(name, chance) for name in PLACES}
        left_out = "" if place not in {"must", "may"} else "gaat"
        instead = INSTEAD.get(place)
        if chance.random() < 0.3:
            other = left_out
        else:
            plain = instead and (place != "term" or chance.random() < 0.5)
            other = chance.choice(instead) if plain else _value(place, chance)
        if _same(values[place], other):
            continue
        sentence = chance.choice(fitting)
        yield sentence.format(**values), sentence.format(**{**values, place: other})
        made += 1


_WORDS = {"twee": "2", "drie": "3", "vier": "4", "zes": "6", "twaalf": "12"}


def _same(one: str, other: str) -> bool:
    """Whether two values could be the same fact in another spelling (then nothing was changed)."""
    digits = ["".join(sign for sign in _WORDS.get(text, text) if sign.isdigit()) for text in (one, other)]
    if any(month in one or month in other for month in MONTHS) or "/" in one + other or "-20" in one + other:
        return _day(one) == _day(other) if one and other else False
    return one == other or (bool(digits[0]) and digits[0] == digits[1])


def _day(text: str) -> tuple[int, int] | str:
    parts = text.replace("/", " ").replace("-", " ").split()
    if len(parts) < 2 or not parts[0].isdigit():
        return text
    month = MONTHS.index(parts[1]) + 1 if parts[1] in MONTHS else int(parts[1]) if parts[1].isdigit() else 0
    return int(parts[0]), month
