"""Signing in by people: a code from the mailbox, and a passkey in a real browser.

The key is made by the browser's virtual authenticator; everything else is what a person would do.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from django.core import mail
from playwright.sync_api import CDPSession, Page, expect

from sleutelbos.accounts.models import Role
from tests import openid
from tests.factories import MembershipFactory

DESKTOP, PHONE = 1280, 360


def fingerprint_reader(page: Page, *, willing: bool = True) -> tuple[CDPSession, str]:
    """A device's own key store; its finger is always there, and right when `willing`."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": willing,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, str(made["authenticatorId"])


def code_from_mailbox(page: Page) -> str:
    page.locator("input[name=code]").wait_for()  # by then the message is there
    found = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    return found.group()


def submit(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()


def test_a_coordinator_signs_in_by_code_makes_a_passkey_and_comes_back_with_it(
    open_page: Callable[..., Page], look: Callable[..., None], coordinator: Any, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    page = open_page(PHONE, also=DESKTOP)
    keys, reader = fingerprint_reader(page)

    page.goto("/inloggen/")
    look(page, "sign-in")
    page.locator("input[name=login]").fill(coordinator.email)
    submit(page)
    page.wait_for_url("**/inloggen/code/")
    look(page, "sign-in-code")
    page.locator("input[name=code]").fill(code_from_mailbox(page))
    submit(page)

    # The role asks for a second factor: nothing else opens first.
    page.wait_for_url("**/mijn-account/extra-controle/**")
    look(page, "second-factor")
    page.locator("main a[href$='/passkeys/nieuw/']").click()
    look(page, "passkey-new")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/mijn-account/beveiliging/codes/")
    look(page, "recovery-codes")
    page.goto("/mijn-account/beveiliging/passkeys/")
    look(page, "passkeys")
    assert len(keys.send("WebAuthn.getCredentials", {"authenticatorId": reader})["credentials"]) == 1

    page.goto("/uitloggen/")
    look(page, "sign-out")
    submit(page)
    page.goto("/mijn-account/")
    page.wait_for_url("**/inloggen/**")

    page.locator("#passkey_login").click()
    page.wait_for_url(lambda url: "/inloggen/" not in url)
    page.goto("/mijn-account/")
    expect(page.locator("main")).to_contain_text(coordinator.email)
    look(page, "own-account")
    page.goto("/mijn-account/apparaten/")
    look(page, "devices")
    page.goto("/mijn-account/beveiliging/")
    look(page, "security")


def test_a_finger_that_is_not_recognised_gets_a_sentence_on_the_page_and_a_code_still_works(
    open_page: Callable[..., Page], look: Callable[..., None], key_person: Any
) -> None:
    page = open_page(PHONE)
    fingerprint_reader(page, willing=False)
    page.goto("/inloggen/")
    page.locator("#passkey_login").click()
    expect(page.locator("#passkey-probleem")).not_to_be_empty()
    look(page, "passkey-refused")
    page.locator("input[name=login]").fill(key_person.membership.user.email)
    submit(page)
    page.locator("input[name=code]").fill(code_from_mailbox(page))
    submit(page)
    page.wait_for_url(lambda url: "/inloggen/" not in url)


def test_signing_in_by_code_needs_no_javascript(open_page: Callable[..., Page], key_person: Any) -> None:
    page = open_page(PHONE, javascript=False)
    page.goto("/inloggen/?next=/mijn-account/")
    page.locator("input[name=login]").fill(key_person.membership.user.email)
    submit(page)
    page.locator("input[name=code]").fill(code_from_mailbox(page))
    submit(page)
    page.wait_for_url("**/mijn-account/")
    expect(page.locator("main")).to_contain_text(key_person.membership.user.email)


def test_the_pages_about_signing_in_read_from_right_to_left_in_arabic(
    open_page: Callable[..., Page], look: Callable[..., None], key_person: Any
) -> None:
    page = open_page(PHONE, "ar")
    page.goto("/inloggen/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    look(page, "sign-in-arabic")


def test_everybody_of_the_demo_is_one_tap_away(
    open_page: Callable[..., Page], look: Callable[..., None], coordinator: Any, settings: Any
) -> None:
    settings.DEMO = True
    page = open_page(PHONE)
    page.goto("/")
    look(page, "front-door")
    page.locator("main a[href='/demo/']").click()
    look(page, "demo")
    page.locator("main button", has_text=coordinator.name).click()
    page.wait_for_url(lambda url: "/demo/" not in url)
    page.goto("/rol/")
    look(page, "choose-role")


def test_somebody_signs_in_on_the_page_of_the_own_organisation(
    open_page: Callable[..., Page], look: Callable[..., None], region_a: Any, settings: Any, site: str
) -> None:
    user = MembershipFactory(region=region_a, role=Role.KEY_PERSON, user__email="fatma@school.example").user
    with openid.provider(f"{site}/inloggen/organisatie/school/terug/") as issuer:
        settings.SOCIALACCOUNT_PROVIDERS = openid.settings_for(issuer, "school.example")
        policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
        policy["DIRECTIVES"]["form-action"].append(issuer)
        settings.CONTENT_SECURITY_POLICY = policy
        page = open_page(PHONE)
        page.goto("/inloggen/")
        look(page, "sign-in-with-organisation")
        page.locator("main button", has_text="De Esdoorn").click()
        page.wait_for_url(f"{issuer}/**")
        page.get_by_role("button", name="Fatma").click()
        page.wait_for_url(f"{site}/**")
        page.goto("/mijn-account/")
        expect(page.locator("main")).to_contain_text(user.email)

        # Somebody else of the same organisation, whom nobody invited: a sentence, no account.
        user.delete()
        page.context.clear_cookies()
        page.goto("/inloggen/")
        page.locator("main button", has_text="De Esdoorn").click()
        page.get_by_role("button", name="Fatma").click()
        page.wait_for_url(f"{site}/**")
        look(page, "organisation-refused")
