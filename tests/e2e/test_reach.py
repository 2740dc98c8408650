"""Messages as I want them: a number, a phone that is quiet at night, a message on the phone, the own calendar."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from sleutelbos.bridging.services import offer_link
from sleutelbos.bridging.services.asking import mail_key_person
from sleutelbos.notices import services as notices
from sleutelbos.notices.channels import push
from sleutelbos.notices.models import Reader
from tests import factories
from tests.browser import until
from tests.notices import servers

from . import journeys

# What only the push service of a browser's maker can do: give the browser an address, here that of a local server.
PUSH_MANAGER = """
PushManager.prototype.subscribe = async function (asked) {
  const keys = SUBSCRIPTION;
  localStorage.setItem("push", btoa(String.fromCharCode(...new Uint8Array(asked.applicationServerKey))));
  return { endpoint: keys.endpoint, toJSON: () => ({ endpoint: keys.endpoint, keys }) };
};
PushManager.prototype.getSubscription = async function () {
  if (!localStorage.getItem("push")) return null;
  return { endpoint: SUBSCRIPTION.endpoint, unsubscribe: async () => localStorage.removeItem("push") || true };
};
"""


def _person(language: str = "nl") -> Any:
    person = factories.KeyPersonFactory(
        region=journeys.region(), first_name="Selam", with_account=True, language=language
    )
    type(person.membership.user).objects.filter(pk=person.membership.user_id).update(language=language)
    return person


@pytest.mark.parametrize("language", ["ar"])
def test_an_sms_by_day_quiet_at_night_and_a_calendar(
    language: str,
    site: str,
    open_page: Callable[..., Page],
    look: Callable[..., None],
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.SMS_PROVIDER, settings.SMS_FOLDER = "folder", tmp_path
    person = _person(language)
    page = open_page(360, language, user=person.membership.user)
    page.goto(reverse("keypersons:show-own-profile"))
    page.locator(f"main a[href='{reverse('keypersons:show-reach')}']").click()
    look(page, f"reach-{language}")
    page.locator("main a[href$='/vraag/']").click()
    page.locator("main a[href$='/nummer/']").first.click()
    page.locator("[name=phone]").fill("06 12345678")
    look(page, f"reach-number-{language}")
    journeys.send(page)
    page.locator("[name=code]").wait_for()
    notices.send_due()
    (sms,) = tmp_path.iterdir()
    code = re.search(r"\d{6}$", sms.read_text().strip())
    assert code
    page.locator("[name=code]").fill(code[0])
    look(page, f"reach-code-{language}")
    journeys.send(page)
    page.locator("main a[href$='/vraag/']").click()
    page.locator("button[name=way][value=sms]").click()
    look(page, f"reach-channels-{language}")
    expect(page.locator("button.sb-choice--yes")).to_have_count(2)
    page.goto(reverse("keypersons:change-quiet-hours"))
    look(page, f"reach-night-{language}")
    page.locator("button[value=urgent]").click()
    page.wait_for_load_state()
    row = Reader.objects.get()
    assert row.channels == {"question": ["sms", "mail"]} and row.wake_for_urgent and row.phone == "+31612345678"
    page.goto(reverse("exchange:list-feeds"))
    page.locator("form[action$='/agenda/nieuw/'] button").first.click()
    page.locator("#agenda-adres").wait_for()
    page.locator("main details summary").nth(1).click()
    look(page, f"calendar-{language}")
    address = page.locator("#agenda-adres").input_value()
    assert page.request.get(address).headers["content-type"].startswith("text/calendar")


def test_a_message_comes_on_the_phone_and_says_nothing_of_anybody(
    site: str, open_page: Callable[..., Page], look: Callable[..., None], settings: Any
) -> None:
    settings.VAPID_KEY, settings.VAPID_CONTACT = push.new_key(), "mailto:beheer@sleutelbos.example"
    person = _person()
    with servers.running(servers.PushService(push.public_key())) as service:
        assert isinstance(service, servers.PushService)
        settings.PUSH_SERVICES = [service.url]
        phone = service.new_browser()
        keys = {"endpoint": service.endpoint(phone), "p256dh": phone.p256dh, "auth": servers.b64(phone.auth)}
        page = open_page(360, user=person.membership.user, permissions=["notifications"])
        page.add_init_script(PUSH_MANAGER.replace("SUBSCRIPTION", json.dumps(keys)))
        page.goto(reverse("keypersons:show-browsers"))
        look(page, "reach-phone")
        registrations: list[dict[str, Any]] = []
        wire = page.context.new_cdp_session(page)
        wire.on("ServiceWorker.workerRegistrationUpdated", lambda said: registrations.extend(said["registrations"]))
        wire.send("ServiceWorker.enable")
        page.locator("[data-push=off] button").click()
        page.locator("[data-push=on]").wait_for()
        look(page, "reach-phone-on")
        assert Reader.objects.get().channels["question"] == ["push", "mail"]

        offer = factories.OfferFactory(key_person=person, request=journeys.question(person.region, state="asking"))
        Reader.objects.update(quiet=False)
        link = offer_link(offer)
        mail_key_person(offer, "offer", link=link)
        notices.send_due()
        (said,) = phone.shown
        assert link == site + said["link"]

        page.wait_for_function("navigator.serviceWorker.getRegistration('/').then(found => found && found.active)")
        until(page, lambda: any(row["scopeURL"].startswith(site) for row in registrations))
        number = next(row["registrationId"] for row in registrations if row["scopeURL"].startswith(site))
        for _ in range(2):
            # What the browser hands to the worker once it has decrypted it; twice, as a push service may.
            wire.send(
                "ServiceWorker.deliverPushMessage",
                {"origin": site, "registrationId": number, "data": json.dumps(said)},
            )
        shown: list[dict[str, Any]] = []
        for _ in range(600):
            shown = page.evaluate(
                """async () => (await (await navigator.serviceWorker.getRegistration('/')).getNotifications())
                .map(one => ({title: one.title, body: one.body, data: one.data, dir: one.dir}))"""
            )
            if shown:
                break
            time.sleep(0.1)
        assert shown == [{"title": "Sleutelbos", "body": said["text"], "data": {"link": said["link"]}, "dir": "ltr"}], (
            "shown once"
        )
        for secret in ("Selam", "Anke", "Schoolstraat", "Esdoorn"):
            assert secret not in json.dumps(shown)

        page.locator("[data-push=on] button").click()
        page.locator("[data-push=off]").wait_for()
        assert not Reader.objects.get().subscriptions.exists()
