"""In which role somebody works now."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import queries
from ..access import sign_in_required
from ..middleware import SESSION_KEY
from ..viewer import ViewerRequest


@require_http_methods(["GET", "POST"])
@sign_in_required
def choose_role(request: ViewerRequest) -> HttpResponse:
    """The roles somebody has, as big buttons; one tap changes the role."""
    memberships = list(queries.current_memberships(request.viewer.user_id or 0))
    if request.method == "GET":
        return render(request, "accounts/choose_role.html", {"roles": memberships})
    chosen = next((m for m in memberships if str(m.pk) == request.POST.get("membership")), None)
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.pk
    messages.success(request, _("You now work as: %(role)s") % {"role": chosen.get_role_display().lower()})
    return redirect("home")
