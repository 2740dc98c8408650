"""What pages do in a real browser, under the real content policy: focus, one tap, lost network, axe."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import PATIENCE, all_answered
from tests.ui import urls

pytestmark = [pytest.mark.e2e, pytest.mark.urls("tests.ui.urls"), pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
Open = Callable[..., Page]


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console says; a refused inline script or style ends up here."""
    return []


@pytest.fixture
def visit(browser: Browser, live_server: Any, settings: Any, complaints: list[str]) -> Iterator[Open]:
    """Open an address of the test site in a fresh context."""
    settings.DEMO = True
    contexts: list[BrowserContext] = []

    def go(address: str, *, width: int = 1280, language: str = "nl", **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="nl-NL", **options)
        contexts.append(context)
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + address)
        return page

    with all_answered():
        yield go
        for context in contexts:
            context.close()


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    return page.evaluate(
        """async () => (await axe.run(document)).violations.map(
             v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 120)).join(" | "))"""
    )


@pytest.mark.parametrize("address", ["/onderdelen/", "/onderdelen/?soort=licht"])
@pytest.mark.parametrize(
    "how",
    [
        {"width": 1280},
        {"width": 360},
        {"width": 360, "language": "ar"},
        {"width": 1280, "color_scheme": "dark"},
        {"width": 360, "color_scheme": "dark", "language": "ar"},
        {"width": 1280, "forced_colors": "active"},
    ],
    ids=str,
)
def test_every_component_passes_axe_and_fits_the_screen(visit: Open, address: str, how: dict[str, Any]) -> None:
    page = visit(address, bypass_csp=True, **how)
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("address", ["/onderdelen/", "/onderdelen/?soort=licht", "/swap/"])
def test_nothing_on_the_page_is_refused_by_the_content_policy(visit: Open, complaints: list[str], address: str) -> None:
    visit(address).wait_for_load_state("networkidle")
    assert complaints == []


def test_the_light_page_fetches_no_font_for_the_letters_a_phone_has(browser: Browser, visit: Open) -> None:
    page = visit("/onderdelen/?soort=licht", width=360, language="ar")
    page.wait_for_load_state("networkidle")
    fonts = page.evaluate("performance.getEntriesByType('resource').map(e => e.name).filter(n => n.endsWith('woff2'))")
    assert [name for name in fonts if "sleutelbos-menu" not in name] == []


def test_big_choices_are_big_enough_for_a_thumb(visit: Open) -> None:
    page = visit("/once/", width=360)
    for box in [choice.bounding_box() for choice in page.locator(".sb-choice").all()]:
        assert box
        assert box["height"] >= 48
        assert box["width"] >= 300


def test_two_quick_taps_send_one_answer(visit: Open) -> None:
    urls.SEEN.clear()
    page = visit("/once/")
    with page.expect_navigation(wait_until="networkidle"):
        page.evaluate(
            """() => {
                const [yes, no] = document.querySelectorAll(".sb-choice");
                yes.click(); no.click(); yes.click();
            }"""
        )
    assert urls.SEEN == ["yes"]


def test_the_answer_arrives_without_javascript(visit: Open) -> None:
    urls.SEEN.clear()
    page = visit("/once/", java_script_enabled=False)
    page.get_by_role("button", name="No").click()
    assert urls.SEEN == ["no"]


def test_another_language_is_two_taps_away_without_javascript(visit: Open) -> None:
    page = visit("/onderdelen/?soort=licht", width=360, java_script_enabled=False)
    page.locator(".sb-menu summary").click()
    page.get_by_role("button", name="العربي").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert "soort=licht" in page.url


def test_a_ready_made_text_is_copied_with_one_tap_and_said(visit: Open) -> None:
    page = visit("/onderdelen/", permissions=["clipboard-read", "clipboard-write"])
    text = page.locator("textarea[readonly]").first.input_value()
    button = page.locator("[data-copy]").first
    before = button.inner_text()
    button.click()
    page.wait_for_function("before => document.querySelector('[data-copy]').innerText !== before", arg=before)
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.wait_for_function("before => document.querySelector('[data-copy]').innerText === before", arg=before)


def test_a_phone_shares_the_text_with_its_own_sheet(visit: Open) -> None:
    page = visit("/onderdelen/", width=360)
    page.evaluate("() => { navigator.share = given => { window.shared = given.text; return Promise.resolve(); }; }")
    text = page.locator("textarea[readonly]").first.input_value()
    page.locator("[data-share]").first.click()
    assert page.evaluate("window.shared") == text


def test_the_first_tab_leads_past_the_menu(visit: Open) -> None:
    page = visit("/onderdelen/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#inhoud")).to_be_focused()


def test_mistakes_are_listed_first_and_lead_to_their_field(visit: Open) -> None:
    page = visit("/onderdelen/?soort=licht")
    page.locator("form.sb-form button[type=submit]").click()
    expect(page.locator(".sb-errors")).to_be_focused()
    page.locator(".sb-errors a").first.click()
    expect(page.locator("#id_name")).to_be_focused()


def test_after_a_swap_the_focus_and_the_voice_go_to_what_changed(visit: Open) -> None:
    page = visit("/swap/")
    page.get_by_role("button", name="Fetch").click()
    page.get_by_text("after").wait_for()
    page.locator("#place:focus").wait_for()
    assert "Two people found" in page.locator("#meldingen").inner_text()
    page.get_by_role("button", name="Fetch").click()
    page.locator("#place:focus").wait_for()


def test_a_refusal_is_said_and_what_was_typed_stays(visit: Open) -> None:
    page = visit("/swap/")
    page.fill("#typed", "half a sentence")
    page.get_by_role("button", name="Taken").click()
    page.locator("#melding-klein .utrecht-alert").wait_for()
    assert page.locator("#place").inner_text() == "before"
    assert page.input_value("#typed") == "half a sentence"
    page.locator("#melding-klein button").click()
    assert page.locator("#melding-klein").inner_text() == ""


def test_a_fault_of_ours_is_said_in_words(visit: Open) -> None:
    page = visit("/swap/")
    page.get_by_role("button", name="Broken").click()
    page.locator("#melding-klein .utrecht-alert").wait_for()
    assert page.locator("#place").inner_text() == "before"


def test_a_lost_network_is_said_and_trying_again_works(visit: Open) -> None:
    page = visit("/swap/", language="en")
    page.context.set_offline(True)
    page.get_by_role("button", name="Fetch").click()
    page.get_by_text("No connection. Your text is still here. Try again.").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Fetch").click()
    page.get_by_text("after").wait_for()
    assert page.locator("#melding-klein").inner_text() == ""


def test_a_dialog_takes_the_focus_and_gives_it_back(visit: Open) -> None:
    page = visit("/onderdelen/")
    page.get_by_role("button", name="Why?").click()
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    page.locator("button:focus", has_text="Why?").wait_for()


def test_a_dialog_unfolds_without_javascript(visit: Open) -> None:
    page = visit("/onderdelen/", java_script_enabled=False)
    page.locator("summary", has_text="Why?").click()
    assert page.get_by_text("lives within 10 km").is_visible()


def test_keys_work_outside_fields_only_and_are_listed(visit: Open) -> None:
    page = visit("/onderdelen/")
    page.keyboard.press("?")
    assert page.locator("#sneltoetsen").is_visible()
    assert "Small" in page.locator("#sneltoetsen").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_function("document.activeElement.closest('[data-row]') !== null")
    page.locator("#id_q").focus()
    page.keyboard.type("j?")
    assert page.input_value("#id_q") == "j?"


def test_chosen_rows_are_counted_and_bring_their_actions(visit: Open) -> None:
    page = visit("/onderdelen/")
    assert page.locator("[data-bulk]").is_hidden()
    page.locator("[data-all]").check()
    assert page.locator("[data-bulk]").is_visible()
    assert page.locator("[data-chosen]").inner_text() == "4"


def test_the_week_and_the_table_stay_whole_on_a_phone(visit: Open) -> None:
    page = visit("/onderdelen/", width=360)
    cell = page.locator("td[data-label=Place]").first
    assert cell.evaluate("e => getComputedStyle(e).display") == "grid"
    assert "Place" in cell.evaluate("e => getComputedStyle(e, '::before').content")
