"""Questions about key persons; `visible_key_persons` is the only door to rows shown to people."""

from datetime import date
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from django.db.models import Prefetch, Q, QuerySet

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer

from .models import Engagement, KeyPerson, SpokenLanguage


def visible_key_persons(viewer: Viewer) -> QuerySet[KeyPerson]:
    """Key persons the viewer may know of: the region's for its coordinator, oneself for a key person, else nobody."""
    rows = KeyPerson.objects.all()
    if viewer.role == "system":
        return rows
    if viewer.has_role(Role.COORDINATOR):
        return rows.filter(region_id=viewer.region_id)
    if viewer.has_role(Role.KEY_PERSON):
        return rows.filter(membership_id=viewer.membership_id, membership__isnull=False)
    return rows.none()


def public_profiles(viewer: Viewer) -> QuerySet[KeyPerson]:
    """People who said yes to being shown to organisations of the viewer's region: first name and languages."""
    return KeyPerson.objects.filter(
        region_id=viewer.region_id, public_profile_since__isnull=False, hidden=False, state=KeyPerson.State.DEPLOYABLE
    ).prefetch_related(Prefetch("languages", queryset=SpokenLanguage.objects.filter(speaking__gte=2)), "topics")


def engagement_for(key_person: KeyPerson, *, day: date, municipality_id: int | None) -> Engagement | None:
    """The engagement under which somebody may work for this municipality on this day; the newest where several fit."""
    rows = key_person.engagements.filter(valid_from__lte=day).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    if municipality_id is not None:
        rows = rows.filter(Q(municipalities__isnull=True) | Q(municipalities=municipality_id))
    return rows.order_by("-valid_from", "-id").first()


Point = tuple[float | None, float | None] | None

# Straight line to road, and metres per minute door to door, by means of travel; the same model as the engine's.
_DETOUR = 1.3
_METRES_PER_MINUTE = {"walk": 80.0, "bike": 250.0, "public": 400.0, "car": 800.0}
_FIXED_MINUTES = {"walk": 0, "bike": 2, "public": 12, "car": 5}


def travel_minutes(key_person: KeyPerson, here: Point, there: Point) -> int:
    """Estimated minutes between two places by this person's own means; 0 where either is by phone or unknown."""
    if here is None or there is None or None in here or None in there:
        return 0
    return _minutes(key_person.travel, here[0] or 0, here[1] or 0, there[0] or 0, there[1] or 0)


@lru_cache(maxsize=10_000)
def _minutes(means: str, lat: float, lon: float, lat2: float, lon2: float) -> int:
    if (lat, lon) == (lat2, lon2):
        return 0
    a = sin(radians(lat2 - lat) / 2) ** 2
    b = cos(radians(lat)) * cos(radians(lat2)) * sin(radians(lon2 - lon) / 2) ** 2
    metres = 2 * 6_371_000 * asin(sqrt(a + b)) * _DETOUR
    return round(metres / _METRES_PER_MINUTE[means]) + _FIXED_MINUTES[means]
