"""Somebody is ill or away: look at what falls out, and ask others, on one page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson

from .. import access, services
from ..forms import DaysForm, RepairForm, WhoIsOutForm


@require_safe
@role_required(Role.COORDINATOR)
def choose_who_is_out(request: ViewerRequest) -> HttpResponse:
    """Who is ill or away, from the board of the week."""
    form = WhoIsOutForm(request.GET or None, people=access.people_to_plan(request.viewer))
    if form.is_valid():
        return redirect("matching:show-repair", pk=form.cleaned_data["wie"])
    return render(request, "matching/choose_who_is_out.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def show_repair(request: ViewerRequest, pk: int) -> HttpResponse:
    """From when to when somebody is out, what falls out, and who could go instead; sending asks them."""
    person = access.key_person_to_plan(request.viewer, pk)
    today = timezone.localdate()
    days = DaysForm(request.POST or request.GET or None, initial={"van": today, "tot": today})
    context: dict[str, Any] = {"person": person, "days": days}
    if not days.is_valid():
        return render(request, "matching/show_repair.html", context, status=422 if days.is_bound else 200)
    first, last = days.cleaned_data["van"], days.cleaned_data["tot"]
    proposal = services.propose_repair(key_person=person, first_day=first, last_day=last)
    names = {row.pk: row for row in access.people_to_plan(request.viewer)}
    form = RepairForm(request.POST if request.method == "POST" else None, proposal=proposal, names=names)
    if request.method == "POST" and form.is_valid():
        services.repair_for(
            key_person=person, first_day=first, last_day=last, choices=form.choices(), actor=request.viewer
        )
        _say(request, person, sum(isinstance(choice, int) for choice in form.choices().values()))
        return redirect("keypersons:show-key-person", pk=person.pk)
    audit.looked("matching.repair.viewed", actor=request.viewer, subject=f"keyperson:{person.pk}")
    context |= {"proposal": proposal, "form": form, "rows": form.rows()}
    return render(request, "matching/show_repair.html", context, status=422 if form.is_bound else 200)


def _say(request: ViewerRequest, person: KeyPerson, asked: int) -> None:
    text = _("%(name)s is away in these days.") % {"name": person.first_name}
    if asked:
        words = ngettext("%(count)s person is asked instead.", "%(count)s people are asked instead.", asked)
        text = f"{text} {words % {'count': asked}}"
    messages.success(request, text)
