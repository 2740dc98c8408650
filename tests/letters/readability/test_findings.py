"""What is shown, where, and what is left alone."""

from datetime import date

import pytest

from sleutelbos.letters.readability import Block, Kind, Level, Point, Rule, block_of, blocks_of, check
from sleutelbos.letters.readability.calendar import deadlines_in

DAY = date(2026, 11, 2)


def rules(text: str) -> set[Rule]:
    return {finding.rule for finding in check([Block(Kind.PARAGRAPH, text)]).findings}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("De brief wordt door de gemeente gestuurd.", Rule.PASSIVE),
        ("Dan kan uw geld worden teruggevorderd.", Rule.PASSIVE),
        ("Indien u belt, helpen wij u.", Rule.FORMAL),
        ("De zelfredzaamheid van de klant.", Rule.EASIER),
        ("Bel binnen twee dagen.", Rule.NUMBER),
        ("Kom a.u.b. langs.", Rule.ABBREVIATION),
        ("Maandag t/m vrijdag.", Rule.ABBREVIATION),
        ("Neem een pen, een map, een foto, een pas en geld mee.", Rule.COMMAS),
        ("U krijgt de leerbaarheidstoets.", Rule.TERM),
        ("Volgens artikel 17, eerste lid, van de Participatiewet moet u dit melden.", Rule.ARTICLE),
        ("Bij gebreke van betaling volgen rechtsmaatregelen.", Rule.HARSH),
        (" ".join(["woord"] * 22) + ".", Rule.OVER_20),
        (" ".join(["woord"] * 27) + ".", Rule.OVER_25),
    ],
)
def test_a_rule_fires(text: str, rule: Rule) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "De gemeente wordt groter.",
        "Het wordt koud in de gemeente.",
        "U krijgt (als u wilt) hulp van onze wijkverpleegkundige.",
        "Het is niet onmogelijk.",
        "Bel ons op maandag.",
    ],
)
def test_what_is_no_error_is_not_shown_as_one(text: str) -> None:
    found = check([Block(Kind.PARAGRAPH, text)]).findings
    assert [finding for finding in found if finding.level is not Level.HINT] == []


def test_acht_is_a_number_and_no_formal_word() -> None:
    assert {Rule.NUMBER, Rule.FORMAL} & rules("Bel binnen acht weken.") == {Rule.NUMBER}


def test_a_finding_stands_where_it_says_and_names_who_acts() -> None:
    block = Block(Kind.PARAGRAPH, "Goed. De brief wordt door de gemeente gestuurd.")
    finding = next(one for one in check([block]).findings if one.rule is Rule.PASSIVE)
    assert block.text[finding.start : finding.end] == "wordt"
    assert [block.text[start:end] for start, end in finding.also] == ["gestuurd", "door de gemeente"]
    assert dict(finding.facts) == {"agent": "door de gemeente"}


def test_addresses_and_margins_are_left_alone() -> None:
    blocks = [Block(Kind.ADDRESS, "Betreft: uw verzoek t.a.v. indien"), Block(Kind.MARGIN, "Indien u tevens")]
    assert check(blocks).findings == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Reageer binnen zes weken.", date(2026, 12, 14)),
        ("Reageer binnen 6 weken na dagtekening van deze brief.", date(2026, 12, 14)),
        ("Reageer binnen vier maanden na de datum van dit besluit.", date(2027, 3, 2)),
        ("Reageer binnen 3 werkdagen.", date(2026, 11, 5)),
        ("Reageer binnen 5 werkdagen.", date(2026, 11, 9)),
        ("Reageer binnen een jaar.", date(2027, 11, 2)),
        ("Reageer binnen 8 weken na de verhuizing.", None),
    ],
)
def test_a_deadline_gets_its_day(text: str, day: date | None) -> None:
    [found] = deadlines_in(text, DAY)
    assert found.day == day


def test_a_deadline_at_the_end_of_a_short_month_is_its_last_day() -> None:
    [found] = deadlines_in("binnen een maand", date(2027, 1, 31))
    assert found.day == date(2027, 2, 28)


def test_without_a_date_of_the_letter_no_day_is_made_up() -> None:
    assert [found.day for found in deadlines_in("binnen zes weken", None)] == [None]


LETTER = """Datum: 2 november 2026

Geachte mevrouw,

U moet het formulier vóór 1 december 2026 terugsturen. Reageert u niet op tijd, dan stopt uw uitkering.

Vragen? Bel 0314 - 377 377.
"""


def test_the_checklist_names_the_places() -> None:
    result = check(blocks_of(LETTER))
    words = {point: [place.words for place in places] for point, places in result.checklist.items()}
    assert words[Point.WHO][0] == "U moet"
    assert words[Point.WHAT][0] == "U moet"
    assert words[Point.BY_WHEN] == ["1 december 2026"]
    assert words[Point.OTHERWISE]
    assert words[Point.CALL] == ["0314 - 377 377"]
    assert result.letter_day == DAY


def test_a_letter_that_asks_nothing_has_an_empty_checklist() -> None:
    result = check([Block(Kind.PARAGRAPH, "Het wordt mooi weer.")])
    assert not any(result.checklist.values())


def test_tables_and_address_lines_do_not_count_in_the_index() -> None:
    block = block_of("Bel ons.")
    assert block is not None
    assert check([Block(Kind.CELL, "Bel")]).index is None
    assert check([block, Block(Kind.ADDRESS, "Aan: indien")]).index == check([block]).index
