"""The own list: its shape, its size, and how it is found in a text."""

from collections import Counter

import pytest

from sleutelbos.letters.readability.words import WordKind, familiarity, own_list, read_list, tokens_of


def words_found(text: str) -> list[str]:
    return [hit.entry.word for hit in own_list().hits(text)]


def test_the_list_has_at_least_600_words_to_replace_and_150_terms_that_stay() -> None:
    counts = Counter(entry.kind for entry in own_list().entries)
    assert counts[WordKind.PLAIN] >= 600
    assert counts[WordKind.KEEP] >= 150


def test_every_entry_helps_a_reader() -> None:
    for entry in own_list().entries:
        if entry.kind is WordKind.KEEP:
            assert entry.explanation.endswith("."), entry
            assert len(entry.explanation.split()) <= 22, entry
            assert not entry.alternatives, entry
        else:
            assert entry.alternatives, entry
            assert all(alternative.strip() for alternative in entry.alternatives), entry
            assert entry.word.lower() not in {alternative.lower() for alternative in entry.alternatives}, entry


@pytest.mark.parametrize(
    "line", ["plain | woord", "raar | woord | iets", "plain |  | iets", "keep | a | b\nplain | A | c"]
)
def test_a_line_of_another_shape_or_twice_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line"):
        read_list(line)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Indien u belt", ["indien"]),
        ("met betrekking tot uw huis", ["met betrekking tot"]),
        ("Wij verstrekken u geld", ["verstrekken"]),
        ("uw inburgeringsplicht", ["inburgeringsplicht"]),
        ("De MAP is af en de map is rood", ["MAP"]),
        ("Lees de brief en bel ons", []),
        ("Het bedrag is verkeerd, bel binnen acht dagen", []),
        ("uw verzoek", ["verzoek"]),
        ("U dient dit formulier in te vullen", ["u dient"]),
        ("Hij diende een aanvraag in", []),
        ("Zij dienen samen een plan in", []),
        ("een vraag en/of klacht", ["en/of"]),
        ("Zo noemen wij de toets en het optreden", []),
        ("beeld/perspectief", ["perspectief"]),
    ],
)
def test_words_are_found_in_their_forms_and_longest_first(text: str, found: list[str]) -> None:
    assert words_found(text) == found


def test_a_word_of_two_known_parts_is_more_familiar_than_an_unknown_one() -> None:
    assert familiarity("taalschool") > familiarity("qzvrtaaxxl") == 0.0
    assert familiarity("huis") > familiarity("beschikking")


def test_tokens_keep_their_place() -> None:
    text = "Betaal € 1.200,50 vóór 3 mei aan mevr. O'Neill-Tesfay."
    assert all(text[token.start : token.end] == token.text for token in tokens_of(text))
    assert [token.text for token in tokens_of(text)][:2] == ["Betaal", "1.200,50"]


def test_a_slash_parts_words_but_not_short_ones() -> None:
    assert [token.text for token in tokens_of("naam/namen en/of ma t/m vr")] == [
        "naam",
        "namen",
        "en/of",
        "ma",
        "t/m",
        "vr",
    ]
