"""The marks of readers who said yes, as tables with a description: for everybody, without names or free text."""

import csv
import io
import json
import zipfile
from typing import Any, Final

from django.utils.crypto import salted_hmac

from ..models import Letter, Mark, Reader, Round, Sentence
from ..rules import open_data, versions

LICENCE: Final = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_TOOK_PART: Final = [Reader.State.FINISHED, Reader.State.PARTLY]


def marks_of(letter: Letter) -> list[list[Any]]:
    """Rows of the table of marks; empty when nobody said yes."""
    rows = Mark.objects.filter(
        sentence__version__letter=letter,
        reader__may_share=True,
        reader__state__in=_TOOK_PART,
        reader__round__state=Round.State.TOLD,
    ).select_related("sentence__version", "reader")
    return open_data.rows_of(_said(letter, row) for row in rows)


def _said(letter: Letter, row: Mark) -> open_data.Said:
    words = versions.words_of(row.sentence.text)
    return open_data.Said(
        version=row.sentence.version.number,
        sentence=row.sentence.position,
        reader=row.reader_id,
        order=salted_hmac("letters.open_data", f"{letter.pk}:{row.reader_id}").hexdigest(),
        verdict=row.verdict,
        words=tuple(words[at].strip(".,;:!?()") for at in row.words if at < len(words)),
        reasons=tuple(row.reasons),
        language=row.reader.language,
    )


def package(letter: Letter) -> bytes:
    """A zip with two CSV files and `datapackage.json`, which says what is in them (Data Package 1.0)."""
    marks = marks_of(letter)
    seen = {row[0] for row in marks}
    sentences = [
        [row.version.number, row.position, row.text, *_decided(row)]
        for row in Sentence.objects.filter(version__letter=letter, version__number__in=seen)
        .select_related("version", "decision")
        .order_by("version__number", "position")
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("sentences.csv", _table("sentences", sentences))
        made.writestr("marks.csv", _table("marks", marks))
        made.writestr("datapackage.json", json.dumps(description(letter), ensure_ascii=False, indent=2))
    return out.getvalue()


def _decided(row: Sentence) -> tuple[str, str]:
    decision = getattr(row, "decision", None)
    return (decision.kind, decision.text) if decision is not None else ("", "")


def _table(name: str, rows: list[list[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(open_data.COLUMNS[name])
    writer.writerows(rows)
    return out.getvalue()


def description(letter: Letter) -> dict[str, Any]:
    """What is in the zip, in the form of a Data Package."""
    return {
        "name": f"sleutelbos-letter-{letter.public_id.lower()}",
        "title": str(letter.title),
        "description": "Sentences of a Dutch letter, and what newcomers who read it along said of each of them. "
        "Only of readers who agreed to this; without names and without anything that somebody typed or said freely.",
        "licenses": [LICENCE],
        "contributors": [{"title": str(letter.organisation or letter.region.name), "role": "publisher"}],
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "profile": "tabular-data-resource",
                "schema": {
                    "fields": [
                        {"name": field, "type": kind, "description": words} for field, (kind, words) in columns.items()
                    ],
                    "missingValues": [""],
                },
            }
            for name, columns in open_data.COLUMNS.items()
        ],
    }
