"""What a key person does with the own profile."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, forms, queries, rules, services, wording, workflow
from ..models import KeyPerson
from . import lines
from .frame import page


@require_safe
@role_required(Role.KEY_PERSON)
def show_own_profile(request: ViewerRequest) -> HttpResponse:
    """Everything we know about somebody, one subject a line, each with a picture and a word."""
    person = access.own_key_person(request.viewer)
    today = timezone.localdate()
    requirements = queries.requirements_of(person.region_id)
    return page(
        request,
        "keypersons/own_profile.html",
        person,
        None,
        subjects=lines.own_subjects(person),
        exceptions=queries.coming_exceptions(person, today)[:5],
        checks=lines.checklist_lines(queries.checklist(person, requirements, today)),
        engagements=queries.engagements_of(person),
        may_pause=(person.state, "paused") in workflow.OWN_STEPS,
        away_this_week=queries.away_on(person, today, rules.week_end(today)),
    )


@require_POST
@role_required(Role.KEY_PERSON)
def not_this_week(request: ViewerRequest) -> HttpResponse:
    """One tap: away until Sunday."""
    person = access.own_key_person(request.viewer)
    services.not_this_week(key_person=person, today=timezone.localdate(), actor=request.viewer)
    messages.success(request, _told(person))
    return redirect("keypersons:less-time" if "next" in request.POST else "keypersons:show-own-profile")


def _told(person: KeyPerson) -> str:
    return wording.when_sentence(person, timezone.localdate())


@require_safe
@role_required(Role.KEY_PERSON)
def less_time(request: ViewerRequest) -> HttpResponse:
    """Less time? Everything from one free week to stopping, and how it is now in a sentence."""
    person, today = access.own_key_person(request.viewer), timezone.localdate()
    return page(
        request,
        "keypersons/less_time.html",
        person,
        None,
        sentence=wording.when_sentence(person, today),
        often=wording.caps_sentence(person.max_visits_per_week, person.max_minutes_per_week),
        away=queries.away_on(person, today, rules.week_end(today)),
        only=queries.only_for_now(person, today),
        may_pause=(person.state, "paused") in workflow.OWN_STEPS,
    )


@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def only_for_now(request: ViewerRequest) -> HttpResponse:
    """Evenings only, for now: the week stays as it is and comes back by itself."""
    person, today = access.own_key_person(request.viewer), timezone.localdate()
    form = forms.OnlyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        until = today + timedelta(days=form.cleaned_data["how_long"])
        services.only_for_now(
            key_person=person, part=form.cleaned_data["part"], today=today, until=until, actor=request.viewer
        )
        messages.success(request, _told(person))
        return redirect("keypersons:less-time")
    return page(request, "keypersons/only_for_now.html", person, None, form=form)


@require_POST
@role_required(Role.KEY_PERSON)
def end_only_for_now(request: ViewerRequest) -> HttpResponse:
    """My whole week counts again."""
    person = access.own_key_person(request.viewer)
    services.end_only_for_now(key_person=person, today=timezone.localdate(), actor=request.viewer)
    messages.success(request, _told(person))
    return redirect("keypersons:less-time")


@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def pause(request: ViewerRequest) -> HttpResponse:
    """Rest for a while; saying so is fine and needs no reason."""
    person = access.own_key_person(request.viewer)
    form = forms.PauseForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        services.pause(key_person=person, until=form.cleaned_data["until"], actor=request.viewer)
        messages.success(request, " ".join([_told(person), _("Thank you for telling us.")]))
        return redirect("keypersons:show-own-profile")
    return page(request, "keypersons/pause.html", person, None, form=form)


@require_POST
@role_required(Role.KEY_PERSON)
def come_back(request: ViewerRequest) -> HttpResponse:
    """The end of a pause."""
    person = access.own_key_person(request.viewer)
    services.come_back(key_person=person, actor=request.viewer)
    messages.success(request, " ".join([_("Welcome back. We can ask you again."), _told(person)]))
    return redirect("keypersons:show-own-profile")


@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def change_public_profile(request: ViewerRequest) -> HttpResponse:
    """Exactly what organisations would see, and a yes or a no."""
    person = access.own_key_person(request.viewer)
    form = forms.PublicProfileForm(request.POST if request.method == "POST" else None, key_person=person)
    answer = request.POST.get("answer", "look")
    if answer == "no":
        services.unpublish_profile(key_person=person, actor=request.viewer)
        messages.success(request, _("Organisations do not see you."))
        return redirect("keypersons:show-own-profile")
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["public_text"]
        if answer == "yes":
            services.publish_profile(
                key_person=person, text=text, actor=request.viewer, version=form.cleaned_data["version"]
            )
            messages.success(request, _("Organisations can see you now."))
            return redirect("keypersons:show-own-profile")
        person.public_text = text
    card = lines.public_card(person)
    return page(request, "keypersons/change_public_profile.html", person, None, form=form, card=card)
