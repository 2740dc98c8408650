"""Cells that go to a spreadsheet program: text stays text, whatever somebody typed."""

# A cell that starts with one of these is a formula for spreadsheet programs (OWASP, CSV injection).
_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """The value as text that no spreadsheet program takes for a formula; a plain number stays as it is."""
    text = "" if value is None else str(value)
    if text.startswith(_STARTS) and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    return text[:1] in "+-" and text[1:].replace(".", "", 1).replace(",", "", 1).isdigit()
