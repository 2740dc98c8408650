"""Varied .docx files, made from a seed: what offices really do to a letter, one file after the other."""

import copy
import io
import random
from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

SENTENCES = (
    "Wij hebben uw aanvraag op 3 maart 2026 ontvangen.",
    "U dient het formulier binnen zes weken in te leveren bij de gemeente.",
    "Heeft u vragen? Bel dan met 14 0314.",
    "De toeslag bedraagt € 1.250,50 per jaar en wordt in vier delen betaald.",
    "Indien u het niet eens bent met deze beslissing, kunt u bezwaar maken (zie bijlage).",
    "Neem een geldig identiteitsbewijs mee, bijv. uw paspoort.",
    "Café 't Hoekje is open; 中文 en عربي staan ook in deze brief.",
    "Kosten: 5 < 10 & 20 > 15.",
    "Dit is  een zin met  dubbele spaties.",
)


def make(seed: int) -> bytes:
    """One letter; every seed has another mix of styles, split runs, tables, lists, margins, boxes, fields, changes."""
    chance = random.Random(seed)
    document = docx.Document()
    document.add_heading("Uw aanvraag " + chance.choice(("inburgering", "bijstand", "kinderopvang")), level=1)
    for _ in range(chance.randint(3, 7)):
        kind = chance.choice(("plain", "split", "list", "table", "link", "field", "simple-field", "breaks", "tabs"))
        _PARTS[kind](document, chance)
    extras = chance.sample(
        ("header", "box", "change", "footnote-like", "comment", "control", "drawing", "bookmark"), chance.randint(2, 5)
    )
    for extra in extras:
        _PARTS[extra](document, chance)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _text(chance: random.Random, most: int = 3) -> str:
    return " ".join(chance.sample(SENTENCES, chance.randint(1, most)))


def _dress(run: Any, chance: random.Random) -> None:
    run.bold = chance.choice((None, True, False))
    run.italic = chance.choice((None, True))
    if chance.random() < 0.3:
        run.font.size = Pt(chance.choice((9, 11, 14)))
    if chance.random() < 0.3:
        run.font.color.rgb = RGBColor(chance.randrange(256), 0, 128)
    if chance.random() < 0.2:
        run.font.highlight_color = 7


def _split(document: Any, chance: random.Random) -> None:
    paragraph = document.add_paragraph()
    rest = _text(chance)
    while rest:
        size = chance.randint(1, 9)
        _dress(paragraph.add_run(rest[:size]), chance)
        rest = rest[size:]
        if chance.random() < 0.2:
            paragraph._p.append(OxmlElement("w:proofErr", {qn("w:type"): "spellStart"}))


def _list(document: Any, chance: random.Random) -> None:
    for _ in range(3):
        document.add_paragraph(_text(chance, 1), style=chance.choice(("List Bullet", "List Number")))


def _table(document: Any, chance: random.Random) -> None:
    table = document.add_table(rows=2, cols=2)
    table.style = "Table Grid"
    for row in table.rows:
        for cell in row.cells:
            cell.text = chance.choice(SENTENCES)
            _dress(cell.paragraphs[0].add_run(" " + chance.choice(SENTENCES)), chance)
    inner = table.rows[0].cells[0].add_table(1, 1)
    inner.rows[0].cells[0].text = chance.choice(SENTENCES)


def _link(document: Any, chance: random.Random) -> None:
    paragraph = document.add_paragraph("Lees meer op ")
    target = document.part.relate_to("https://www.voorbeeld.nl/brief", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    for piece in ("onze ", "website met uitleg"):
        run = copy.deepcopy(paragraph.runs[0]._r)
        run.text = piece
        link.append(run)
    paragraph._p.append(link)
    _dress(paragraph.add_run(". " + _text(chance, 1)), chance)


def _field(document: Any, chance: random.Random) -> None:
    paragraph = document.add_paragraph("Datum van deze brief: ")
    for kind in ("begin", None, "separate", "result", "end"):
        run = paragraph.add_run()
        if kind is None:
            code = OxmlElement("w:instrText")
            code.text = ' DATE \\@ "d MMMM yyyy" '
            run._r.append(code)
        elif kind == "result":
            run.text = "3 maart 2026"
        else:
            run._r.append(OxmlElement("w:fldChar", {qn("w:fldCharType"): kind}))
    _dress(paragraph.add_run(". " + _text(chance, 2)), chance)


def _simple_field(document: Any, chance: random.Random) -> None:
    paragraph = document.add_paragraph("Kenmerk ")
    field = OxmlElement("w:fldSimple", {qn("w:instr"): " DOCPROPERTY Kenmerk "})
    run = copy.deepcopy(paragraph.runs[0]._r)
    run.text = "2026-118"
    field.append(run)
    paragraph._p.append(field)
    paragraph.add_run(". " + _text(chance, 1))


def _breaks(document: Any, chance: random.Random) -> None:
    paragraph = document.add_paragraph("Gemeente Voorbeeld")
    paragraph.add_run().add_break()
    paragraph.add_run("Postbus 12").add_break(WD_BREAK.LINE)
    paragraph.add_run("7000 AA Voorbeeld")
    long = document.add_paragraph(chance.choice(SENTENCES))
    long.add_run().add_break()
    long.add_run(SENTENCES[1] + " " + SENTENCES[4])


def _tabs(document: Any, chance: random.Random) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(90))
    run = paragraph.add_run("Bedrag:\t" + chance.choice(SENTENCES))
    _dress(run, chance)
    soft = paragraph.add_run(" Een ge\u00admeente\u00adlijke regel.")
    soft._r.append(OxmlElement("w:noBreakHyphen"))
    soft._r.append(OxmlElement("w:t"))
    soft._r[-1].text = "einde."


def _header(document: Any, chance: random.Random) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "Gemeente Voorbeeld, team Inburgering. Wij helpen u graag."
    section.first_page_header.paragraphs[0].text = "Gemeente Voorbeeld, team Inburgering. Wij helpen u graag."
    section.footer.paragraphs[0].text = chance.choice(SENTENCES)
    _dress(section.footer.paragraphs[0].add_run(" Bladzijde "), chance)


def _box(document: Any, chance: random.Random) -> None:
    def content(text: str) -> str:
        return f"<w:txbxContent><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"

    text = "Let op: lever dit op tijd in. " + SENTENCES[2]
    paragraph = document.add_paragraph("Bij dit kader hoort een zin. ")
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
            'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">'
            '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" '
            'distR="0"><wp:extent cx="2000000" cy="600000"/><wp:docPr id="77" name="Kader"/><a:graphic><a:graphicData '
            'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
            '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="600000"/></a:xfrm><a:prstGeom prst="rect">'
            f"<a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{content(text)}</wps:txbx><wps:bodyPr/></wps:wsp>"
            "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
            f"<v:textbox>{content(text)}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    paragraph.add_run(chance.choice(SENTENCES))


def _change(document: Any, chance: random.Random) -> None:
    paragraph = document.add_paragraph("U moet ")
    marks = 'w:author="Iemand anders" w:date="2026-01-05T09:00:00Z"'
    inserted = "<w:r><w:rPr><w:i/></w:rPr><w:t>meteen even snel </w:t></w:r>"
    for xml in (
        f'<w:del {nsdecls("w")} w:id="901" {marks}><w:r><w:delText>onverwijld </w:delText></w:r></w:del>',
        f'<w:ins {nsdecls("w")} w:id="902" {marks}>{inserted}</w:ins>',
    ):
        paragraph._p.append(parse_xml(xml))
    paragraph.add_run("bellen met de gemeente. " + chance.choice(SENTENCES))


def _footnote_like(document: Any, chance: random.Random) -> None:
    paragraph = document.add_paragraph("Dit staat in de wet")
    run = paragraph.add_run("1")
    run.font.superscript = True
    paragraph.add_run(" en ook in de regels van de gemeente. " + chance.choice(SENTENCES))


def _comment(document: Any, chance: random.Random) -> None:
    paragraph = document.add_paragraph("Over deze zin is gepraat. ")
    run = paragraph.add_run(chance.choice(SENTENCES))
    document.add_comment(runs=run, text="Klopt dit nog?", author="Collega", initials="C")


def _control(document: Any, chance: random.Random) -> None:
    paragraph = document.add_paragraph("Beste ")
    paragraph._p.append(
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtPr><w:alias w:val='Naam'/></w:sdtPr><w:sdtContent><w:r><w:t>heer of mevrouw "
            "Jansen</w:t></w:r></w:sdtContent></w:sdt>"
        )
    )
    paragraph.add_run(", " + chance.choice(SENTENCES))


def _drawing(document: Any, chance: random.Random) -> None:
    picture = io.BytesIO(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
            "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
        )
    )
    paragraph = document.add_paragraph("Voor het plaatje ")
    run = paragraph.add_run("staat tekst ")
    run.add_picture(picture, width=Pt(20))
    run.add_text(" en erna ook. " + chance.choice(SENTENCES))


def _bookmark(document: Any, chance: random.Random) -> None:
    paragraph = document.add_paragraph("Zie ")
    paragraph._p.append(OxmlElement("w:bookmarkStart", {qn("w:id"): "55", qn("w:name"): "hier"}))
    paragraph.add_run("deze plek in de ")
    paragraph._p.append(OxmlElement("w:bookmarkEnd", {qn("w:id"): "55"}))
    paragraph.add_run("brief. " + chance.choice(SENTENCES))


_PARTS: dict[str, Any] = {
    "plain": lambda document, chance: document.add_paragraph(_text(chance)),
    "split": _split,
    "list": _list,
    "table": _table,
    "link": _link,
    "field": _field,
    "simple-field": _simple_field,
    "breaks": _breaks,
    "tabs": _tabs,
    "header": _header,
    "box": _box,
    "change": _change,
    "footnote-like": _footnote_like,
    "comment": _comment,
    "control": _control,
    "drawing": _drawing,
    "bookmark": _bookmark,
}
