"""Engagements and the checklist; a coordinator's work."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, forms, services
from ..models import ReadinessItem
from .frame import page, person_for


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def add_engagement(request: ViewerRequest, pk: int) -> HttpResponse:
    """For whom somebody starts to work, in which form."""
    person = person_for(request, pk)
    form = forms.EngagementForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        services.add_engagement(key_person=person, actor=request.viewer, **form.values())
        messages.success(request, _("Saved."))
        return redirect("keypersons:show-key-person", pk)
    return page(request, "keypersons/change.html", person, pk, form=form, title=_("New engagement"))


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def end_engagement(request: ViewerRequest, pk: int, engagement_pk: int) -> HttpResponse:
    """The last day of an engagement."""
    engagement = access.engagement_to_end(request.viewer, pk, engagement_pk)
    form = forms.EndEngagementForm(request.POST or None, engagement=engagement)
    if request.method == "POST" and form.is_valid():
        services.end_engagement(engagement=engagement, last_day=form.cleaned_data["last_day"], actor=request.viewer)
        messages.success(request, _("Saved."))
        return redirect("keypersons:show-key-person", pk)
    person = person_for(request, pk)
    title = _("End: %(organisation)s") % {"organisation": engagement.organisation}
    return page(request, "keypersons/change.html", person, pk, form=form, title=title)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def add_readiness(request: ViewerRequest, pk: int) -> HttpResponse:
    """Something was seen or signed; the paper itself stays with its owner."""
    person = person_for(request, pk)
    kind = request.GET.get("wat", "")
    form = forms.ReadinessForm(request.POST or None, initial={"kind": kind if kind in ReadinessItem.Kind else None})
    if request.method == "POST" and form.is_valid():
        services.add_readiness_item(key_person=person, actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("keypersons:show-key-person", pk)
    return page(request, "keypersons/change.html", person, pk, form=form, title=_("Seen or signed"))


@require_POST
@role_required(Role.COORDINATOR)
def remove_readiness(request: ViewerRequest, pk: int, item_pk: int) -> HttpResponse:
    """Take a mistake out of the checklist."""
    item = access.readiness_item_to_remove(request.viewer, pk, item_pk)
    services.remove_readiness_item(item=item, actor=request.viewer)
    messages.success(request, _("Taken away."))
    return redirect("keypersons:show-key-person", pk)
