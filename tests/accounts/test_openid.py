"""An organisation's own sign-in page: a certified provider on the other side, and what we refuse of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.test import Client

from sleutelbos.accounts.models import Role, User
from sleutelbos.config import env
from tests import openid
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

START = "/inloggen/organisatie/school/"
BACK = "http://testserver/inloggen/organisatie/school/terug/"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with openid.provider(BACK) as address:
        yield address


@pytest.fixture(autouse=True)
def _configured(settings: Any, issuer: str) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = openid.settings_for(issuer, "school.example")


@pytest.fixture
def fatma(region_a: Any) -> User:
    membership = MembershipFactory(
        region=region_a, role=Role.KEY_PERSON, user__email="fatma@school.example", user__name="Fatma Yilmaz"
    )
    return membership.user


def go_there(client: Client, address: str = START) -> str:
    """To the provider's page, as the button does."""
    response = client.post(address)
    assert response.status_code == 302, response.content
    return str(response.headers["Location"])


def sign_in_there(address: str, person: str) -> str:
    """What somebody does at the provider; the way back, as path and query."""
    browser = requests.Session()
    address += f"&login_hint={person}"
    for _ in range(8):
        response = browser.get(address, allow_redirects=False, timeout=60)
        assert response.status_code in {302, 303}, response.text
        address = requests.compat.urljoin(address, response.headers["Location"])
        if address.startswith(BACK):
            return address.removeprefix("http://testserver")
    raise AssertionError(f"never came back, last at {address}")


def walk(person: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.get(sign_in_there(go_there(client), person))


def test_somebody_with_an_account_and_a_verified_address_comes_in(fatma: User) -> None:
    client, response = walk("fatma")
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(fatma.pk)


def test_coming_in_a_second_time_makes_nothing_new(fatma: User) -> None:
    walk("fatma")
    client, _ = walk("fatma")
    assert client.session["_auth_user_id"] == str(fatma.pk)
    assert SocialAccount.objects.count() == 1


def test_nothing_the_provider_tells_is_kept_but_who_it_is(fatma: User) -> None:
    walk("fatma")
    account = SocialAccount.objects.get()
    assert account.uid == "fatma"
    assert set(account.extra_data) == {"id_token"}
    assert set(account.extra_data["id_token"]) == {"nonce"}
    assert not SocialToken.objects.exists()


def test_the_request_carries_proof_key_state_and_nonce(fatma: User) -> None:
    asked = parse_qs(urlsplit(go_there(Client())).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["code_challenge"][0] and asked["state"][0] and asked["nonce"][0]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert asked["redirect_uri"] == [BACK]


def test_the_address_of_our_page_cannot_change_what_is_asked(fatma: User) -> None:
    address = go_there(Client(), f"{START}?auth_params=nonce%3Dmine%26prompt%3Dnone&scope=admin&process=connect")
    asked = parse_qs(urlsplit(address).query)
    assert asked["nonce"] != ["mine"]
    assert "prompt" not in asked
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def refused(response: Any, client: Client, code: str) -> None:
    assert response.status_code == 403
    assert response.context["error"].code == code
    assert "_auth_user_id" not in client.session


def test_an_answer_to_another_question_is_refused(fatma: User) -> None:
    client = Client()
    way_back = sign_in_there(go_there(client), "fatma")
    session = client.session
    state = next(iter(session["socialaccount_states"].values()))[0]
    assert state.pop("nonce")
    state["nonce"] = "of-another-sign-in"
    session.save()
    refused(client.get(way_back), client, "wrong-nonce")


def test_an_answer_without_a_question_is_refused(fatma: User) -> None:
    way_back = sign_in_there(go_there(Client()), "fatma")
    stranger = Client()
    assert stranger.get(way_back).status_code == 401
    assert "_auth_user_id" not in stranger.session


def test_a_code_caught_in_another_browser_is_worth_nothing_there(fatma: User) -> None:
    """The proof key: the thief has a running sign-in of their own, and the victim's code."""
    caught = parse_qs(urlsplit(sign_in_there(go_there(Client()), "fatma")).query)["code"][0]
    thief = Client()
    own_state = parse_qs(urlsplit(go_there(thief)).query)["state"][0]
    response = thief.get("/inloggen/organisatie/school/terug/", {"code": caught, "state": own_state})
    assert response.status_code == 401
    assert "_auth_user_id" not in thief.session


def test_a_code_is_worth_one_sign_in(fatma: User) -> None:
    client = Client()
    way_back = sign_in_there(go_there(client), "fatma")
    client.get(way_back)
    client.post("/uitloggen/")
    client.get(way_back)
    assert "_auth_user_id" not in client.session


def test_an_address_the_provider_did_not_verify_is_refused(region_a: Any) -> None:
    MembershipFactory(region=region_a, role=Role.KEY_PERSON, user__email="tom@school.example")
    client, response = walk("tom")
    refused(response, client, "email-not-verified")


def test_somebody_without_an_account_is_refused_and_none_is_made() -> None:
    client, response = walk("fatma")
    refused(response, client, "unknown-account")
    assert not User.objects.exists()


def test_a_closed_account_stays_closed() -> None:
    UserFactory(email="fatma@school.example", is_active=False)
    client, response = walk("fatma")
    refused(response, client, "unknown-account")


def test_a_provider_opens_no_account_of_another_organisation(fatma: User, settings: Any, issuer: str) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = openid.settings_for(issuer, "gemeente.example")
    client, response = walk("fatma")
    refused(response, client, "unknown-account")


def test_who_got_another_address_here_does_not_come_in_by_the_old_one(fatma: User) -> None:
    walk("fatma")
    User.objects.filter(pk=fatma.pk).update(email="fatma@elders.example")
    client, response = walk("fatma")
    refused(response, client, "unknown-account")


def test_a_coordinator_still_proves_it_twice(region_a: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    MembershipFactory(region=region_a, role=Role.COORDINATOR, user__email="fatma@school.example")
    client, _ = walk("fatma")
    assert client.get("/mijn-account/").headers["Location"].startswith("/mijn-account/extra-controle/")


def test_opening_the_address_alone_sends_nobody_away() -> None:
    response = Client().get(START)
    assert response.status_code == 200
    assert response.content.count(b'<form method="post"') >= 1


def test_a_provider_that_somebody_puts_in_the_database_does_not_count(settings: Any, issuer: str) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    SocialApp.objects.create(
        provider="openid_connect",
        provider_id="school",
        name="Kwaad",
        client_id=openid.CLIENT,
        secret=openid.SECRET,
        settings={"server_url": issuer, "domains": ["school.example"]},
    )
    assert Client().post(START).status_code == 404
    assert "Kwaad" not in Client().get("/inloggen/").content.decode()


def test_the_sign_in_page_has_a_button_per_organisation() -> None:
    page = Client().get("/inloggen/").content.decode()
    assert "De Esdoorn" in page
    assert START in page


# --- the file with providers -------------------------------------------------------------------------------------

GOOD = {
    "id": "school",
    "name": "De Esdoorn",
    "server_url": "https://login.school.example/realms/school",
    "client_id": "sleutelbos",
    "secret": "geheim",
    "domains": ["school.example"],
}


def written(tmp_path: Any, rows: Any) -> str:
    import json

    file = tmp_path / "providers.json"
    file.write_text(rows if isinstance(rows, str) else json.dumps(rows))
    return str(file)


def test_the_file_names_providers_and_the_hosts_browsers_may_go_to(tmp_path: Any) -> None:
    row = {**GOOD, "origins": ["https://idp.school.example"]}
    [found] = env.identity_providers(written(tmp_path, [row]))
    assert found["origins"] == ["https://login.school.example", "https://idp.school.example"]
    assert found["app"]["settings"]["domains"] == ["school.example"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("not json", "no readable JSON"),
        ([{**GOOD, "domains": []}], "lacks domains"),
        ([{**GOOD, "secret": ""}], "lacks secret"),
        ([{**GOOD, "server_url": "http://login.school.example"}], "https"),
    ],
)
def test_a_file_that_is_wrong_stops_the_start_with_a_sentence(tmp_path: Any, rows: Any, said: str) -> None:
    with pytest.raises(env.ImproperlyConfigured, match=said):
        env.identity_providers(written(tmp_path, rows))


def test_no_file_means_no_providers() -> None:
    assert env.identity_providers("") == []
