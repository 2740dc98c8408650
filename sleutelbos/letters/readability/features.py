"""The features of the reading index, of one text or of several sentences. No parser, no model."""

from collections.abc import Sequence
from typing import Final

from sleutelbos.letters.readability.patterns import (
    FIELD,
    NUMBER_WORDS,
    PASSIVE_VERBS,
    SYMBOLS,
    abbreviations,
    is_instruction,
    words_between,
)  # fmt: skip
from sleutelbos.letters.readability.words import FUNCTION_WORDS, WordKind, familiarity, listed, own_list, tokens_of

# Each with the side a reader would put it on: 1 makes a text harder, -1 easier. Fitting may not turn it round.
SIGNS: Final = {
    "words": 1, "words_beyond_15": 1, "worden": 1, "between": 1, "formal": 1, "addressed": -1, "rare": 1, "marks": 1,
    "number_words": 1, "abbreviations": 1, "symbols": 1, "content": 1,
}  # fmt: skip
NAMES: Final = tuple(SIGNS)
_ADDRESSED: Final = listed("u uw uzelf je jij jou jouw jullie wij we ons onze")
_LISTED: Final = {WordKind.PLAIN: 1.0, WordKind.MAYBE: 1.0, WordKind.HINT: 0.3, WordKind.KEEP: 0.0}
_RARE_BELOW: Final = 3.5
_UNKNOWN: Final = 2.0
_APART: Final = 1  # words between helping verb and participle that nobody minds
_FAR: Final = 8  # further apart is no harder
_SHORT: Final = 8  # in a heading of three words one "u" is no third of the text
_LONG: Final = 15  # and in a long sentence a word more does not make the "u" any smaller
# Words that tie a sentence to the one before, or say how sure it is. They make no sentence longer to read.
_TIES: Final = listed(
    "bijvoorbeeld daarbij daardoor daarna daarom dan dus eerst maar misschien namelijk omdat ook toch verder "
    "vervolgens want zo"
)


def measure(sentences: Sequence[str]) -> dict[str, float]:
    """Averages per sentence. Needs one word at least."""
    total = dict.fromkeys(NAMES, 0.0)
    count = 0
    for text in sentences:
        tokens = tokens_of(text)
        words = [token.text.lower() for token in tokens if token.is_word]
        if not words:
            continue
        count += 1
        ties = sum(word in _TIES for word in words)
        total["words"] += len(tokens) - ties
        total["words_beyond_15"] += max(0, len(tokens) - 15)
        total["worden"] += any(word in PASSIVE_VERBS for word in words)
        total["between"] += min(_FAR, max(0, words_between(words) - _APART))
        for hit in own_list().hits(text, tokens):
            total["formal"] += _LISTED[hit.entry.kind]
        spoken_to = sum(word in _ADDRESSED for word in words) + is_instruction(words)
        total["addressed"] += spoken_to / min(_LONG, max(_SHORT, len(words)))
        total["marks"] += max(0, text.count(",") - 1) + sum(text.count(mark) for mark in ";:()/")
        total["number_words"] += sum(word in NUMBER_WORDS for word in words)
        total["abbreviations"] += sum(1 for _ in abbreviations(text))
        total["symbols"] += len(SYMBOLS.findall(text))
        total["content"] += sum(word not in FUNCTION_WORDS and word not in _TIES for word in words)
        for token in tokens_of(FIELD.sub(" ", text)):
            if token.is_word and token.text.lower() not in FUNCTION_WORDS:
                total["rare"] += max(0.0, _RARE_BELOW - max(_UNKNOWN, familiarity(token.text)))
    return {name: value / max(count, 1) for name, value in total.items()}
