"""Booking work under the legal caps: minutes always count, a fee never goes over unseen."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from sleutelbos.accounts.models import Membership, User
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances import queries, services, workflow
from sleutelbos.allowances.models import Booking, LawRow
from sleutelbos.audit.models import Event
from sleutelbos.keypersons.models import Engagement, KeyPerson
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests import factories

pytestmark = pytest.mark.django_db
SYSTEM = Viewer.system(reason="test")
DAY = date(2026, 11, 20)


@pytest.fixture
def law(db: None) -> None:
    """The law as it ships."""
    services.load_law()


@pytest.fixture
def engagement(key_person: KeyPerson) -> Engagement:
    """Selam as a volunteer with five euros an hour and 23 cents a kilometre."""
    return key_person.engagements.get()


def book(engagement: Engagement, number: int, *, minutes: int = 60, day: date = DAY, **more: Any) -> Booking:
    values = {"km": Decimal(0), "costs_cents": 0, "municipality": None, "actor": SYSTEM, **more}
    return services.book_work(engagement=engagement, source=f"visit:{number}", day=day, minutes=minutes, **values)


def test_work_is_booked_once_with_fee_and_costs_apart(engagement: Engagement, law: None) -> None:
    first = book(engagement, 1, minutes=90, km=Decimal("12.5"), costs_cents=150)
    again = book(engagement, 1, minutes=999)
    assert first == again
    assert (first.minutes, first.fee_cents, first.costs_cents, first.state) == (90, 750, 438, "booked")
    assert (
        Event.objects.filter(verb="allowances.booking.made", subject=f"keyperson:{engagement.key_person_id}").count()
        == 1
    )


@pytest.mark.parametrize("form", ["volunteer", "employed", "hired", "via_welfare"])
def test_only_a_volunteer_with_a_fee_has_a_fee(engagement: Engagement, law: None, form: str) -> None:
    Engagement.objects.filter(pk=engagement.pk).update(form=form)
    engagement.refresh_from_db()
    booking = book(engagement, 1, minutes=60 * 100)
    assert (booking.fee_cents, booking.state) == (0, "booked")


def test_the_fee_that_passes_the_month_waits_and_the_coordinator_is_told(engagement: Engagement, law: None) -> None:
    book(engagement, 1, minutes=43 * 60)  # 215 of 220 euros
    held = book(engagement, 2, minutes=90, km=Decimal(10))
    assert (held.state, held.minutes, held.fee_cents, held.costs_cents) == ("held", 90, 750, 230)
    notice = Notice.objects.get(template="allowances/mail/held.txt")
    assert notice.to == engagement.key_person.region.coordinator_email
    assert "/uren/?maand=2026-11" in notice.body
    # A smaller fee still fits, and the next month is a new one.
    assert book(engagement, 3, minutes=60).state == "booked"
    assert book(engagement, 4, minutes=60).state == "held"
    assert book(engagement, 5, minutes=60, day=date(2026, 12, 1)).state == "booked"


def test_the_year_is_a_cap_of_its_own(engagement: Engagement, law: None) -> None:
    for month in range(1, 11):
        assert book(engagement, month, minutes=44 * 60, day=date(2026, month, 5)).state == "booked"
    assert book(engagement, 11, minutes=60).state == "held"
    assert book(engagement, 12, minutes=60, day=date(2025, 11, 5)).state == "booked"


def test_all_payers_and_all_regions_of_one_human_count_together(
    key_person: KeyPerson, region_b: Any, law: None
) -> None:
    second = Engagement.objects.create(
        key_person=key_person,
        organisation=factories.OrganisationFactory(region=key_person.region),
        form="volunteer_fee",
        fee_cents_per_hour=500,
        valid_from=date(2020, 1, 1),
    )
    assert key_person.membership is not None
    twin = factories.KeyPersonFactory(
        region=region_b,
        membership=factories.MembershipFactory(user=key_person.membership.user, region=region_b, role="key_person"),
    )
    book(key_person.engagements.get(organisation__name="Welzijn"), 1, minutes=20 * 60)
    book(second, 2, minutes=20 * 60)
    book(twin.engagements.get(), 3, minutes=3 * 60)
    room = queries.room_under_caps(key_person, DAY)
    assert room is not None
    assert room.left == 22_000 - 21_500
    assert book(twin.engagements.get(), 4, minutes=90).state == "held"


def test_a_stranger_with_the_same_work_has_an_own_cap(engagement: Engagement, law: None) -> None:
    book(engagement, 1, minutes=44 * 60)
    other = factories.KeyPersonFactory(region=engagement.key_person.region)
    assert book(other.engagements.get(), 2, minutes=60).state == "booked"


def test_without_any_known_law_nothing_is_held(engagement: Engagement) -> None:
    assert queries.room_under_caps(engagement.key_person, DAY) is None
    assert book(engagement, 1, minutes=100 * 60).state == "booked"


def test_after_the_last_known_year_the_last_caps_are_assumed(engagement: Engagement, law: None) -> None:
    caps = queries.caps_on(date(2027, 3, 1))
    assert caps is not None
    assert (caps.month, caps.year, caps.assumed) == (22_000, 220_000, True)
    assert book(engagement, 1, minutes=45 * 60, day=date(2027, 3, 1)).state == "held"
    assert queries.caps_on(date(2020, 1, 1)) is None


def passed(*engagements: Engagement, minutes: int, **planned: list[tuple[date, int]]) -> dict[int, str]:
    return queries.caps_passed(
        engagements, day=DAY, minutes=minutes, planned={int(pk[1:]): rows for pk, rows in planned.items()}
    )


def test_the_warning_comes_before_the_booking(engagement: Engagement, law: None) -> None:
    person = engagement.key_person_id
    book(engagement, 1, minutes=43 * 60)
    assert passed(engagement, minutes=60) == {}
    assert passed(engagement, minutes=61) == {person: "month"}
    # What is agreed for this month counts, for another month only in the year.
    assert passed(engagement, minutes=60, **{f"p{person}": [(DAY, 1)]}) == {person: "month"}
    other_month = DAY.replace(month=1 if DAY.month != 1 else 2)
    assert passed(engagement, minutes=60, **{f"p{person}": [(other_month, 100_000)]}) == {}
    assert passed(engagement, minutes=60, **{f"p{person}": [(other_month, 200_000)]}) == {person: "year"}
    assert passed(engagement, minutes=60, **{f"p{person}": [(date(DAY.year - 1, 1, 1), 200_000)]}) == {}
    Engagement.objects.filter(pk=engagement.pk).update(form="employed")
    engagement.refresh_from_db()
    assert passed(engagement, minutes=6000) == {}


def test_the_warning_counts_all_payers_and_regions_of_one_human(
    key_person: KeyPerson, region_b: Any, law: None, django_assert_num_queries: Any
) -> None:
    assert key_person.membership is not None
    twin = factories.KeyPersonFactory(
        region=region_b,
        membership=factories.MembershipFactory(user=key_person.membership.user, region=region_b, role="key_person"),
    )
    stranger = factories.KeyPersonFactory(region=key_person.region)
    book(twin.engagements.get(), 1, minutes=44 * 60)
    engagements = [key_person.engagements.get(), stranger.engagements.get()]
    with django_assert_num_queries(5):
        assert passed(*engagements, minutes=60) == {key_person.pk: "month"}


def test_without_any_known_law_nobody_is_warned(engagement: Engagement) -> None:
    assert passed(engagement, minutes=6000) == {}


def test_what_waits_is_booked_without_a_fee_or_over_the_cap_on_purpose(engagement: Engagement, law: None) -> None:
    book(engagement, 1, minutes=44 * 60)
    waived, paid = book(engagement, 2), book(engagement, 3)
    services.release_booking(booking=waived, with_fee=False, actor=SYSTEM)
    services.release_booking(booking=paid, with_fee=True, actor=SYSTEM)
    waived.refresh_from_db()
    paid.refresh_from_db()
    assert (waived.state, waived.fee_cents, waived.minutes) == ("booked", 0, 60)
    assert (paid.state, paid.fee_cents) == ("booked", 500)
    kept = [event.data["over_cap"] for event in Event.objects.filter(verb="allowances.booking.released").order_by("id")]
    assert kept == [False, True]
    with pytest.raises(StateChanged):
        services.release_booking(booking=paid, with_fee=False, actor=SYSTEM)


def test_work_taken_back_makes_room_and_put_back_is_checked_again(engagement: Engagement, law: None) -> None:
    first = book(engagement, 1, minutes=44 * 60)
    also_seen = Booking.objects.get(pk=first.pk)
    services.reverse_booking(booking=first, actor=SYSTEM)
    with pytest.raises(StateChanged):
        services.reverse_booking(booking=also_seen, actor=SYSTEM)
    assert book(engagement, 2, minutes=60).state == "booked"
    services.restore_booking(booking=first, actor=SYSTEM)
    assert first.state == "held"


def test_the_table_of_steps_knows_every_state() -> None:
    assert set(workflow.BOOKING) == set(Booking.State.values)
    with pytest.raises(ValueError, match="booked > held"):
        workflow.check(workflow.BOOKING, "booked", "held")


def test_the_law_loads_twice_without_a_change(db: None) -> None:
    assert services.load_law() > 0
    assert services.load_law() == 0
    row = queries.law_on("volunteer-fee-month", date(2026, 6, 1))
    assert row is not None
    assert (row.value, row.certainty, row.checked_on) == (Decimal(220), "M", date(2026, 11, 22))
    assert not LawRow.objects.filter(source="").exists()


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        (date(2021, 1, 1), 18_000, 180_000),
        (date(2022, 12, 31), 18_000, 180_000),
        (date(2023, 7, 1), 19_000, 190_000),
        (date(2024, 7, 1), 21_000, 210_000),
        (date(2025, 7, 1), 21_000, 210_000),
        (date(2026, 7, 1), 22_000, 220_000),
    ],
)
def test_every_year_has_its_own_caps(law: None, day: date, month: int, year: int) -> None:
    caps = queries.caps_on(day)
    assert caps is not None
    assert (caps.month, caps.year, caps.assumed) == (month, year, False)


def test_a_next_amount_ends_the_old_one_and_stays_after_loading_again(
    law: None, coordinator: User, region_b: Any
) -> None:
    actor = viewer_of(Membership.objects.get(user=coordinator))
    like = queries.law_on("volunteer-fee-month", DAY)
    assert like is not None
    values: dict[str, Any] = {"source": "Belastingdienst", "certainty": "H", "checked_on": date(2026, 12, 1)}
    services.add_law_row(like=like, value=Decimal(230), valid_from=date(2026, 12, 1), actor=actor, **values)
    services.load_law()
    old, new = (
        queries.law_on("volunteer-fee-month", date(2026, 11, 30)),
        queries.law_on("volunteer-fee-month", date(2026, 12, 1)),
    )
    assert old == like
    assert new is not None
    assert new.value == Decimal(230)
    old.refresh_from_db()
    assert old.valid_until == date(2026, 11, 30)
    with pytest.raises(RuleBroken, match="law-known"):
        services.add_law_row(like=like, value=Decimal(240), valid_from=date(2026, 12, 1), actor=actor, **values)
    with pytest.raises(RuleBroken, match="law-not-later"):
        services.add_law_row(like=like, value=Decimal(240), valid_from=date(2025, 12, 1), actor=actor, **values)
    assert Event.objects.filter(verb="allowances.law.added", region_id=region_b.pk).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs rows that can be locked: run with PostgreSQL")
def test_two_bookings_at_once_never_share_the_last_euros() -> None:
    services.load_law()
    engagement = factories.KeyPersonFactory().engagements.get()
    book(engagement, 0, minutes=43 * 60)
    start = threading.Barrier(8)

    def work(number: int) -> None:
        try:
            start.wait()
            book(engagement, number, minutes=60)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = list(Booking.objects.exclude(source="visit:0").values_list("state", flat=True))
    assert sorted(states) == ["booked"] + ["held"] * 7
