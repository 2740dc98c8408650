"""The varieties that have a name are exactly those the matching rules know."""

from sleutelbos.keypersons.languages import script_name, variety_tags
from sleutelbos.matching.engine.languages import load_languages


def test_both_lists_of_varieties_are_the_same() -> None:
    assert len(variety_tags()) == len(set(variety_tags()))
    assert set(variety_tags()) == load_languages().varieties


def test_every_script_of_the_rules_has_a_name() -> None:
    scripts = {code for _tag, codes in load_languages().scripts for code in codes}
    assert scripts
    assert [code for code in scripts if script_name(code, "nl") == code and code != "Thai"] == []
