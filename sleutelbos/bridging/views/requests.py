"""The coordinator's page of one question, and the steps on it."""

from collections.abc import Callable
from copy import copy
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit
from sleutelbos.guidance import queries as guidance
from sleutelbos.newcomers import services as newcomers
from sleutelbos.ui.errors import RuleBroken

from .. import access, queries, services, workflow
from ..forms.asking import RouterForm
from ..forms.desk import (
    ChangeRequestForm,
    DeclineTimeForm,
    ExclusionForm,
    OverrideForm,
    PlanForm,
    ReasonForm,
    RedirectForm,
    UnmetForm,
    VisitFilterForm,
    VisitForm,
)
from ..models import Offer, Request, Visit
from ..queries import record
from ..templatetags.bridging import history_lines


@require_safe
@role_required(Role.COORDINATOR)
def show_request(request: ViewerRequest, pk: int) -> HttpResponse:
    """One question: what is asked, who is asked, what stands, what can be done, what happened."""
    question = access.request_to_manage(request.viewer, pk)
    now = timezone.now()
    looks = queries.looks_at(question)
    if question.newcomer_id is not None:
        audit.looked("bridging.request.viewed", actor=request.viewer, subject=f"newcomer:{question.newcomer_id}")
    offers = list(question.offers.select_related("key_person", "engagement"))
    visits = list(question.visits.select_related("key_person", "engagement", "log"))
    with_visit = {visit.offer_id for visit in visits}
    running = question.state in {Request.State.OPEN, Request.State.ASKING}
    other_times = [offer for offer in offers if running and offer.state == Offer.State.OTHER_TIME]
    to_plan = [o for o in offers if o.state == Offer.State.ACCEPTED and o.pk not in with_visit]
    awaiting = [visit for visit in visits if visit.state == Visit.State.AWAITING]
    passed = queries.caps_passed_by(question, [*other_times, *to_plan, *awaiting])
    context = {
        "question": question,
        "now": now,
        "offers": offers,
        "visits": visits,
        "links": _links(question, offers),
        "other_times": other_times,
        "to_plan": to_plan,
        "time_wishes": record.open_time_wishes(request.viewer, now).filter(visit__request=question),
        "passed": passed,
        "may_go_on": running and 0 < question.accepted_count < question.persons_wanted,
        "moves": workflow.REQUEST[question.state],
        "can_ask": running and not question.unchecked,
        "to_check": running and question.unchecked,
        "history": history_lines(queries.history_of(question)),
        "looks": looks,
        "card_link": newcomers.card_link(question.newcomer) if question.newcomer and question.individual else "",
    }
    return render(request, "bridging/show_request.html", context)


def _links(question: Request, offers: list[Offer]) -> list[tuple[Offer, str, str]]:
    opened = [offer for offer in offers if offer.state == Offer.State.OPEN]
    for offer in opened:
        offer.request = question  # read already; the text to send needs its topic and place
    return [(offer, services.offer_link(offer), f"wa{offer.pk}") for offer in opened]


def _kept(form: forms.Form, change: Callable[[], object]) -> bool:
    """Make the change; a rule that says no stands on the form, so that nothing typed is lost."""
    try:
        change()
    except RuleBroken as refusal:
        form.add_error(None, f"{refusal.message} {refusal.advice}")
        return False
    return True


def _form_page(
    request: ViewerRequest, question: Request, form: object, title: str, submit: str, **more: object
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"question": question, "form": form, "form_title": title, "submit": submit, **more}
    return render(request, "bridging/request_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def change_request(request: ViewerRequest, pk: int) -> HttpResponse:
    """Another time, place, language or wish, as long as nobody said yes."""
    question = access.request_to_manage(request.viewer, pk)
    form = ChangeRequestForm.of(question, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _kept(form, lambda: _change(request, question, form)):
        messages.success(request, _("The question is changed. Choose again whom to ask."))
        return redirect("bridging:show-request", pk=pk)
    asked = question.offers.filter(state__in=workflow.OPEN_OFFER_STATES).count()
    context = {"question": question, "form": form, "asked": asked}
    return render(request, "bridging/change_request.html", context, status=422 if form.is_bound else 200)


def _change(request: ViewerRequest, question: Request, form: ChangeRequestForm) -> None:
    services.change_request(request=question, values=form.values(), wishes=form.wishes(), actor=request.viewer)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def close_unmet(request: ViewerRequest, pk: int) -> HttpResponse:
    """Close as unmet, with a reason that counts."""
    question = access.request_to_manage(request.viewer, pk)
    form = UnmetForm(request.POST or None)
    if form.is_valid() and _kept(
        form,
        lambda: services.close_unmet(request=question, reason=form.cleaned_data["reason"], actor=request.viewer),
    ):
        messages.success(request, _("Closed as unmet. It counts in the figures, and the organisation is told."))
        return redirect("bridging:show-request", pk=pk)
    return _form_page(request, question, form, _("Nobody can help"), _("Close as unmet"))


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def cancel_request(request: ViewerRequest, pk: int) -> HttpResponse:
    """Cancel a question and everything that stands for it."""
    question = access.request_to_manage(request.viewer, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        services.cancel_question(request=question, actor=request.viewer, reason=form.cleaned_data["reason"])
        messages.success(request, _("Cancelled. Everybody who was asked or planned is told."))
        return redirect("bridging:show-request", pk=pk)
    return _form_page(request, question, form, _("Cancel this question"), _("Cancel the question"))


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def override_triage(request: ViewerRequest, pk: int) -> HttpResponse:
    """Open a question that the role router sent elsewhere."""
    question = access.request_to_manage(request.viewer, pk)
    form = OverrideForm(request.POST or None)
    if form.is_valid():
        services.override_triage(request=question, actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("The question is open. Your name and reason stand with it."))
        return redirect("bridging:show-request", pk=pk)
    return _form_page(request, question, form, _("Ask a key person all the same"), _("Open the question"))


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def check_role(request: ViewerRequest, pk: int) -> HttpResponse:
    """The role router for a question that came out of a list: its questions, answered by the coordinator."""
    question = access.request_to_manage(request.viewer, pk)
    form = RouterForm(request.POST or None, rules=guidance.rules_on(timezone.localdate()))
    if form.is_valid():
        if services.check_role(request=question, answers=form.answers, actor=request.viewer):
            messages.success(request, _("A key person can help here. Choose whom to ask."))
        else:
            told = _("The organisation is told where to go.")
            untold = _("The organisation has no e-mail address here: tell them yourself.")
            said = _("This is not for a key person.")
            messages.success(request, f"{said} {told if question.asker_email else untold}")
        return redirect("bridging:show-request", pk=pk)
    return _form_page(request, question, form, _("Is a key person the right help?"), _("Check"))


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def redirect_request(request: ViewerRequest, pk: int) -> HttpResponse:
    """Send a question to an interpreter or a professional."""
    question = access.request_to_manage(request.viewer, pk)
    form = RedirectForm(request.POST or None)
    if form.is_valid():
        services.redirect_question(request=question, outcome=form.cleaned_data["outcome"], actor=request.viewer)
        messages.success(request, _("The organisation is told where to go."))
        return redirect("bridging:show-request", pk=pk)
    return _form_page(request, question, form, _("Not for a key person"), _("Send on"))


@require_POST
@role_required(Role.COORDINATOR)
def go_on_with_fewer(request: ViewerRequest, pk: int) -> HttpResponse:
    """The people who said yes are enough."""
    services.go_on_with_fewer(request=access.request_to_manage(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("Good. The others who were asked are told that it is settled."))
    return redirect("bridging:show-request", pk=pk)


@require_POST
@role_required(Role.COORDINATOR)
def reopen_request(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take up a closed question again."""
    services.reopen_question(request=access.request_to_manage(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("The question is open again."))
    return redirect("bridging:show-request", pk=pk)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def exclude_person(request: ViewerRequest, pk: int) -> HttpResponse:
    """Keep somebody out of this question, without a reason."""
    question = access.request_to_manage(request.viewer, pk)
    form = ExclusionForm(request.POST or None, people=access.people_to_exclude(request.viewer))
    if form.is_valid():
        person = access.key_person_to_exclude(request.viewer, int(form.cleaned_data["person"]))
        services.exclude_person(request=question, key_person=person, actor=request.viewer)
        messages.success(request, _("This person will not be asked for this question."))
        return redirect("bridging:show-request", pk=pk)
    return _form_page(request, question, form, _("Not this person"), _("Keep out"))


@require_POST
@role_required(Role.COORDINATOR)
def withdraw_offer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take a question back from one person."""
    offer = access.offer_to_manage(request.viewer, pk)
    services.withdraw_offer(offer=offer, actor=request.viewer)
    messages.success(request, _("Taken back. The link does not work any more."))
    return redirect("bridging:show-request", pk=offer.request_id)


@require_POST
@role_required(Role.COORDINATOR)
def accept_other_time(request: ViewerRequest, pk: int) -> HttpResponse:
    """Agree on the time a key person proposed."""
    offer = access.offer_to_manage(request.viewer, pk)
    services.accept_other_time(offer=offer, actor=request.viewer)
    messages.success(request, _("Agreed. The appointment is at the new time."))
    return redirect("bridging:show-request", pk=offer.request_id)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def plan_visit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give a yes without a time its time."""
    offer = access.offer_to_manage(request.viewer, pk)
    form = PlanForm(request.POST or None)
    if form.is_valid() and _kept(
        form,
        lambda: services.plan_visit(offer=offer, starts_at=_moment(form.cleaned_data), actor=request.viewer),
    ):
        messages.success(request, _("Planned. Everybody gets an invitation."))
        return redirect("bridging:show-request", pk=offer.request_id)
    passed = queries.caps_passed_by(offer.request, [offer]).get(offer.key_person_id, "")
    more = {"passed": passed, "passed_by": offer.key_person.first_name}
    return _form_page(request, offer.request, form, _("When is the appointment?"), _("Plan"), **more)


def _moment(values: dict[str, object]) -> datetime:
    day, start = values["day"], values["start"]
    return datetime.combine(day, start, tzinfo=timezone.get_current_timezone())  # type: ignore[arg-type]


@require_safe
@vary_on_headers("HX-Request")
@role_required(Role.COORDINATOR)
def list_visits(request: ViewerRequest) -> HttpResponse:
    """Appointments, from today on unless another day is chosen."""
    form = VisitFilterForm(request.GET)
    values = form.values()
    today = timezone.localdate()
    rows = queries.visits_between(
        request.viewer, values.get("van") or today, values.get("tot"), values.get("stand", "")
    )
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"filter_form": form, "page_obj": page, "views": _periods(request, today)}
    part = request.htmx and not request.htmx.history_restore_request
    return render(request, "bridging/list_visits.html#list" if part else "bridging/list_visits.html", context)


def _periods(request: ViewerRequest, today: date) -> list[tuple[str, str, bool]]:
    monday = today - timedelta(days=today.weekday())
    log_from = today - queries.LOG_EXPECTED_FOR
    days: list[tuple[str, dict[str, Any]]] = [
        (_("From today"), {}),
        (_("Today"), {"van": today, "tot": today}),
        (_("This week"), {"van": monday, "tot": monday + timedelta(days=6)}),
        (_("Next week"), {"van": monday + timedelta(days=7), "tot": monday + timedelta(days=13)}),
        (_("Without a log"), {"van": log_from, "tot": today - timedelta(days=1), "stand": "confirmed"}),
    ]
    here = request.GET.urlencode()
    lines = [
        (
            label,
            urlencode({name: f"{value:%d-%m-%Y}" if isinstance(value, date) else value for name, value in q.items()}),
        )
        for label, q in days
    ]
    return [(label, query, query == here) for label, query in lines]


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def change_visit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Another time or place; calendars follow."""
    visit = access.visit_to_manage(request.viewer, pk)
    start = timezone.localtime(visit.starts_at)
    initial = {
        "day": start.date(),
        "start": start.time(),
        "duration": int((visit.ends_at - visit.starts_at).total_seconds() // 60),
        "place": visit.place,
        "address": visit.address,
    }
    passed = _cap_passed(visit, visit.starts_at, initial["duration"])
    initial["warned"] = passed
    form = VisitForm(request.POST or None, initial=initial, at_a_place=visit.where == Request.Where.PLACE)
    if form.is_valid():
        passed = _cap_passed(visit, _moment(form.cleaned_data), form.cleaned_data["duration"])
        if form.decided(passed) and _kept(form, lambda: _move(request, visit, form.cleaned_data)):
            messages.success(request, _("Changed. Everybody gets the new time in the calendar."))
            return redirect("bridging:show-request", pk=visit.request_id)
    more = {"passed": passed, "passed_by": visit.key_person.first_name, "wish": record.time_wish_of(visit)}
    return _form_page(request, visit.request, form, _("Change the appointment"), _("Change"), **more)


def _cap_passed(visit: Visit, starts_at: datetime, minutes: int) -> str:
    """The legal maximum the fee for an appointment would pass at this time and of this length, or ""."""
    there = copy(visit)
    there.starts_at, there.ends_at = starts_at, starts_at + timedelta(minutes=minutes)
    return queries.caps_passed_by(visit.request, [there]).get(visit.key_person_id, "")


def _move(request: ViewerRequest, visit: Visit, values: dict[str, Any]) -> None:
    services.move_appointment(
        visit=visit,
        starts_at=_moment(values),
        duration_minutes=values["duration"],
        place=values.get("place", visit.place),
        address=values.get("address", visit.address),
        actor=request.viewer,
    )


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def decline_time_wish(request: ViewerRequest, pk: int) -> HttpResponse:
    """The newcomer wished another time, and the appointment stays as it is: one sentence says why."""
    wish = access.time_wish_to_answer(request.viewer, pk)
    form = DeclineTimeForm(request.POST or None, initial={"asked": f"{wish.when}:{wish.part}"})
    if form.is_valid():
        when, _colon, part = form.cleaned_data["asked"].partition(":")
        services.decline_time_wish(
            wish=wish, when=when, part=part, answer=form.cleaned_data["answer"], actor=request.viewer
        )
        messages.success(request, _("The appointment stays. The newcomer reads your answer on the own page."))
        return redirect("bridging:show-request", pk=wish.visit.request_id)
    return _form_page(request, wish.visit.request, form, _("The appointment stays as it is"), _("Answer"), wish=wish)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def cancel_visit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Cancel one appointment; the question is open again."""
    visit = access.visit_to_manage(request.viewer, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        services.cancel_visit(visit=visit, actor=request.viewer, reason=form.cleaned_data["reason"])
        messages.success(request, _("Cancelled. The question is open again, so that you can ask somebody else."))
        return redirect("bridging:show-request", pk=visit.request_id)
    return _form_page(request, visit.request, form, _("Cancel this appointment"), _("Cancel the appointment"))


@require_POST
@role_required(Role.COORDINATOR)
def step_in(request: ViewerRequest, pk: int) -> HttpResponse:
    """The key person cannot come: somebody else is looked for at once."""
    visit = access.visit_to_manage(request.viewer, pk)
    services.step_out(visit=visit, actor=request.viewer)
    messages.success(request, _("The question is open. Choose who goes instead."))
    return redirect("matching:show-suggestions", pk=visit.request_id)


@require_POST
@role_required(Role.COORDINATOR)
def record_agreement(request: ViewerRequest, pk: int) -> HttpResponse:
    """The newcomer said yes, spoken or on paper."""
    visit = access.visit_to_manage(request.viewer, pk)
    way = "paper" if request.POST.get("way") == "paper" else "spoken"
    services.newcomer_agrees(visit=visit, way=way, actor=request.viewer)
    messages.success(request, _("The appointment stands. Everybody gets an invitation."))
    return redirect("bridging:show-request", pk=visit.request_id)


@require_safe
@vary_on_headers("HX-Request")
@role_required(Role.COORDINATOR)
def person_load(request: ViewerRequest, pk: int) -> HttpResponse:
    """How often one person was asked and went: a panel on the profile."""
    person = access.key_person_to_exclude(request.viewer, pk)
    load = queries.load_of(request.viewer, person, timezone.now())
    recent = queries.visible_visits(request.viewer).filter(key_person=person).select_related("request__topic")
    context = {
        "load": load,
        "person": person,
        "recent": recent.order_by("-starts_at")[:5],
        "letters": record.letters_to_write(request.viewer, person),
    }
    return render(request, "bridging/person_load.html#panel" if request.htmx else "bridging/person_load.html", context)
