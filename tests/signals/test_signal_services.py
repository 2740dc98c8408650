"""A signal's life: in, together, apart, given to somebody, answered, asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from sleutelbos.accounts.models import Membership, Municipality
from sleutelbos.accounts.services.throttle import TooManyTries
from sleutelbos.audit.models import Event
from sleutelbos.notices.models import Notice
from sleutelbos.signals import services
from sleutelbos.signals.models import Alert, Answer, Bottleneck, OwnerRule, Signal, SignalVoice, Theme
from sleutelbos.ui.errors import ForbiddenContent, RuleBroken, StateChanged
from sleutelbos.ui.sound import Voice
from tests import factories

from .conftest import tell, viewer

pytestmark = pytest.mark.usefixtures("themes")


def _theme(region: Any, code: str = "childcare") -> Theme:
    return Theme.objects.get(region=region, code=code)


def _answer(bottleneck: Bottleneck, by: Any, **more: Any) -> Answer:
    bottleneck.refresh_from_db()
    values = {"kind": "cannot", "texts": {"nl": "Er is geen lokaal."}, **more}
    return services.give_answer(bottleneck=bottleneck, actor=viewer(by), **values)


def test_the_usual_themes_are_made_once(region_a: Any) -> None:
    services.make_usual_themes(region_a.pk)
    assert Theme.objects.filter(region=region_a).count() == 11


def test_signals_of_one_theme_and_place_go_together(key_person: Any, colleague: Any, town: Municipality) -> None:
    one, two = tell(key_person, municipality=town), tell(colleague, municipality=town)
    elsewhere = tell(colleague)
    assert one.bottleneck_id == two.bottleneck_id != elsewhere.bottleneck_id
    assert [step.kind for step in one.bottleneck.steps.all()] == ["opened", "joined"]


def test_what_is_another_case_each_time_stays_apart(key_person: Any, town: Municipality) -> None:
    one, two = (tell(key_person, "wrong_route", municipality=town) for _ in range(2))
    assert one.bottleneck_id != two.bottleneck_id


def test_the_same_form_twice_is_one_signal(key_person: Any) -> None:
    once = uuid4()
    assert tell(key_person, once=once) == tell(key_person, once=once)
    assert Signal.objects.count() == 1


def test_nobody_sends_more_than_twenty_in_an_hour(key_person: Any) -> None:
    for _ in range(20):
        tell(key_person)
    with pytest.raises(TooManyTries):
        tell(key_person)


def test_a_number_of_a_person_never_reaches_the_table(key_person: Any) -> None:
    with pytest.raises(ForbiddenContent):
        tell(key_person, text="BSN 111222333")


def test_owner_and_date_come_from_the_rule(key_person: Any, officer: Membership, coordinator: Any) -> None:
    rule = {"region_id": key_person.region_id, "municipality": None, "owner": officer, "organisation": None}
    services.add_owner_rule(theme=_theme(key_person.region), days=30, actor=viewer(coordinator), **rule)
    bottleneck = tell(key_person).bottleneck
    assert bottleneck.owner == officer
    assert bottleneck.due_on == timezone.localdate() + timedelta(days=30)
    assert tell(key_person, "travel").bottleneck.owner is None
    assert Notice.objects.filter(to="bas@gemeente.example", template="signals/mail/new.txt").count() == 1


def test_the_coordinator_hears_of_what_nobody_else_sees_to(key_person: Any) -> None:
    tell(key_person)
    assert Notice.objects.get().to == key_person.region.coordinator_email


def test_a_new_rule_ends_the_old_one_and_leaves_what_waits(
    key_person: Any, officer: Membership, coordinator: Any
) -> None:
    theme, actor = _theme(key_person.region), viewer(coordinator)
    common = {"region_id": key_person.region_id, "theme": theme, "municipality": None, "days": 5, "actor": actor}
    old = services.add_owner_rule(
        owner=officer, organisation=None, valid_from=timezone.localdate() - timedelta(days=9), **common
    )
    waiting = tell(key_person).bottleneck
    services.add_owner_rule(owner=None, organisation=officer.organisation, **common)
    old.refresh_from_db()
    assert old.valid_until == timezone.localdate() - timedelta(days=1)
    waiting.refresh_from_db()
    assert waiting.owner == officer
    assert (
        tell(key_person, municipality=factories.MunicipalityFactory(region=key_person.region)).bottleneck.owner is None
    )
    services.end_owner_rule(rule=OwnerRule.objects.get(valid_until=None), actor=actor)
    assert not OwnerRule.objects.filter(valid_until=None).exists()


def test_many_families_are_told_once_and_again_when_it_doubled(key_person: Any, town: Municipality) -> None:
    for families in (2, 2, 1, 1, 3, 1):
        tell(key_person, municipality=town, families=families)
    assert [row.families for row in Alert.objects.order_by("pk")] == [5, 10]
    assert Notice.objects.filter(template="signals/mail/many.txt").count() == 2


def test_families_of_long_ago_do_not_count(key_person: Any, town: Municipality) -> None:
    old = tell(key_person, municipality=town, families=4)
    Signal.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=91))
    tell(key_person, municipality=town, families=4)
    assert not Alert.objects.exists()


def test_an_answer_reaches_everybody_in_the_own_language_once(
    key_person: Any, colleague: Any, coordinator: Any
) -> None:
    for _ in range(2):
        tell(key_person)
    bottleneck = tell(colleague).bottleneck
    answer = _answer(bottleneck, coordinator, texts={"nl": "Er is geen lokaal.", "ar": "لا توجد قاعة."})
    sent = {row.language: row for row in Notice.objects.filter(template="signals/mail/answer.txt")}
    assert set(sent) == {"nl", "ar"}
    assert "لا توجد قاعة." in sent["ar"].body and "حضانة الأطفال" in sent["ar"].body
    assert "Er is geen lokaal." in sent["nl"].body and "niet veranderen" in sent["nl"].body
    assert Signal.objects.filter(answered_at=answer.at).count() == 3
    assert Event.objects.filter(verb="signals.answer.given").count() == 1


def test_a_language_that_comes_later_is_sent_to_who_reads_it_once(colleague: Any, coordinator: Any) -> None:
    answer = _answer(tell(colleague).bottleneck, coordinator)
    assert "Er is geen lokaal." in Notice.objects.get(template="signals/mail/answer.txt").body
    for text in ("لا توجد قاعة", "لا توجد قاعة هنا"):
        services.translate_answer(answer=answer, language="ar", text=text, actor=viewer(coordinator))
    sent = Notice.objects.filter(template="signals/mail/answer.txt").order_by("pk")
    assert sent.count() == 2 and "لا توجد قاعة" in sent[1].body
    assert answer.texts.get(language="ar").text == "لا توجد قاعة هنا"


def test_two_who_answer_at_once_give_one_answer(key_person: Any, coordinator: Any) -> None:
    bottleneck = tell(key_person).bottleneck
    stale = Bottleneck.objects.get(pk=bottleneck.pk)
    _answer(bottleneck, coordinator)
    with pytest.raises(StateChanged):
        services.give_answer(bottleneck=stale, kind="changed", texts={"nl": "Ja"}, actor=viewer(coordinator))
    assert Answer.objects.count() == 1


def test_after_an_answer_the_next_signal_begins_anew(key_person: Any, coordinator: Any) -> None:
    first = tell(key_person).bottleneck
    _answer(first, coordinator)
    assert tell(key_person).bottleneck_id != first.pk


def test_what_was_answered_can_wait_again_and_keeps_its_first_answer(key_person: Any, coordinator: Any) -> None:
    signal = tell(key_person)
    answer = _answer(signal.bottleneck, coordinator)
    bottleneck = signal.bottleneck
    day = timezone.localdate() + timedelta(days=10)
    services.reopen(bottleneck=bottleneck, due_on=day, note="Het is er weer", actor=viewer(coordinator))
    assert (bottleneck.state, bottleneck.due_on) == ("open", day)
    _answer(bottleneck, coordinator, kind="changed")
    signal.refresh_from_db()
    assert signal.answered_at == answer.at
    assert bottleneck.answers.count() == 2


def test_taking_together_keeps_every_signal_and_the_earlier_date(key_person: Any, coordinator: Any) -> None:
    one, two = tell(key_person, "wrong_route").bottleneck, tell(key_person, "wrong_route").bottleneck
    school = factories.OrganisationFactory(region=key_person.region, name="Taalschool")
    services.change_bottleneck(bottleneck=one, title="Route", organisations=[school], actor=viewer(coordinator))
    Bottleneck.objects.filter(pk=one.pk).update(due_on=timezone.localdate())
    one.refresh_from_db()
    services.merge(bottleneck=one, into=two, actor=viewer(coordinator))
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, one.merged_into) == ("merged", two)
    assert two.signals.count() == 2 and two.due_on == timezone.localdate()
    assert list(two.organisations.all()) == [school]
    with pytest.raises(StateChanged):
        _answer(one, coordinator)
    with pytest.raises(RuleBroken):
        services.merge(bottleneck=two, into=two, actor=viewer(coordinator))


def test_some_signals_go_apart_and_one_stays(key_person: Any, town: Municipality, coordinator: Any) -> None:
    signals = [tell(key_person, municipality=town) for _ in range(3)]
    bottleneck, actor = signals[0].bottleneck, viewer(coordinator)
    apart = services.split(bottleneck=bottleneck, signals=[signals[2].pk], actor=actor)
    assert apart.signals.get() == signals[2] and bottleneck.signals.count() == 2
    assert (apart.due_on, apart.municipality) == (bottleneck.due_on, town)
    for chosen in ([], [signals[0].pk, signals[1].pk], [signals[2].pk]):
        with pytest.raises(RuleBroken):
            services.split(bottleneck=bottleneck, signals=chosen, actor=actor)


def test_giving_it_to_somebody_tells_them_and_starts_the_clock_again(
    key_person: Any, officer: Membership, coordinator: Any
) -> None:
    bottleneck = tell(key_person).bottleneck
    Bottleneck.objects.filter(pk=bottleneck.pk).update(reminded_at=timezone.now(), escalated_at=timezone.now())
    day = timezone.localdate() + timedelta(days=3)
    for _ in range(2):
        services.assign(bottleneck=bottleneck, owner=officer, organisation=None, due_on=day, actor=viewer(coordinator))
    bottleneck.refresh_from_db()
    assert (bottleneck.owner, bottleneck.reminded_at, bottleneck.escalated_at) == (officer, None, None)
    assert Notice.objects.filter(template="signals/mail/assigned.txt", to="bas@gemeente.example").count() == 1
    assert bottleneck.steps.filter(kind="assigned").count() == 1


def test_a_reminder_goes_at_most_once_a_day(key_person: Any, coordinator: Any) -> None:
    bottleneck = tell(key_person).bottleneck
    for _ in range(2):
        services.remind(bottleneck=bottleneck, actor=viewer(coordinator))
    assert Notice.objects.filter(template="signals/mail/remind.txt").count() == 1


def test_everybody_of_the_owning_organisation_who_may_see_it_is_told(key_person: Any, officer: Membership) -> None:
    factories.MembershipFactory(
        region=key_person.region, role="case_worker", organisation=officer.organisation, user__email="fenna@g.example"
    )
    OwnerRule.objects.create(region=key_person.region, organisation=officer.organisation)
    tell(key_person)
    assert set(Notice.objects.values_list("to", flat=True)) == {"bas@gemeente.example", "fenna@g.example"}


def test_the_owner_learns_nowhere_who_told_it(key_person: Any, officer: Membership) -> None:
    OwnerRule.objects.create(region=key_person.region, owner=officer)
    bottleneck = tell(key_person).bottleneck
    assert key_person.first_name not in Notice.objects.get().body
    assert all(key_person.first_name not in step.by and step.by_user_id is None for step in bottleneck.steps.all())


def test_a_voice_goes_with_its_signal(key_person: Any) -> None:
    signal = tell(key_person, voice=Voice("ogg", 3, b"OggS"))
    assert SignalVoice.objects.get().signal == signal


def test_an_alert_is_seen_once(key_person: Any, coordinator: Any, town: Municipality) -> None:
    tell(key_person, municipality=town, families=5)
    alert = Alert.objects.get()
    for _ in range(2):
        services.see_alert(alert=alert, actor=viewer(coordinator))
    assert Event.objects.filter(verb="signals.alert.seen").count() == 1


def test_a_theme_of_the_regions_own(region_a: Any, coordinator: Any) -> None:
    actor = viewer(coordinator)
    theme = services.make_theme(region_id=region_a.pk, code="huisvesting", names={"nl": "Huisvesting"}, actor=actor)
    with pytest.raises(RuleBroken):
        services.make_theme(region_id=region_a.pk, code="huisvesting", names={}, actor=actor)
    services.change_theme(theme=theme, days=7, actor=actor)
    services.change_theme(theme=theme, days=7, actor=actor)
    assert Event.objects.get(verb="signals.theme.changed").data == {"fields": ["days"]}
