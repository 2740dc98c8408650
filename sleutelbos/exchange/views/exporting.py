"""Lists out, as a spreadsheet."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit

from .. import queries, writing


@require_safe
@role_required(Role.COORDINATOR)
def export_key_persons(request: ViewerRequest) -> HttpResponse:
    """The list of key persons as it is on the screen, by the same filters in the address, every page of it."""
    people = list(queries.people_to_export(request.viewer, request.GET, timezone.localdate()))
    audit.record("exchange.people.exported", actor=request.viewer, count=len(people))
    response = HttpResponse(writing.people_file(people), content_type=writing.XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="sleutelpersonen-{timezone.localdate():%Y-%m-%d}.xlsx"'
    return response
