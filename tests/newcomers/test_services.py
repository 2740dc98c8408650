"""The newcomer behind a question: wishes come together, the stricter one stays, a code stays a code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.newcomers import queries, retention, services
from sleutelbos.newcomers.models import Newcomer
from tests import factories

pytestmark = pytest.mark.django_db
ACTOR = Viewer.system(reason="test")


def behind(region: Any, **changes: Any) -> Newcomer:
    values: dict[str, Any] = {
        "case_code": "",
        "language": "ti",
        "gender_wish": "none",
        "gender_required": False,
        "not_from_own_place": False,
        "place": "",
        **changes,
    }
    return services.newcomer_for_question(region=region, actor=ACTOR, **values)


def test_without_a_link_code_every_question_has_its_own_newcomer(region_a: Any) -> None:
    assert behind(region_a).pk != behind(region_a).pk


def test_with_a_link_code_it_is_the_same_newcomer_within_the_region(region_a: Any, region_b: Any) -> None:
    first = behind(region_a, case_code="km-104")
    assert behind(region_a, case_code=" KM-104 ").pk == first.pk
    assert behind(region_b, case_code="KM-104").pk != first.pk


def test_a_question_never_takes_away_what_the_newcomer_asked_for(region_a: Any) -> None:
    behind(
        region_a, case_code="KM-1", gender_wish="woman", gender_required=True, not_from_own_place=True, place="Zelhem"
    )
    again = behind(region_a, case_code="KM-1", language="am")
    assert (again.gender_wish, again.gender_required) == ("woman", True)
    assert (again.not_from_own_place, again.place) == (True, "Zelhem")
    assert again.language == "am"


def test_another_wish_replaces_the_old_one(region_a: Any) -> None:
    behind(region_a, case_code="KM-1", gender_wish="woman", gender_required=True)
    again = behind(region_a, case_code="KM-1", gender_wish="man")
    assert (again.gender_wish, again.gender_required) == ("man", False)


def test_the_newcomer_can_take_a_wish_away(region_a: Any) -> None:
    newcomer = behind(region_a, gender_wish="woman", gender_required=True)
    services.change_wishes(
        newcomer=newcomer,
        language="ti",
        gender_wish="none",
        gender_required=False,
        not_from_own_place=False,
        place="",
        actor=ACTOR,
    )
    assert newcomer.gender_wish == "none"


def test_everything_done_with_a_newcomer_is_in_the_trail_of_the_newcomer(region_a: Any) -> None:
    newcomer = behind(region_a)
    services.keep_consent(newcomer=newcomer, about="visit:1", answer="yes", way="link", actor=ACTOR)
    services.exclude_person(newcomer=newcomer, key_person=factories.KeyPersonFactory(region=region_a), actor=ACTOR)
    verbs = [event.verb for event in queries.who_saw(newcomer)]
    assert verbs == ["newcomers.wishes.changed", "newcomers.consent.given", "newcomers.newcomer.made"]


def test_an_exclusion_is_not_in_the_trail_of_the_key_person(region_a: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a)
    services.exclude_person(newcomer=behind(region_a), key_person=person, actor=ACTOR)
    assert not Event.objects.filter(subject=f"keyperson:{person.pk}").exists()


def test_a_code_opens_one_newcomer(region_a: Any) -> None:
    newcomer = behind(region_a)
    behind(region_a)
    assert queries.by_code(newcomer.code.lower().replace("-", " ")) == newcomer
    assert queries.by_code("") is None
    assert queries.by_code("ABCD-EFGH-JKMN") is None


def test_what_is_kept_names_people_by_first_name_only(region_a: Any) -> None:
    newcomer = behind(region_a, gender_wish="woman")
    newcomer.excluded.add(factories.KeyPersonFactory(region=region_a, first_name="Hanan", last_name="Gebre"))
    kept = queries.kept_about(newcomer)
    assert kept["wishes"]["gender"] == "woman"
    assert kept["wishes"]["not_these_people"] == ["Hanan"]
    assert "Gebre" not in str(kept)


def test_erasing_leaves_nothing_but_that_it_happened(region_a: Any) -> None:
    newcomer = behind(region_a, case_code="KM-1")
    services.keep_consent(newcomer=newcomer, about="visit:1", answer="yes", way="link", actor=ACTOR)
    retention.erase(newcomer=newcomer, actor=ACTOR)
    assert not Newcomer.objects.exists()
    last = Event.objects.order_by("pk").last()
    assert last is not None
    assert last.verb == "newcomers.newcomer.erased"
    assert "KM-1" not in str([vars(event) for event in Event.objects.all()])


def test_the_term_starts_again_with_every_question(region_a: Any) -> None:
    newcomer = behind(region_a, case_code="KM-1")
    today = timezone.localdate()
    Newcomer.objects.update(delete_on=today)
    assert list(retention.due(today)) == [newcomer]
    behind(region_a, case_code="KM-1")
    assert not retention.due(today + timedelta(days=services.KEEP_DAYS - 1)).exists()
    assert retention.due(today + timedelta(days=services.KEEP_DAYS)).exists()
