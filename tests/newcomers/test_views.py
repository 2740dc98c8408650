"""The code opens the page, in the own language; a wrong code opens nothing and is counted; the card leads there."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from sleutelbos.accounts.services import links
from sleutelbos.guidance import services as guidance
from sleutelbos.insights.editions.checking import pdf_findings
from sleutelbos.newcomers import services
from sleutelbos.newcomers.models import Newcomer
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(region_a: Any) -> Newcomer:
    """Somebody who speaks Tigrinya."""
    guidance.load_content()
    made: Newcomer = factories.NewcomerFactory(region=region_a, code="ABCD-EFGH-JKMN", language="ti")
    return made


def show(code: str) -> str:
    return reverse("newcomers:show", args=[code])


def test_the_code_opens_the_page_of_who_helps_where_we_can_guess_the_language(
    client: Client, newcomer: Newcomer
) -> None:
    assert client.get(show("abcd efgh jkmn")).url == reverse("bridging:show-helper", args=["ABCD-EFGH-JKMN"])


def test_without_a_guess_big_buttons_ask_for_the_language_first(client: Client, newcomer: Newcomer) -> None:
    Newcomer.objects.update(language="am")
    shown = client.get(show(newcomer.code)).content.decode()
    for own_name in ("العربية", "ትግርኛ", "Українська", "Nederlands"):
        assert own_name in shown
    answer = client.post(reverse("newcomers:choose-language", args=[newcomer.code]), {"language": "ar"})
    assert answer.url == reverse("bridging:show-helper", args=[newcomer.code])
    assert 'lang="ar" dir="rtl"' in client.get(answer.url).content.decode()
    newcomer.refresh_from_db()
    assert newcomer.page_language == "ar"


def test_a_language_that_we_do_not_have_changes_nothing(client: Client, newcomer: Newcomer) -> None:
    client.post(reverse("newcomers:choose-language", args=[newcomer.code]), {"language": "xx"})
    newcomer.refresh_from_db()
    assert newcomer.page_language == ""


def test_the_page_speaks_the_newcomers_language_also_on_the_phone_of_the_professional(newcomer: Newcomer) -> None:
    phone = Client()
    phone.cookies["taal"] = "nl"
    shown = phone.get(reverse("bridging:show-helper", args=[newcomer.code])).content.decode()
    assert '<html lang="ti"' in shown


def test_a_code_is_typed_when_the_qr_cannot_be_read(client: Client, newcomer: Newcomer) -> None:
    assert client.get(reverse("newcomers:type-code")).status_code == 200
    answer = client.post(reverse("newcomers:type-code"), {"code": "abcdefghjkmn"})
    assert answer.url == show("ABCD-EFGH-JKMN")


@pytest.mark.parametrize("code", ["ZZZZ-ZZZZ-ZZZZ", "x", "../../etc", "a" * 500])
def test_a_wrong_code_finds_a_kind_page_and_nothing_else(client: Client, newcomer: Newcomer, code: str) -> None:
    answer = client.get(f"/n/{code}/hulp/")
    assert answer.status_code == 404
    assert b"<h1" in answer.content


def test_guessing_codes_stops_after_twenty_wrong_ones(newcomer: Newcomer) -> None:
    guesser = Client(REMOTE_ADDR="10.1.1.1")
    for number in range(20):
        assert guesser.get(show(f"ZZZZ-ZZZZ-ZZ{number + 22}")).status_code == 404
    assert guesser.get(show(newcomer.code)).status_code == 429, "also a right one, from this computer"
    assert Client(REMOTE_ADDR="10.1.1.2").get(show(newcomer.code)).status_code == 302


def test_right_codes_are_never_counted(newcomer: Newcomer) -> None:
    school = Client(REMOTE_ADDR="10.1.1.3")
    for _visit in range(30):
        assert school.get(show(newcomer.code)).status_code == 302


def test_the_card_shows_the_code_in_both_languages_and_no_name(client: Client, newcomer: Newcomer) -> None:
    link = services.card_link(newcomer)
    shown = client.get(link).content.decode()
    assert shown.count("ABCD-EFGH-JKMN") >= 4
    assert 'lang="ti"' in shown
    assert 'lang="nl"' in shown
    assert "style=" not in shown
    image = client.get(f"{link}qr.svg")
    assert image["Content-Type"] == "image/svg+xml"
    assert image.content.startswith(b"<svg")
    assert b"style=" not in image.content


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_card_is_a_tagged_pdf_of_a6_in_every_language(client: Client, newcomer: Newcomer, language: str) -> None:
    Newcomer.objects.update(page_language=language)
    answer = client.get(reverse("newcomers:show-own-card", args=[newcomer.code]))
    assert answer["Content-Type"] == "application/pdf"
    paper = PdfReader(BytesIO(answer.content))
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/Lang"] == language
    assert paper.metadata is not None and paper.metadata.title
    assert len(paper.pages) == (1 if language == "nl" else 2), "every side is one page"
    assert [round(float(size) / 72 * 25.4) for size in paper.pages[0].mediabox[2:]] == [105, 148]
    assert "ABCD-EFGH-JKMN" in paper.pages[0].extract_text()
    fonts = [font.get_object() for page in paper.pages for font in page["/Resources"]["/Font"].values()]
    assert all("NotoSans" in font["/BaseFont"] for font in fonts)
    assert pdf_findings(answer.content) == []


def test_the_card_by_link_is_the_same_and_its_name_says_nothing(client: Client, newcomer: Newcomer) -> None:
    answer = client.get(reverse("newcomers:download-card", args=[links.make_token("card", newcomer.pk, 1)]))
    assert answer["Content-Disposition"] == 'inline; filename="kaart.pdf"'
    assert answer.content[:5] == b"%PDF-"
    newcomer.delete()
    token = links.make_token("card", 10**6, 1)
    assert client.get(reverse("newcomers:download-card", args=[token])).status_code == 410


def test_a_card_of_an_erased_newcomer_opens_nothing(client: Client, newcomer: Newcomer) -> None:
    link = services.card_link(newcomer)
    newcomer.delete()
    assert client.get(link).status_code == 410
    assert client.get(f"{link}qr.svg").status_code == 410


def test_a_card_needs_its_own_link(client: Client, newcomer: Newcomer) -> None:
    for token in ("x", links.make_token("status", newcomer.pk, 1)):
        assert client.get(reverse("newcomers:print-card", args=[token])).status_code == 410
