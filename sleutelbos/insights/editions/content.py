"""What an issue holds: everything a page, a PDF or a file of it needs, as plain values in the language of the edition.

Words of the product and dates are written out here too, so that an old issue can be made again word for word.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..charts import Chart, Series, draw, number_words
from ..models import Chapter, Edition, Figure, Interview, Quote
from . import markup

FORMAT = 1
# Units across a chart: words in it stay readable on a phone, and on paper beside their table.
CHART = 480
# Around somebody's words; elsewhere “ and ”.
MARKS = {"ar": "«»", "fa": "«»", "ps": "«»", "ckb": "«»", "uk": "«»", "fr": "«»", "ti": "«»"}


def canonical(content: dict[str, Any]) -> bytes:
    """The one way to write a content as bytes."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(data: bytes) -> str:
    """SHA-256 as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def content_of(
    edition: Edition, *, number: int, made_at: datetime, note: str = "", draft: bool = False
) -> dict[str, Any]:
    """The content of the edition as it stands: only quotes with a yes; `draft` adds the others, marked."""
    with translation.override(edition.language):
        return _content(edition, number, made_at, note, draft)


def _content(edition: Edition, number: int, made_at: datetime, note: str, draft: bool) -> dict[str, Any]:
    quotes = _quotes(edition, draft)
    chapters: list[dict[str, Any]] = []
    figures: list[dict[str, Any]] = []
    interviews: list[int] = []
    rows = edition.chapters.select_related("interview").prefetch_related("figures__external__source")
    for row in rows:
        if row.interview is not None and not (row.interview.may_publish or draft):
            continue
        chapters.append(_chapter(row, len(chapters) + 1, quotes, figures, edition.language))
        if row.interview_id is not None:
            interviews.append(row.interview_id)
    shown = {block["quote"]: block for one in chapters for block in one["blocks"] if block["kind"] == "quote"}
    pulled = [block for block in shown.values() if block["pulled"]]
    return {
        "format": FORMAT,
        "title": str(edition.title),
        "subtitle": str(edition.subtitle),
        "year": edition.year,
        "language": edition.language,
        "rtl": translation.get_language_bidi(),
        "region": edition.region.name,
        "publisher": str(edition.publisher) or edition.region.name,
        "contact": edition.contact,
        "issue": number,
        "made_at": made_at.isoformat(),
        "day": formats.date_format(timezone.localtime(made_at), "j F Y"),
        "note": note,
        "draft": draft,
        # Not the first: the reader meets that one a page later.
        "front": pulled[len(pulled) // 2]["text"] if pulled else "",
        "chapters": chapters,
        "figures": figures,
        "accountability": markup.blocks(edition.accountability),
        "not_represented": markup.blocks(edition.not_represented),
        "colophon": markup.blocks(edition.colophon),
        "readings": [_reading(row) for row in edition.readings.all()],
        "quotes": sorted(shown),
        "interviews": interviews,
        "words": _words() | dict(zip(("open", "close"), MARKS.get(edition.language, "“”"), strict=True)),
    }


def _words() -> dict[str, str]:
    return {
        "contents": _("Contents"),
        "accountability": _("How this was made"),
        "not_represented": _("Who is not heard here"),
        "colophon": _("Colophon"),
        "readings": _("Read further"),
        "source": _("Source"),
        "status": _("Status"),
        "reference_day": _("As of"),
        "not_shown": _("not shown"),
        "table": _("The same figures in a table"),
        "issue": _("Issue"),
        "page": pgettext("on paper", "Page"),
        "checked": _("address checked on"),
        "figure": _("Figure"),
        "data": _("The data behind every figure, as CSV and JSON, stands beside this publication on the site."),
        "illustrations": _("Illustrations instead of portraits: nobody can be recognised."),
        "changed": _("Changed in this issue"),
        "draft": _("Draft"),
    }


def _quotes(edition: Edition, draft: bool) -> dict[int, dict[str, Any]]:
    """Number -> what is shown of a quote; only what may be shown in this language."""
    home = edition.translated_from or edition
    rows = Quote.objects.filter(interview__edition=home).select_related("interview")
    rows = rows.exclude(state__in=[Quote.State.REFUSED, Quote.State.WITHDRAWN]).prefetch_related("translations")
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        allowed = row.state == Quote.State.APPROVED and row.interview.may_publish
        text = str(row.text)
        if home.pk != edition.pk:
            allowed = allowed and row.interview.may_translate
            text = next((one.text for one in row.translations.all() if one.language == edition.language), "")
        if not text or not (allowed or draft):
            continue
        by = (" · " if edition.translated_from_id else ", ").join(part for part in _who(row.interview, edition) if part)
        found[row.number] = {
            "kind": "quote",
            "quote": row.pk,
            "text": text,
            "by": by,
            "pulled": row.pulled,
            "chapter": row.chapter_id,
            "waits": not allowed,
        }
    return found


def _who(row: Interview, edition: Edition) -> tuple[str, str]:
    """Name and role; another language has no words for what this person calls it, so it says only what kind it is."""
    return row.name, str(row.get_kind_display() if edition.translated_from_id else row.role)


def _chapter(
    row: Chapter, number: int, quotes: dict[int, dict[str, Any]], figures: list[dict[str, Any]], language: str
) -> dict[str, Any]:
    own = {figure.number: figure for figure in row.figures.all()}
    blocks: list[dict[str, Any]] = []
    placed: set[int] = set()
    drawn: set[int] = set()
    for block in markup.blocks(row.body):
        at = block.get("number")
        if block["kind"] == "quote":
            if at in quotes:
                blocks.append(quotes[at])
                placed.add(at)
        elif block["kind"] == "figure":
            if at in own and at not in drawn:
                blocks.append(_figure(own[at], figures, language))
                drawn.add(at)
        else:
            blocks.append(block)
    home = row.translated_from_id or row.pk
    blocks += [one for at, one in quotes.items() if one["chapter"] == home and at not in placed]
    blocks += [_figure(one, figures, language) for at, one in own.items() if at not in drawn]
    who = None
    if row.interview is not None:
        who = dict(zip(("name", "role"), _who(row.interview, row.edition), strict=True))
    return {
        "id": f"hoofdstuk-{number}",
        "number": number,
        "kind": row.kind,
        "label": str(Chapter.Kind(row.kind).label),
        "heading": str(row.heading),
        "lead": str(row.lead),
        "picture": row.picture,
        "who": who,
        "blocks": blocks,
    }


def _figure(row: Figure, figures: list[dict[str, Any]], language: str) -> dict[str, Any]:
    number = len(figures) + 1
    series = [(str(name), tuple(values)) for name, values in row.series]
    chart = Chart(
        kind=row.kind,  # type: ignore[arg-type]  # the choices of the column are those of the chart
        title=row.title,
        description=row.description,
        labels=tuple(str(label) for label in row.labels),
        series=tuple(Series(name, values) for name, values in series),
        unit=row.unit,
        decimals=row.decimals,
    )
    direction: Literal["ltr", "rtl"] = "rtl" if translation.get_language_bidi() else "ltr"
    made: dict[str, Any] = {
        "kind": "figure",
        "number": number,
        "title": str(row.title),
        "description": str(row.description),
        "svg": draw(chart, width=CHART, language=language, direction=direction, ids=f"figuur-{number}"),
        "unit": str(row.unit),
        "labels": [str(label) for label in row.labels],
        "series": [[name, list(values)] for name, values in series],
        "table": _table(row, series, language),
        "source": str(row.source),
        "source_edition": str(row.source_edition),
        "reference_day": row.reference_day.isoformat() if row.reference_day else "",
        "day": formats.date_format(row.reference_day, "j F Y") if row.reference_day else "",
        "status": str(Figure.Status(row.status).label),
        "status_code": row.status,
        "note": str(row.note),
    }
    if row.external is not None:
        source = row.external.source
        page = f"/cijfers/landelijk/{source.code}/{row.external.number}/"
        made |= {"day": made["day"] or _("Not stated"), "source_page": page, "source_url": source.url}
    figures.append(made)
    return made


def _table(row: Figure, series: Iterable[tuple[str, tuple[float | None, ...]]], language: str) -> dict[str, Any]:
    columns = list(series)
    hidden = _("not shown")
    return {
        "heads": ["", *(name for name, _values in columns)],
        "rows": [
            [
                str(label),
                *(_cell(values[at] if at < len(values) else None, row, hidden, language) for _n, values in columns),
            ]
            for at, label in enumerate(row.labels)
        ],
    }


def _cell(value: float | None, row: Figure, hidden: str, language: str) -> str:
    return hidden if value is None else number_words(round(value, row.decimals), row.decimals, language)


def _reading(row: Any) -> dict[str, str]:
    day = formats.date_format(row.checked_on, "j F Y") if row.checked_on else ""
    return {"title": str(row.title), "url": row.url, "day": day}
