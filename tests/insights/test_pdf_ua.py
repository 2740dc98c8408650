"""The PDF of an edition holds every rule of PDF/UA-1 that a machine can decide, and the check can fail on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from sleutelbos.insights.editions.checking import pdf_findings
from sleutelbos.insights.models import Edition, Issue
from sleutelbos.insights.services import editions

from . import editing

pytestmark = pytest.mark.django_db

Plant = Callable[[PdfWriter], object]
KEPT: dict[str, bytes] = {}


@pytest.fixture
def pdf(region_a: Any) -> bytes:
    """An edition with everything a PDF can have: contents, quote, chart, table, lists, a link, two chapters."""
    if "pdf" not in KEPT:
        KEPT["pdf"] = bytes(_published(region_a, "nl").pdf)
    return KEPT["pdf"]


def _published(region: Any, language: str) -> Issue:
    actor = editing.writer(region)
    made = editing.edition(region, actor, language=language)
    editing.says_yes(editing.interview(made, actor))
    editing.reading(made, actor)
    made = Edition.objects.select_related("region").get(pk=made.pk)
    editions.move_edition(edition=made, new="review", actor=actor)
    return editions.publish_edition(edition=made, actor=actor)


# --- Small tools to break a file with ----------------------------------------------------------------------


def name(text: str) -> NameObject:
    return NameObject(text)


def root(file: PdfWriter) -> Any:
    return file._root_object


def drop(thing: Any, *keys: str) -> None:
    for key in keys:
        thing.pop(name(key), None)


def put(thing: Any, key: str, value: Any) -> None:
    thing[name(key)] = value


def tags(file: PdfWriter, kind: str) -> list[Any]:
    """Structure elements of one kind, in the order of the document."""

    def walk(thing: Any) -> Iterator[Any]:
        thing = thing.get_object()
        if isinstance(thing, ArrayObject):
            for one in thing:
                yield from walk(one)
        elif isinstance(thing, DictionaryObject):
            if thing.get("/S") == kind:
                yield thing
            if "/K" in thing:
                yield from walk(thing["/K"])

    return list(walk(root(file)["/StructTreeRoot"]))


def retag(kind: str, other: str, at: int = 0) -> Plant:
    return lambda file: put(tags(file, kind)[at], "/S", name(other))


def links(file: PdfWriter) -> list[Any]:
    return [one.get_object() for page in file.pages for one in page.get("/Annots", [])]


def fonts(file: PdfWriter) -> list[Any]:
    there = (page["/Resources"].get("/Font", {}).get_object() for page in file.pages)
    return [font.get_object() for one in there for font in one.values()]


def stream(data: bytes) -> StreamObject:
    made = StreamObject()
    made.set_data(data)
    return made


def metadata(old: bytes, new: bytes) -> Plant:
    def plant(file: PdfWriter) -> None:
        was = root(file)["/Metadata"].get_object()
        assert old in was.get_data()
        made = stream(was.get_data().replace(old, new))
        made.update({name(key): was[key] for key in ("/Type", "/Subtype")})
        put(root(file), "/Metadata", file._add_object(made))

    return plant


def content(before: bytes = b"", after: bytes = b"") -> Plant:
    def plant(file: PdfWriter) -> None:
        page = file.pages[2]
        was = page.get_contents()
        assert was is not None
        put(page, "/Contents", file._add_object(stream(before + was.get_data() + after)))

    return plant


def every_font(*keys: str, inside: str = "") -> Plant:
    def plant(file: PdfWriter) -> None:
        for font in fonts(file):
            below = font["/DescendantFonts"][0].get_object()
            drop({"": font, "descendant": below, "file": below["/FontDescriptor"].get_object()}[inside], *keys)

    return plant


def dynamic_form(file: PdfWriter) -> None:
    asks = b"<config><acrobat><acrobat7><dynamicRender>required</dynamicRender></acrobat7></acrobat></config>"
    form = DictionaryObject()
    put(form, "/Fields", ArrayObject())
    put(form, "/XFA", ArrayObject([TextStringObject("config"), file._add_object(stream(asks))]))
    put(root(file), "/AcroForm", form)


def round_roles(file: PdfWriter) -> None:
    roles = DictionaryObject()
    put(roles, "/Een", name("/Twee"))
    put(roles, "/Twee", name("/Een"))
    put(root(file)["/StructTreeRoot"].get_object(), "/RoleMap", roles)
    put(tags(file, "/BlockQuote")[0], "/S", name("/Een"))


def nameless_file(file: PdfWriter) -> None:
    file.add_attachment("cijfers.csv", b"x")
    for one in root(file)["/Names"]["/EmbeddedFiles"]["/Names"][1::2]:
        drop(one.get_object(), "/F", "/UF")


def nameless_layers(file: PdfWriter) -> None:
    layers = DictionaryObject()
    put(layers, "/D", DictionaryObject())
    put(layers, "/OCGs", ArrayObject())
    put(root(file), "/OCProperties", layers)


def silent_note(file: PdfWriter) -> None:
    put(links(file)[0], "/Subtype", name("/Text"))
    drop(links(file)[0], "/Contents")


# Checkpoint of the Matterhorn Protocol, what is broken, and the rule that must say so.
PLANTED: list[tuple[str, str, Plant, str]] = [
    ("01", "text outside every tag", content(after=b" BT /f0 10 Tf (x) Tj ET "), "CONTENT-TAGGING-001"),
    ("01", "a drawing outside every tag", content(after=b" 0 0 9 9 re f "), "CONTENT-TAGGING-001"),
    ("01", "decoration inside text", content(b"/P <</MCID 999>> BDC /Artifact BMC EMC EMC "), "ARTIFACT-NESTED-001"),
    (
        "01",
        "text inside decoration",
        content(b"/Artifact BMC /P <</MCID 999>> BDC EMC EMC "),
        "TAGGED-CONTENT-INSIDE-ARTIFACT-001",
    ),
    ("02", "a tag nobody knows", retag("/BlockQuote", "/Gedicht"), "STRUCT-TREE-ROLE-MAP-001"),
    ("02", "roles in a circle", round_roles, "STRUCT-TREE-ROLE-MAP-CYCLE-001"),
    ("06", "no metadata", lambda file: drop(root(file), "/Metadata"), "METADATA-STRUCTURE-001"),
    ("06", "does not call itself PDF/UA", metadata(b"<pdfuaid:part>1</pdfuaid:part>", b""), "ID-PART-001"),
    ("06", "no title", metadata(b"dc:title", b"dc:other"), "METADATA-TITLE-001"),
    (
        "07",
        "the window shows the name of the file",
        lambda file: put(root(file)["/ViewerPreferences"].get_object(), "/DisplayDocTitle", BooleanObject(False)),
        "VIEWER-PREFERENCES-001",
    ),
    (
        "01",
        "tags that are called suspect",
        lambda file: put(root(file)["/MarkInfo"].get_object(), "/Suspects", BooleanObject(True)),
        "SUSPECTS-001",
    ),
    ("06", "does not say that it is tagged", lambda file: drop(root(file), "/MarkInfo"), "TAGGED-DOCUMENT-001"),
    ("09", "no tags", lambda file: drop(root(file), "/StructTreeRoot"), "STRUCT-TREE-ROOT-001"),
    ("09", "head of a table outside a table", retag("/Table", "/Sect"), "THEAD-PARENT-001"),
    ("09", "a line of the contents outside the contents", retag("/TOC", "/Sect"), "TOCI-PARENT-001"),
    ("09", "an item outside a list", retag("/L", "/Sect"), "LI-PARENT-001"),
    ("10", "letters without a meaning", every_font("/ToUnicode"), "FONT-UNICODE-MAPPING-001"),
    ("11", "no language", lambda file: drop(root(file), "/Lang"), "TEXT-LANGUAGE-001"),
    (
        "11",
        "a language that is none",
        lambda file: put(root(file), "/Lang", TextStringObject("gewoon nederlands")),
        "LANGUAGE-TAG-001",
    ),
    ("13", "a chart without words", lambda file: drop(tags(file, "/Figure")[0], "/Alt"), "FIGURE-ALTERNATIVE-TEXT-001"),
    ("14", "a heading of level 4 under level 1", retag("/H2", "/H4"), "HEADING-NESTING-001"),
    ("14", "begins at level 2", retag("/H1", "/H2"), "HEADING-NESTING-001"),
    (
        "15",
        "cells without their head",
        lambda file: [drop(one, "/A", "/ID") for one in tags(file, "/TH")],
        "TABLE-HEADERS-UNDEFINED-001",
    ),
    ("15", "a row with a cell too few", lambda file: tags(file, "/TR")[0]["/K"].pop(), "TABLE-ROW-COLUMNSPAN-001"),
    ("16", "text between the items of a list", retag("/Lbl", "/P"), "LI-KIDS-001"),
    ("17", "a formula without words", retag("/BlockQuote", "/Formula"), "FORMULA-ALTERNATIVE-TEXT-001"),
    ("19", "a note nobody can point at", retag("/BlockQuote", "/Note"), "NOTE-ID-001"),
    ("20", "layers without a name", nameless_layers, "OPTIONAL-CONTENT-NAME-001"),
    ("21", "an attached file without a name", nameless_file, "FILE-SPEC-F-AND-UF-001"),
    ("25", "a form that changes by itself", dynamic_form, "DYNAMIC-XFA-001"),
    ("26", "locked for a screen reader", lambda file: file.encrypt("", "x", permissions_flag=0), "ENCRYPTION-P-001"),
    ("28", "a link without words", lambda file: drop(links(file)[0], "/Contents"), "LINK-CONTENTS-001"),
    ("28", "a link outside the tags", lambda file: drop(links(file)[0], "/StructParent"), "LINK-LINK-TAG-001"),
    ("28", "a link under another tag", retag("/Link", "/Span"), "LINK-LINK-TAG-001"),
    ("28", "tab key by rows", lambda f: [put(page, "/Tabs", name("/R")) for page in f.pages], "PAGE-TABS-001"),
    ("28", "a note on the page without words", silent_note, "ANNOTATION-CONTENTS-ALT-001"),
    (
        "28",
        "a mark for the printer",
        lambda file: put(links(file)[0], "/Subtype", name("/TrapNet")),
        "TRAPNET-ANNOTATION-001",
    ),
    ("31", "letters that are not there", every_font("/FontFile2", "/FontFile3", inside="file"), "FONT-EMBEDDING-001"),
    ("31", "signs without a place in the font", every_font("/CIDToGIDMap", inside="descendant"), "CIDTOGIDMAP-001"),
]  # fmt: skip


def test_the_pdf_of_an_edition_holds_every_rule_a_machine_can_decide(pdf: bytes) -> None:
    assert pdf_findings(pdf) == []


@pytest.mark.parametrize(
    ("plant", "rule"),
    [(plant, rule) for _at, _what, plant, rule in PLANTED],
    ids=[f"{at}-{what.replace(' ', '-')}" for at, what, _plant, _rule in PLANTED],
)
def test_the_check_sees_what_is_broken(pdf: bytes, plant: Plant, rule: str) -> None:
    file = PdfWriter(clone_from=BytesIO(pdf))
    plant(file)
    broken = BytesIO()
    file.write(broken)
    assert f"PDFUA1-{rule}" in {one.rule for one in pdf_findings(broken.getvalue())}


def test_copying_a_file_alone_breaks_nothing(pdf: bytes) -> None:
    copied = BytesIO()
    PdfWriter(clone_from=BytesIO(pdf)).write(copied)
    assert pdf_findings(copied.getvalue()) == []
    assert [one.rule for one in pdf_findings(b"hello")] == ["not-a-pdf"]


def test_what_the_standard_leaves_open_is_there_too(pdf: bytes) -> None:
    read = PdfReader(BytesIO(pdf))
    catalog: Any = read.trailer["/Root"]
    titles = [str(one.title) for one in read.outline if not isinstance(one, list)]
    assert titles == ["Hoe het gaat", "Hoe dit is gemaakt", "Verder lezen", "Colofon"]
    assert "/OpenAction" not in catalog and "/AA" not in catalog and "/JavaScript" not in catalog.get("/Names", {})
    charts = tags(PdfWriter(clone_from=BytesIO(pdf)), "/Figure")
    assert [str(one["/Alt"]) for one in charts] == ["Mensen die begonnen. In 2023 begonnen meer mensen dan in 2022."]


def test_an_edition_from_right_to_left_holds_too(region_a: Any) -> None:
    issue = _published(region_a, "ar")
    assert issue.content["rtl"] is True
    assert pdf_findings(bytes(issue.pdf)) == []


def test_the_command_says_what_is_right_and_what_is_not(region_a: Any, tmp_path: Path) -> None:
    issue = _published(region_a, "nl")
    said = StringIO()
    call_command("edition", "check", stdout=said)
    assert "PDF/UA-1 holds" in said.getvalue() and "not the same" not in said.getvalue()

    file = PdfWriter(clone_from=BytesIO(bytes(issue.pdf)))
    drop(root(file), "/Lang")
    path = tmp_path / "stuk.pdf"
    file.write(path)
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("edition", "check", str(path), stdout=said)
    assert "PDFUA1-TEXT-LANGUAGE-001" in said.getvalue()

    # Somebody changed the stored file.
    Issue.objects.filter(pk=issue.pk).update(pdf=path.read_bytes())
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("edition", "check", stdout=said)
    assert "the stored PDF was changed" in said.getvalue()
