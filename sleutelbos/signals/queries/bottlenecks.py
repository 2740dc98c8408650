"""Signals and bottlenecks, for who sent them, who sees to them, and the coordinator."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from sleutelbos.accounts.models import Membership, Municipality, Organisation, Role
from sleutelbos.accounts.places import places
from sleutelbos.accounts.queries import valid_memberships
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Visit
from sleutelbos.keypersons.models import KeyPerson

from ..models import Alert, Answer, Bottleneck, OwnerRule, Signal, SignalVoice, Theme

# Who may see to a bottleneck without being the coordinator.
OWNERS = (Role.PROFESSIONAL, Role.CASE_WORKER, Role.POLICY_OFFICER)
# Between the words of a Dutch name; no name by themselves.
_PARTICLES = frozenset({"van", "von", "der", "den", "het", "ten", "ter", "mevrouw", "meneer"})
_UNTOLD = Q(signals__text__gt="") & ~Q(signals__text_language="nl") & Q(signals__dutch="")
_STANDING = (Bottleneck.State.OPEN, Bottleneck.State.BUSY)


def visible_bottlenecks(viewer: Viewer) -> QuerySet[Bottleneck]:
    """All of the region for its coordinator; for who sees to some, those of the own hand or the own organisation."""
    rows = Bottleneck.objects.filter(region_id=viewer.region_id or 0).select_related(
        "region", "theme", "municipality", "owner__user", "owner_organisation", "merged_into"
    )
    if viewer.has_role(Role.COORDINATOR):
        return rows
    if not viewer.has_role(*OWNERS):
        return rows.none()
    own = Q(owner_id=viewer.membership_id or 0)
    if viewer.organisation_ids:
        own |= Q(owner__isnull=True, owner_organisation__in=viewer.organisation_ids)
    return rows.filter(own)


def visible_signals(viewer: Viewer) -> QuerySet[Signal]:
    """Signals in bottlenecks one may see; a key person's own for that key person."""
    rows = Signal.objects.filter(region_id=viewer.region_id or 0).select_related("theme", "municipality", "bottleneck")
    if viewer.has_role(Role.KEY_PERSON):
        return rows.filter(signaller__membership_id=viewer.membership_id or 0)
    return rows.filter(bottleneck__in=visible_bottlenecks(viewer).order_by())


def visible_themes(viewer: Viewer) -> QuerySet[Theme]:
    """The region's themes, for its coordinator to change."""
    rows = Theme.objects.filter(region_id=viewer.region_id or 0)
    return rows if viewer.has_role(Role.COORDINATOR) else rows.none()


def visible_rules(viewer: Viewer) -> QuerySet[OwnerRule]:
    """Who sees to what in the region, for its coordinator."""
    rows = OwnerRule.objects.filter(region_id=viewer.region_id or 0).select_related(
        "theme", "municipality", "owner__user", "organisation"
    )
    return rows if viewer.has_role(Role.COORDINATOR) else rows.none()


def visible_alerts(viewer: Viewer) -> QuerySet[Alert]:
    """Notices that many families met the same, for the coordinator."""
    rows = Alert.objects.filter(region_id=viewer.region_id or 0).select_related("theme", "municipality", "bottleneck")
    return rows if viewer.has_role(Role.COORDINATOR) else rows.none()


def alerts_to_see(viewer: Viewer) -> QuerySet[Alert]:
    """Those nobody looked at yet."""
    return visible_alerts(viewer).filter(seen_at__isnull=True)


def owner_rules_now(viewer: Viewer, on: date) -> QuerySet[OwnerRule]:
    """The rules that count on a day or begin later."""
    rows = visible_rules(viewer).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    return rows.order_by(F("theme__position").asc(nulls_last=True), F("municipality__name").asc(nulls_last=True), "pk")


def themes_to_choose(region_id: int) -> QuerySet[Theme]:
    """What a key person of a region chooses from."""
    return Theme.objects.filter(region_id=region_id, active=True)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of bottlenecks is narrowed to; empty means everything that waits."""

    state: str = ""
    theme: int | None = None
    municipality: int | None = None
    overdue: bool = False
    mine: bool = False
    untold: bool = False  # words in another language, and no Dutch beside them yet


def open_rows(viewer: Viewer, filters: Filters) -> QuerySet[Bottleneck]:
    """Visible bottlenecks that fit, the earliest date first, with `signal_count`, `family_count`, `untold_count`."""
    rows = visible_bottlenecks(viewer)
    if filters.state == "all":
        rows = rows.exclude(state=Bottleneck.State.MERGED)
    elif filters.state:
        rows = rows.filter(state=filters.state)
    else:
        rows = rows.filter(state__in=_STANDING)
    if filters.theme:
        rows = rows.filter(theme_id=filters.theme)
    if filters.municipality:
        rows = rows.filter(municipality_id=filters.municipality)
    if filters.overdue:
        rows = rows.filter(state__in=_STANDING, due_on__lt=timezone.localdate())
    if filters.mine:
        rows = rows.filter(owner__isnull=True, owner_organisation__isnull=True)
    rows = rows.annotate(
        signal_count=Count("signals"),
        family_count=Sum("signals__families"),
        untold_count=Count("signals", filter=_UNTOLD),
    )
    if filters.untold:
        rows = rows.filter(untold_count__gt=0)
    if filters.state == Bottleneck.State.ANSWERED:
        return rows.order_by("-answered_at", "pk")
    return rows.order_by("due_on", "pk")


def own_signals(person: KeyPerson) -> list[Signal]:
    """What a key person sent, newest first, each with `shown_answers`: the answers that came after it."""
    rows = (
        Signal.objects.filter(signaller=person)
        .select_related("theme", "municipality", "bottleneck__theme", "voice")
        .defer("voice__data")
        .prefetch_related(Prefetch("bottleneck__answers", Answer.objects.prefetch_related("texts").order_by("at")))
    )
    found = list(rows[:100])
    for signal in found:
        answers = [row for row in signal.bottleneck.answers.all() if row.at >= signal.created_at]
        signal.shown_answers = answers  # type: ignore[attr-defined]
    return found


def new_answers(person: KeyPerson) -> QuerySet[Signal]:
    """Own signals with an answer that came after the key person last looked."""
    never = Q(looked_at__isnull=True, bottleneck__answers__at__gte=F("created_at"))
    return Signal.objects.filter(never | Q(bottleneck__answers__at__gt=F("looked_at")), signaller=person).distinct()


def answers_for(bottleneck: Bottleneck) -> list[Answer]:
    """The answers of a bottleneck with their words, newest first."""
    return list(bottleneck.answers.select_related("by__user").prefetch_related("texts").order_by("-at", "-pk"))


def voice_of(viewer: Viewer, signal_pk: int) -> SignalVoice | None:
    """The spoken form of a signal one may see."""
    return SignalVoice.objects.filter(signal_id=signal_pk, signal__in=visible_signals(viewer).order_by()).first()


def possible_owners(viewer: Viewer) -> QuerySet[Membership]:
    """Who in the coordinator's region may see to a bottleneck."""
    rows = valid_memberships().filter(region_id=viewer.region_id or 0, role__in=OWNERS, user__is_active=True)
    if not viewer.has_role(Role.COORDINATOR):
        return rows.none()
    return rows.select_related("user", "organisation").order_by("user__name", "pk")


def months_of(bottleneck: Bottleneck) -> list[tuple[date, int, int]]:
    """How it goes over time: (first day of the month, signals, families), months without any included."""
    rows = (
        Signal.objects.filter(bottleneck=bottleneck)
        .annotate(month=TruncMonth("created_at"))
        .values("month")
        .annotate(number=Count("pk"), families=Sum("families"))
        .order_by("month")
    )
    found = {timezone.localtime(row["month"]).date(): (row["number"], row["families"]) for row in rows}
    if not found:
        return []
    month, last = min(found), max(max(found), timezone.localdate().replace(day=1))
    months: list[tuple[date, int, int]] = []
    while month <= last:
        months.append((month, *found.get(month, (0, 0))))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    # A year is what one sees at a glance; what is older stands in the list of signals.
    return months[-12:]


def known_words(region_id: int) -> frozenset[str]:
    """Words that may stand in a signal with a capital: of places, and of organisations of the region."""
    texts: Iterable[str] = [
        *Organisation.objects.filter(region_id=region_id).values_list("name", flat=True),
        *Municipality.objects.filter(region_id=region_id).values_list("name", flat=True),
        *(place.name for place in places()),
    ]
    return frozenset(word for text in texts for word in re.findall(r"[^\W\d_][\w'’-]*", text.casefold()))


def people_around(person: KeyPerson) -> frozenset[str]:
    """Words of the names of colleagues, and of who asked for the key person's appointments; for checking, not to show.

    A newcomer is not among them: the product knows no newcomer's name.
    """
    askers = Visit.objects.filter(key_person=person).order_by().values_list("request__asker_name", flat=True)
    return _name_words({*askers, *_colleagues(person.region_id)})


def people_to_avoid(viewer: Viewer, signal: Signal) -> frozenset[str]:
    """Words of names that may not stand in the Dutch of a signal; for checking, not to show.

    The coordinator knows who told it: the same names as for that key person. Whoever else sees to it does not, and
    could find out by trying which name is refused; for them only the names that are the same for every signal.
    """
    if viewer.has_role(Role.COORDINATOR) and signal.signaller is not None:
        return people_around(signal.signaller)
    return _name_words(_colleagues(signal.region_id))


def _colleagues(region_id: int) -> set[str]:
    return set(KeyPerson.objects.filter(region_id=region_id).order_by().values_list("first_name", flat=True))


def _name_words(names: Iterable[str]) -> frozenset[str]:
    words = {word for name in names for word in re.findall(r"[^\W\d_][\w'’-]*", name.casefold())}
    return frozenset(word for word in words if len(word) >= 3 and word not in _PARTICLES)


def signals_in(viewer: Viewer, bottleneck: Bottleneck) -> list[Signal]:
    """The signals of a bottleneck, newest first, with what its page shows of them."""
    rows = visible_signals(viewer).filter(bottleneck=bottleneck)
    return list(
        rows.select_related("theme", "municipality", "signaller", "voice", "dutch_by__user").defer("voice__data")
    )


def languages_of(bottleneck: Bottleneck) -> list[str]:
    """The languages of who told it, most used first."""
    rows = (
        KeyPerson.objects.filter(signals__bottleneck=bottleneck)
        .order_by()
        .values("language")
        .annotate(people=Count("pk", distinct=True))
    )
    return [row["language"] for row in sorted(rows, key=lambda row: (-row["people"], row["language"]))]
