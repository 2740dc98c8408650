"""May this viewer see suggestions for this question."""

from django.shortcuts import get_object_or_404

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request
from sleutelbos.bridging.queries import visible_requests
from sleutelbos.keypersons.queries import visible_key_persons


def request_to_match(viewer: Viewer, pk: int) -> Request:
    """The question with what matching needs, or 404."""
    rows = visible_requests(viewer).select_related(
        "region", "newcomer", "topic", "role", "organisation", "municipality"
    )
    return get_object_or_404(rows, pk=pk)


def key_person_ids(viewer: Viewer) -> list[int]:
    """Everybody the viewer may ask."""
    return list(visible_key_persons(viewer).values_list("pk", flat=True))
