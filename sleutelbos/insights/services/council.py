"""The page about one municipality and one year: its figures, its words, letting it out, taking it back.

Figures are counted by the worker: they are judged beside everything that is public about the region and the year (open
figures and pages for councils, also what was replaced or taken back), and that takes some seconds.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Municipality, Region
from sleutelbos.accounts.services.scope import region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.signals import queries as signals
from sleutelbos.ui.errors import NotAllowed, RuleBroken, StateChanged

from .. import workflow
from ..models import CouncilPage
from ..open_data import council as tables
from ..open_data.periods import days_of, so_far
from ..open_data.together import SUBJECTS, Bench
from ..queries import figures as counted
from ..queries import releases as public
from ..queries.figures import Scope
from .sheets import MEDIAN_FROM, spread_of

logger = logging.getLogger(__name__)

WORDS: Final = ("done_words", "not_done_words", "heard_words", "cost_words")
# Longer than this and whoever counts is not coming back.
COUNTING: Final = timedelta(minutes=15)
_KEPT: Final = (CouncilPage.State.PUBLISHED, CouncilPage.State.REPLACED, CouncilPage.State.WITHDRAWN)


def count_pages(towns: Sequence[Municipality], year: int, *, today: date | None = None) -> dict[int, dict[str, Any]]:
    """What the pages of these municipalities of one region may say, judged together; changes nothing.

    Per municipality the content of its page. Whole quarters that are over are counted, as everywhere where figures are
    public. Where so little happened since the last page that new figures would tell about it, those of the last page
    stand. Raises ValueError where what is public cannot be judged together.
    """
    span = so_far(year, today or timezone.localdate())
    if span is None:
        raise RuleBroken("council-year-ahead", _("This year has no figures yet. They come after its first quarter."))
    region_id = towns[0].region_id
    known = public.known_of(region_id, year)
    rule = known.rule()
    ledgers = public.ledgers(region_id, year, SUBJECTS)
    outcomes = {}
    for code, ledger in ledgers.items():
        bench = Bench(ledger, (span,), known.said(ledger.subject))
        outcomes[code] = bench.judge(
            [table for town in towns for table in tables.tables_of(bench, span, str(town.pk))], rule
        )
    found: dict[int, dict[str, Any]] = {}
    for town in towns:
        said = tables.said_of(outcomes, str(town.pk))
        found[town.pk] = {
            "figures": _figures(town, span, said),
            "said": said,
            "threshold": rule.threshold,
            "width": rule.width,
            "against": known.names,
            "withheld": sorted(
                name for one in outcomes.values() for name in one.withheld if name.startswith(f"{town.pk} ")
            ),
        }
        before = [page for page in known.pages if page.municipality_id == town.pk]
        if before and found[town.pk]["figures"]["questions"] is None:
            last = before[-1].content
            if last["figures"]["questions"] is not None:
                found[town.pk] = {**last, "against": known.names}
    return found


def _figures(town: Municipality, span: str, said: Mapping[str, Any]) -> dict[str, Any]:
    first, after = days_of(span)
    scope = Scope(town.region_id, town.pk, first, after - timedelta(days=1))
    found = tables.figures_of(said)
    came = signals.figures(scope.region_id, start=scope.since, end=scope.until, municipality_id=town.pk)
    about = signals.theme_counts(scope.region_id, start=scope.since, end=scope.until, municipality_id=town.pk)
    found["signals"] |= {
        "names": {one.code: one.names for one in about},
        "median_days": came.median_days if came.answered >= MEDIAN_FROM else None,
    }
    _tally, days = counted.answers(scope)
    return {
        "first_day": scope.first_day.isoformat(),
        "last_day": scope.last_day.isoformat(),
        **found,
        "answer_days": spread_of(days),
    }


@transaction.atomic
def ask_figures(*, municipality: Municipality, year: int, actor: Viewer) -> CouncilPage:
    """Have the figures of a page counted; the work is done by the worker."""
    from ..tasks import count_council_page  # the tasks import this module

    _may_write(actor, municipality)
    if so_far(year, timezone.localdate()) is None:
        raise RuleBroken("council-year-ahead", _("This year has no figures yet. They come after its first quarter."))
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    page = draft_of(municipality, year)
    now = timezone.now()
    if page.asked_at is not None and page.asked_at > now - COUNTING:
        return page
    page.asked_at, page.content, page.counted_at = now, {}, None
    page.save()
    audit.record("insights.council_page.asked", actor=actor, target=page, region_id=page.region_id, year=year)
    transaction.on_commit(lambda: count_council_page.enqueue(page.pk))
    return page


def count_draft(*, page_id: int) -> bool:
    """Count the figures of a draft; False when it does not wait for them any more."""
    page = CouncilPage.objects.filter(pk=page_id, state=CouncilPage.State.DRAFT, asked_at__isnull=False).first()
    if page is None:
        return False
    with region_scope(page.region_id):
        try:
            content = count_pages([page.municipality], page.year)[page.municipality_id]
        except ValueError:
            # More crossings than can be judged together, or an older page that cannot be.
            logger.exception("figures of council page %s could not be judged", page.pk)
            content = {"failed": True}
        waits = CouncilPage.objects.filter(pk=page.pk, state=CouncilPage.State.DRAFT, asked_at=page.asked_at)
        return bool(waits.update(content=content, counted_at=timezone.now(), asked_at=None))


def seal_of(content: Mapping[str, Any]) -> str:
    """Names exactly these figures."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def write_words(*, municipality: Municipality, year: int, words: Mapping[str, str], actor: Viewer) -> CouncilPage:
    """Keep the own words beside the figures, in the draft of the year; the next page begins with those of the last."""
    _may_write(actor, municipality)
    page = draft_of(municipality, year)
    for name in WORDS:
        setattr(page, name, words.get(name, ""))
    page.save()
    audit.record("insights.council_page.changed", actor=actor, target=page, region_id=page.region_id, year=year)
    return page


def draft_of(municipality: Municipality, year: int) -> CouncilPage:
    """The draft of a year, or a new one (not kept yet) with the words of the page that is public."""
    draft = CouncilPage.objects.filter(municipality=municipality, year=year, state=CouncilPage.State.DRAFT).first()
    if draft is not None:
        return draft
    last = CouncilPage.objects.filter(municipality=municipality, year=year, state__in=_KEPT).order_by("-pk").first()
    words = {name: getattr(last, name) for name in WORDS} if last is not None else {}
    return CouncilPage(region_id=municipality.region_id, municipality=municipality, year=year, **words)


@transaction.atomic
def publish_page(*, municipality: Municipality, year: int, seal: str, actor: Viewer) -> CouncilPage:
    """Make public exactly what was looked at; refused when figures came out that it was not judged beside."""
    _may_write(actor, municipality)
    # One at a time in a region: who comes second is judged beside what the first one published.
    Region.objects.select_for_update().get(pk=municipality.region_id)
    page = draft_of(municipality, year)
    if page.pk is None or not page.is_judged_together or seal_of(page.content) != seal:
        raise StateChanged(
            "council-figures-changed",
            _("The figures changed since you looked."),
            _("Open the page again, read it, and publish it then."),
        )
    if page.content["against"] != public.known_of(page.region_id, year).names:
        raise RuleBroken(
            "council-outdated",
            _("Other figures came out since these were counted."),
            _("Have them counted again. Then they are checked against what is public now."),
        )
    workflow.check(workflow.COUNCIL_PAGE, page.state, CouncilPage.State.PUBLISHED)
    shown = CouncilPage.objects.filter(municipality=municipality, year=year, state=CouncilPage.State.PUBLISHED)
    for old in shown:
        workflow.check(workflow.COUNCIL_PAGE, old.state, CouncilPage.State.REPLACED)
    shown.update(state=CouncilPage.State.REPLACED)
    page.state, page.published_at, page.asked_at = CouncilPage.State.PUBLISHED, timezone.now(), None
    page.published_by = actor.label
    page.save()
    audit.record(
        "insights.council_page.published",
        actor=actor,
        target=page,
        region_id=page.region_id,
        year=year,
        seal=seal[:16],
    )
    return page


@transaction.atomic
def withdraw_page(*, page: CouncilPage, actor: Viewer) -> None:
    """Take a public page back; what it said stays known, so that a later page does not tell more beside it."""
    _may_write(actor, page.municipality)
    if not workflow.can_move(workflow.COUNCIL_PAGE, page.state, CouncilPage.State.WITHDRAWN):
        raise StateChanged
    moved = CouncilPage.objects.filter(pk=page.pk, state=page.state).update(state=CouncilPage.State.WITHDRAWN)
    if not moved:
        raise StateChanged
    page.state = CouncilPage.State.WITHDRAWN
    audit.record("insights.council_page.withdrawn", actor=actor, target=page, region_id=page.region_id, year=page.year)


def _may_write(actor: Viewer, municipality: Municipality) -> None:
    if actor.support or actor.region_id != municipality.region_id:
        raise NotAllowed
