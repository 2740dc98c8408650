"""The guard on free text: numbers that identify a person are found before they are stored anywhere.

Refused: BSN, V-number and other alien numbers, IBAN, numbers of passports and permits, payment cards.
`find_sensitive` only warns: a diagnosis, an asylum story or a religion is better told in person.

What it does not see: numbers written in words, in a picture, or with letters in place of digits.
The rule of the house is: an ordinary nine-digit number that passes the 11-test is always found, also
when it is something else by chance (one in eleven is). The explanation says what to do then.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from sleutelbos.ui.errors import LazyText
from sleutelbos.ui.guard.bsn import find_bsn, passes_eleven_test
from sleutelbos.ui.guard.numbers import find_card, find_document, find_iban, find_v_number
from sleutelbos.ui.guard.plain import Plain
from sleutelbos.ui.guard.words import SENSITIVE, Caution

__all__ = [
    "KINDS",
    "MASK",
    "Caution",
    "Finding",
    "Hint",
    "Kind",
    "advise",
    "explain",
    "find_forbidden",
    "find_sensitive",
    "mask",
    "passes_eleven_test",
]

Kind = Literal["bsn", "v_number", "iban", "document_number", "card_number"]

# In this order: an account number or a card number holds digits that could be taken for a BSN.
_FINDERS: dict[Kind, Callable[[str], Iterator[tuple[int, int]]]] = {
    "iban": find_iban,
    "card_number": find_card,
    "v_number": find_v_number,
    "document_number": find_document,
    "bsn": find_bsn,
}
KINDS: tuple[Kind, ...] = tuple(_FINDERS)
MASK = "▇▇▇▇"


@dataclass(frozen=True, slots=True)
class Finding:
    """One forbidden number: `text[start:end]` in the text that was given."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hint:
    """One word that asks for care: `text[start:end]`. Never a refusal."""

    caution: Caution
    start: int
    end: int


def find_forbidden(text: str) -> list[Finding]:
    """Every number in `text` that may not be stored, in order, without overlap.

    Digits of any script count (٠١٢, ۰۱۲, １２３), and so do digits with spaces, dots, dashes, line breaks
    or invisible characters between them. Positions are those of the given text.
    """
    plain = Plain.of(text)
    if not any("0" <= char <= "9" for char in plain.text):
        return []
    taken: list[Finding] = []
    for kind, find in _FINDERS.items():
        for start, end in find(plain.text):
            found = Finding(kind, plain.origin[start], plain.origin[end - 1] + 1)
            if all(found.end <= other.start or found.start >= other.end for other in taken):
                taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def mask(text: str) -> str:
    """The text with every forbidden number replaced by ▇▇▇▇: fit for a log or an error page."""
    pieces, at = [], 0
    for found in find_forbidden(text):
        pieces += [text[at : found.start], MASK]
        at = found.end
    return "".join([*pieces, text[at:]])


def find_sensitive(text: str) -> list[Hint]:
    """Words that suggest a story which is better told in person; a hint for the writer, never a refusal.

    The list is small, Dutch and English, and misses much: see `words`.
    """
    plain = Plain.of(text)
    hints = [
        Hint(caution, plain.origin[match.start()], plain.origin[match.end() - 1] + 1)
        for caution, pattern in SENSITIVE.items()
        for match in pattern.finditer(plain.text)
    ]
    return sorted(hints, key=lambda hint: hint.start)


def explain(kind: Kind) -> LazyText:
    """One translated text for the writer: what was found, why it is refused, what to do instead."""
    return _EXPLANATIONS[kind]


def advise(caution: Caution) -> LazyText:
    """One translated sentence that goes with a hint."""
    return _ADVICE[caution]


_EXPLANATIONS: dict[Kind, LazyText] = {
    "bsn": _(
        "This looks like a BSN (citizen service number). We never store a BSN, because it opens many "
        "doors. Leave the number out: the question works without it. Is it a phone number? Then start "
        "with 0 or +31."
    ),
    "v_number": _(
        "This looks like a V-number or another number from the IND or COA. We never store it, because it "
        "leads to somebody's asylum file. Leave the number out: the question works without it."
    ),
    "iban": _(
        "This looks like a bank account number (IBAN). It does not belong in a text that others read. "
        "Leave the number out. Payments have their own place."
    ),
    "document_number": _(
        "This looks like the number of a passport, permit or other document. We never store it, because "
        "it can be misused. Leave the number out. It is enough to say which document it is."
    ),
    "card_number": _(
        "This looks like the number of a bank card or credit card. We never store it, because it can be "
        "misused. Leave the number out."
    ),
}

_ADVICE: dict[Caution, LazyText] = {
    "health": _("You write about somebody's health. A few words are enough; details are told in person."),
    "asylum": _("You write about why somebody fled or about the asylum procedure. Details are told in person."),
    "belief": _("You write about belief or opinion. Only say it if the help cannot work without it."),
}
