"""Why something is not taken, and what to do instead."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from sleutelbos.ui import guard
from sleutelbos.ui.errors import LazyText

from ..reading import refusals
from ..reading.refusals import RefusedFile

_FILES: Final[dict[str, LazyText]] = {
    refusals.EMPTY: _("There is nothing in this file."),
    refusals.TOO_LARGE: _(
        "This file is too large: at most %(most_megabytes)s MB. Take out pictures, or split the list."
    ),
    refusals.NOT_A_SPREADSHEET: _(
        "This is not a spreadsheet (we found: %(found)s). Save your list as .xlsx, .ods or .csv and try again."
    ),
    refusals.WRONG_EXTENSION: _(
        "The name of this file ends in .%(named)s, but inside it is %(found)s. We do not open it. Save your list again "
        "in your spreadsheet program and choose .xlsx, .ods or .csv."
    ),
    refusals.OLD_XLS: _("This is an old Excel file (.xls). Open it, choose “Save as” and take .xlsx."),
    refusals.BINARY_XLSB: _("This is a binary Excel file (.xlsb). Open it, choose “Save as” and take .xlsx."),
    refusals.MACROS: _(
        "There are macros (small programs) in this file. We never open those. Save it as .xlsx without macros."
    ),
    refusals.ENCRYPTED: _("This file has a password. Save it without a password and try again."),
    refusals.UNPACKS_TOO_BIG: _("This file becomes much too big when it is opened. We do not open it."),
    refusals.UNSAFE_XML: _(
        "There is something in this file that can do harm. We do not open it. Save your list as .csv."
    ),
    refusals.TOO_MANY_ROWS: _("This list has more than %(most)s rows. Split it into smaller lists."),
    refusals.TOO_MANY_COLUMNS: _(
        "This list is wider than %(most)s columns. Take out empty or unused columns on the right, and try again."
    ),
    refusals.TOO_MANY_SHEETS: _("There are more than %(most)s sheets in this file. Save only the sheets you need."),
    refusals.TOO_MANY_CELLS: _("There is too much in this file. Save only the list you need."),
    refusals.DAMAGED: _("This file is damaged. Open it in your spreadsheet program, save it again and try again."),
    refusals.UNREADABLE_TEXT: _("We cannot read the letters of this file. Save it as .xlsx and try again."),
}
_COLUMNS: Final[dict[str, LazyText]] = {
    "bsn": _("A column with BSN is never read. Take it out of your list: it is not allowed to keep it there either."),
    "v_number": _("A column with V-numbers is never read."),
    "iban": _("A column with bank accounts is never read."),
    "document_number": _("A column with document numbers is never read."),
    "origin": _("Where somebody comes from is never kept here."),
    "belief": _("Belief or opinion is never kept here."),
    "birth": _("A date of birth or age is not needed and not kept."),
    "health": _("Health is never kept here."),
    "client": _("Names of newcomers are never kept here."),
}
_LEFT_OUT: Final[dict[str, LazyText]] = {
    "health": _("Something about health is left out: it may not be kept here."),
    "asylum": _("Something about flight or asylum is left out: it may not be kept here."),
    "belief": _("Something about belief or opinion is left out: it may not be kept here."),
    "address": _("The street is left out: only the place and the digits of the postcode are kept."),
}
_REASONS: Final[dict[str, LazyText]] = {
    "title": _("a line in between"),
    "total": _("a total"),
    "headings-again": _("the headings once more"),
    "nothing-read": _("nothing in the columns we read"),
    "empty": _("an empty row"),
    "answered": _("you left it out"),
    "email-known": _("This e-mail address belongs to somebody else in your network."),
    "person-gone": _("The person this row belongs to is not there any more."),
    "forbidden-content": _("There is a number in this row that may not be kept."),
    "not-possible": _("This row could not be taken in. Look at its values."),
    "in-use": _("Something else hangs on it: a question, an appointment, an account or hours."),
    "changed": _("Somebody changed it after the import."),
}
_NOTES: Final[dict[str, LazyText]] = {
    "planned-without-visit": _("Planned, but without one person and one time: it comes in as an open question."),
    "done-without-visit": _("Finished, but without one person and one time: it counts, without an appointment."),
    "state-alumni": _("Comes in as alumni."),
    "state-paused": _("Comes in with a pause."),
    "route-interpreter-first": _("The role router would send this to a professional interpreter first."),
    "route-professional-first": _("The role router would send this to a professional first."),
    "route-emergency": _("The role router would say: call 112."),
}
_DOUBTS: Final[dict[str, LazyText]] = {
    "no-headings": _("We found no headings, so we looked at what stands in the columns."),
    "kind-unclear": _("We are not sure what this sheet lists."),
    "few-columns": _("We understand few columns of this sheet."),
    "no-rows": _("There are no rows under the headings."),
    "hidden-sheet": _("This sheet is hidden in the file."),
    "old-sheet": _("Its name says that it is an old sheet."),
}
_NOTICES: Final[dict[str, LazyText]] = {
    "external-links-ignored": _("The file has links to other files. We did not follow them."),
    "data-connections-ignored": _("The file has connections to other data. We did not use them."),
}


def refusal_text(error: RefusedFile) -> str:
    """Why a file is not read, and what to do."""
    facts = {"found": "?", "named": "?", "most": "?", "most_megabytes": "?", **error.facts}
    return str(_FILES[error.code]) % facts


def problem_text(code: str, field: str, words: str) -> str:
    """Why a cell or column was refused."""
    if code == "forbidden":
        return str(guard.explain(words)) if words in guard.KINDS else str(_COLUMNS.get(words, _LEFT_OUT["health"]))
    if code == "column-refused":
        return str(_COLUMNS.get(field, field))
    return reason_text(code)


def left_out_text(kind: str) -> str:
    """What was deliberately not read of a cell."""
    return str(_LEFT_OUT.get(kind, _LEFT_OUT["health"]))


def reason_text(code: str) -> str:
    """Why a row is left out, did not come in, or could not be taken back."""
    return str(_REASONS.get(code, _REASONS["not-possible"])) if code else ""


def note_text(code: str) -> str:
    """How a row comes in when it does not hold everything its state promises."""
    return str(_NOTES.get(code, ""))


def doubt_text(code: str) -> str:
    """What to look at in a sheet."""
    return str(_DOUBTS[code])


def notice_text(code: str) -> str:
    """What was left aside in a file."""
    return str(_NOTICES[code])
