"""The lists a coordinator has come in: read, asked about, tried, taken in, reported on, and taken back."""

# ruff: noqa: E501 -- a row of a list is one line, as in the list
from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from playwright.sync_api import Page, expect

from sleutelbos.accounts.models import Membership
from sleutelbos.bridging.models import Request
from sleutelbos.exchange import tasks
from sleutelbos.exchange.models import ImportBatch
from sleutelbos.exchange.services import running
from sleutelbos.keypersons.models import KeyPerson, ReadinessItem
from tests import factories
from tests.exchange import builders

from . import journeys

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "intake"
BSN = "123456782"
PEOPLE = [
    ["Voornaam", "Achternaam", "M/V", "Talen", "Woonplaats", "Telefoon", "E-mail", "Thema's", "Beschikbaar", "VOG", "Vorm", "Opmerkingen"],
    ["Almaz", "Voorbeeld", "V", "Tigrinya (moedertaal), NL B2", "DOETINCHEM", 612340201, "almaz@voorbeeld.nl ", "zorg, school", "di ochtend", "06-05-2025", "vrijw + vergoeding", "liever geen ziekenhuis"],
    ["Dilan", "Voorbeeld", "vrouw", "Koerdisch*, Nederlands - goed", "Ulft", "06 12 34 02 02", "dilan@voorbeeld.nl", "werk", "flexibel", "ja", "Vrijw.", None],
    ["Azad", "Proef", "m", "Koerdisch, beetje Engels", "Didam ", "+31 6 1234 0203", "azad@voorbeeld.nl", "wonen", "in overleg", "aangevraagd", None, f"bsn {BSN}"],
    ["Oksana", "Proef", "V", "Oekraïens (moedertaal)", "Terborg", "0612340204", "oksana@voorbeeld.nl", "inburgering", "alleen avond", "sept 2023", "in dienst welzijn", None],
    ["Karim", "Proef", "M", "Arabisch (Syrië) goed", "Aalten", "0612340205", "karim@voorbeeld.nl", "geldzaken", "ma t/m wo ochtend", None, None, "gestopt"],
]  # fmt: skip
LOG = [
    ["Datum binnen", "Aanvrager", "Contact", "Vraag", "Taal", "Wens", "Plaats", "Wanneer", "Wie gevraagd", "Status", "Uren", "km"],
    ["03-09-2026", "OBS De Esdoorn", "juf.anke@voorbeeld.nl", "brief van school uitleggen", "Tigrinya", "liefst vrouw", "Doetinchem", "08-09-2026 9:30-10:30", "Almaz", "klaar", "1:30", "24 km"],
    ["16-09-2026", "OBS De Esdoorn", "juf.anke@voorbeeld.nl", "ouders begrijpen advies niet", "Oekraïens", None, "Terborg", "z.s.m.", "niemand gevonden", "open", None, None],
]  # fmt: skip


def as_they_keep_it() -> bytes:
    """Two sheets: a merged title above the headings, a grey row, numbers as numbers, words with brackets and stars."""
    book = openpyxl.Workbook()
    people = book.active
    assert people is not None
    people.title = "Sleutelpersonen"
    people.append(["Overzicht sleutelpersonen (verzonnen), laatst bijgewerkt in november"])
    people.merge_cells("A1:L1")
    people.append([])
    for row in PEOPLE:
        people.append(row)
    for cell in people[people.max_row]:
        cell.fill = PatternFill("solid", fgColor="BFBFBF")
    log = book.create_sheet("aanvragen")
    for row in LOG:
        log.append(row)
    return builders.saved(book)


@pytest.fixture
def coordinator(site: str) -> Any:
    """The coordinator of a region whose towns and topics are there."""
    made = journeys.region()
    for name in ("Oude IJsselstreek", "Montferland", "Aalten"):
        factories.MunicipalityFactory(region=made, name=name)
    return factories.MembershipFactory(region=made, role="coordinator", user__email="renske@achterhoek.example").user


def upload(page: Page, content: bytes, name: str) -> None:
    page.goto("/importeren/nieuw/")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("main input[type=file]").set_input_files(files=[file])  # type: ignore[list-item]
    journeys.send(page)
    page.wait_for_load_state()


def answer_what_is_asked(page: Page, look: Callable[..., None]) -> int:
    """Choose the first real answer of every question on the page; returns how many."""
    answered = 0
    for group in page.locator("main form.sb-form fieldset, main form.sb-form div:has(> select)").all():
        if group.locator("select").count():
            group.locator("select").first.select_option(index=1)
        elif group.locator("input[type=radio]").count():
            group.locator("input[type=radio]").first.check()
        answered += 1
    look(page, "import-questions-answered")
    page.locator("main form.sb-form button[type=submit]").first.click()
    page.wait_for_load_state()
    return answered


def test_a_list_as_it_is_comes_in_with_its_questions_answered_and_goes_back(
    coordinator: Any,
    open_page: Callable[..., Page],
    look: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page(360, user=coordinator, also=1280)
    page.goto("/importeren/")
    look(page, "import-none-yet")
    page.goto("/importeren/nieuw/")
    look(page, "import-upload")
    content = as_they_keep_it()
    upload(page, content, "lijst nov.xlsx")
    batch = ImportBatch.objects.get()
    expect(page.locator("h1")).to_contain_text("lijst nov.xlsx")
    look(page, "import-read")

    # What stands where: recognised, and a person may say otherwise.
    page.locator("main a[href$='/kolommen/']").click()
    expect(page.locator("h2", has_text="Sleutelpersonen").first).to_be_visible()
    expect(page.locator("select[name='blad0-kolom4']")).to_have_value("languages")
    expect(page.locator("select[name='blad0-kolom10']")).to_have_value("vog")
    expect(page.locator("select[name='blad1-kolom9']")).to_have_value("asked_who")
    look(page, "import-columns")
    page.locator("select[name=initial_state]").select_option("deployable")
    page.locator("main form.sb-form button[type=submit]").click()
    page.wait_for_url("**/vragen/")

    # Each question once, whatever the number of rows.
    expect(page.locator("main")).to_contain_text("Koerdisch")
    look(page, "import-questions")
    for _ in range(4):
        if page.url.endswith("/vragen/") and page.locator("main form.sb-form input[type=radio]").count():
            assert answer_what_is_asked(page, look)
    page.goto(f"/importeren/{batch.pk}/rijen/")
    look(page, "import-rows")
    assert BSN not in page.content()
    expect(page.locator("main")).to_contain_text("geweigerd")

    # One row corrected in its place.
    row = page.locator("[data-row]", has_text="Oksana")
    row.locator("a", has_text="wijzigen").click()
    field = page.locator("input[name=cel_first_name]")
    expect(field).to_have_value("Oksana")
    look(page, "import-row-open")
    field.fill("Oksanna")
    page.locator("main tr form button[type=submit]").click()
    expect(page.locator("[data-row]", has_text="Oksanna")).to_be_visible()

    # Tried without consequences.
    page.goto(f"/importeren/{batch.pk}/")
    journeys.form(page, "/proef/").click()
    page.wait_for_load_state()
    look(page, "import-tried")
    assert KeyPerson.objects.count() == Request.objects.count() == 0
    ready = batch.rows.filter(state="ready").count()
    assert ready >= 6, list(batch.rows.values_list("number", "state", "reason"))

    # Taken in by the worker, which is stopped in the middle and goes on; the page follows by itself.
    monkeypatch.setattr(running, "AT_ONCE", 2)
    monkeypatch.setattr(running, "CHUNK", 2)
    journeys.form(page, "/uitvoeren/").click()
    expect(page.locator("#voortgang")).to_contain_text(f"0 van {ready}")
    look(page, "import-busy")
    a_worker_stops_after_two_rows(batch, monkeypatch)
    expect(page.locator("#voortgang")).to_contain_text(f"2 van {ready}")
    assert tasks.run_import.call(batch.pk, Membership.objects.get(user=coordinator).pk)
    expect(page.locator("#stand")).to_be_visible()
    look(page, "import-done")
    assert set(KeyPerson.objects.values_list("first_name", flat=True)) >= {"Almaz", "Dilan", "Azad", "Oksanna"}
    assert Request.objects.get(state="done").visits.get().key_person.first_name == "Almaz"
    vog = ReadinessItem.objects.filter(kind="vog")
    assert {item.key_person.first_name for item in vog} == {"Almaz", "Oksanna"}, "'ja' and 'aangevraagd' are no date"
    assert BSN not in str(list(KeyPerson.objects.values()))

    the_report_marks_what_needs_a_look(page)

    upload(page, content, "lijst nov (kopie).xlsx")
    expect(page.locator("body")).to_contain_text("er verandert niets")
    assert ImportBatch.objects.count() == 1
    assert KeyPerson.objects.filter(first_name="Almaz").count() == 1

    page.locator("main a[href$='/terugdraaien/']").click()
    look(page, "import-undo")
    monkeypatch.setattr("sleutelbos.exchange.services.undoing.AT_ONCE", 400)
    page.locator("main form:not(.sb-form) button[type=submit], main form button[type=submit]").last.click()
    page.wait_for_load_state()
    look(page, "import-undone")
    assert KeyPerson.objects.count() == Request.objects.count() == 0
    page.goto("/importeren/")
    look(page, "import-list")


def a_worker_stops_after_two_rows(batch: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    original = running._take_in

    def stopped(*args: Any) -> str:
        if len(taken) == 2:
            raise KeyboardInterrupt
        taken.append(args)
        return original(*args)

    with monkeypatch.context() as patched:
        patched.setattr(running, "_take_in", stopped)
        with pytest.raises(KeyboardInterrupt):
            running.run_batch(batch_id=batch.pk, membership_id=None)


def the_report_marks_what_needs_a_look(page: Page) -> None:
    with page.expect_download() as coming:
        page.locator("main a[href$='verslag.xlsx']").click()
    path = coming.value.path()
    content = Path(path).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Sleutelpersonen"]
    azad = next(row for row in sheet.iter_rows() if "Azad" in [cell.value for cell in row])
    marked = {cell.value: cell.comment for cell in azad if cell.fill.fgColor.rgb not in {"00000000", None}}
    assert "in overleg" in marked, marked
    assert any(comment is not None and "BSN" in comment.text for comment in marked.values()), marked
    assert "Wonen" not in marked, "what is clear is not marked"
    assert BSN.encode() not in content
    assert BSN not in str([[cell.value for cell in row] for row in sheet.iter_rows()])


def test_a_hostile_or_wrong_file_is_refused_with_a_sentence(
    coordinator: Any, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    page = open_page(360, user=coordinator, also=1280)
    plain = builders.xlsx([builders.PEOPLE_HEADINGS, builders.PEOPLE_ROW])
    bomb = builders.rezipped(plain, add={"xl/media/image1.bin": b"\0" * 300_000_000})
    macros = builders.rezipped(plain, add={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    for content, name in ((b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "lijst.xlsx"), (bomb, "lijst.xlsx"), (macros, "lijst.xlsm")):
        upload(page, content, name)
        field = page.locator("main input[type=file]")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(page.locator("main .sb-errors")).to_be_visible()
        look(page, f"import-refused-{len(content) % 7}")
    assert ImportBatch.objects.count() == 0


def test_a_list_can_be_thrown_away_after_a_question_and_kept_when_the_answer_is_no(
    coordinator: Any, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    page = open_page(1280, user=coordinator)
    upload(page, builders.xlsx([builders.PEOPLE_HEADINGS, builders.PEOPLE_ROW]), "lijst.xlsx")
    asked: list[str] = []

    def refuse(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", refuse)
    journeys.form(page, "/weg/").click()
    assert ImportBatch.objects.get().state == "checking"
    assert len(asked) == 1
    assert "?" in asked[0]
    page.once("dialog", lambda dialog: dialog.accept())
    journeys.form(page, "/weg/").click()
    page.wait_for_url("**/importeren/")
    assert ImportBatch.objects.get().state == "discarded"
    look(page, "import-thrown-away")


@pytest.mark.parametrize("name", ["sleutelpersonen.xlsx", "aanvragen.xlsx"])
def test_the_sample_lists_come_in_through_the_pages(
    coordinator: Any, open_page: Callable[..., Page], look: Callable[..., None], name: str
) -> None:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"the sample {name} is not beside this repository (../shared/data/intake)")
    page = open_page(1280, user=coordinator)
    upload(page, path.read_bytes(), name)
    look(page, f"import-sample-{path.stem}")
    page.locator("main a[href$='/vragen/']").first.click()
    look(page, f"import-sample-{path.stem}-questions")
    batch = ImportBatch.objects.get()
    page.goto(f"/importeren/{batch.pk}/rijen/")
    look(page, f"import-sample-{path.stem}-rows")
    ready = batch.rows.filter(state="ready").count()
    assert ready
    page.goto(f"/importeren/{batch.pk}/")
    journeys.form(page, "/uitvoeren/").click()
    page.wait_for_load_state()
    assert batch.rows.filter(state="imported").count() == ready
    look(page, f"import-sample-{path.stem}-done")
