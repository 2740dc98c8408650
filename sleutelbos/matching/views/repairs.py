"""Somebody is ill or away: look at what falls out, and ask others, on one page."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson

from .. import access, services
from ..forms import DaysForm, RepairForm, WhoIsOutForm, WiderForm


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
    waits = services.wider_waits(person, days.cleaned_data["ruimer"]) if days.cleaned_data["ruimer"] else None
    answer = waits if isinstance(waits, services.Answer) else None
    proposal = services.propose_repair(key_person=person, first_day=first, last_day=last, answer=answer)
    names = {row.pk: row for row in access.people_to_plan(request.viewer)}
    form = RepairForm(request.POST if request.method == "POST" else None, proposal=proposal, names=names)
    if request.method == "POST" and form.is_valid():
        services.repair_for(
            key_person=person,
            first_day=first,
            last_day=last,
            choices=form.choices(),
            actor=request.viewer,
            answer=answer,
        )
        _say(request, person, sum(isinstance(choice, int) for choice in form.choices().values()))
        return redirect("keypersons:show-key-person", pk=person.pk)
    audit.looked("matching.repair.viewed", actor=request.viewer, subject=f"keyperson:{person.pk}")
    context |= {"proposal": proposal, "form": form, "rows": form.rows(), "gone": waits is False}
    if waits is True:
        context |= _looking(person, days, proposal.filled, proposal.moved)
    return render(request, "matching/show_repair.html", context, status=422 if form.is_bound else 200)


@require_POST
@role_required(Role.COORDINATOR)
def look_wider(request: ViewerRequest, pk: int) -> HttpResponse:
    """Have a second answer looked for, with everybody; the first one stays where it is."""
    person = access.key_person_to_plan(request.viewer, pk)
    days = WiderForm(request.POST)
    if not days.is_valid():
        raise Http404
    first, last = days.cleaned_data["van"], days.cleaned_data["tot"]
    word = services.start_wider(key_person=person, first_day=first, last_day=last)
    if not request.htmx:
        return redirect(_answer_url(person, first, last, word))
    days.cleaned_data["ruimer"] = word
    looking = _looking(person, days, days.cleaned_data["gevuld"], days.cleaned_data["verzet"])
    return render(request, "matching/repair_wider.html", looking)


@require_safe
@role_required(Role.COORDINATOR)
def show_wider(request: ViewerRequest, pk: int) -> HttpResponse:
    """Whether the wider answer is there and what it would change, as a piece of the page."""
    person = access.key_person_to_plan(request.viewer, pk)
    days = WiderForm(request.GET)
    if not days.is_valid():
        raise Http404
    first, last, word = (days.cleaned_data[name] for name in ("van", "tot", "ruimer"))
    waits = services.wider_waits(person, word)
    if not isinstance(waits, services.Answer):
        looking = _looking(person, days, days.cleaned_data["gevuld"], days.cleaned_data["verzet"]) if waits else {}
        return render(request, "matching/repair_wider.html", looking)
    wider = services.propose_repair(key_person=person, first_day=first, last_day=last, answer=waits)
    # A search that ran out of time can end with less than the first answer: then the first stands.
    better = (wider.filled, -wider.moved) > (days.cleaned_data["gevuld"], -days.cleaned_data["verzet"])
    context = {"wider": wider, "better": better, "address": _answer_url(person, first, last, word)}
    return render(request, "matching/repair_wider.html", context)


def _answer_url(person: KeyPerson, first: date, last: date, word: str) -> str:
    words = urlencode({"van": f"{first:%d-%m-%Y}", "tot": f"{last:%d-%m-%Y}", "ruimer": word})
    return f"{reverse('matching:show-repair', args=[person.pk])}?{words}"


def _looking(person: KeyPerson, days: DaysForm, filled: int, moved: int) -> dict[str, str]:
    """Where the piece of the page looks whether the wider answer is there, and the page for who has no scripts."""
    values = days.cleaned_data
    words = {
        "van": f"{values['van']:%d-%m-%Y}",
        "tot": f"{values['tot']:%d-%m-%Y}",
        "ruimer": values["ruimer"],
        "gevuld": filled,
        "verzet": moved,
    }
    return {
        "looking": f"{reverse('matching:show-wider', args=[person.pk])}?{urlencode(words)}",
        "again": _answer_url(person, values["van"], values["tot"], values["ruimer"]),
    }


def _say(request: ViewerRequest, person: KeyPerson, asked: int) -> None:
    text = _("%(name)s is away in these days.") % {"name": person.first_name}
    if asked:
        words = ngettext("%(count)s person is asked instead.", "%(count)s people are asked instead.", asked)
        text = f"{text} {words % {'count': asked}}"
    messages.success(request, text)
