"""The frame of every page, and the pages for when something goes wrong."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory
from django.views import defaults

from sleutelbos.ui import theme

pytestmark = [pytest.mark.urls("tests.ui.urls"), pytest.mark.django_db]


@pytest.fixture
def page(client: Client, settings: Any) -> str:
    """The light page of the style guide, in Dutch."""
    settings.DEMO = True
    return client.get("/onderdelen/?soort=licht").content.decode()


def test_the_style_guide_is_not_there_for_real_people(client: Client, settings: Any) -> None:
    settings.DEMO = False
    settings.DEBUG = False
    assert client.get("/onderdelen/").status_code == 404


@pytest.mark.parametrize("address", ["/onderdelen/", "/onderdelen/?soort=licht"])
def test_a_page_has_one_main_one_first_heading_and_a_way_past_the_menu(
    client: Client, settings: Any, address: str
) -> None:
    settings.DEMO = True
    shown = client.get(address).content.decode()
    assert shown.count("<main") == 1
    assert shown.count("<h1") == 1
    assert shown.index('href="#inhoud"') < shown.index("<header")
    assert 'id="inhoud"' in shown
    assert re.search(r"<title>[^<]+ - Sleutelbos</title>", shown)
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("language", "direction"), [("nl", "ltr"), ("ar", "rtl"), ("fa", "rtl"), ("uk", "ltr")])
def test_the_page_says_its_language_and_direction(client: Client, settings: Any, language: str, direction: str) -> None:
    settings.DEMO = True
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    shown = client.get("/onderdelen/?soort=licht").content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in shown


def test_every_language_can_be_chosen_without_javascript(client: Client, page: str) -> None:
    for code, _name in django_settings.LANGUAGES:
        assert f'name="language" value="{code}" lang="{code}"' in page
    answer = client.post("/taal/setlang/", {"language": "ar", "next": "/onderdelen/?soort=licht"}, follow=True)
    assert 'lang="ar" dir="rtl"' in answer.content.decode()


def test_the_light_page_needs_no_htmx_and_stays_under_forty_kilobytes(page: str) -> None:
    assert "htmx" not in page
    fetched = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    assert set(fetched) == {"ui/light.css", "ui/app.js", "ui/icon.svg"}
    weight = len(gzip.compress(page.encode()))
    for name in fetched:
        found = finders.find(name)
        assert found
        weight += len(gzip.compress(Path(found).read_bytes()))
    assert weight < 40_000
    css = Path(str(finders.find("ui/light.css"))).read_bytes()
    assert len(gzip.compress(css)) < 12_000


def test_the_staff_page_configures_htmx_for_our_content_policy(client: Client, settings: Any) -> None:
    settings.DEMO = True
    shown = client.get("/onderdelen/").content.decode()
    assert '"includeIndicatorStyles":false' in shown
    assert '"allowEval":false' in shown
    assert "X-CSRFToken" in shown


@pytest.mark.parametrize(
    ("view", "status"),
    [(defaults.server_error, 500)],
)
def test_our_own_fault_gives_a_page_that_needs_nothing(view: Any, status: int) -> None:
    answer = view(RequestFactory().get("/"))
    assert answer.status_code == status
    shown = answer.content.decode()
    assert "<h1>" in shown
    assert "ui/light.css" in shown


@pytest.mark.parametrize(
    ("view", "status"),
    [(defaults.permission_denied, 403), (defaults.page_not_found, 404), (defaults.bad_request, 400)],
)
def test_an_error_page_says_what_happened_and_what_to_do(client: Client, view: Any, status: int) -> None:
    request = client.get("/onderdelen/?soort=licht").wsgi_request
    answer = view(request, Exception("secret detail"))
    shown = answer.content.decode()
    assert answer.status_code == status
    assert "<h1>" in shown
    assert "secret detail" not in shown
    assert len(re.findall(r"<li>|<p>", shown)) >= 2


def test_a_form_without_its_token_is_asked_for_again() -> None:
    answer = Client(enforce_csrf_checks=True).post("/once/", {"answer": "yes"})
    assert answer.status_code == 403
    assert "<ol>" in answer.content.decode()


@pytest.mark.parametrize(("address", "status"), [("/taken/", 409), ("/refused/", 403)])
def test_a_refusal_is_a_page_for_a_browser_and_a_message_for_htmx(client: Client, address: str, status: int) -> None:
    whole = client.get(address)
    part = client.get(address, headers={"HX-Request": "true"})
    assert whole.status_code == part.status_code == status
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert "data-message" in part.content.decode()


def test_a_theme_comes_after_the_look_it_changes(client: Client, settings: Any) -> None:
    from django.template.loader import render_to_string

    request = client.get("/onderdelen/?soort=licht").wsgi_request
    shown = render_to_string("ui/message.html", {"title": "Hello", "theme_url": "/kleuren.css"}, request=request)
    assert shown.index("light.css") < shown.index("/kleuren.css")
    assert theme.stylesheet({"action": "#7a1f5c"}).startswith(":root{")
