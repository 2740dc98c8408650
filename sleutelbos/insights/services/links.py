"""Looking whether the addresses to read further still work: asked by whoever writes, done by the worker."""

from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.services.scope import EVERYWHERE, region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import links
from ..models import Edition, Reading
from .editions import note_link

# Of one edition in one go.
MOST: Final = 100
_WORKS: Final = frozenset({"works", "moved"})


@transaction.atomic
def ask_for_look(*, edition: Edition, actor: Viewer, start: Callable[[int], object]) -> int:
    """Have every address of the edition looked at; returns how many. `start` gets the edition once this is stored."""
    if not edition.is_open:
        raise StateChanged
    count = edition.readings.update(asked_at=timezone.now())
    if not count:
        raise RuleBroken("nothing-to-look-at")
    audit.record(
        "insights.edition.changed", actor=actor, target=edition, region_id=edition.region_id, part="look", count=count
    )
    transaction.on_commit(lambda: start(edition.pk))
    return count


def look_at_links(*, edition_id: int, reach: links.Reach = links.public) -> int:
    """Look at the addresses somebody asked about and keep what was seen; returns how many. May run twice.

    Nothing is stored about an address when no site at all could be reached: then there is no internet here, and every
    row says that. What only a person can decide (a closed site, a passing problem) leaves the earlier yes as it is.
    """
    with region_scope(EVERYWHERE):
        rows = list(
            Reading.objects.filter(edition_id=edition_id, asked_at__isnull=False).select_related("edition")[:MOST]
        )
        seen = dict(links.look_at([row.url for row in rows], reach=reach))
        away = all(one.outcome == "nowhere" for one in seen.values())
        for row in rows:
            _keep(row, links.Seen("no_network") if away else seen[row.url])
    return len(rows)


@transaction.atomic
def _keep(row: Reading, seen: links.Seen) -> None:
    values = {
        "outcome": seen.outcome,
        "http_status": seen.status,
        "moved_to": seen.address if seen.outcome == "moved" else "",
        "looked_at": timezone.now(),
        "asked_at": None,
    }
    # The same address as was looked at: it may have been changed or taken out in the meantime.
    there = Reading.objects.filter(pk=row.pk, url=row.url)
    if there.exists() and (seen.outcome in _WORKS or seen.outcome == "gone"):
        actor = Viewer.system(reason="somebody asked to look", region_id=row.edition.region_id)
        note_link(reading=row, works=seen.outcome in _WORKS, actor=actor)
    there.update(**values)


@transaction.atomic
def take_new_address(*, reading: Reading, actor: Viewer) -> None:
    """The address to which the site itself pointed takes the place of the old one."""
    if not reading.edition.is_open:
        raise StateChanged
    rows = Reading.objects.filter(pk=reading.pk, outcome=Reading.Outcome.MOVED, url=reading.url).exclude(moved_to="")
    if not rows.update(url=reading.moved_to, moved_to="", outcome=Reading.Outcome.WORKS):
        raise StateChanged
    audit.record(
        "insights.edition.changed",
        actor=actor,
        target=reading.edition,
        region_id=reading.edition.region_id,
        part="reading",
        number=reading.pk,
    )
