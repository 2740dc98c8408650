"""Every variety has a name people recognise, in the page's language and in its own."""

import pytest
from django.utils import translation

from sleutelbos.config import languages as product
from sleutelbos.keypersons import languages
from sleutelbos.keypersons.languages import (
    own_name,
    script_name,
    variety_choices,
    variety_label,
    variety_name,
    variety_tags,
)


@pytest.mark.parametrize(
    ("tag", "dutch", "english", "own"),
    [
        ("ti", "Tigrinya", "Tigrinya", "ትግርኛ"),
        ("kmr", "Koerdisch (Kurmanji)", "Kurdish (Kurmanji)", "Kurmancî"),
        ("ckb", "Koerdisch (Sorani)", "Kurdish (Sorani)", "سۆرانی"),
        ("fa-AF", "Dari", "Dari", "دری"),
        ("fa", "Farsi (Perzisch)", "Farsi (Persian)", "فارسی"),
        ("apc", "Arabisch (Levantijns)", "Arabic (Levantine)", "شامي"),
        ("ps", "Pasjtoe", "Pashto", "پښتو"),
        ("uk", "Oekraïens", "Ukrainian", "українська"),
        ("so", "Somalisch", "Somali", "Soomaali"),
        ("rw", "Kinyarwanda", "Kinyarwanda", "Ikinyarwanda"),
        ("am", "Amhaars", "Amharic", "አማርኛ"),
        ("gax", "Oromo (Borana)", "Oromo (Borana)", ""),
    ],
)
def test_names_people_use(tag: str, dutch: str, english: str, own: str) -> None:
    assert (variety_name(tag, "nl"), variety_name(tag, "en"), own_name(tag)) == (dutch, english, own)


@pytest.mark.parametrize("language", product.CODES)
def test_every_variety_has_a_name_of_its_own_in_every_language_of_the_product(language: str) -> None:
    names = [variety_name(tag, language) for tag in variety_tags()]
    assert all(names)
    assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)
    bare_tags = [tag for tag in variety_tags() if variety_name(tag, language).lower() == tag.lower()]
    assert bare_tags == []


@pytest.mark.parametrize("language", product.CODES)
def test_choices_hold_every_tag_once_in_alphabetical_order(language: str) -> None:
    choices = variety_choices(language)
    assert sorted(tag for tag, _label in choices) == sorted(variety_tags())
    assert choices == sorted(choices, key=lambda pair: languages._sort_key(pair[1]))


def test_a_label_shows_both_names_once() -> None:
    assert variety_label("ti", "nl") == "Tigrinya · ትግርኛ"
    assert variety_label("nl", "nl") == "Nederlands"
    assert variety_label("tr", "nl") == "Turks · Türkçe"


def test_a_right_to_left_name_is_isolated_in_a_label() -> None:
    assert variety_label("fa-AF", "nl") == "Dari · \u2068دری\u2069"


def test_without_a_language_the_page_decides() -> None:
    with translation.override("nl"):
        assert variety_name("uk") == "Oekraïens"
        assert dict(variety_choices())["uk"].startswith("Oekraïens")
    with translation.override("en"):
        assert variety_name("uk") == "Ukrainian"


def test_a_language_variant_counts_as_its_language() -> None:
    assert variety_name("ti", "nl-BE") == variety_name("ti", "nl_NL") == variety_name("ti", "nl")


@pytest.mark.parametrize("tag", ["xx-unknown", "", "qqq"])
def test_an_unknown_tag_comes_back_as_it_is(tag: str) -> None:
    assert variety_name(tag, "nl").lower() == tag
    assert own_name(tag) == ""


@pytest.mark.parametrize(
    ("code", "dutch"),
    [
        ("Ethi", "Ethiopisch"),
        ("Arab", "Arabisch"),
        ("Latn", "Latijns"),
        ("Hans", "Chinees (vereenvoudigd)"),
        ("Thai", "Thai"),
    ],
)
def test_scripts_have_names(code: str, dutch: str) -> None:
    assert script_name(code, "nl") == dutch
    assert script_name("Zxyz", "nl") == "Zxyz"


def test_no_additional_name_is_for_a_tag_that_is_not_in_the_list() -> None:
    assert set(languages._data()["names"]) <= set(variety_tags())
    for names in languages._data()["names"].values():
        assert set(names) <= {"own", *product.CODES}
