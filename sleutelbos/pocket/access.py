"""Whose phone is this, and who may say that it is lost."""

from contextlib import suppress

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import access as bridging
from sleutelbos.keypersons import access as keypersons
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.errors import Gone, NotAllowed

from .models import Phone
from .queries import phones_of

# Pages that a link of one key person opens; holding one proves whose phone this is as much as any other use of it.
BY_VISIT = frozenset({"show-own-visit", "log-visit", "not-my-role", "worry"})


def key_person_of_phone(viewer: Viewer, path: str) -> KeyPerson | None:
    """Whose phone asks: of the account that is signed in, or of the link in the address of the page; None of nobody."""
    if viewer.has_role(Role.KEY_PERSON):
        with suppress(NotAllowed):
            return keypersons.own_key_person(viewer)
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if "token" not in match.kwargs:
        return None
    with suppress(Gone):
        if whose := settings.PHONE_LINKS.get(match.app_name, {}).get("whose"):
            found = import_string(whose)(match.kwargs["token"])
            assert isinstance(found, KeyPerson)
            return found
        if match.app_name != "bridging":
            return None
        if match.url_name in BY_VISIT:
            return bridging.visit_by_link(match.kwargs["token"]).key_person
        if match.url_name == "answer-offer":
            return bridging.offer_to_answer(match.kwargs["token"]).key_person
    return None


def phone_to_report(viewer: Viewer, number: str) -> Phone:
    """One of the viewer's own phones; 404 otherwise."""
    return get_object_or_404(phones_of(keypersons.own_key_person(viewer)), pk=number)


def person_with_lost_phone(viewer: Viewer, pk: int) -> KeyPerson:
    """Somebody of the coordinator's region; 404 otherwise."""
    if not viewer.has_role(Role.COORDINATOR):
        raise Http404
    return keypersons.key_person_to_see(viewer, pk)
