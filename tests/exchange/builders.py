"""Spreadsheets made in memory, as people and as attackers make them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableCellProperties, TextProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

Rows = Sequence[Sequence[Any]]

PEOPLE_HEADINGS = ["Voornaam", "Achternaam", "M/V", "Talen", "Woonplaats", "Telefoon", "E-mail"]
PEOPLE_ROW = ["Selam", "Tesfay", "V", "Tigrinya (moedertaal), NL B2", "Doetinchem", "0612340100", "selam@voorbeeld.nl"]


def xlsx(rows: Rows, title: str = "Blad1", **more: Rows) -> bytes:
    """A workbook as Excel saves it; `more` are further sheets by name."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for name, others in more.items():
        extra = book.create_sheet(name)
        for row in others:
            extra.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_text(rows: Rows, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """A text file as a spreadsheet program exports it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def ods(rows: Rows, title: str = "Blad1", *, grey: Iterable[int] = (), struck: Iterable[int] = ()) -> bytes:
    """An OpenDocument sheet written by another library than the one under test; row numbers count from 1."""
    document = OpenDocumentSpreadsheet()
    greyed = Style(name="grey", family="table-cell")
    greyed.addElement(TableCellProperties(backgroundcolor="#cccccc"))
    crossed = Style(name="crossed", family="table-cell")
    crossed.addElement(TextProperties(textlinethroughstyle="solid"))
    document.automaticstyles.addElement(greyed)
    document.automaticstyles.addElement(crossed)
    table = Table(name=title)
    for number, values in enumerate(rows, start=1):
        style = (
            {"stylename": greyed} if number in set(grey) else {"stylename": crossed} if number in set(struck) else {}
        )
        row = TableRow()
        for value in values:
            row.addElement(_ods_cell(value, style))
        table.addElement(row)
    # What LibreOffice always writes at the end: a million empty rows.
    table.addElement(TableRow(numberrowsrepeated="1048000"))
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def _ods_cell(value: Any, style: dict[str, Any]) -> Any:
    if value is None:
        return TableCell(**style)
    if isinstance(value, bool):
        cell = TableCell(valuetype="boolean", booleanvalue="true" if value else "false", **style)
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=str(value), **style)
    elif isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat(), **style)
    elif isinstance(value, time):
        cell = TableCell(valuetype="time", timevalue=f"PT{value.hour:02}H{value.minute:02}M00S", **style)
    else:
        cell = TableCell(valuetype="string", **style)
    cell.addElement(P(text=str(value)))
    return cell


def ods_covered(text: str) -> bytes:
    """A sheet whose first cell spans three columns."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="x")
    row = TableRow()
    wide = TableCell(valuetype="string", numbercolumnsspanned="3", numberrowsspanned="1")
    wide.addElement(P(text=text))
    row.addElement(wide)
    row.addElement(CoveredTableCell())
    row.addElement(CoveredTableCell())
    table.addElement(row)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def rezipped(content: bytes, *, change: dict[str, bytes] | None = None, add: dict[str, bytes] | None = None) -> bytes:
    """The same archive with some parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(item.filename, (change or {}).get(item.filename) or source.read(item.filename))
        for name, body in (add or {}).items():
            target.writestr(name, body)
    return out.getvalue()


def part(content: bytes, name: str) -> bytes:
    """One part of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return source.read(name)
