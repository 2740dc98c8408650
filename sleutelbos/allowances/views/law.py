"""The amounts of law the product counts with, readable, and the one that comes next."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, forms, queries, services
from . import lines

# The law holds for every region of an installation: adding to it is not a coordinator's daily work.
MAY_CHANGE = (Role.FUNCTIONAL_ADMINISTRATOR,)
LAW_READERS = (
    Role.COORDINATOR,
    Role.FUNCTIONAL_ADMINISTRATOR,
    Role.POLICY_OFFICER,
    Role.RESEARCHER,
    Role.PRIVACY_OFFICER,
    Role.KEY_PERSON,
)


@require_safe
@role_required(*LAW_READERS)
def show_law(request: ViewerRequest) -> HttpResponse:
    """Every amount of law the product counts with: value, days, source, certainty, when it was read."""
    may_change = request.viewer.has_role(*MAY_CHANGE)
    groups = lines.law_groups(queries.law_rows(), today=timezone.localdate())
    return render(request, "allowances/show_law.html", {"groups": groups, "may_change": may_change})


@require_http_methods(["GET", "POST"])
@role_required(*MAY_CHANGE)
def add_law_row(request: ViewerRequest, pk: int) -> HttpResponse:
    """The amount that comes after a known one."""
    like = access.law_row_to_succeed(pk)
    form = forms.LawRowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_law_row(like=like, checked_on=timezone.localdate(), actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("Added."))
        return redirect("allowances:show-law")
    title = lines.law_name(like)
    return render(request, "allowances/add_law_row.html", {"form": form, "like": like, "title": title})
