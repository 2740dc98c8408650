"""Rules of the letter room, with values only."""

from __future__ import annotations

from datetime import date

import pytest

from sleutelbos.letters.readability import Block, Kind
from sleutelbos.letters.rules import gains, panel, privacy, versions

BSN = "123456782"


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Geachte heer Jansen,", "name", "Jansen"),
        ("Geachte mevrouw van der Berg,", "name", "van der Berg"),
        ("Beste Fatima Ahmadi,", "name", "Fatima Ahmadi"),
        ("Mevrouw A. de Vries belt u.", "name", "A. de Vries"),
        ("Bel 06-12345678.", "phone", "06-12345678"),
        ("Bel +31 6 12345678.", "phone", "+31 6 12345678"),
        ("Mail naar k.dewit@winterswijk.nl.", "mail", "k.dewit@winterswijk.nl"),
        ("Betaal op NL91 ABNA 0417 1643 00.", "iban", "NL91 ABNA 0417 1643 00"),
        ("U woont op de Kerkstraat 12a.", "address", "Kerkstraat 12a"),
        ("7101 BC Winterswijk", "address", "7101 BC Winterswijk"),
        ("Postbus 101", "address", "Postbus 101"),
        ("Ons kenmerk: 2026/345", "case", "2026/345"),
        ("Zaaknummer Z-2026-1234", "case", "Z-2026-1234"),
    ],
)
def test_personal_data_are_found(text: str, kind: str, words: str) -> None:
    assert [(one.kind.value, one.words) for one in privacy.found_in([text])] == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Geachte heer, mevrouw,",
        "Beste inwoner,",
        "Beste Inwoner,",
        "Aan de inwoners van Winterswijk",
        "Bel 14 0543 of 0800-1234567.",
        "Kom op 12 maart 2026 om 10.00 uur.",
        "U betaalt 1.200 euro binnen zes weken.",
        "Artikel 4:5 van de Algemene wet bestuursrecht.",
        "Beste [naam],",
    ],
)
def test_what_leads_to_nobody_is_left_alone(text: str) -> None:
    assert privacy.found_in([text]) == []


def test_a_name_under_the_greeting_is_found_and_counted_everywhere() -> None:
    texts = ["Vraag het aan Karin de Wit.", "Met vriendelijke groet,", "Karin de Wit"]
    assert [(one.words, one.times) for one in privacy.found_in(texts)] == [("Karin de Wit", 2)]


def test_a_bsn_never_comes_in_and_an_account_number_waits_for_a_person() -> None:
    text, kinds = privacy.without_forbidden(f"Uw BSN is {BSN}, uw rekening NL91ABNA0417164300.")
    assert text == "Uw BSN is [nummer], uw rekening NL91ABNA0417164300." and kinds == ["bsn"]


def test_what_was_confirmed_as_public_is_not_asked_again() -> None:
    assert privacy.found_in(["Mail info@gemeente.nl"], [["mail", "info@gemeente.nl"]]) == []


def test_replacing_takes_whole_words_only() -> None:
    assert privacy.replaced("Jan en Jansen, Jan!", "name", "Jan") == "[naam] en Jansen, [naam]!"


def _candidate(
    number: int, *languages: str, gender: str = "woman", last: date | None = None, route: str = ""
) -> panel.Candidate:
    return panel.Candidate(number, languages, gender, last_asked=last, route=route)


def test_a_panel_covers_the_languages_of_the_receivers_first() -> None:
    people = [_candidate(1, "tr"), _candidate(2, "ti"), _candidate(3, "tr"), _candidate(4, "fa")]
    assert {seat.key_person for seat in panel.suggested(people, 2, ["ti", "fa"])} == {2, 4}


def test_a_panel_is_even_and_takes_turns() -> None:
    people = [
        _candidate(1, "tr", last=date(2026, 1, 1)),
        _candidate(2, "tr"),
        _candidate(3, "tr", gender="man"),
        _candidate(4, "tr"),
    ]
    seats = panel.suggested(people, 2)
    assert [seat.key_person for seat in seats] == [2, 3]
    assert ("even", "man") in seats[1].reasons and ("never_asked", "") in seats[0].reasons
    assert panel.suggested(list(reversed(people)), 2) == seats


def test_a_panel_mixes_learning_routes_and_nobody_is_passed_over_for_not_telling() -> None:
    people = [_candidate(number, "tr", route="b1") for number in range(1, 5)]
    people += [_candidate(5, "tr", route="self_reliance"), _candidate(6, "tr")]
    seats = panel.suggested(people, 4)
    assert [seat.key_person for seat in seats] == [1, 5, 2, 6], "a third of the B1 route comes after who did not tell"
    untold = [_candidate(one.key_person, "tr") for one in people]
    assert [seat.key_person for seat in panel.suggested(untold, 3)] == [1, 2, 3], "told by nobody: everybody's turn"


def test_no_reason_beside_a_name_tells_a_learning_route() -> None:
    people = [_candidate(1, "tr", route="b1"), _candidate(2, "tr", route="education"), _candidate(3, "tr")]
    codes = {code for seat in panel.suggested(people, 3) for code, _value in seat.reasons}
    assert codes <= {"receivers", "as_before", "new_language", "even", "never_asked", "last_asked"}


@pytest.mark.parametrize(
    ("routes", "shown"),
    [
        (["b1", "b1", "self_reliance", ""], True),
        (["b1", "self_reliance", ""], False),  # so few that a number is a person
        (["b1", "b1", "b1", "b1"], False),  # a number that says it of everybody
        (["", "", "", ""], False),
    ],
)
def test_routes_are_counted_out_loud_only_where_that_tells_nobodys(routes: list[str], shown: bool) -> None:
    people = [_candidate(number, "tr", route=route) for number, route in enumerate(routes)]
    assert panel.balance_of(people).routes_shown is shown


@pytest.mark.parametrize(
    ("one", "other", "tells"),
    [
        ("abcd", "abcde", True),  # one more reader
        ("abcd", "abcd", True),  # the same people later: what changed is one person's
        ("abcde", "abcdf", True),  # one for another
        ("abcd", "efgh", False),
        ("abcd", "abcdefgh", False),
    ],
)
def test_two_counts_are_not_made_of_panels_that_differ_by_a_few_people(one: str, other: str, tells: bool) -> None:
    panels = [{ord(letter) for letter in letters} for letters in (one, other)]
    assert panel.tells_a_difference(panels[0], [panels[1]]) is tells
    assert not panel.tells_a_difference(panels[0], [])


def test_the_next_panel_looks_like_the_one_before_with_other_people() -> None:
    before = [_candidate(1, "ti", gender="man", route="b1"), _candidate(2, "ti", gender="man", route="b1")]
    people = [
        _candidate(11, "fa", route="education"),
        _candidate(12, "ti", route="education"),
        _candidate(13, "ti", gender="man", route="education"),
        _candidate(14, "ti", gender="man", route="b1"),
    ]
    seats = panel.suggested(people, 1, like=before)
    assert [seat.key_person for seat in seats] == [14]
    assert ("as_before", "ti") in seats[0].reasons


def test_a_panel_never_has_more_seats_than_people() -> None:
    assert len(panel.suggested([_candidate(1, "tr")], 9)) == 1
    assert panel.suggested([], 3) == []


BLOCKS = [
    (0, Block(Kind.ADDRESS, "Geachte heer, mevrouw,")),
    (1, Block(Kind.PARAGRAPH, "U dient te bellen. Neem uw paspoort mee.")),
    (2, Block(Kind.PARAGRAPH, "Wij helpen u graag.")),
]


def test_sentences_have_names_that_last_and_addresses_have_none() -> None:
    pieces = versions.pieces_of(BLOCKS)
    assert [piece.text for piece in pieces] == ["U dient te bellen.", "Neem uw paspoort mee.", "Wij helpen u graag."]
    assert [piece.key.rsplit(".", 1)[0] for piece in pieces] == ["1.0", "1.1", "2.0"]
    assert pieces == versions.pieces_of(BLOCKS)


def test_a_new_version_keeps_what_stood_around_a_changed_sentence() -> None:
    pieces = versions.pieces_of(BLOCKS)
    blocks, new = versions.rewritten(BLOCKS, pieces, {pieces[0].key: "Bel ons. Dat mag ook een ander doen."})
    assert blocks[1][1].text == "Bel ons. Dat mag ook een ander doen. Neem uw paspoort mee."
    assert blocks[0] == BLOCKS[0] and blocks[2] == BLOCKS[2]
    came = {piece.text: piece.came_from for piece in new}
    assert came["Bel ons."] == came["Dat mag ook een ander doen."] == pieces[0].key
    assert came["Neem uw paspoort mee."] == pieces[1].key
    for piece in new:
        text = dict(blocks)[piece.block].text
        assert text[piece.start : piece.end] == piece.text


def test_replaced_words_are_short_and_hold_no_numbers_or_names() -> None:
    assert versions.replaced_words("U dient zich te melden.", "U moet zich te melden.") == [("dient", "moet")]
    assert versions.replaced_words("Kom voor 1 maart.", "Kom voor 2 april.") == []
    assert versions.replaced_words("Bel met Karin daarover.", "Bel met ons daarover.") == []


def test_under_five_readers_there_is_no_percentage() -> None:
    few = gains.understood([(1, True), (2, True), (3, False), (4, True)])
    assert (few.right, few.answers, few.readers, few.percentage) == (3, 4, 4, None)
    assert gains.understood([*[(n, True) for n in range(4)], (9, False)]).percentage == 80


def test_who_read_a_part_is_paid_for_that_part_in_steps_of_five() -> None:
    assert gains.minutes_done(30, 0, 20) == 5
    assert gains.minutes_done(30, 10, 20) == 15
    assert gains.minutes_done(30, 11, 20) == 20
    assert gains.minutes_done(30, 40, 20) == 30
    assert versions.minutes_for(25, 300, 3) == 15
