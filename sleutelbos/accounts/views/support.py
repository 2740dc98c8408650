"""Looking along to help somebody: with a reason, for half an hour, without changing anything."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .. import queries
from ..access import role_required, sign_in_required
from ..forms import SupportForm
from ..middleware import SUPPORT_KEY
from ..models import Role
from ..services import support as services
from ..viewer import ViewerRequest


@require_http_methods(["GET", "POST"])
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def start_support(request: ViewerRequest) -> HttpResponse:
    """The reason first; then the coordinator's pages, to look."""
    form = SupportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        session = services.start_support(actor=request.viewer, **form.cleaned_data)
        request.session[SUPPORT_KEY] = session.pk
        return redirect("home")
    return render(request, "accounts/start_support.html", {"form": form})


@require_POST
@sign_in_required
def end_support(request: ViewerRequest) -> HttpResponse:
    """Back to the own role."""
    number = request.session.pop(SUPPORT_KEY, None)
    session = queries.open_support(number, request.viewer.membership_id or 0) if number else None
    if session is not None:
        services.end_support(session=session, actor=request.viewer)
        messages.success(request, _("You stopped looking along."))
    return redirect("home")
