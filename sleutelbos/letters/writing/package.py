"""A .docx as its parts: opened with the distrust of the reader, changed as trees, zipped again in the same order."""

import io
import posixpath
import zipfile
from typing import Final

from lxml import etree

from sleutelbos.letters.reading import limits, refusals
from sleutelbos.letters.reading.refusals import RefusedLetter
from sleutelbos.ui.archives import Archive

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
# A fixed moment in the zip directory: the same edits give the same bytes.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


class Package:
    """The parts of one .docx by name; `tree(name)` is changed in place and written by `content()`."""

    def __init__(self, data: bytes, most: limits.Limits = limits.DEFAULT) -> None:
        if len(data) > most.file_bytes:
            raise RefusedLetter(refusals.TOO_LARGE, most_megabytes=most.file_bytes // limits.MEGABYTE)
        archive = Archive(data, most, RefusedLetter)
        self.data = data
        self.limits = most
        if "word/document.xml" not in archive.names:
            raise RefusedLetter(refusals.DAMAGED)
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            self._order = [name for name in container.namelist() if not name.endswith("/")]
        self._parts = {name: archive.read(name) for name in self._order}
        self._trees: dict[str, etree._Element] = {}

    @property
    def names(self) -> list[str]:
        """The names of all parts, in the order of the file."""
        return list(self._order)

    def tree(self, name: str) -> etree._Element:
        """The tree of one part; document types and entities are refused."""
        if name not in self._trees:
            self._trees[name] = _parsed(self._parts[name])
        return self._trees[name]

    def look(self, name: str) -> etree._Element:
        """The tree of one part as it is now, only to read: the part keeps its bytes."""
        return self._trees[name] if name in self._trees else _parsed(self._parts[name])

    def put(self, name: str, root: etree._Element) -> None:
        """Add a part."""
        if name not in self._parts:
            self._order.append(name)
            self._parts[name] = b""
        self._trees[name] = root

    def drop(self, name: str) -> None:
        """Take a part out."""
        self._order.remove(name)
        self._parts.pop(name, None)
        self._trees.pop(name, None)

    def content(self) -> bytes:
        """The whole file; parts nobody changed are the bytes they were."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
            for name in self._order:
                data = self._parts[name]
                if name in self._trees and (not data or _canonical(self._trees[name]) != _canonical(_parsed(data))):
                    data = etree.tostring(self._trees[name], xml_declaration=True, encoding="UTF-8", standalone=True)
                info = zipfile.ZipInfo(name, _MOMENT)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                container.writestr(info, data)
        return buffer.getvalue()


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedLetter(refusals.DAMAGED) from error
    if b"<!DOCTYPE" in data or root.getroottree().docinfo.internalDTD is not None:
        raise RefusedLetter(refusals.UNSAFE_XML)
    return root


def _canonical(root: etree._Element) -> bytes:
    return etree.tostring(root, method="c14n")


def relations_of(part: str) -> str:
    """The part that says where another part points to: word/document.xml has word/_rels/document.xml.rels."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
