"""Dutch places and municipalities: what somebody typed, and how far things are from each other.

Values only: no database, no settings. The lists and where they come from are in `data/README.md`.
"""

import csv
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

Kind = Literal["place", "municipality"]
Certainty = Literal["exact", "likely", "ambiguous", "none"]

DATA = Path(__file__).parent / "data"
EARTH_KM = 6371.0088
NEAR_KM = 25  # about half an hour: what still belongs to a region in people's minds
# Names as people write them, by the name in the list. "Friesland" and the like are provinces, not places.
_ALIASES = {
    "den bosch": "s hertogenbosch",
    "s gravenhage": "den haag",
    "the hague": "den haag",
    "la haye": "den haag",
    "heerenberg": "s heerenberg",
    "ljouwert": "leeuwarden",
    "snits": "sneek",
    "it hearrenfean": "heerenveen",
    "boalsert": "bolsward",
    "harns": "harlingen",
    "almere": "almere stad",
    "capelle": "capelle aan den ijssel",
    "krimpen": "krimpen aan den ijssel",
}
_PROVINCES = {
    "groningen": "Groningen", "gr": "Groningen", "gn": "Groningen",
    "fryslan": "Fryslân", "friesland": "Fryslân", "fr": "Fryslân", "frl": "Fryslân",
    "drenthe": "Drenthe", "dr": "Drenthe",
    "overijssel": "Overijssel", "ov": "Overijssel", "o": "Overijssel",
    "flevoland": "Flevoland", "fl": "Flevoland",
    "gelderland": "Gelderland", "gld": "Gelderland", "gl": "Gelderland", "gd": "Gelderland", "g": "Gelderland",
    "utrecht": "Utrecht", "ut": "Utrecht", "utr": "Utrecht",
    "noord holland": "Noord-Holland", "nh": "Noord-Holland", "n h": "Noord-Holland",
    "zuid holland": "Zuid-Holland", "zh": "Zuid-Holland", "z h": "Zuid-Holland",
    "zeeland": "Zeeland", "zl": "Zeeland", "zld": "Zeeland", "z": "Zeeland",
    "noord brabant": "Noord-Brabant", "brabant": "Noord-Brabant", "nb": "Noord-Brabant", "n b": "Noord-Brabant",
    "limburg": "Limburg", "lb": "Limburg", "li": "Limburg", "l": "Limburg",
}  # fmt: skip
PROVINCES: tuple[str, ...] = tuple(sorted(set(_PROVINCES.values())))


@dataclass(frozen=True, slots=True)
class Place:
    """One place, or the centre of one municipality.

    `code` is unique and stays the same as long as the list does ("hengelo-gelderland"). `municipality` is
    empty where the list does not know it. Degrees in WGS84.
    """

    code: str
    name: str
    municipality: str
    province: str
    latitude: float
    longitude: float
    population: int
    kind: Kind = "place"

    @property
    def label(self) -> str:
        """The name with what tells it from another place of that name: "Hengelo (Bronckhorst, Gelderland)"."""
        where = [part for part in (self.municipality, self.province) if part and part != self.name]
        return f"{self.name} ({', '.join(where)})" if where else self.name


@dataclass(frozen=True, slots=True)
class Match:
    """What a typed text was taken for.

    `exact`: this place. `likely`: this place, but somebody must confirm it (a typing error, or one of two
    places by the region's hint). `ambiguous`: several places or more than one name, `place` is None.
    `none`: no idea. `suggestions` hold the others, or names that look alike, best first.
    """

    place: Place | None
    certainty: Certainty
    suggestions: tuple[Place, ...] = ()


NO_MATCH = Match(None, "none")


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Kilometres in a straight line over the globe between two points in degrees (haversine)."""
    lat, other = math.radians(latitude), math.radians(other_latitude)
    half_lat = math.sin((other - lat) / 2) ** 2
    half_lon = math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half_lat + math.cos(lat) * math.cos(other) * half_lon))


def distance_between(one: Place, other: Place) -> float:
    """Kilometres in a straight line between two places."""
    return distance_km(one.latitude, one.longitude, other.latitude, other.longitude)


@cache
def places() -> tuple[Place, ...]:
    """All known places by name."""
    return tuple(_read("places.csv", "place"))


@cache
def municipalities() -> tuple[Place, ...]:
    """All 342 municipalities with their approximate centre, by name."""
    return tuple(sorted(_read("municipalities.csv", "municipality"), key=lambda place: _key(place.name)))


def find_municipality(text: str) -> Place | None:
    """The municipality with this name, however it is written ("gemeente Oude IJsselstreek"), or None.

    Bergen needs its province: "Bergen (NH.)" and "Bergen (L.)" are the names.
    """
    key = _key(text)
    return _municipality_index().get(key.removeprefix("gemeente ").removeprefix("gem "))


def find_place(text: str, *, near: Sequence[str] = ()) -> Match:
    """The Dutch place that a typed text means.

    Case, accents, spaces, "'s-", a postcode, "(Gld)" and ", gemeente X" do not matter. `near` names the
    region's municipalities: of two places with one name, the one in or near them is likely. Text that is no
    place ("telefonisch", "7021") gives certainty "none".
    """
    return _find_place(" ".join(text.split())[:200], tuple(near))


@lru_cache(maxsize=4096)
def _find_place(text: str, near: tuple[str, ...]) -> Match:
    key, hints = _read_text(text)
    if not key:
        return NO_MATCH
    found = _places_called(key)
    if found:
        return _choose(found, near, hints)
    municipality = find_municipality(key)
    if municipality is not None:
        return Match(municipality, "exact")
    return _guess(key, near)


def _places_called(key: str) -> tuple[Place, ...]:
    return _index().get(_ALIASES.get(key, key), ())


def _choose(found: Sequence[Place], near: Sequence[str], hints: Sequence[str]) -> Match:
    fitting = [place for place in found if _fits(place, hints)]
    if hints and not fitting:
        others = [place for hint in hints for place in _places_called(hint)]
        if others:  # two names: "Terborg/Silvolde"
            return Match(None, "ambiguous", (*found, *others))
    candidates = fitting or list(found)
    if len(candidates) == 1:
        return Match(candidates[0], "exact")
    centres = [centre for name in near if (centre := find_municipality(name))]
    if not centres:
        return Match(None, "ambiguous", tuple(sorted(candidates, key=lambda place: -place.population)))
    inside = [place for place in candidates if place.municipality in near]
    ranked = sorted(candidates, key=lambda place: (place not in inside, _nearest_km(place, centres)))
    first, second = (_nearest_km(place, centres) for place in ranked[:2])
    if len(inside) == 1 or (not inside and first < NEAR_KM and second > first + NEAR_KM):
        return Match(ranked[0], "likely", tuple(ranked[1:]))
    return Match(None, "ambiguous", tuple(ranked))


def _guess(key: str, near: Sequence[str]) -> Match:
    """Names that look like the text; the first one is taken when it is clearly the best and not far away."""
    scored: list[tuple[float, str]] = []
    matcher = SequenceMatcher(b=key, autojunk=False)
    for name in _index():
        if abs(len(name) - len(key)) > 3:
            continue
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() > 0.75 and matcher.quick_ratio() > 0.75 and matcher.ratio() > 0.75:
            scored.append((matcher.ratio() + (0.05 if name[0] == key[0] else 0), name))
    if not scored or len(key) < 4:
        return NO_MATCH
    scored.sort(reverse=True)
    centres = [centre for name in near if (centre := find_municipality(name))]
    alike = [place for _score, name in scored[:5] for place in _index()[name]]
    within = [place for place in alike if not centres or _nearest_km(place, centres) < 2 * NEAR_KM]
    suggestions = (*within, *(place for place in alike if place not in within))
    best, name = scored[0]
    runner_up = scored[1][0] if len(scored) > 1 else 0.0
    # A short word is soon a letter away from some village: "school" and Schoorl.
    if best >= (0.9 if centres or len(key) >= 7 else 0.99) and best - runner_up >= 0.03:
        chosen = _choose(_index()[name], near, ())
        if chosen.place in within:
            return Match(chosen.place, "likely", tuple(place for place in suggestions if place != chosen.place))
    return Match(None, "none", suggestions)


_POSTCODE = re.compile(r"\b[1-9][0-9]{3} ?(?!sa|sd|ss)[a-z]{2}\b|\b[1-9][0-9]{3}\b", re.IGNORECASE)
_BESIDE = re.compile(r"\(([^)]*)\)|(?:[,;/]| (?:en|of|-) )\s*(.*)$")
_PREFIX = re.compile(r"^(?:te|in|plaats|woonplaats|omgeving|regio|dorp|stad|gem|gemeente) (?=\w)")
_SUFFIX = re.compile(r" (?:e o|en omgeving|eo)$")


def _read_text(text: str) -> tuple[str, list[str]]:
    """The key of the name itself, and keys of what stands beside it: a province or a municipality."""
    text = re.sub(r"\ba[/.] ?d\b\.?", "aan den", text.casefold())
    bare = _POSTCODE.sub(" ", text) if _POSTCODE.sub("", text).strip(" ,;-") else ""
    if _places_called(_key(bare)) or _key(bare) in _municipality_index():  # "Beek en Donk", "Bergen (NH.)"
        return _key(bare), []
    hints = [_key(one or two) for one, two in _BESIDE.findall(bare)]
    key = _key(_BESIDE.sub(" ", bare))
    if not key and hints:  # "7021 AB, Zelhem"
        key, hints = hints[0], hints[1:]
    hints = [hint.removeprefix("gemeente ").removeprefix("gem ") for hint in hints if hint]
    if key not in _index():
        key = _SUFFIX.sub("", _PREFIX.sub("", key))
    if key in _index() or key in _municipality_index():
        return key, hints
    words = key.split()
    for cut in range(len(words) - 1, 0, -1):  # "Hengelo Gld", "Winterswijk-Meddo"
        first, rest = " ".join(words[:cut]), " ".join(words[cut:])
        if _places_called(first) and (rest in _PROVINCES or _places_called(rest)):
            return first, [*hints, rest]
    return key, hints


def _fits(place: Place, hints: Iterable[str]) -> bool:
    return any(_PROVINCES.get(hint) == place.province or hint == _key(place.municipality) for hint in hints)


def _nearest_km(place: Place, centres: Iterable[Place]) -> float:
    return min(distance_between(place, centre) for centre in centres)


def _key(text: str) -> str:
    """Lower case without accents; apostrophes, dashes and dots become spaces: "'S-HEERENBERG" is "s heerenberg"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())
    return re.sub(r"\bst\b", "sint", plain).replace("ij", "y").replace("aan de ", "aan den ")


@cache
def _index() -> dict[str, tuple[Place, ...]]:
    index: dict[str, tuple[Place, ...]] = {}
    for place in places():
        key = _key(place.name)
        index[key] = (*index.get(key, ()), place)
    return index


@cache
def _municipality_index() -> dict[str, Place]:
    return {_key(place.name): place for place in municipalities()}


def _read(file_name: str, kind: Kind) -> Iterable[Place]:
    seen: dict[str, int] = {}
    with (DATA / file_name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = f"{_key(row['name'])} {_key(row['province'])}".replace(" ", "-")
            seen[code] = seen.get(code, 0) + 1
            yield Place(
                code=code if seen[code] == 1 else f"{code}-{seen[code]}",
                name=row["name"],
                municipality=row["name"] if kind == "municipality" else row["municipality"],
                province=row["province"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                population=int(row["population"] or 0),
                kind=kind,
            )
