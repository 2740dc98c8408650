"""The functional administrator: organisations, people and roles, the region's face; a municipality that joins."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts import queries
from sleutelbos.accounts.models import Membership, Municipality, Organisation, Role, User
from sleutelbos.audit.models import Event
from sleutelbos.notices.models import Notice
from tests.accounts.test_sign_in import signed_in_by_code
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(region_a: Any) -> User:
    user: User = MembershipFactory(
        region=region_a, role=Role.FUNCTIONAL_ADMINISTRATOR, user__email="femke@a.example"
    ).user
    return user


@pytest.fixture
def client(administrator: User, client_of: Any) -> Client:
    made: Client = client_of(administrator)
    return made


def invitation(**more: Any) -> dict[str, Any]:
    return {"email": "Nieuw@School.example", "name": "Nieuw Mens", "role": "policy_officer", "language": "nl", **more}


# --- organisations -------------------------------------------------------------------------------------------------


def test_an_organisation_is_added_to_the_own_region_and_nowhere_else(client: Client, region_a: Any) -> None:
    client.post("/organisaties/nieuw/", {"name": "OBS Het Vuur", "kind": "school", "place": "Doetinchem"})
    made = Organisation.objects.get(name="OBS Het Vuur")
    assert made.region == region_a
    assert Event.objects.filter(verb="accounts.organisation.added", target=f"organisation:{made.pk}").exists()


def test_the_same_name_twice_is_a_sentence_and_not_an_error(client: Client, region_a: Any) -> None:
    OrganisationFactory(region=region_a, name="OBS Het Vuur")
    response = client.post("/organisaties/nieuw/", {"name": "OBS Het Vuur", "kind": "school"})
    assert response.status_code == 422
    assert Organisation.objects.filter(name="OBS Het Vuur").count() == 1


def test_a_municipality_of_the_neighbours_cannot_be_chosen(client: Client, region_b: Any) -> None:
    theirs = Municipality.objects.create(region=region_b, name="Elders")
    response = client.post("/organisaties/nieuw/", {"name": "X", "kind": "school", "municipality": theirs.pk})
    assert response.status_code == 200
    assert "municipality" in response.context["form"].errors


def test_the_trail_says_which_fields_of_an_organisation_changed(client: Client, region_a: Any) -> None:
    organisation = OrganisationFactory(region=region_a, municipality=None, name="Oud", place="Doetinchem")
    client.post(f"/organisaties/{organisation.pk}/", {"name": "Nieuw", "kind": "school", "place": "Doetinchem"})
    organisation.refresh_from_db()
    assert organisation.name == "Nieuw"
    assert Event.objects.get(verb="accounts.organisation.changed").data["fields"] == ["name"]


def test_a_closed_organisation_leaves_the_list_and_comes_back(client: Client, region_a: Any) -> None:
    organisation = OrganisationFactory(region=region_a, name="De Sluiter")
    client.post(f"/organisaties/{organisation.pk}/sluiten/")
    assert "De Sluiter" not in [row.name for row in client.get("/organisaties/").context["page_obj"]]
    assert client.post(f"/organisaties/{organisation.pk}/sluiten/").status_code == 409
    closed = client.get("/organisaties/?gesloten=on").context["page_obj"]
    assert [row.name for row in closed] == ["De Sluiter"]
    client.post(f"/organisaties/{organisation.pk}/openen/")
    assert "De Sluiter" in [row.name for row in client.get("/organisaties/").context["page_obj"]]


@pytest.mark.parametrize("address", ["/organisaties/", "/gebruikers/"])
def test_a_long_list_costs_the_same_queries(
    client: Client, region_a: Any, address: str, django_assert_num_queries: Any
) -> None:
    def fill(number: int) -> None:
        for organisation in OrganisationFactory.create_batch(number, region=region_a):
            MembershipFactory(region=region_a, organisation=organisation, role=Role.PROFESSIONAL)

    fill(3)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    assert len(few.captured_queries) < 8
    fill(12)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(address)


# --- people -----------------------------------------------------------------------------------------------------------


def test_somebody_invited_gets_a_message_and_signs_in_without_a_password(client: Client, region_a: Any) -> None:
    client.post("/gebruikers/uitnodigen/", invitation())
    user = User.objects.get(email="nieuw@school.example")
    assert not user.has_usable_password()
    notice = Notice.objects.get(to=user.email)
    assert "/inloggen/" in notice.body
    mail.outbox.clear()
    own = signed_in_by_code(user)
    assert own.get("/mijn-account/").wsgi_request.viewer.role == Role.POLICY_OFFICER
    assert EmailAddress.objects.get(user=user).verified


def test_an_account_that_was_made_elsewhere_without_an_address_row_signs_in_too(region_a: Any) -> None:
    user = User.objects.create_user("los@school.example")
    MembershipFactory(user=user, region=region_a, role=Role.RESEARCHER)
    assert signed_in_by_code(user).get("/mijn-account/").status_code == 200


def test_an_invitation_to_a_known_address_adds_a_role_and_keeps_the_name(client: Client, region_b: Any) -> None:
    known = UserFactory(email="nieuw@school.example", name="Eigen Naam")
    MembershipFactory(user=known, region=region_b, role=Role.RESEARCHER)
    client.post("/gebruikers/uitnodigen/", invitation())
    known.refresh_from_db()
    assert known.name == "Eigen Naam"
    assert known.memberships.count() == 2


def test_the_same_role_twice_is_refused_and_an_ended_one_starts_again(client: Client) -> None:
    client.post("/gebruikers/uitnodigen/", invitation())
    assert client.post("/gebruikers/uitnodigen/", invitation()).status_code == 422
    Membership.objects.filter(role="policy_officer").update(valid_from="2020-01-01", valid_until="2020-02-01")
    client.post("/gebruikers/uitnodigen/", invitation())
    again = Membership.objects.get(role="policy_officer")
    assert again.valid_until is None
    assert Notice.objects.filter(template="accounts/mail/invitation.txt").count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"role": "professional"}, "organisation"),
        ({"role": "key_person"}, "role"),
        ({"valid_until": "1-1-2020"}, "valid_until"),
        ({"email": "geen adres"}, "email"),
    ],
)
def test_an_invitation_that_cannot_be_says_which_field(client: Client, more: dict[str, str], field: str) -> None:
    response = client.post("/gebruikers/uitnodigen/", invitation(**more))
    assert field in response.context["form"].errors
    assert not User.objects.filter(email="nieuw@school.example").exists()


def test_an_organisation_of_the_neighbours_cannot_be_given_a_person(client: Client, region_b: Any) -> None:
    theirs = OrganisationFactory(region=region_b)
    response = client.post("/gebruikers/uitnodigen/", invitation(role="professional", organisation=theirs.pk))
    assert "organisation" in response.context["form"].errors


def test_a_role_that_is_ended_now_is_gone_at_the_next_click(client: Client, coordinator: User, client_of: Any) -> None:
    theirs: Client = client_of(coordinator)
    assert theirs.get("/mijn-account/").wsgi_request.viewer.role == Role.COORDINATOR
    membership = Membership.objects.get(user=coordinator)
    yesterday = timezone.localdate() - timedelta(days=1)
    client.post(f"/gebruikers/{membership.pk}/stoppen/", {"last_day": f"{yesterday:%d-%m-%Y}"})
    assert theirs.get("/mijn-account/").wsgi_request.viewer.role is None
    event = Event.objects.get(verb="accounts.membership.ended")
    assert event.subject == f"user:{coordinator.pk}"


def test_a_role_of_today_can_be_ended_today(client: Client) -> None:
    client.post("/gebruikers/uitnodigen/", invitation())
    membership = Membership.objects.get(role="policy_officer")
    client.post(f"/gebruikers/{membership.pk}/stoppen/", {"last_day": "1-1-2026"})
    assert not queries.current_memberships(membership.user_id).exists()


def test_a_role_can_end_on_a_day_to_come(client: Client, coordinator: User) -> None:
    membership = Membership.objects.get(user=coordinator)
    last = timezone.localdate() + timedelta(days=30)
    client.post(f"/gebruikers/{membership.pk}/stoppen/", {"last_day": f"{last:%d-%m-%Y}"})
    membership.refresh_from_db()
    assert membership.valid_until == last
    assert queries.current_memberships(coordinator.pk).exists()


def test_the_last_functional_administrator_stays(client: Client, administrator: User) -> None:
    own = Membership.objects.get(user=administrator)
    assert client.post(f"/gebruikers/{own.pk}/stoppen/", {"last_day": "1-1-2026"}).status_code == 422
    own.refresh_from_db()
    assert own.valid_until is None


# --- a municipality joins ------------------------------------------------------------------------------------------


def test_a_municipality_joins_with_its_place_on_the_map_and_its_department(client: Client, region_a: Any) -> None:
    response = client.post("/regio/gemeente-erbij/", {"name": "gemeente oude ijsselstreek"})
    made = Municipality.objects.get(name="Oude IJsselstreek")
    assert response.headers["Location"] == f"/regio/gemeenten/{made.pk}/"
    assert made.region == region_a
    assert made.latitude is not None and 51 < made.latitude < 53
    assert Organisation.objects.filter(municipality=made, kind=Organisation.Kind.MUNICIPALITY).count() == 1


def test_a_municipality_that_does_not_exist_is_refused_with_what_looks_like_it(client: Client) -> None:
    response = client.post("/regio/gemeente-erbij/", {"name": "Doetinchum"})
    assert response.status_code == 200
    assert "Doetinchem" in str(response.context["form"].errors["name"])
    assert not Municipality.objects.exists()


def test_a_municipality_joins_once(client: Client) -> None:
    client.post("/regio/gemeente-erbij/", {"name": "Doetinchem"})
    assert client.post("/regio/gemeente-erbij/", {"name": "Doetinchem"}).status_code == 422


def test_organisations_and_people_follow_on_the_same_page(client: Client) -> None:
    client.post("/regio/gemeente-erbij/", {"name": "Doetinchem"})
    municipality = Municipality.objects.get()
    page = f"/regio/gemeenten/{municipality.pk}/"
    client.post(
        page,
        {
            "what": "organisation",
            "organisatie-name": "OBS Het Vuur",
            "organisatie-kind": "school",
            "organisatie-municipality": municipality.pk,
        },
    )
    school = Organisation.objects.get(name="OBS Het Vuur")
    client.post(
        page,
        {
            "what": "person",
            "persoon-email": "juf@vuur.example",
            "persoon-name": "Juf Ria",
            "persoon-role": "professional",
            "persoon-organisation": school.pk,
            "persoon-language": "nl",
        },
    )
    assert Membership.objects.get(user__email="juf@vuur.example").organisation == school
    body = client.get(page).content.decode()
    assert "OBS Het Vuur" in body
    assert "Juf Ria" in body


# --- the region's face ------------------------------------------------------------------------------------------


def region_form(**more: Any) -> dict[str, Any]:
    return {
        "name": "Achterhoek",
        "role_name": "cultuurverbinder",
        "role_name_plural": "cultuurverbinders",
        "answer_within_hours": 24,
        "max_asks_per_14_days": 3,
        **more,
    }


def test_a_region_has_its_own_word_for_the_role_and_its_own_hours(client: Client, region_a: Any) -> None:
    client.post("/regio/", region_form())
    region_a.refresh_from_db()
    assert region_a.role_name == "cultuurverbinder"
    assert region_a.answer_within_hours == 24
    changed = Event.objects.get(verb="accounts.region.changed").data["fields"]
    assert "role_name" in changed
    assert "name" not in changed


def test_the_independent_person_is_another_setting_than_safety_and_the_page_says_when_it_is_missing(
    client: Client, coordinator: User, client_of: Any, region_a: Any
) -> None:
    client.cookies["taal"] = "en"
    missing = "The independent person for complaints is missing"
    assert missing not in client.get("/regio/").content.decode()
    client.post("/regio/", region_form(safety_contact="Miriam, 0314 000 001"))
    region_a.refresh_from_db()
    assert (region_a.safety_contact, region_a.has_independent_person) == ("Miriam, 0314 000 001", False)
    assert missing in client.get("/regio/").content.decode()
    desk = client_of(coordinator)
    desk.cookies["taal"] = "en"
    assert missing in desk.get(reverse("bridging:show-desk")).content.decode()
    client.post("/regio/", region_form(complaints_name="Harriët", complaints_email="klachten@a.example"))
    region_a.refresh_from_db()
    assert (region_a.safety_contact, region_a.has_independent_person) == ("", True)
    assert missing not in client.get("/regio/").content.decode()


@pytest.mark.parametrize(
    "typed", [{"complaints_name": "Harriët"}, {"complaints_phone": "0314 000 002"}, {"complaints_name": "111222333"}]
)
def test_an_independent_person_has_a_name_and_can_be_reached(
    client: Client, region_a: Any, typed: dict[str, str]
) -> None:
    client.post("/regio/", region_form(**typed))
    region_a.refresh_from_db()
    assert region_a.complaints_name == "Harriët" and region_a.role_name != "cultuurverbinder", "nothing was kept"


def test_the_regions_colours_come_as_a_stylesheet_that_may_be_kept(client: Client, region_a: Any) -> None:
    client.post("/regio/", region_form(action="#7a1f5c"))
    page = client.get("/mijn-account/").content.decode()
    region_a.refresh_from_db()
    address = f"/thema/achterhoek-{queries.theme_version(region_a)}.css"
    assert address in page
    sheet = Client().get(address)
    assert "#7a1f5c" in sheet.content.decode()
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "immutable" in sheet.headers["Cache-Control"]
    assert not sheet.cookies


def test_other_colours_are_another_address(region_a: Any) -> None:
    before = queries.theme_version(region_a)
    region_a.theme = {"action": "#7a1f5c"}
    assert queries.theme_version(region_a) != before


@pytest.mark.parametrize("colour", ["#ffee88", "red", "#12594c;}", "url(x)"])
def test_a_colour_that_cannot_be_read_or_is_none_is_refused(client: Client, region_a: Any, colour: str) -> None:
    response = client.post("/regio/", region_form(action=colour))
    assert response.status_code == 200
    assert "action" in response.context["form"].errors
    region_a.refresh_from_db()
    assert region_a.theme == {}


def test_a_number_that_does_not_belong_here_stays_out(client: Client, region_a: Any) -> None:
    response = client.post(
        "/organisaties/nieuw/", {"name": "School 111222333", "kind": "school", "place": "Doetinchem"}
    )
    assert response.status_code == 200
    assert not Organisation.objects.filter(region=region_a, name__contains="111222333").exists()


def test_dates_of_validity_are_checked_by_the_database_too(region_a: Any, coordinator: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(
            user=coordinator,
            region=region_a,
            role=Role.RESEARCHER,
            valid_from=date(2026, 2, 1),
            valid_until=date(2026, 1, 1),
        )
