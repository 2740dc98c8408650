"""A real browser for the journeys: every page visited is held against axe, the console, and the Nu checker."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.browser import PATIENCE, all_answered, missing

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text(encoding="utf-8")
VNU = ROOT / "tests" / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
PHONE, DESKTOP = 360, 1280
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser and sees what other connections write."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def html_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where every page that was visited is kept; at the end the Nu checker reads them all."""
    folder = tmp_path_factory.mktemp("html")
    yield folder
    files = sorted(folder.glob("*.html"))
    if not files:
        return
    if shutil.which("java") is None or not VNU.exists():
        missing("The Nu HTML checker", "Run ./start test: it installs Java and the checker.")
    done = subprocess.run(
        ["java", "-Xss4m", "-jar", str(VNU), "--errors-only", "--format", "json", *map(str, files)],
        capture_output=True,
        text=True,
        timeout=1200,
    )
    problems = [
        f"{Path(said['url']).name}: {said['message']} ({said.get('extract', '').strip()})"
        for said in json.loads(done.stderr or '{"messages": []}')["messages"]
        if said["type"] == "error"
    ]
    assert not problems, f"{len(files)} pages read, invalid HTML:\n" + "\n".join(sorted(set(problems))[:40])


@pytest.fixture
def site(live_server: Any, settings: Any) -> Iterator[str]:
    """The address of the running product; links in messages point there."""
    settings.SITE_URL = live_server.url
    settings.ALLOWED_HOSTS = ["*"]
    with all_answered():
        yield str(live_server.url)


@pytest.fixture
def open_page(browser: Browser, site: str, html_folder: Path) -> Iterator[Callable[..., Page]]:
    """Make a page: `open_page(width=360, locale="ar", javascript=True, user=None)`; a console error fails the test.

    `also=1280` makes every `look` hold the page against that width, too, without walking the way twice.
    """
    contexts: list[BrowserContext] = []
    noise: list[str] = []

    def keep(response: Response) -> None:
        request = response.request
        if not request.is_navigation_request() or "text/html" not in response.headers.get("content-type", ""):
            return
        try:
            body = response.body()
        except Exception:
            return  # a redirect, or the page was left before it was read
        if body:
            place = re.sub(r"\W+", "-", response.url.split("/", 3)[-1])[:60]
            (html_folder / f"{place}-{hashlib.sha256(body).hexdigest()[:10]}.html").write_bytes(body)

    def make(
        width: int = PHONE,
        locale: str = "nl",
        *,
        javascript: bool = True,
        user: Any = None,
        also: int | None = None,
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 740 if width < 600 else 900},
            locale=locale,
            java_script_enabled=javascript,
            base_url=site,
            **more,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if user is not None:
            sign_in(context, user, site)
        page = context.new_page()
        page.scripted = javascript  # type: ignore[attr-defined]
        page.also = also  # type: ignore[attr-defined]
        page.on("console", lambda message: noise.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("response", keep)
        return page

    yield make
    for context in contexts:
        context.close()
    # A page that answers 4xx on purpose makes the browser write one line; everything else is ours.
    ours = [line for line in noise if "Failed to load resource" not in line]
    assert not ours, "the browser's console has errors: " + " | ".join(ours)


def sign_in(context: BrowserContext, user: Any, site: str) -> None:
    """Put the session of a user in a browser, as after signing in."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": site}])


@pytest.fixture
def look() -> Callable[..., None]:
    """Hold the present page against axe (WCAG 2.2 AA and best practice) and against sideways scrolling.

    `look(page, "name")` also keeps a picture when SCREENSHOTS names a folder.
    """

    def check(page: Page, name: str = "") -> None:
        page.wait_for_load_state()
        # A page that is fetching a part is fainter for a moment; what is looked at is what stays.
        expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
        held(page, name)
        also, size = getattr(page, "also", None), page.viewport_size
        if also and size:
            page.set_viewport_size({"width": also, "height": 740 if also < 600 else 900})
            held(page, name)
            page.set_viewport_size(size)

    def held(page: Page, name: str) -> None:
        if page.viewport_size and name and (folder := os.environ.get("SCREENSHOTS")):
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} scrolls {wide} px sideways"
        if not page.scripted:  # type: ignore[attr-defined]
            return  # axe itself needs scripts; the Nu checker still reads this page
        page.evaluate(AXE)
        result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
        problems = [
            f"{item['id']}: {item['help']}\n    " + "\n    ".join(node["html"][:200] for node in item["nodes"][:3])
            for item in result["violations"]
        ]
        assert not problems, f"axe on {page.url}:\n" + "\n".join(problems)

    return check
