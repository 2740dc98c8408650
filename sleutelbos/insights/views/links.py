"""The addresses to read further: have them looked at, take a new one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, tasks
from ..models import Reading
from ..queries.editions import EDITORS
from ..services import links as services
from .editions import back_to


@require_POST
@role_required(*EDITORS)
def check_links(request: ViewerRequest, pk: int) -> HttpResponse:
    """Have every address looked at; the page says it when that is done."""
    edition = access.edition_to_change(request.viewer, pk)
    services.ask_for_look(edition=edition, actor=request.viewer, start=tasks.look_at_links.enqueue)
    messages.info(request, _("A program looks at the addresses now. Come back to this page in a few minutes."))
    return back_to(edition, "lezen")


@require_POST
@role_required(*EDITORS)
def take_new_address(request: ViewerRequest, pk: int, reading: int) -> HttpResponse:
    """The address to which the site pointed."""
    edition = access.edition_to_change(request.viewer, pk)
    row = get_object_or_404(Reading.objects.select_related("edition"), edition=edition, pk=reading)
    services.take_new_address(reading=row, actor=request.viewer)
    return back_to(edition, "lezen")
