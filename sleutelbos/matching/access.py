"""May this viewer see suggestions for this question, or this plan."""

from collections.abc import Collection

from django.shortcuts import get_object_or_404

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.models import Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request
from sleutelbos.bridging.queries import visible_requests
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons

from .models import PlannedVisit, Suggestion, WeekPlan
from .queries import visible_plans, visible_suggestions


def request_to_match(viewer: Viewer, pk: int) -> Request:
    """The question with what matching needs, or 404."""
    rows = visible_requests(viewer).select_related(
        "region", "newcomer", "topic", "role", "organisation", "municipality"
    )
    return get_object_or_404(rows, pk=pk)


def key_person_ids(viewer: Viewer) -> list[int]:
    """Everybody the viewer may ask."""
    return list(visible_key_persons(viewer).values_list("pk", flat=True))


def names_of(viewer: Viewer, ids: Collection[int]) -> dict[int, KeyPerson]:
    """These people by number; who the viewer may not see is not there."""
    return visible_key_persons(viewer).only("first_name", "last_name", "region").in_bulk(list(ids))


def suggestion_to_see(viewer: Viewer, request: Request, pk: int) -> Suggestion:
    """A list that people were asked from, of this question, or 404."""
    return get_object_or_404(visible_suggestions(viewer).select_related("request"), pk=pk, request=request)


def region_to_plan(viewer: Viewer) -> Region:
    """The region the viewer acts in, or 404."""
    return get_object_or_404(accounts.visible_regions(viewer))


def plan_to_see(viewer: Viewer, pk: int) -> WeekPlan:
    """A plan of the viewer's region, or 404."""
    return get_object_or_404(visible_plans(viewer).select_related("region"), pk=pk)


def line_to_change(plan: WeekPlan, pk: int) -> PlannedVisit:
    """One line of a plan, or 404."""
    return get_object_or_404(plan.visits.select_related("key_person", "request"), pk=pk)


def key_person_to_plan(viewer: Viewer, pk: int) -> KeyPerson:
    """Somebody of the viewer's region, or 404."""
    return get_object_or_404(visible_key_persons(viewer).select_related("region"), pk=pk)


def people_to_plan(viewer: Viewer) -> list[KeyPerson]:
    """Everybody of the viewer's region who can have appointments, by name."""
    rows = visible_key_persons(viewer).exclude(state=KeyPerson.State.ALUMNI)
    return list(rows.only("first_name", "last_name", "region").order_by("first_name", "last_name", "pk"))
