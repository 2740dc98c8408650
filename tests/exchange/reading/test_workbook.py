"""Opening files: what is read from each format, and what is refused before it does harm."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from time import process_time

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from sleutelbos.exchange.reading import limits, refusals
from sleutelbos.exchange.reading.refusals import RefusedFile
from sleutelbos.exchange.reading.workbook import open_workbook
from tests.exchange import builders

GRID = [["Naam", "Aantal"], ["Selam", 3], ["Zoë", 1.5], [None, date(2024, 12, 29)]]


def refusal(content: bytes, name: str = "", most: limits.Limits = limits.DEFAULT) -> str:
    """The code with which a file is refused."""
    with pytest.raises(RefusedFile) as caught:
        open_workbook(content, name, most)
    return caught.value.code


def texts(content: bytes, name: str) -> list[list[str]]:
    """The texts of the first sheet, row by row."""
    sheet = open_workbook(content, name).sheets[0]
    return [[cell.text for cell in row.values()] for row in sheet.rows.values()]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (builders.xlsx(GRID), "lijst.xlsx"),
        (builders.ods(GRID), "lijst.ods"),
        (builders.csv_text([["Naam", "Aantal"], ["Selam", "3"], ["Zoë", "1,5"], ["", "29-12-2024"]]), "lijst.csv"),
    ],
)
def test_the_three_formats_read_the_same(content: bytes, name: str) -> None:
    assert texts(content, name) == [["Naam", "Aantal"], ["Selam", "3"], ["Zoë", "1,5"], ["29-12-2024"]]


def test_rows_and_columns_keep_the_numbers_a_person_sees() -> None:
    book = openpyxl.Workbook()
    book.active["C7"] = "hier"  # type: ignore[index]
    cell = open_workbook(builders.saved(book), "a.xlsx").sheets[0].rows[7][3]
    assert (cell.row, cell.column, cell.text) == (7, 3, "hier")


def test_dates_times_and_durations_of_excel_become_dates_times_and_durations() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([datetime(2026, 9, 6), datetime(2026, 9, 21, 15, 0), time(1, 30)])
    row = open_workbook(builders.saved(book), "a.xlsx").sheets[0].rows[1]
    assert [cell.value for cell in row.values()] == [datetime(2026, 9, 6), datetime(2026, 9, 21, 15, 0), time(1, 30)]
    assert [cell.text for cell in row.values()] == ["06-09-2026", "21-09-2026 15:00", "01:30"]


def test_dates_counted_from_1904_are_read_as_what_they_mean() -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.active["A1"] = datetime(2024, 5, 7)  # type: ignore[index]
    assert open_workbook(builders.saved(book), "a.xlsx").sheets[0].rows[1][1].value == datetime(2024, 5, 7)


def test_grey_rows_struck_text_hidden_rows_and_merged_cells_are_noticed() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for values in (["titel", None, None], ["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"], [None, "k", "l"]):
        sheet.append(values)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A4:A5")
    sheet["A2"].fill = PatternFill("solid", fgColor="DDDDDD")
    sheet["B2"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["A3"].font = Font(strike=True)
    sheet["B3"].font = Font(color="808080")
    sheet["C3"] = CellRichText([TextBlock(InlineFont(strike=True), "Turks"), " Arabisch"])
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    read = open_workbook(builders.saved(book), "a.xlsx").sheets[0]
    assert (read.rows[2][1].greyed, read.rows[2][2].greyed) == (True, False)
    assert (read.rows[3][1].struck, read.rows[3][2].struck, read.rows[3][2].greyed) == (True, False, True)
    assert (read.rows[3][3].partly_struck, read.rows[3][3].text) == (True, "Turks Arabisch")
    assert (read.hidden_rows, read.hidden_columns) == ({4}, {3})
    assert read.unmerged().rows[5][1].text == "g"
    assert read.unmerged().rows[5][1].copied
    assert 2 not in read.unmerged().rows[1]


def test_ods_marks_grey_and_struck_rows_and_reads_merged_titles_once() -> None:
    sheet = open_workbook(builders.ods([["a"], ["b"], ["c"]], grey=[2], struck=[3]), "a.ods").sheets[0]
    assert [row[1].greyed for row in sheet.rows.values()] == [False, True, False]
    assert [row[1].struck for row in sheet.rows.values()] == [False, False, True]
    wide = open_workbook(builders.ods_covered("Overzicht"), "a.ods").sheets[0]
    assert [cell.text for cell in wide.cells()] == ["Overzicht"]
    assert wide.merged[0].right == 3


def test_a_formula_is_marked_and_only_its_stored_result_is_read() -> None:
    content = builders.xlsx([["x", "=1+1"]])
    stored = (
        builders.part(content, "xl/worksheets/sheet1.xml")
        .replace(b"<v></v>", b"<v>2</v>")
        .replace(b"<v />", b"<v>2</v>")
    )
    cell = open_workbook(builders.rezipped(content, change={"xl/worksheets/sheet1.xml": stored}), "a.xlsx")
    found = cell.sheets[0].rows[1][2]
    assert (found.formula, found.value) == (True, 2)
    never_computed = open_workbook(content, "a.xlsx").sheets[0].rows[1][2]
    assert (never_computed.formula, never_computed.value) == (True, None)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ('=HYPERLINK("http://x","klik")', True),
        ("=cmd|' /C calc'!A0", True),
        ("@SUM(1+1)", True),
        ("+cmd|' /C calc'!A0", True),
        ("-2+3+cmd|' /C calc'!A0", True),
        ("\t=1+1", True),
        ("+31 6 12 34 01 00", False),
        ("+31 (0)6 12340100", False),
        ("- Arabisch", False),
        ("@selam", False),
    ],
)
def test_text_that_a_program_would_compute_is_marked_whatever_the_format(text: str, formula: bool) -> None:
    book = openpyxl.Workbook()
    cell = book.active["A1"]  # type: ignore[index]
    cell.value = text
    cell.data_type = "s"
    for content, name in ((builders.saved(book), "a.xlsx"), (builders.csv_text([[text, "x"]]), "a.csv")):
        assert open_workbook(content, name).sheets[0].rows[1][1].formula is formula


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_finds_encoding_and_separator(encoding: str, delimiter: str) -> None:
    rows = [["Naam", "Talen"], ["Zoë Müller", "Oekraïens; Frans, Turks"], ["François", "één"]]
    content = builders.csv_text(rows, delimiter, encoding)
    book = open_workbook(content, "lijst.csv")
    assert [[cell.text for cell in row.values()] for row in book.sheets[0].rows.values()] == rows
    assert book.delimiter == delimiter


def test_csv_of_an_old_dos_program_keeps_its_letters() -> None:
    rows = [["Naam", "Plaats"], ["Zoë", "Ulft"], ["André", "Aalten"], ["Geërgerd", "Wehl"]]
    assert texts(builders.csv_text(rows, ";", "cp850"), "a.csv")[1] == ["Zoë", "Ulft"]


def test_csv_with_a_line_that_names_the_separator_and_title_lines_above() -> None:
    content = b"sep=;\r\nOverzicht sleutelpersonen\r\n\r\nNaam;Plaats\r\nSelam;Ulft\r\n"
    assert texts(content, "a.csv") == [["Overzicht sleutelpersonen"], ["Naam", "Plaats"], ["Selam", "Ulft"]]


def test_text_longer_than_we_keep_is_cut_and_says_so() -> None:
    cell = open_workbook(builders.xlsx([["x" * 5_000, "y"]]), "a.xlsx").sheets[0].rows[1][1]
    assert (len(cell.text), cell.cut) == (4_000, True)


def test_a_stray_cell_far_down_costs_nothing() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1048576"] = "a", "b"
    started = process_time()
    assert sorted(open_workbook(builders.saved(book), "a.xlsx").sheets[0].rows) == [1, 1048576]
    assert process_time() - started < 2


# What is refused.


def test_nothing_in_the_file_is_refused() -> None:
    assert refusal(b"") == refusals.EMPTY
    assert refusal(b"\r\n\r\n  ", "a.csv") == refusals.EMPTY
    assert refusal(builders.xlsx([]), "a.xlsx") == refusals.EMPTY
    assert refusal(builders.ods([]), "a.ods") == refusals.EMPTY


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 60, "foto.xlsx", refusals.NOT_A_SPREADSHEET),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x01" * 60, "foto.csv", refusals.NOT_A_SPREADSHEET),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "lijst.xlsx", refusals.NOT_A_SPREADSHEET),
        (b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 80, "lijst.csv", refusals.NOT_A_SPREADSHEET),
        (b"<html><table><tr><td>Naam</td></tr></table></html>", "lijst.xls", refusals.NOT_A_SPREADSHEET),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>", "lijst.csv", refusals.NOT_A_SPREADSHEET),
        (b"{\\rtf1 Naam}", "lijst.csv", refusals.NOT_A_SPREADSHEET),
        (b"naam;plaats\x00\x00\x01", "lijst.csv", refusals.NOT_A_SPREADSHEET),
    ],
)
def test_other_kinds_of_file_are_refused_by_their_content(content: bytes, name: str, code: str) -> None:
    assert refusal(content, name) == code


def test_a_name_that_does_not_fit_the_content_is_refused() -> None:
    people = [builders.PEOPLE_HEADINGS, builders.PEOPLE_ROW]
    assert refusal(builders.xlsx(people), "lijst.csv") == refusals.WRONG_EXTENSION
    assert refusal(builders.csv_text(people), "lijst.xlsx") == refusals.WRONG_EXTENSION
    assert refusal(builders.ods(people), "lijst.xlsx") == refusals.WRONG_EXTENSION
    assert refusal(builders.xlsx(people), "lijst.exe") == refusals.WRONG_EXTENSION
    assert open_workbook(builders.xlsx(people), "LIJST.XLSX").kind == "xlsx"
    assert open_workbook(builders.xlsx(people), "").kind == "xlsx"


def test_old_excel_and_locked_excel_each_get_their_own_answer() -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
    assert refusal(container + "Workbook".encode("utf-16-le"), "lijst.xls") == refusals.OLD_XLS
    assert refusal(container + "EncryptedPackage".encode("utf-16-le"), "lijst.xlsx") == refusals.ENCRYPTED


def test_macros_are_refused_also_when_the_name_hides_them() -> None:
    plain = builders.xlsx([["a", "b"]])
    assert refusal(builders.rezipped(plain, add={"xl/vbaProject.bin": b"x"}), "a.xlsx") == refusals.MACROS
    assert refusal(builders.rezipped(plain, add={"xl/macrosheets/sheet1.xml": b"x"}), "a.xlsx") == refusals.MACROS
    types = builders.part(plain, "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert refusal(builders.rezipped(plain, change={"[Content_Types].xml": types}), "a.xlsx") == refusals.MACROS
    assert refusal(plain, "a.xlsm") == refusals.MACROS
    basic = builders.rezipped(builders.ods([["a"]]), add={"Basic/Standard/Module1.xml": b"<x/>"})
    assert refusal(basic, "a.ods") == refusals.MACROS


def test_locked_archives_are_refused() -> None:
    content = bytearray(builders.xlsx([["a", "b"]]))
    at = content.find(b"PK\x01\x02")
    struct.pack_into("<H", content, at + 8, 1)
    assert refusal(bytes(content), "a.xlsx") == refusals.ENCRYPTED
    manifest = b"<m:manifest xmlns:m='urn:x'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
    locked = builders.rezipped(builders.ods([["a"]]), change={"META-INF/manifest.xml": manifest})
    assert refusal(locked, "a.ods") == refusals.ENCRYPTED


def test_a_zip_bomb_is_refused_from_its_directory_without_unpacking() -> None:
    huge = b"<row>" * 30_000_000
    bomb = builders.rezipped(builders.xlsx([["a", "b"]]), add={"xl/media/big.xml": huge})
    assert len(bomb) < 2_000_000
    started = process_time()
    assert refusal(bomb, "a.xlsx") == refusals.UNPACKS_TOO_BIG
    assert process_time() - started < 0.5


def test_a_zip_bomb_whose_directory_lies_is_stopped_while_unpacking() -> None:
    content = builders.xlsx([["a", "b"]])
    body = builders.part(content, "xl/worksheets/sheet1.xml").replace(b"<sheetData>", b"<sheetData>" + b" " * 400_000)
    lying = bytearray(builders.rezipped(content, change={"xl/worksheets/sheet1.xml": body}))
    # Both headers of the member now claim 200 bytes.
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = -1
        while (at := lying.find(signature, at + 1)) >= 0:
            name_at = at + (46 if signature == b"PK\x01\x02" else 30)
            if lying[name_at : name_at + 24] == b"xl/worksheets/sheet1.xml":
                struct.pack_into("<I", lying, at + offset, 200)
    assert refusal(bytes(lying), "a.xlsx") in {refusals.DAMAGED, refusals.UNPACKS_TOO_BIG}
    small = replace(limits.DEFAULT, unpacked_bytes=50_000)
    honest = builders.rezipped(content, change={"xl/worksheets/sheet1.xml": body})
    assert refusal(honest, "a.xlsx", small) == refusals.UNPACKS_TOO_BIG


def test_nested_entities_are_refused_and_never_grow() -> None:
    content = builders.xlsx([["a", "b"]])
    bomb = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
    for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        original = builders.part(content, name)
        start = original.find(b"?>") + 2 if original.startswith(b"<?xml") else 0
        changed = original[:start] + bomb + original[start:]
        assert refusal(builders.rezipped(content, change={name: changed}), "a.xlsx") == refusals.UNSAFE_XML
    sheet = builders.ods([["a"]])
    original = builders.part(sheet, "content.xml")
    start = original.find(b"?>") + 2
    changed = original[:start] + b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" + original[start:]
    assert refusal(builders.rezipped(sheet, change={"content.xml": changed}), "a.ods") == refusals.UNSAFE_XML


def test_an_entity_in_another_encoding_is_refused_too() -> None:
    content = builders.xlsx([["a", "b"]])
    evil = "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>".encode("utf-16")
    assert (
        refusal(builders.rezipped(content, change={"xl/worksheets/sheet1.xml": evil}), "a.xlsx") == refusals.UNSAFE_XML
    )


def test_a_hundred_thousand_rows_get_a_quick_refusal() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("x")
    for number in range(100_001):
        sheet.append([f"naam {number}"])
    content = builders.saved(book)
    started = process_time()
    assert refusal(content, "a.xlsx") == refusals.TOO_MANY_ROWS
    assert process_time() - started < 5
    lines = b"naam;plaats\r\n" + b"Selam;Ulft\r\n" * 100_001
    assert refusal(lines, "a.csv") == refusals.TOO_MANY_ROWS


def test_repeated_ods_rows_and_columns_are_refused_without_unfolding() -> None:
    sheet = builders.ods([["a"]])
    original = builders.part(sheet, "content.xml")
    many = original.replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="900000">', 1)
    assert refusal(builders.rezipped(sheet, change={"content.xml": many}), "a.ods") == refusals.TOO_MANY_ROWS
    wide = original.replace(b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16000" ', 1)
    assert refusal(builders.rezipped(sheet, change={"content.xml": wide}), "a.ods") == refusals.TOO_MANY_COLUMNS


def test_too_many_columns_sheets_cells_and_bytes_are_refused() -> None:
    assert refusal(builders.xlsx([["x"] * 121]), "a.xlsx") == refusals.TOO_MANY_COLUMNS
    assert refusal(builders.csv_text([["x"] * 121]), "a.csv") == refusals.TOO_MANY_COLUMNS
    sheets = {f"blad {number}": [["a"]] for number in range(41)}
    assert refusal(builders.xlsx([["a"]], **sheets), "a.xlsx") == refusals.TOO_MANY_SHEETS
    few = replace(limits.DEFAULT, cells=10)
    assert refusal(builders.xlsx([["x"] * 4] * 4), "a.xlsx", few) == refusals.TOO_MANY_CELLS
    assert refusal(b"a;b\r\n" * 3_000_000, "a.csv") == refusals.TOO_LARGE


def test_broken_files_are_refused_at_every_length() -> None:
    for content, name in ((builders.xlsx([["a", "b"]] * 50), "a.xlsx"), (builders.ods([["a", "b"]] * 50), "a.ods")):
        for share in (0.1, 0.5, 0.9, 0.99):
            assert refusal(content[: int(len(content) * share)], name) in {refusals.DAMAGED, refusals.NOT_A_SPREADSHEET}


def test_an_archive_with_two_parts_of_one_name_is_refused() -> None:
    out = io.BytesIO(builders.xlsx([["a", "b"]]))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert refusal(out.getvalue(), "a.xlsx") == refusals.DAMAGED


def test_other_documents_in_the_same_containers_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")
    assert refusal(out.getvalue(), "brief.xlsx") == refusals.NOT_A_SPREADSHEET
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("lijst.csv", "a;b")
    assert refusal(other.getvalue(), "lijst.xlsx") == refusals.NOT_A_SPREADSHEET


def test_links_to_other_files_are_ignored_and_mentioned() -> None:
    content = builders.rezipped(builders.xlsx([["a", "b"]]), add={"xl/externalLinks/externalLink1.xml": b"<x/>"})
    assert open_workbook(content, "a.xlsx").notices == ("external-links-ignored",)


def test_the_same_bytes_have_the_same_digest() -> None:
    content = builders.xlsx([["a", "b"]])
    assert open_workbook(content, "a.xlsx").digest == open_workbook(content, "anders.xlsx").digest
