"""Phone numbers and mail addresses: numbers that lost their zero, brackets with notes, two in one cell."""

import re
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from sleutelbos.exchange.reading.asking import NOTHING, Asker, Certainty, Option, Understood, settle
from sleutelbos.exchange.reading.values.words import plain, says_nothing

_EMAIL: Final = re.compile(
    r"[A-Za-z0-9._%+'\-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_SCIENTIFIC: Final = re.compile(r"^\d[.,]\d+E\+?\d+$", re.I)
_WHATSAPP: Final = re.compile(r"whats ?app|\bwa\b|\bapp(?:en)?\b", re.I)
_BRACKETS: Final = re.compile(r"\(\s*(0)\s*\)")
_BY: Final = re.compile(r"^(?:via|per)\s+(?:de\s+)?(?:e-?mail|mail|telefoon|app|whats ?app|post|balie)$")


def phone(text: str, asker: Asker, field: str = "phone") -> Understood:
    """A phone number in international form: {"number": "+31612340000", "whatsapp": false}.

    A number stored as a number has lost its leading zero: 612340000 is read as 06 12 34 00 00. Two numbers in
    one cell, or one that no network can have, is a question.
    """
    raw = text.strip()
    if says_nothing(raw):
        return NOTHING
    whatsapp = bool(_WHATSAPP.search(raw))
    found = numbers_in(raw)
    if not found:
        asker.note("phone-unclear", f"{field}:unclear", words=raw)
        return settle(None, raw, Certainty.UNSURE, asker)
    number = found[0]
    if len(found) > 1:
        options = [Option(one, {"number": one}) for one in found]
        answer = asker.ask("phone-several", f"{field}:several:{'+'.join(found)}", options, words=raw)
        if answer not in found:
            return settle(None, raw, Certainty.UNSURE, asker)
        number = answer
    lost = re.fullmatch(r"\d{9}", raw) is not None
    certainty = Certainty.LIKELY if lost and not raw.startswith("6") else Certainty.SURE
    return settle({"number": number, "whatsapp": whatsapp}, raw, certainty, asker)


def numbers_in(text: str) -> list[str]:
    """Every valid phone number in a text, in international form, each once; the Netherlands when none is named."""
    text = _BRACKETS.sub("", text)
    if _SCIENTIFIC.match(text.strip()):
        return []
    pieces = re.split(r"\s*(?:[/;,|\n]|\bof\b|\ben\b)\s*", text)
    found: list[str] = []
    for piece in pieces if len(pieces) > 1 else [text]:
        number = _number(piece)
        if number and number not in found:
            found.append(number)
    if not found and len(pieces) > 1:
        whole = _number(text)
        found = [whole] if whole else []
    return found


def _number(text: str) -> str | None:
    digits = re.sub(r"[^\d+]", "", text)
    if not 8 <= len(digits) <= 16 or not re.search(r"\d", text):
        return None
    if re.fullmatch(r"\d{9}", digits) and digits[0] != "0":
        digits = f"0{digits}"
    elif digits.startswith("0031"):
        digits = f"+{digits[2:]}"
    elif re.fullmatch(r"316\d{8}", digits):
        digits = f"+{digits}"
    if digits.startswith("+310"):
        digits = f"+31{digits[4:]}"
    try:
        number = phonenumbers.parse(digits, "NL")
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def email(text: str, asker: Asker, field: str = "email") -> Understood:
    """A mail address in small letters. Two in one cell, or one with a space or comma in it, is a question."""
    raw = text.strip()
    if says_nothing(raw):
        return NOTHING
    found = list(dict.fromkeys(match.lower().strip("'.") for match in _EMAIL.findall(raw)))
    if len(found) == 1:
        rest = plain(raw).replace(found[0], "").replace("mailto:", "").strip(" <>()\"'.,;")
        return settle(found[0][:254], raw, Certainty.LIKELY if rest else Certainty.SURE, asker)
    if len(found) > 1:
        answer = asker.ask("email-several", f"{field}:several:{'+'.join(found)}", found, words=raw)
        return settle(answer if answer in found else None, raw, Certainty.SURE, asker)
    repaired = re.sub(r"\s+", "", raw).replace(",", ".").replace("(at)", "@").replace("[at]", "@").lower()
    options = [repaired] if _EMAIL.fullmatch(repaired) else []
    answer = asker.ask("email-unclear", f"{field}:unclear:{plain(raw)}", options, words=raw)
    return settle(answer if answer in options else None, raw, Certainty.SURE, asker)


def contact(text: str, asker: Asker) -> Understood:
    """How to reach who asked: {"email", "phone", "name"}, each "" when not in the cell; "via mail" says nothing."""
    raw = text.strip()
    if says_nothing(raw) or _BY.match(plain(raw)):
        return Understood(None, raw, Certainty.NOTHING)
    value = {"email": "", "phone": "", "name": ""}
    rest = raw
    mails = list(dict.fromkeys(match.lower() for match in _EMAIL.findall(raw)))
    if mails:
        value["email"] = mails[0]
        rest = _EMAIL.sub(" ", rest)
    phones = numbers_in(rest)
    if phones:
        value["phone"] = phones[0]
        rest = re.sub(r"[+\d][\d\s().\-]{7,}\d", " ", rest)
    name = re.sub(r"\((?:whats ?app|app)\)|whats ?app|^(?:via|per|tel|mail|e-mail)\b", " ", rest, flags=re.I)
    name = " ".join(re.sub(r"[^\w .'’\-]", " ", name).split()).strip(" -.:")
    if name and not re.search(r"\d", name):
        value["name"] = name[:120]
    if len(mails) > 1 or len(phones) > 1:
        asker.note("contact-several", "contact:several", words=raw)
    elif name and re.search(r"\d", name):
        asker.note("contact-unclear", f"contact:unclear:{plain(raw)}", words=raw)
    filled = any(value.values())
    return settle(dict(value) if filled else None, raw, Certainty.SURE, asker)
