"""A code as people type it, a language to open in, and what a link code may be."""

from __future__ import annotations

import pytest

from sleutelbos.newcomers import rules, services


@pytest.mark.parametrize("typed", ["abcd-efgh-jkmn", " ABCD EFGH JKMN ", "AbCdEfGhJkMn", "ABCD\u2013EFGH\u2014JKMN"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert rules.clean_code(typed) == "ABCD-EFGH-JKMN"


@pytest.mark.parametrize(
    "typed", ["", "ABCD", "ABCD-EFGH-JKM", "ABCD-EFGH-JKMNP", "ABCD-EFGH-JKM0", "ABCD-EFGH-JKMI", "é" * 12]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert rules.clean_code(typed) == ""


def test_new_codes_can_be_typed_and_differ() -> None:
    codes = {services.new_code() for _number in range(200)}
    assert len(codes) == 200
    assert all(rules.clean_code(code) == code for code in codes)
    assert not any(sign in "".join(codes) for sign in "01IOL")


@pytest.mark.parametrize(
    ("variety", "page"),
    [
        ("ti", "ti"),
        ("apc", "ar"),
        ("ary", "ar"),
        ("fa-AF", "fa"),
        ("uk", "uk"),
        ("kmr", "ku"),
        ("ckb", "ckb"),
        ("so", "so"),
        ("am", ""),
        ("", ""),
    ],
)
def test_the_page_opens_in_a_language_we_may_guess(variety: str, page: str) -> None:
    assert rules.page_language(variety) == page


@pytest.mark.parametrize("code", ["KM-104", "AB1", "wijk 3/12", "K2026.118"])
def test_a_link_code_means_something_only_to_its_maker(code: str) -> None:
    assert rules.is_case_code(code)


@pytest.mark.parametrize(
    "code",
    ["", "A", "111222333", "104", "V1234567890", "Z12345678", "KM--", "een hele lange tekst over iemand", "KM\n104"],
)
def test_a_number_that_may_be_somebodys_is_no_link_code(code: str) -> None:
    assert not rules.is_case_code(code)
