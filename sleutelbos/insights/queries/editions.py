"""Editions somebody may work on, those that everybody may read, and what still stands in the way of publishing."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import ExtractQuarter
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request
from sleutelbos.keypersons.languages import variety_name

from ..editions import markup
from ..models import Chapter, Edition, Figure, Issue, Quote, Reading

EDITORS: Final = (Role.COORDINATOR, Role.POLICY_OFFICER)
# After so many days somebody must look again whether an address works.
LINK_DAYS: Final = 90
# A count under this is not shown; the others are rounded.
LEAST: Final = 10
ROUND_TO: Final = 5


def visible_editions(viewer: Viewer) -> QuerySet[Edition]:
    """Editions of the own region, for those who write them."""
    rows = Edition.objects.select_related("region", "translated_from")
    if viewer.role == "system":
        return rows
    if not viewer.has_role(*EDITORS):
        return rows.none()
    return rows.filter(region_id=viewer.region_id or 0)


def published_editions() -> list[tuple[Edition, Issue]]:
    """Editions with a page for everybody, of all regions, newest first; each with its newest issue."""
    live = Issue.objects.filter(emptied_at=None).order_by("-number").defer("pdf", "content")
    rows = (
        Edition.objects.filter(state=Edition.State.PUBLISHED)
        .select_related("region")
        .prefetch_related(Prefetch("issues", queryset=live, to_attr="live"))
        .order_by("-year", "-published_at")[:100]
    )
    return [(row, row.live[0]) for row in rows if row.live]


def newest_issue(edition: Edition) -> Issue | None:
    """What people read now; None while it is being made again."""
    return edition.issues.filter(emptied_at=None).order_by("-number").first()


def translations_of(edition: Edition) -> list[Edition]:
    """The same edition in other languages, published, and the one it was translated from."""
    home = edition.translated_from_id or edition.pk
    rows = Edition.objects.filter(state=Edition.State.PUBLISHED)
    both = rows.filter(translated_from_id=home) | rows.filter(pk=home)
    return list(both.exclude(pk=edition.pk).order_by("language"))


def issues_with(quotes: Collection[int], interview: int | None = None) -> list[Issue]:
    """Issues, not emptied, in which one of these quotes stands, or a chapter about this interview."""
    rows = Issue.objects.filter(emptied_at=None).select_related("edition__region").defer("pdf")
    if interview is not None:
        rows = rows.filter(edition__region__interviews=interview)
    return [
        row
        for row in rows
        if not set(quotes).isdisjoint(row.content["quotes"]) or interview in row.content["interviews"]
    ]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to do before an edition can go out; `where` names the place on the page."""

    code: str
    text: str | Promise
    about: str = ""
    where: str = ""


def problems(edition: Edition, *, today: date | None = None) -> list[Problem]:
    """Everything that stands in the way of publishing; empty: it can go out."""
    found: list[Problem] = []
    if not edition.accountability.strip():
        found.append(Problem("no-accountability", _("Write how this edition was made."), where="verantwoording"))
    if not edition.not_represented.strip():
        found.append(Problem("nobody-missing", _("Write who is not heard in this edition."), where="verantwoording"))
    chapters = list(edition.chapters.select_related("interview").prefetch_related("figures"))
    if not chapters:
        found.append(Problem("no-chapters", _("There is no chapter yet.")))
    found += _quote_problems(edition, chapters)
    for chapter in chapters:
        where = f"hoofdstuk-{chapter.pk}"
        for words in markup.said(chapter.body):
            short = words if len(words) < 60 else f"{words[:59]}…"
            text = _("Words between quotation marks that are no quote with a yes.")
            found.append(Problem("said-without-yes", text, f"{chapter.heading}: {short}", where))
        for figure in chapter.figures.all():
            if not (figure.source and figure.source_edition and figure.reference_day):
                text = _("A figure without source, edition or day.")
                found.append(Problem("figure-without-source", text, figure.title, where))
    late = (today or timezone.localdate()) - timedelta(days=LINK_DAYS)
    for row in edition.readings.all():
        if row.works is False:
            found.append(Problem("dead-link", _("This address does not work."), row.title, "lezen"))
        elif row.checked_on is None or row.checked_on < late:
            found.append(Problem("link-not-checked", _("Look whether this address works."), row.title, "lezen"))
    return found


def _quote_problems(edition: Edition, chapters: list[Chapter]) -> list[Problem]:
    home = edition.translated_from or edition
    found = []
    rows = Quote.objects.filter(interview__edition=home).select_related("interview").prefetch_related("translations")
    for row in rows.exclude(state__in=[Quote.State.REFUSED, Quote.State.WITHDRAWN]):
        about = f"{row.number}: {row.text[:60]}"
        if row.state != Quote.State.APPROVED:
            if home.pk == edition.pk:
                found.append(Problem("quote-without-yes", _("This quote has no yes yet."), about, "uitspraken"))
            continue
        there = {edition.language for one in row.translations.all() if one.language == edition.language}
        if home.pk != edition.pk and row.interview.may_translate and not there:
            text = _("This quote has no words in this language yet.")
            found.append(Problem("quote-not-translated", text, about, "uitspraken"))
    for chapter in chapters:
        if chapter.interview is not None and not chapter.interview.may_publish:
            text = _("This person has not said yes. The chapter will not be there.")
            found.append(Problem("interview-without-yes", text, chapter.heading, f"hoofdstuk-{chapter.pk}"))
    return found


def links_of(edition: Edition) -> QuerySet[Reading]:
    """What to read further."""
    return edition.readings.all()


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures of the own region that harm nobody: rounded, and a small count is not shown."""

    title: str | Promise
    labels: list[str]
    values: list[int | None]


def safe(count: int) -> int | None:
    """The count rounded to five; None under ten."""
    return None if count < LEAST else (count + ROUND_TO // 2) // ROUND_TO * ROUND_TO


def _per_quarter(region_id: int, year: int) -> Counted:
    rows = Request.objects.filter(region_id=region_id, created_at__year=year)
    counts = Counter(rows.annotate(quarter=ExtractQuarter("created_at")).values_list("quarter", flat=True))
    labels = [f"{number}" for number in range(1, 5)]
    return Counted(_("Questions per quarter"), labels, [safe(counts[at]) for at in range(1, 5)])


def _per_language(region_id: int, year: int) -> Counted:
    rows = Request.objects.filter(region_id=region_id, created_at__year=year)
    counts = Counter(rows.values_list("language", flat=True))
    most = [(code, count) for code, count in counts.most_common(8) if code and count >= LEAST]
    return Counted(
        _("Questions per language"), [variety_name(code) for code, _n in most], [safe(count) for _c, count in most]
    )


OWN: Final[dict[str, Callable[[int, int], Counted]]] = {"quarters": _per_quarter, "languages": _per_language}


def own_figures(edition: Edition, name: str) -> Counted:
    """Figures counted in the region of the edition over its year; KeyError for a name that is not there."""
    return OWN[name](edition.region_id, edition.year)


def figures_of(edition: Edition) -> QuerySet[Figure]:
    """Every figure of an edition in its order."""
    return Figure.objects.filter(chapter__edition=edition).order_by("chapter__position", "number")
