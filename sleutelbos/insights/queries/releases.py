"""Open figures: what there is, what came out, and what counts as known when the next is made."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sleutelbos.accounts.models import Municipality, Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request
from sleutelbos.guidance.models import Topic
from sleutelbos.signals.models import Theme

from ..disclosure import Cell, Rule
from ..disclosure import Release as SaidCells
from ..models import CouncilPage, Release
from ..open_data.content import Counted
from ..open_data.periods import is_year, over, year_of
from ..open_data.together import SUBJECTS, Ledger, Subject, lifted, strictest
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


@dataclass(frozen=True)
class Known:
    """What is public about one year of one region, oldest first."""

    releases: tuple[Release, ...]
    pages: tuple[CouncilPage, ...]

    @property
    def names(self) -> list[str]:
        """What it is, in a form that can be kept and compared."""
        return [*(f"release {one.pk}" for one in self.releases), *(f"council {one.pk}" for one in self.pages)]

    def said(self, subject: Subject) -> list[SaidCells]:
        """What each said of one kind of counts. Raises ValueError for a page whose figures were kept in another way."""
        found = [
            lifted(subject, part)
            for one in self.releases
            for part in one.content.get("sets", [])
            if part["code"] == subject.code
        ]
        for page in self.pages:
            if not page.is_judged_together:
                raise ValueError(f"council page {page.pk} was not judged together with open figures")
            found.append(lifted(subject, page.content["said"][subject.code]))
        return found

    def rule(self, threshold: int = 5, width: int = 5) -> Rule:
        """The rule that keeps every promise that was made, and this one."""
        rules = [(one.threshold, one.width) for one in self.releases]
        rules += [(one.content["threshold"], one.content["width"]) for one in self.pages if one.is_judged_together]
        return strictest([*rules, (threshold, width)])


def known_of(region_id: int, year: int) -> Known:
    """Everything public about a year of a region: whoever reads what comes next has read this."""
    rows = Release.objects.filter(region_id=region_id, state=State.PUBLISHED, period__startswith=str(year))
    pages = CouncilPage.objects.filter(region_id=region_id, year=year).exclude(state=CouncilPage.State.DRAFT)
    return Known(
        tuple(rows.order_by("published_at", "id")),
        # Also what was replaced or taken back: it was read.
        tuple(pages.order_by("published_at", "id")),
    )


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


def ledgers(region_id: int, year: int, codes: Iterable[str]) -> dict[str, Ledger]:
    """The true counts of a year, of each kind of counts that is asked for."""
    places = tuple(
        str(pk) for pk in Municipality.objects.filter(region_id=region_id).order_by("name").values_list("pk", flat=True)
    )
    found = {}
    for code in codes:
        one: counts.Counts = getattr(counts, code)(region_id, year)
        found[code] = Ledger(SUBJECTS[code], one.counts, one.parts, {"municipality": places})
    return found


def stock(region_id: int, day: str) -> list[Counted]:
    """Key persons as they are on a day, and how many speak a language well and help with a topic."""
    languages: dict[tuple[str, ...], int] = {
        (code,): n for code, n in counts.key_persons_by_language(region_id).items()
    }
    topics: dict[tuple[str, ...], int] = {(code,): n for code, n in counts.key_persons_by_topic(region_id).items()}
    return [
        Counted("key-persons", (), day, {(): counts.key_persons(region_id)}),
        Counted("key-persons-language", ("language",), day, languages),
        Counted("key-persons-topic", ("topic",), day, topics),
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


def fingerprint(told: Mapping[str, Mapping[Cell, int]]) -> str:
    """Tells whether two releases were made of the same counts; keyed, so that nobody else can try counts."""
    plain = {code: sorted(cells.items()) for code, cells in told.items()}
    return salted_hmac("insights.release", json.dumps(plain, sort_keys=True), algorithm="sha256").hexdigest()


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
