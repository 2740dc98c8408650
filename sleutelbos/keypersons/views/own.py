"""What a key person does with the own profile."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, forms, queries, rules, services, workflow
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
    messages.success(request, _("We do not ask you this week. Next week is as always."))
    return redirect("keypersons:show-own-profile")


@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def pause(request: ViewerRequest) -> HttpResponse:
    """Rest for a while; saying so is fine and needs no reason."""
    person = access.own_key_person(request.viewer)
    form = forms.PauseForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        services.pause(key_person=person, until=form.cleaned_data["until"], actor=request.viewer)
        messages.success(request, _("You rest now. Nobody asks you. Thank you for telling us."))
        return redirect("keypersons:show-own-profile")
    return page(request, "keypersons/pause.html", person, None, form=form)


@require_POST
@role_required(Role.KEY_PERSON)
def come_back(request: ViewerRequest) -> HttpResponse:
    """The end of a pause."""
    person = access.own_key_person(request.viewer)
    services.come_back(key_person=person, actor=request.viewer)
    messages.success(request, _("Welcome back. We can ask you again."))
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
