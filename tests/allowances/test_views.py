"""The pages about hours and money."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.models import User
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances import services
from sleutelbos.allowances.models import Booking, LawRow
from sleutelbos.audit.models import Event
from sleutelbos.keypersons.models import KeyPerson
from tests import factories

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]
SYSTEM = Viewer.system(reason="test")
MONTH = "2026-11"


@pytest.fixture
def desk(coordinator: User, client_of: ClientOf) -> Client:
    """The coordinator's browser, in English."""
    client = client_of(coordinator)
    client.cookies["taal"] = "en"
    return client


@pytest.fixture
def phone(key_person: KeyPerson, client_of: ClientOf) -> Client:
    """Selam's phone, in English."""
    assert key_person.membership is not None
    client = client_of(key_person.membership.user)
    client.cookies["taal"] = "en"
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"allowances:{name}", args=list(args))


def book(
    person: KeyPerson, number: int, *, minutes: int = 60, town: Any = None, day: date = date(2026, 11, 20)
) -> Booking:
    return services.book_work(
        engagement=person.engagements.get(),
        municipality=town,
        source=f"visit:{number}",
        day=day,
        minutes=minutes,
        km=Decimal(10),
        costs_cents=0,
        actor=SYSTEM,
    )


def test_a_month_per_municipality_and_per_person(desk: Client, key_person: KeyPerson) -> None:
    services.load_law()
    aalten = factories.MunicipalityFactory(region=key_person.region, name="Aalten")
    book(key_person, 1, minutes=90, town=aalten)
    book(key_person, 2, minutes=30)
    book(key_person, 3, minutes=600, day=date(2026, 10, 31))
    page = desk.get(url("show-month"), {"maand": MONTH})
    towns = {row["name"]: (row["minutes"], row["fee"], row["costs"]) for row in page.context["towns"]}
    assert towns == {"Aalten": (90, 750, 230), None: (30, 250, 230)}
    assert page.context["totals"]["minutes"] == 120
    [person] = page.context["people"]
    assert (person["fee"], person["year_fee"], person["left"]) == (1000, 6000, 21_000)
    assert "No municipality" in page.content.decode()


def test_a_month_that_is_no_month_is_not_there_and_an_empty_month_says_so(desk: Client) -> None:
    for wrong in ("2026-13", "nu", "2026-11-22", "<b>"):
        assert desk.get(url("show-month"), {"maand": wrong}).status_code == 404
    page = desk.get(url("show-month"), {"maand": "2019-01"}).content.decode()
    assert "Nothing was booked in this month" in page
    assert "No legal maximum is known for this month" in page


def test_the_page_says_when_the_law_of_this_year_is_not_known(desk: Client) -> None:
    services.load_law()
    page = desk.get(url("show-month"), {"maand": "2027-02"}).content.decode()
    assert "We count with the last amounts we know." in page


def test_what_waits_is_decided_with_one_button(desk: Client, key_person: KeyPerson) -> None:
    services.load_law()
    book(key_person, 1, minutes=44 * 60)
    waived, paid, wrong = (book(key_person, number) for number in (2, 3, 4))
    page = desk.get(url("show-month"), {"maand": MONTH}).content.decode()
    assert "Waits for you" in page
    answer = desk.post(url("release-booking", waived.pk), {"with_fee": "no"})
    assert answer.headers["Location"] == f"{url('show-month')}?maand={MONTH}"
    desk.post(url("release-booking", paid.pk), {"with_fee": "yes"})
    desk.post(url("reverse-booking", wrong.pk))
    rows = Booking.objects.filter(pk__in=[waived.pk, paid.pk, wrong.pk]).order_by("pk")
    assert list(rows.values_list("state", "fee_cents")) == [("booked", 0), ("booked", 500), ("reversed", 500)]
    assert desk.post(url("release-booking", paid.pk), {"with_fee": "no"}).status_code == 409
    desk.post(url("restore-booking", wrong.pk), {"from": "lines"})
    wrong.refresh_from_db()
    assert wrong.state == "held"


def test_lines_of_one_municipality(desk: Client, key_person: KeyPerson) -> None:
    aalten = factories.MunicipalityFactory(region=key_person.region, name="Aalten")
    here, elsewhere = book(key_person, 1, town=aalten), book(key_person, 2)
    page = desk.get(url("show-bookings"), {"maand": MONTH, "gemeente": aalten.pk})
    assert [row["booking"] for row in page.context["rows"]] == [here]
    page = desk.get(url("show-bookings"), {"maand": MONTH, "gemeente": "0"})
    assert [row["booking"] for row in page.context["rows"]] == [elsewhere]
    page = desk.get(url("show-bookings"), {"maand": MONTH, "gemeente": "x"})
    assert len(page.context["rows"]) == 2


def rows_of(answer: Any) -> list[list[str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_file_opens_in_a_dutch_spreadsheet_and_holds_no_formula(desk: Client, key_person: KeyPerson) -> None:
    services.load_law()
    KeyPerson.objects.filter(pk=key_person.pk).update(first_name="=HYPERLINK(1)", last_name="")
    town = factories.MunicipalityFactory(region=key_person.region, name='\'s-Heerenberg; "oost"')
    book(key_person, 1, minutes=90, town=town)
    held = book(key_person, 2, minutes=50 * 60, town=town)
    answer = desk.get(url("export-month"), {"maand": MONTH})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="uren-2026-11.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    header, *lines = rows_of(answer)
    assert header[2:9] == ["Key person", "Form", "Day", "Hours", "Fee in euros", "Kilometres", "Real costs in euros"]
    assert lines[0][0] == '\'s-Heerenberg; "oost"'
    assert [line[2] for line in lines] == ["'=HYPERLINK(1)"] * 2
    assert [line[5:9] for line in lines] == [["1,50", "7,50", "10,0", "2,30"], ["50,00", "0,00", "10,0", "2,30"]]
    services.reverse_booking(booking=held, actor=SYSTEM)
    assert rows_of(desk.get(url("export-month"), {"maand": MONTH}))[2][5:9] == ["0,00", "0,00", "10,0", "0,00"]


def test_everybody_in_a_file_can_read_that_it_was_made(desk: Client, key_person: KeyPerson) -> None:
    other = factories.KeyPersonFactory(region=key_person.region)
    book(key_person, 1)
    book(key_person, 2)
    book(other, 3)
    desk.get(url("export-month"), {"maand": MONTH})
    looks = Event.objects.filter(verb="allowances.month.exported", look=True).values_list("subject", flat=True)
    assert sorted(looks) == sorted([f"keyperson:{key_person.pk}", f"keyperson:{other.pk}"])


def test_a_key_person_reads_the_own_hours_and_what_fits_still(phone: Client, key_person: KeyPerson) -> None:
    services.load_law()
    other = factories.KeyPersonFactory(region=key_person.region)
    today = timezone.localdate()
    mine = book(key_person, 1, minutes=90, day=today)
    book(other, 2, minutes=600, day=today)
    page = phone.get(url("show-own-hours"))
    assert [row["booking"] for row in page.context["bookings"]] == [mine]
    assert [row["minutes"] for row in page.context["months"]] == [90]
    assert "fits still" in page.content.decode()
    assert not Event.objects.filter(look=True).exists()


def test_the_coordinator_sees_what_fits_before_asking(
    desk: Client, phone: Client, neighbour: User, client_of: ClientOf, key_person: KeyPerson
) -> None:
    services.load_law()
    address = url("show-room", key_person.pk)
    book(key_person, 1, minutes=60, day=timezone.localdate())
    page = desk.get(address)
    room = page.context["room"]
    assert room.left == room.caps.month - 500
    assert page.context["nearly"] is False
    book(key_person, 2, minutes=36 * 60, day=timezone.localdate())
    assert desk.get(address).context["nearly"] is True
    fragment = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "fits still" in fragment
    assert "<html" not in fragment
    key_person.engagements.update(form="volunteer")
    assert "gets no fee now" in desk.get(address).content.decode()
    assert phone.get(address).status_code == 403
    assert client_of(neighbour).get(address).status_code == 404


def test_who_may_see_and_decide(
    phone: Client, neighbour: User, client_of: ClientOf, key_person: KeyPerson, professional: User, client: Client
) -> None:
    booking = book(key_person, 1)
    for name in ("show-month", "show-bookings", "export-month"):
        assert phone.get(url(name)).status_code == 403
        assert client_of(professional).get(url(name)).status_code == 403
        assert client.get(url(name)).status_code == 302
        assert "Selam" not in client_of(neighbour).get(url(name), {"maand": MONTH}).content.decode()
    for name in ("release-booking", "reverse-booking", "restore-booking"):
        assert phone.post(url(name, booking.pk)).status_code == 403
        assert client_of(neighbour).post(url(name, booking.pk)).status_code == 404
    assert client_of(neighbour).get(url("show-own-hours")).status_code == 403


def test_the_law_is_readable_with_its_source_and_certainty(phone: Client) -> None:
    services.load_law()
    page = phone.get(url("show-law")).content.decode()
    assert "Fee of a volunteer, maximum in a month" in page
    assert "VWG, Amounts volunteer scheme 2026" in page
    assert "From memory: check first" in page
    assert "Add the next amount" not in page


def test_the_next_amount_is_added_by_an_administrator(desk: Client, region_a: Any, client_of: ClientOf) -> None:
    services.load_law()
    admin = client_of(factories.MembershipFactory(region=region_a, role="functional_administrator").user)
    like = LawRow.objects.get(code="volunteer-fee-month", valid_from=date(2026, 1, 1))
    form = {"value": "2.300,50", "valid_from": "1-1-2027", "source": "Belastingdienst", "certainty": "H"}
    assert desk.get(url("add-law-row", like.pk)).status_code == 403
    for wrong in ({"value": "veel"}, {"value": "-1"}, {"valid_until": "1-1-2026"}, {"certainty": "X"}):
        assert admin.post(url("add-law-row", like.pk), {**form, **wrong}).status_code == 200
    assert admin.post(url("add-law-row", like.pk), {**form, "valid_from": "1-1-2020"}).status_code == 422
    admin.post(url("add-law-row", like.pk), form)
    added = LawRow.objects.get(code="volunteer-fee-month", valid_from=date(2027, 1, 1))
    assert (added.value, added.certainty) == (Decimal("2300.50"), "H")
    assert admin.get(url("add-law-row", 999_999)).status_code == 404


def test_longer_months_cost_no_more_queries(desk: Client, phone: Client, key_person: KeyPerson) -> None:
    services.load_law()
    numbers = iter(range(1000))

    def cost(client: Client, address: str) -> int:
        for _number in range(10):
            person = factories.KeyPersonFactory(region=key_person.region)
            book(person, next(numbers), town=factories.MunicipalityFactory(region=key_person.region))
            book(key_person, next(numbers), minutes=600)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    for client, name in [(desk, "show-month"), (desk, "show-bookings"), (phone, "show-own-hours")]:
        address = f"{url(name)}?maand={MONTH}"
        assert cost(client, address) == cost(client, address)


def test_a_letter_that_was_read_along_has_hours_and_is_no_appointment(desk: Client, key_person: KeyPerson) -> None:
    town = factories.MunicipalityFactory(region=key_person.region)
    book(key_person, 1, minutes=60, town=town)
    services.book_work(
        engagement=key_person.engagements.get(),
        municipality=town,
        source="reading:1",
        day=date(2026, 11, 20),
        minutes=15,
        km=Decimal(0),
        costs_cents=0,
        actor=SYSTEM,
    )
    response = desk.get(url("show-month"), {"maand": MONTH})
    totals = response.context["totals"]
    assert (totals["visits"], totals["minutes"]) == (1, 75)
