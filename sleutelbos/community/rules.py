"""Rules on the words of a message that need only the words: what may not stand in it, links, its language."""

import re
from typing import Final, Literal

import phonenumbers

Contact = Literal["phone", "email", "address"]

_EMAIL = re.compile(r"[^\s<>@,;:()\"']{1,64}@[^\s<>@,;:()\"']{1,190}\.[^\W\d_]{2,24}")
# 7001 AB: a postcode leads to one street.
# Small letters only when they stand against the figures: "2025 is" is a year.
_POSTCODE = re.compile(r"(?<!\w)[1-9]\d{3}(?:\s?(?!SA|SD|SS)[A-Z]{2}|[a-z]{2})(?!\w)")
_STREET = re.compile(
    r"(?<!\w)[^\W\d_][\w'.-]*(?:straat|laan|weg|plein|kade|dijk|hof|gracht|singel|steeg|plantsoen|dreef|pad)"
    r"\s+(?:nr\.?\s*|nummer\s*)?\d{1,4}(?!\d|\s?(?:minuten|meter|km|jaar|keer|euro|%))",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>]+", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:https?://)?(?:[^/@\s]*@)?([^/:?#\s]+)", re.IGNORECASE)

# The script a text is mostly in, and the language whose voice reads it when the author's own is another.
_SCRIPTS: Final = (
    (re.compile("[\u1200-\u137f]"), ("ti",), "ti"),
    (re.compile("[\u0600-\u06ff]"), ("ar", "fa", "ps", "ckb"), "ar"),
    (re.compile("[\u0400-\u04ff]"), ("uk",), "uk"),
)


def find_contacts(text: str) -> list[Contact]:
    """The kinds of contact details in a text, each once: a phone number, an e-mail address, a street or postcode."""
    found: list[Contact] = []
    plain = _in_ascii_digits(text)
    if any(True for _match in phonenumbers.PhoneNumberMatcher(plain, "NL", leniency=phonenumbers.Leniency.VALID)):
        found.append("phone")
    if _EMAIL.search(text):
        found.append("email")
    if _POSTCODE.search(plain) or _STREET.search(plain):
        found.append("address")
    return found


def with_domains(text: str) -> str:
    """The text with every link cut down to the name of the site: people see where it leads, nobody taps it."""
    return _LINK.sub(lambda match: _domain(match[0]), text)


def language_of(text: str, written_in: str) -> str:
    """The language to read a text aloud in: the one its author's page was in, unless the letters say otherwise."""
    own = written_in.split("-")[0]
    for script, languages, usual in _SCRIPTS:
        if len(script.findall(text)) * 2 > sum(char.isalpha() for char in text):
            return own if own in languages else usual
    return "nl" if own in {language for _script, languages, _usual in _SCRIPTS for language in languages} else own


def _in_ascii_digits(text: str) -> str:
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def _domain(link: str) -> str:
    match = _DOMAIN.match(link)
    name = match[1].lower() if match else ""
    ending = re.search(r"[.,;:!?)]+$", link)
    return name.removeprefix("www.").rstrip(".,;:!?)") + (ending[0] if ending else "")
