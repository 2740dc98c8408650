"""Seeing to a bottleneck: taking it up, giving it to somebody, taking two together and apart again."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Membership, Organisation
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from ..models import Alert, Bottleneck, Signal
from .steps import Kind, change, keep_step, move
from .telling import tell_owners


@transaction.atomic
def take(*, bottleneck: Bottleneck, actor: Viewer) -> None:
    """Say that somebody works on it."""
    move(bottleneck, Bottleneck.State.BUSY, kind=Kind.TAKEN, actor=actor)


@transaction.atomic
def put_back(*, bottleneck: Bottleneck, actor: Viewer) -> None:
    """Nobody works on it after all."""
    move(bottleneck, Bottleneck.State.OPEN, kind=Kind.PUT_BACK, actor=actor)


@transaction.atomic
def assign(
    *,
    bottleneck: Bottleneck,
    owner: Membership | None,
    organisation: Organisation | None,
    due_on: date,
    actor: Viewer,
) -> None:
    """Give it to somebody, or back to the coordinator (neither), with a date; who gets it is told."""
    _must_wait(bottleneck)
    same = (bottleneck.owner_id, bottleneck.owner_organisation_id) == (
        owner.pk if owner is not None else None,
        organisation.pk if organisation is not None else None,
    )
    if same and bottleneck.due_on == due_on:
        return
    # Another date or another owner: what was said about the old one says nothing any more.
    change(
        bottleneck,
        owner=owner,
        owner_organisation=organisation,
        due_on=due_on,
        reminded_at=None,
        escalated_at=None,
    )
    keep_step(bottleneck, Kind.ASSIGNED, actor=actor)
    if not same:
        tell_owners(bottleneck, "assigned", key=f"assigned:{bottleneck.pk}:{timezone.now().timestamp():.0f}")


@transaction.atomic
def change_bottleneck(
    *, bottleneck: Bottleneck, title: str, organisations: Iterable[Organisation], actor: Viewer
) -> None:
    """Say in a few words what it is, and which schools or organisations it is about."""
    wanted = list(organisations)
    if title == bottleneck.title and {row.pk for row in wanted} == set(
        bottleneck.organisations.values_list("pk", flat=True)
    ):
        return
    change(bottleneck, title=title)
    bottleneck.organisations.set(wanted)
    keep_step(bottleneck, Kind.CHANGED, actor=actor)


@transaction.atomic
def merge(*, bottleneck: Bottleneck, into: Bottleneck, actor: Viewer) -> None:
    """Take two together: all signals and links go over; the earlier of the two dates counts."""
    if bottleneck.pk == into.pk or bottleneck.region_id != into.region_id:
        raise RuleBroken("merge-with-itself", _("Choose another bottleneck."), _("Two different ones go together."))
    _must_wait(bottleneck)
    _must_wait(into)
    # The smaller number first, always: two who merge the same pair wait here, not on each other.
    list(Bottleneck.objects.select_for_update().filter(pk__in=[bottleneck.pk, into.pk]).order_by("pk"))
    move(bottleneck, Bottleneck.State.MERGED, kind=Kind.MERGED, actor=actor, other=into, merged_into=into)
    change(into, due_on=min(into.due_on, bottleneck.due_on), opened_at=min(into.opened_at, bottleneck.opened_at))
    Signal.objects.filter(bottleneck=bottleneck).update(bottleneck=into)
    into.organisations.add(*bottleneck.organisations.all())
    keep_step(into, Kind.TOOK_IN, actor=actor, other=bottleneck)


@transaction.atomic
def split(*, bottleneck: Bottleneck, signals: Collection[int], actor: Viewer) -> Bottleneck:
    """Let some signals go apart as a bottleneck of their own, with the same owner and date; one at least stays.

    Raises RuleBroken when none or all were chosen, StateChanged when it was answered meanwhile.
    """
    _must_wait(bottleneck)
    if not Bottleneck.objects.select_for_update().filter(pk=bottleneck.pk, state=bottleneck.state).exists():
        raise StateChanged
    chosen = list(bottleneck.signals.filter(pk__in=signals).select_related("theme", "municipality"))
    if not chosen or len(chosen) == bottleneck.signals.count():
        raise RuleBroken(
            "split-some", _("Choose the signals that are about something else."), _("At least one must stay.")
        )
    places = {signal.municipality_id for signal in chosen}
    apart = Bottleneck.objects.create(
        region_id=bottleneck.region_id,
        theme=chosen[0].theme,
        municipality=chosen[0].municipality if len(places) == 1 else None,
        owner=bottleneck.owner,
        owner_organisation=bottleneck.owner_organisation,
        due_on=bottleneck.due_on,
        opened_at=min(signal.created_at for signal in chosen),
    )
    Signal.objects.filter(pk__in=[signal.pk for signal in chosen]).update(bottleneck=apart)
    keep_step(bottleneck, Kind.SPLIT_OFF, actor=actor, other=apart)
    keep_step(apart, Kind.CAME_APART, actor=actor, new=apart.state, other=bottleneck)
    return apart


@transaction.atomic
def remind(*, bottleneck: Bottleneck, actor: Viewer) -> int:
    """Ask whoever sees to it how it stands, at most once a day; returns how many people were reminded."""
    _must_wait(bottleneck)
    today = timezone.localdate()
    change(bottleneck, reminded_at=timezone.now())
    keep_step(bottleneck, Kind.REMINDED, actor=actor)
    return tell_owners(bottleneck, "remind", key=f"remind:{bottleneck.pk}:{today.isoformat()}")


@transaction.atomic
def see_alert(*, alert: Alert, actor: Viewer) -> None:
    """The coordinator has seen that many families meet the same; saying it twice changes nothing."""
    rows = Alert.objects.filter(pk=alert.pk, seen_at__isnull=True)
    if rows.update(seen_at=timezone.now(), seen_by_id=actor.membership_id):
        audit.record("signals.alert.seen", actor=actor, target=alert)


def _must_wait(bottleneck: Bottleneck) -> None:
    if not bottleneck.waits:
        raise StateChanged
