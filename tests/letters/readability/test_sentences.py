"""Blocks and sentences of real letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sleutelbos.letters.readability import Block, Kind, block_of, blocks_of, sentences_of


def split(text: str) -> list[str]:
    return [sentence.text for sentence in sentences_of([Block(Kind.PARAGRAPH, text)])]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Bel dhr. Jansen, tel. 0314 377 377.", "Hij helpt u."],
        ["U betaalt € 1.200,50 per jaar.", "Dat is veel."],
        ["Het kantoor is open van 9.00 tot 17.00 uur.", "Kom langs!"],
        ["Volgens art. 17 van de Participatiewet moet u dit melden.", "Doe dat snel."],
        ["Neem mee: paspoort, foto, enz.", "Bel ons daarna."],
        ["U kunt m.b.t. uw huur bellen."],
        ["Dat is de wet van 1 jan. 2026."],
        ["Weet u het niet?", "Vraag het ons."],
        ["Hij zei: 'Kom maar.'", "Wij gingen."],
        ["1. Wat moet u doen?", "U moet bellen."],
        ["Kijk op www.gemeente.nl/brief.", "Daar staat meer."],
        ["Prof. dr. A.B. de Vries komt.", "Zij spreekt om 10 uur."],
        ["De kosten zijn o.a. huur, gas en water."],
        ["Alles is goed... toch?"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_blocks_of_a_letter() -> None:
    text = """Gemeente Doetinchem
Raadhuisstraat 2
7001 EW Doetinchem

Geachte mevrouw Tesfay,

Wat moet u doen

Stuur ons uw pa-
pieren vóór 1 maart. Dat moet
op tijd.

- uw paspoort
- uw huurcontract
"""
    found = blocks_of(text)
    assert [(block.kind, block.text) for block in found][1:] == [
        (Kind.ADDRESS, "Raadhuisstraat 2"),
        (Kind.ADDRESS, "7001 EW Doetinchem"),
        (Kind.ADDRESS, "Geachte mevrouw Tesfay,"),
        (Kind.HEADING, "Wat moet u doen"),
        (Kind.PARAGRAPH, "Stuur ons uw papieren vóór 1 maart. Dat moet op tijd."),
        (Kind.ITEM, "uw paspoort"),
        (Kind.ITEM, "uw huurcontract"),
    ]


def test_markdown_headings_tables_and_links() -> None:
    found = blocks_of(
        "# Brief\n\nKijk op [onze site](https://x.nl).\n\n| a | b |\n|---|---|\n| 1 | twee |", markdown=True
    )
    assert [(block.kind.value, block.text) for block in found] == [
        ("heading", "Brief"),
        ("paragraph", "Kijk op onze site (https://x.nl)."),
        ("cell", "a"),
        ("cell", "b"),
        ("cell", "1"),
        ("cell", "twee"),
    ]


@given(st.text(max_size=300))
def test_sentences_never_overlap_and_stand_where_they_say(text: str) -> None:
    blocks = blocks_of(text)
    last: dict[int, int] = {}
    for sentence in sentences_of(blocks):
        assert blocks[sentence.block].text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= last.get(sentence.block, 0)
        last[sentence.block] = sentence.end


def test_soft_hyphens_and_spaces_go() -> None:
    assert block_of("  in\u00adburge\u00adring \n kan ") == Block(Kind.PARAGRAPH, "inburgering kan")
    assert block_of(" \n ") is None


def test_a_title_over_two_lines_is_one_sentence_and_two_titles_are_two() -> None:
    assert len(sentences_of([Block(Kind.PARAGRAPH, "Regels voor hygiëne | in gebedshuizen")])) == 1
    assert len(sentences_of([Block(Kind.PARAGRAPH, "Regels voor hygiëne | Wat moet u doen?")])) == 2
