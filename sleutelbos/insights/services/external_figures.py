"""Charts of a publication from figures of others: each keeps the edition that its numbers were taken from."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.errors import RuleBroken

from ..external.layout import Sheet, arranged, drawable
from ..models import Chapter, Figure, SourceEdition, Status
from ..models.external import least_sure
from ..queries import external as queries
from .editions import save_figure


@transaction.atomic
def add_external_figure(
    *,
    chapter: Chapter,
    source: SourceEdition,
    measure: str,
    groups: Sequence[str],
    periods: Sequence[str],
    title: str,
    description: str,
    actor: Viewer,
    kind: str = "",
) -> Figure:
    """A chart of these groups and periods of one measure, as this edition of the source has them.

    RuleBroken where the edition has no such numbers, or numbers that cannot be drawn.
    """
    with translation.override(chapter.edition.language):
        values = _taken(source, measure, groups, periods)
    values |= {"title": title, "description": description, "origin": Figure.Origin.EXTERNAL}
    if kind:
        values["kind"] = kind
    return save_figure(chapter=chapter, figure=None, values=values, actor=actor)


@transaction.atomic
def renew_external_figure(*, figure: Figure, actor: Viewer) -> Figure:
    """Take the same groups and periods from the newest edition of the source; the words around the chart stay.

    RuleBroken where the newest edition has none of these numbers any more.
    """
    if figure.external is None:
        raise RuleBroken("no-such-figure")
    newest = queries.newest_of([figure.external.source_id])[figure.external.source_id]
    pick = figure.pick
    with translation.override(figure.chapter.edition.language):
        values = _taken(newest, pick["measure"], pick["groups"], pick["periods"])
    # How it is drawn was chosen by somebody.
    del values["kind"]
    return save_figure(chapter=figure.chapter, figure=figure, values=values, actor=actor)


def _taken(source: SourceEdition, measure: str, groups: Sequence[str], periods: Sequence[str]) -> dict[str, Any]:
    """The columns of a chart, filled from an edition of a source."""
    whole = next((one for one in queries.sheets_of(source) if one.code == measure), None)
    sheet = whole.narrowed(groups, periods) if whole is not None else None
    if sheet is None or not drawable(sheet):
        raise RuleBroken("no-such-numbers", _("This edition of the source does not have these numbers."))
    drawn = arranged(sheet)
    return {
        "kind": drawn.kind,
        "unit": sheet.unit[:30],
        "decimals": min(sheet.decimals, 2),
        "labels": list(drawn.labels),
        "series": [[name, [_plain(value) for value in values]] for name, values in drawn.series],
        "source": f"{source.source.publisher}, {source.source.title}"[:200],
        "source_edition": source.name,
        "reference_day": source.reference_day,
        "status": least_sure(cell.status for cell in sheet.cells.values()),
        "note": _note(sheet)[:300],
        "external": source,
        "pick": {"measure": measure, "groups": list(groups), "periods": list(periods)},
    }


def _plain(value: float | None) -> float | None:
    return int(value) if value is not None and value == int(value) else value


def _note(sheet: Sheet) -> str:
    """What a reader must know of single numbers: their status where it differs, and what the source says beside one."""
    parts = []
    statuses = {cell.status for cell in sheet.cells.values()}
    if len(statuses) > 1:
        for status in Status.values:
            at = [name for code, name in sheet.periods if _statuses(sheet, code) == {status}]
            if at:
                parts.append(f"{Status(status).label}: {', '.join(at)}.")
        if len(parts) < len(statuses):
            parts = [gettext("Not every number has the same status; the source says which.")]
    said: dict[str, str] = {}
    for cell in sheet.cells.values():
        if cell.note:
            said.setdefault(cell.note, ", ".join(part for part in (cell.group, cell.period) if part))
    return " ".join([*parts, *(f"{about}: {note}." for note, about in said.items())])


def _statuses(sheet: Sheet, period: str) -> set[str]:
    return {cell.status for (_group, at), cell in sheet.cells.items() if at == period}
