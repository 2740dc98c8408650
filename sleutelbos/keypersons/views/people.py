"""The coordinator's list of key persons and the page about one of them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, forms, queries, services, wording, workflow
from ..models import KeyPerson
from . import lines
from .frame import page, person_for

PER_PAGE = 50


@require_safe
@role_required(Role.COORDINATOR)
def list_key_persons(request: ViewerRequest) -> HttpResponse:
    """Everybody in the region, narrowed by filters that stand in the address."""
    viewer, today = request.viewer, timezone.localdate()
    form = forms.KeyPersonFilter(request.GET, varieties=queries.varieties_of(viewer), places=queries.places_of(viewer))
    chosen, sort = form.chosen(), request.GET.get("sort", "name")
    found = queries.found_key_persons(
        viewer,
        today=today,
        text=chosen["zoek"],
        variety=chosen["taal"],
        mode=chosen["gebruik"],
        topic=chosen["onderwerp"],
        place=chosen["plaats"],
        state=chosen["status"],
        gender=chosen["geslacht"],
        readiness=chosen["checklist"],
        sort=sort,
    )
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    requirements = queries.requirements_of(viewer.region_id)
    rows = [lines.list_row(person, queries.checklist(person, requirements, today)) for person in page_obj]
    context = {"form": form, "page_obj": page_obj, "rows": rows, "sort": sort}
    part = "keypersons/list_key_persons.html"
    return render(request, f"{part}#found" if request.htmx else part, context)


@require_safe
@role_required(Role.COORDINATOR)
def show_key_person(request: ViewerRequest, pk: int) -> HttpResponse:
    """Everything about one person that a coordinator needs, with a way to change each part."""
    person = person_for(request, pk)
    today = timezone.localdate()
    checks = queries.checklist(person, queries.requirements_of(person.region_id), today)
    return page(
        request,
        "keypersons/show_key_person.html",
        person,
        pk,
        state_name=person.get_state_display(),
        state_tone=wording.STATE_TONES[person.state],
        facts=lines.person_facts(person),
        travel=lines.travel_facts(person),
        languages=lines.language_lines(person),
        week=lines.week_of(person),
        exceptions=queries.coming_exceptions(person, today)[:10],
        engagements=queries.engagements_of(person),
        checks=lines.checklist_lines(checks),
        lacking=[check for check in checks if not check.holds],
        seen=lines.seen_lines(person),
        wishes=lines.wish_lines(person),
        company=lines.company_lines(person),
        topics=lines.topic_lines(person),
        history=lines.history(queries.history_of(person)),
        moves=[(state, wording.MOVE_NAMES[state]) for state in wording.MOVE_NAMES if _possible(person, state)],
        move_form=forms.MoveForm(initial={"old": person.state}),
        today=today,
        can_sign_in=queries.can_sign_in(person),
    )


def _possible(person: KeyPerson, state: str) -> bool:
    return workflow.can_move(workflow.KEY_PERSON, person.state, state)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def add_key_person(request: ViewerRequest) -> HttpResponse:
    """A new candidate: name and address first, the rest on the page of the person."""
    data = request.POST if request.method == "POST" else None
    form = forms.PersonForm(data, viewer=request.viewer, key_person=None)
    if request.method == "POST" and form.is_valid():
        person = services.create_key_person(
            region_id=request.viewer.region_id or 0, values=form.values(), actor=request.viewer
        )
        messages.success(request, _("Added. Now fill in languages and times."))
        return redirect("keypersons:show-key-person", person.pk)
    return render(request, "keypersons/add_key_person.html", {"form": form})


@require_POST
@role_required(Role.COORDINATOR)
def move_state(request: ViewerRequest, pk: int) -> HttpResponse:
    """One step in the life cycle, from the state the page showed."""
    person = access.key_person_to_see(request.viewer, pk)
    form = forms.MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("keypersons:show-key-person", pk)
    # The step starts where the coordinator saw somebody; when that is no longer so, StateChanged says it.
    person.state = form.cleaned_data["old"]
    services.move_state(
        key_person=person,
        new=form.cleaned_data["new"],
        paused_until=form.cleaned_data["paused_until"],
        actor=request.viewer,
    )
    messages.success(request, _("Saved."))
    return redirect("keypersons:show-key-person", pk)


@require_POST
@role_required(Role.COORDINATOR)
def invite(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give somebody an own account and mail how to sign in."""
    person = access.key_person_to_see(request.viewer, pk)
    services.invite_key_person(key_person=person, actor=request.viewer)
    messages.success(request, _("The invitation is on its way."))
    return redirect("keypersons:show-key-person", pk)


@require_POST
@role_required(Role.COORDINATOR)
def stop_showing(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take somebody off the public page; only the person can come back to it."""
    person = access.key_person_to_see(request.viewer, pk)
    services.unpublish_profile(key_person=person, actor=request.viewer)
    messages.success(request, _("Organisations do not see this person any more."))
    return redirect("keypersons:show-key-person", pk)
