"""Languages as lists write them: "Kurmanji (moedertaal), Arabisch (verstaan)", "NL B2", "Tigrinya?"."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

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
from sleutelbos.exchange.reading.values import language_names
from sleutelbos.exchange.reading.values.words import (
    letters,
    nearest,
    plain,
    says_nothing,
    split_outside_brackets,
)

# The product's five levels: 0 none, 1 a little, 2 simple talk, 3 well, 4 mother tongue. CEFR is put below
# rather than above: B1 is "simple talk", because a visit at a GP asks more.
_LEVELS: Final = {
    4: "moedertaal|moeder ?taal|mother ?tongue|native|moedersprake|thuistaal|eerste taal",
    3: "vloeiend|fluent|uitstekend|zeer goed|heel goed|erg goed|goed|prima|good|very good|b2|c1|c2",
    2: "redelijk|voldoende|gemiddeld|matig|aardig|reasonable|ok|b1|a2",
    1: "een klein beetje|een beetje|beetje|weinig|basiskennis|basis|basic|slecht|beperkt|a little|little|a1"
    "|enkele woorden",
}
_MODES: Final = {
    "understanding": "verstaan|verstaat|begrijpen|begrijpt|alleen verstaan|alleen luisteren|luisteren|passief"
    "|understand|understands|understanding|passive",
    "speaking": "spreken|spreekt|alleen spreken|mondeling|gesproken|speaks|speaking|spoken",
    "reading": "lezen|leest|schrijven|schrijft|lezen en schrijven|schriftelijk|reading|writing|reads|writes",
}
_LEVEL_WORDS: Final = {level: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for level, words in _LEVELS.items()}
_MODE_WORDS: Final = {mode: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for mode, words in _MODES.items()}
_FILLERS: Final = re.compile(
    r"(?<!\w)(?:niveau|level|taal|de|het|ook|plus|op|in|met|ca|circa|ongeveer|nog|wel|kan|sprake van|nt2)(?!\w)"
)
_NOT: Final = re.compile(
    r"(?<!\w)(?:niet|geen|not)\s+(?:goed\s+)?"
    r"(?:spreken|spreekt|lezen|leest|schrijven|schrijft|speaking|reading)(?!\w)"
)
_SEPARATORS: Final = r"\s*(?:[,;/+&\n|•·]|\s+(?:en|and|und|et|ook)\s+)\s*"
_OR: Final = r"\s+(?:of|or|dan wel)\s+"
_MAX_LANGUAGES = 15


@dataclass(slots=True)
class _Item:
    """One language of one cell while it is being read; None is "not said"."""

    words: str
    tags: tuple[str, ...]
    level: int | None = None
    modes: tuple[str, ...] = ()
    starred: bool = False
    doubted: bool = False
    script: str = ""


def spoken(text: str, asker: Asker) -> Understood:
    """What somebody speaks: a list of {"variety", "speaking", "understanding", "reading"}, levels 0 to 4.

    A language without a word about the level, a star without a legend and a name with several meanings become
    questions; such a language is only in the value after the answer.
    """
    raw = text.strip()
    if says_nothing(raw):
        return NOTHING
    mentions: dict[str, list[_Item]] = {}
    for piece, _ in split_outside_brackets(raw, _SEPARATORS)[:_MAX_LANGUAGES]:
        for item in _items(piece, asker, "languages"):
            variety = _which(item, asker, "languages")
            if variety is not None:
                mentions.setdefault(variety, []).append(item)
    value: list[dict[str, Any]] = []
    for place, (variety, items) in enumerate(mentions.items()):
        known = _combined(variety, items, "first" if place == 0 else "later", asker)
        if known:
            value.append({"variety": variety, "speaking": 0, "understanding": 0, "reading": 0, **known})
    certainty = Certainty.LIKELY if "*" in raw or any(len(items) > 1 for items in mentions.values()) else Certainty.SURE
    # A question about one of several languages does not hold up the others.
    return settle(value or None, raw, certainty, asker)


def wanted(text: str, asker: Asker) -> Understood:
    """The language a question asks for: {"variety": tag, "also": [tags that are fine too]}.

    "Arabisch of Koerdisch" and "Tigrinya?" are questions.
    """
    raw = text.strip()
    if says_nothing(raw):
        return NOTHING
    pieces = [piece for piece, _ in split_outside_brackets(raw, f"{_SEPARATORS}|{_OR}")][:_MAX_LANGUAGES]
    items = [item for piece in pieces for item in _items(piece, asker, "language")]
    if len(items) == 1:
        variety = _which(items[0], asker, "language")
        return settle({"variety": variety, "also": []} if variety else None, raw, Certainty.SURE, asker)
    tags = list(dict.fromkeys(tag for item in items for tag in item.tags))
    if not tags:
        return settle(None, raw, Certainty.UNSURE, asker)
    answer = asker.ask(
        "language-several",
        f"language:several:{plain(raw)}",
        [Option(tag, {"variety": tag}) for tag in tags],
        words=raw,
    )
    value = {"variety": answer, "also": []} if answer not in (None, LEAVE_OUT) else None
    return settle(value, raw, Certainty.SURE, asker)


def looks_like_languages(text: str) -> bool:
    """Whether most pieces of a text are names of languages; for recognising a column by its content."""
    pieces = [piece for piece, _ in split_outside_brackets(text, f"{_SEPARATORS}|{_OR}")][:_MAX_LANGUAGES]
    known = sum(bool(language_names.meanings(_strip(piece)[0])) for piece in pieces)
    return bool(pieces) and known * 2 > len(pieces)


def _items(piece: str, asker: Asker, field: str) -> list[_Item]:
    """The languages in one piece; usually one.

    "Turks-Koerdisch" is two, "Arabisch of Koerdisch" is one with a choice.
    """
    choices = [part for part, _ in split_outside_brackets(piece, _OR)][:_MAX_LANGUAGES]
    if len(choices) > 1:
        parts = [item for part in choices for item in _items(part, Asker(), field)]
        tags = tuple(dict.fromkeys(tag for part in parts for tag in part.tags))
        return [_Item(piece, tags, parts[0].level, parts[0].modes)] if tags else []
    item = _read(piece)
    if not item.tags and re.search(r"\w\s*-\s*\w", piece):
        parts = [_read(part) for part in re.split(r"\s*-\s*", piece)]
        if all(part.tags for part in parts):
            return parts
    if item.tags or language_names.is_unclear(_strip(piece)[0]):
        return [item]
    several = _without_separators(piece)
    return several or _misspelt(item, asker, field)


def _without_separators(piece: str) -> list[_Item]:
    """ "Arabisch moedertaal Frans goed Engels": cut before every name, or after it when levels come first."""
    words = piece.split()
    names = [at for at, word in enumerate(words) if len(letters(word)) > 3 and language_names.meanings(word)]
    if len(names) < 2:
        return []
    levels_first = names[0] > 0
    cuts = [0, *(at + 1 for at in names)] if levels_first else [*names, len(words)]
    return [_read(" ".join(words[start:end])) for start, end in pairwise(cuts) if end > start]


def _misspelt(item: _Item, asker: Asker, field: str) -> list[_Item]:
    name = letters(_strip(item.words)[0])
    if not name:
        return []
    close = [tag for word in nearest(name, language_names.long_names(), 0.78) for tag in language_names.meanings(word)]
    options = [Option(tag, {"variety": tag}) for tag in dict.fromkeys(close)]
    answer = asker.ask("language-unknown", f"{field}:name:{name}", options, words=item.words)
    if answer in (None, LEAVE_OUT):
        return []
    item.tags = (str(answer),)
    return [item]


def _read(piece: str) -> _Item:
    name, rest = _strip(piece)
    said = f"{rest} "
    level = next((level for level, pattern in _LEVEL_WORDS.items() if pattern.search(said)), None)
    modes = tuple(mode for mode, pattern in _MODE_WORDS.items() if pattern.search(said))
    item = _Item(piece, language_names.meanings(name), level, modes, "*" in piece, "?" in piece)
    # "Arabisch (Syrisch)", "Koerdisch (Sorani)": the brackets may say which one.
    between = re.findall(r"[\(\[]([^)\]]*)", piece)
    for inner in (*between, *re.split(r"[,;/]", " , ".join(between))):
        together, alone = language_names.meanings(f"{name} {inner}"), language_names.meanings(inner)
        if len(together) == 1:
            item.tags = together
            break
        if len(item.tags) == 1 and not language_names.is_wide(item.tags[0]):
            continue
        if len(alone) == 1 or (alone and not item.tags):
            item.tags = alone
    return item


def _strip(piece: str) -> tuple[str, str]:
    """The name of the language, and everything else that was said, both in plain letters."""
    text = _NOT.sub(" ", plain(piece.replace("*", " ").replace("?", " ")))
    inner = " ".join(re.findall(r"[\(\[]([^)\]]*)", text))
    outer = re.sub(r"[\(\[][^)\]]*[\)\]]?", " ", text)
    rest = inner
    for pattern in (*_LEVEL_WORDS.values(), *_MODE_WORDS.values()):
        for match in pattern.findall(outer):
            rest += f" {match}"
        outer = pattern.sub(" ", outer)
    name = letters(outer)
    if not language_names.meanings(name):
        name = letters(_FILLERS.sub(" ", outer))
    return name, rest


def _which(item: _Item, asker: Asker, field: str) -> str | None:
    """The one variety that is meant, or None while that is a question."""
    if len(item.tags) == 1 and not item.doubted:
        return item.tags[0]
    name = _strip(item.words)[0]
    if len(item.tags) == 1:
        code, key = "language-doubted", f"{field}:doubted:{item.tags[0]}"
    else:
        code, key = "language-which", f"{field}:which:{name}"
    options = [Option(tag, {"variety": tag}) for tag in item.tags]
    answer = asker.ask(code, key, options, words=item.words)
    return None if answer in (None, LEAVE_OUT) else answer


def _combined(variety: str, items: list[_Item], place: str, asker: Asker) -> dict[str, int]:
    """Levels per use out of everything a cell says about one language; what was not said stays away."""
    known: dict[str, int] = {}
    for item in items:
        level = _star(asker) if item.starred and item.level is None else item.level
        for mode in item.modes or ("speaking", "understanding"):
            if level is None:
                continue
            before = known.get(mode, level)
            known[mode] = level if before == level else _twice(variety, before, level, asker)
    if any(level < 0 for level in known.values()):
        return {}
    waiting = any(item.starred and item.level is None for item in items)
    for item in items:
        if item.level is not None or item.starred or waiting:
            continue
        missing = [mode for mode in item.modes if mode not in known]
        if item.modes and missing:
            level = _mode_level(missing, item, asker)
        elif not item.modes and not known:
            missing = ["speaking", "understanding"]
            level = _bare_level(variety, place, asker)
        else:
            continue
        if level is not None:
            known.update(dict.fromkeys(missing, level))
    return known


def _star(asker: Asker) -> int | None:
    """What a star stands for: lists hardly ever say. One answer serves the whole list."""
    return _level(asker.ask("language-star", "languages:star", ["4", "3"], words="*"))


def _bare_level(variety: str, place: str, asker: Asker) -> int | None:
    """How well, of a language that is only named. One answer serves all that come first, one all others."""
    facts: dict[str, Json] = {"variety": variety, "place": place}
    options = ["4", "3", "2", "1"]
    return _level(asker.ask("language-level", f"languages:level:{place}", options, words=variety, facts=facts))


def _mode_level(modes: list[str], item: _Item, asker: Asker) -> int | None:
    facts: dict[str, Json] = {"modes": list(modes)}
    key = f"languages:level:{'+'.join(modes)}"
    return _level(asker.ask("language-mode-level", key, ["4", "3", "2", "1"], words=item.words, facts=facts))


def _twice(variety: str, one: int, other: int, asker: Asker) -> int:
    """Which of two levels holds; -1 while nobody said so."""
    low, high = sorted((one, other))
    if low < 0:
        return low
    answer = asker.ask(
        "language-twice",
        f"languages:twice:{variety}:{low}:{high}",
        [str(high), str(low)],
        words=variety,
        facts={"variety": variety},
    )
    level = _level(answer)
    return -1 if level is None else level


def _level(answer: str | None) -> int | None:
    return int(answer) if answer in {"1", "2", "3", "4"} else None
