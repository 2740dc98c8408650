"""Words: tokens, lemmas, how familiar a word is, and the own list of formal words and terms that must stay."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import simplemma
import wordfreq

# A slash parts words ("beeld/foto") unless what follows is as short as in "en/of" and "t/m".
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'&.][^\W\d_]+|/[^\W\d_]{1,2}\b)*|\d+(?:[.,:]\d+)*")


def listed(text: str) -> frozenset[str]:
    """A set of words, written as running text."""
    return frozenset(text.split())


# Words without a meaning of their own; everything else carries content.
FUNCTION_WORDS: Final = listed(
    """
    de het een en of maar want dus als dan dat die dit deze er hier daar wie wat waar wanneer hoe waarom welke u
    uw je jij jouw jullie wij we ons onze ik mij me mijn hij zij ze hem haar hun hen zich zijn is was waren ben
    bent wordt worden werd werden geworden heeft hebt hebben had hadden gehad kan kunt kunnen kon konden mag
    mogen mocht moet moeten moest moesten wil wilt willen zal zult zullen zou zouden gaan gaat niet geen wel ook
    nog al te om op in aan bij met van voor door uit over naar tot tegen tussen onder na per via zonder binnen
    buiten tijdens sinds omdat terwijl zodat hoewel toen nu ja nee meer veel alle alles iets niets iemand
    niemand elk elke ieder iedere zo
    """
)
# Share a lemma with an entry and mean something else: 8, an amount, wrong, a means, to call,
# a show, wishes, a story, a test.
_OTHER_WORDS: Final = listed(
    "acht bedrag bedragen verkeerd verkeerde middel betreft noemen optreden wensen verhaal toets"
)
# Formal only as in "u dient dit te doen"; "hij dient een plan in" is another verb.
_WITH_TE: Final = frozenset({"dient", "dienen", "dient u", "u dient"})
_PARTS_FROM: Final = 4
_KNOWN: Final = 3.2  # zipf: about a word of every day


class WordKind(StrEnum):
    """`plain`: an error, shown with something easier; `maybe`: the same as an offer; `hint`: only counted; `keep`: a
    term that must stay, explained."""

    PLAIN = "plain"
    MAYBE = "maybe"
    HINT = "hint"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list. Alternatives, best first, for words to replace; an explanation for terms that stay."""

    kind: WordKind
    word: str
    alternatives: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in a text, from `start` to `end`."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number and where it is."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return not self.text[0].isdigit()


def tokens_of(text: str) -> list[Token]:
    """Words and numbers, in order."""
    return [Token(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """The dictionary form, in lower case."""
    return str(simplemma.lemmatize(word.lower(), lang="nl")).lower()


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, float]:
    return wordfreq.get_frequency_dict("nl", wordlist="best")


@lru_cache(maxsize=50_000)
def zipf(word: str) -> float:
    """How common a word is: about 7 for "de", 3 for once in a million, 0 for unknown."""
    frequency = _frequencies().get(word.lower(), 0.0)
    return wordfreq.freq_to_zipf(frequency) if frequency else 0.0


@lru_cache(maxsize=50_000)
def familiarity(word: str) -> float:
    """As `zipf`; a long rare word is as familiar as the least familiar of two known parts, minus a little."""
    word = word.lower()
    own = max(zipf(word), zipf(lemma(word)) - 0.2)
    if own >= _KNOWN or len(word) < 2 * _PARTS_FROM:
        return own
    best = own
    for cut in range(_PARTS_FROM, len(word) - _PARTS_FROM + 1):
        for glue in ("", "s", "-"):
            left, right = word[:cut], word[cut:]
            if glue and not right.startswith(glue):
                continue
            right = right[len(glue) :]
            if len(right) >= _PARTS_FROM:
                best = max(best, min(zipf(left), zipf(right)) - 0.5)
    return best


class WordList:
    """The entries by first word, so that a text is walked once."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self._by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        for entry in entries:
            words = tuple(token.text.lower() for token in tokens_of(entry.word))
            self._by_first.setdefault(words[0], []).append((words, entry))
        for group in self._by_first.values():
            group.sort(key=lambda item: -len(item[0]))
        self._by_lemma: dict[str, Entry] = {}
        single = [entry for entry in entries if " " not in entry.word and "/" not in entry.word]
        for entry in single:
            self._by_lemma[entry.word.lower()] = entry
        for entry in single:
            if not entry.word.isupper():
                self._by_lemma.setdefault(lemma(entry.word), entry)
        for word in _OTHER_WORDS:
            self._by_lemma.pop(word, None)

    def hits(self, text: str, tokens: list[Token] | None = None) -> Iterator[Hit]:
        """Entries in a text, longest first, never overlapping."""
        tokens = tokens_of(text) if tokens is None else tokens
        words = [token.text.lower() for token in tokens]
        at = 0
        while at < len(tokens):
            length, entry = self._at(words, at)
            # An abbreviation in capitals is one only in capitals: "map" is no MAP.
            if entry is None or (entry.word.isupper() and not tokens[at].text.isupper()):
                at += 1
                continue
            if entry.word in _WITH_TE and "te" not in words[at + length :]:
                at += 1
                continue
            yield Hit(tokens[at].start, tokens[at + length - 1].end, entry)
            at += length

    def _at(self, words: list[str], at: int) -> tuple[int, Entry | None]:
        for phrase, entry in self._by_first.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return len(phrase), entry
        word = words[at]
        entry_of_word = self._by_lemma.get(word)
        if entry_of_word is None and len(word) > 3 and word not in _OTHER_WORDS:
            entry_of_word = self._by_lemma.get(lemma(word))
        return 1, entry_of_word


def read_list(text: str) -> tuple[Entry, ...]:
    """The entries of a list in the form of `words.txt`; ValueError names the line that is wrong or there twice."""
    found: list[Entry] = []
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not all(parts) or parts[0] not in set(WordKind) or parts[1].lower() in seen:
            raise ValueError(f"line {number}: {line}")
        seen.add(parts[1].lower())
        kind = WordKind(parts[0])
        stays = kind is WordKind.KEEP
        alternatives = () if stays else tuple(part.strip() for part in parts[2].split(";"))
        found.append(Entry(kind, parts[1], alternatives, parts[2] if stays else ""))
    return tuple(found)


@lru_cache(maxsize=1)
def own_list() -> WordList:
    """The list that comes with Sleutelbos."""
    return WordList(read_list((Path(__file__).parent / "words.txt").read_text(encoding="utf-8")))
