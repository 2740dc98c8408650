"""Who may help whom in which language: the file's promises, and what a match says about itself."""

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from sleutelbos.keypersons.languages import variety_tags
from sleutelbos.matching.engine import (
    LanguageMatch,
    LanguageNeed,
    PersonLanguage,
    Question,
    Reason,
    Relation,
    Rule,
    Shortlist,
    load_languages,
    load_weights,
    shortlist,
)
from sleutelbos.matching.engine import languages as module
from sleutelbos.matching.engine.languages import Level, read_rules
from tests.matching.engine.worlds import person, question, snapshot

RULES = load_languages()
WEIGHTS = load_weights()
FILE = Path(module.__file__).with_name("languages.toml")


def asked(*needs: LanguageNeed, fallback: str = "declared") -> Question:
    """The usual question in other languages."""
    return question(languages=needs, fallback=fallback)


def found(languages: tuple[PersonLanguage, ...], wanted: Question) -> Shortlist:
    """The shortlist of one person with these languages."""
    return shortlist(snapshot(person(1, languages=languages)), wanted, WEIGHTS)


def matched(have: str, need: str, fallback: str = "declared", level: int = 4) -> LanguageMatch | None:
    """How somebody who speaks one variety well serves the other, None when not at all."""
    result = found((PersonLanguage(have, level, level, level),), asked(LanguageNeed(need, 2, 2), fallback=fallback))
    return result.candidates[0].language if result.candidates else None


def test_levels_are_ordered() -> None:
    assert list(Level) == sorted(Level)
    assert Level.MOTHER_TONGUE > Level.GOOD > Level.SIMPLE_TALK > Level.A_LITTLE > Level.NONE


@pytest.mark.parametrize(
    ("have", "need", "relation"),
    [
        ("ti", "ti", Relation.DIRECT),
        ("apc", "ar", Relation.OPEN),
        ("fa-AF", "fa", Relation.FALLBACK),
        ("fa", "fa-AF", Relation.FALLBACK),
        ("ary", "apc", Relation.FALLBACK),
        ("rw", "rn", Relation.FALLBACK),
        ("ar", "arz", Relation.FALLBACK),
    ],
)
def test_a_match_says_which_pair_it_rests_on(have: str, need: str, relation: Relation) -> None:
    match = matched(have, need)
    assert match is not None
    assert (match.asked, match.used, match.relation) == (need, have, relation)
    assert (match.note != "") == (relation is Relation.FALLBACK)


@pytest.mark.parametrize(
    ("have", "need"),
    [
        ("kmr", "ckb"),
        ("ckb", "kmr"),
        ("kmr", "ku"),
        ("ku", "kmr"),
        ("ku", "ku"),
        ("ar", "kmr"),
        ("apc", "kmr"),
        ("tr", "kmr"),
        ("fa", "ckb"),
        ("ru", "uk"),
        ("uk", "ru"),
        ("am", "ti"),
        ("arb", "ti"),
        ("ary", "rif"),
        ("rif", "ary"),
        ("fa-AF", "ps"),
        ("aii", "tru"),
        ("apc", "ary"),
        ("so", "ymm"),
    ],
)
def test_these_never_stand_in_for_each_other(have: str, need: str) -> None:
    assert matched(have, need) is None


@pytest.mark.parametrize(("have", "need"), [("fa", "fa-AF"), ("ary", "apc"), ("ar", "apc")])
def test_a_declared_fallback_is_used_only_where_the_question_allows_it(have: str, need: str) -> None:
    assert matched(have, need, "declared") is not None
    assert matched(have, need, "none") is None


def test_the_newcomer_may_say_that_another_language_is_fine() -> None:
    kurdish = LanguageNeed("kmr", 2, 2)
    arabic = LanguageNeed("apc", 2, 2, accepted=True)
    speaker = (PersonLanguage("apc", 4, 4, 4),)
    assert found(speaker, asked(kurdish)).fitting == ()
    result = found(speaker, asked(kurdish, arabic, fallback="none")).candidates[0]
    assert result.language is not None and result.language.accepted
    reasons = {reason.reason: reason for reason in result.reasons}
    assert reasons[Reason.LANGUAGE_ACCEPTED].points == WEIGHTS.language_accepted
    assert reasons[Reason.LANGUAGE_ACCEPTED].value("asked") == "apc"


def test_a_fallback_costs_levels_before_the_minimum_is_held_against_them() -> None:
    need = LanguageNeed("fa", speaking=3, understanding=3)
    assert found((PersonLanguage("fa-AF", 4, 4),), asked(need)).fitting == (1,)
    assert found((PersonLanguage("fa-AF", 3, 4),), asked(need)).fitting == ()
    assert found((PersonLanguage("fa", 3, 3),), asked(need)).fitting == (1,)


def test_the_way_back_is_another_entry() -> None:
    assert matched("ary", "apc") is not None
    assert matched("apc", "ary") is None


def test_each_use_is_held_against_its_own_minimum() -> None:
    listener = (PersonLanguage("ti", speaking=1, understanding=4, reading=0),)
    assert found(listener, asked(LanguageNeed("ti", understanding=3))).fitting == (1,)
    assert found(listener, asked(LanguageNeed("ti", speaking=2, understanding=3))).fitting == ()
    assert found(listener, asked(LanguageNeed("ti", reading=1))).fitting == ()


def test_a_use_without_a_cost_is_never_replaced() -> None:
    tajik = (PersonLanguage("tg", 4, 4, 4),)
    assert found(tajik, asked(LanguageNeed("fa-AF", 2))).fitting == (1,)
    assert found(tajik, asked(LanguageNeed("fa-AF", 2, reading=1))).fitting == ()


@pytest.mark.parametrize(
    ("scripts", "script", "fits"),
    [
        (("Latn",), "Latn", True),
        (("Latn",), "Arab", False),
        # Kurmanji is written in more than one script, so nothing is taken for granted.
        ((), "Latn", False),
        (("Arab", "Latn"), "Arab", True),
        (("Arab",), "", True),
    ],
)
def test_reading_is_held_against_the_script(scripts: tuple[str, ...], script: str, fits: bool) -> None:
    reader = (PersonLanguage("kmr", 3, 3, 3, scripts),)
    assert bool(found(reader, asked(LanguageNeed("kmr", reading=2, script=script))).fitting) is fits


def test_a_variety_with_one_usual_script_needs_no_script_on_the_profile() -> None:
    reader = (PersonLanguage("ti", 3, 3, 3),)
    assert found(reader, asked(LanguageNeed("ti", reading=2, script="Ethi"))).fitting == (1,)
    assert found(reader, asked(LanguageNeed("ti", reading=2, script="Latn"))).fitting == ()


def test_the_straight_match_wins_from_a_fallback_of_the_same_person() -> None:
    both = (PersonLanguage("fa-AF", 4, 4), PersonLanguage("fa", 3, 3))
    match = found(both, asked(LanguageNeed("fa", 2, 2))).candidates[0].language
    assert match is not None and (match.used, match.relation) == ("fa", Relation.DIRECT)


def test_a_family_that_is_closed_is_asked_about_and_nobody_is_guessed() -> None:
    result = found((PersonLanguage("kmr", 4, 4),), asked(LanguageNeed("ku", 2, 2)))
    assert result.fitting == ()
    assert result.excluded.of(1) == (Rule.LANGUAGE,)
    assert [(item.asked, item.open) for item in result.unclear] == [("ku", False)]
    assert "ckb" in result.unclear[0].members


def test_a_family_that_is_open_is_asked_about_too() -> None:
    result = found((PersonLanguage("apc", 4, 4),), asked(LanguageNeed("ar", 2, 2), fallback="none"))
    assert result.fitting == (1,)
    assert [(item.asked, item.open) for item in result.unclear] == [("ar", True)]


def test_a_tag_nobody_declared_serves_only_itself() -> None:
    assert matched("x-own", "x-own") is not None
    assert matched("x-own", "ar") is None


def test_every_variety_a_profile_can_hold_is_known_here() -> None:
    assert set(variety_tags()) <= RULES.varieties


def test_every_open_family_says_what_a_profile_with_only_the_family_is_worth() -> None:
    for family in RULES.families:
        ways = {route.need for route in RULES.fallbacks if route.have == family.tag}
        assert ways >= set(family.members) if family.open else not ways


def test_no_route_crosses_a_never_pair() -> None:
    apart = {frozenset(pair) for pair in RULES.never}
    for need in RULES.varieties:
        for route in RULES.routes(need, fallback=True):
            assert frozenset((route.have, need)) not in apart


@pytest.fixture
def data() -> dict[str, Any]:
    """The file as it is, to be spoiled."""
    return deepcopy(tomllib.loads(FILE.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"have": "kmr", "need": ["ckb"], "speaking": 1, "note": "n"}, "may never"),
        ({"have": "apc", "need": ["kmr"], "speaking": 1, "note": "n"}, "may never"),
        ({"have": "fa", "need": ["fa"], "speaking": 0, "note": "n"}, "may never"),
        ({"have": "fa", "need": ["fa-AF"], "speaking": 1, "note": "n"}, "twice"),
        ({"have": "qqq", "need": ["fa"], "speaking": 1, "note": "n"}, "unknown"),
        ({"have": "fr", "need": ["ln"], "speaking": 5, "note": "n"}, "0-4"),
        ({"have": "fr", "need": ["ln"], "speaking": 1}, "note"),
    ],
)
def test_a_wrong_entry_stops_the_file(data: dict[str, Any], entry: dict[str, Any], message: str) -> None:
    data["fallback"].append(entry)
    with pytest.raises(ValueError, match=message):
        read_rules(data)


def test_every_entry_says_what_it_rests_on(data: dict[str, Any]) -> None:
    entries = data["family"] + data["fallback"] + data["never"]
    assert {entry["basis"] for entry in entries} == {"iso", "common", "care"}
