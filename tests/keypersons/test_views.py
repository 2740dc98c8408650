"""The pages about key persons, as somebody with a browser and without JavaScript meets them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.models import User
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.keypersons import services
from sleutelbos.keypersons.models import Engagement, KeyPerson, ReadinessItem, ReadinessRequirement
from tests import factories

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]

SUBJECTS = ["person", "languages", "week", "hours", "exceptions", "travel", "caps", "topics", "wishes", "conflicts"]


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
    return reverse(f"keypersons:{name}", args=list(args))


def version(person: KeyPerson) -> str:
    return KeyPerson.objects.get(pk=person.pk).updated_at.isoformat()


# The list


def test_the_list_shows_people_with_languages_and_what_is_missing(desk: Client, key_person: KeyPerson) -> None:
    ReadinessRequirement.objects.create(region=key_person.region, kind="vog", valid_months=1)
    page = desk.get(url("list-key-persons")).content.decode()
    assert "Selam" in page
    assert "Tigrinya" in page
    assert "Certificate of conduct (VOG) seen" in page


def test_filters_stand_in_the_address_and_nonsense_is_passed_over(desk: Client, key_person: KeyPerson) -> None:
    factories.KeyPersonFactory(region=key_person.region, first_name="Iryna", speaks="uk")
    page = desk.get(url("list-key-persons"), {"taal": "uk", "sort": "place"}).content.decode()
    assert "Iryna" in page
    assert "Selam" not in page
    page = desk.get(url("list-key-persons"), {"taal": "<script>", "status": "x", "page": "zz", "sort": "pk"})
    assert page.status_code == 200
    assert "Selam" in page.content.decode()


def test_htmx_gets_only_the_list(desk: Client, key_person: KeyPerson) -> None:
    answer = desk.get(url("list-key-persons"), headers={"HX-Request": "true"}).content.decode()
    assert "Selam" in answer
    assert "<html" not in answer


def test_a_longer_list_costs_no_more_queries(desk: Client, region_a: Any) -> None:
    for kind in ReadinessItem.Kind:
        ReadinessRequirement.objects.create(region=region_a, kind=kind, valid_months=24)
    topic = factories.TopicFactory()

    def cost(people: int, address: str) -> int:
        for _number in range(people):
            factories.KeyPersonFactory(region=region_a, public_profile_since=timezone.now()).topics.add(topic)
        desk.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(address)
        return len(queries)

    for address in (url("list-key-persons"), url("list-public-profiles")):
        assert cost(10, address) == cost(10, address)


# One person


def test_a_look_at_somebody_is_kept_for_that_person_and_an_own_look_is_not(
    desk: Client, phone: Client, key_person: KeyPerson
) -> None:
    desk.get(url("show-key-person", key_person.pk))
    desk.get(url("change-week", key_person.pk))
    phone.get(url("show-own-profile"))
    phone.get(url("change-own-week"))
    looks = Event.objects.filter(subject=f"keyperson:{key_person.pk}", look=True)
    assert [look.verb for look in looks] == ["keypersons.profile.seen"] * 2


def test_the_profile_costs_no_more_queries_for_a_long_history(desk: Client, key_person: KeyPerson) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url("show-key-person", key_person.pk)).status_code == 200
        return len(queries)

    before = cost()
    organisation = factories.OrganisationFactory(region=key_person.region)
    for number in range(8):
        engagement = Engagement.objects.create(
            key_person=key_person, organisation=organisation, form="volunteer", valid_from="2020-01-01"
        )
        engagement.municipalities.add(factories.MunicipalityFactory(region=key_person.region))
        key_person.state_changes.create(old="paused", new="deployable")
        key_person.languages.create(variety=f"x{number}", speaking=3)
    assert cost() == before


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_opens_for_the_coordinator_and_for_the_person(
    desk: Client, phone: Client, key_person: KeyPerson, subject: str
) -> None:
    assert desk.get(url(f"change-{subject}", key_person.pk)).status_code == 200
    assert phone.get(url(f"change-own-{subject}")).status_code == 200


@pytest.mark.parametrize("name", ["show-key-person", "change-person", "change-week", "add-engagement", "add-readiness"])
def test_the_neighbour_does_not_know_that_somebody_exists(
    neighbour: User, client_of: ClientOf, key_person: KeyPerson, name: str
) -> None:
    assert client_of(neighbour).get(url(name, key_person.pk)).status_code == 404


def test_a_key_person_opens_nobody_else_and_decides_nothing_of_the_coordinator(
    phone: Client, key_person: KeyPerson
) -> None:
    other = factories.KeyPersonFactory(region=key_person.region)
    assert phone.get(url("change-week", other.pk)).status_code == 404
    assert phone.get(url("list-key-persons")).status_code == 403
    assert phone.get(url("show-key-person", key_person.pk)).status_code == 403
    assert phone.get(url("add-readiness", key_person.pk)).status_code == 403
    assert phone.post(url("move-state", key_person.pk), {"old": "deployable", "new": "alumni"}).status_code == 403


def test_a_coordinator_has_no_own_profile(desk: Client) -> None:
    assert desk.get(url("show-own-profile")).status_code == 403
    assert desk.get(url("change-own-week")).status_code == 403


def test_a_stranger_signs_in_first(client: Client, key_person: KeyPerson) -> None:
    for name, args in [("list-key-persons", ()), ("show-key-person", (key_person.pk,)), ("show-own-profile", ())]:
        answer = client.get(url(name, *args))
        assert answer.status_code == 302
        assert "/inloggen/" in answer.headers["Location"]


def test_an_account_without_a_profile_reads_what_to_do(region_a: Any, client_of: ClientOf) -> None:
    member = factories.MembershipFactory(region=region_a, role="key_person")
    client = client_of(member.user)
    client.cookies["taal"] = "en"
    answer = client.get(url("show-own-profile"))
    assert answer.status_code == 403
    assert "no profile with your account" in answer.content.decode()


# Changing


def test_somebody_is_added_with_a_first_name_only(desk: Client, region_a: Any) -> None:
    answer = desk.post(url("add-key-person"), {"first_name": "Rim", "language": "ar", "gender": "unknown"})
    person = KeyPerson.objects.get(first_name="Rim")
    assert answer.headers["Location"] == url("show-key-person", person.pk)
    assert (person.region, person.state, person.language) == (region_a, "candidate", "ar")


def test_phone_and_postcode_are_understood_as_people_type_them(desk: Client, key_person: KeyPerson) -> None:
    form = {"first_name": "Selam", "language": "nl", "gender": "woman", "version": version(key_person)}
    desk.post(url("change-person", key_person.pk), {**form, "phone": "06-123 456 78", "home_postcode": "7001 ab"})
    key_person.refresh_from_db()
    assert (key_person.phone, key_person.home_postcode) == ("+31612345678", "7001")
    for wrong in ({"phone": "bel maar"}, {"phone": "06 12"}, {"home_postcode": "70"}, {"email": "nope"}):
        answer = desk.post(url("change-person", key_person.pk), {**form, "version": version(key_person), **wrong})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()


def test_a_learning_route_is_told_freely_and_read_by_its_owner_only(
    desk: Client, phone: Client, key_person: KeyPerson
) -> None:
    names = {"last_name": key_person.last_name, "email": key_person.email, "phone": key_person.phone}
    form = {**names, "first_name": "Selam", "language": "nl", "gender": "woman", "home_place": key_person.home_place}
    pages = ("list-key-persons", "show-key-person", "change-person")

    def read() -> list[str]:
        told = [desk.get(url(name, *[key_person.pk] * (name != "list-key-persons"))).content.decode() for name in pages]
        # What is new on every page: the moment in the form, tokens, the clock.
        return [re.sub(r'value="20\d\d-[^"]+"|"[\w-]{20,64}"|nonce="[^"]+"|\d\d:\d\d', "", text) for text in told]

    KeyPerson.objects.filter(pk=key_person.pk).update(learning_route="")
    before = read()
    phone.post(url("change-own-person"), {**form, "version": version(key_person), "learning_route": "self_reliance"})
    assert KeyPerson.objects.get(pk=key_person.pk).learning_route == "self_reliance"
    assert '<option value="self_reliance" selected' in phone.get(url("change-own-person")).content.decode()
    # Somebody at the desk changes the name and neither reads the route nor wipes it; it can be filled in there too.
    KeyPerson.objects.filter(pk=key_person.pk).update(updated_at=key_person.updated_at)
    after = read()
    assert after[0] == before[0] and after[2] == before[2], "the pages of the desk are the same whatever was told"
    assert "Z route" not in after[1]
    desk.post(url("change-person", key_person.pk), {**form, "learning_route": "as_it_is"})
    desk.post(url("change-person", key_person.pk), form)
    assert KeyPerson.objects.get(pk=key_person.pk).learning_route == "self_reliance"
    desk.post(url("change-person", key_person.pk), {**form, "learning_route": "b1"})
    assert KeyPerson.objects.get(pk=key_person.pk).learning_route == "b1"
    phone.post(url("change-own-person"), {**form, "version": version(key_person), "learning_route": ""})
    assert KeyPerson.objects.get(pk=key_person.pk).learning_route == ""


def test_an_address_another_key_person_has_is_refused_with_a_sentence(desk: Client, key_person: KeyPerson) -> None:
    factories.KeyPersonFactory(region=key_person.region, email="rim@a.example")
    answer = desk.post(
        url("change-person", key_person.pk),
        {"first_name": "Selam", "language": "nl", "gender": "woman", "email": "RIM@a.example"},
    )
    assert "Somebody else in this region" in answer.content.decode()


def test_a_bsn_in_a_note_is_refused_and_not_shown_back(desk: Client, key_person: KeyPerson) -> None:
    answer = desk.post(
        url("change-person", key_person.pk),
        {"first_name": "Selam", "language": "nl", "gender": "woman", "note": "BSN 111222333"},
    )
    assert answer.status_code == 200
    assert "111222333" not in answer.content.decode()


def test_a_key_person_cannot_reach_the_coordinators_fields(phone: Client, key_person: KeyPerson) -> None:
    page = phone.get(url("change-own-person")).content.decode()
    assert 'name="hidden"' not in page
    phone.post(
        url("change-own-person"),
        {"first_name": "Selam", "language": "ti", "gender": "woman", "hidden": "on", "note": "x"},
    )
    key_person.refresh_from_db()
    assert (key_person.language, key_person.hidden, key_person.note) == ("ti", False, "")


def test_who_saves_second_keeps_what_was_typed_and_may_save_again(desk: Client, key_person: KeyPerson) -> None:
    old = version(key_person)
    desk.post(url("change-caps", key_person.pk), {"max_visits_per_week": "2", "hours": "", "version": old})
    late = {"max_visits_per_week": "4", "hours": "6,5", "version": old}
    answer = desk.post(url("change-caps", key_person.pk), late)
    page = answer.content.decode()
    assert "Somebody else changed this profile" in page
    assert 'value="4"' in page
    assert version(key_person) in page
    desk.post(url("change-caps", key_person.pk), {**late, "version": version(key_person)})
    key_person.refresh_from_db()
    assert key_person.max_visits_per_week == 4


def test_hours_a_week_are_typed_as_the_language_writes_them(
    coordinator: User, client_of: ClientOf, key_person: KeyPerson
) -> None:
    dutch = client_of(coordinator)
    dutch.cookies["taal"] = "nl"
    dutch.post(url("change-caps", key_person.pk), {"max_visits_per_week": "4", "hours": "6,5"})
    key_person.refresh_from_db()
    assert key_person.max_minutes_per_week == 390
    assert 'value="6,5"' in dutch.get(url("change-caps", key_person.pk)).content.decode()


def languages_form(*rows: dict[str, Any], initial: int) -> dict[str, Any]:
    data: dict[str, Any] = {"languages-TOTAL_FORMS": len(rows), "languages-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        levels = {"speaking": 0, "understanding": 0, "reading": 0, "script": ""}
        data |= {f"languages-{number}-{name}": value for name, value in {**levels, **row}.items()}
    return data


def test_languages_are_changed_added_and_taken_away_in_one_form(phone: Client, key_person: KeyPerson) -> None:
    form = languages_form(
        {"variety": "ti", "speaking": 4, "understanding": 4, "reading": 3, "script": "Ethi"},
        {"variety": "nl", "speaking": 3, "remove": "on"},
        {"variety": "am", "speaking": 2},
        {"variety": ""},
        initial=2,
    )
    answer = phone.post(url("change-own-languages"), {**form, "version": version(key_person)})
    assert answer.status_code == 302
    assert {row.variety: row.reading for row in key_person.languages.all()} == {"ti": 3, "am": 0}


def test_one_more_row_needs_no_javascript_and_keeps_what_was_typed(phone: Client, key_person: KeyPerson) -> None:
    form = languages_form({"variety": "ti", "speaking": 4}, {"variety": "nl", "speaking": 3}, {"variety": "am",
                          "speaking": 1}, initial=2)  # fmt: skip
    page = phone.post(url("change-own-languages"), {**form, "add_row": "1"}).content.decode()
    assert 'name="languages-3-variety"' in page
    assert '<option value="am" selected>' in page
    assert not key_person.languages.filter(variety="am").exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"variety": "ti", "speaking": 4}, "The same language stands there twice."),
        ({"variety": "am"}, "Choose how well."),
        ({"variety": "klingon", "speaking": 4}, "klingon"),
    ],
)
def test_wrong_languages_come_back_with_a_sentence(
    phone: Client, key_person: KeyPerson, row: dict[str, Any], words: str
) -> None:
    form = languages_form({"variety": "ti", "speaking": 4}, {"variety": "nl", "speaking": 3}, row, initial=2)
    answer = phone.post(url("change-own-languages"), form)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert key_person.languages.count() == 2


def test_the_week_is_ticked_and_read_back_as_a_sentence(phone: Client, key_person: KeyPerson) -> None:
    phone.post(url("change-own-week"), {"blocks": ["0-morning", "2-morning"], "version": version(key_person)})
    page = phone.get(url("show-own-profile")).content.decode()
    assert "Monday and Wednesday: in the morning." in page
    assert "Not in the afternoon, in the evening, and in the weekend." in page
    answer = phone.post(url("change-own-week"), {"blocks": ["9-night"]})
    assert answer.status_code == 200


def test_exact_hours_of_a_day(phone: Client, key_person: KeyPerson) -> None:
    address = url("change-own-day-hours", 3)
    phone.post(address, {"start_0": "13:00", "end_0": "17:30", "start_1": "19.00", "end_1": "0:00"})
    thursday = key_person.blocks.filter(weekday=3).values_list("start_minute", "end_minute")
    assert list(thursday) == [(780, 1050), (1140, 1440)]
    assert "13:00-17:30" in phone.get(url("change-own-hours")).content.decode()
    for wrong in ({"start_0": "13:00"}, {"start_0": "13:00", "end_0": "12:00"}, {"start_0": "x", "end_0": "12:00"}):
        assert phone.post(address, wrong).status_code == 200
    assert phone.get(url("change-own-day-hours", 7)).status_code == 404


def test_days_away_are_added_and_taken_back(phone: Client, key_person: KeyPerson) -> None:
    day = timezone.localdate() + timedelta(days=10)
    typed = {"available": "no", "first_day": day.strftime("%d-%m-%Y"), "last_day": ""}
    phone.post(url("change-own-exceptions"), typed)
    [exception] = key_person.exceptions.all()
    assert (exception.first_day, exception.last_day, exception.available) == (day, day, False)
    wrong = {**typed, "last_day": (day - timedelta(days=1)).strftime("%d-%m-%Y")}
    assert phone.post(url("change-own-exceptions"), wrong).status_code == 200
    phone.post(url("remove-own-exception", exception.pk))
    assert not key_person.exceptions.exists()


def test_somebody_elses_days_are_not_there(phone: Client, key_person: KeyPerson) -> None:
    other = factories.KeyPersonFactory(region=key_person.region)
    day = timezone.localdate()
    theirs = other.exceptions.create(first_day=day, last_day=day)
    assert phone.post(url("remove-own-exception", theirs.pk)).status_code == 404
    assert phone.post(url("remove-exception", other.pk, theirs.pk)).status_code == 404
    assert phone.post(url("remove-exception", key_person.pk, theirs.pk)).status_code == 403


def test_travel_topics_and_wishes_are_saved(phone: Client, key_person: KeyPerson) -> None:
    topic = factories.TopicFactory(code="care", names={"en": "Care", "nl": "Zorg"})
    KeyPerson.objects.filter(pk=key_person.pk).update(max_travel_minutes=50)
    assert "50 minutes" in phone.get(url("change-own-travel")).content.decode()
    phone.post(url("change-own-travel"), {"travel": "car", "max_travel_minutes": "30"})
    phone.post(url("change-own-topics"), {"topics": [topic.pk]})
    phone.post(
        url("change-own-wishes"),
        {"topics": ["care"], "organisation_kinds": ["practice"], "places": "Aalten\n\nBocholt, Aalten"},
    )
    key_person.refresh_from_db()
    assert (key_person.travel, key_person.max_travel_minutes, key_person.online) == ("car", 30, False)
    assert list(key_person.topics.all()) == [topic]
    page = phone.get(url("show-own-profile")).content.decode()
    assert "Not at: GP or care practice · Not in: Aalten · Not in: Bocholt · Not about: Care" in page


def test_a_coordinator_says_who_goes_well_together_and_nobody_else_gets_the_list_of_names(
    desk: Client, phone: Client, key_person: KeyPerson
) -> None:
    other = factories.KeyPersonFactory(region=key_person.region, first_name="Zahra")
    factories.KeyPersonFactory(first_name="Elsewhere")
    own = phone.get(url("change-own-wishes")).content.decode()
    assert "I like to go along" in own and "Zahra" not in own
    page = desk.get(url("change-wishes", key_person.pk)).content.decode()
    assert "Zahra" in page and "Elsewhere" not in page
    desk.post(url("change-wishes", key_person.pk), {"goes_along": "on", "goes_with": [other.pk]})
    shown = desk.get(url("show-key-person", key_person.pk)).content.decode()
    assert "Goes well in a duo with Zahra" in shown and "Likes to go along" in shown
    phone.post(url("change-own-wishes"), {"goes_along": "on"})
    assert key_person.wishes.count() == 2
    other.refresh_from_db()
    services.move_state(key_person=other, new="alumni", actor=Viewer.system(reason="test"))
    assert "Zahra" not in desk.get(url("show-key-person", key_person.pk)).content.decode()
    assert not key_person.wishes.filter(kind="goes_with").exists()


# The own profile


def test_one_tap_says_not_this_week(phone: Client, key_person: KeyPerson) -> None:
    assert phone.get(url("not-this-week")).status_code == 405
    phone.post(url("not-this-week"))
    phone.post(url("not-this-week"))
    assert key_person.exceptions.count() == 1
    assert "We do not ask you this week." in phone.get(url("show-own-profile")).content.decode()


def test_resting_asks_no_reason_and_ends_with_one_tap(phone: Client, key_person: KeyPerson) -> None:
    assert phone.post(url("pause"), {"how_long": "day"}).status_code == 200
    phone.post(url("pause"), {"how_long": "31"})
    key_person.refresh_from_db()
    assert key_person.state == "paused"
    assert key_person.paused_until == timezone.localdate() + timedelta(days=31)
    assert "You rest now" in phone.get(url("show-own-profile")).content.decode()
    phone.post(url("come-back"))
    key_person.refresh_from_db()
    assert key_person.state == "deployable"
    assert phone.post(url("come-back")).status_code == 409


def test_the_preview_shows_exactly_what_organisations_see(
    phone: Client, key_person: KeyPerson, professional: User, client_of: ClientOf
) -> None:
    key_person.languages.create(variety="am", speaking=1)
    text = "I know the schools."
    preview = phone.post(url("change-own-public-profile"), {"public_text": text, "answer": "look"}).content.decode()
    assert text in preview
    assert "Amharic" not in preview
    key_person.refresh_from_db()
    assert key_person.public_profile_since is None
    phone.post(url("change-own-public-profile"), {"public_text": text, "answer": "yes"})
    school = client_of(professional)
    school.cookies["taal"] = "en"
    page = school.get(url("list-public-profiles")).content.decode()
    assert text in page
    assert "Selam" in page
    for secret in (key_person.last_name, key_person.email, "Amharic", "Doetinchem"):
        assert secret not in page
    phone.post(url("change-own-public-profile"), {"answer": "no"})
    assert text not in school.get(url("list-public-profiles")).content.decode()


# The coordinator's steps


def test_a_step_is_taken_from_the_state_the_page_showed(desk: Client, key_person: KeyPerson) -> None:
    address = url("move-state", key_person.pk)
    page = desk.get(url("show-key-person", key_person.pk)).content.decode()
    assert 'value="alumni"' in page
    assert 'value="candidate"' not in page
    desk.post(address, {"old": "deployable", "new": "paused", "paused_until": ""})
    key_person.refresh_from_db()
    assert key_person.state == "paused"
    assert desk.post(address, {"old": "deployable", "new": "alumni"}).status_code == 409
    answer = desk.post(address, {"old": "paused", "new": "candidate"}, follow=True)
    assert "This step is not possible." in answer.content.decode()
    assert desk.post(address, {"old": "nonsense", "new": "alumni"}).status_code == 302


def test_a_pause_in_the_past_is_refused_with_a_sentence(desk: Client, key_person: KeyPerson) -> None:
    yesterday = (timezone.localdate() - timedelta(days=1)).strftime("%d-%m-%Y")
    answer = desk.post(
        url("move-state", key_person.pk), {"old": "deployable", "new": "paused", "paused_until": yesterday}
    )
    assert answer.status_code == 422


def test_the_invitation_button_is_there_until_there_is_an_account(desk: Client, region_a: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a)
    address = url("show-key-person", person.pk)
    assert url("invite", person.pk) in desk.get(address).content.decode()
    desk.post(url("invite", person.pk))
    assert url("invite", person.pk) not in desk.get(address).content.decode()


def test_an_engagement_with_a_fee_is_added_and_ended(desk: Client, region_a: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a, engaged=False)
    organisation = factories.OrganisationFactory(region=region_a)
    form = {"organisation": organisation.pk, "form": "volunteer_fee", "valid_from": "1-1-2026", "km": "0.23"}
    assert desk.post(url("add-engagement", person.pk), form).status_code == 200
    assert desk.post(url("add-engagement", person.pk), {**form, "fee": "5.75"}).status_code == 302
    [engagement] = person.engagements.all()
    assert (engagement.fee_cents_per_hour, engagement.km_cents) == (575, 23)
    address = url("end-engagement", person.pk, engagement.pk)
    assert desk.post(address, {"last_day": "31-12-2025"}).status_code == 200
    desk.post(address, {"last_day": "31-12-2026"})
    engagement.refresh_from_db()
    assert str(engagement.valid_until) == "2026-12-31"


def test_an_organisation_of_the_neighbours_is_no_choice(desk: Client, region_a: Any, region_b: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a, engaged=False)
    theirs = factories.OrganisationFactory(region=region_b)
    desk.post(
        url("add-engagement", person.pk), {"organisation": theirs.pk, "form": "volunteer", "valid_from": "1-1-2026"}
    )
    assert not person.engagements.exists()


def test_what_was_seen_is_written_down_and_a_mistake_taken_out(desk: Client, region_a: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a, ready=False)
    ReadinessRequirement.objects.create(region=region_a, kind="vog")
    page = desk.get(url("show-key-person", person.pk)).content.decode()
    assert "we have not seen this yet" in page
    asked = desk.get(url("add-readiness", person.pk), {"wat": "vog"})
    assert asked.context["form"]["kind"].value() == "vog"
    desk.post(url("add-readiness", person.pk), {"kind": "vog", "seen_on": "1-10-2026"})
    [item] = person.readiness.all()
    tomorrow = (timezone.localdate() + timedelta(days=1)).strftime("%d-%m-%Y")
    assert desk.post(url("add-readiness", person.pk), {"kind": "vog", "seen_on": tomorrow}).status_code == 200
    desk.post(url("remove-readiness", person.pk, item.pk))
    assert not person.readiness.exists()


def test_the_region_says_what_its_key_persons_are_called(
    coordinator: User, client_of: ClientOf, key_person: KeyPerson
) -> None:
    key_person.region.role_name_plural = "cultuurverbinders"
    key_person.region.save()
    client = client_of(coordinator)
    for language, word, times in [("nl", "Cultuurverbinders", 3), ("en", "Cultuurverbinders", 0)]:
        client.cookies["taal"] = language
        page = client.get(url("list-key-persons")).content.decode()
        assert page.count(word) == times, language
