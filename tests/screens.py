"""Pictures of the main screens, for docs/screens.md: `./start` in one window, then in another

    .venv/bin/python tests/screens.py [http://localhost:8000] [docs/screens]

Signs in as people of the demo region, opens each screen and keeps it as a picture. All it leaves in the region is one
list that was uploaded and not taken in, and a proposal for next week that nobody was sent.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import openpyxl

ROOT = Path(__file__).resolve().parent.parent
PHONE, DESKTOP = (360, 740), (1280, 860)


def screens() -> list[tuple[str, tuple[int, int], str, str, Any]]:
    """Name, size, language, address and who looks, for each picture."""
    from datetime import timedelta

    from django.urls import reverse
    from django.utils import timezone

    from sleutelbos.accounts.models import Membership, Role
    from sleutelbos.bridging.models import Offer, Request, Visit
    from sleutelbos.bridging.services import offer_link
    from sleutelbos.bridging.services.visits import log_link, newcomer_link
    from sleutelbos.keypersons.models import KeyPerson
    from sleutelbos.matching.services import suggest

    def path(link: str) -> str:
        return "/" + link.split("/", 3)[3]

    coordinator = Membership.objects.filter(role=Role.COORDINATOR).select_related("user")[0].user
    open_questions = Request.objects.filter(state__in=["open", "asking"]).order_by("pk")
    most = max(open_questions, key=lambda row: min(4, len(suggest(row).shortlist.fitting)))
    nobody = min(open_questions, key=lambda row: len(suggest(row).shortlist.fitting))
    offer = Offer.objects.filter(state="open").order_by("pk")[0]
    waiting = Visit.objects.filter(state="awaiting", request__newcomer__isnull=False).order_by("pk")[0]
    over = Visit.objects.filter(state="confirmed").order_by("starts_at")[0]
    person = KeyPerson.objects.filter(state="deployable").order_by("pk")[0]
    own = KeyPerson.objects.filter(membership__isnull=False, state="deployable").order_by("pk")[0]
    assert own.membership is not None
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    return [
        ("home", DESKTOP, "nl", reverse("home"), None),
        ("ask", PHONE, "nl", reverse("bridging:ask"), None),
        ("desk", DESKTOP, "nl", reverse("bridging:show-desk"), coordinator),
        ("suggestions", DESKTOP, "nl", reverse("matching:show-suggestions", args=[most.pk]), coordinator),
        ("nobody-fits", DESKTOP, "nl", reverse("matching:show-suggestions", args=[nobody.pk]), coordinator),
        ("week-plan", DESKTOP, "nl", reverse("matching:show-week") + f"?week={monday}", coordinator),
        ("coverage", DESKTOP, "nl", reverse("matching:show-coverage"), coordinator),
        ("key-person", DESKTOP, "nl", reverse("keypersons:show-key-person", args=[person.pk]), coordinator),
        ("own-work", PHONE, "nl", reverse("bridging:show-own-work"), own.membership.user),
        ("answer", PHONE, "nl", path(offer_link(offer)), None),
        ("answer-arabic", PHONE, "ar", path(offer_link(offer)), None),
        ("newcomer-own-language", PHONE, "ar", path(newcomer_link(waiting)), None),
        ("log", PHONE, "nl", path(log_link(over)), None),
        ("import", DESKTOP, "nl", reverse("exchange:upload-file"), coordinator),
    ]


def upload(page: Any) -> None:
    """Give a list as coordinators keep it and wait until it was read."""
    rows = [
        ["Overzicht sleutelpersonen"],
        [],
        ["Naam", "M/V", "Talen", "Woonplaats", "Tel", "VOG", "Beschikbaar"],
        ["Haile, Almaz", "V", "Tigrinya (moedertaal), NL B1", "Doetinchem", 612340201, "ja", "di ochtend"],
        ["Dilan Voorbeeld", "vrouw", "Koerdisch*, Nederlands - goed", "7071 Ulft", "06 12 34 02 02", "mei '24", "flex"],
        ["Azad Proef", "m", "Sorani, beetje Engels", "Didam", "0031612340203", "aangevraagd", "in overleg"],
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    file = {"name": "sleutelpersonen 2026 def.xlsx", "mimeType": "application/octet-stream", "buffer": kept.getvalue()}
    page.locator("main input[type=file]").set_input_files(files=[file])
    page.locator("main form button[type=submit]").click()
    page.wait_for_function("/importeren\\/[0-9]+\\//.test(location.pathname)", timeout=60_000)
    read = re.sub(r"(/importeren/\d+/).*", r"\1", page.url)
    for _ in range(60):
        page.goto(read + "kolommen/")
        if page.locator("main select").count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError("the list was not read within a minute: is the worker running?")


def plan(page: Any) -> None:
    """Make a proposal for the week, unless one is there."""
    if not page.locator("#voorstel").count():
        page.locator("main form[action$='/maken/'] button").first.click()
    page.locator("#voorstel").wait_for(timeout=60_000)


def main(site: str, folder: Path) -> None:
    """Take every picture."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.demo")
    os.environ.setdefault("SLEUTELBOS_DATABASE_SCOPE", "*")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    os.environ["SLEUTELBOS_SITE_URL"] = site
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    wanted = screens()
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        for name, (width, height), language, address, user in wanted:
            context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
            context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}])
            if user is not None:
                client = Client()
                client.force_login(user)
                cookie = client.cookies[settings.SESSION_COOKIE_NAME]
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": site}])
            page = context.new_page()
            response = page.goto(site + address)
            assert response is not None and response.status == 200, (name, response and response.status)
            if name == "import":
                upload(page)
            if name == "week-plan":
                plan(page)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(folder / f"{name}.png"), full_page=width == PHONE[0])
            print(name)
            context.close()
        browser.close()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    site, folder = [*arguments, *["http://localhost:8000", "docs/screens"][len(arguments) :]]
    main(site.rstrip("/"), Path(folder))
