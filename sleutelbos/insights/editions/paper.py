"""An issue on paper: a tagged PDF (PDF/UA-1) with a fixed moment in it, so that the same content is the same file."""

import re
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any, Final

import typst

from sleutelbos.ui.paper import make_pdf

from .page import picture

TEMPLATE: Final = Path(__file__).parents[1] / "paper" / "edition.typ"
TYPST: Final[str] = typst.__version__ if hasattr(typst, "__version__") else ""
# The words of a chart and its size, as `charts.draw` writes them.
_WORDS: Final = re.compile(
    r'<text x="([^"]+)" y="([^"]+)" text-anchor="(\w+)" direction="(\w+)"( font-weight="700")?>([^<]*)</text>'
)
_SIZE: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)".*? font-size="([\d.]+)"', re.DOTALL)
# Under a chapter that ends high on its page, in turns.
CLOSINGS: Final = ("circle", "town", "letter", "path", "table")


def paper(content: dict[str, Any]) -> bytes:
    """The PDF of an issue; typst.TypstError for a sign that no font here has."""
    chapters = [
        {**one, "svg": picture(one["picture"]), "blocks": [_drawn(block) for block in one["blocks"]]}
        for one in content["chapters"]
    ]
    drawings = {
        "cover": picture("cover"),
        "contents": picture("keys"),
        "closings": [picture(name) for name in CLOSINGS],
        "end": picture("bridge"),
    }
    data = {**content, "chapters": chapters, **drawings}
    return make_pdf(TEMPLATE, data, made_at=datetime.fromisoformat(content["made_at"]))


def _drawn(block: dict[str, Any]) -> dict[str, Any]:
    """A chart with its words apart, for the page to set: letters of a picture lose what a PDF must know of them.

    In scripts that make one letter out of several signs (Arabic) such a file would be refused.
    """
    size = _SIZE.search(block["svg"]) if block["kind"] == "figure" else None
    if size is None:
        return block
    words = [
        {"x": float(x), "y": float(y), "anchor": _side(anchor, way), "bold": bool(bold), "text": unescape(text)}
        for x, y, anchor, way, bold, text in _WORDS.findall(block["svg"])
    ]
    wide, high, letters = (float(part) for part in size.groups())
    return {
        **block,
        "svg": _WORDS.sub("", block["svg"]),
        "chart": {"width": wide, "height": high, "letters": letters, "words": words},
    }


def _side(anchor: str, way: str) -> str:
    """Which side of the words stands at their place, seen from the left."""
    return {"start": "end", "end": "start"}.get(anchor, anchor) if way == "rtl" else anchor
