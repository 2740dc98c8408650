"""Reminders of what ends: who is told, in which language, how often."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from sleutelbos.config.clock import JOBS
from sleutelbos.config.languages import CODES
from sleutelbos.keypersons import services
from sleutelbos.keypersons.models import KeyPerson, ReadinessRequirement, ReminderTerm, ToldEnding
from sleutelbos.notices.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def person(region_a: Any) -> KeyPerson:
    """Somebody whose VOG ends in fifty days."""
    ReminderTerm.objects.all().delete()
    for days in (60, 14):
        ReminderTerm.objects.create(days_before=days, source="Test")
    ReadinessRequirement.objects.create(region=region_a, kind="vog", valid_months=36)
    made: KeyPerson = factories.KeyPersonFactory(region=region_a, language="en", with_account=True)
    made.readiness.filter(kind="vog").update(seen_on=date(2026, 1, 1), valid_until=TODAY + timedelta(days=50))
    return made


def test_the_product_comes_with_terms_and_their_source(transactional_db: None) -> None:
    # Other tests may have emptied the table: what the migration writes is looked at itself.
    from importlib import import_module

    from django.apps import apps

    ReminderTerm.objects.all().delete()
    import_module("sleutelbos.keypersons.migrations.0003_reminder_terms").add_terms(apps, None)
    assert sorted(ReminderTerm.objects.values_list("days_before", flat=True)) == [14, 60]
    assert all(row.source for row in ReminderTerm.objects.all())


def test_the_person_and_the_coordinator_are_told_once_per_term(person: KeyPerson, region_a: Any) -> None:
    assert services.remind_of_endings(today=TODAY) == 1
    hers = Notice.objects.get(template="keypersons/mail/ends_soon.txt")
    assert (hers.to, hers.language, hers.subject) == (person.email, "en", "Something of yours ends soon")
    assert "VOG" in hers.body and "Jan 12, 2027" in hers.body and "/mijn-profiel/" in hers.body
    theirs = Notice.objects.get(template="keypersons/mail/ends_soon_coordinator.txt")
    assert theirs.to == region_a.coordinator_email
    assert str(person) in theirs.body and f"/sleutelpersonen/{person.pk}/" in theirs.body
    # Again, a day later, and past the second term.
    assert services.remind_of_endings(today=TODAY) == 0
    assert services.remind_of_endings(today=TODAY + timedelta(days=1)) == 0
    assert services.remind_of_endings(today=TODAY + timedelta(days=36)) == 1
    assert services.remind_of_endings(today=TODAY + timedelta(days=50)) == 0
    assert services.remind_of_endings(today=TODAY + timedelta(days=51)) == 0
    assert Notice.objects.count() == 4
    assert sorted(ToldEnding.objects.values_list("days_before", flat=True)) == [14, 60]


def test_what_was_renewed_is_told_no_more_and_a_new_end_again(person: KeyPerson) -> None:
    services.remind_of_endings(today=TODAY)
    person.readiness.filter(kind="vog").update(valid_until=TODAY + timedelta(days=400))
    assert services.remind_of_endings(today=TODAY + timedelta(days=40)) == 0
    assert services.remind_of_endings(today=TODAY + timedelta(days=345)) == 1


def test_all_ends_of_one_person_stand_in_one_message(person: KeyPerson) -> None:
    person.engagements.update(valid_until=TODAY + timedelta(days=10))
    assert services.remind_of_endings(today=TODAY) == 2
    hers = Notice.objects.get(template="keypersons/mail/ends_soon.txt")
    assert "VOG" in hers.body and "Work for Welzijn: good until Thu, Dec 3, 2026." in hers.body
    assert Notice.objects.count() == 2


def test_who_has_no_address_is_for_the_coordinator_to_tell(person: KeyPerson) -> None:
    KeyPerson.objects.filter(pk=person.pk).update(email="", membership=None)
    services.remind_of_endings(today=TODAY)
    only = Notice.objects.get()
    assert only.template == "keypersons/mail/ends_soon_coordinator.txt"
    assert str(person) in only.body


def test_a_region_without_terms_and_somebody_who_left_hear_nothing(person: KeyPerson) -> None:
    KeyPerson.objects.filter(pk=person.pk).update(state="alumni")
    assert services.remind_of_endings(today=TODAY) == 0
    KeyPerson.objects.filter(pk=person.pk).update(state="deployable")
    ReminderTerm.objects.all().delete()
    assert services.remind_of_endings(today=TODAY) == 0
    assert not Notice.objects.exists()


@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_the_message_is_in_the_persons_own_language(person: KeyPerson, code: str) -> None:
    KeyPerson.objects.filter(pk=person.pk).update(language=code)
    services.remind_of_endings(today=TODAY)
    hers = Notice.objects.get(template="keypersons/mail/ends_soon.txt")
    assert hers.language == code
    for words in (
        "Something of yours",
        "This ends soon",
        "Talk with your",
        "Your own page",
        "Rather talk",
        "good until",
    ):
        assert words not in hers.subject + hers.body, words


def test_the_clock_reminds_and_a_second_tick_does_nothing(person: KeyPerson) -> None:
    soon = timezone.localdate() + timedelta(days=20)
    person.readiness.filter(kind="vog").update(seen_on=date(2024, 1, 1), valid_until=soon)
    assert JOBS["endings told in time"]() == 1
    assert JOBS["endings told in time"]() == 0
    call_command("tick")
    assert Notice.objects.filter(template__startswith="keypersons/mail/ends_soon").count() == 2
