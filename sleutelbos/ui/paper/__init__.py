"""What is printed: PDF with tags, a language and a title, so that a screen reader can read it.

Fonts are those beside this file and no others, so that a page looks the same on every computer. Nothing is fetched.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

FONTS = Path(__file__).with_name("fonts")
# Tags, title, language and words for every picture; what breaks that is an error, not a file.
STANDARD: Final = "ua-1"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def make_pdf(template: Path, data: dict[str, Any], *, made_at: datetime) -> bytes:
    """Typeset a template (a .typ file) with plain values; the file is a tagged PDF (PDF/UA-1).

    The values reach the template as JSON in `sys.inputs.data`: what people typed stays text, whatever signs are in it.
    Raises typst.TypstError for a template that cannot be typeset, among others an image without words in its place.
    """
    compiler = typst.Compiler(
        input=template.read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    made = compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=made_at.replace(microsecond=0))
    assert isinstance(made, bytes)
    return made
