"""Finding the other numbers: alien numbers, bank accounts, cards, documents."""

import re
from collections.abc import Iterator
from functools import cache

from stdnum import iban as stdnum_iban
from stdnum import luhn, numdb

# What people write between the word and the number; eight pieces at most, a space is one.
_FILLER = r"(?:[\s:#=.\-()]|nummer|number|numero|nr|no|num|is|was|van|of|de|het|zijn|haar|mijn|my|her|his){0,8}"
_V_NUMBER = [
    # The bare letter may also mean "woman" with a phone number behind it, so not with a zero in front.
    re.compile(r"(?<![a-z0-9])v[\s.:\-]{0,2}(?P<number>[1-9](?:[ .\-]?[0-9]){9})(?![0-9])"),
    re.compile(
        r"(?:v[ \-]?(?:nummer|number|nr|no)|vreemdelingen[ \-]?(?:nummer|nr)|alien[ \-]?(?:number|no)"
        r"|ind[ \-]?(?:nummer|number|nr|zaaknummer|dossiernummer)|coa[ \-]?(?:nummer|number|nr)"
        r"|zorgnummer|crv[ \-]?(?:nummer|nr)?)" + _FILLER + r"(?P<number>[0-9](?:[ .\-]?[0-9]){7,10}[x]?)(?![0-9])"
    ),
]


def find_v_number(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _V_NUMBER:
        for match in pattern.finditer(text):
            yield match.span("number")


_IBAN_START = re.compile(r"[a-z]{2}[ .\-]?[0-9]{2}(?=[ .\-]?[a-z0-9])")
_DUTCH_IBAN = re.compile(r"nl[0-9]{2}[a-z]{4}[0-9]{10}")


def find_iban(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while match := _IBAN_START.search(text, at):
        at = match.start() + 1
        length = _iban_length(match.group()[:2])
        number, end = _compact(text, match.start(), length)
        # A Dutch number with a typing error is still somebody's account.
        if length and (_DUTCH_IBAN.fullmatch(number) or stdnum_iban.is_valid(number.upper(), check_country=False)):
            yield match.start(), end
            at = end


@cache
def _iban_length(country: str) -> int:
    """How long an account number of a country is, letters included; 0 for letters that are no country."""
    known = dict(numdb.get("iban").info(country.upper())[:1]).get(country.upper(), {})
    groups = re.findall(r"([0-9]+)!", known.get("bban", ""))
    return 4 + sum(map(int, groups)) if groups else 0


def _compact(text: str, start: int, length: int) -> tuple[str, int]:
    """Up to `length` letters and digits without the separators between them, and where the last one ends."""
    compact, end = "", start
    for index in range(start, len(text)):
        if len(compact) == length:
            break
        if text[index].isascii() and text[index].isalnum():
            compact, end = compact + text[index], index + 1
        elif text[index] not in " .-\n" or text[index - 1] in " .-\n":
            break
    return compact, end


_CARD = re.compile(r"(?<![0-9])[2-6](?:[ \-]{0,2}[0-9]){12,18}(?![0-9])")
_CARD_ISSUER = re.compile(r"4|5[0-9]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[4-8]|6")


def find_card(text: str) -> Iterator[tuple[int, int]]:
    for match in _CARD.finditer(text):
        digits = "".join(char for char in match.group() if char.isdigit())
        if _CARD_ISSUER.match(digits) and luhn.is_valid(digits):
            yield match.span()


_DOCUMENT = re.compile(
    r"(?:paspoort|passport|pasaport|паспорт|جواز السفر|جواز|گذرنامه|پاسپورت"
    r"|id[ \-]?kaart|id[ \-]?card|identiteitskaart|identiteitsbewijs|identity card"
    r"|verblijfs(?:document|pas|vergunning|kaart)|residence (?:permit|card)|w[ \-]?document|reisdocument"
    r"|travel document|rijbewijs|driving licen[cs]e|document(?=[ \-]?(?:nummer|number|nr|no))"
    r"|(?<![a-z])a[ \-]nummer)"
    + _FILLER
    + r"(?P<number>(?=[a-z]{0,6}[0-9])(?=(?:[a-z]*[0-9]){4})[a-z0-9]{7,14})(?![a-z0-9])"
)


def find_document(text: str) -> Iterator[tuple[int, int]]:
    for match in _DOCUMENT.finditer(text):
        yield match.span("number")
