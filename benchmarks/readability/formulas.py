"""The usual readability formulas, as yardsticks: Flesch-Douma and Brouwer. Higher is easier for both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sleutelbos.letters.readability.words import tokens_of

_VOWELS = re.compile(r"[aeiouyáéíóúàèëïöüâêîôû]+", re.IGNORECASE)


def _counts(sentences: Sequence[str]) -> tuple[float, float]:
    """Words per sentence, and syllables (groups of vowels) per word."""
    words = [token.text for text in sentences for token in tokens_of(text)]
    syllables = sum(max(1, len(_VOWELS.findall(word))) for word in words)
    return len(words) / max(1, len(sentences)), syllables / max(1, len(words))


def flesch_douma(sentences: Sequence[str]) -> float:
    """206.84 - 0.93 words per sentence - 77 syllables per word."""
    words, syllables = _counts(sentences)
    return 206.84 - 0.93 * words - 77 * syllables


def brouwer(sentences: Sequence[str]) -> float:
    """195 - 2 words per sentence - 67 syllables per word."""
    words, syllables = _counts(sentences)
    return 195 - 2 * words - 67 * syllables
