"""Takes out of a .docx what reaches outside it when it opens, before anybody else gets it."""

import posixpath
import re
from collections.abc import Iterable, Set
from typing import Final

from lxml import etree

from sleutelbos.letters.reading import docx
from sleutelbos.letters.writing.package import TYPES, Package, local

_OFFICE: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
# Elements that mean nothing without the thing they point to.
_WHOLE: Final = frozenset({"attachedTemplate", "OLEObject", "sourceFileName", "altChunk", "subDoc", "control"})
# Field codes that fetch something when the file opens or is printed.
_FETCHING: Final = ("INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DDE", "DDEAUTO", "IMPORT", "RD", "DATABASE")
# Who made it, with which company and template; people only meant to share the words.
_PERSONAL: Final = ("docProps/custom.xml", "docProps/thumbnail")


def stripped(data: bytes) -> bytes:
    """The same letter without links that are followed by themselves, fetching fields and embedded programs.

    Ordinary links stay: they only lead somewhere when somebody clicks. Raises RefusedLetter as the reader does.
    """
    package = Package(data)
    for name in [name for name in package.names if name.endswith(".rels")]:
        _relations(package, name)
    for name in package.names:
        if name.startswith("word/") and name.endswith(".xml"):
            _fields(package.tree(name))
    for name in [name for name in package.names if name.startswith(_PERSONAL)]:
        _forget(package, name)
    return package.content()


def holds(data: bytes, words: Set[str]) -> bool:
    """Whether one of these words still stands anywhere in the file: in its text, a note, a property or a link.

    Short numbers are looked for in text alone: sizes and positions are full of them.
    """
    package = Package(data)
    for name in package.names:
        if not name.endswith((".xml", ".rels")):
            continue
        for element in package.look(name).iter():
            texts = {element.text or "", element.tail or ""}
            if words & _tokens(texts) or words & {
                word for word in _tokens(map(str, element.attrib.values())) if not word.isdecimal() or len(word) > 4
            }:
                return True
    return False


def _tokens(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w{3,}", text)}


def _relations(package: Package, name: str) -> None:
    folder, file = posixpath.split(name)
    part = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
    gone = set()
    relations = package.tree(name)
    for relation in list(relations):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        outside = relation.get("TargetMode") == "External" and kind in docx.PULLED_IN
        if outside or kind in {"oleObject", "package", "control", "activeXControlBinary", "vbaProject"}:
            relations.remove(relation)
            gone.add(relation.get("Id"))
        if kind in {"custom-properties", "thumbnail"}:
            relations.remove(relation)
        elif target.startswith("\\\\") or target.lower().startswith("file:"):
            # A path within somebody's office, also as an ordinary link: it tells and leads nowhere.
            relation.set("Target", "about:blank")
    if gone and part in package.names:
        _without(package.tree(part), gone)


def _without(root: etree._Element, gone: set[str | None]) -> None:
    for element in list(root.iter()):
        for key, value in list(element.attrib.items()):
            if value in gone and etree.QName(key).namespace in _OFFICE:
                if local(element) in _WHOLE and element.getparent() is not None:
                    element.getparent().remove(element)  # type: ignore[union-attr]
                    break
                del element.attrib[key]


def _fields(root: etree._Element) -> None:
    for element in list(root.iter()):
        if local(element) == "instrText" and (element.text or "").strip().upper().startswith(_FETCHING):
            element.text = " QUOTE "
        elif local(element) == "fldSimple":
            for key, value in element.attrib.items():
                if etree.QName(key).localname == "instr" and str(value).strip().upper().startswith(_FETCHING):
                    element.set(key, " QUOTE ")


def _forget(package: Package, name: str) -> None:
    package.drop(name)
    types = package.tree("[Content_Types].xml")
    for override in [child for child in types if child.get("PartName") == f"/{name}"]:
        types.remove(override)
    assert etree.QName(types).namespace == TYPES
