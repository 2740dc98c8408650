"""The pages of an import, with and without JavaScript, for who may and who may not."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from sleutelbos.accounts.models import Region, Role
from sleutelbos.exchange import services
from sleutelbos.exchange.models import ImportBatch
from sleutelbos.exchange.services import reading
from sleutelbos.keypersons.models import KeyPerson
from tests import factories
from tests.exchange import builders

HEADINGS = ["Voornaam", "Achternaam", "M/V", "Talen", "Woonplaats", "Telefoon", "E-mail", "Opmerkingen"]
SELAM = ["Selam", "Tesfay", "V", "Tigrinya moedertaal", "Ulft", "0612340100", "selam@voorbeeld.nl", None]
HANAN = ["Hanan", "Hassan", "V", "Koerdisch", "Aalten", "0612", None, "zwanger, terug in mei"]
BSN = "123456782"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Any:
    factories.TopicFactory()
    with translation.override("en"):
        yield


@pytest.fixture
def client(coordinator: Any, client_of: Callable[[Any], Client]) -> Client:
    made = client_of(coordinator)
    made.cookies["taal"] = "en"
    return made


def send(client: Client, content: bytes, name: str = "lijst.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("exchange:upload-file"), {"file": file}, follow=True)


def uploaded(client: Client, *rows: list[Any]) -> ImportBatch:
    send(client, builders.xlsx([HEADINGS, *(rows or (SELAM, HANAN))]))
    return ImportBatch.objects.latest("pk")


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"exchange:{name}", args=args), query)
    assert response.status_code == 200, response
    return str(response.content.decode())


def test_a_coordinator_uploads_checks_tries_takes_in_and_takes_back(client: Client, region_a: Region) -> None:
    response = send(client, builders.xlsx([HEADINGS, SELAM, HANAN]))
    assert response.status_code == 200
    batch = ImportBatch.objects.get()
    body = response.content.decode()
    assert "2" in body
    assert "ready to take in" in body
    response = client.post(reverse("exchange:try-import", args=[batch.pk]), follow=True)
    assert "2 new key persons" in response.content.decode()
    assert KeyPerson.objects.count() == 0
    response = client.post(reverse("exchange:run-import", args=[batch.pk]), follow=True)
    assert KeyPerson.objects.count() == 2
    assert "2 rows of this list are in." in response.content.decode()
    assert "taken in" in page(client, "list-imports").lower()
    assert "as if the list had never been taken in" in page(client, "undo-import", batch.pk)
    response = client.post(reverse("exchange:undo-import", args=[batch.pk]), follow=True)
    assert KeyPerson.objects.count() == 0
    assert "taken back" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "lijst.xlsx", "not a spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "lijst.xls", "old Excel file"),
        (b"", "lijst.xlsx", "empty"),
        (b"naam;plaats\r\n" * 30_000, "lijst.csv", "more than 20000 rows"),
        (builders.xlsx([["a", "b"]]), "lijst.csv", "ends in .csv, but inside it is xlsx"),
    ],
)
def test_a_refused_file_says_why_and_what_to_do(client: Client, content: bytes, name: str, words: str) -> None:
    response = send(client, content, name)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert ImportBatch.objects.count() == 0


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "upload_file", lambda **kwargs: pytest.fail("it was read"))
    response = send(client, b"naam;plaats\r\n" * 900_000, "lijst.csv")
    assert response.status_code == 422
    assert "at most 10 MB" in response.content.decode()


def test_very_many_different_questions_come_a_page_at_a_time(client: Client) -> None:
    letters = "abcdefghijklmnopqrst"
    people = [
        [f"Naam{a}{b}", "X", "V", f"Taal{a}{b}{a}x", "Ulft", None, f"n{a}{b}@b.nl", None]
        for a in letters
        for b in letters[:8]
    ]
    batch = uploaded(client, *people)
    assert len(batch.groups) == 160
    body = page(client, "answer-questions", batch.pk)
    assert body.count("We do not know the language") == 120


def test_no_file_is_asked_for(client: Client) -> None:
    response = client.post(reverse("exchange:upload-file"), {})
    assert response.status_code == 422
    assert "Choose a file first." in response.content.decode()


def test_the_same_file_twice_shows_the_first_import(client: Client) -> None:
    content = builders.xlsx([HEADINGS, SELAM])
    send(client, content)
    response = send(client, content)
    assert "nothing changed" in response.content.decode()
    assert ImportBatch.objects.count() == 1


def test_the_columns_page_shows_how_sure_we_are_and_takes_other_meanings(client: Client) -> None:
    send(
        client,
        builders.xlsx([["BSN", "Vnaam", "Achternaam", "Iets", "Talen"], [BSN, "Selam", "Tesfay", "auto", "Dari goed"]]),
    )
    batch = ImportBatch.objects.get()
    body = page(client, "choose-columns", batch.pk)
    assert BSN not in body
    assert "A column with BSN is never read" in body
    assert "Not read" in body
    data = {
        "blad0-chosen": "on", "blad0-kind": "people", "blad0-kolom2": "first_name", "blad0-kolom3": "last_name",
        "blad0-kolom4": "travel", "blad0-kolom5": "languages", "organisation": "",
        "engaged_from": "", "initial_state": "",
    }  # fmt: skip
    response = client.post(reverse("exchange:choose-columns", args=[batch.pk]), data)
    assert response.status_code == 302
    assert batch.rows.get().read["fields"]["travel"]["value"] == "car"


def test_a_wrong_day_on_the_columns_page_comes_back(client: Client) -> None:
    batch = uploaded(client)
    data = {"blad0-chosen": "on", "blad0-kind": "people", "engaged_from": "gisteren"}
    response = client.post(reverse("exchange:choose-columns", args=[batch.pk]), data)
    assert response.status_code == 422


def test_questions_stand_once_and_can_be_left_open(client: Client) -> None:
    batch = uploaded(
        client, SELAM, HANAN, ["Azad", "Aydin", "M", "Koerdisch", "Didam", None, "azad@voorbeeld.nl", None]
    )
    body = page(client, "answer-questions", batch.pk)
    assert body.count("can be several languages") == 1
    assert "2 rows" in body
    name = re.search(r'name="(v[0-9a-f]{14})"[^>]*value="kmr"', body)
    assert name is not None
    response = client.post(reverse("exchange:answer-questions", args=[batch.pk]), {name[1]: "kmr"}, follow=True)
    assert response.status_code == 200
    batch.refresh_from_db()
    assert batch.answers == {"languages:which:koerdisch": "kmr"}
    client.post(reverse("exchange:answer-questions", args=[batch.pk]), {"opnieuw": "1"})
    batch.refresh_from_db()
    assert batch.answers == {}


def test_rows_show_what_was_understood_open_and_refused(client: Client) -> None:
    batch = uploaded(client)
    body = page(client, "list-rows", batch.pk)
    assert "Tigrinya (as a mother tongue)" in body
    assert "is not a phone number we know" in body
    assert "Something about health is left out" in body
    assert "zwanger" not in body
    assert "1 row" in page(client, "list-rows", batch.pk, zoek="Selam")
    assert "1 row" in page(client, "list-rows", batch.pk, stand="vragen")


def test_a_row_is_corrected_on_its_own_page_without_javascript(client: Client) -> None:
    batch = uploaded(client)
    address = reverse("exchange:change-row", args=[batch.pk, 0, 3])
    assert "0612" in client.get(address).content.decode()
    data = {
        "cel_first_name": "Hanan", "cel_last_name": "Hassan", "cel_gender": "V", "cel_languages": "Sorani goed",
        "cel_place": "Aalten", "cel_phone": "06 12 34 01 01", "cel_email": "", "cel_remarks": "", "skip": "",
    }  # fmt: skip
    response = client.post(address, data, follow=True)
    assert "Row 3 is changed." in response.content.decode()
    row = batch.rows.get(number=3)
    assert row.read["fields"]["phone"]["value"]["number"] == "+31612340101"
    assert row.read["fields"]["languages"]["value"][0]["variety"] == "ckb"


def test_a_row_is_corrected_in_its_place_with_htmx(client: Client) -> None:
    batch = uploaded(client)
    address = reverse("exchange:change-row", args=[batch.pk, 0, 3])
    form = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert form.lstrip().startswith('<tr id="rij-0-3"')
    assert "<html" not in form
    row = client.post(
        address, {"cel_first_name": "Hanan", "skip": "yes"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert row.lstrip().startswith('<tr id="rij-0-3"')
    assert "Left out" in row


def test_a_bsn_typed_into_a_row_is_refused_and_not_shown_back(client: Client) -> None:
    batch = uploaded(client)
    address = reverse("exchange:change-row", args=[batch.pk, 0, 2])
    response = client.post(address, {"cel_first_name": "Selam", "cel_remarks": f"bsn {BSN}"})
    assert response.status_code == 422
    assert BSN not in response.content.decode()
    assert "citizen service number" in response.content.decode()
    batch.refresh_from_db()
    assert batch.row_answers == {}


def test_a_mobile_number_without_its_zero_can_be_typed(client: Client) -> None:
    batch = uploaded(client)
    address = reverse("exchange:change-row", args=[batch.pk, 0, 2])
    response = client.post(address, {"cel_first_name": "Selam", "cel_phone": "612340016"})
    assert response.status_code == 302


def test_the_report_marks_the_cells_that_need_a_look_and_holds_no_formula(client: Client) -> None:
    rows = [HEADINGS, SELAM, [*HANAN[:7], f"bsn {BSN}"]]
    send(client, builders.xlsx(rows))
    batch = ImportBatch.objects.get()
    response = client.get(reverse("exchange:export-report", args=[batch.pk]))
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:5] == ["Row", "Status", "What to do", "Voornaam", "Achternaam"]
    phone, remarks, name = sheet.cell(3, 9), sheet.cell(3, 11), sheet.cell(2, 4)
    assert (phone.value, phone.fill.fgColor.rgb, phone.comment is not None) == ("0612", "00FFF2CC", True)
    assert (remarks.value, remarks.fill.fgColor.rgb) == (None, "00F8CBAD")
    assert "citizen service number" in remarks.comment.text  # type: ignore[union-attr]
    assert (name.value, name.fill.fill_type) == ("Selam", None)
    assert BSN not in repr([[cell.value for cell in row] for row in sheet.iter_rows()])


@pytest.mark.parametrize("evil", ["=1+1", "@SUM(A1)", "+1+cmd|'/C calc'!A0", "-1+1|x", '=HYPERLINK("http://x")'])
def test_what_looks_like_a_formula_leaves_as_text(client: Client, evil: str) -> None:
    rows = builders.csv_text([HEADINGS, [*["" if one is None else one for one in SELAM[:7]], evil]])
    send(client, rows, "lijst.csv")
    batch = ImportBatch.objects.get()
    content = client.get(reverse("exchange:export-report", args=[batch.pk])).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book.active.iter_rows():  # type: ignore[union-attr]
        for cell in row:
            assert cell.data_type != "f"
            assert not str(cell.value or "").startswith(("=", "+", "-", "@"))


def test_a_busy_import_shows_progress_that_refreshes_itself(client: Client) -> None:
    batch = uploaded(client)
    ImportBatch.objects.filter(pk=batch.pk).update(state="reading", total=500, done=120)
    body = page(client, "show-import", batch.pk)
    assert "120 of 500" in body
    assert f'data-poll="{reverse("exchange:show-progress", args=[batch.pk])}"' in body
    ImportBatch.objects.filter(pk=batch.pk).update(state="checking")
    assert "data-poll" not in page(client, "show-progress", batch.pk)
    assert "data-then" in page(client, "show-progress", batch.pk)


def test_a_long_list_shows_progress_after_uploading(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 1)
    assert "data-poll" in send(client, builders.xlsx([HEADINGS, SELAM, HANAN])).content.decode()


def test_throwing_away_and_resuming(client: Client) -> None:
    batch = uploaded(client)
    response = client.post(reverse("exchange:resume-import", args=[batch.pk]))
    assert response.status_code == 409
    response = client.post(reverse("exchange:discard-import", args=[batch.pk]), follow=True)
    assert "Nothing of this list is kept" in response.content.decode()


def test_a_functional_administrator_may_and_a_professional_or_neighbour_may_not(
    client: Client, region_a: Region, neighbour: Any, professional: Any, client_of: Callable[[Any], Client]
) -> None:
    batch = uploaded(client)
    administrator = factories.MembershipFactory(region=region_a, role=Role.FUNCTIONAL_ADMINISTRATOR).user
    names = ["show-import", "choose-columns", "answer-questions", "list-rows", "export-report", "undo-import"]
    for name in names:
        address = reverse(f"exchange:{name}", args=[batch.pk])
        assert client_of(administrator).get(address).status_code == 200
        assert client_of(neighbour).get(address).status_code == 404
        assert client_of(professional).get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert batch.file_name not in client_of(neighbour).get(reverse("exchange:list-imports")).content.decode()


@pytest.mark.parametrize("name", ["list-rows", "list-imports", "answer-questions"])
def test_pages_cost_the_same_queries_for_more_rows(
    name: str, client: Client, django_assert_max_num_queries: Any
) -> None:
    letters = "abcdefghij"
    used = []
    for count in (5, 25):
        people = [
            [
                f"Naam{letters[n // 10]}{letters[n % 10]}",
                "X",
                "V",
                "Koerdisch",
                "Ulft",
                None,
                f"n{n}_{count}@b.nl",
                None,
            ]
            for n in range(count)
        ]
        send(client, builders.xlsx([HEADINGS, *people]))
        batch = ImportBatch.objects.latest("pk")
        args = [] if name == "list-imports" else [batch.pk]
        address = reverse(f"exchange:{name}", args=args)
        client.get(address)
        with django_assert_max_num_queries(25) as captured:
            assert client.get(address).status_code == 200
        used.append(len(captured))
    assert used[0] == used[1]
