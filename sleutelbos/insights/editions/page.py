"""The words of an issue as HTML: one article, the same for the same content."""

from pathlib import Path
from typing import Any, Final

from django.template.loader import render_to_string

PICTURES: Final = Path(__file__).parents[1] / "illustrations"


def picture(name: str) -> str:
    """The illustration of this name as SVG; "" where there is none."""
    path = PICTURES / f"{name}.svg"
    return path.read_text("utf-8") if name and path.is_file() else ""


def article(content: dict[str, Any]) -> str:
    """The article element of an issue; nothing of who asks, of today, or of the language of the page around it."""
    chapters = [{**one, "svg": picture(one["picture"])} for one in content["chapters"]]
    return render_to_string(
        "insights/editions/article.html", {"edition": {**content, "chapters": chapters, "cover": picture("cover")}}
    )
