"""The own record, the letter to take along, somebody else goes for me, rest after a heavy visit, the goodbye."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import retention, services
from sleutelbos.bridging.models import Handover, ReferenceLetter, TimeWish, Visit, VisitLog
from sleutelbos.insights.editions.checking import pdf_findings
from sleutelbos.keypersons.models import AvailabilityException, KeyPerson, RestTerm
from sleutelbos.notices.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db
ACTOR = Viewer.system(reason="test")


def url(name: str, *args: object) -> str:
    return reverse(f"bridging:{name}", args=args)


@pytest.fixture
def phone(key_person: KeyPerson, client_of: Any) -> Client:
    """Selam, signed in, reading English."""
    assert key_person.membership is not None
    client: Client = client_of(key_person.membership.user)
    client.cookies["taal"] = "en"
    return client


@pytest.fixture
def desk(coordinator: Any, client_of: Any) -> Client:
    """The coordinator of her region."""
    made: Client = client_of(coordinator)
    made.cookies["taal"] = "en"
    return made


@pytest.fixture
def done(key_person: KeyPerson) -> Visit:
    """A visit that was told."""
    request = factories.RequestFactory(region=key_person.region, state="planned", accepted_count=1)
    visit: Visit = factories.VisitFactory(request=request, key_person=key_person, over=True)
    values = {"happened": True, "minutes": 90, "acts": ["explained"], "heavy": True, "km": Decimal(0)}
    services.log_visit(visit=visit, values=values, actor=ACTOR)
    return visit


# --- The letter -----------------------------------------------------------------------------------------------------


def test_the_letter_says_what_was_agreed_and_is_a_tagged_pdf(phone: Client, desk: Client, done: Visit) -> None:
    shown = phone.get(url("show-record")).content.decode()
    assert "1 visit" in shown and "1 hour and 30 minutes" in shown
    phone.post(url("ask-letter"), {"parts": ["work", "languages"], "language": "en"})
    letter = ReferenceLetter.objects.get()
    assert Notice.objects.filter(template="bridging/mail/coordinator_letter_asked.txt").exists()
    desk.post(url("write-letter", letter.pk), {"words": "She *explains* #calmly."})
    letter.refresh_from_db()
    assert letter.state == "proposed"
    assert [label for label, _text in letter.lines] == ["Work done", "Languages"], "only what she ticked"
    assert "calmly" in phone.get(url("show-record")).content.decode()
    phone.post(url("answer-letter", letter.pk, "ja"))
    desk.post(url("sign-letter", letter.pk))
    answer = phone.get(url("download-letter", letter.pk))
    paper = PdfReader(BytesIO(answer.content))
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"] and paper.trailer["/Root"]["/Lang"] == "en"
    text = " ".join(paper.pages[0].extract_text().split())
    assert "She *explains* #calmly." in text, "signs that people type are text"
    assert "1 visit, 1 hour and 30 minutes" in text and "Tigrinya" in text
    assert "Selam" in text and "Doetinchem" not in text
    assert pdf_findings(answer.content) == []


def test_nothing_is_signed_before_the_person_said_yes_and_another_text_needs_another_yes(
    phone: Client, desk: Client, done: Visit
) -> None:
    phone.post(url("ask-letter"), {"parts": ["work"], "language": "nl"})
    letter = ReferenceLetter.objects.get()
    for _try in range(2):
        assert desk.post(url("sign-letter", letter.pk)).status_code in {400, 409, 422}
        desk.post(url("write-letter", letter.pk), {"words": ""})
    phone.post(url("answer-letter", letter.pk, "ja"))
    desk.post(url("write-letter", letter.pk), {"words": "Other words."})
    letter.refresh_from_db()
    assert (letter.state, letter.agreed_at) == ("proposed", None)
    desk.post(url("sign-letter", letter.pk))
    letter.refresh_from_db()
    assert letter.state == "proposed"
    assert phone.get(url("download-letter", letter.pk)).status_code == 404


def test_asking_again_changes_what_may_stand_in_it_and_takes_the_proposal_back(
    phone: Client, desk: Client, done: Visit
) -> None:
    phone.post(url("ask-letter"), {"parts": ["work"], "language": "nl"})
    desk.post(url("write-letter", ReferenceLetter.objects.get().pk), {"words": ""})
    phone.post(url("ask-letter"), {"parts": ["languages"], "language": "nl"})
    letter = ReferenceLetter.objects.get()
    assert (letter.state, letter.parts, letter.lines) == ("asked", ["languages"], [])


def test_only_the_person_can_say_yes(phone: Client, desk: Client, done: Visit, coordinator: Any) -> None:
    phone.post(url("ask-letter"), {"parts": ["work"], "language": "nl"})
    letter = ReferenceLetter.objects.get()
    desk.post(url("write-letter", letter.pk), {"words": ""})
    assert desk.post(url("answer-letter", letter.pk, "ja")).status_code in {403, 404}
    letter.refresh_from_db()
    assert letter.state == "proposed"


# --- Rest after a heavy visit ---------------------------------------------------------------------------------------


def test_rest_is_one_tap_for_as_many_days_as_the_row_says_and_nobody_hears(
    client: Client, key_person: KeyPerson, done: Visit
) -> None:
    RestTerm.objects.create(region=key_person.region, days=5, source="test")
    token, before = services.visit_token(done), Notice.objects.count()
    assert "rust/" in client.get(url("log-visit", token)).content.decode()
    for _tap in range(2):
        client.post(url("rest-after-visit", token))
    today = timezone.localdate()
    away = AvailabilityException.objects.get()
    assert (away.first_day, away.last_day, away.available) == (today + timedelta(1), today + timedelta(5), False)
    assert Notice.objects.count() == before


def test_rest_cannot_be_taken_before_the_visit_was_told(client: Client, key_person: KeyPerson) -> None:
    visit = factories.VisitFactory(request__region=key_person.region, key_person=key_person)
    client.post(url("rest-after-visit", services.visit_token(visit)))
    assert not AvailabilityException.objects.exists()


# --- Somebody else goes for me, and the goodbye ---------------------------------------------------------------------


@pytest.fixture
def ahead(key_person: KeyPerson) -> Visit:
    """An appointment with a newcomer that stands."""
    request = factories.RequestFactory(region=key_person.region, state="planned", accepted_count=1)
    made: Visit = factories.VisitFactory(request=request, key_person=key_person)
    return made


def test_a_contact_is_handed_over_only_when_the_newcomer_agrees(phone: Client, ahead: Visit) -> None:
    phone.post(url("ask-handover", ahead.pk))
    asked = Handover.objects.get()
    assert "The newcomer is asked" in phone.get(url("list-handovers")).content.decode()
    phone.post(url("withdraw-handover", asked.pk))
    phone.post(url("ask-handover", ahead.pk))
    services.answer_handover(handover=Handover.objects.get(state="asked"), yes=True, actor=ACTOR)
    assert "You have no appointments with newcomers." in phone.get(url("list-handovers")).content.decode()


def test_the_appointment_of_a_colleague_cannot_be_handed_over(phone: Client, key_person: KeyPerson) -> None:
    other = factories.VisitFactory(request__region=key_person.region)
    assert phone.post(url("ask-handover", other.pk)).status_code == 404
    assert not Handover.objects.exists()


def test_nobody_stops_while_appointments_stand(phone: Client, ahead: Visit, key_person: KeyPerson) -> None:
    assert "You still have appointments" in phone.get(url("say-goodbye")).content.decode()
    phone.post(url("say-goodbye"), {"back": "yes"})
    key_person.refresh_from_db()
    assert key_person.state == "deployable"


@pytest.mark.parametrize("back", ["yes", "no"])
def test_a_goodbye_erases_what_served_to_be_asked_and_keeps_the_books(
    phone: Client, key_person: KeyPerson, done: Visit, back: str
) -> None:
    KeyPerson.objects.update(note="x", home_postcode="7001", public_text="y")
    key_person.wishes.create(kind="not_topic", value="school")
    offer = factories.OfferFactory(request__region=key_person.region, key_person=key_person)
    phone.post(url("say-goodbye"), {"back": back})
    key_person.refresh_from_db()
    offer.refresh_from_db()
    assert (key_person.state, offer.state) == ("alumni", "withdrawn")
    assert key_person.may_be_asked_back is (back == "yes")
    assert bool(key_person.email) is (back == "yes")
    assert [key_person.note, key_person.home_postcode, key_person.public_text] == ["", "", ""]
    assert key_person.latitude is None
    for rows in (key_person.blocks, key_person.exceptions, key_person.wishes, key_person.standing_conflicts):
        assert not rows.exists()
    assert key_person.engagements.exists() and key_person.readiness.exists() and VisitLog.objects.exists()
    assert "1 visit" in phone.get(url("show-record")).content.decode(), "the own record stays to be read"


# --- How long it stays ----------------------------------------------------------------------------------------------


def test_letters_go_a_year_after_the_asking_or_two_after_the_signature(key_person: KeyPerson) -> None:
    def letter(**values: Any) -> ReferenceLetter:
        person = factories.KeyPersonFactory(region=key_person.region)
        return ReferenceLetter.objects.create(region=key_person.region, key_person=person, **values)

    now = timezone.now()
    old, older = now - timedelta(days=366), now - timedelta(days=731)
    kept = [
        letter(state="asked", asked_at=now - timedelta(days=364)),
        letter(state="agreed", asked_at=now - timedelta(days=364)),
        letter(state="issued", asked_at=older, issued_at=now - timedelta(days=729)),
    ]
    for values in (
        {"state": "asked", "asked_at": old},
        {"state": "proposed", "asked_at": old},
        {"state": "issued", "asked_at": older, "issued_at": older},
        {"state": "withdrawn", "asked_at": now},
    ):
        letter(**values)
    assert retention.forget_letters() == 4
    assert set(ReferenceLetter.objects.all()) == set(kept)
    assert retention.forget_letters() == 0


def test_wishes_and_handovers_go_three_months_after_the_appointment_and_with_the_newcomer(
    key_person: KeyPerson,
) -> None:
    request = factories.RequestFactory(region=key_person.region, state="planned", accepted_count=1)
    visit: Visit = factories.VisitFactory(request=request, key_person=key_person)
    old: Visit = factories.VisitFactory(request__region=key_person.region, key_person=key_person, over=True)
    for each in (visit, old):
        TimeWish.objects.create(visit=each, when="later", part="any")
        Handover.objects.create(visit=each, state="agreed")
    Visit.objects.filter(pk=old.pk).update(
        starts_at=timezone.now() - timedelta(days=92), ends_at=timezone.now() - timedelta(days=91)
    )
    assert retention.forget_answers() == 2
    assert TimeWish.objects.get().visit == visit and Handover.objects.get().visit == visit
    newcomer = request.newcomer
    (told,) = [row for row in retention.kept_about(newcomer)["appointments"] if row["other_times_you_asked_for"]]
    assert told["other_times_you_asked_for"][0]["when"] == "later"
    retention.erase_newcomer(newcomer=newcomer, actor=ACTOR)
    assert not TimeWish.objects.exists() and not Handover.objects.exists()


def test_the_coordinator_finds_a_letter_to_write_on_the_persons_page(
    desk: Client, key_person: KeyPerson, done: Visit
) -> None:
    panel = url("person-load", key_person.pk)
    assert "Letter to write" not in desk.get(panel).content.decode()
    letter = ReferenceLetter.objects.create(region=key_person.region, key_person=key_person)
    shown = desk.get(panel).content.decode()
    assert "Letter to write" in shown and url("write-letter", letter.pk) in shown
    assert desk.get(url("write-letter", letter.pk)).status_code == 200
    ReferenceLetter.objects.filter(pk=letter.pk).update(state="issued", issued_at=timezone.now())
    assert url("write-letter", letter.pk) not in desk.get(panel).content.decode()
