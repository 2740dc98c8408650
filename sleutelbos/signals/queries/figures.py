"""Figures about signals for pages everybody may see: counts only, never a row of somebody's."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from ..models import Answer, Signal


@dataclass(frozen=True, slots=True)
class SignalFigures:
    """Signals that came in a period, and what became of them. Days are whole days from signal to first answer."""

    signals: int
    families: int
    answered: int
    changed: int
    will_change: int
    cannot: int
    overdue: int
    median_days: float | None
    longest_days: int | None

    @property
    def share_answered(self) -> float | None:
        """Answered of all, between 0 and 1; None without signals."""
        return self.answered / self.signals if self.signals else None


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How much came in about one theme; `names` as the region has them, empty for the usual name of `code`."""

    code: str
    names: dict[str, str]
    signals: int
    families: int
    answered: int


def _rows(region_id: int, municipality_id: int | None, start: datetime, end: datetime) -> QuerySet[Signal]:
    rows = Signal.objects.filter(region_id=region_id, created_at__gte=start, created_at__lt=end)
    return rows if municipality_id is None else rows.filter(municipality_id=municipality_id)


def figures(region_id: int, *, start: datetime, end: datetime, municipality_id: int | None = None) -> SignalFigures:
    """What became of the signals that came from `start` until before `end`, as it is known now."""
    rows = _rows(region_id, municipality_id, start, end)
    totals = rows.aggregate(number=Count("pk"), families=Sum("families"))
    pairs = list(rows.filter(answered_at__isnull=False).values_list("created_at", "answered_at"))
    days = [(answered - created).days for created, answered in pairs if answered is not None]
    # How it ended: by the last answer that was given after the signal came.
    kinds = dict.fromkeys(Answer.Kind.values, 0)
    last: dict[int, str] = {}
    answers = Answer.objects.filter(bottleneck__signals__in=rows.order_by()).order_by("at", "pk").distinct()
    given: dict[int, list[tuple[datetime, str]]] = {}
    for bottleneck, at, kind in answers.values_list("bottleneck_id", "at", "kind"):
        given.setdefault(bottleneck, []).append((at, kind))
    for pk, bottleneck, created in rows.filter(answered_at__isnull=False).values_list(
        "pk", "bottleneck_id", "created_at"
    ):
        for at, kind in given.get(bottleneck, []):
            if at >= created:
                last[pk] = kind
    for kind in last.values():
        kinds[kind] += 1
    overdue = rows.filter(
        answered_at__isnull=True,
        bottleneck__state__in=["open", "busy"],
        bottleneck__due_on__lt=min(timezone.localdate(end), timezone.localdate()),
    )
    return SignalFigures(
        signals=totals["number"],
        families=totals["families"] or 0,
        answered=len(pairs),
        changed=kinds[Answer.Kind.CHANGED],
        will_change=kinds[Answer.Kind.WILL_CHANGE],
        cannot=kinds[Answer.Kind.CANNOT],
        overdue=overdue.count(),
        median_days=median(days) if days else None,
        longest_days=max(days) if days else None,
    )


def theme_counts(
    region_id: int, *, start: datetime, end: datetime, municipality_id: int | None = None
) -> list[ThemeCount]:
    """What the signals of a period were about, most first."""
    rows = (
        _rows(region_id, municipality_id, start, end)
        .order_by()
        .values("theme__code", "theme__names")
        .annotate(
            number=Count("pk"), families=Sum("families"), answered=Count("pk", filter=Q(answered_at__isnull=False))
        )
    )
    found = [
        ThemeCount(row["theme__code"], row["theme__names"], row["number"], row["families"], row["answered"])
        for row in rows
    ]
    return sorted(found, key=lambda row: (-row.signals, row.code))
