"""The product's languages are known to Django, with the right direction and an honest mark."""

import gettext
import re
from pathlib import Path

import pytest
from babel import Locale
from django.conf import locale
from django.utils import translation
from django.utils.translation import get_language_info, get_supported_language_variant

from sleutelbos.config import languages

LOCALE = Path(languages.__file__).resolve().parents[1] / "locale"


# CLDR writes "kurdî (kurmancî)" and "کوردیی ناوەندی" (Central Kurdish), too long for the top of a phone and not what
# readers say; and Persian and Dari share a catalogue, so the menu says both.
OWN_NAMES = {"ku": "Kurmancî", "ckb": "سۆرانی", "fa": "فارسی / دری"}


def test_twelve_languages_of_which_two_are_complete() -> None:
    assert languages.CODES == ("nl", "en", "ar", "ti", "fa", "tr", "uk", "ku", "ckb", "so", "ps", "fr")
    assert [one.code for one in languages.LANGUAGES if one.complete] == ["nl", "en"]
    # Only a person can say this, so it changes together with the name of who read it.
    assert [one.code for one in languages.LANGUAGES if one.reviewed] == ["nl", "en"]


def test_a_level_holds_the_levels_below_it() -> None:
    dutch, arabic = languages.get("nl"), languages.get("ar")
    assert all(dutch.promises(level) for level in languages.LEVELS)
    assert arabic.promises(arabic.filled)
    assert not arabic.promises("all")


@pytest.mark.parametrize("code", [*languages.CODES, "am", "om", "kmr"])
def test_django_knows_each_language_and_its_direction(code: str) -> None:
    languages.register()
    info = get_language_info(code)
    assert info["name_local"]
    assert info["bidi"] == (Locale.parse(code).text_direction == "rtl")


@pytest.mark.parametrize("code", languages.CODES)
def test_own_names_and_directions_are_those_of_cldr(code: str) -> None:
    language = languages.get(code)
    named = OWN_NAMES.get(code) or str(Locale.parse(code).get_display_name(code))
    assert language.own_name.casefold() == named.casefold()
    assert language.direction == Locale.parse(code).text_direction


@pytest.mark.parametrize("code", languages.CODES)
def test_a_page_runs_in_the_direction_of_its_language(code: str) -> None:
    with translation.override(code):
        assert translation.get_language_bidi() is languages.get(code).rtl


def test_registering_twice_changes_nothing() -> None:
    languages.register()
    before = dict(locale.LANG_INFO)
    languages.register()
    assert before == locale.LANG_INFO


@pytest.mark.parametrize(("asked", "given"), [("ar-SY", "ar"), ("TI", "ti"), ("nl_BE", "nl"), ("xx", "nl"), ("", "nl")])
def test_an_unknown_language_becomes_dutch(asked: str, given: str) -> None:
    assert languages.get(asked).code == given


@pytest.mark.parametrize(
    ("asked", "given"),
    [("prs", "fa"), ("fa-AF", "fa"), ("prs-AF", "fa"), ("kmr", "ku"), ("ku-TR", "ku"), ("ckb-IQ", "ckb")],
)
def test_a_sister_code_gets_the_same_catalogue(asked: str, given: str) -> None:
    assert languages.get(asked).code == given
    assert get_supported_language_variant(asked.lower()) == given


@pytest.mark.parametrize("code", [one for one in languages.CODES if one not in {"nl", "en"}])
def test_plurals_are_those_of_cldr(code: str) -> None:
    """Numbers that CLDR puts in one class share a form, and two classes never do. Counts here stay under a million."""
    header = (LOCALE / code / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    formula = gettext.c2py(re.search(r"plural=(.+?);", header)[1])  # type: ignore[index,attr-defined]
    rule = Locale.parse(code).plural_form
    pairs = {(rule(number), formula(number)) for number in range(1300)}
    assert len(pairs) == len({one for one, _ in pairs}) == len({two for _, two in pairs})


@pytest.mark.parametrize("code", languages.CODES)
def test_the_small_font_of_the_menu_has_every_letter_of_a_name_in_another_script(code: str) -> None:
    """A computer without Ethiopic or Arabic letters would show boxes where people look for their language."""
    build = (Path(languages.__file__).resolve().parents[2] / "frontend" / "build.mjs").read_text(encoding="utf-8")
    carried = set(re.search(r"const SMALL = \[(.+?)^\];", build, re.DOTALL | re.MULTILINE)[1])  # type: ignore[index]
    other = {char for char in languages.get(code).own_name if char.isalpha() and ord(char) >= 0x600}
    assert other <= carried
