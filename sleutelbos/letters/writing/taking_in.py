"""Tracked changes and comments a file had before, taken in: what is left is the letter alone."""

from typing import Final

from lxml import etree

from sleutelbos.letters.writing.comments import kind_of
from sleutelbos.letters.writing.package import Package, local

_GONE: Final = frozenset({"del", "moveFrom"})
_STAYS: Final = frozenset({"ins", "moveTo"})
_NOTES: Final = frozenset(
    {
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange",
        "tblPrExChange", "numberingChange", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
        "moveToRangeEnd", "cellIns", "cellMerge",
    }
)  # fmt: skip
_PARTS: Final = ("word/document.xml", "word/header", "word/footer", "word/footnotes.xml", "word/endnotes.xml")


def accept(package: Package) -> None:
    """Take every tracked change and comment in, in the body, the margins and the notes."""
    for name in package.names:
        if name.startswith(_PARTS) and name.endswith(".xml"):
            _accept(package.tree(name))


def _accept(root: etree._Element) -> None:
    for element in list(root.iter()):
        name = local(element)
        parent = element.getparent()
        if parent is None or not name:
            continue
        if name in _NOTES or kind_of(element):
            _out(element)
        elif name in _GONE | _STAYS and local(parent) == "rPr":
            _out(element)
            if name in _GONE:
                _join(parent)
        elif name in _GONE | _STAYS and local(parent) == "trPr":
            row = parent.getparent()
            _out(element)
            if name in _GONE and row is not None:
                _out(row)
        elif name in _GONE:
            _out(element)
        elif name in _STAYS:
            at = parent.index(element)
            for number, child in enumerate(list(element)):
                parent.insert(at + number, child)
            _out(element)


def _out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if local(parent) == "r" and all(local(child) == "rPr" for child in parent):
        _out(parent)  # a run that held only the mark of a comment


def _join(look: etree._Element) -> None:
    """The end of a paragraph was deleted: what follows it belongs to the next one, whose form it takes."""
    settings = look.getparent()
    paragraph = settings.getparent() if settings is not None else None
    following = paragraph.getnext() if paragraph is not None else None
    if settings is None or paragraph is None or following is None or local(following) != "p":
        return
    own = [child for child in paragraph if child is not settings]
    at = 1 if len(following) and local(following[0]) == "pPr" else 0
    for number, child in enumerate(own):
        following.insert(at + number, child)
    _out(paragraph)
