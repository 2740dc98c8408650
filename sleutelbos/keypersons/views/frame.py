"""What every page that changes one subject of a profile shares, for the person and for the coordinator."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import StateChanged

from .. import access, wording
from ..forms.versioned import VersionedForm
from ..models import KeyPerson

Form = TypeVar("Form", bound=VersionedForm)


def person_for(request: ViewerRequest, pk: int | None) -> KeyPerson:
    """The person a page is about; a coordinator's look is kept for that person to read."""
    key_person = access.key_person_to_change(request.viewer, pk)
    if request.method == "GET" and request.viewer.has_role(Role.COORDINATOR):
        audit.looked(
            "keypersons.profile.seen", actor=request.viewer, subject=key_person, region_id=key_person.region_id
        )
    return key_person


def profile_url(key_person: KeyPerson, pk: int | None) -> str:
    """Back to where one came from: the own profile, or the coordinator's page about somebody."""
    if pk is None:
        return reverse("keypersons:show-own-profile")
    return reverse("keypersons:show-key-person", args=[key_person.pk])


def subject_url(name: str, pk: int | None, *args: object) -> str:
    """The address of one subject: `own-` before the verb's object where it is one's own."""
    if pk is None:
        verb, _dash, rest = name.partition("-")
        return reverse(f"keypersons:{verb}-own-{rest}", args=list(args))
    return reverse(f"keypersons:{name}", args=[pk, *args])


def page(request: ViewerRequest, template: str, key_person: KeyPerson, pk: int | None, **context: Any) -> HttpResponse:
    """A page about one subject of somebody's profile."""
    back = profile_url(key_person, pk)
    return render(request, template, {"person": key_person, "own": pk is None, "pk": pk, "back": back, **context})


def change(
    request: ViewerRequest,
    pk: int | None,
    make_form: Callable[[KeyPerson, Any], Form],
    save: Callable[[KeyPerson, Form], object],
    *,
    title: str | Promise,
    template: str = "keypersons/change.html",
    extra: Callable[[KeyPerson, Form], dict[str, Any]] | None = None,
    told: Callable[[KeyPerson, int | None], str] | None = None,
) -> HttpResponse:
    """Show a form about one subject; save it and go back to the profile.

    Where somebody else changed the profile meanwhile nothing is lost: the form comes back with what was typed.
    """
    key_person = person_for(request, pk)
    form = make_form(key_person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            save(key_person, form)
        except StateChanged:
            form.show_conflict(KeyPerson.objects.get(pk=key_person.pk).updated_at)
        else:
            messages.success(request, told(key_person, pk) if told else _("Saved."))
            return redirect(profile_url(key_person, pk))
    more = extra(key_person, form) if extra else {}
    return page(request, template, key_person, pk, form=form, title=title, **more)


def told_when(key_person: KeyPerson, pk: int | None) -> str:
    """What was saved, shown back in words: when we ask this person now."""
    if pk is not None:
        return _("Saved.")
    return _("Saved.") + " " + wording.when_sentence(key_person, timezone.localdate())
