"""Personal data in the text of a letter: what never comes in, and what a person must replace or confirm.

Addresses and numbers of an organisation are found as well: only a person knows whether they are public.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sleutelbos.ui.guard import find_forbidden


class Kind(StrEnum):
    NAME = "name"
    PHONE = "phone"
    MAIL = "mail"
    IBAN = "iban"
    ADDRESS = "address"
    CASE = "case"


# What stands in the letter instead, as municipalities write it in their templates.
INSTEAD: Final = {
    Kind.NAME: "[naam]",
    Kind.PHONE: "[telefoonnummer]",
    Kind.MAIL: "[e-mailadres]",
    Kind.IBAN: "[rekeningnummer]",
    Kind.ADDRESS: "[adres]",
    Kind.CASE: "[zaaknummer]",
}
NUMBER: Final = "[nummer]"


@dataclass(frozen=True, slots=True)
class Personal:
    """Words that may lead to somebody; `times` they stand in the letter, the first time in `context`."""

    kind: Kind
    words: str
    context: str
    times: int


_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"(?<![\w])(?:\+31|0031|0)(?:[\s-]{0,3}\(?\d\)?){8,10}(?!\d)")
# Numbers that everybody may know: of companies, free, paid, emergency.
_OPEN_LINE: Final = re.compile(r"^(?:\+31|0031|0)?\D*(?:800|900|88)")
_POSTCODE: Final = re.compile(r"\b[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}\b(?:\s+[A-Z][\w'-]+)?")
_STREET: Final = re.compile(
    r"\b(?:[A-Z][\w'.-]*\s(?:(?:van|de|den|der|het|[A-Z][\w'.-]*)\s){0,3})?(?:[A-Z][\w'.-]*|(?<=[a-z]\s))"
    r"(?:straat|laan|weg|plein|kade|gracht|singel|dreef|hof|pad|dijk|steeg|markt|plantsoen|park)"
    r"\s\d{1,4}(?:\s?[a-zA-Z]\b)?|\b(?:Postbus|Antwoordnummer)\s\d+"
)
_CASE: Final = re.compile(
    r"\b(?:zaak|dossier|klant|cliënt|client|burger|registratie|referentie|aanslag|beschikkings?|factuur)-?\s?(?:nummer|nr\.?)"
    r"[\s:]*(?P<a>[A-Z]{0,4}[-./]?\d[\w./-]{2,})|\b(?:ons|uw)?\s?(?:kenmerk|referentie)\s*:?\s*(?P<b>[\w./-]*\d[\w./-]{2,})",
    re.IGNORECASE,
)
_TITLE: Final = r"(?:heer/mevrouw|heer of mevrouw|heer|mevrouw|meneer|dhr\.?|mevr\.?|mw\.?|familie|gezin|fam\.?)"
_WORD: Final = r"(?:[A-Z]\.)+|[A-ZÀ-Þ][\w'’-]+"
_SMALL: Final = r"(?:van|de|der|den|het|te|ter|ten|el|al|'t|bin|ibn|von)\b"
_NAME: Final = rf"(?:(?:{_WORD})|{_SMALL})(?:\s(?:(?:{_WORD})|{_SMALL}))*"
_SALUTATION: Final = re.compile(
    rf"^\s*(?:Geachte|Beste|Hallo|Dag|Aan(?:\s+de)?:?|T\.a\.v\.)\s+(?:{_TITLE}\s+)?(?P<name>{_NAME})"
)
_TITLED: Final = re.compile(
    rf"\b(?:[Dd]e\s+)?(?i:{_TITLE})\s+(?P<name>(?:{_SMALL}\s)*(?:{_WORD})(?:\s(?:{_SMALL}\s)*(?:{_WORD}))*)"
)
# After these words a salutation speaks to everybody.
_NOBODY: Final = frozenset(
    {"heer", "mevrouw", "meneer", "lezer", "inwoner", "inwoners", "bewoner", "bewoners", "ouder", "ouders", "cursist",
     "cursisten", "klant", "collega", "belanghebbende", "allemaal", "iedereen", "gemeente", "familie", "u", "college",
     "buurtbewoner", "huurder", "vrijwilliger", "deelnemer"}
)  # fmt: skip
_GREETING: Final = re.compile(
    r"^(?:met vriendelijke groet(?:en)?|hoogachtend|vriendelijke groet(?:en)?)\b", re.IGNORECASE
)
_SIGNED: Final = re.compile(rf"^(?:(?:{_WORD})\s)(?:(?:{_WORD}|{_SMALL})\s?){{1,4}}$")
_ORGANISED: Final = re.compile(
    r"\b(?:gemeente|college|burgemeester|wethouder|team|afdeling|namens|stichting)\b", re.IGNORECASE
)


def without_forbidden(text: str) -> tuple[str, list[str]]:
    """The text with every number that may never be stored replaced, and the kinds of those; an IBAN stays."""
    pieces, kinds, at = [], [], 0
    for found in find_forbidden(text):
        if found.kind == "iban":
            continue
        pieces += [text[at : found.start], NUMBER]
        kinds.append(str(found.kind))
        at = found.end
    return "".join([*pieces, text[at:]]), kinds


def found_in(texts: Sequence[str], public: Iterable[Sequence[str]] = ()) -> list[Personal]:
    """What somebody must still replace or confirm, in reading order, each once. `public`: (kind, words) confirmed."""
    known = {(kind, words) for kind, words in public}
    found: dict[tuple[str, str], Personal] = {}
    for number, text in enumerate(texts):
        before = texts[number - 1] if number else ""
        for kind, words in _in_one(text, before):
            words = words.strip(" .,;:")
            if not words or "[" in words or (kind.value, words) in known or (kind.value, words) in found:
                continue
            times = sum(len(_places(other, words)) for other in texts)
            found[kind.value, words] = Personal(kind, words, text[:160], max(times, 1))
    return list(found.values())


def _in_one(text: str, before: str) -> Iterator[tuple[Kind, str]]:
    whole = text
    # What was found as one thing is not looked at again as another: an account number holds "telephone numbers".
    for account in find_forbidden(text):
        if account.kind == "iban":
            yield Kind.IBAN, whole[account.start : account.end]
            text = text[: account.start] + " " * (account.end - account.start) + text[account.end :]
    for mail in _MAIL.finditer(text):
        yield Kind.MAIL, mail.group()
    for phone in _PHONE.finditer(text):
        if not _OPEN_LINE.match(phone.group()):
            yield Kind.PHONE, phone.group()
    for case in _CASE.finditer(text):
        yield Kind.CASE, case["a"] or case["b"]
    for pattern in (_STREET, _POSTCODE):
        for address in pattern.finditer(text):
            yield Kind.ADDRESS, address.group()
    greeted = _SALUTATION.match(text)
    if greeted:
        name = greeted["name"]
        if name.split()[0].lower() not in _NOBODY and (name[0].isupper() or " " in name):
            yield Kind.NAME, name
    for titled in _TITLED.finditer(text):
        if titled["name"].split()[0].lower() not in _NOBODY:
            yield Kind.NAME, titled["name"]
    if _GREETING.match(before.strip()) and _SIGNED.match(text.strip()) and not _ORGANISED.search(text):
        yield Kind.NAME, text.strip()


def replaced(text: str, kind: str, words: str) -> str:
    """The text with these words, wherever they stand as a whole, replaced by the name of what stood there."""
    instead, pieces, at = INSTEAD[Kind(kind)], [], 0
    for start, end in _places(text, words):
        pieces += [text[at:start], instead]
        at = end
    return "".join([*pieces, text[at:]])


def _places(text: str, words: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
