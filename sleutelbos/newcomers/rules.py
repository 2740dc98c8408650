"""Rules that need only values: a code as people type it, and in which language a page opens."""

import re

# Without look-alikes, so that a code on paper can be typed.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
_CASE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{1,18}[A-Za-z0-9]")

# Which language of the product a speaker of a variety most likely reads; a guess that one tap changes.
_PAGES = {
    "ar": "ar apc arz ary arq aeb ayl apd acm afb ayh acw arb",
    "fa": "fa fa-AF haz prs",
    "ti": "ti",
    "tr": "tr azj",
    "uk": "uk",
    "ku": "ku kmr",
    "ckb": "ckb",
    "so": "so",
    "ps": "ps pbt",
    "fr": "fr",
    "nl": "nl",
    "en": "en",
}
_PAGE_OF = {variety: page for page, varieties in _PAGES.items() for variety in varieties.split()}


def clean_code(text: str) -> str:
    """The code a text means, in three groups of four; empty when it cannot be one.

    Case, spaces and dashes do not matter.
    """
    signs = re.sub(r"[\s\u2010-\u2015_-]", "", text).upper()
    if len(signs) != CODE_LENGTH or any(sign not in ALPHABET for sign in signs):
        return ""
    return "-".join(signs[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def page_language(variety: str) -> str:
    """The product language to open a page in for somebody who speaks this variety; empty when there is no guess."""
    return _PAGE_OF.get(variety, "")


def is_case_code(text: str) -> bool:
    """Whether a text can be a case worker's own link code: letters, at most seven digits, a dash.

    Only digits, or many of them, are what a BSN, a V-number, a phone number and a date of birth are made of.
    """
    digits = sum(sign.isdigit() for sign in text)
    return bool(_CASE_CODE.fullmatch(text)) and any(sign.isalpha() for sign in text) and digits <= 7
