"""Somebody's own account: name, language, devices, and the extra check."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import queries
from ..access import sign_in_required
from ..forms import OwnAccountForm
from ..models import User
from ..services.own_account import change_own_account as change
from ..services.own_account import end_session as end
from ..viewer import ViewerRequest


@require_safe
@sign_in_required
def show_own_account(request: ViewerRequest) -> HttpResponse:
    """Who I am here, my roles, how I sign in, and where the trail about me is."""
    return render(request, "accounts/show_own_account.html", {"account": request.user})


@require_http_methods(["GET", "POST"])
@sign_in_required
def change_own_account(request: ViewerRequest) -> HttpResponse:
    """Name and language."""
    user = get_object_or_404(User, pk=request.viewer.user_id)
    form = OwnAccountForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        change(**form.cleaned_data, actor=request.viewer)
        messages.success(request, _("Saved."))
        return redirect("accounts:show-own-account")
    return render(request, "accounts/change_own_account.html", {"form": form})


@require_safe
@sign_in_required
def list_sessions(request: ViewerRequest) -> HttpResponse:
    """The devices on which I am signed in."""
    sessions = queries.open_sessions(request.viewer.user_id or 0)
    return render(request, "accounts/list_sessions.html", {"sessions": sessions})


@require_POST
@sign_in_required
def end_session(request: ViewerRequest, pk: int) -> HttpResponse:
    """Sign out on one device."""
    own = queries.open_sessions(request.viewer.user_id or 0)
    session = next((row for row in own if row.pk == pk), None)
    if session is None:
        raise Http404
    end(session.row, actor=request.viewer)
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:list-sessions")


@require_safe
@sign_in_required
def require_second_factor(request: ViewerRequest) -> HttpResponse:
    """Why this role needs an extra check, and the two ways to set one up."""
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    if not request.factor_missing:
        return redirect(back)
    return render(request, "accounts/require_second_factor.html")
