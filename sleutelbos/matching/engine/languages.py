"""The language model: varieties, uses, levels and declared fallbacks; never a silent substitute."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.codes import Relation

USES = ("speaking", "understanding", "reading")


class Level(IntEnum):
    """How well somebody uses a variety; ordered, so that a minimum can be asked."""

    NONE = 0
    A_LITTLE = 1
    SIMPLE_TALK = 2
    GOOD = 3
    MOTHER_TONGUE = 4


@dataclass(frozen=True)
class Family:
    """A tag that names several varieties; closed when its members must not stand in for each other."""

    tag: str
    members: tuple[str, ...]
    open: bool
    basis: str


@dataclass(frozen=True)
class Route:
    """One declared way in which a variety somebody has can serve a variety that is needed.

    ``costs`` are the levels lost per use in the order of ``USES``; None means this use is never replaced.
    """

    have: str
    need: str
    relation: Relation
    costs: tuple[int | None, int | None, int | None]
    note: str = ""

    def level(self, use: int, level: int) -> int:
        """What is left of a level in one use (an index into ``USES``); never below none."""
        cost = self.costs[use]
        return 0 if cost is None else max(0, level - cost)


@dataclass(frozen=True)
class LanguageRules:
    """The rules of one languages file."""

    version: str
    scripts: tuple[tuple[str, tuple[str, ...]], ...]
    families: tuple[Family, ...]
    fallbacks: tuple[Route, ...]
    never: tuple[tuple[str, str], ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, computed once."""
        return codec.sha256(codec.to_plain(self))

    @cached_property
    def _families(self) -> dict[str, Family]:
        return {family.tag: family for family in self.families}

    @cached_property
    def _to(self) -> dict[str, tuple[Route, ...]]:
        found: dict[str, list[Route]] = {}
        for route in self.fallbacks:
            found.setdefault(route.need, []).append(route)
        return {need: tuple(routes) for need, routes in found.items()}

    @cached_property
    def _scripts(self) -> dict[str, tuple[str, ...]]:
        return dict(self.scripts)

    @property
    def varieties(self) -> frozenset[str]:
        """Every tag the file knows, families included; another tag works too, but serves only itself."""
        return frozenset(self._scripts) | frozenset(self._families)

    def usual_scripts(self, variety: str) -> tuple[str, ...]:
        """The scripts a variety is usually written in; empty when not known."""
        if variety in self._scripts:
            return self._scripts[variety]
        family = self._families.get(variety)
        if family is None:
            return ()
        return tuple(sorted({name for member in family.members for name in self._scripts.get(member, ())}))

    def family(self, tag: str) -> Family | None:
        """The family of varieties a tag names, None for a tag that names one variety."""
        return self._families.get(tag)

    def routes(self, need: str, *, fallback: bool) -> tuple[Route, ...]:
        """Every way to serve a needed variety, the straightest first.

        The variety itself always; members of an open family when only the family was asked; declared
        fallbacks only when the question allows them. A closed family has no way at all: nobody is suggested
        on a guess.
        """
        family = self._families.get(need)
        found: list[Route] = []
        if family is None or family.open:
            found.append(Route(need, need, Relation.DIRECT, (0, 0, 0)))
        if family is not None and family.open:
            found += [Route(member, need, Relation.OPEN, (0, 0, 0)) for member in family.members]
        if fallback:
            found += self._to.get(need, ())
        return tuple(found)


def load_languages(path: Path | None = None) -> LanguageRules:
    """The rules of a file, without a path those that come with the product.

    Raises ValueError when an entry is malformed, names an unknown variety, or breaks a line of "never".
    """
    return _load(path or Path(__file__).with_name("languages.toml"))


@cache
def _load(path: Path) -> LanguageRules:
    return read_rules(tomllib.loads(path.read_text(encoding="utf-8")))


def read_rules(data: dict[str, Any]) -> LanguageRules:
    """Language rules out of the tables of a file. Raises ValueError as ``load_languages`` does."""
    try:
        families = tuple(
            Family(item["tag"], tuple(item["members"]), item["open"], item["basis"]) for item in data["family"]
        )
        scripts = tuple((tag, tuple(names)) for tag, names in data["varieties"].items())
        known = {tag for tag, _names in scripts} | {family.tag for family in families}
        never = tuple(
            (one, other)
            for item in data["never"]
            for one in _expand(item["pair"][0], families)
            for other in _expand(item["pair"][1], families)
        )
        fallbacks = tuple(route for item in data["fallback"] for route in _fallback(item))
        version = data["version"]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"languages: an entry is missing or malformed: {error}") from error
    _check(known, families, fallbacks, never)
    return LanguageRules(version, scripts, families, fallbacks, never)


def _fallback(item: dict[str, Any]) -> Iterable[Route]:
    costs = (item.get("speaking"), item.get("understanding"), item.get("reading"))
    for need in item["need"]:
        yield Route(item["have"], need, Relation.FALLBACK, costs, item["note"])
        if item.get("both", False):
            yield Route(need, item["have"], Relation.FALLBACK, costs, item["note"])


def _expand(tag: str, families: tuple[Family, ...]) -> tuple[str, ...]:
    """``ku-*`` as the family and all its members, any other tag as itself."""
    if not tag.endswith("-*"):
        return (tag,)
    family = next((family for family in families if family.tag == tag[:-2]), None)
    if family is None:
        raise ValueError(f"languages: {tag} names no family")
    return (family.tag, *family.members)


def _check(
    known: set[str],
    families: tuple[Family, ...],
    fallbacks: tuple[Route, ...],
    never: tuple[tuple[str, str], ...],
) -> None:
    for family in families:
        if unknown := set(family.members) - known:
            raise ValueError(f"languages: family {family.tag} has unknown members {sorted(unknown)}")
    for pair in never:
        if unknown := set(pair) - known:
            raise ValueError(f"languages: a never-pair has unknown varieties {sorted(unknown)}")
    apart = {frozenset(pair) for pair in never}
    seen = set()
    for route in fallbacks:
        two = frozenset((route.have, route.need))
        if unknown := set(two) - known:
            raise ValueError(f"languages: a fallback has unknown varieties {sorted(unknown)}")
        if two in apart or route.have == route.need:
            raise ValueError(f"languages: {route.have} may never stand in for {route.need}")
        if (route.have, route.need) in seen:
            raise ValueError(f"languages: {route.have} for {route.need} is declared twice")
        if any(cost is not None and not 0 <= cost <= Level.MOTHER_TONGUE for cost in route.costs):
            raise ValueError(f"languages: {route.have} for {route.need} has a cost outside 0-4")
        seen.add((route.have, route.need))
