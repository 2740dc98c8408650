"""J6, J7 and J8 on a phone of 360 pixels: few taps, few bytes, in the own language, with and without a network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from sleutelbos.allowances.models import Booking
from sleutelbos.bridging.models import CallRequest, Visit, VisitLog
from sleutelbos.bridging.services import log_link, offer_link, visit_link
from sleutelbos.pocket.models import Phone
from tests import factories
from tests.browser import PATIENCE, until

from . import journeys
from .conftest import sign_in
from .front import Front

FIRST_VISIT, LATER_VISIT = 150_000, 20_000
READY = "html[data-pocket='ready'], html[data-pocket='kept']"
KEPT = "html[data-pocket='kept']"
DRAFT = "async () => JSON.stringify(await (await window.sleutelbosDrafts).load())"
COUNT = """async () => {
  const open = indexedDB.open("sleutelbos");
  const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const counts = {};
  for (const name of db.objectStoreNames) {
    const ask = db.transaction(name).objectStore(name).count();
    counts[name] = await new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  }
  db.close();
  return counts;
}"""
# Every stop of the Tab key: is it seen, and does it come after the one before.
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  const last = window.lastStop;
  window.lastStop = here;
  return {
    what: here.outerHTML.slice(0, 120),
    seen: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none",
    inOrder: !last || Boolean(last.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING),
    inside: box.left >= -1 && box.right <= innerWidth + 1,
  };
}"""


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files as an installation serves them, with a fingerprint in every name."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=_storages()):
        call_command("collectstatic", verbosity=0, interactive=False)
    return folder


def _storages() -> dict[str, Any]:
    kind = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    return {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": kind},
    }


@pytest.fixture
def front(site: str, collected: Path, settings: Any) -> Iterator[Front]:
    """The server in front, and links in messages that point there."""
    settings.STATIC_ROOT = collected
    settings.STORAGES = _storages()
    made = Front(site, collected)
    settings.SITE_URL = made.url
    yield made
    made.close()


def _cast(language: str = "nl", *, account: bool = False, heres: str = "Schoolstraat 1") -> tuple[Any, Any, Any]:
    """Somebody who is asked one thing, has an appointment tomorrow and one that is over."""
    region = journeys.region()
    person = factories.KeyPersonFactory(region=region, first_name="Selam", language=language, with_account=account)
    offer = journeys.offer(journeys.question(region, agreed=True, state="asking"), key_person=person)
    planned = journeys.question(region, agreed=True, state="planned", accepted_count=1, address=heres)
    start = timezone.now() + timedelta(hours=20)
    ahead = factories.VisitFactory(
        request=planned, key_person=person, starts_at=start, ends_at=start + timedelta(hours=1), address=heres
    )
    before = journeys.question(region, agreed=True, state="planned", accepted_count=1)
    over = factories.VisitFactory(request=before, key_person=person, over=True)
    return offer, ahead, over


def _walk(page: Page) -> None:
    """Walk over the page with the Tab key: every stop is seen, stands inside the screen and comes in order."""
    page.evaluate("() => { window.lastStop = null; document.activeElement.blur(); window.scrollTo(0, 0); }")
    stops = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stops and not stop["inOrder"]):
            break
        stops += 1
        assert stop["seen"], f"no focus to be seen on {stop['what']}"
        assert stop["inside"], f"outside the screen: {stop['what']}"
    buttons = page.locator("main a[href]:visible, main button:visible").count()
    assert stops >= buttons, f"{stops} stops for {buttons} links and buttons"


def _kept(page: Page) -> None:
    """Wait until the phone has what it keeps, and its service worker has fetched what it wants."""
    page.wait_for_selector(KEPT)
    until(page, lambda: bool(page.evaluate("navigator.serviceWorker.ready.then(() => true)")))


@pytest.mark.parametrize("language", ["nl", "ar", "ti"])
def test_answer_appointment_role_and_log_in_few_taps(
    front: Front, open_page: Callable[..., Page], look: Callable[..., None], language: str
) -> None:
    offer, _ahead, over = _cast(language)
    page = open_page(360, has_touch=True)
    # J6. From the message: the link, and yes.
    page.goto(offer_link(offer))
    _kept(page)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    first = front.count()
    assert first < FIRST_VISIT, f"the first visit costs {first} bytes"
    look(page, f"pocket-answer-{language}")
    _walk(page)
    taps = 1  # the link in the message
    journeys.form(page, "/ja/").tap()
    taps += 1
    expect(page.locator("form[action*='/ja/']")).to_have_count(0)
    offer.refresh_from_db()
    assert offer.state == "accepted"
    assert taps <= 2
    # J8. The appointment's card, and what to say when somebody asks too much.
    page.locator("main a[href*='/afspraak/']").first.tap()  # unlike a click, a tap waits for no page
    page.wait_for_url("**/afspraak/**")
    page.wait_for_selector(KEPT)
    expect(page.locator("main")).to_contain_text("Schoolstraat 1")
    look(page, f"pocket-visit-{language}")
    _walk(page)
    page.locator("main a[href*='/mijn-rol/']").tap()
    page.wait_for_url("**/mijn-rol/**")
    page.wait_for_selector(READY)
    look(page, f"pocket-role-{language}")
    page.locator("main button[value='interpret']").tap()
    page.wait_for_selector("#meldingen .utrecht-alert")
    assert CallRequest.objects.get().detail == "interpret"
    # J7. From the message: the link, minutes by the thumb, one tick, send.
    front.count()
    page.goto(log_link(over))
    page.wait_for_selector(READY)
    later = front.count()
    assert later < LATER_VISIT, f"a later visit costs {later} bytes"
    taps = 1
    look(page, f"pocket-log-{language}")
    _walk(page)
    slider = page.locator("input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowLeft" if language == "ar" else "ArrowRight")
    taps += 1
    assert page.input_value("[name=minutes]") == "65"
    page.locator("label:has([name=acts][value=explained])").tap()
    taps += 1
    page.locator("form[data-queue=log] button[type=submit]").tap()
    taps += 1
    expect(page.locator("form[data-queue=log]")).to_have_count(0)
    assert taps <= 6
    log = VisitLog.objects.get(visit=over)
    assert (log.minutes, log.acts) == (65, ["explained"])
    look(page, f"pocket-thanks-{language}")


def test_everything_is_two_taps_from_the_first_page(
    front: Front, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    _offer, ahead, _over = _cast(account=True)
    page = open_page(360, has_touch=True)
    sign_in(page.context, ahead.key_person.membership.user, front.url)
    page.goto(f"{front.url}/voor-mij/")
    _kept(page)
    first = front.count()
    assert first < FIRST_VISIT, f"the first visit costs {first} bytes"
    look(page, "pocket-home-nl")
    _walk(page)
    page.reload()
    _kept(page)
    later = front.count()
    assert later < LATER_VISIT, f"a later visit costs {later} bytes"
    # One tap: the page where the second tap does it, or the thing itself.
    first_card = page.locator(".sb-now a").get_attribute("href") or ""
    assert first_card.startswith("/aanbod/"), "what is asked stands on top"
    reached = [link.get_attribute("href") or "" for link in page.locator("main a[href]").all()]
    for part in ("/aanbod/", "/verslag/", "/afspraak/", "/voor-mij/mijn-rol/", "/mijn-profiel/", "/groep/"):
        assert any(part in address for address in reached), part
    page.locator("form[action$='/voor-mij/bel-mij/'] button").tap()
    page.wait_for_selector("#meldingen .utrecht-alert")
    assert CallRequest.objects.get().kind == "call_me"
    # Signing out leaves nothing behind.
    assert page.evaluate(COUNT)["pages"] >= 4
    page.wait_for_selector(READY)
    page.locator("header details:has(form[action$='/uitloggen/']) summary").click()
    page.locator("form[action$='/uitloggen/'] button").click()
    page.wait_for_url(lambda url: "/voor-mij/" not in url)
    until(page, lambda: _nothing_kept(page))


def test_a_lost_phone_forgets_everything_at_its_next_contact(front: Front, open_page: Callable[..., Page]) -> None:
    _offer, ahead, _over = _cast()
    page = open_page(360)
    page.goto(visit_link(ahead))
    _kept(page)
    assert page.evaluate(COUNT)["pages"] >= 4
    Phone.objects.update(lost_at=timezone.now())
    Visit.objects.update(link_version=2)
    page.reload()
    until(page, lambda: _nothing_kept(page))
    assert Phone.objects.get().wiped_at is not None
    front.cut()
    # In a window of its own: the first one may still be on its way to the front door.
    with pytest.raises(Exception, match="ERR_"):
        page.context.new_page().goto(visit_link(ahead))


def _nothing_kept(page: Page) -> bool:
    """No store at all, or one with nothing in it; and no files either."""
    stores = page.evaluate("() => indexedDB.databases().then((found) => found.length)")
    files = page.evaluate("() => caches.keys().then((names) => names.length)")
    return not files and (not stores or not sum(page.evaluate(COUNT).values()))


class Handset:
    """A Chromium of its own that can be killed as a phone kills an app: at once, without a goodbye."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder = browser, folder

    def start(self) -> Page:
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        port = self.folder / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        flags = ["--headless=new", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0"]
        flags += ["--no-sandbox"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(
            [str(path), *flags, f"--user-data-dir={self.folder}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(600):
            if port.exists() and port.read_text().strip():
                break
            time.sleep(0.1)
        number = port.read_text().split()[0]
        self.connected = self.browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{number}")
        page = self.connected.contexts[0].new_page()
        page.set_viewport_size({"width": 360, "height": 740})
        page.set_default_timeout(PATIENCE)
        return page

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)


@pytest.fixture
def handset(browser: Browser, tmp_path: Path) -> Iterator[Handset]:
    """A phone; whatever happens, it does not run on after the test."""
    made = Handset(browser, tmp_path)
    yield made
    if getattr(made, "process", None) is not None and made.process.poll() is None:
        made.kill()


def test_a_log_written_in_airplane_mode_on_a_phone_that_is_killed_arrives_once(front: Front, handset: Handset) -> None:
    _offer, ahead, over = _cast(heres="Kerkstraat 22")
    page = handset.start()
    for link in (visit_link(over), visit_link(ahead)):
        page.goto(link)
        _kept(page)
    front.cut()
    # The card: address, time, who asked, emergency number, and what is and is not the role.
    page.reload()
    expect(page.locator("main")).to_contain_text("Kerkstraat 22")
    expect(page.locator("main")).to_contain_text("Anke de Vries")
    assert page.locator("main a[href='tel:112']").count() == 1
    expect(page.locator("#meldingen .utrecht-alert")).to_be_visible()
    page.locator("main a[href*='/mijn-rol/']").click()
    page.wait_for_url("**/mijn-rol/**")
    expect(page.locator("main button[value=money]")).to_be_visible()
    # The log, half filled in; the phone is killed; what was filled in is still there.
    page.goto(log_link(over))
    page.wait_for_selector(READY)
    page.fill("[name=minutes]", "85")
    page.check("[name=acts][value=listened]")
    until(page, lambda: all(word in (page.evaluate(DRAFT) or "") for word in ('"85"', '"listened"')))
    handset.kill()
    page = handset.start()
    page.goto(log_link(over))
    page.wait_for_selector(READY)
    assert page.input_value("[name=minutes]") == "85"
    assert page.is_checked("[name=acts][value=listened]")
    # A number does not even get into the phone.
    page.locator("details[data-rest] summary").click()
    page.fill("[name=note]", "bsn 123456782")
    page.locator("form[data-queue=log] button[type=submit]").click()
    expect(page.locator("#id_note-guard")).to_be_visible()
    page.fill("[name=note]", "Graag eerder bellen")
    page.locator("form[data-queue=log] button[type=submit]").click()
    expect(page.locator("form[data-queue=log]")).to_be_hidden()
    handset.kill()
    assert not VisitLog.objects.exists()
    page = handset.start()
    page.goto(log_link(over))
    page.wait_for_selector(READY)
    expect(page.locator("form[data-queue=log]")).to_be_hidden()
    # The network is back; the app is opened in two windows at once.
    front.mend()
    other = page.context.new_page()
    other.goto(f"{front.url}/app/?telefoon=1")
    other.wait_for_selector(KEPT)
    other.goto(log_link(over))
    # The first window hears of it by itself.
    for window in (page, other):
        expect(window.locator("form[data-queue=log]")).to_have_count(0)
    log = VisitLog.objects.get()
    assert (log.visit_id, log.minutes, log.acts, log.note) == (over.pk, 85, ["listened"], "Graag eerder bellen")
    assert Booking.objects.count() == 1
    until(page, lambda: page.evaluate(COUNT)["outbox"] == 0)
