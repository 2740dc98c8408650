"""The product's languages are known to Django, with the right direction and an honest mark."""

import pytest
from babel import Locale
from django.conf import locale
from django.utils.translation import get_language_info

from sleutelbos.config import languages


def test_seven_languages_of_which_two_are_complete() -> None:
    assert languages.CODES == ("nl", "en", "ar", "ti", "fa", "tr", "uk")
    assert [one.code for one in languages.LANGUAGES if one.complete] == ["nl", "en"]
    # Only a person can say this, so it changes together with the name of who read it.
    assert [one.code for one in languages.LANGUAGES if one.reviewed] == ["nl", "en"]


@pytest.mark.parametrize("code", [*languages.CODES, "am", "ps", "ku", "kmr", "so", "om"])
def test_django_knows_each_language_and_its_direction(code: str) -> None:
    languages.register()
    info = get_language_info(code)
    assert info["name_local"]
    assert info["bidi"] == (Locale.parse(code).text_direction == "rtl")


@pytest.mark.parametrize("code", languages.CODES)
def test_own_names_and_directions_are_those_of_cldr(code: str) -> None:
    language = languages.get(code)
    assert language.own_name.casefold() == str(Locale.parse(code).get_display_name(code)).casefold()
    assert language.direction == Locale.parse(code).text_direction


def test_registering_twice_changes_nothing() -> None:
    languages.register()
    before = dict(locale.LANG_INFO)
    languages.register()
    assert before == locale.LANG_INFO


@pytest.mark.parametrize(("asked", "given"), [("ar-SY", "ar"), ("TI", "ti"), ("nl_BE", "nl"), ("xx", "nl"), ("", "nl")])
def test_an_unknown_language_becomes_dutch(asked: str, given: str) -> None:
    assert languages.get(asked).code == given
