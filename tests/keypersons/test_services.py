"""What changes a key person: each change is claimed, kept in the trail, and refused when somebody was before."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from sleutelbos.accounts.models import Membership, Role, User
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.keypersons import services
from sleutelbos.keypersons.models import (
    AvailabilityException,
    Engagement,
    KeyPerson,
    ReadinessItem,
    StateChange,
)
from sleutelbos.keypersons.rules import DayHours
from sleutelbos.keypersons.services.profile import LanguageLevels
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import ForbiddenContent, NotAllowed, RuleBroken, StateChanged
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(coordinator: User) -> Viewer:
    """The coordinator as a Viewer."""
    return viewer_of(Membership.objects.get(user=coordinator))


@pytest.fixture
def herself(key_person: KeyPerson) -> Viewer:
    """Selam as a Viewer."""
    assert key_person.membership is not None
    return viewer_of(key_person.membership)


def verbs(key_person: KeyPerson) -> list[str]:
    return list(
        Event.objects.filter(subject=f"keyperson:{key_person.pk}").order_by("id").values_list("verb", flat=True)
    )


def test_somebody_new_is_a_candidate_with_a_history(region_a: Any, desk: Viewer) -> None:
    person = services.create_key_person(
        region_id=region_a.pk, values={"first_name": "Rim", "home_place": "doetinchem"}, actor=desk
    )
    assert person.state == "candidate"
    assert person.home_place == "Doetinchem"
    assert person.latitude is not None
    assert [change.new for change in person.state_changes.all()] == ["candidate"]
    assert verbs(person) == ["keypersons.profile.made"]


def test_the_same_address_twice_in_a_region_is_refused(region_a: Any, region_b: Any, desk: Viewer) -> None:
    values = {"first_name": "Rim", "email": "rim@a.example"}
    services.create_key_person(region_id=region_a.pk, values=values, actor=desk)
    with pytest.raises(RuleBroken, match="email-known"):
        services.create_key_person(region_id=region_a.pk, values=values, actor=desk)
    services.create_key_person(region_id=region_b.pk, values=values, actor=Viewer.system(reason="test"))


def test_only_what_differs_is_changed_and_kept_by_name(key_person: KeyPerson, desk: Viewer) -> None:
    changed = services.change_profile(
        key_person=key_person, values={"first_name": "Selam", "phone": "+31612345678"}, actor=desk
    )
    assert changed == ["phone"]
    event = Event.objects.get(verb="keypersons.profile.changed")
    assert event.data == {"fields": ["phone"]}
    assert "+31612345678" not in str(event.data)


def test_a_field_that_is_no_field_of_the_profile_is_a_mistake_in_code(key_person: KeyPerson, desk: Viewer) -> None:
    with pytest.raises(ValueError, match="state"):
        services.change_profile(key_person=key_person, values={"state": "deployable"}, actor=desk)


def test_a_number_that_identifies_somebody_never_reaches_the_table(key_person: KeyPerson, desk: Viewer) -> None:
    with pytest.raises(ForbiddenContent):
        services.change_profile(key_person=key_person, values={"note": "BSN 111222333"}, actor=desk)
    key_person.refresh_from_db()
    assert key_person.note == ""


def test_of_two_who_change_one_profile_the_second_hears_it(key_person: KeyPerson, desk: Viewer) -> None:
    seen = key_person.updated_at
    services.change_profile(key_person=key_person, values={"phone": "+31612345678"}, actor=desk, version=seen)
    late = KeyPerson.objects.get(pk=key_person.pk)
    with pytest.raises(StateChanged):
        services.set_hours(key_person=late, blocks=[], actor=desk, version=seen)
    assert late.blocks.exists()


def test_a_place_nobody_knows_has_no_coordinates(key_person: KeyPerson, desk: Viewer) -> None:
    services.change_profile(key_person=key_person, values={"home_place": "Nergenshuizen"}, actor=desk)
    key_person.refresh_from_db()
    assert (key_person.home_place, key_person.latitude) == ("Nergenshuizen", None)


def test_languages_become_exactly_those_given(key_person: KeyPerson, desk: Viewer) -> None:
    services.set_languages(
        key_person=key_person, rows=[LanguageLevels("ti", 4, 4, 3, "Ethi"), LanguageLevels("am", 3, 3)], actor=desk
    )
    rows = key_person.languages.order_by("variety").values_list("variety", "speaking", "reading", "script")
    assert list(rows) == [("am", 3, 0, ""), ("ti", 4, 3, "Ethi")]
    with pytest.raises(RuleBroken, match="language-twice"):
        services.set_languages(key_person=key_person, rows=[LanguageLevels("ti"), LanguageLevels("ti")], actor=desk)


def test_the_week_is_set_by_boxes_and_by_exact_hours(key_person: KeyPerson, herself: Viewer) -> None:
    services.set_week(key_person=key_person, ticked=set(), flexible=True, actor=herself)
    assert not key_person.blocks.exists()
    services.set_week(key_person=key_person, ticked={(0, "morning")}, flexible=False, actor=herself)
    services.set_day_hours(key_person=key_person, weekday=2, spans=[(540, 600), (600, 660)], actor=herself)
    assert [(b.weekday, b.start_minute, b.end_minute) for b in key_person.blocks.all()] == [
        (0, 480, 720),
        (2, 540, 660),
    ]
    key_person.refresh_from_db()
    assert key_person.flexible is False


def test_hours_can_be_set_without_a_word_about_flexible(key_person: KeyPerson, desk: Viewer) -> None:
    KeyPerson.objects.filter(pk=key_person.pk).update(flexible=True)
    key_person.refresh_from_db()
    services.set_hours(key_person=key_person, blocks=[DayHours(0, 480, 720)], actor=desk)
    key_person.refresh_from_db()
    assert key_person.flexible is True


def test_not_this_week_twice_is_one_exception(key_person: KeyPerson, herself: Viewer) -> None:
    today = date(2026, 11, 25)
    first = services.not_this_week(key_person=key_person, today=today, actor=herself)
    again = services.not_this_week(key_person=key_person, today=today, actor=herself)
    assert first == again
    assert (first.first_day, first.last_day) == (today, date(2026, 11, 29))
    services.remove_exception(exception=first, actor=herself)
    assert not AvailabilityException.objects.exists()
    assert verbs(key_person).count("keypersons.exception.removed") == 1


def test_days_turned_around_are_refused(key_person: KeyPerson, desk: Viewer) -> None:
    with pytest.raises(RuleBroken, match="days-turned"):
        services.add_exception(key_person=key_person, first_day=date(2026, 2, 2), last_day=date(2026, 2, 1), actor=desk)


def test_wishes_are_set_and_taken_back(key_person: KeyPerson, herself: Viewer) -> None:
    services.set_wishes(
        key_person=key_person,
        topics=["care"],
        organisation_kinds=["practice"],
        places=["Aalten"],
        not_in_own_place=True,
        actor=herself,
    )
    assert key_person.wishes.count() == 3
    services.set_wishes(
        key_person=key_person,
        topics=["care"],
        organisation_kinds=[],
        places=[],
        not_in_own_place=False,
        actor=herself,
    )
    assert [wish.value for wish in key_person.wishes.all()] == ["care"]
    key_person.refresh_from_db()
    assert key_person.not_in_own_place is False


def test_with_whom_somebody_likes_to_go_is_set_by_the_coordinator_and_stays_when_the_person_changes_the_rest(
    key_person: KeyPerson, herself: Viewer, desk: Viewer
) -> None:
    other = factories.KeyPersonFactory(region=key_person.region)
    nothing: dict[str, object] = {"topics": [], "organisation_kinds": [], "places": [], "not_in_own_place": False}

    def wishes() -> set[tuple[str, str]]:
        return set(key_person.wishes.values_list("kind", "value"))

    services.set_wishes(key_person=key_person, **nothing, actor=desk, goes_along=True, goes_with=[other])
    assert wishes() == {("goes_along", ""), ("goes_with", str(other.pk))}
    services.set_wishes(key_person=key_person, **nothing, actor=herself)
    assert len(wishes()) == 2
    services.set_wishes(key_person=key_person, **nothing, actor=herself, goes_along=False)
    assert wishes() == {("goes_with", str(other.pk))}
    stranger = factories.KeyPersonFactory()
    assert stranger.region_id != key_person.region_id
    for wrong in (stranger, key_person):
        with pytest.raises(NotAllowed):
            services.set_wishes(key_person=key_person, **nothing, actor=desk, goes_with=[wrong])
    services.set_wishes(key_person=key_person, **nothing, actor=desk, goes_with=[])
    assert wishes() == set()


def test_topics_roles_and_networks_are_set_together(key_person: KeyPerson, desk: Viewer) -> None:
    topic = factories.TopicFactory()
    role = factories.HelperRoleFactory()
    services.set_topics(key_person=key_person, topics=[topic], roles=[role], networks=[], actor=desk)
    assert list(key_person.topics.all()) == [topic]
    assert list(key_person.roles.all()) == [role]


def test_only_the_person_says_yes_to_being_shown(key_person: KeyPerson, desk: Viewer, herself: Viewer) -> None:
    with pytest.raises(NotAllowed):
        services.publish_profile(key_person=key_person, text="Hello", actor=desk)
    with pytest.raises(NotAllowed):
        stranger = factories.KeyPersonFactory(region=key_person.region)
        services.publish_profile(key_person=stranger, text="Hello", actor=Viewer.system(reason="test"))
    services.publish_profile(key_person=key_person, text="I know the schools.", actor=herself)
    key_person.refresh_from_db()
    assert key_person.public_profile_since is not None
    services.unpublish_profile(key_person=key_person, actor=desk)
    services.unpublish_profile(key_person=key_person, actor=desk)
    key_person.refresh_from_db()
    assert key_person.public_profile_since is None
    assert verbs(key_person).count("keypersons.profile.unpublished") == 1


def test_an_engagement_starts_and_ends(key_person: KeyPerson, desk: Viewer) -> None:
    organisation = factories.OrganisationFactory(region=key_person.region)
    engagement = services.add_engagement(
        key_person=key_person,
        organisation=organisation,
        form=Engagement.Form.EMPLOYED,
        valid_from=date(2026, 1, 1),
        fee_cents_per_hour=500,
        actor=desk,
    )
    assert engagement.fee_cents_per_hour == 0, "a fee belongs to a volunteer with a fee only"
    seen_by_another = Engagement.objects.get(pk=engagement.pk)
    services.end_engagement(engagement=engagement, last_day=date(2026, 12, 31), actor=desk)
    with pytest.raises(StateChanged):
        services.end_engagement(engagement=seen_by_another, last_day=date(2026, 6, 30), actor=desk)
    with pytest.raises(RuleBroken):
        services.end_engagement(engagement=engagement, last_day=date(2025, 12, 31), actor=desk)


def test_an_organisation_of_the_neighbours_engages_nobody_here(
    key_person: KeyPerson, region_b: Any, desk: Viewer
) -> None:
    theirs = factories.OrganisationFactory(region=region_b)
    with pytest.raises(ValueError, match="another region"):
        services.add_engagement(
            key_person=key_person,
            organisation=theirs,
            form=Engagement.Form.VOLUNTEER,
            valid_from=date(2026, 1, 1),
            actor=desk,
        )


def test_a_paper_is_seen_today_or_before_and_a_mistake_can_be_taken_out(key_person: KeyPerson, desk: Viewer) -> None:
    today = timezone.localdate()
    with pytest.raises(RuleBroken, match="day-ahead"):
        services.add_readiness_item(key_person=key_person, kind="vog", seen_on=today + timedelta(days=1), actor=desk)
    with pytest.raises(RuleBroken, match="days-turned"):
        services.add_readiness_item(
            key_person=key_person, kind="vog", seen_on=today, valid_until=today - timedelta(days=1), actor=desk
        )
    item = services.add_readiness_item(key_person=key_person, kind="vog", seen_on=today, actor=desk)
    services.remove_readiness_item(item=item, actor=desk)
    services.remove_readiness_item(item=ReadinessItem(pk=item.pk, key_person=key_person, kind="vog"), actor=desk)
    assert verbs(key_person).count("keypersons.readiness.removed") == 1


def test_one_step_in_the_life_cycle_is_taken_once(key_person: KeyPerson, desk: Viewer) -> None:
    also_seen = KeyPerson.objects.get(pk=key_person.pk)
    services.move_state(key_person=key_person, new="paused", actor=desk)
    with pytest.raises(StateChanged):
        services.move_state(key_person=also_seen, new="alumni", actor=desk)
    [change] = StateChange.objects.filter(key_person=key_person)
    assert (change.old, change.new, change.by) == ("deployable", "paused", desk.label)


def test_a_step_no_table_knows_is_refused(key_person: KeyPerson, desk: Viewer) -> None:
    with pytest.raises(ValueError, match="deployable > candidate"):
        services.move_state(key_person=key_person, new="candidate", actor=desk)


def test_who_says_goodbye_is_not_shown_any_more(key_person: KeyPerson, desk: Viewer, herself: Viewer) -> None:
    services.publish_profile(key_person=key_person, text="", actor=herself)
    services.change_profile(key_person=key_person, values={"learning_route": "b1"}, actor=herself)
    services.move_state(key_person=key_person, new="alumni", actor=desk)
    key_person.refresh_from_db()
    assert key_person.public_profile_since is None and not key_person.learning_route


def test_somebody_rests_and_comes_back_alone_but_does_not_promote_herself(
    key_person: KeyPerson, herself: Viewer
) -> None:
    until = timezone.localdate() + timedelta(days=30)
    services.pause(key_person=key_person, until=until, actor=herself)
    assert (key_person.state, key_person.paused_until) == ("paused", until)
    services.pause(key_person=key_person, until=None, actor=herself)
    key_person.refresh_from_db()
    assert key_person.paused_until is None
    services.come_back(key_person=key_person, actor=herself)
    assert key_person.state == "deployable"
    with pytest.raises(StateChanged):
        services.come_back(key_person=key_person, actor=herself)
    services.move_state(key_person=key_person, new="alumni", actor=herself)
    assert key_person.state == "alumni", "stopping is up to oneself"
    with pytest.raises(NotAllowed):
        services.move_state(key_person=key_person, new="deployable", actor=herself)
    KeyPerson.objects.filter(pk=key_person.pk).update(state="candidate")
    key_person.refresh_from_db()
    with pytest.raises(NotAllowed):
        services.move_state(key_person=key_person, new="deployable", actor=herself)


def test_who_rested_during_the_training_comes_back_to_the_training(key_person: KeyPerson, desk: Viewer) -> None:
    services.move_state(key_person=key_person, new="in_training", actor=desk)
    services.pause(key_person=key_person, until=None, actor=desk)
    services.come_back(key_person=key_person, actor=desk)
    assert key_person.state == "in_training"


def test_a_pause_that_is_over_already_is_refused(key_person: KeyPerson, herself: Viewer) -> None:
    with pytest.raises(RuleBroken, match="pause-over"):
        services.pause(key_person=key_person, until=timezone.localdate() - timedelta(days=1), actor=herself)


def test_pauses_end_by_the_clock_and_only_once(key_person: KeyPerson, desk: Viewer) -> None:
    last_day = timezone.localdate() + timedelta(days=3)
    services.pause(key_person=key_person, until=last_day, actor=desk)
    assert services.end_pauses(today=last_day) == 0
    assert services.end_pauses(today=last_day + timedelta(days=1)) == 1
    assert services.end_pauses(today=last_day + timedelta(days=1)) == 0
    key_person.refresh_from_db()
    assert (key_person.state, key_person.paused_until) == ("deployable", None)


def test_an_invitation_makes_an_account_with_one_role_and_one_mail(region_a: Any, desk: Viewer) -> None:
    person = factories.KeyPersonFactory(region=region_a, email="Yonas@A.example", language="en")
    membership = services.invite_key_person(key_person=person, actor=desk)
    assert (membership.role, membership.region_id) == (Role.KEY_PERSON, region_a.pk)
    assert membership.user.email == "yonas@a.example"
    person.refresh_from_db()
    assert person.membership == membership
    notice = Notice.objects.get(template="keypersons/mail/invitation.txt")
    assert notice.to == "yonas@a.example"
    assert "Hello" in notice.body
    with pytest.raises(RuleBroken, match="has-account"):
        services.invite_key_person(key_person=person, actor=desk)


def test_somebody_whose_role_was_ended_is_invited_again(desk: Viewer, key_person: KeyPerson) -> None:
    assert key_person.membership is not None
    key_person.email = key_person.membership.user.email
    key_person.save()
    Membership.objects.filter(pk=key_person.membership.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    membership = services.invite_key_person(key_person=key_person, actor=desk)
    assert membership.pk == key_person.membership.pk
    assert membership.valid_until is None
    assert Notice.objects.filter(template="keypersons/mail/invitation.txt").count() == 1


def test_an_invitation_reuses_an_account_somebody_has(region_a: Any, desk: Viewer, professional: User) -> None:
    person = factories.KeyPersonFactory(region=region_a, email=professional.email)
    membership = services.invite_key_person(key_person=person, actor=desk)
    assert membership.user == professional


@pytest.mark.parametrize(
    ("email", "state", "code"), [("", "deployable", "no-email"), ("x@a.example", "alumni", "alumni")]
)
def test_nobody_is_invited_without_an_address_or_after_a_goodbye(
    region_a: Any, desk: Viewer, email: str, state: str, code: str
) -> None:
    person = factories.KeyPersonFactory(region=region_a, email=email, state=state)
    with pytest.raises(RuleBroken, match=code):
        services.invite_key_person(key_person=person, actor=desk)


def test_two_key_persons_never_share_an_account(region_a: Any, desk: Viewer, key_person: KeyPerson) -> None:
    assert key_person.membership is not None
    other = factories.KeyPersonFactory(region=region_a, email=key_person.membership.user.email)
    with pytest.raises(RuleBroken, match="account-taken"):
        services.invite_key_person(key_person=other, actor=desk)
