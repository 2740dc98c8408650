"""M, V, man, vrouw, x: gender as lists write it, to the four values the product has."""

from typing import Final

from sleutelbos.exchange.reading.asking import NOTHING, Asker, Certainty, Understood, settle
from sleutelbos.exchange.reading.values.words import letters, plain

_WORDS: Final = {
    "woman": "v vr vrouw vrouwelijk f female woman mevr mevrouw mw w weiblich femme dame girl meisje",
    "man": "m man mannelijk male dhr heer meneer mr h homme jongen boy",
    "other": "x anders overig other nonbinair nonbinary divers genderneutraal",
    "unknown": "onbekend unknown nvt",
}
_PHRASES: Final = {
    "non binair": "other", "non binary": "other", "wil niet zeggen": "unknown", "n v t": "unknown",
    "de heer": "man",
}  # fmt: skip
_KNOWN: Final = {word: gender for gender, words in _WORDS.items() for word in words.split()} | _PHRASES


def gender(text: str, asker: Asker) -> Understood:
    """ "woman", "man", "other" or "unknown"; "?" and "-" say nothing."""
    raw = text.strip()
    if not raw or plain(raw) in {"-", "?", "??"}:
        return NOTHING
    found = _KNOWN.get(letters(raw))
    if found is None:
        answer = asker.ask("gender-unclear", f"gender:{plain(raw)}", ["woman", "man", "other"], words=raw)
        return settle(answer if answer in {"woman", "man", "other"} else None, raw, Certainty.SURE, asker)
    return settle(found, raw, Certainty.SURE, asker)
