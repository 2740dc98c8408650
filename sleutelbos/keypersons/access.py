"""May this viewer have this person for this purpose: not visible is 404, visible but not allowed is 403."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.errors import NotAllowed

from .models import AvailabilityException, Engagement, KeyPerson, ReadinessItem, StandingConflict
from .queries import visible_key_persons


def key_person_to_see(viewer: Viewer, pk: int) -> KeyPerson:
    """Somebody of the coordinator's region, or oneself."""
    return get_object_or_404(visible_key_persons(viewer).select_related("region", "membership"), pk=pk)


def own_key_person(viewer: Viewer) -> KeyPerson:
    """The profile that belongs to the viewer's own membership."""
    if not viewer.has_role(Role.KEY_PERSON):
        raise NotAllowed
    mine = visible_key_persons(viewer).select_related("region", "membership").first()
    if mine is None:
        raise NotAllowed(
            "no-profile", _("There is no profile with your account yet."), _("Ask your coordinator to add it.")
        )
    return mine


def key_person_to_change(viewer: Viewer, pk: int | None) -> KeyPerson:
    """The own profile where no number is given, else somebody of the coordinator's region."""
    if pk is None:
        return own_key_person(viewer)
    key_person = key_person_to_see(viewer, pk)
    if not viewer.has_role(Role.COORDINATOR):
        # The same page without a number is theirs.
        raise NotAllowed
    return key_person


def exception_to_remove(viewer: Viewer, pk: int | None, exception_pk: int) -> AvailabilityException:
    """A day that differs, of somebody the viewer may change."""
    rows = AvailabilityException.objects.select_related("key_person")
    return get_object_or_404(rows, pk=exception_pk, key_person=key_person_to_change(viewer, pk))


def conflict_to_end(viewer: Viewer, pk: int | None, conflict_pk: int) -> StandingConflict:
    """An organisation somebody is not asked for: the own one, or of somebody in the coordinator's region."""
    rows = StandingConflict.objects.select_related("key_person")
    return get_object_or_404(rows, pk=conflict_pk, key_person=key_person_to_change(viewer, pk))


def engagement_to_end(viewer: Viewer, pk: int, engagement_pk: int) -> Engagement:
    """An engagement of somebody in the coordinator's region; a key person sees the own ones and ends none."""
    key_person = key_person_to_change(viewer, pk)
    rows = Engagement.objects.select_related("key_person", "organisation")
    return get_object_or_404(rows, pk=engagement_pk, key_person=key_person)


def readiness_item_to_remove(viewer: Viewer, pk: int, item_pk: int) -> ReadinessItem:
    """A line of the checklist of somebody in the coordinator's region."""
    key_person = key_person_to_change(viewer, pk)
    return get_object_or_404(ReadinessItem.objects.select_related("key_person"), pk=item_pk, key_person=key_person)


def weekday_to_change(number: int) -> int:
    """A day of the week from an address, 0 is Monday."""
    if number not in range(7):
        raise Http404
    return number
