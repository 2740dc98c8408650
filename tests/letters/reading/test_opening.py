"""Files of letters: what is in them, and what is refused before it can do harm."""

import io
import random
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from odf import opendocument, table, text

from sleutelbos.letters.readability import Kind
from sleutelbos.letters.reading import RefusedLetter, limits, open_letter, refusals

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_file(fill: Callable[[docx.document.Document], None] | None = None) -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Gemeente Doetinchem"
    document.add_heading("Uw uitkering", level=1)
    paragraph = document.add_paragraph("Wij heb")
    paragraph.add_run("ben uw ").bold = True
    paragraph.add_run("brief gelezen.")
    document.add_paragraph("uw paspoort", style="List Bullet")
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "Bedrag", "€ 100"
    if fill:
        fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def rezipped(content: bytes, change: Callable[[str, bytes], bytes | None], **extra: bytes) -> bytes:
    """The same zip with members changed, left out (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, data in extra.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def odt_file() -> bytes:
    document = opendocument.OpenDocumentText()
    document.text.addElement(text.H(outlinelevel=1, text="Uw brief"))
    document.text.addElement(text.P(text="Bel ons vandaag."))
    items = text.List()
    item = text.ListItem()
    item.addElement(text.P(text="uw paspoort"))
    items.addElement(item)
    document.text.addElement(items)
    sheet = table.Table()
    row, cell = table.TableRow(), table.TableCell()
    cell.addElement(text.P(text="Bedrag"))
    row.addElement(cell)
    sheet.addElement(row)
    document.text.addElement(sheet)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def pdf_file(lines: list[str]) -> bytes:
    """The smallest honest PDF with these lines of text."""
    shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    stream = f"BT /F1 11 Tf 60 780 Td {shown} ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start


def a_pdf() -> bytes:
    return pdf_file(["Beste buur, bel ons.", "Dat is goed."])


def test_a_word_file_gives_its_blocks_in_order() -> None:
    letter = open_letter(word_file(), "brief.docx")
    assert [(block.kind, block.text) for block in letter.blocks] == [
        (Kind.MARGIN, "Gemeente Doetinchem"),
        (Kind.HEADING, "Uw uitkering"),
        (Kind.PARAGRAPH, "Wij hebben uw brief gelezen."),
        (Kind.ITEM, "uw paspoort"),
        (Kind.CELL, "Bedrag"),
        (Kind.CELL, "€ 100"),
    ]


def test_a_text_box_is_read_once_and_deleted_text_not_at_all() -> None:
    box = (
        f'<w:r xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:AlternateContent>"
        "<mc:Choice><w:txbxContent><w:p><w:r><w:t>In het vak.</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>In het vak.</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    changed = (
        f'<w:p xmlns:w="{W}"><w:r><w:t xml:space="preserve">Bel </w:t></w:r>'
        "<w:del><w:r><w:delText>morgen</w:delText></w:r>"
        "</w:del><w:ins><w:r><w:t>nu</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
    )

    def fill(document: docx.document.Document) -> None:
        document.add_paragraph("Naast het vak.")._p.append(parse_xml(box))
        document.element.body.insert(0, parse_xml(changed))

    letter = open_letter(word_file(fill))
    texts = [block.text for block in letter.blocks]
    assert texts.count("In het vak.") == 1
    assert "Naast het vak." in texts
    assert "Bel nu." in texts
    assert letter.notices == ("tracked-changes-accepted",)


def test_an_odt_file_gives_its_blocks_in_order() -> None:
    letter = open_letter(odt_file(), "brief.odt")
    assert [(block.kind.value, block.text) for block in letter.blocks] == [
        ("heading", "Uw brief"),
        ("paragraph", "Bel ons vandaag."),
        ("item", "uw paspoort"),
        ("cell", "Bedrag"),
    ]


def test_a_pdf_gives_its_text_with_lines_joined_and_asks_to_look_again() -> None:
    lines = ["U moet het formulier voor een maart terugsturen aan de", "gemeente. Dat kan met de post."]
    letter = open_letter(pdf_file(lines), "brief.pdf")
    assert [block.text for block in letter.blocks] == [" ".join(lines)]
    assert letter.notices == ("confirm-text",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_plain_text_is_read_in_the_usual_encodings(encoding: str) -> None:
    said = "Geachte mevrouw,\n\nU bent één dag te laat: betaal € 5 vóór vrijdag. Wij zien u graag in de mooie foyer."
    letter = open_letter(said.encode(encoding), "brief.txt")
    assert letter.blocks[-1].text.startswith("U bent één dag te laat")


def bomb() -> bytes:
    return rezipped(
        word_file(),
        lambda name, data: (b"<w:p>" + b" " * 30_000_000) if name == "word/document.xml" else data,
    )


def with_entity(content: bytes, part: str) -> bytes:
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    return rezipped(content, lambda name, data: data.replace(b"?>", b"?>" + declared, 1) if name == part else data)


def outside(kind: str) -> bytes:
    relation = (
        '<Relationship Id="x" TargetMode="External" Target="http://elders.example/x" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
    )

    def change(name: str, data: bytes) -> bytes:
        if name == "word/_rels/document.xml.rels":
            return data.replace(b"</Relationships>", relation.encode())
        return data

    return rezipped(word_file(), change)


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("nothing", lambda: b"\n\n", "a.txt", "empty"),
    ("huge", lambda: b"a" * 10_000_001, "a.txt", "too-large"),
    ("a book", lambda: b"Dit is een zin. " * 20_000, "a.txt", "too-long"),
    ("a picture", lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00", "a.png", "not-a-letter"),
    ("a web page", lambda: b"<!DOCTYPE html><p>Hallo</p>", "a.txt", "not-a-letter"),
    ("rtf called txt", lambda: b"{\\rtf1 Hallo}", "a.txt", "wrong-extension"),
    ("rtf", lambda: b"{\\rtf1 Hallo}", "a.rtf", "rich-text"),
    ("a program", lambda: b"\x7fELF\x00\x00", "a.txt", "not-a-letter"),
    ("a zip", lambda: rezipped(word_file(), lambda name, data: None, a_dot_txt=b"x"), "a.docx", "not-a-letter"),
    ("another name", word_file, "a.pdf", "wrong-extension"),
    ("text called docx", lambda: b"Beste buur, hallo.", "a.docx", "wrong-extension"),
    ("old Word", lambda: OLD + "WordDocument".encode("utf-16-le"), "a.doc", "old-doc"),
    ("old Excel", lambda: OLD + "Workbook".encode("utf-16-le"), "a.doc", "not-a-letter"),
    ("old Word with macros", lambda: OLD + "WordDocument _VBA_PROJECT".encode("utf-16-le"), "a.doc", "macros"),
    ("locked Word", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx",
     "encrypted"),
    ("macros", lambda: rezipped(word_file(), lambda name, data: data, word__vbaProject_dot_bin=b"x"), "a.docx",
     "macros"),
    ("macros in odt", lambda: rezipped(odt_file(), lambda name, data: data, Basic__a_dot_xml=b"x"), "a.odt", "macros"),
    ("a macro name", word_file, "a.docm", "macros"),
    ("a bomb", bomb, "a.docx", "unpacks-too-big"),
    ("entities", lambda: with_entity(word_file(), "word/document.xml"), "a.docx", "unsafe-xml"),
    ("entities in odt", lambda: with_entity(odt_file(), "content.xml"), "a.odt", "unsafe-xml"),
    ("a part elsewhere", lambda: outside("subDocument"), "a.docx", "external"),
    ("half a file", lambda: word_file()[:9000], "a.docx", "damaged"),
    ("no text inside", lambda: rezipped(word_file(), lambda n, d: None if n == "word/document.xml" else d), "a.docx",
     "damaged"),
    ("half a PDF", lambda: pdf_file(["Hallo"])[:60], "a.pdf", "damaged"),
    ("a scan", lambda: pdf_file([""]), "a.pdf", "no-text"),
    ("only numbers", lambda: b"1 2 3", "a.txt", "no-text"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "name", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_file_that_is_no_letter_or_no_safe_one_is_refused(make: Callable[[], bytes], name: str, code: str) -> None:
    with pytest.raises(RefusedLetter) as refused:
        open_letter(make(), name)
    assert refused.value.code == code


def test_a_picture_from_elsewhere_is_told_and_never_fetched() -> None:
    assert open_letter(outside("image")).notices == ("external-ignored",)


def test_a_link_is_only_a_link() -> None:
    assert open_letter(outside("hyperlink")).notices == ()


def test_a_file_within_a_hair_of_its_nesting_is_refused_before_python_is_tired() -> None:
    deep = b'<w:document xmlns:w="x"><w:body>' + b"<w:p>" * 500

    def change(name: str, data: bytes) -> bytes:
        return deep if name == "word/document.xml" else data

    with pytest.raises(RefusedLetter) as refused:
        open_letter(rezipped(word_file(), change))
    assert refused.value.code == "damaged"


def test_a_slow_pdf_is_stopped_by_its_processor_time() -> None:
    # A page of two hundred thousand lines is work for many seconds on any machine.
    slow = pdf_file([f"Regel {number}" for number in range(200_000)])
    one_second = limits.Limits(pdf_seconds=1, characters=10**9)
    with pytest.raises(RefusedLetter) as refused:
        open_letter(slow, "a.pdf", one_second)
    assert refused.value.code == "too-slow"


def test_a_machine_that_hangs_does_not_hold_a_pdf_for_ever() -> None:
    with pytest.raises(RefusedLetter) as refused:
        open_letter(a_pdf(), "a.pdf", limits.Limits(pdf_clock_seconds=0))
    assert refused.value.code == "too-slow"
    assert limits.DEFAULT.pdf_seconds < 10 < limits.DEFAULT.pdf_clock_seconds


@pytest.mark.parametrize(
    ("make", "copies"), [(word_file, 150), (odt_file, 150), (a_pdf, 6)], ids=["docx", "odt", "pdf"]
)
def test_damaged_copies_end_in_blocks_or_a_refusal(make: Callable[[], bytes], copies: int) -> None:
    chance = random.Random(5)
    content = make()
    for _ in range(copies):
        broken = bytearray(content)
        for _ in range(chance.choice((1, 3, 20))):
            at, what = chance.randrange(len(broken)), chance.random()
            if what < 0.6:
                broken[at] = chance.randrange(256)
            elif what < 0.8:
                del broken[at : at + chance.randrange(50)]
            else:
                broken[at:at] = chance.randbytes(20)
        try:
            assert open_letter(bytes(broken)).blocks
        except RefusedLetter as refused:
            assert refused.code in refusals.ALL
