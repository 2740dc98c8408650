"""The languages of the product: own name, direction, how far, and whether a native speaker has read them."""

from dataclasses import dataclass
from typing import Literal

from django.conf import locale


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the product; `complete` is a release gate, `reviewed` is said by a person only."""

    code: str
    name: str
    own_name: str
    rtl: bool
    complete: bool
    reviewed: bool

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The value of the `dir` attribute."""
        return "rtl" if self.rtl else "ltr"


LANGUAGES = (
    Language("nl", "Dutch", "Nederlands", False, True, True),
    Language("en", "English", "English", False, True, True),
    Language("ar", "Arabic", "العربية", True, False, False),
    Language("ti", "Tigrinya", "ትግርኛ", False, False, False),
    Language("fa", "Persian", "فارسی", True, False, False),
    Language("tr", "Turkish", "Türkçe", False, False, False),
    Language("uk", "Ukrainian", "Українська", False, False, False),
)
CHOICES = [(language.code, language.own_name) for language in LANGUAGES]


BY_CODE = {language.code: language for language in LANGUAGES}
CODES = tuple(BY_CODE)

# Languages people speak here that Django has no entry for. A page may name its text as one of these, and without the
# entry Pashto would run from left to right. Own names are those of CLDR.
_UNKNOWN_TO_DJANGO = (
    ("am", "Amharic", "አማርኛ", False),
    ("ps", "Pashto", "پښتو", True),
    ("ku", "Kurmanji", "Kurdî (kurmancî)", False),
    ("kmr", "Kurmanji", "Kurdî (kurmancî)", False),
    ("so", "Somali", "Soomaali", False),
    ("om", "Oromo", "Oromoo", False),
)


def register() -> None:
    """Tell Django about languages it does not know, before settings use them; calling it again changes nothing."""
    ours = [(language.code, language.name, language.own_name, language.rtl) for language in LANGUAGES]
    for code, name, own_name, rtl in (*ours, *_UNKNOWN_TO_DJANGO):
        locale.LANG_INFO.setdefault(code, {"bidi": rtl, "code": code, "name": name, "name_local": own_name})


def get(code: str) -> Language:
    """The product language for "ar" or "ar-SY"; Dutch when the product does not speak it."""
    return BY_CODE.get(code.lower().replace("_", "-").split("-")[0], BY_CODE["nl"])
