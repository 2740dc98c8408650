"""From the cells of a row to one cell per field: joined, corrected, masked, and asked about when they look wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sleutelbos.exchange.reading.asking import LEAVE_OUT, Asker
from sleutelbos.exchange.reading.cells import Cell
from sleutelbos.exchange.reading.layout import SheetLayout
from sleutelbos.exchange.reading.layout.fields import REFUSED, SAID_ALOUD, SEVERAL
from sleutelbos.exchange.reading.rows import Problem, RowAnswers
from sleutelbos.exchange.reading.surroundings import Surroundings
from sleutelbos.exchange.reading.values import contacts
from sleutelbos.exchange.reading.values.remarks import CAUTIONS, MASK
from sleutelbos.exchange.reading.values.words import plain, says_nothing

_PHONE_FIELDS: Final = frozenset({"phone", "contact"})
# A list of languages does not fill a page; a question or a remark may.
_LONGEST: Final = {"question": 2_000, "remarks": 2_000}
_YES: Final = frozenset({"x", "ja", "j", "yes", "1", "v", "✓", "✔", "true"})
_NO: Final = frozenset({"nee", "n", "no", "0", "-", "false"})


@dataclass(slots=True)
class Sources:
    """The cells of one row by field. `days` are the weekday columns; `asked` holds a cell's own questions."""

    cells: dict[str, Cell] = field(default_factory=dict)
    days: dict[int, str] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    asked: dict[str, Asker] = field(default_factory=dict)


def gather(
    row: Mapping[int, Cell],
    layout: SheetLayout,
    around: Surroundings,
    given: RowAnswers,
    answers: Mapping[str, str],
) -> Sources:
    """One cell per field of this row, in the order of the columns. Nothing forbidden is in any of them."""
    found = Sources()
    for guess in layout.columns:
        cell = row.get(guess.column)
        if not guess.field:
            continue
        if guess.field.startswith(REFUSED):
            reason = guess.field.partition(":")[2]
            if cell is not None and reason in SAID_ALOUD and not says_nothing(cell.text):
                found.problems.append(Problem("column-refused", reason, guess.column))
            continue
        if guess.field.startswith("speaks:"):
            _add_language(found, guess.heading, cell, guess.column)
            continue
        if cell is None:
            continue
        name = guess.field
        found.columns.setdefault(name, guess.column)
        if name in given.texts:
            continue
        cell = _looked_at(cell, name, found, around, answers)
        if cell is None:
            continue
        if name.startswith("day_"):
            found.days[int(name[4:])] = cell.text
        elif name in found.cells:
            if name in SEVERAL:
                found.cells[name] = _joined(found.cells[name], cell, name)
        else:
            found.cells[name] = cell
    if "availability" in given.texts:
        found.days.clear()  # what somebody typed stands for the columns of the days
    for name, text in given.texts.items():
        typed = Cell(row=0, column=0, value=text[:4000], text=text[:4000])
        kept = _without_forbidden(typed, name, found, around)
        if kept is not None:
            found.cells[name] = kept
    return found


def allowed(text: str, name: str, around: Surroundings) -> tuple[str, tuple[str, ...]]:
    """The text with forbidden numbers masked, and their kinds. A phone number in a column for them is none."""
    if not any(letter.isdigit() for letter in text) or (name in _PHONE_FIELDS and _is_phone(text)):
        return text, ()
    hits = around.find_forbidden(text)
    if not hits:
        return text, ()
    pieces: list[str] = []
    at = 0
    for hit in hits:
        pieces += [text[at : hit.start], MASK]
        at = hit.end
    return "".join([*pieces, text[at:]]), tuple(dict.fromkeys(hit.kind for hit in hits))


def _is_phone(text: str) -> bool:
    """Whether nothing but valid phone numbers is in a text; nine digits count only as a mobile without its zero."""
    if re.fullmatch(r"\s*\d{8,9}\s*", text) and not re.fullmatch(r"\s*6\d{8}\s*", text):
        return False
    numbers = contacts.numbers_in(text)
    return bool(numbers) and sum(letter.isdigit() for letter in text) <= 14 * len(numbers)


def _looked_at(cell: Cell, name: str, found: Sources, around: Surroundings, answers: Mapping[str, str]) -> Cell | None:
    """The cell, or None when it may not be kept or waits for an answer."""
    kept = _without_forbidden(cell, name, found, around)
    if kept is None:
        return None
    too_long = kept.cut or len(kept.text) > _LONGEST.get(name, 400)
    if not (kept.formula or kept.struck or kept.partly_struck or too_long):
        return kept
    asker = found.asked.setdefault(name, Asker(answers))
    if too_long:
        asker.note("cell-too-long", f"{name}:too-long")
        return None
    if kept.formula:
        broken = kept.value is None or str(kept.value).startswith(("#", "=", "@", "+", "-"))
        key = f"{name}:formula:{plain(kept.text)[:60]}"
        answer = asker.ask("formula", key, [] if broken else ["use"], words=kept.text[:120])
        return replace(kept, formula=False) if answer == "use" else None
    if kept.struck:
        answer = asker.ask("cell-struck", f"{name}:struck", ["use"], words=kept.text)
        return kept if answer == "use" else None
    answer = asker.ask("cell-partly-struck", f"{name}:partly-struck:{plain(kept.text)[:60]}", ["use"], words=kept.text)
    return None if answer in (None, LEAVE_OUT) else kept


def _without_forbidden(cell: Cell, name: str, found: Sources, around: Surroundings) -> Cell | None:
    """The cell, or None and a problem when a number in it may not be kept; masked numbers count as that too."""
    kinds = (*(kind for kind in cell.masked if kind not in CAUTIONS), *allowed(cell.text, name, around)[1])
    for kind in dict.fromkeys(kinds):
        found.problems.append(Problem("forbidden", name, cell.column, kind))
    return None if kinds else cell


def _joined(first: Cell, second: Cell, name: str) -> Cell:
    between = ", " if name == "topics" else " / " if name in {"phone", "email", "contact"} else "; "
    text = f"{first.text}{between}{second.text}"
    return replace(first, value=text, text=text, masked=tuple(dict.fromkeys((*first.masked, *second.masked))))


def _add_language(found: Sources, heading: str, cell: Cell | None, column: int) -> None:
    """A column per language: "x" says that somebody knows it, "goed" how well."""
    said = plain(cell.text) if cell is not None else ""
    if cell is None or not said or said in _NO:
        return
    text = heading if said in _YES else f"{heading} {cell.text}"
    found.columns.setdefault("languages", column)
    one = replace(cell, value=text, text=text)
    found.cells["languages"] = (
        _joined(found.cells["languages"], one, "languages") if "languages" in found.cells else one
    )
