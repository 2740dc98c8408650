"""An issue on paper: a tagged PDF (PDF/UA-1) with a fixed moment in it, so that the same content is the same file."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from sleutelbos.ui.paper import make_pdf

from .page import picture

TEMPLATE: Final = Path(__file__).parents[1] / "paper" / "edition.typ"
TYPST: Final[str] = typst.__version__ if hasattr(typst, "__version__") else ""
# Under a chapter that ends high on its page, in turns.
CLOSINGS: Final = ("circle", "town", "letter", "path", "table")


def paper(content: dict[str, Any]) -> bytes:
    """The PDF of an issue; typst.TypstError for a sign that no font here has."""
    chapters = [{**one, "svg": picture(one["picture"])} for one in content["chapters"]]
    drawings = {
        "cover": picture("cover"),
        "contents": picture("keys"),
        "closings": [picture(name) for name in CLOSINGS],
        "end": picture("bridge"),
    }
    data = {**content, "chapters": chapters, **drawings}
    return make_pdf(TEMPLATE, data, made_at=datetime.fromisoformat(content["made_at"]))
