"""Figures of others: of no region and about nobody, so everybody may read all of them."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from ..external.layout import Compared, Sheet, compared, sheets
from ..external.values import Number
from ..models import Edition, Figure, Observation, Source, SourceEdition


def sources() -> list[tuple[Source, SourceEdition]]:
    """Every source that has an edition, with its newest one."""
    rows = Source.objects.prefetch_related(Prefetch("editions", SourceEdition.objects.order_by("-number")))
    return [(row, row.editions.all()[0]) for row in rows if row.editions.all()]


def editions_of(source: Source) -> QuerySet[SourceEdition]:
    """All editions of a source, the newest first."""
    return source.editions.order_by("-number")


def numbers_of(edition: SourceEdition) -> list[Number]:
    """Every number of an edition, in the order of its source."""
    rows = Observation.objects.filter(edition=edition).order_by("position")
    names = list(Number.__dataclass_fields__)
    return [Number(**row) for row in rows.values(*names)]


def sheets_of(edition: SourceEdition, numbers: list[Number] | None = None) -> list[Sheet]:
    """The numbers of an edition, a table per measure."""
    return sheets(edition.measures, numbers_of(edition) if numbers is None else numbers)


def what_changed(edition: SourceEdition, numbers: list[Number]) -> tuple[SourceEdition, Compared] | None:
    """The edition before this one, and what this one says differently; None for the first."""
    older = SourceEdition.objects.filter(source_id=edition.source_id, number__lt=edition.number).first()
    return None if older is None else (older, compared(numbers_of(older), numbers))


def newest_of(sources: Iterable[int]) -> dict[int, SourceEdition]:
    """The newest edition per source."""
    found: dict[int, SourceEdition] = {}
    for row in SourceEdition.objects.filter(source_id__in=set(sources)).select_related("source").order_by("number"):
        found[row.source_id] = row
    return found


def outdated_figures(edition: Edition) -> list[tuple[Figure, SourceEdition]]:
    """Charts of a publication whose source has a newer edition than the one they were made from, with that edition."""
    rows = Figure.objects.filter(chapter__edition=edition, external__isnull=False)
    figures = list(rows.select_related("external", "chapter").order_by("chapter__position", "number"))
    newest = newest_of(one.external.source_id for one in figures if one.external is not None)
    return [
        (one, newest[one.external.source_id])
        for one in figures
        if one.external is not None and newest[one.external.source_id].number > one.external.number
    ]
