"""The ten features of the reading index, of one text or of several sentences. No parser, no model."""

from collections.abc import Sequence
from typing import Final

from sleutelbos.letters.readability.patterns import NUMBER_WORDS, PASSIVE_VERBS
from sleutelbos.letters.readability.words import FUNCTION_WORDS, WordKind, familiarity, listed, own_list, tokens_of

NAMES: Final = (
    "words", "words_beyond_15", "worden", "formal", "addressed", "rare", "marks", "number_words", "content",
    "familiarity",
)  # fmt: skip
_ADDRESSED: Final = listed("u uw uzelf je jij jou jouw jullie wij we ons onze")
_RARE_BELOW: Final = 3.5
_UNKNOWN: Final = 2.0


def measure(sentences: Sequence[str]) -> dict[str, float]:
    """Averages per sentence (familiarity: per content word; addressed: share of words). Needs one word at least."""
    total = dict.fromkeys(NAMES, 0.0)
    count = 0
    words_in_all = 0
    known: list[float] = []
    for text in sentences:
        tokens = tokens_of(text)
        words = [token.text.lower() for token in tokens if token.is_word]
        if not words:
            continue
        count += 1
        words_in_all += len(words)
        total["words"] += len(tokens)
        total["words_beyond_15"] += max(0, len(tokens) - 15)
        total["worden"] += any(word in PASSIVE_VERBS for word in words)
        for hit in own_list().hits(text, tokens):
            total["formal"] += {WordKind.PLAIN: 1.0, WordKind.HINT: 0.3, WordKind.KEEP: 0.0}[hit.entry.kind]
        total["addressed"] += sum(word in _ADDRESSED for word in words)
        total["marks"] += sum(text.count(mark) for mark in ",;:()[]/")
        total["number_words"] += sum(word in NUMBER_WORDS for word in words)
        content = [word for word in words if word not in FUNCTION_WORDS]
        total["content"] += len(content)
        for word in content:
            value = max(_UNKNOWN, familiarity(word))
            known.append(value)
            total["rare"] += max(0.0, _RARE_BELOW - value)
    found = {name: value / max(count, 1) for name, value in total.items()}
    found["addressed"] = total["addressed"] / max(words_in_all, 1)
    found["familiarity"] = sum(known) / len(known) if known else 5.0
    return found
