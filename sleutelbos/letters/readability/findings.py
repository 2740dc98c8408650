"""What is shown on a letter: a rule, a place, a reason and, where the list has one, something to write instead.

Red and orange are only for what experts took out in at least four of five cases and hardly ever brought in. Long
compounds, brackets and double negation are not errors, so there is no rule for them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sleutelbos.letters.readability.calendar import NUMBERS, deadlines_in
from sleutelbos.letters.readability.patterns import abbreviations, number_words, passives
from sleutelbos.letters.readability.sentences import Kind, Sentence
from sleutelbos.letters.readability.words import (
    FUNCTION_WORDS,
    Hit,
    Token,
    WordKind,
    familiarity,
    own_list,
    tokens_of,
)  # fmt: skip


class Level(StrEnum):
    RED = "red"
    ORANGE = "orange"
    HINT = "hint"  # help that is offered, never an error


class Rule(StrEnum):
    OVER_25 = "over_25"
    OVER_20 = "over_20"
    PASSIVE = "passive"
    FORMAL = "formal"
    EASIER = "easier"
    NUMBER = "number"
    ABBREVIATION = "abbreviation"
    COMMAS = "commas"
    TERM = "term"
    RARE = "rare"
    DEADLINE = "deadline"
    ARTICLE = "article"
    HARSH = "harsh"


LEVELS: Final = {
    Rule.OVER_25: Level.RED,
    Rule.OVER_20: Level.ORANGE,
    Rule.PASSIVE: Level.ORANGE,
    Rule.FORMAL: Level.ORANGE,
    Rule.EASIER: Level.HINT,
    Rule.NUMBER: Level.ORANGE,
    Rule.ABBREVIATION: Level.ORANGE,
    Rule.COMMAS: Level.HINT,
    Rule.TERM: Level.HINT,
    Rule.RARE: Level.HINT,
    Rule.DEADLINE: Level.HINT,
    Rule.ARTICLE: Level.HINT,
    Rule.HARSH: Level.HINT,
}
_RARE_BELOW: Final = 2.5
_JOINT: Final = re.compile(
    r"[,;:]\s+(?:en|maar|waarbij|waardoor|die|dat|omdat|want)\b|;|,|\s(?:en|maar|waarbij|omdat)\s"
)
_ARTICLE: Final = re.compile(
    r"\(?\b(?:(?:op grond van|ingevolge|krachtens|conform|volgens|als bedoeld in|gelet op|zoals bedoeld in)\s+)?"
    r"(?:artikel(?:en)?|art\.)\s+\d+[\w:.]*(?:,?\s*(?:(?:en|tot en met)\s+\d+[\w:.]*|(?:lid|leden|sub|onder|aanhef)"
    r"(?:\s+(?:en\s+)?[\w]{1,2}\b)?|(?:eerste|tweede|derde|vierde|vijfde)\s+lid))*"
    r"(?:,?\s+van\s+(?:de|het)\s+(?:[A-Z][\w-]*(?:\s+(?:op|en|van|de|het|in|bij)?\s*[A-Z][\w-]*)*|wet[\w\s]{0,40}?wet))?\)?"
)
_HARSH: Final = re.compile(
    r"\b(?:bij gebreke (?:van|hiervan)|in gebreke|zonder nadere aankondiging|rechtsmaatregelen|u bent gehouden|"
    r"wordt u gesommeerd|sommeren wij u|(?:heeft|hebt) u nagelaten|u (?:hebt|heeft) verzuimd|verwijtbaar)\b",
    re.IGNORECASE,
)
_LEFT_ALONE: Final = frozenset({Kind.ADDRESS, Kind.MARGIN})


@dataclass(frozen=True, slots=True)
class Finding:
    """`start` and `end` are in the text of `block`. `also`: a second place of the same finding (the participle,
    "door X", the joint). `facts`: what a sentence about it needs. `suggestions`: best first, possibly none."""

    rule: Rule
    level: Level
    block: int
    start: int
    end: int
    words: str
    suggestions: tuple[str, ...] = ()
    also: tuple[tuple[int, int], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def findings_in(sentences: Sequence[Sentence], letter_day: date | None = None) -> list[Finding]:
    """All findings in reading order. Address lines, headers and footers are left alone."""
    found: list[Finding] = []
    explained: set[str] = set()
    for sentence in sentences:
        if sentence.kind not in _LEFT_ALONE:
            found.extend(_in_sentence(sentence, letter_day, explained))
    return found


def _in_sentence(sentence: Sentence, letter_day: date | None, explained: set[str]) -> list[Finding]:
    text = sentence.text
    tokens = tokens_of(text)
    hits = list(own_list().hits(text, tokens))
    found = [*_length(sentence, tokens), *_words(sentence, tokens, hits, explained)]
    for passive in passives(text, tokens):
        places = [passive.participle, *([passive.agent] if passive.agent else [])]
        agent = text[slice(*passive.agent)] if passive.agent else ""
        found.append(_make(sentence, Rule.PASSIVE, *passive.verb, also=places, facts=(("agent", agent),)))
    for start, end, full in abbreviations(text):
        found.append(_make(sentence, Rule.ABBREVIATION, start, end, tuple(full.split("; "))))
    for deadline in deadlines_in(text, letter_day):
        day = deadline.day.isoformat() if deadline.day else ""
        facts = (("day", day), ("count", str(deadline.count)), ("unit", deadline.unit))
        found.append(_make(sentence, Rule.DEADLINE, deadline.start, deadline.end, facts=facts))
    for match in _ARTICLE.finditer(text):
        if sentence.kind is not Kind.HEADING and match.end() < len(text.rstrip(" .")):
            found.append(_make(sentence, Rule.ARTICLE, match.start(), match.end()))
    for match in _HARSH.finditer(text):
        found.append(_make(sentence, Rule.HARSH, match.start(), match.end()))
    return sorted(found, key=lambda one: (one.start, one.end))


def _length(sentence: Sentence, tokens: list[Token]) -> Iterator[Finding]:
    count = len(tokens)
    facts = (("count", str(count)),)
    if count > 20:
        middle = len(sentence.text) / 2
        joint = min(_JOINT.finditer(sentence.text), key=lambda match: abs(match.start() - middle), default=None)
        rule = Rule.OVER_25 if count > 25 else Rule.OVER_20
        yield _make(sentence, rule, 0, len(sentence.text), also=[joint.span()] if joint else [], facts=facts)
    if sentence.text.count(",") >= 3 or ";" in sentence.text.rstrip("; "):
        yield _make(sentence, Rule.COMMAS, 0, len(sentence.text), facts=facts)


def _words(sentence: Sentence, tokens: list[Token], hits: list[Hit], explained: set[str]) -> Iterator[Finding]:
    taken: set[int] = set()
    for hit in hits:
        taken.update(range(hit.start, hit.end))
        if hit.entry.kind is WordKind.PLAIN:
            yield _make(sentence, Rule.FORMAL, hit.start, hit.end, hit.entry.alternatives)
        elif hit.entry.kind is WordKind.MAYBE:
            yield _make(sentence, Rule.EASIER, hit.start, hit.end, hit.entry.alternatives)
        elif hit.entry.kind is WordKind.KEEP and hit.entry.word not in explained:
            explained.add(hit.entry.word)  # once per letter is enough
            yield _make(sentence, Rule.TERM, hit.start, hit.end, facts=(("explanation", hit.entry.explanation),))
    for token in number_words(tokens):
        if token.start not in taken:
            yield _make(sentence, Rule.NUMBER, token.start, token.end, (str(NUMBERS[token.text.lower()]),))
            taken.add(token.start)
    for at, token in enumerate(tokens):
        word = token.text.lower()
        if token.start in taken or not token.is_word:
            continue
        if (
            len(word) > 5
            and word.replace("-", "").isalpha()
            and word not in FUNCTION_WORDS
            and word not in explained
            and (token.text.islower() or (at == 0 and token.text[1:].islower()))
            and familiarity(word) < _RARE_BELOW
        ):
            explained.add(word)
            yield _make(sentence, Rule.RARE, token.start, token.end)


def _make(
    sentence: Sentence,
    rule: Rule,
    start: int,
    end: int,
    suggestions: tuple[str, ...] = (),
    also: Sequence[tuple[int, int]] = (),
    facts: tuple[tuple[str, str], ...] = (),
) -> Finding:
    shift = sentence.start
    return Finding(
        rule,
        LEVELS[rule],
        sentence.block,
        shift + start,
        shift + end,
        sentence.text[start:end],
        suggestions,
        tuple((shift + first, shift + last) for first, last in also),
        tuple(fact for fact in facts if fact[1]),
    )
