"""The functional administrator's people and their roles."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import access, queries
from ..access import role_required
from ..forms import EndMembershipForm, InviteForm, MembershipFilter
from ..models import Role
from ..services import memberships as services
from ..viewer import ViewerRequest

PER_PAGE = 50


@require_safe
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def list_memberships(request: ViewerRequest) -> HttpResponse:
    """Who has which role, narrowed by filters that stand in the address."""
    form = MembershipFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.found_memberships(
        request.viewer,
        text=chosen.get("zoek", ""),
        role=chosen.get("rol", ""),
        ended=chosen.get("gestopt", False),
    )
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    template = "accounts/list_memberships.html"
    context = {"form": form, "page_obj": page_obj}
    return render(request, f"{template}#found" if request.htmx else template, context)


@require_http_methods(["GET", "POST"])
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def invite_user(request: ViewerRequest) -> HttpResponse:
    """Give somebody a role; a message with how to sign in goes out."""
    organisations = queries.visible_organisations(request.viewer).filter(active=True)
    form = InviteForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        services.invite_user(actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("%(name)s is invited.") % {"name": form.cleaned_data["name"]})
        return redirect("accounts:list-memberships")
    return render(request, "accounts/invite_user.html", {"form": form})


@require_http_methods(["GET", "POST"])
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def end_membership(request: ViewerRequest, pk: int) -> HttpResponse:
    """End a role, today or on a day to come."""
    membership = access.membership_to_end(request.viewer, pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    form = EndMembershipForm(request.POST or None, initial={"last_day": yesterday})
    if request.method == "POST" and form.is_valid():
        services.end_membership(membership=membership, actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("The role of %(name)s ends.") % {"name": membership.user})
        return redirect("accounts:list-memberships")
    return render(request, "accounts/end_membership.html", {"form": form, "membership": membership})
