"""The page about one municipality and one year: its words, letting it out, taking it back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Municipality
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import NotAllowed, RuleBroken, StateChanged

from .. import workflow
from ..models import CouncilPage
from ..queries.figures import Scope
from .sheets import count_sheet

WORDS: Final = ("done_words", "not_done_words", "heard_words", "cost_words")
_KEPT: Final = (CouncilPage.State.PUBLISHED, CouncilPage.State.REPLACED, CouncilPage.State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of a page as they are now; `seal` names exactly these."""

    content: Mapping[str, Any]
    said: Mapping[str, Any]
    seal: str
    at: datetime


def last_day_of(year: int, today: date) -> date | None:
    """Until which day a page about a year counts: its end, or yesterday while it runs; None before its second day."""
    last = min(date(year, 12, 31), today - timedelta(days=1))
    return last if last.year == year else None


def count_page(municipality: Municipality, year: int, *, today: date | None = None) -> Counted:
    """The figures of a year as they may be shown beside everything that was public about it before; changes nothing.

    Where so little happened since the last page that new figures would tell about it, those of the last page stand.
    """
    last = last_day_of(year, today or timezone.localdate())
    if last is None:
        raise RuleBroken("council-year-ahead", _("This year has no figures yet."))
    before = list(CouncilPage.objects.filter(municipality=municipality, year=year, state__in=_KEPT).order_by("pk"))
    earlier = [page.content["said"] for page in before]
    content, said = count_sheet(Scope(municipality.region_id, municipality.pk, date(year, 1, 1), last), earlier)
    at = timezone.now()
    if before and content["questions"] is None and before[-1].content["figures"]["questions"] is not None:
        content, said, at = before[-1].content["figures"], before[-1].content["said"], before[-1].counted_at or at
    seal = hashlib.sha256(json.dumps([content, said], sort_keys=True).encode()).hexdigest()
    return Counted(content, said, seal, at)


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
    """Make public exactly what was looked at; StateChanged when a figure is another one by now."""
    _may_write(actor, municipality)
    # One at a time: who comes second counts beside what the first one published.
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    counted = count_page(municipality, year)
    if counted.seal != seal:
        raise StateChanged(
            "council-figures-changed",
            _("The figures changed since you looked."),
            _("Open the page again, read it, and publish it then."),
        )
    page = draft_of(municipality, year)
    workflow.check(workflow.COUNCIL_PAGE, page.state, CouncilPage.State.PUBLISHED)
    public = CouncilPage.objects.filter(municipality=municipality, year=year, state=CouncilPage.State.PUBLISHED)
    for old in public:
        workflow.check(workflow.COUNCIL_PAGE, old.state, CouncilPage.State.REPLACED)
    public.update(state=CouncilPage.State.REPLACED)
    page.state = CouncilPage.State.PUBLISHED
    page.content = {"figures": counted.content, "said": counted.said}
    page.counted_at, page.published_at = counted.at, timezone.now()
    page.published_by = actor.label
    page.save()
    audit.record(
        "insights.council_page.published",
        actor=actor,
        target=page,
        region_id=page.region_id,
        year=year,
        seal=counted.seal[:16],
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
