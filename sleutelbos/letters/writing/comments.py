"""Remarks as comments in the margin of a .docx."""

import posixpath
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from lxml import etree

from sleutelbos.letters.readability import Block
from sleutelbos.letters.writing.package import RELATIONS, STRICT_W, TYPES, XML_SPACE, Package, local, relations_of
from sleutelbos.letters.writing.paragraphs import Place

if TYPE_CHECKING:
    from sleutelbos.letters.writing.edits import Remark

_MAIN: Final = "word/document.xml"
_KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_LOOSE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"


def add(
    package: Package, places: Sequence[tuple[Block, list[Place]]], remarks: Sequence["Remark"], moment: datetime
) -> tuple[int, ...]:
    """Put the remarks beside their words; returns the numbers of those that cannot stand there (Word allows none in a
    header, a footer or a text box).
    """
    unplaced = []
    root: etree._Element | None = None
    for number, remark in enumerate(remarks):
        block, stands = places[remark.block]
        place = stands[0]
        if place.part != _MAIN or place.paragraph.in_box or not block.text:
            unplaced.append(number)
            continue
        begin = place.characters[min(remark.start, len(place.characters) - 1)]
        end = place.characters[max(remark.start, remark.end - 1)] + 1 if remark.end else begin + 1
        touched = [piece for piece in place.paragraph.pieces if piece.start < end and begin < piece.end and piece.text]
        first, last = (_below(place.paragraph.element, touched[index].element) for index in (0, -1))
        if root is None:
            root = _part(package)
        space = etree.QName(root).namespace
        own = 1 + max((int(child.get(f"{{{space}}}id", "0")) for child in root), default=-1)
        _comment(root, own, remark, moment)
        first.addprevious(_numbered(space, "commentRangeStart", own))
        closing = _numbered(space, "commentRangeEnd", own)
        last.addnext(closing)
        reference = etree.Element(f"{{{space}}}r")
        reference.append(_numbered(space, "commentReference", own))
        closing.addnext(reference)
    return tuple(unplaced)


def _below(paragraph: etree._Element, element: etree._Element) -> etree._Element:
    """The child of the paragraph around an element: a comment begins and ends there."""
    while (above := element.getparent()) is not None and above is not paragraph:
        element = above
    return element


def _numbered(space: str | None, name: str, number: int) -> etree._Element:
    made = etree.Element(f"{{{space}}}{name}")
    made.set(f"{{{space}}}id", str(number))
    return made


def _comment(root: etree._Element, number: int, remark: "Remark", moment: datetime) -> None:
    space = etree.QName(root).namespace
    comment = etree.SubElement(root, f"{{{space}}}comment")
    comment.set(f"{{{space}}}id", str(number))
    comment.set(f"{{{space}}}author", remark.author)
    comment.set(f"{{{space}}}date", moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
    for line in remark.text.split("\n"):
        paragraph = etree.SubElement(comment, f"{{{space}}}p")
        text = etree.SubElement(etree.SubElement(paragraph, f"{{{space}}}r"), f"{{{space}}}t")
        text.text = line
        text.set(XML_SPACE, "preserve")


def _part(package: Package) -> etree._Element:
    """The root of the comments of this file; a file without comments gets the part."""
    main = package.tree(_MAIN)
    strict = etree.QName(main).namespace == STRICT_W
    name = relations_of(_MAIN)
    if name not in package.names:
        package.put(name, etree.fromstring(f'<Relationships xmlns="{RELATIONS}"/>'.encode()))
    relations = package.tree(name)
    for relation in relations:
        if relation.get("Type", "") in {_LOOSE, _STRICT}:
            target = relation.get("Target", "")
            found = target.lstrip("/") if target.startswith("/") else posixpath.join("word", target)
            if found in package.names:
                return package.tree(found)
    used = {relation.get("Id") for relation in relations}
    relation = etree.SubElement(relations, f"{{{RELATIONS}}}Relationship")
    relation.set("Id", next(f"rIdS{number}" for number in range(1, 10_000) if f"rIdS{number}" not in used))
    relation.set("Type", _STRICT if strict else _LOOSE)
    relation.set("Target", "comments-sleutelbos.xml" if "word/comments.xml" in package.names else "comments.xml")
    part = f"word/{relation.get('Target')}"
    override = etree.SubElement(package.tree("[Content_Types].xml"), f"{{{TYPES}}}Override")
    override.set("PartName", f"/{part}")
    override.set("ContentType", _KIND)
    space = etree.QName(main).namespace
    package.put(part, etree.Element(f"{{{space}}}comments", nsmap={"w": space}))
    return package.tree(part)


def kind_of(element: etree._Element) -> str:
    """Which mark of a comment an element is, or ""."""
    name = local(element)
    return name if name in {"commentRangeStart", "commentRangeEnd", "commentReference"} else ""
