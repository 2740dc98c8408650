"""Every message of the bridge: short, with a link and a human at the end, and nothing in an offer that says who."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import services
from sleutelbos.bridging.models import CallRequest, Offer, Request, TimeWish, Visit
from sleutelbos.notices.models import Notice
from tests import factories

ROOT = Path(__file__).resolve().parents[2] / "sleutelbos/bridging"
MAILS = sorted(path.stem for path in (ROOT / "templates/bridging/mail").glob("*.txt") if path.stem[0] != "_")
COORDINATORS = [name for name in MAILS if name.startswith("coordinator_")]
ENDS = ("cancelled_asker", "cancelled_key_person", "other_person_asker")
ACTOR = Viewer.system(reason="test")


@pytest.fixture
def world(db: None) -> dict[str, Any]:
    """One question with everything that hangs on it."""
    request = factories.RequestFactory(region=factories.RegionFactory(name="Achterhoek"), asker_name="Anke O'Brien")
    person = factories.KeyPersonFactory(region=request.region, first_name="Selam", last_name="Tesfay")
    offer = services.send_offers(request=request, asks=[services.Ask(person)], in_turn=False, actor=ACTOR)[0]
    visit = Visit(
        request=request,
        key_person=person,
        starts_at=request.starts_at,
        ends_at=factories.in_days(4, 15),
        place=request.place,
        address=request.address,
    )
    call = CallRequest(region=request.region, key_person=person, kind=CallRequest.Kind.SAFETY)
    return {
        "request": request,
        "offer": offer,
        "visit": visit,
        "call": call,
        "wish": TimeWish(visit=visit, when=TimeWish.When.LATER, part=TimeWish.Part.MORNING),
        "key_person": person,
        "region": request.region,
        "interpreter": "Bel de tolkentelefoon",
        "asked": [(offer, "http://testserver/link/")],
        "expires_at": offer.expires_at,
        **{name: f"http://testserver/{name}/" for name in ("link", "log_link", "card_link", "status_link")},
    }


def mail(name: str, world: dict[str, Any], language: str = "en") -> tuple[str, str]:
    context = {**world, "request": None} if name == "coordinator_call" else world
    with translation.override(language):
        subject, _, body = render_to_string(f"bridging/mail/{name}.txt", context).strip().partition("\n")
    return subject, body


def test_the_services_and_the_templates_name_the_same_mails() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "services").glob("*.py"))
    asked = set(re.findall(r"mail_(?:asker|coordinator|key_person)\(\s*\w+(?:\.\w+|\[0\])*,\s*\"(\w+)\"", code))
    asked |= set(re.findall(r"bridging/mail/(\w+)\.txt", code))
    planned = {f"{kind}_{who}" for kind in ("visit_planned", "visit_changed") for who in ("asker", "key_person")}
    named = asked | planned | {f"visit_{end}" for end in ENDS} | {"whatsapp_offer"}
    assert named == set(MAILS)


@pytest.mark.parametrize("language", ["en", "nl", "ar", "ti"])
@pytest.mark.parametrize("name", MAILS)
def test_a_mail_has_a_subject_a_body_and_no_leftovers(name: str, language: str, world: dict[str, Any]) -> None:
    subject, body = mail(name, world, language)
    assert 5 < len(subject) < 120
    assert "Selam" in body or "Anke" in body or len(body) > 60
    for leftover in ("{{", "{%", "None", "&#x27;", "&amp;", "<time", "<bdi"):
        assert leftover not in subject + body


@pytest.mark.parametrize("name", [name for name in MAILS if name != "whatsapp_offer"])
def test_a_mail_ends_with_the_region_and_a_way_to_reach_a_human(name: str, world: dict[str, Any]) -> None:
    end = mail(name, world)[1].rstrip().splitlines()[-2:]
    assert end[0] == "Achterhoek"
    assert "0314 000 000" in end[1]
    assert f"coordinator@{world['request'].region.slug}.example" in end[1]


WITHOUT_LINK = {"newcomer_stopped", "visit_cancelled_key_person", "offer_taken", "offer_withdrawn"}


@pytest.mark.parametrize("name", [name for name in MAILS if name not in WITHOUT_LINK])
def test_a_mail_leads_somewhere(name: str, world: dict[str, Any]) -> None:
    assert "http://testserver/link/" in mail(name, world)[1]


@pytest.mark.parametrize("name", ["offer", "offers", "whatsapp_offer", "offer_taken", "offer_withdrawn"])
def test_an_offer_says_nothing_that_identifies_anybody(name: str, world: dict[str, Any]) -> None:
    request = world["request"]
    text = " ".join(mail(name, world))
    secrets = [
        request.asker_name,
        request.asker_email,
        request.asker_phone,
        request.asker_organisation,
        request.address,
        request.summary,
        request.newcomer.code,
        "0612340500",
        "06 12340500",
    ]
    for secret in secrets:
        assert str(secret) not in text


def test_an_offer_says_what_a_person_needs_to_answer(world: dict[str, Any]) -> None:
    subject, body = mail("offer", world)
    assert subject.startswith("Can you help on ")
    for words in ("Hello Selam", "Doetinchem", "1 hour", "Saying no is fine", "Money: A fee and travel money"):
        assert words in body


def test_a_mail_to_an_unknown_address_repeats_nothing_that_a_stranger_typed(world: dict[str, Any]) -> None:
    text = " ".join(mail("confirm", world))
    for typed in ("O'Brien", "Ouders begrijpen", "OBS De Esdoorn", "Schoolstraat"):
        assert typed not in text


def test_moments_are_written_so_that_nobody_can_misread_them(world: dict[str, Any]) -> None:
    body = mail("visit_planned_key_person", world, "nl")[1]
    assert re.search(r"(maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag) \d{1,2} [a-z]+ \d{4}, 14:00", body)


def test_the_planned_mail_tells_the_key_person_whom_to_call(world: dict[str, Any]) -> None:
    body = mail("visit_planned_key_person", world)[1]
    for words in ("Anke O'Brien", "OBS De Esdoorn", "06 12340500", "Schoolstraat 1, Doetinchem"):
        assert words in body
    assert "http://testserver/log_link/" in body


def test_a_safety_call_is_urgent_and_tells_no_story(world: dict[str, Any]) -> None:
    subject, body = mail("coordinator_call", world)
    assert subject.startswith("URGENT")
    assert "Selam" not in body


@pytest.mark.parametrize("name", COORDINATORS)
def test_mails_to_the_coordinator_hold_no_typed_words(name: str, world: dict[str, Any]) -> None:
    assert world["request"].summary not in mail(name, world)[1]


def test_sending_an_offer_puts_one_mail_in_the_outbox(world: dict[str, Any]) -> None:
    notice = Notice.objects.get(template="bridging/mail/offer.txt")
    assert notice.to == world["key_person"].email
    assert services.offer_link(Offer.objects.get()).split(":")[1] in notice.body
    assert Request.objects.get().asker_email not in notice.body


def test_a_complaint_names_the_independent_person_or_says_that_there_is_none(world: dict[str, Any]) -> None:
    call = CallRequest(region=world["request"].region, kind=CallRequest.Kind.COMPLAINT, phone="+31612345678")
    _subject, body = mail("coordinator_call", {**world, "call": call})
    assert "Independent person: Harriët, 0314 000 002, klachten@" in body
    assert "Miriam" not in body
    call.region.complaints_name = ""
    _subject, body = mail("coordinator_call", {**world, "call": call})
    assert "has no independent person" in body
    assert "Independent person:" not in body and "Miriam" not in body
