"""The index: it adds up, it points the right way, and on experts' sentences it is as good as the page says."""

import math

import pytest

from benchmarks.readability.pairs import DATA, read_pairs, right, sentences
from sleutelbos.letters.readability import index_of, own_weights
from sleutelbos.letters.readability.features import NAMES, SIGNS, measure
from sleutelbos.letters.readability.index import read_weights
from sleutelbos.letters.readability.patterns import is_instruction


def test_the_parts_and_the_constant_are_the_whole() -> None:
    index = index_of(["Indien u niet reageert, wordt de aanvraag afgewezen.", "Bel ons."])
    assert math.isclose(index.penalty, own_weights().constant + sum(index.parts.values()))
    assert set(index.parts) == set(NAMES)


def test_weights_without_a_feature_are_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        read_weights('version = "x"\nconstant = 0\nbands = []\n[weights]\nwords = 1')


def test_every_band_is_in_order() -> None:
    for band in own_weights().bands:
        assert band.quarter < band.median < band.three_quarters
    assert {band.genre for band in own_weights().bands if band.measured} == {"municipal_before", "municipal_after"}


@pytest.mark.parametrize(
    ("hard", "easy"),
    [
        (["Indien u verhinderd bent, dient u dit tijdig te melden."], ["Kunt u niet komen? Bel ons dan op tijd."]),
        (["De aanvraag wordt door ons beoordeeld."], ["Wij bekijken uw aanvraag."]),
        (["Wij sturen u de brief en daarna bellen wij u, zodat u, als u dat wilt, iets kunt vragen over het besluit."],
         ["Wij sturen u de brief.", "Daarna bellen wij u.", "U kunt dan iets vragen."]),
        (["Reageer binnen zes weken."], ["Reageer binnen 6 weken."]),
        (["U krijgt 75% van uw loon."], ["U krijgt 75 procent van uw loon."]),
        (["Neem eten, drinken etc. mee."], ["Neem eten, drinken enzovoort mee."]),
        (["Wij hebben uw brief van 3 mei over de huur gelezen."], ["Wij lazen uw brief van 3 mei over de huur."]),
    ],
)  # fmt: skip
def test_the_easier_text_has_the_lower_index(hard: list[str], easy: list[str]) -> None:
    assert index_of(easy).penalty < index_of(hard).penalty


@pytest.mark.skipif(not DATA.exists(), reason="the experts' pairs are not part of the repository")
def test_experts_rewrites_come_out_easier_far_more_often_than_not() -> None:
    pairs = read_pairs()
    gains = [index_of(sentences(pair.before)).penalty - index_of(sentences(pair.after)).penalty for pair in pairs]
    assert sum(map(right, gains)) / len(gains) >= 0.86


def test_no_weight_points_the_other_way_than_a_reader_would() -> None:
    for name, weight in own_weights().per_unit.items():
        assert weight * SIGNS[name] > 0, name


def test_a_field_to_be_filled_in_is_no_rare_word_and_no_bracket() -> None:
    field, name = measure(["Beste [AANHEFNAAM], bel ons."]), measure(["Beste Jan, bel ons."])
    assert field["rare"] <= name["rare"]
    assert field["marks"] == name["marks"] == 0


def test_one_u_in_a_heading_is_not_half_of_the_text() -> None:
    assert measure(["Voor u"])["addressed"] == 1 / 8


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Blijf thuis.", "Blijf dan thuis."),
        ("De korting stopt op 17 maart.", "De korting stopt daarom op 17 maart."),
        ("U kunt bellen.", "U kunt ook bellen."),
    ],
)
def test_a_word_that_ties_sentences_together_makes_nothing_harder(before: str, after: str) -> None:
    assert math.isclose(index_of([before]).penalty, index_of([after]).penalty)


def test_the_first_comma_of_a_sentence_is_free() -> None:
    assert measure(["Als u vragen hebt, kunt u bellen."])["marks"] == 0
    assert measure(["Wij sturen u de brief, het formulier, en een folder."])["marks"] == 1


def test_a_word_more_in_a_long_sentence_does_not_make_it_speak_to_the_reader_less() -> None:
    long = "Wij sturen u een brief over de huur van het huis en de kosten van het water"
    assert measure([f"{long}."])["addressed"] == measure([f"{long} in de nieuwe buurt."])["addressed"] == 2 / 15


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bel 14 020", True),
        ("Laat u testen", True),
        ("Of vraag een formulier aan", True),
        ("Gebruik geen zeep", True),
        ("Gebruik van zeep is verboden", False),
        ("Begin maart krijgt u een brief", False),
        ("Vraag", False),
        ("Wij bellen u", False),
        ("Of", False),
        ("", False),
    ],
)
def test_an_instruction_is_told_from_a_noun_by_the_word_that_follows(text: str, told: bool) -> None:
    assert is_instruction([word for word in text.lower().split() if word.isalpha()]) is told


def test_an_instruction_speaks_to_the_reader() -> None:
    assert measure(["Kijk in de folder."])["addressed"] == measure(["Kijkt u in de folder."])["addressed"] == 1 / 8
