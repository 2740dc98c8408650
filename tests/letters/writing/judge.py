"""What a .docx shows, character by character with its form, and what rejecting or accepting does: written apart from
the product, on purpose."""

import io
import zipfile
from collections.abc import Callable

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(data: bytes) -> dict[str, bytes]:
    """All parts by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        assert container.testzip() is None
        return {name: container.read(name) for name in container.namelist()}


def shown(data: bytes) -> dict[str, list[tuple[str, ...]]]:
    """For each part with text: every character or mark, with the form of its run and everything around it."""
    found = {}
    for name, content in parts(data).items():
        if name.startswith(("word/document", "word/header", "word/footer")) and name.endswith(".xml"):
            found[name] = list(_marks(etree.fromstring(content)))
    return found


def _marks(root: etree._Element):  # type: ignore[no-untyped-def]
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.removeprefix(W)
        if tag in {"r", "t", "rPr", "ins", "del", "delText"} or any(
            above.tag == f"{W}rPr" for above in element.iterancestors()
        ):
            if tag in {"t", "delText"}:
                around = _around(element)
                for sign in element.text or "":
                    yield (tag, sign, *around)
            continue
        if tag in {"commentRangeStart", "commentRangeEnd", "commentReference"}:
            continue
        own = sorted(f"{key}={value}" for key, value in element.attrib.items())
        yield (tag, *own, *_around(element))


def _around(element: etree._Element) -> list[str]:
    found = []
    for above in element.iterancestors():
        if above.tag == f"{W}r":
            look = above.find(f"{W}rPr")
            found.append("" if look is None else etree.tostring(look, method="c14n").decode())
        elif above.tag in {f"{W}ins", f"{W}del"}:
            found.append(f"{above.tag} {above.get(f'{W}author')} {above.get(f'{W}date')}")
        elif above.tag == f"{W}p":
            look = above.find(f"{W}pPr")
            found.append("p" if look is None else etree.tostring(look, method="c14n").decode())
        else:
            found.append(str(above.tag))
    return found


def decide(data: bytes, author: str, *, accept: bool) -> bytes:
    """The file after somebody accepted or rejected every change of one author."""

    def judge(root: etree._Element) -> None:
        for element in list(root.iter(f"{W}ins", f"{W}del")):
            if element.get(f"{W}author") != author:
                continue
            parent = element.getparent()
            assert parent is not None
            if (element.tag == f"{W}ins") == accept:
                at = parent.index(element)
                for number, child in enumerate(list(element)):
                    parent.insert(at + number, child)
                    for gone in child.iter(f"{W}delText"):
                        gone.tag = f"{W}t"
            parent.remove(element)

    return changed(data, judge)


def changed(data: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """The file with every part of text changed in place."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        for name, content in parts(data).items():
            if name.startswith(("word/document", "word/header", "word/footer")) and name.endswith(".xml"):
                root = etree.fromstring(content)
                change(root)
                content = etree.tostring(root)
            container.writestr(name, content)
    return buffer.getvalue()
