"""What varieties and scripts are called, in the language of the page and in their own.

Names come from CLDR (through Babel) and, where CLDR has none or not the one people use, from
`data/varieties.toml`. A variety says what somebody speaks; it never says where somebody comes from.
"""

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

FALLBACK = "en"
# Around a name of the other writing direction, so that brackets and dots stay where they belong.
_ISOLATE, _POP = "\u2068", "\u2069"


def variety_tags() -> tuple[str, ...]:
    """Every variety somebody can name, as BCP 47 tags; the list the matching rules know."""
    return tuple(_data()["tags"])


def variety_name(tag: str, in_language: str | None = None) -> str:
    """What a variety is called in a language (the page's when none is given): "Koerdisch (Sorani)".

    An unknown tag comes back as it is.
    """
    return _name("names", "languages", tag, _code(in_language))


def own_name(tag: str) -> str:
    """What speakers call the variety themselves, in their script; empty when not known for certain."""
    return _own_name(tag)


def variety_label(tag: str, in_language: str | None = None) -> str:
    """Both names, for a list people choose from: "Tigrinya · ትግርኛ"; one name when they are the same."""
    name, own = variety_name(tag, in_language), own_name(tag)
    if not own or own.casefold() in name.casefold():
        return name
    return f"{name} · {_isolated(own)}"


def variety_choices(in_language: str | None = None) -> list[tuple[str, str]]:
    """Pairs of tag and label for a form, in the alphabetical order of the language."""
    return list(_choices(_code(in_language)))


def script_name(code: str, in_language: str | None = None) -> str:
    """What a script (ISO 15924: "Ethi") is called in a language; an unknown code comes back as it is."""
    return _name("scripts", "scripts", code, _code(in_language))


@cache
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    labels = [(tag, variety_label(tag, language)) for tag in variety_tags()]
    return tuple(sorted(labels, key=lambda pair: _sort_key(pair[1])))


@cache
def _name(table: str, cldr_table: str, key: str, language: str) -> str:
    ours: dict[str, str] = _data()[table].get(key, {})
    locale = _locale(language)
    cldr: str | None = getattr(locale, cldr_table).get(key.replace("-", "_")) if locale else None
    name = ours.get(language) or cldr
    if name is None and language != FALLBACK:
        name = _name(table, cldr_table, key, FALLBACK)
    # CLDR writes many names with a small letter, for use inside a sentence; here they stand alone.
    return name[:1].upper() + name[1:] if name else ours.get(FALLBACK, key)


@cache
def _own_name(tag: str) -> str:
    ours: dict[str, str] = _data()["names"].get(tag, {})
    if "own" in ours:
        return ours["own"]
    locale = _locale(tag)
    # Babel knows some tags only as another one (gaz as om, with a country): that is not the variety's name.
    if locale is None or str(locale) != tag.replace("-", "_"):
        return ""
    return str(locale.languages.get(str(locale), ""))


@cache
def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code.replace("-", "_"), resolve_likely_subtags=False)
    except (UnknownLocaleError, ValueError):
        return None


def _code(language: str | None) -> str:
    return (language or get_language() or FALLBACK).lower().replace("_", "-").split("-")[0]


def _isolated(name: str) -> str:
    right_to_left = any(unicodedata.bidirectional(char) in {"R", "AL"} for char in name)
    return f"{_ISOLATE}{name}{_POP}" if right_to_left else name


def _sort_key(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "varieties.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
