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
from ..disclosure import Rule
from ..models import Release
from ..open_data.content import Counted, made
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
            # More crossings than can be judged together. Nothing is kept of what was tried.
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
    rule = Rule(release.threshold, release.width)
    known = queries.known_of(release.region_id, release.period)
    before = [one for one in known if one.period == release.period]
    sets = queries.counted(release.region_id, release.period, timezone.localdate())
    content, withheld = [], []
    for counted in sets:
        if counted.day and before:
            # Counted again some days later, the difference would be about the few who came or went.
            content.append(_set_of(before[0], counted.code))
            continue
        earlier = [found for one in known if (found := _set_of(one, counted.code)) and not counted.day]
        one = made(counted, release.period, rule, earlier)
        content.append(one.content)
        withheld += one.withheld
    return {
        "content": {"sets": [one for one in content if one], "names": queries.names(release.region_id)},
        "withheld": withheld,
        "fingerprint": queries.fingerprint(_counted_anew(sets, before)),
        "checked_against": [one.pk for one in known],
    }


def _counted_anew(sets: list[Counted], before: list[Release]) -> list[Counted]:
    return [one for one in sets if not (one.day and before)]


def _set_of(release: Release, code: str) -> dict[str, Any]:
    """One set of a release as it was published; empty when it had none."""
    return next((one for one in release.content.get("sets", []) if one["code"] == code), {})


@transaction.atomic
def publish_release(*, release: Release, actor: Viewer) -> None:
    """Let figures out, with the next number of their period; refused when others came out since they were made."""
    Region.objects.select_for_update().get(pk=release.region_id)
    known = queries.known_of(release.region_id, release.period)
    if [one.pk for one in known] != release.checked_against:
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
