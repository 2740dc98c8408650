"""The fact guard: what a sentence states as fact, and which of it a rewrite lost, changed or added."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sleutelbos.letters.readability.calendar import DATE, MONTHS, NUMBERS, day_of
from sleutelbos.letters.readability.patterns import INSTRUCTIONS, MAY, MUST, NEGATIONS, number_words
from sleutelbos.letters.readability.words import WordKind, own_list, tokens_of


class FactKind(StrEnum):
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"
    LINK = "link"
    TERM = "term"
    NEGATION = "negation"
    MUST = "must"
    MAY = "may"


# A change of one of these stops a rewrite until a person confirms it. A term, must or may stops it when it is lost:
# a rewrite may say a term or "u mag" that the original only meant.
BLOCKING: Final = frozenset({FactKind.DATE, FactKind.AMOUNT, FactKind.NUMBER, FactKind.LINK, FactKind.NEGATION})
_LINK: Final = re.compile(
    r"https?://\S+?(?=[.,;:!?)\]]*(?:\s|$))|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:nl|com|org|eu|net)\b(?:/[^\s,;)]*[\w/])?",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?<![\w])(?:\+31|0031|0)(?:[\s-]{0,3}\d){8,11}(?!\d)|(?<!\d)14[\s-]?0\d{2,3}\b")
_AMOUNT: Final = re.compile(
    r"(?:€|\beuro\b|\beur\b)\s*(?P<before>\d[\d.]*(?:,\d{1,2}|,-{1,2})?)"
    r"|(?P<after>\d[\d.]*(?:,\d{1,2}|,-{1,2})?)\s*(?:€|euro\b|eur\b)",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:%|procent\b)", re.IGNORECASE)
_TIME: Final = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)(?:\s*uur\b)?(?![\d.,])")
_NUMBER: Final = re.compile(r"(?<![\w])\d+(?:\.\d{3})*(?:,\d+)?|\d+")
_ONLY_MONTH: Final = re.compile(
    r"\b(?:" + "|".join(name for name in MONTHS if len(name) > 3 or name == "mei") + r")\b", re.IGNORECASE
)
# "Kom naar het loket" is the same duty as "U moet naar het loket komen".
_TOLD_TO: Final = re.compile(r"(?:^|[.!?:;]\s+)[\"'“‘]?(" + "|".join(sorted(INSTRUCTIONS)) + r")\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """Facts of one kind that are in the original and no more in the rewrite, or the other way round."""

    kind: FactKind
    lost: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def blocks(self) -> bool:
        """Whether a person must confirm before this rewrite is taken."""
        return self.kind in BLOCKING or bool(self.lost)


def facts_in(text: str) -> dict[FactKind, Counter[str]]:
    """Every fact in one form: 1 maart 2026 is 01-03-2026, zes is 6, € 1.200,- is 1200 euro."""
    found: dict[FactKind, Counter[str]] = {kind: Counter() for kind in FactKind}

    def take(pattern: re.Pattern[str], rest: str, kind: FactKind, form: Callable[[re.Match[str]], str | None]) -> str:
        def keep(match: re.Match[str]) -> str:
            value = form(match)
            if value is None:
                return match.group()
            found[kind][value] += 1
            return " " * len(match.group())

        return pattern.sub(keep, rest)

    rest = take(_LINK, text, FactKind.LINK, _link)
    rest = take(DATE, rest, FactKind.DATE, _date)
    rest = take(_PHONE, rest, FactKind.NUMBER, lambda m: re.sub(r"\D", "", m.group().replace("+31", "0")))
    rest = take(_AMOUNT, rest, FactKind.AMOUNT, lambda m: _number(m["before"] or m["after"]))
    rest = take(_PERCENT, rest, FactKind.NUMBER, lambda m: _number(m.group(1)) + "%")
    rest = take(_TIME, rest, FactKind.NUMBER, lambda m: f"{int(m.group(1))}:{m.group(2)}")
    rest = take(_ONLY_MONTH, rest, FactKind.DATE, lambda m: f"month {MONTHS[m.group().lower()]}")
    rest = take(_NUMBER, rest, FactKind.NUMBER, lambda m: _number(m.group()))
    tokens = tokens_of(rest)
    for token in number_words(tokens):
        found[FactKind.NUMBER][str(NUMBERS[token.text.lower()])] += 1
    for token in tokens:
        word = token.text.lower()
        for kind, words in ((FactKind.NEGATION, NEGATIONS), (FactKind.MUST, MUST), (FactKind.MAY, MAY)):
            if word in words:
                found[kind][word] += 1
    found[FactKind.MUST].update(match.group(1).lower() for match in _TOLD_TO.finditer(text))
    for hit in own_list().hits(rest):
        if hit.entry.kind is WordKind.KEEP:
            found[FactKind.TERM][hit.entry.word.lower()] = 1
    return found


def compare(original: str, rewrite: str) -> list[Change]:
    """What a rewrite does to the facts of its original; empty when every fact is still there and none is new."""
    before, after = facts_in(original), facts_in(rewrite)
    changes = []
    for kind in FactKind:
        old, new = before[kind], after[kind]
        if kind in _COUNTED:
            # "geen" for "niet een" is the same; another number of them is not.
            old, new = Counter({kind.value: old.total()}), Counter({kind.value: new.total()})
        elif kind is FactKind.DATE:
            old, new = _without_years_told(old, new)
        if old != new:
            changes.append(Change(kind, tuple(sorted((old - new).elements())), tuple(sorted((new - old).elements()))))
    return changes


_COUNTED: Final = frozenset({FactKind.NEGATION, FactKind.MUST, FactKind.MAY})


def _without_years_told(old: Counter[str], new: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """ "1 maart" that became "1 maart 2026" lost nothing."""
    old, new = old.copy(), new.copy()
    for day in list((old - new).elements()):
        fuller = next((other for other in (new - old) if day[:2] == "?-" and other[-6:] == day[-6:]), None)
        if fuller:
            old[day] -= 1
            new[fuller] -= 1
    return +old, +new


def _link(match: re.Match[str]) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", match.group().lower()).rstrip("/")


def _date(match: re.Match[str]) -> str | None:
    parts = day_of(match)
    if parts is None:
        return None
    year, month, day = parts
    return f"{year or '?'}-{month:02}-{day:02}"


def _number(text: str) -> str:
    text = re.sub(r",-+$", "", text).rstrip(".")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")
