"""Open figures: what there is, what came out, and what counts as known when the next is made."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sleutelbos.accounts.models import Municipality, Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request
from sleutelbos.guidance.models import Topic
from sleutelbos.signals.models import Theme

from ..models import Release
from ..open_data.content import CROSSED, Counted
from ..open_data.periods import days_of, is_year, over, quarters_of, year_of
from . import counts

State = Release.State
MAKERS = (Role.COORDINATOR, Role.POLICY_OFFICER)


def visible_releases(viewer: Viewer) -> QuerySet[Release]:
    """Releases of the viewer's own region, for who makes them; nothing for others."""
    if viewer.region_id is None or not viewer.has_role(*MAKERS):
        return Release.objects.none()
    return Release.objects.filter(region_id=viewer.region_id)


def published() -> QuerySet[Release]:
    """What everybody may see, of every region, without the cells."""
    rows = Release.objects.filter(state=State.PUBLISHED).select_related("region").defer("content")
    return rows.order_by("region__name", "-published_at", "-id")


def known_of(region_id: int, period: str) -> list[Release]:
    """Every release that was published of the year of a period, oldest first: whoever reads the next has read these."""
    rows = Release.objects.filter(region_id=region_id, state=State.PUBLISHED, period__startswith=year_of(period))
    return list(rows.order_by("published_at", "id"))


def periods_to_publish(region_id: int, today: date) -> list[str]:
    """Periods that are over and have figures; no quarter of a year that is out, newest first."""
    first = Request.objects.filter(region_id=region_id).aggregate(first=Min("created_at"))["first"]
    if first is None:
        return []
    years = set(
        Release.objects.filter(region_id=region_id, state=State.PUBLISHED)
        .exclude(period__contains="-")
        .values_list("period", flat=True)
    )
    since = date(timezone.localtime(first).year, 1, 1)
    return [one for one in over(today, since) if is_year(one) or year_of(one) not in years]


def counted(region_id: int, period: str, today: date) -> list[Counted]:
    """All sets of counts of a period: questions, appointments, signals, and key persons as they are today."""
    places = tuple(
        str(pk) for pk in Municipality.objects.filter(region_id=region_id).order_by("name").values_list("pk", flat=True)
    )
    pairs = (("municipality", "language"), ("municipality", "topic"), ("language", "topic"))
    spans = {quarter: tuple(_moment(day) for day in days_of(quarter)) for quarter in quarters_of(period)}
    found = []
    for code, query in (("questions", counts.questions), ("talks", counts.talks)):
        per = {quarter: query(region_id, *span) for quarter, span in spans.items()}
        found.append(
            Counted(
                code,
                CROSSED,
                {quarter: one.counts for quarter, one in per.items()},
                {quarter: one.parts for quarter, one in per.items()},
                {"municipality": places},
                pairs,
            )
        )
    per = {quarter: counts.signals(region_id, *span) for quarter, span in spans.items()}
    found.append(
        Counted(
            "signals",
            ("municipality", "theme"),
            {quarter: one.counts for quarter, one in per.items()},
            expected={"municipality": places},
            pairs=(("municipality", "theme"),),
        )
    )
    if not is_year(period):
        found += _stock(region_id, today.isoformat())
    return found


def _stock(region_id: int, day: str) -> list[Counted]:
    languages: dict[tuple[str, ...], int] = {
        (code,): n for code, n in counts.key_persons_by_language(region_id).items()
    }
    topics: dict[tuple[str, ...], int] = {(code,): n for code, n in counts.key_persons_by_topic(region_id).items()}
    return [
        Counted("key-persons", (), {day: {(): counts.key_persons(region_id)}}, day=day),
        Counted("key-persons-language", ("language",), {day: languages}, day=day),
        Counted("key-persons-topic", ("topic",), {day: topics}, day=day),
    ]


def names(region_id: int) -> dict[str, dict[str, Any]]:
    """What codes are called, kept with the figures: names change, what was published does not."""
    return {
        "municipality": {
            str(pk): name for pk, name in Municipality.objects.filter(region_id=region_id).values_list("pk", "name")
        },
        "topic": dict(Topic.objects.values_list("code", "names")),
        "theme": dict(Theme.objects.filter(region_id=region_id).values_list("code", "names")),
    }


def fingerprint(sets: list[Counted]) -> str:
    """Tells whether two releases were made of the same counts; keyed, so that nobody else can try counts."""
    told: list[Mapping[str, Any]] = [
        {"code": one.code, "counts": {when: sorted(cells.items()) for when, cells in one.counts.items()}}
        for one in sets
    ]
    return salted_hmac("insights.release", json.dumps(told, sort_keys=True), algorithm="sha256").hexdigest()


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def newer_of(release: Release) -> Release | None:
    """A later edition of the same period; None when this is the last."""
    rows = Release.objects.filter(region_id=release.region_id, period=release.period, state=State.PUBLISHED)
    return (
        rows.filter(edition__gt=release.edition).select_related("region").defer("content").order_by("-edition").first()
    )


def latest_with(code: str) -> list[Release]:
    """Per region the last published release that has a set of figures, in the order of names."""
    rows = Release.objects.filter(state=State.PUBLISHED, period__contains="-")
    last: dict[int, int] = {}
    for region_id, pk in rows.order_by("region_id", "-period", "-edition").values_list("region_id", "pk"):
        last.setdefault(region_id, pk)
    newest = rows.filter(pk__in=last.values()).select_related("region").order_by("region__name")
    return [one for one in newest if any(part["code"] == code for part in one.content.get("sets", []))]
