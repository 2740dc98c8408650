"""Somebody could not come: told by rule, heard only by who may hear it, a call, a label, and gone soon."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from sleutelbos.audit.models import Event
from sleutelbos.newcomers.models import Consent
from sleutelbos.notices.models import Notice
from sleutelbos.signals import retention
from sleutelbos.signals.models import Absence, AbsenceRule, Barrier, BarrierCount
from sleutelbos.signals.models.absences import BARRIER_ICONS
from sleutelbos.signals.queries import absences as queries
from sleutelbos.signals.services import absences as services
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .organisations import House

pytestmark = pytest.mark.django_db
TELL = "signals:send-absence"


@pytest.fixture
def house(db: None) -> House:
    return House()


def told(house: House, newcomer: Any, **more: Any) -> Absence:
    rule = AbsenceRule.objects.first() or house.rule()
    return services.tell_absence(
        rule=rule, newcomer=newcomer, day=timezone.localdate(), actor=house.viewer(house.teacher), **more
    )


def consent(newcomer: Any, answer: str, **more: Any) -> None:
    values = {"purpose": "told_when_absent", "about": "absence", "way": "link", **more}
    Consent.objects.create(newcomer=newcomer, answer=answer, **values)


def test_one_tap_by_code_goes_to_the_department_and_to_nobody_else(house: House, client_of: Any) -> None:
    house.rule()
    newcomer = house.newcomer()
    client = client_of(house.teacher.user)
    page = client.get(reverse("signals:tell-absence")).content.decode()
    assert "KM-MERELTJE" in page and newcomer.code not in page
    assert client.post(reverse(TELL), {"who": newcomer.pk}).status_code == 302
    row = Absence.objects.get()
    assert (row.state, row.newcomer, row.key_person) == ("told", newcomer, None)
    (notice,) = Notice.objects.all()
    assert notice.email == house.worker.user.email
    assert "MERELTJE" not in notice.body and newcomer.code not in notice.body


def test_telling_it_twice_on_a_day_is_told_once(house: House) -> None:
    newcomer = house.newcomer()
    assert told(house, newcomer).pk == told(house, newcomer).pk
    assert Notice.objects.count() == 1


def test_with_the_newcomers_yes_the_key_person_is_asked_to_call(house: House) -> None:
    row = told(house, house.newcomer(hears=True))
    assert (row.state, row.key_person) == ("asked", house.person)
    assert queries.visible_absences(house.viewer(house.person)).get() == row


@pytest.mark.parametrize("later", ["no", "stop"])
def test_a_yes_that_was_taken_back_counts_no_more_also_for_what_was_asked(
    house: House, client_of: Any, later: str
) -> None:
    newcomer = house.newcomer(hears=True)
    row = told(house, newcomer)
    consent(newcomer, later, **({"purpose": "help_by_key_person", "about": ""} if later == "stop" else {}))
    assert not queries.lets_key_person_hear(newcomer)
    client = client_of(house.person.membership.user)
    assert client.get(reverse("signals:settle-own-call", args=[row.pk])).status_code == 404
    assert "even-bellen" not in client.get(reverse("signals:list-own-calls")).content.decode()
    with pytest.raises(StateChanged):
        services.take_call(absence=row, actor=house.viewer(house.person))


def test_a_key_person_the_newcomer_sent_away_or_who_left_hears_nothing(house: House) -> None:
    newcomer = house.newcomer(hears=True)
    newcomer.excluded.add(house.person)
    assert told(house, newcomer).state == "told"
    newcomer.excluded.clear()
    type(house.person).objects.filter(pk=house.person.pk).update(state="alumni")
    assert queries.key_person_of(newcomer) is None


def test_without_an_agreement_nothing_can_be_told(house: House, client_of: Any) -> None:
    newcomer, client = house.newcomer(), client_of(house.teacher.user)
    assert client.post(reverse(TELL), {"who": newcomer.pk}).status_code == 404
    house.rule(valid_until=timezone.localdate() - timedelta(days=1))
    assert client.post(reverse(TELL), {"who": newcomer.pk}).status_code == 404
    assert "niets afgesproken" in client.get(reverse("signals:tell-absence")).content.decode()
    assert not Absence.objects.exists()


def test_only_people_the_organisation_already_knows_or_by_a_code_never_by_a_name(house: House, client_of: Any) -> None:
    from tests import factories

    house.rule()
    client = client_of(house.teacher.user)
    other = factories.NewcomerFactory(region=house.region, case_code="KM-SPECHT")
    assert client.post(reverse(TELL), {"who": other.pk}).status_code == 404
    assert client.post(reverse(TELL), {"code": "Fatima"}).status_code == 422
    assert client.post(reverse(TELL), {"code": "KM-ONBEKEND"}).status_code == 422
    assert client.post(reverse(TELL), {"code": other.code}).status_code == 422, "the card's own code opens nothing here"
    assert client.post(reverse(TELL), {"code": " km-specht "}).status_code == 302
    assert Absence.objects.get().newcomer == other


def test_a_code_of_the_neighbours_is_not_known_here(house: House, region_b: Any) -> None:
    from tests import factories

    factories.NewcomerFactory(region=region_b, case_code="KM-BUUR")
    assert queries.newcomer_by_case_code(house.viewer(house.teacher), "KM-BUUR") is None


def test_trying_codes_stops_after_ten(house: House, client_of: Any) -> None:
    house.rule()
    client = client_of(house.teacher.user)
    answers = [client.post(reverse(TELL), {"code": f"KM-RAAD{number}"}).status_code for number in range(12)]
    assert answers[:10] == [422] * 10
    assert set(answers[10:]) == {429}


def test_the_case_worker_calls_and_keeps_one_label(house: House, client_of: Any) -> None:
    row = told(house, house.newcomer())
    client = client_of(house.worker.user)
    address = reverse("signals:show-absence", args=[row.pk])
    assert "KM-MERELTJE" in client.get(reverse("signals:list-absences")).content.decode()
    client.post(address, {"step": "call"})
    client.post(address, {"barrier": "childcare"})
    row.refresh_from_db()
    assert (row.state, row.barrier) == ("settled", "childcare")
    assert BarrierCount.objects.get().times == 1
    assert "Kinderopvang" in client.get(reverse("signals:list-absences")).content.decode()
    assert Event.objects.filter(verb="signals.absence.seen").count() == 0, "nobody opened the page itself"


@pytest.mark.parametrize(("step", "label", "passed"), [("pass_on", "travel", True), ("keep", "", False)])
def test_a_key_person_passes_a_label_on_only_with_the_newcomers_yes(
    house: House, client_of: Any, step: str, label: str, passed: bool
) -> None:
    row = told(house, house.newcomer(hears=True))
    client = client_of(house.person.membership.user)
    address = reverse("signals:settle-own-call", args=[row.pk])
    client.post(address, {"step": "call"})
    asked = client.post(address, {"barrier": "travel"}).content.decode()
    assert "Mag dit doorverteld worden?" in asked
    client.post(address, {"barrier": "travel", "step": step})
    row.refresh_from_db()
    assert (row.state, row.barrier, row.passed_on) == ("settled", label, passed)
    assert BarrierCount.objects.get(barrier="travel").times == 1
    page = client_of(house.worker.user).get(reverse("signals:show-absence", args=[row.pk])).content.decode()
    assert ("De rest blijft tussen hen" in page) is not passed


def test_a_key_person_who_cannot_call_gives_it_back(house: House, client_of: Any) -> None:
    row = told(house, house.newcomer(hears=True))
    client_of(house.person.membership.user).post(reverse("signals:settle-own-call", args=[row.pk]), {"step": "back"})
    row.refresh_from_db()
    assert (row.state, row.key_person) == ("told", None)
    services.ask_key_person(absence=row, actor=house.viewer(house.worker))
    assert row.state == "asked"


def test_the_case_worker_cannot_send_a_key_person_without_a_yes(house: House) -> None:
    row = told(house, house.newcomer())
    with pytest.raises(RuleBroken, match="absence-no-consent"):
        services.ask_key_person(absence=row, actor=house.viewer(house.worker))


def test_two_people_call_at_once_and_the_second_hears_it(house: House) -> None:
    row = told(house, house.newcomer())
    same = Absence.objects.get(pk=row.pk)
    services.take_call(absence=row, actor=house.viewer(house.worker))
    with pytest.raises(StateChanged):
        services.take_call(absence=same, actor=house.viewer(house.worker))


def test_a_mistake_is_taken_back_within_a_day_and_its_mail_too(house: House, client_of: Any) -> None:
    row = told(house, house.newcomer())
    client = client_of(house.teacher.user)
    client.post(reverse("signals:withdraw-absence", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert not Notice.objects.filter(state="queued").exists()
    assert client_of(house.worker.user).get(reverse("signals:show-absence", args=[row.pk])).status_code == 404
    later = told(house, house.newcomer(code="KM-VINKJE"))
    with time_machine.travel(timezone.now() + timedelta(hours=25)), pytest.raises(RuleBroken):
        services.withdraw(absence=later, actor=house.viewer(house.teacher))


@pytest.mark.parametrize("days", [-8, 1])
def test_a_day_ahead_or_long_ago_is_not_told(house: House, days: int) -> None:
    with pytest.raises(RuleBroken, match="absence-day"):
        services.tell_absence(
            rule=house.rule(),
            newcomer=house.newcomer(),
            day=timezone.localdate() + timedelta(days=days),
            actor=house.viewer(house.teacher),
        )


def test_it_goes_on_its_day_and_only_the_count_of_the_region_stays(house: House) -> None:
    row = told(house, house.newcomer())
    services.settle(absence=row, barrier="illness", pass_on=False, actor=house.viewer(house.worker))
    assert retention.let_go_of_absences() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert retention.let_go_of_absences() == 1
    assert not Absence.objects.exists()
    assert BarrierCount.objects.get().times == 1


def test_it_goes_with_the_newcomer(house: House) -> None:
    newcomer = house.newcomer()
    told(house, newcomer)
    newcomer.requests.all().update(newcomer=None)
    newcomer.delete()
    assert not Absence.objects.exists()


def test_neither_the_coordinator_nor_anybody_else_has_a_list_of_people(house: House) -> None:
    told(house, house.newcomer())
    for member in (house.coordinator, house.member("policy_officer", house.school)):
        assert not queries.visible_absences(house.viewer(member)).exists()
    assert queries.barrier_counts(house.viewer(house.worker), months=12, today=timezone.localdate()) == []


def test_no_table_counts_a_person() -> None:
    counted = {field.name for field in BarrierCount._meta.get_fields()}
    assert counted == {"id", "region", "month", "barrier", "times"}


def test_the_organisation_sees_what_it_told_for_one_day_only(house: House, client_of: Any) -> None:
    told(house, house.newcomer())
    client = client_of(house.teacher.user)
    assert "Verteld" in client.get(reverse("signals:tell-absence")).content.decode()
    Absence.objects.update(made_at=timezone.now() - timedelta(hours=25))
    assert "Verteld" not in client.get(reverse("signals:tell-absence")).content.decode()


def test_the_newcomer_chooses_on_the_own_page_and_sees_what_is_kept(house: House, client: Any) -> None:
    newcomer = house.newcomer()
    newcomer.page_language = "nl"
    newcomer.save()
    address = reverse("signals:choose-who-hears", args=[newcomer.code])
    assert address in client.get(reverse("bridging:show-choices", args=[newcomer.code])).content.decode()
    assert "Nu: nee." in client.get(address).content.decode()
    client.post(address, {"answer": "yes"})
    row = told(house, newcomer)
    assert row.state == "asked"
    page = client.get(address).content.decode()
    assert "Nu: ja." in page and "Taalschool Oostwaarts" in page
    client.post(address, {"answer": "no"})
    row.refresh_from_db()
    assert (row.state, row.key_person) == ("told", None)
    receipts = client.get(reverse("bridging:list-receipts", args=[newcomer.code])).content.decode()
    assert "Ja, mijn sleutelpersoon mag horen" in receipts


def test_a_new_agreement_ends_the_one_before(house: House) -> None:
    old, today = house.rule(), timezone.localdate()
    new = services.make_rule(
        organisation=house.school,
        actor=house.viewer(house.coordinator),
        from_times=2,
        days="",
        told=house.department,
        keep_days=14,
        source="Gesprek van juni",
        valid_from=today,
    )
    old.refresh_from_db()
    assert old.valid_until == today - timedelta(days=1)
    assert queries.rule_for(house.viewer(house.teacher), today) == new
    services.end_rule(rule=new, actor=house.viewer(house.coordinator))
    assert queries.rule_for(house.viewer(house.teacher), today + timedelta(days=1)) is None


def test_every_label_has_a_picture() -> None:
    assert set(BARRIER_ICONS) == set(Barrier.values)
