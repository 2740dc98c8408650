"""Questions about people who can sign in and where they belong."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from . import rules
from .models import Membership, Municipality, Organisation, Region, Role, SupportSession, User
from .services.scope import EVERYWHERE, region_scope
from .viewer import Viewer


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One device on which somebody is signed in; `row` is the library's session."""

    row: Any
    browser: str
    system: str
    started_at: datetime
    ip: str
    current: bool

    @property
    def pk(self) -> int:
        """The number of the session's row."""
        return int(self.row.pk)


def valid_memberships() -> QuerySet[Membership]:
    """Everybody's memberships that are valid today; for the system only, people see `visible_memberships`."""
    today = timezone.localdate()
    return Membership.objects.filter(valid_from__lte=today).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    )


def current_memberships(user_id: int) -> QuerySet[Membership]:
    """The memberships of one user that are valid today."""
    return valid_memberships().filter(user_id=user_id).select_related("region", "organisation").order_by("id")


def demo_personas(per_role: int = 4) -> list[tuple[str, list[Membership]]]:
    """A few people of the demo for every role: (name of the role, memberships), oldest first."""
    rows = valid_memberships().filter(user__is_active=True).select_related("user", "region", "organisation")
    groups = [(str(role.label), list(rows.filter(role=role).order_by("id")[:per_role])) for role in Role]
    return [(label, people) for label, people in groups if people]


def viewer_of(membership: Membership, *, support: bool = False, reason: str = "") -> Viewer:
    """The Viewer for one membership; `support` puts a functional administrator in a coordinator's place, to look."""
    own = membership.organisation_id
    return Viewer(
        user_id=membership.user_id,
        role=Role.COORDINATOR if support else membership.role,
        region_id=membership.region_id,
        organisation_ids=frozenset() if own is None else frozenset({own}),
        membership_id=membership.pk,
        email=membership.user.email,
        name=membership.user.name,
        support=support,
        reason=reason,
    )


def visible_regions(viewer: Viewer) -> QuerySet[Region]:
    """The region the viewer acts in; the system sees all."""
    if viewer.role == "system":
        return Region.objects.all()
    return Region.objects.filter(pk=viewer.region_id or 0)


def visible_organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """Organisations of the viewer's region: all for those who run it, the own one for everybody else."""
    rows = Organisation.objects.filter(region_id=viewer.region_id or 0)
    if viewer.role == "system":
        return Organisation.objects.all()
    if viewer.has_role(Role.COORDINATOR, Role.FUNCTIONAL_ADMINISTRATOR):
        return rows
    return rows.filter(pk__in=viewer.organisation_ids)


def visible_municipalities(viewer: Viewer) -> QuerySet[Municipality]:
    """Municipalities of the viewer's region."""
    if viewer.role == "system":
        return Municipality.objects.all()
    return Municipality.objects.filter(region_id=viewer.region_id or 0)


def visible_memberships(viewer: Viewer) -> QuerySet[Membership]:
    """Memberships that a functional administrator of the region looks after."""
    rows = Membership.objects.select_related("user", "organisation", "region")
    if viewer.role == "system":
        return rows
    if viewer.has_role(Role.FUNCTIONAL_ADMINISTRATOR):
        return rows.filter(region_id=viewer.region_id or 0)
    return rows.filter(user_id=viewer.user_id or 0)


def found_organisations(
    viewer: Viewer, *, text: str = "", kind: str = "", closed: bool = False
) -> QuerySet[Organisation]:
    """Visible organisations that fit, open ones unless `closed`, with the number of people who work there now."""
    rows = visible_organisations(viewer).filter(active=not closed).select_related("municipality")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(place__icontains=text))
    if kind:
        rows = rows.filter(kind=kind)
    people = valid_memberships().filter(organisation=OuterRef("pk")).order_by().values("organisation")
    return rows.annotate(people=Subquery(people.annotate(number=Count("pk")).values("number")))


def found_memberships(viewer: Viewer, *, text: str = "", role: str = "", ended: bool = False) -> QuerySet[Membership]:
    """Visible roles that fit, by name; those that ended only when asked for."""
    today = timezone.localdate()
    rows = visible_memberships(viewer)
    rows = rows.filter(valid_until__lt=today) if ended else rows.exclude(valid_until__lt=today)
    if text:
        rows = rows.filter(
            Q(user__name__icontains=text) | Q(user__email__icontains=text) | Q(organisation__name__icontains=text)
        )
    if role:
        rows = rows.filter(role=role)
    return rows.order_by("user__name", "user__email", "pk")


def municipalities_with_counts(viewer: Viewer) -> QuerySet[Municipality]:
    """The region's municipalities with the number of organisations that are open there."""
    count = Count("organisations", filter=Q(organisations__active=True))
    return visible_municipalities(viewer).annotate(organisation_count=count)


def theme_version(region: Region) -> str:
    """A short mark of the region's colours as they are now; other colours make another address."""
    return hashlib.sha256(json.dumps(region.theme, sort_keys=True).encode()).hexdigest()[:12]


def open_support(number: int, membership_id: int) -> SupportSession | None:
    """The support session with this number, when it is this membership's and its half hour is not over."""
    return (
        SupportSession.objects.select_related("membership__user")
        .filter(pk=number, membership_id=membership_id, ended_at__isnull=True, ends_at__gt=timezone.now())
        .first()
    )


def subjects_of(user_id: int) -> list[str]:
    """Under which names the trail speaks of a user: the account, and the key person they are in each region."""
    with region_scope(EVERYWHERE):
        rows = Membership.objects.filter(user_id=user_id, key_person__isnull=False)
        people = list(rows.values_list("key_person", flat=True))
    return [f"user:{user_id}", *(f"keyperson:{pk}" for pk in people)]


def second_factors(user_id: int) -> QuerySet[Any]:
    """The passkeys and authenticator apps of one user; recovery codes alone are no second factor."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    rows: QuerySet[Any] = Authenticator.objects.filter(user_id=user_id, type__in=kinds)
    return rows


def may_lose_factor(user_id: int, authenticator_id: int) -> bool:
    """Whether a user may take this second factor away: another stays, or no role of theirs asks for one."""
    if second_factors(user_id).exclude(pk=authenticator_id).exists() or not settings.SECOND_FACTOR_REQUIRED:
        return True
    return not any(rules.needs_second_factor(row.role) for row in current_memberships(user_id))


def open_sessions(user_id: int) -> list[OpenSession]:
    """The devices on which a user is signed in, newest first; sessions that ended are cleared on the way."""
    rows = UserSession.objects.purge_and_list(User(pk=user_id))
    return [
        OpenSession(row, *rules.device_of(row.user_agent), row.created_at, row.ip, row.is_current())
        for row in sorted(rows, key=lambda row: row.created_at, reverse=True)
    ]
