"""Open figures: asking for them, making them so that nobody is found, letting them out."""

import logging
import time
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.services.scope import region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import workflow
from ..models import Release
from ..open_data.content import CROSSED, made, made_on
from ..open_data.periods import is_year, quarters_of, year_of
from ..queries import releases as queries

logger = logging.getLogger(__name__)

State = Release.State
# Figures of a draft grow old: late visits and logs come in.
DRAFT_DAYS: Final = 60


@transaction.atomic
def prepare_release(*, region: Region, period: str, threshold: int, actor: Viewer) -> Release:
    """Have the figures of a period made; the work is done by the worker, for all that is small and large."""
    from ..tasks import make_release  # the tasks import this module

    if period not in queries.periods_to_publish(region.pk, timezone.localdate()):
        raise RuleBroken("period-not-over", _("Figures of this period cannot be made now."))
    try:
        with transaction.atomic():
            release = Release.objects.create(
                region=region, period=period, threshold=threshold, width=threshold, asked_by=actor.label
            )
    except IntegrityError as error:
        raise RuleBroken("release-there", _("Somebody is making the figures of this period already.")) from error
    audit.record("insights.release.prepared", actor=actor, target=release, region_id=region.pk, period=period)
    transaction.on_commit(lambda: make_release.enqueue(release.pk))
    return release


def make_release(*, release_id: int) -> bool:
    """Count, hide what must be hidden, keep the rest; False when the release does not wait for it any more."""
    release = Release.objects.filter(pk=release_id, state=State.PREPARING).first()
    if release is None:
        return False
    began = time.monotonic()
    with region_scope(release.region_id):
        try:
            values = _made(release)
        except ValueError:
            # More crossings than can be judged together, or a page that cannot be. Nothing is kept of what was tried.
            logger.exception("release %s could not be made", release.pk)
            _move(release, State.FAILED, actor=Viewer.system(reason="open figures"))
            return False
        _move(
            release,
            State.READY,
            actor=Viewer.system(reason="open figures"),
            made_at=timezone.now(),
            seconds=round(time.monotonic() - began, 2),
            **values,
        )
    return True


def _made(release: Release) -> dict[str, Any]:
    year = int(year_of(release.period))
    known = queries.known_of(release.region_id, year)
    rule = known.rule(release.threshold, release.width)
    before = [one for one in known.releases if one.period == release.period]
    sets, told = [], {}
    for code, ledger in queries.ledgers(release.region_id, year, CROSSED).items():
        quarters = quarters_of(release.period)
        told[code] = {cell: count for cell, count in ledger.counts.items() if cell[0] in quarters}
        sets.append(made(ledger, release.period, rule, known.said(ledger.subject)))
    content, withheld = [one.content for one in sets], [name for one in sets for name in one.withheld]
    if not is_year(release.period):
        for counted in queries.stock(release.region_id, timezone.localdate().isoformat()):
            if before:
                # Counted again some days later, the difference would be about the few who came or went.
                content.append(_set_of(before[0], counted.code))
                continue
            told[counted.code] = dict(counted.counts)
            one = made_on(counted, rule)
            content.append(one.content)
            withheld += one.withheld
    return {
        "content": {"sets": [one for one in content if one], "names": queries.names(release.region_id)},
        "withheld": withheld,
        "fingerprint": queries.fingerprint(told),
        "checked_against": known.names,
        # Never less strict than what was promised earlier: what it hid, others would find here.
        "threshold": rule.threshold,
        "width": rule.width,
    }


def _set_of(release: Release, code: str) -> dict[str, Any]:
    """One set of a release as it was published; empty when it had none."""
    return next((one for one in release.content.get("sets", []) if one["code"] == code), {})


@transaction.atomic
def publish_release(*, release: Release, actor: Viewer) -> None:
    """Let figures out, with the next number of their period; refused when others came out since they were made."""
    Region.objects.select_for_update().get(pk=release.region_id)
    known = queries.known_of(release.region_id, int(year_of(release.period)))
    if known.names != release.checked_against:
        raise RuleBroken(
            "release-outdated",
            _("Other figures came out since these were made."),
            _("Throw these away and make them again. Then they are checked against what is public now."),
        )
    same = Release.objects.filter(region_id=release.region_id, period=release.period)
    last = same.aggregate(last=Max("edition"))["last"] or 0
    _move(
        release,
        State.PUBLISHED,
        actor=actor,
        edition=last + 1,
        published_at=timezone.now(),
        published_by=actor.label,
    )


@transaction.atomic
def discard_release(*, release: Release, actor: Viewer) -> None:
    """Throw figures away that nobody has seen yet; what was in them goes too."""
    _move(release, State.DISCARDED, actor=actor, content={}, withheld=[], fingerprint="")


@transaction.atomic
def _move(release: Release, new: str, *, actor: Viewer, **values: Any) -> None:
    """The one way a release changes: compare-and-set, and an audit event."""
    workflow.check(workflow.RELEASE, release.state, new)
    if not Release.objects.filter(pk=release.pk, state=release.state).update(state=new, **values):
        raise StateChanged
    for name, value in {"state": new, **values}.items():
        setattr(release, name, value)
    audit.record(
        f"insights.release.{new}",
        actor=actor,
        target=release,
        region_id=release.region_id,
        period=release.period,
        edition=release.edition,
    )


def forget_drafts() -> int:
    """Throw away drafts nobody published in time, and fail those the worker never finished; returns how many."""
    now = timezone.now()
    actor = Viewer.system(reason="the time to keep this is over")
    count = 0
    old = Release.objects.filter(state=State.READY, made_at__lt=now - timedelta(days=DRAFT_DAYS))
    stuck = Release.objects.filter(state=State.PREPARING, asked_at__lt=now - timedelta(days=1))
    for release in [*old[:50], *stuck[:50]]:
        try:
            if release.state == State.READY:
                discard_release(release=release, actor=actor)
            else:
                _move(release, State.FAILED, actor=actor)
        except StateChanged:
            continue
        count += 1
    return count
