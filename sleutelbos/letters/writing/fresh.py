"""A new .docx for a letter that came as text, PDF or OpenDocument."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import docx

from sleutelbos.letters.readability import Block, Kind
from sleutelbos.letters.writing.package import Package


def plain(blocks: Sequence[Block], *, title: str = "") -> bytes:
    """A .docx with a paragraph for every block: headings and list items as such, cells and margins as paragraphs.

    The same blocks give the same bytes.
    """
    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", title, ""
    properties.language = "nl-NL"
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    for block in blocks:
        if block.kind is Kind.HEADING:
            document.add_heading(block.text, level=2)
        elif block.kind is Kind.ITEM:
            document.add_paragraph(block.text, style="List Bullet")
        else:
            document.add_paragraph(block.text)
    buffer = io.BytesIO()
    document.save(buffer)
    return Package(buffer.getvalue()).content()
