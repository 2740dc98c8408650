"""Questions about imports; `visible_imports` is the only door to rows shown to people."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Visit
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.models import KeyPerson

from .models import CalendarFeed, ImportBatch, ImportRow
from .reading import storing
from .reading.layout import SheetLayout

MAY_IMPORT = (Role.COORDINATOR, Role.FUNCTIONAL_ADMINISTRATOR)
# Rows about which nothing can be said any more.
FINISHED_ROWS = frozenset(
    {ImportRow.State.IMPORTED, ImportRow.State.UNCHANGED, ImportRow.State.KEPT, ImportRow.State.UNDONE}
)


def visible_imports(viewer: Viewer) -> QuerySet[ImportBatch]:
    """Imports of the viewer's region, for its coordinators and functional administrators; without the cells."""
    rows = ImportBatch.objects.defer("cells")
    if viewer.role == "system":
        return rows
    if viewer.has_role(*MAY_IMPORT):
        return rows.filter(region_id=viewer.region_id or 0)
    return rows.none()


def imports_with_counts(viewer: Viewer) -> QuerySet[ImportBatch]:
    """The list of imports, newest first, each with how many rows came in and how many wait."""
    return (
        visible_imports(viewer)
        .defer("cells", "layouts", "answers", "row_answers")
        .exclude(state=ImportBatch.State.DISCARDED)
        .annotate(
            rows_in=Count("rows", filter=Q(rows__state=ImportRow.State.IMPORTED)),
            rows_waiting=Count("rows", filter=Q(rows__state=ImportRow.State.WAITS)),
        )
        .order_by("-created_at", "-pk")
    )


def counts_of(batch: ImportBatch) -> dict[str, int]:
    """How many rows are in each state, how many have open questions, how many a refused cell."""
    counts = dict.fromkeys(ImportRow.State.values, 0)
    for state, number in batch.rows.values_list("state").annotate(number=Count("pk")).order_by("state"):
        counts[state] = number
    more = batch.rows.aggregate(
        asking=Count("pk", filter=Q(open_questions__gt=0) & ~Q(state=ImportRow.State.SKIPPED)),
        refused=Count("pk", filter=Q(refused__gt=0)),
        people=Count("pk", filter=Q(kind="people")),
        requests=Count("pk", filter=Q(kind="requests")),
    )
    return {**counts, **more, "total": sum(counts[state] for state in ImportRow.State.values)}


def rows_of(batch: ImportBatch, filters: dict[str, Any]) -> QuerySet[ImportRow]:
    """The rows of an import in their order, narrowed by `RowFilterForm.values()`."""
    rows = batch.rows.order_by("sheet", "number")
    stand = filters.get("stand", "")
    if stand == "vragen":
        rows = rows.filter(open_questions__gt=0).exclude(state=ImportRow.State.SKIPPED)
    elif stand == "geweigerd":
        rows = rows.filter(refused__gt=0)
    elif stand:
        rows = rows.filter(state=stand)
    if filters.get("soort"):
        rows = rows.filter(kind=filters["soort"])
    if words := filters.get("zoek"):
        rows = rows.filter(label__icontains=words)
    return rows


def known_fingerprints(batch: ImportBatch) -> set[str]:
    """Fingerprints of rows that came into this region by another import and are still there."""
    return set(
        ImportRow.objects.filter(batch__region_id=batch.region_id, state=ImportRow.State.IMPORTED)
        .exclude(batch=batch)
        .exclude(fingerprint="")
        .values_list("fingerprint", flat=True)
    )


def layouts_of(batch: ImportBatch) -> list[SheetLayout]:
    """How the sheets of a file are read."""
    return [storing.layout_from_json(layout) for layout in batch.layouts]


def columns_read(batch: ImportBatch, sheet: int) -> list[tuple[str, str]]:
    """The fields a sheet is read into, each once, with the heading of its first column."""
    found: dict[str, str] = {}
    for layout in layouts_of(batch):
        for guess in layout.columns if layout.sheet == sheet else ():
            name = guess.field
            if not name or name.startswith("refused"):
                continue
            name = "languages" if name.startswith("speaks:") else "availability" if name.startswith("day_") else name
            found.setdefault(name, guess.heading or name)
    return list(found.items())


def fields_read(batch: ImportBatch, sheet: int) -> list[str]:
    """The names of those fields."""
    return [name for name, _heading in columns_read(batch, sheet)]


def rows_kept(batch: ImportBatch) -> QuerySet[ImportRow]:
    """The first rows that could not be taken back."""
    return batch.rows.filter(state=ImportRow.State.KEPT).order_by("sheet", "number")[:100]


def rows_failed(batch: ImportBatch) -> QuerySet[ImportRow]:
    """The first rows that could not be taken in when it was tried."""
    return batch.rows.filter(state=ImportRow.State.WAITS).exclude(reason="").order_by("sheet", "number")[:100]


# The filters of the list of key persons by their name in the address.
_PEOPLE_FILTERS = {
    "zoek": "text",
    "taal": "variety",
    "gebruik": "mode",
    "onderwerp": "topic",
    "plaats": "place",
    "status": "state",
    "geslacht": "gender",
    "checklist": "readiness",
    "sort": "sort",
}
EXPORT_AT_MOST = 20_000


def people_to_export(viewer: Viewer, filters: Mapping[str, str], today: date) -> QuerySet[KeyPerson]:
    """The key persons a coordinator has on the screen, with everything an export shows of them."""
    chosen = {name: filters.get(key, "")[:120] for key, name in _PEOPLE_FILTERS.items()}
    chosen["mode"] = chosen["mode"] if chosen["mode"] in {"speaking", "understanding", "reading"} else ""
    rows = keypersons.found_key_persons(viewer, today=today, **chosen)
    return rows.prefetch_related("blocks", "readiness")[:EXPORT_AT_MOST]


# How far a calendar goes back and ahead, in days, and at most how many appointments: more is a mistake.
FEED_BACK, FEED_AHEAD, FEED_AT_MOST = 31, 400, 1000


def feeds_of(key_person: KeyPerson) -> QuerySet[CalendarFeed]:
    """The calendars somebody made an address for."""
    return CalendarFeed.objects.filter(key_person=key_person)


def feed_visits(feed: CalendarFeed, now: datetime) -> QuerySet[Visit]:
    """The appointments of a calendar's owner that stand or were; a cancelled one is not among them."""
    standing = Q(state__in=[Visit.State.CONFIRMED, Visit.State.DONE, Visit.State.NO_SHOW])
    # What waited for a yes until it was over never happened.
    waiting = Q(state=Visit.State.AWAITING, ends_at__gt=now)
    rows = Visit.objects.filter(
        standing | waiting,
        key_person_id=feed.key_person_id,
        starts_at__gt=now - timedelta(days=FEED_BACK),
        starts_at__lt=now + timedelta(days=FEED_AHEAD),
    ).order_by("starts_at", "pk")
    if feed.level == CalendarFeed.Level.FULL:
        rows = rows.select_related("request").only(
            *_VISIT, "request__asker_name", "request__asker_organisation", "request__asker_phone"
        )
    else:
        rows = rows.only(*_VISIT)
    return rows[:FEED_AT_MOST]


_VISIT = (
    "calendar_uid",
    "sequence",
    "state",
    "starts_at",
    "ends_at",
    "where",
    "place",
    "address",
    "key_person_id",
    "request_id",
)
