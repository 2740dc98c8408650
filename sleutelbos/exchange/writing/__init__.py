"""Spreadsheets out."""

from .files import XLSX_TYPE, Marked, workbook
from .people import people_file
from .report import report

__all__ = ["XLSX_TYPE", "Marked", "people_file", "report", "workbook"]
