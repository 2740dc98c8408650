"""The functional administrator's organisations and municipalities."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access, queries
from ..access import role_required
from ..forms import InviteForm, JoinForm, OrganisationFilter, OrganisationForm
from ..models import Organisation, Role
from ..services import organisations as services
from ..services.memberships import invite_user
from ..viewer import ViewerRequest

PER_PAGE = 50


@require_safe
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def list_organisations(request: ViewerRequest) -> HttpResponse:
    """The region's organisations, narrowed by filters that stand in the address."""
    form = OrganisationFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.found_organisations(
        request.viewer,
        text=chosen.get("zoek", ""),
        kind=chosen.get("soort", ""),
        closed=chosen.get("gesloten", False),
    )
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page_obj,
        "municipalities": queries.municipalities_with_counts(request.viewer),
    }
    template = "accounts/list_organisations.html"
    return render(request, f"{template}#found" if request.htmx else template, context)


@require_http_methods(["GET", "POST"])
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def add_organisation(request: ViewerRequest) -> HttpResponse:
    """A new organisation."""
    form = OrganisationForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        made = services.add_organisation(actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("%(name)s is added.") % {"name": made.name})
        return redirect("accounts:list-organisations")
    return render(request, "accounts/change_organisation.html", {"form": form})


@require_http_methods(["GET", "POST"])
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def change_organisation(request: ViewerRequest, pk: int) -> HttpResponse:
    """What is known of an organisation."""
    organisation = access.organisation_to_change(request.viewer, pk)
    # The form writes on its own copy, so that the service sees what changed.
    form = OrganisationForm(
        request.POST or None, viewer=request.viewer, instance=access.organisation_to_change(request.viewer, pk)
    )
    if request.method == "POST" and form.is_valid():
        services.change_organisation(organisation=organisation, actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:list-organisations")
    return render(request, "accounts/change_organisation.html", {"form": form, "organisation": organisation})


@require_POST
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def close_organisation(request: ViewerRequest, pk: int) -> HttpResponse:
    """The organisation is offered nowhere any more."""
    services.close_organisation(organisation=access.organisation_to_change(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("The organisation is closed."))
    return redirect("accounts:list-organisations")


@require_POST
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def reopen_organisation(request: ViewerRequest, pk: int) -> HttpResponse:
    """A closed organisation is back."""
    services.reopen_organisation(organisation=access.organisation_to_change(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("The organisation is open again."))
    return redirect("accounts:list-organisations")


@require_http_methods(["GET", "POST"])
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def join_municipality(request: ViewerRequest) -> HttpResponse:
    """Step one of a municipality that joins: which one."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data["place"]
        made = services.add_municipality(
            name=place.name, latitude=place.latitude, longitude=place.longitude, actor=request.viewer
        )
        return redirect("accounts:show-municipality", made.pk)
    steps = [_("The municipality"), _("Its organisations"), _("Its people")]
    return render(request, "accounts/join_municipality.html", {"form": form, "step_names": steps})


@require_http_methods(["GET", "POST"])
@role_required(Role.FUNCTIONAL_ADMINISTRATOR)
def show_municipality(request: ViewerRequest, pk: int) -> HttpResponse:
    """Steps two and three on one page: its organisations, and who works there."""
    municipality = access.municipality_to_fill(request.viewer, pk)
    here = queries.found_organisations(request.viewer).filter(municipality=municipality)
    what = request.POST.get("what")
    organisation = OrganisationForm(
        request.POST if what == "organisation" else None,
        viewer=request.viewer,
        prefix="organisatie",
        initial={"municipality": municipality, "place": municipality.name, "kind": Organisation.Kind.SCHOOL},
    )
    person = InviteForm(request.POST if what == "person" else None, organisations=here, prefix="persoon")
    if what == "organisation" and organisation.is_valid():
        services.add_organisation(actor=request.viewer, **organisation.cleaned_data)
        messages.success(request, _("%(name)s is added.") % {"name": organisation.cleaned_data["name"]})
        return redirect("accounts:show-municipality", pk)
    if what == "person" and person.is_valid():
        invite_user(actor=request.viewer, **person.cleaned_data)
        messages.success(request, _("%(name)s is invited.") % {"name": person.cleaned_data["name"]})
        return redirect("accounts:show-municipality", pk)
    context = {
        "municipality": municipality,
        "organisations": here,
        "people": queries.visible_memberships(request.viewer).filter(organisation__municipality=municipality),
        "organisation_form": organisation,
        "person_form": person,
    }
    return render(request, "accounts/show_municipality.html", context)
