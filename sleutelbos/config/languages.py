"""The languages of the product: own name, direction, how far, and whether a native speaker has read them."""

from dataclasses import dataclass

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


def register() -> None:
    """Tell Django about product languages it does not know, before settings use them."""
    for language in LANGUAGES:
        locale.LANG_INFO.setdefault(
            language.code,
            {
                "bidi": language.rtl,
                "code": language.code,
                "name": language.name,
                "name_local": language.own_name,
            },
        )
