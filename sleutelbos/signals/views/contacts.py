"""Who to call for what: the coordinator's list, a key person's phone, the organisation's yearly word."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer, ViewerRequest

from .. import access
from ..forms.contacts import ContactFilter, ContactForm, ReachForm
from ..models import Contact
from ..queries import contacts as queries
from ..services import contacts as services

PAGE = 40
REACH = ("function", "name", "phone", "email", "best_time")


@require_safe
@role_required(Role.COORDINATOR)
def list_contacts(request: ViewerRequest) -> HttpResponse:
    """Everybody one can call, by words, subject or organisation."""
    today = timezone.localdate()
    form = ContactFilter(request.GET, organisations=list(queries.organisations_to_choose(request.viewer)))
    chosen = form.chosen()
    rows = queries.found_contacts(
        request.viewer,
        text=chosen["zoek"],
        subject=chosen["onderwerp"],
        organisation=int(chosen["instelling"]) if chosen["instelling"] else None,
        show=chosen["toon"],
        today=today,
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "signals/list_contacts.html", {"filter_form": form, "page_obj": _with_age(page)})


def _with_age(rows: Any) -> Any:
    today = timezone.localdate()
    for row in rows:
        row.old = queries.is_old(row, today)
    return rows


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def add_contact(request: ViewerRequest, pk: int) -> HttpResponse:
    """Somebody new to call at an organisation."""
    organisation = access.organisation_to_keep(request.viewer, pk)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.add_contact(organisation=organisation, actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("signals:show-organisation", pk=organisation.pk)
    return render(request, "signals/change_contact.html", {"form": form, "organisation": organisation})


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def change_contact(request: ViewerRequest, pk: int) -> HttpResponse:
    """Another name, number or time; what is kept counts as right today."""
    contact = access.contact_to_change(request.viewer, pk)
    names = ("subject", "about", "for_key_persons", *REACH)
    form = ContactForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(contact, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        services.change_contact(contact=contact, actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("signals:show-organisation", pk=contact.organisation_id)
    context = {"form": form, "organisation": contact.organisation, "contact": contact}
    return render(request, "signals/change_contact.html", context)


@require_POST
@role_required(Role.COORDINATOR)
def step_contact(request: ViewerRequest, pk: int, step: str) -> HttpResponse:
    """One tap: still right, not in use, in use again."""
    contact = access.contact_to_change(request.viewer, pk)
    steps = {
        "klopt": services.check_contact,
        "stopt": services.end_contact,
        "weer": services.reopen_contact,
    }
    if step not in steps:
        raise Http404
    steps[step](contact=contact, actor=request.viewer)
    return redirect("signals:show-organisation", pk=contact.organisation_id)


@require_safe
@role_required(Role.COORDINATOR)
def contacts_beside(request: ViewerRequest, pk: int) -> HttpResponse:
    """A part of another page: who to call at this organisation."""
    organisation = access.organisation_to_keep(request.viewer, pk)
    rows = queries.found_contacts(request.viewer, organisation=organisation.pk, today=timezone.localdate())
    context = {"organisation": organisation, "contacts": _with_age(list(rows))}
    return render(request, "signals/contacts_beside.html", context)


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def choose_subject(request: ViewerRequest) -> HttpResponse:
    """Who do I call? First: about what. One picture and one word each."""
    person = access.signaller(request.viewer)
    subjects = [
        (value, Contact.Subject(value).label, Contact(subject=value).icon)
        for value in queries.subjects_to_call_about(request.viewer)
    ]
    return render(request, "signals/choose_subject.html", {"region": person.region, "subjects": subjects})


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def list_own_contacts(request: ViewerRequest, subject: str) -> HttpResponse:
    """Who to call about this: a place, a function, a button to call."""
    person = access.signaller(request.viewer)
    if subject not in Contact.Subject.values:
        raise Http404
    rows = list(queries.found_contacts(request.viewer, subject=subject, today=timezone.localdate()))
    context = {
        "region": person.region,
        "subject": Contact.Subject(subject).label,
        "icon_name": Contact(subject=subject).icon,
        "contacts": _with_age(rows),
    }
    return render(request, "signals/list_own_contacts.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm_contact(request: ViewerRequest, token: str) -> HttpResponse:
    """Is this still right? One tap for yes; else what changed, or that somebody else must be found."""
    contact = access.contact_behind(token)
    answer, form = request.POST.get("answer", ""), None
    actor = Viewer.by_link(whom=str(contact.organisation), region_id=contact.region_id)
    if request.method == "POST" and answer == "right":
        services.check_contact(contact=contact, actor=actor)
    elif request.method == "POST" and answer == "wrong":
        if contact.state == Contact.State.CURRENT:
            services.doubt_contact(contact=contact, actor=actor)
    elif request.method == "POST" or "anders" in request.GET:
        form = ReachForm(
            request.POST if request.method == "POST" else None, initial={name: getattr(contact, name) for name in REACH}
        )
        if request.method == "POST" and form.is_valid():
            services.change_contact(contact=contact, actor=actor, **form.cleaned_data)
            form, answer = None, "changed"
    context = {"contact": contact, "region": contact.region, "token": token, "form": form, "answer": answer}
    return render(request, "signals/confirm_contact.html", context)
