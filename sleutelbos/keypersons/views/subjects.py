"""One subject of a profile on each page; the same pages for the person (no number) and for the coordinator."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui.errors import StateChanged

from .. import access, forms, queries, rules, services, wording
from ..forms.versioned import VersionedForm
from ..models import KeyPerson
from . import lines
from .frame import change, page, person_for, profile_url, subject_url, told_when

# A key person opens these without a number, a coordinator with one.
_ROLES = (Role.COORDINATOR, Role.KEY_PERSON)


@require_http_methods(["GET", "POST"])
@role_required(*_ROLES)
def change_person(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """Name, address, language of messages."""

    def save(person: KeyPerson, form: forms.PersonForm) -> None:
        services.change_profile(
            key_person=person, values=form.values(), actor=request.viewer, version=form.cleaned_data["version"]
        )
        if person.home_place and person.latitude is None:
            messages.warning(request, _("We do not know this place. Travel times are not counted."))

    return change(
        request,
        pk,
        lambda person, data: forms.PersonForm(data, viewer=request.viewer, key_person=person),
        save,
        title=gettext_lazy("My name and address") if pk is None else gettext_lazy("Name and address"),
    )


@require_http_methods(["GET", "POST"])
@role_required(*_ROLES)
def change_travel(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """By what means and how far."""
    return _change_fields(request, pk, forms.TravelForm, gettext_lazy("Travel"))


@require_http_methods(["GET", "POST"])
@role_required(*_ROLES)
def change_caps(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """How much in a week."""
    return _change_fields(request, pk, forms.CapsForm, gettext_lazy("How often"), told=_told_how_often)


def _told_how_often(person: KeyPerson, pk: int | None) -> str:
    return _("Saved.") + " " + wording.caps_sentence(person.max_visits_per_week, person.max_minutes_per_week)


def _change_fields(
    request: ViewerRequest,
    pk: int | None,
    form_class: type[forms.TravelForm] | type[forms.CapsForm],
    title: Any,
    told: Callable[[KeyPerson, int | None], str] | None = None,
) -> HttpResponse:
    def save(person: KeyPerson, form: VersionedForm) -> None:
        services.change_profile(
            key_person=person, values=form.values(), actor=request.viewer, version=form.cleaned_data["version"]
        )

    return change(request, pk, lambda person, data: form_class(data, key_person=person), save, title=title, told=told)


@require_http_methods(["GET", "POST"])
@role_required(*_ROLES)
def change_topics(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """Topics, roles, networks."""
    return change(
        request,
        pk,
        lambda person, data: forms.TopicsForm(data, key_person=person),
        lambda person, form: services.set_topics(
            key_person=person, actor=request.viewer, version=form.cleaned_data["version"], **form.values()
        ),
        title=gettext_lazy("What I know about") if pk is None else gettext_lazy("Topics"),
    )


@require_http_methods(["GET", "POST"])
@role_required(*_ROLES)
def change_wishes(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """What somebody does not want, and with whom somebody likes to go; no reason is asked."""
    return change(
        request,
        pk,
        lambda person, data: forms.WishesForm(
            data, key_person=person, others=None if pk is None else queries.colleagues_of(person)
        ),
        lambda person, form: services.set_wishes(
            key_person=person, actor=request.viewer, version=form.cleaned_data["version"], **form.values()
        ),
        title=gettext_lazy("What I do not want") if pk is None else gettext_lazy("Wishes"),
    )


@require_http_methods(["GET", "POST"])
@role_required(*_ROLES)
def change_languages(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """All languages at once; one button gives an empty row more, also without JavaScript."""
    person = person_for(request, pk)
    more = "add_row" in request.POST
    rows = forms.language_rows(person, request.POST if request.method == "POST" else None, one_more=more)
    # Not named "version": that is the product's, at the foot of every page.
    claim = VersionedForm(request.POST if request.method == "POST" else None, key_person=person)
    if request.method == "POST" and not more and rows.is_valid() and claim.is_valid():
        try:
            services.set_languages(
                key_person=person, rows=rows.rows(), actor=request.viewer, version=claim.cleaned_data["version"]
            )
        except StateChanged:
            claim.show_conflict(KeyPerson.objects.get(pk=person.pk).updated_at)
        else:
            messages.success(request, _("Saved."))
            return redirect(profile_url(person, pk))
    return page(request, "keypersons/change_languages.html", person, pk, rows=rows, claim=claim)


@require_http_methods(["GET", "POST"])
@role_required(*_ROLES)
def change_week(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """The week as boxes to tick."""
    return change(
        request,
        pk,
        lambda person, data: forms.WeekForm(data, key_person=person),
        lambda person, form: services.set_week(
            key_person=person,
            ticked=form.ticked(),
            flexible=form.cleaned_data["flexible"],
            actor=request.viewer,
            version=form.cleaned_data["version"],
        ),
        title=gettext_lazy("My week") if pk is None else gettext_lazy("The week"),
        template="keypersons/change_week.html",
        extra=lambda person, form: {
            "days": lines.week_to_tick(form.ticked()),
            "parts": wording.PART_NAMES.values(),
            "hours_url": subject_url("change-hours", pk),
        },
        told=told_when,
    )


@require_http_methods(["GET", "POST"])
@role_required(*_ROLES)
def change_conflicts(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """For which organisations somebody is never asked: what is known, and one more."""
    person = person_for(request, pk)
    form = forms.ConflictForm(request.POST or None, key_person=person)
    if request.method == "POST" and form.is_valid():
        services.add_conflict(
            key_person=person,
            organisation=form.cleaned_data["organisation"],
            until=form.cleaned_data["until"],
            actor=request.viewer,
        )
        messages.success(request, _("Saved."))
        return redirect(subject_url("change-conflicts", pk))
    known = [
        {"row": row, "end_url": subject_url("end-conflict", pk, row.pk)}
        for row in queries.conflicts_of(person, timezone.localdate())
    ]
    return page(request, "keypersons/change_conflicts.html", person, pk, form=form, known=known)


@require_POST
@role_required(*_ROLES)
def end_conflict(request: ViewerRequest, conflict_pk: int, pk: int | None = None) -> HttpResponse:
    """Ask somebody for an organisation again."""
    conflict = access.conflict_to_end(request.viewer, pk, conflict_pk)
    services.end_conflict(conflict=conflict, actor=request.viewer)
    messages.success(request, _("Taken away."))
    return redirect(subject_url("change-conflicts", pk))


@require_safe
@role_required(*_ROLES)
def change_hours(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """The exact hours, day by day; one tap opens a day."""
    person = person_for(request, pk)
    hours: dict[int, list[str]] = {day: [] for day in range(7)}
    for block in rules.merged(queries.week_of(person)):
        hours[block.weekday].append(f"{wording.clock(block.start)}-{wording.clock(block.end)}")
    days = [
        {"name": name, "hours": ", ".join(hours[day]), "url": subject_url("change-day-hours", pk, day)}
        for day, name in enumerate(wording.day_titles())
    ]
    week_url = subject_url("change-week", pk)
    return page(request, "keypersons/change_hours.html", person, pk, days=days, week_url=week_url)


@require_http_methods(["GET", "POST"])
@role_required(*_ROLES)
def change_day_hours(request: ViewerRequest, weekday: int, pk: int | None = None) -> HttpResponse:
    """The exact hours of one day of the week."""
    weekday = access.weekday_to_change(weekday)
    return change(
        request,
        pk,
        lambda person, data: forms.DayHoursForm(data, key_person=person, weekday=weekday),
        lambda person, form: services.set_day_hours(
            key_person=person,
            weekday=weekday,
            spans=form.cleaned_data["spans"],
            actor=request.viewer,
            version=form.cleaned_data["version"],
        ),
        title=wording.day_titles()[weekday],
        template="keypersons/change_day_hours.html",
        extra=lambda person, form: {"hours_url": subject_url("change-hours", pk)},
        told=told_when,
    )


@require_http_methods(["GET", "POST"])
@role_required(*_ROLES)
def change_exceptions(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """Days that differ from the week: what is known, and one more."""
    person = person_for(request, pk)
    form = forms.ExceptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_exception(
            key_person=person,
            first_day=form.cleaned_data["first_day"],
            last_day=form.cleaned_data["last_day"],
            available=form.cleaned_data["available"] == "yes",
            actor=request.viewer,
        )
        messages.success(request, told_when(person, pk))
        return redirect(subject_url("change-exceptions", pk))
    coming = [
        {"row": row, "remove_url": subject_url("remove-exception", pk, row.pk)}
        for row in queries.coming_exceptions(person, timezone.localdate())
    ]
    return page(request, "keypersons/change_exceptions.html", person, pk, form=form, coming=coming)


@require_POST
@role_required(*_ROLES)
def remove_exception(request: ViewerRequest, exception_pk: int, pk: int | None = None) -> HttpResponse:
    """Take a day that differed back."""
    exception = access.exception_to_remove(request.viewer, pk, exception_pk)
    services.remove_exception(exception=exception, actor=request.viewer)
    messages.success(request, _("Taken away."))
    return redirect(subject_url("change-exceptions", pk))
