"""Secrets that are planted in everything people type, who may see which, and what reads them back.

A secret is one word that stands nowhere else. `MAY` says what a role may know, `LINKS` what the holder of a link may.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from sleutelbos.accounts.middleware import SESSION_KEY
from sleutelbos.accounts.models import Membership
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import services
from sleutelbos.bridging.models import Offer, Request, Visit
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.notices.models import Notice
from tests import factories
from tests.house.access_matrix import World

ACTOR = Viewer.system(reason="test")

# Each secret is one word that stands nowhere else.
SECRETS = {
    "case_code": "KM-ZWALUW",
    "not_person": "Merelvrouw",
    "excluded": "Ooievaar",
    "newcomer_place": "Kwartelveen",
    "address": "Roerdompstraat",
    "asker_name": "Anneleeuwerik",
    "last_name": "Wielewaal",
    "note": "Nachtegaaltje",
    "conflict": "Kievitschool",
    "summary": "Roodborstje",
    "learning_route": "putterroute",
    "told": "Wulpentaal",
    "told_dutch": "Grutterswoord",
}
# The organisation of the world sees to what its key person told: the words, and the Dutch beside them.
SIGNAL = {"told", "told_dutch"}
# The coordinator works with nearly all of it, in the own region; whoever asked sees what they typed themselves. A
# learning route is read by its owner and by nobody beside a name.
MAY = {
    "coordinator": set(SECRETS) - {"learning_route"},
    "professional": {"case_code", "not_person", "newcomer_place", "address", "asker_name", "summary"} | SIGNAL,
    "case_worker": {"case_code", "not_person", "newcomer_place", "address", "asker_name", "summary"} | SIGNAL,
    "policy_officer": {"case_code", "not_person", "newcomer_place", "address", "asker_name", "summary"} | SIGNAL,
    # The own name and the note that may be read by the person; the own organisation that is avoided; what one told.
    "key_person": {"last_name", "note", "conflict", "learning_route"} | SIGNAL,
    # Checks who did what, by name of the actor; never what it was about.
    "privacy_officer": set(),
    "functional_administrator": {"conflict"},
    "researcher": set(),
}


@pytest.fixture
def planted_world(db: None) -> World:
    """Region A with secrets in everything that is typed about a newcomer or kept about a key person."""
    world = World()
    world.told, world.told_dutch = SECRETS["told"], SECRETS["told_dutch"]
    school = factories.OrganisationFactory(region=world.region, name=SECRETS["conflict"], municipality=None)
    person = world.key_person
    person.last_name, person.note = SECRETS["last_name"], SECRETS["note"]
    person.learning_route = SECRETS["learning_route"]
    person.save()
    person.standing_conflicts.create(organisation=school)
    world.fill()
    barred = factories.KeyPersonFactory(region=world.region, first_name=SECRETS["excluded"])
    secret = {name: SECRETS[name] for name in ("summary", "asker_name", "not_person", "address", "newcomer_place")}
    Request.objects.filter(region=world.region).update(**secret)
    Visit.objects.update(address=SECRETS["address"])
    for number, newcomer in enumerate(Newcomer.objects.filter(region=world.region)):
        newcomer.case_code = f"{SECRETS['case_code']}{number}"
        newcomer.place = SECRETS["newcomer_place"]
        newcomer.save()
        newcomer.excluded.add(barred)
    for request in Request.objects.filter(region=world.region):
        request.excluded.add(barred)
    for row in (world.request, world.offer, world.visit, world.past_visit):
        row.refresh_from_db()
    return world


def client_of(membership: Membership | None) -> Client:
    """Somebody's browser; a stranger's without a membership."""
    client = Client()
    if membership is not None:
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    return client


def text_of(response: Any) -> str:
    """All that an answer says: its page and its headers, where it sends to and what it keeps in cookies."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers} {response.cookies} {body.decode('utf-8', 'replace')}"


def found(text: str, allowed: set[str] | frozenset[str]) -> list[str]:
    """The names of the secrets that stand in a text and may not."""
    return [name for name, word in SECRETS.items() if name not in allowed and word.lower() in text.lower()]


# What each link may show, by the beginning of its address's name. A key person reads where to go after the yes.
LINKS: dict[str, set[str] | frozenset[str]] = {
    **dict.fromkeys(
        ("confirm-question", "show-status", "change-question", "cancel-question", "another-for-newcomer"),
        frozenset({"summary", "asker_name", "address", "not_person", "newcomer_place", "case_code"}),
    ),
    **dict.fromkeys(("show-own-visit", "download-visit"), frozenset({"address", "asker_name"})),
    # The newcomer's own: what was asked, what is kept, whom the newcomer sent away, by first name.
    **dict.fromkeys(
        ("show-facts", "list-own-questions"), frozenset({"summary", "newcomer_place", "excluded", "case_code"})
    ),
    "download-kept": {"summary", "newcomer_place", "excluded", "case_code", "not_person", "address"},
    **dict.fromkeys(("change-own-wish", "change-own-wishes"), frozenset({"newcomer_place"})),
    "show-own-appointment": {"address"},
}


def secret_person(region: Any, **more: Any) -> Any:
    """A key person whose full name and note are secrets."""
    return factories.KeyPersonFactory(
        region=region,
        last_name=SECRETS["last_name"],
        note=SECRETS["note"],
        learning_route=SECRETS["learning_route"],
        **more,
    )


def story(region: Any, person: Any = None) -> tuple[Request, Offer]:
    """A question with secrets in it, asked of somebody."""
    barred = factories.KeyPersonFactory(region=region, first_name=SECRETS["excluded"])
    newcomer = factories.NewcomerFactory(region=region, case_code=SECRETS["case_code"])
    newcomer.excluded.add(barred)
    request = factories.RequestFactory(
        region=region,
        newcomer=newcomer,
        not_from_own_place=True,
        **{name: SECRETS[name] for name in ("summary", "asker_name", "not_person", "address", "newcomer_place")},
    )
    request.excluded.add(barred)
    person = person or secret_person(region)
    return request, services.send_offers(request=request, asks=[services.Ask(person)], in_turn=False, actor=ACTOR)[0]


def messages(to: str) -> str:
    return "\n".join(f"{row.subject} {row.body} {row.calendar}" for row in Notice.objects.filter(to=to).order_by("pk"))


def messages_to(to: str) -> str:
    """Everything that one mail address was sent."""
    return "\n".join(f"{row.subject} {row.body} {row.calendar}" for row in Notice.objects.filter(to=to).order_by("pk"))
