"""Less time: one part of the day for now, days away, rest; every change comes back as a sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request
from sleutelbos.keypersons import queries, rules, services, wording
from sleutelbos.keypersons.models import KeyPerson, RestTerm
from sleutelbos.matching.services import suggest
from tests import factories

pytestmark = pytest.mark.django_db
ACTOR = Viewer.system(reason="test")
NOW = datetime.fromisoformat("2026-11-23T10:00:00+01:00")  # a Monday
TODAY = date(2026, 11, 23)


@pytest.fixture
def phone(key_person: KeyPerson, client_of: Any) -> Client:
    """Selam, signed in, reading English."""
    assert key_person.membership is not None
    client: Client = client_of(key_person.membership.user)
    client.cookies["taal"] = "en"
    return client


def now_says(person: KeyPerson) -> str:
    with translation.override("en"):
        return wording.when_sentence(KeyPerson.objects.get(pk=person.pk), timezone.localdate())


@pytest.mark.parametrize("part", rules.PART_CODES)
def test_what_falls_away_and_what_is_left_are_each_others_opposite(part: str) -> None:
    away = rules.spans_outside(part)
    assert rules.only_part(away) == part
    assert rules.only_part([*away, (3, 4)]) == ""
    assert rules.only_part([]) == ""


@time_machine.travel(NOW, tick=False)
def test_evenings_only_is_said_back_and_the_week_comes_back_by_itself(phone: Client, key_person: KeyPerson) -> None:
    week = now_says(key_person)
    answer = phone.post(
        reverse("keypersons:only-for-now"), {"part": "evening", "how_long": "14"}, follow=True
    ).content.decode()
    assert "For now only in the evening, until" in answer
    assert queries.only_for_now(key_person, TODAY) == ("evening", TODAY + timedelta(days=14))
    assert queries.only_for_now(key_person, TODAY + timedelta(days=15)) is None
    assert week in now_says(key_person)
    phone.post(reverse("keypersons:only-for-now"), {"part": "morning", "how_long": "31"})
    assert queries.only_for_now(key_person, TODAY) == ("morning", TODAY + timedelta(days=31)), "the last one counts"
    phone.post(reverse("keypersons:end-only-for-now"))
    assert now_says(key_person) == week


@time_machine.travel(NOW, tick=False)
def test_days_away_stay_when_the_part_of_the_day_ends(key_person: KeyPerson) -> None:
    services.not_this_week(key_person=key_person, today=TODAY, actor=ACTOR)
    services.only_for_now(key_person=key_person, part="evening", today=TODAY, until=TODAY, actor=ACTOR)
    services.end_only_for_now(key_person=key_person, today=TODAY, actor=ACTOR)
    assert queries.away_until(key_person, TODAY) == date(2026, 11, 29)


@time_machine.travel(NOW, tick=False)
def test_days_away_that_follow_each_other_are_one_sentence(key_person: KeyPerson) -> None:
    for first, last in ((23, 25), (26, 27), (29, 30)):
        services.add_exception(
            key_person=key_person, first_day=date(2026, 11, first), last_day=date(2026, 11, last), actor=ACTOR
        )
    assert queries.away_until(key_person, TODAY) == date(2026, 11, 27)
    assert "Nov 27" in now_says(key_person)


def _question(region: Any, hour: int, day: int = 26) -> Request:
    start = datetime(2026, 11, day, hour, tzinfo=timezone.get_current_timezone())
    made: Request = factories.RequestFactory(region=region, starts_at=start, duration_minutes=60)
    return made


def _suggested(question: Request) -> set[int]:
    return set(suggest(question).shortlist.fitting)


@time_machine.travel(NOW, tick=False)
def test_suggestions_keep_to_it(region_a: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a)
    asleep = factories.KeyPersonFactory(region=region_a, always_available=False)
    afternoon, evening = _question(region_a, 14), _question(region_a, 19)
    assert person.pk in _suggested(afternoon)
    for somebody in (person, asleep):
        services.only_for_now(
            key_person=somebody, part="evening", today=TODAY, until=TODAY + timedelta(days=30), actor=ACTOR
        )
    assert _suggested(afternoon) == set()
    assert _suggested(evening) == {person.pk, asleep.pk}, "also who had no hours in the evening"


@time_machine.travel(NOW, tick=False)
def test_rest_keeps_somebody_out_of_suggestions_until_it_is_over(region_a: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a)
    RestTerm.objects.create(region=region_a, days=3, source="test")
    services.rest_after_heavy(key_person=person, today=TODAY, actor=ACTOR)
    assert _suggested(_question(region_a, 14, day=26)) == set()
    assert _suggested(_question(region_a, 14, day=27)) == {person.pk}


def test_without_an_own_row_the_products_term_counts(region_a: Any) -> None:
    RestTerm.objects.filter(region__isnull=True).delete()
    RestTerm.objects.create(region=None, days=3, source="test")
    assert queries.rest_days(region_a.pk) == 3
    RestTerm.objects.create(region=region_a, days=7, source="test")
    assert queries.rest_days(region_a.pk) == 7


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("address", "data", "words"),
    [
        ("keypersons:not-this-week", {}, "We do not ask you until"),
        ("keypersons:pause", {"how_long": "open"}, "You rest. Nobody asks you until you say that you are back."),
        ("keypersons:pause", {"how_long": "7"}, "You rest until"),
        (
            "keypersons:change-own-exceptions",
            {"available": "no", "first_day": "23-11-2026", "last_day": "24-11-2026"},
            "We do not ask you until",
        ),
    ],
)
def test_each_change_comes_back_as_a_sentence(phone: Client, address: str, data: dict[str, str], words: str) -> None:
    assert words in phone.post(reverse(address), data, follow=True).content.decode()


def test_how_often_comes_back_as_a_sentence(phone: Client, key_person: KeyPerson) -> None:
    form = phone.get(reverse("keypersons:change-own-caps")).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    answer = phone.post(reverse("keypersons:change-own-caps"), {**data, "max_visits_per_week": "1"}, follow=True)
    assert "At most 1 visit in a week." in answer.content.decode()


def test_the_page_says_that_no_is_fine(phone: Client) -> None:
    assert "Saying no is fine." in phone.get(reverse("keypersons:less-time")).content.decode()
