"""The languages of the product: own name, direction, how far, and whether a native speaker has read them."""

from dataclasses import dataclass
from typing import Literal

from django.conf import locale

# How far a catalogue must be filled; a test refuses less. Each level holds the next.
#   all     every word of the product
#   people  every page that key persons, newcomers and people with a link to answer see
#   light   the pages that need no account
#   none    being translated: what is missing is shown in Dutch
Filled = Literal["all", "people", "light", "none"]
LEVELS: tuple[Filled, ...] = ("all", "people", "light", "none")


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the product; `filled` is a release gate, `reviewed` is said by a person only."""

    code: str
    name: str
    own_name: str
    rtl: bool
    filled: Filled
    reviewed: bool

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The value of the `dir` attribute."""
        return "rtl" if self.rtl else "ltr"

    @property
    def complete(self) -> bool:
        """Whether every word of the product must be there."""
        return self.filled == "all"

    def promises(self, level: Filled) -> bool:
        """Whether the words of this level must be there."""
        return LEVELS.index(self.filled) <= LEVELS.index(level)


LANGUAGES = (
    Language("nl", "Dutch", "Nederlands", False, "all", True),
    Language("en", "English", "English", False, "all", True),
    Language("ar", "Arabic", "العربية", True, "people", False),
    Language("ti", "Tigrinya", "ትግርኛ", False, "people", False),
    # Iranian Persian and Dari share one written language; both own names stand there, so that both are found.
    Language("fa", "Persian", "فارسی / دری", True, "people", False),
    Language("tr", "Turkish", "Türkçe", False, "people", False),
    Language("uk", "Ukrainian", "Українська", False, "people", False),
    # Two Kurdish languages in two alphabets, by the names their readers use: short enough for the top of a phone.
    Language("ku", "Kurmanji", "Kurmancî", False, "people", False),
    Language("ckb", "Sorani", "سۆرانی", True, "people", False),
    Language("so", "Somali", "Soomaali", False, "people", False),
    Language("ps", "Pashto", "پښتو", True, "people", False),
    Language("fr", "French", "Français", False, "people", False),
)
CHOICES = [(language.code, language.own_name) for language in LANGUAGES]


BY_CODE = {language.code: language for language in LANGUAGES}
CODES = tuple(BY_CODE)

# Other codes for a language of the product: what phones and browsers send, and what lists of languages use.
# With a country too, because Django looks no further than the whole code and its first part.
ALIASES = {"prs": "fa", "prs-af": "fa", "pes": "fa", "kmr": "ku", "kmr-tr": "ku", "kmr-sy": "ku", "pbt": "ps"}

# Languages people speak here that Django has no entry for. A page may name its text as one of these. Own names are
# those of CLDR.
_UNKNOWN_TO_DJANGO = (
    ("am", "Amharic", "አማርኛ", False),
    ("om", "Oromo", "Oromoo", False),
)


def register() -> None:
    """Tell Django about languages it does not know, before settings use them; calling it again changes nothing."""
    for language in LANGUAGES:
        locale.LANG_INFO[language.code] = {
            "bidi": language.rtl,
            "code": language.code,
            "name": language.name,
            "name_local": language.own_name,
        }
    for code, name, own_name, rtl in _UNKNOWN_TO_DJANGO:
        locale.LANG_INFO.setdefault(code, {"bidi": rtl, "code": code, "name": name, "name_local": own_name})
    for alias, code in ALIASES.items():
        # Django follows a fallback both for a browser's wish and for the name.
        locale.LANG_INFO.setdefault(alias, {"fallback": [code]})


def get(code: str) -> Language:
    """The product language for "ar", "ar-SY" or "prs"; Dutch when the product does not speak it."""
    base = code.lower().replace("_", "-").split("-")[0]
    return BY_CODE.get(ALIASES.get(base, base), BY_CODE["nl"])
