"""Editions somebody may work on, those that everybody may read, and what still stands in the way of publishing."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from re import Pattern
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.languages import variety_name

from ..editions import markup, traces
from ..models import Chapter, Edition, Figure, Issue, Quote, Reading, Release
from ..open_data.periods import is_year, quarters_of
from ..open_data.together import ALL
from .figures import NOT_SAID

EDITORS: Final = (Role.COORDINATOR, Role.POLICY_OFFICER)
# After so many days somebody must look again whether an address works.
LINK_DAYS: Final = 90


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


def issues_with(
    quotes: Collection[int], interview: int | None = None, *, region: int, words: Collection[Pattern[str]] = ()
) -> list[Issue]:
    """Issues of a region, not emptied, in which one of these quotes stands, or a chapter about this interview.

    `words`: or in which these words stand anywhere.
    """
    rows = Issue.objects.filter(emptied_at=None, edition__region=region).select_related("edition__region").defer("pdf")
    return [
        row
        for row in rows
        if not set(quotes).isdisjoint(row.content["quotes"])
        or interview in row.content["interviews"]
        or traces.stands_in(row.content, words)
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
            # A source that is kept here may say itself that it names no day.
            dated = figure.reference_day or figure.external_id
            if not (figure.source and figure.source_edition and dated):
                text = _("A figure without source, edition or day.")
                found.append(Problem("figure-without-source", text, figure.title, where))
    found += _not_public(edition, [figure for chapter in chapters for figure in chapter.figures.all()])
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
    """Figures of the own region as they stand in its open figures: what is hidden there is None here."""

    title: str | Promise
    labels: list[str]
    values: list[int | None]
    # Which open figures: a period, or the first and last of some.
    edition: str


def _per_quarter(edition: Edition) -> Counted | None:
    newest = {one.period: one for one in _open_figures(edition)}
    quarters = quarters_of(str(edition.year))
    totals = [_questions(newest[one]).get((one, ALL, ALL, ALL)) if one in newest else None for one in quarters]
    there = [one for one in quarters if one in newest]
    if not there:
        return None
    labels = [one.rsplit("Q", 1)[1] for one in quarters]
    return Counted(_("Questions per quarter"), labels, totals, " – ".join(dict.fromkeys([there[0], there[-1]])))


def _per_language(edition: Edition) -> Counted | None:
    """Of the year, or of its last quarter that is public."""
    released = _open_figures(edition)
    if not released:
        return None
    last = max(released, key=lambda one: (is_year(one.period), one.period, one.edition))
    cells = _questions(last)
    counts = {cell[2]: count for cell, count in cells.items() if count and cell[1] == ALL and cell[3] == ALL}
    most = sorted((code for code in counts if code not in {ALL, NOT_SAID}), key=lambda code: (-counts[code], code))[:8]
    return Counted(
        _("Questions per language"), [variety_name(code) for code in most], [counts[code] for code in most], last.period
    )


def _open_figures(edition: Edition) -> list[Release]:
    """The open figures of the region and the year of an edition, the newest of each period last."""
    rows = Release.objects.filter(
        region_id=edition.region_id, state=Release.State.PUBLISHED, period__startswith=str(edition.year)
    )
    return list(rows.order_by("published_at", "pk"))


def _questions(release: Release) -> dict[tuple[str, ...], int | None]:
    return {
        tuple(row[:-1]): row[-1]
        for part in release.content.get("sets", [])
        if part["code"] == "questions"
        for row in part["cells"]
    }


OWN: Final[dict[str, Callable[[Edition], Counted | None]]] = {"quarters": _per_quarter, "languages": _per_language}


def own_figures(edition: Edition, name: str) -> Counted | None:
    """What the open figures of the region say of the year of the edition; None without any.

    An edition tells nothing that is not public already, so that nothing in it has to be judged again. KeyError for a
    name that is not there.
    """
    return OWN[name](edition)


def _not_public(edition: Edition, figures: Collection[Figure]) -> list[Problem]:
    """Figures of the own region with a number that its open figures do not have."""
    own = [one for one in figures if one.origin == Figure.Origin.OWN]
    if not own:
        return []
    public = {count for one in _open_figures(edition) for count in _questions(one).values()} | {None}
    text = _("A number in this figure is not in the open figures. Add the figure again.")
    return [
        Problem("own-figure-not-public", text, one.title, f"hoofdstuk-{one.chapter_id}")
        for one in own
        if not {value for _name, values in one.series for value in values} <= public
    ]


def figures_of(edition: Edition) -> QuerySet[Figure]:
    """Every figure of an edition in its order."""
    return Figure.objects.filter(chapter__edition=edition).order_by("chapter__position", "number")
