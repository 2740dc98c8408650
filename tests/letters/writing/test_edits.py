"""Tracked changes: rejecting gives the letter back per character and form, accepting gives the accepted text."""

import io
import random
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from lxml import etree

from sleutelbos.letters.readability import Block
from sleutelbos.letters.reading import open_letter
from sleutelbos.letters.writing import Edit, Remark, clean, plain, tracked
from sleutelbos.letters.writing.edits import changes
from tests.letters.writing import judge, varied

AUTHOR = "Sleutelbos"
MOMENT = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
FROM_LIBREOFFICE = sorted((Path(__file__).parent / "libreoffice").glob("*.docx"))
# A seed, or a file: they are only made by who runs the test.
FILES = [*(pytest.param(seed, id=f"seed-{seed}") for seed in range(40))]
FILES += [pytest.param(path, id=path.stem) for path in FROM_LIBREOFFICE]


@pytest.fixture
def data(request: pytest.FixtureRequest) -> bytes:
    """The letter of a seed or of a file."""
    return request.param.read_bytes() if isinstance(request.param, Path) else varied.make(request.param)


def edits_for(blocks: tuple[Block, ...], seed: int = 1) -> list[Edit]:
    """Words changed, added, taken out, whole sentences replaced: somewhere in most blocks."""
    chance = random.Random(seed)
    found = []
    for number, block in enumerate(blocks):
        words = [at for at, sign in enumerate(block.text) if sign == " "]
        if len(words) < 2 or (len(blocks) > 3 and chance.random() < 0.2):
            continue
        start, end = sorted(chance.sample([0, *words, len(block.text)], 2))
        kind = chance.choice(("replace", "insert", "remove", "all"))
        if kind == "replace":
            found.append(Edit(number, start, end, " nieuwe woorden & <tekens>"))
        elif kind == "insert":
            found.append(Edit(number, start, start, " erbij"))
        elif kind == "remove":
            found.append(Edit(number, start, end, ""))
        else:
            found.append(Edit(number, 0, len(block.text), "Dit is een nieuwe zin. " + block.text[: words[1]] + "."))
    return found


def text_of(data: bytes) -> str:
    """All words; where a paragraph has line breaks the reader decides by their length whether it is one block."""
    return " ".join(" ".join(block.text for block in open_letter(data, "brief.docx").blocks).split())


def wanted(blocks: tuple[Block, ...], edits: list[Edit]) -> str:
    found = [block.text for block in blocks]
    for edit in sorted(edits, key=lambda one: -one.start):
        text = found[edit.block]
        found[edit.block] = text[: edit.start] + edit.text + text[edit.end :]
    return " ".join(" ".join(found).split())


def test_there_are_fifty_files_and_ten_of_them_were_made_by_libreoffice() -> None:
    assert len(FILES) >= 50
    assert len(FROM_LIBREOFFICE) >= 10


@pytest.mark.parametrize("data", FILES, indirect=True)
def test_rejecting_gives_the_letter_back_and_accepting_the_new_text(data: bytes) -> None:
    blocks = open_letter(data, "brief.docx").blocks
    edits = edits_for(blocks)
    assert edits
    remarks = [Remark(edit.block, edit.start, edit.end, "Gewijzigd na het lezen.", "Lezers") for edit in edits[:3]]
    written = tracked(data, edits, remarks, author=AUTHOR, moment=MOMENT)
    assert written.unplaced_edits == ()
    rejected = judge.decide(written.data, AUTHOR, accept=False)
    assert judge.shown(rejected) == judge.shown(data)
    accepted = judge.decide(written.data, AUTHOR, accept=True)
    assert text_of(accepted) == wanted(blocks, edits)
    assert text_of(accepted) != text_of(data)
    # python-docx reads every part again, with the new comments.
    reopened = docx.Document(io.BytesIO(written.data))
    placed = len(remarks) - len(written.unplaced_remarks)
    assert sum(comment.author == "Lezers" for comment in reopened.comments) == placed


@pytest.mark.parametrize("data", FILES[::3], indirect=True)
def test_the_clean_letter_has_the_new_text_and_no_change_or_comment_left(data: bytes) -> None:
    blocks = open_letter(data, "brief.docx").blocks
    edits = edits_for(blocks, seed=2)
    written = clean(data, edits)
    assert text_of(written.data) == wanted(blocks, edits)
    body = judge.parts(written.data)["word/document.xml"]
    assert not [mark for mark in (b"<w:ins ", b"<w:del ", b"commentRangeStart") if mark in body]


@pytest.mark.parametrize("data", FILES[::5], indirect=True)
def test_no_edit_changes_nothing_and_the_same_edits_give_the_same_bytes(data: bytes) -> None:
    untouched = tracked(data, [], author=AUTHOR, moment=MOMENT).data
    assert judge.parts(untouched) == judge.parts(data)
    edits = edits_for(open_letter(data).blocks)
    first, second = (tracked(data, edits, author=AUTHOR, moment=MOMENT).data for _ in range(2))
    assert first == second


def test_only_words_that_differ_are_marked_and_keep_the_form_around_them() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("U dient ")
    paragraph.add_run("vóór vrijdag").bold = True
    paragraph.add_run(" te betalen.")
    buffer = io.BytesIO()
    document.save(buffer)
    old = "U dient vóór vrijdag te betalen."
    new = "U moet vóór zaterdag betalen."
    body = judge.parts(tracked(buffer.getvalue(), [Edit(0, 0, len(old), new)], author=AUTHOR, moment=MOMENT).data)[
        "word/document.xml"
    ].decode()
    assert [body.count(f'<w:delText xml:space="preserve">{word}</w:delText>') for word in ("dient", "vrijdag")] == [
        1,
        1,
    ]
    assert "<w:r><w:t>moet</w:t></w:r>" in body
    assert "<w:r><w:rPr><w:b/></w:rPr><w:t>zaterdag</w:t></w:r>" in body


def test_a_change_inside_an_insertion_of_somebody_else_stands_beside_it() -> None:
    data = next(
        varied.make(seed)
        for seed in range(40)
        if b"Iemand anders" in judge.parts(varied.make(seed))["word/document.xml"]
    )
    blocks = open_letter(data).blocks
    number = next(at for at, block in enumerate(blocks) if "meteen even snel" in block.text)
    start = blocks[number].text.index("even")
    written = tracked(data, [Edit(number, start, start + 4, "nu")], author=AUTHOR, moment=MOMENT)
    body = etree.fromstring(judge.parts(written.data)["word/document.xml"])
    assert body.xpath("count(//*[local-name()='ins'])") == 3
    assert body.xpath("count(//*[local-name()='ins']//*[local-name()='ins'])") == 0
    assert judge.shown(judge.decide(written.data, AUTHOR, accept=False)) == judge.shown(data)
    assert "U moet meteen nu snel bellen" in text_of(judge.decide(written.data, AUTHOR, accept=True))


def test_an_edit_outside_its_block_or_over_another_one_is_refused() -> None:
    data = varied.make(1)
    for edits in ([Edit(0, 0, 9_999, "x")], [Edit(999, 0, 1, "x")], [Edit(0, 0, 5, "x"), Edit(0, 3, 8, "y")]):
        with pytest.raises(ValueError, match="lies"):
            tracked(data, edits, author=AUTHOR, moment=MOMENT)


def test_a_remark_in_a_header_has_no_place_and_is_told() -> None:
    data = next(
        varied.make(seed)
        for seed in range(40)
        if any(block.text.startswith("Gemeente Voorbeeld, team") for block in open_letter(varied.make(seed)).blocks)
    )
    blocks = open_letter(data).blocks
    number = next(at for at, block in enumerate(blocks) if block.text.startswith("Gemeente Voorbeeld, team"))
    body = next(at for at, block in enumerate(blocks) if block.text.startswith("Uw aanvraag"))
    remarks = [Remark(number, 0, 8, "Boven", "Lezers"), Remark(body, 0, 2, "Hier", "Lezers")]
    written = tracked(data, [Edit(number, 0, 8, "Stad")], remarks, author=AUTHOR, moment=MOMENT)
    assert written.unplaced_remarks == (0,)
    # The header of the first page says the same: both change.
    assert sum(b">Stad<" in content for name, content in judge.parts(written.data).items() if "header" in name) == 2


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("een twee drie", "een 2 drie", [(4, 8, "2")]),
        ("een twee", "een twee", []),
        ("een twee", "", [(0, 8, "")]),
        ("", "nieuw", [(0, 0, "nieuw")]),
        ("dient te betalen", "moet betalen", [(0, 8, "moet")]),
    ],
)
def test_changes_are_whole_words(old: str, new: str, expected: list[tuple[int, int, str]]) -> None:
    assert changes(old, new) == expected


def test_a_letter_that_came_as_text_becomes_a_file_with_the_same_blocks() -> None:
    letter = open_letter(b"Uw aanvraag\n\nWij helpen u graag. Bel ons.\n\n- neem mee: pas\n- en geld\n", "b.txt")
    made = plain(letter.blocks, title="Uw aanvraag")
    assert open_letter(made, "b.docx").blocks == letter.blocks
    assert made == plain(letter.blocks, title="Uw aanvraag")
