"""Who to call for what: found, fresh or said to be old, kept right by the organisation itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.notices import services as notices
from sleutelbos.signals import retention
from sleutelbos.signals.models import Contact
from sleutelbos.signals.queries import contacts as queries
from sleutelbos.signals.services import contacts as services
from sleutelbos.ui.errors import StateChanged

from .organisations import House

pytestmark = pytest.mark.django_db
FIELDS = {"subject": "absent", "function": "Receptie", "phone": "+31314000102", "email": "receptie@school.example"}


@pytest.fixture
def house(db: None) -> House:
    return House()


def contact(house: House, **more: Any) -> Contact:
    days = more.pop("days", 0)
    row = services.add_contact(organisation=house.school, actor=house.viewer(house.coordinator), **{**FIELDS, **more})
    Contact.objects.filter(pk=row.pk).update(checked_on=timezone.localdate() - timedelta(days=days))
    row.refresh_from_db()
    return row


def found(house: House, of: Any, **more: Any) -> list[str]:
    rows = queries.found_contacts(house.viewer(of), today=timezone.localdate(), **more)
    return [row.function for row in rows]


@pytest.mark.parametrize(
    ("words", "finds"), [("oostwaarts", True), ("receptie", True), ("ill", True), ("ziek", True), ("tandarts", False)]
)
def test_a_coordinator_finds_by_organisation_function_or_subject_in_the_own_words(
    house: House, words: str, finds: bool
) -> None:
    from django.utils import translation

    contact(house)
    with translation.override("nl" if words == "ziek" else "en"):
        assert (found(house, house.coordinator, text=words) == ["Receptie"]) is finds


def test_what_nobody_checked_for_a_year_is_shown_as_old_on_every_page(house: House, client_of: Any) -> None:
    row = contact(house, days=366)
    assert found(house, house.coordinator, show="old") == ["Receptie"]
    page = client_of(house.coordinator.user).get(reverse("signals:list-contacts")).content.decode()
    assert "Oud: vraag of het klopt" in page
    page = client_of(house.person.membership.user).get(reverse("signals:list-own-contacts", args=["absent"]))
    assert "Dit is oud" in page.content.decode()
    services.check_contact(contact=row, actor=house.viewer(house.coordinator))
    assert found(house, house.coordinator, show="old") == []


def test_a_key_person_sees_only_what_is_meant_for_key_persons_and_in_use(house: House) -> None:
    contact(house)
    contact(house, function="Directie", for_key_persons=False)
    doubted = contact(house, function="Oude receptie")
    services.doubt_contact(contact=doubted, actor=house.viewer(house.coordinator))
    assert found(house, house.person) == ["Receptie"]
    assert set(found(house, house.coordinator)) == {"Receptie", "Directie", "Oude receptie"}
    assert found(house, house.teacher) == []


def test_the_phone_asks_what_it_is_about_and_gives_a_button_to_call(house: House, client_of: Any) -> None:
    contact(house, best_time="vanaf 8 uur")
    client = client_of(house.person.membership.user)
    tiles = client.get(reverse("signals:choose-subject")).content.decode()
    assert reverse("signals:list-own-contacts", args=["absent"]) in tiles
    assert reverse("signals:list-own-contacts", args=["travel"]) not in tiles
    page = client.get(reverse("signals:list-own-contacts", args=["absent"])).content.decode()
    assert 'href="tel:+31314000102"' in page and "vanaf 8 uur" in page
    assert client.get(reverse("signals:list-own-contacts", args=["iets"])).status_code == 404


def test_once_a_year_the_address_itself_is_asked_once_and_one_tap_makes_it_fresh(house: House, client: Any) -> None:
    row = contact(house, days=331)
    contact(house, function="Balie", email="", days=331)
    contact(house, function="Teamleider", email="t@school.example", days=300)
    assert services.nudge_contacts() == 1
    assert services.nudge_contacts() == 0
    notices.send_due()
    (message,) = mail.outbox
    assert message.to == ["receptie@school.example"]
    address = reverse("signals:confirm-contact", args=[services.contact_token(row)])
    assert address in message.body
    assert client.get(address).status_code == 200
    row.refresh_from_db()
    assert row.checked_on < timezone.localdate(), "looking is no answer"
    assert "bewaard" in client.post(address, {"answer": "right"}).content.decode()
    row.refresh_from_db()
    assert (row.checked_on, row.checked_by) == (timezone.localdate(), "Taalschool Oostwaarts")


def test_a_year_after_the_mail_it_is_asked_again_when_nobody_answered(house: House) -> None:
    contact(house)
    with time_machine.travel(timezone.now() + timedelta(days=340), tick=False):
        assert services.nudge_contacts() == 1
    with time_machine.travel(timezone.now() + timedelta(days=500), tick=False):
        assert services.nudge_contacts() == 0
    with time_machine.travel(timezone.now() + timedelta(days=340 + 366), tick=False):
        assert services.nudge_contacts() == 1


def test_the_organisation_changes_its_own_row_and_a_new_address_ends_the_old_link(house: House, client: Any) -> None:
    row = contact(house)
    address = reverse("signals:confirm-contact", args=[services.contact_token(row)])
    values = {"function": "Balie", "phone": "0314 000 103", "email": "balie@school.example"}
    assert client.post(address, values).status_code == 200
    row.refresh_from_db()
    assert (row.function, row.phone, row.email) == ("Balie", "+31314000103", "balie@school.example")
    assert client.get(address).status_code == 410


def test_a_number_that_is_no_number_or_nothing_at_all_is_refused_in_words(house: House, client_of: Any) -> None:
    client = client_of(house.coordinator.user)
    address = reverse("signals:add-contact", args=[house.school.pk])
    for phone, says in (("geen", "geen telefoonnummer"), ("", "telefoonnummer of een e-mailadres")):
        page = client.post(address, {"subject": "absent", "function": "Receptie", "phone": phone})
        assert says in page.content.decode()
    assert not Contact.objects.exists()
    client.post(address, {"subject": "absent", "function": "Receptie", "phone": "14 0314"})
    assert Contact.objects.get().phone == "14 0314"


def test_a_bsn_does_not_come_in(house: House, client_of: Any) -> None:
    page = client_of(house.coordinator.user).post(
        reverse("signals:add-contact", args=[house.school.pk]),
        {"subject": "absent", "function": "Receptie 111222333", "phone": "0314000102"},
    )
    assert "111222333" not in page.content.decode()
    assert not Contact.objects.exists()


def test_not_me_says_doubtful_and_the_coordinator_sees_it(house: House, client: Any, client_of: Any) -> None:
    row = contact(house)
    address = reverse("signals:confirm-contact", args=[services.contact_token(row)])
    client.post(address, {"answer": "wrong"})
    client.post(address, {"answer": "wrong"})
    row.refresh_from_db()
    assert row.state == "doubtful"
    page = client_of(house.coordinator.user).get(reverse("signals:list-contacts")).content.decode()
    assert "Klopt niet meer" in page


def test_two_people_end_the_same_row_and_the_second_hears_it(house: House) -> None:
    row, actor = contact(house), house.viewer(house.coordinator)
    same = Contact.objects.get(pk=row.pk)
    services.end_contact(contact=row, actor=actor)
    with pytest.raises(StateChanged):
        services.end_contact(contact=same, actor=actor)
    with pytest.raises(StateChanged):
        services.check_contact(contact=same, actor=Viewer.by_link(whom="x", region_id=house.region.pk))


def test_an_ended_row_opens_with_no_link_and_goes_after_a_year(house: House, client: Any) -> None:
    row = contact(house)
    token = services.contact_token(row)
    services.end_contact(contact=row, actor=house.viewer(house.coordinator))
    assert client.get(reverse("signals:confirm-contact", args=[token])).status_code == 410
    assert retention.let_go_of_talks() == 0
    with time_machine.travel(timezone.now() + timedelta(days=366), tick=False):
        assert retention.let_go_of_talks() == 1
    assert not Contact.objects.exists()


def test_a_question_shows_who_to_call_at_the_organisation_that_asks(house: House, client_of: Any) -> None:
    contact(house)
    client = client_of(house.coordinator.user)
    request = house.newcomer().requests.get()
    address = reverse("signals:contacts-beside", args=[house.school.pk])
    assert address in client.get(reverse("bridging:show-request", args=[request.pk])).content.decode()
    assert "Receptie" in client.get(address).content.decode()


def test_the_year_is_counted_by_days(house: House) -> None:
    row = contact(house)
    row.checked_on = date(2026, 1, 1)
    assert not queries.is_old(row, date(2027, 1, 1))
    assert queries.is_old(row, date(2027, 1, 2))
