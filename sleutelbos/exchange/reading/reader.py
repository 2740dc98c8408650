"""Reads a laid-out sheet into rows of understood values, with the answers somebody gave so far."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from sleutelbos.exchange.reading import people, requests
from sleutelbos.exchange.reading.asking import LEAVE_OUT, Asker, Certainty, Option, Understood
from sleutelbos.exchange.reading.cells import Cell, Sheet, Workbook
from sleutelbos.exchange.reading.duplicates import Register
from sleutelbos.exchange.reading.layout import PEOPLE, SheetLayout
from sleutelbos.exchange.reading.rows import Answers, Problem, ReadRow, ReadSheet, RowAnswers, fingerprint
from sleutelbos.exchange.reading.sources import Sources, gather
from sleutelbos.exchange.reading.surroundings import Surroundings
from sleutelbos.exchange.reading.values.words import letters, plain

_TOTAL: Final = re.compile(r"^(?:totaal|total|aantal|som|gemiddeld|subtotaal)\b")
_NONE: Final = RowAnswers()

Progress = Callable[[int], None]


def read_book(
    book: Workbook,
    layouts: tuple[SheetLayout, ...],
    around: Surroundings,
    answers: Answers | None = None,
    progress: Progress | None = None,
) -> tuple[ReadSheet, ...]:
    """Every chosen sheet, lists of people first, so that a log in the same file can name them.

    `progress` is called with the number of rows done so far, about every hundred rows.
    """
    answers = answers or Answers()
    reading = _Reading(around, answers, progress)
    chosen = sorted((layout for layout in layouts if layout.chosen), key=lambda layout: layout.kind != PEOPLE)
    return tuple(reading.sheet(book.sheets[layout.sheet], layout) for layout in chosen)


class _Reading:
    """One pass over one file."""

    def __init__(self, around: Surroundings, answers: Answers, progress: Progress | None) -> None:
        self._around = around
        self._answers = answers
        self._register = Register(around.people)
        self._progress = progress
        self._done = 0
        self._seen: dict[str, int] = {}
        # Lists repeat themselves: the same text in the same field is read once.
        self._memory: dict[tuple[object, ...], Understood] = {}

    def sheet(self, sheet: Sheet, layout: SheetLayout) -> ReadSheet:
        """All rows of one sheet below its headings."""
        sheet = sheet.unmerged()
        everywhere = {**dict(layout.legend), **self._answers.everywhere}
        rows = []
        for number, row in sheet.rows.items():
            if number < layout.first_row:
                continue
            rows.append(self._row(sheet, layout, number, row, everywhere))
            self._done += 1
            if self._progress and self._done % 100 == 0:
                self._progress(self._done)
        return ReadSheet(layout.sheet, layout.name, layout.kind, tuple(rows))

    def _row(
        self, sheet: Sheet, layout: SheetLayout, number: int, row: dict[int, Cell], everywhere: Mapping[str, str]
    ) -> ReadRow:
        given = self._answers.rows.get((layout.sheet, number), _NONE)
        answers = {**everywhere, **given.answers}
        why = _no_entry(row, layout)
        if why and given.skip is not False:
            return ReadRow(layout.sheet, number, layout.kind, {}, {}, problems=(Problem(why),), skip=why)
        found = gather(row, layout, self._around, given, answers)
        fields = self._fields(found, layout.kind, answers, plain_memory=not given.answers and not given.texts)
        asker = Asker(answers)
        look = _ask_about_looks(row, sheet, layout, number, asker)
        read = ReadRow(
            sheet=layout.sheet,
            number=number,
            kind=layout.kind,
            fields=fields,
            columns=found.columns,
            problems=tuple(found.problems),
            notes=_notes(layout.kind, fields, look),
            missing=(people.missing if layout.kind == PEOPLE else requests.missing)(fields),
            fingerprint=fingerprint(
                layout.kind, {name: plain(one.raw) for name, one in fields.items() if one.raw}, self._around.secret
            ),
        )
        same_as, skip = self._same(read, asker)
        if given.skip or (given.skip is None and look == LEAVE_OUT):
            skip = "answered"
        return replace(read, questions=tuple(asker.open), same_as=same_as, skip=skip)

    def _fields(
        self, found: Sources, kind: str, answers: Mapping[str, str], *, plain_memory: bool
    ) -> dict[str, Understood]:
        parsers = (
            people.parsers(self._around) if kind == PEOPLE else requests.parsers(self._around, self._register.people)
        )
        fields: dict[str, Understood] = {}
        for name, parse in parsers.items():
            cell = found.cells.get(name)
            if cell is None:
                if name == "status" and kind != PEOPLE:
                    # An empty state is a question, not nothing.
                    cell = Cell(0, 0, "", "")
                else:
                    self._add_asked(fields, name, found)
                    continue
            key = (kind, name, cell.text, type(cell.value).__name__, cell.masked)
            if plain_memory and key in self._memory:
                fields[name] = self._memory[key]
            else:
                fields[name] = parse(cell, Asker(answers))
                if plain_memory and name != "asked_who":
                    self._memory[key] = fields[name]
            if cell.copied and fields[name].certainty is Certainty.SURE:
                fields[name] = fields[name].but(certainty=Certainty.LIKELY)
            self._add_asked(fields, name, found)
        if kind == PEOPLE and found.days:
            fields["availability"] = people.days(found, self._around, Asker(answers))
        if kind != PEOPLE:
            cell = found.cells.get("when")
            if cell is not None:
                fields["when"] = requests.when(cell, Asker(answers), fields, self._around)
            self._add_asked(fields, "when", found)
            fields["status"] = requests.checked_status(fields, Asker(answers), self._around.today)
        return fields

    def _add_asked(self, fields: dict[str, Understood], name: str, found: Sources) -> None:
        """Questions about the cell itself: a formula, a struck-out text."""
        asker = found.asked.get(name)
        if asker is None or not asker.open:
            return
        known = fields.get(name) or Understood(None, asker.open[0].words, Certainty.UNSURE)
        fields[name] = known.but(questions=(*asker.open, *known.questions))

    def _same(self, read: ReadRow, asker: Asker) -> tuple[str, str]:
        """Who this row may be already (after asking), and why it is left aside."""
        if read.kind != PEOPLE:
            first = self._seen.setdefault(read.fingerprint, read.number)
            if first != read.number:
                answer = asker.ask(
                    "request-twice",
                    f"row:twice:{first}",
                    ["different"],
                    facts={"row": first},
                    blocking=True,
                )
                return "", "answered" if answer == LEAVE_OUT else ""
            return "", ""
        person = people.known_person(read.fields, f"row:{read.sheet}:{read.number}")
        if not person.first_name:
            return "", ""
        same = self._register.same(person)
        if same is None:
            self._register.add(person)
            return "", ""
        in_list = same.person.id.startswith("row:")
        # Who is surely here already is one question for the whole list: an old list with news in it.
        key = "row:known" if same.certain and not in_list else f"row:same:{same.person.id}"
        answer = asker.ask(
            "person-twice" if in_list else "person-known",
            key,
            ["different"] if in_list else ["complete", "different"],
            words=f"{same.person.first_name} {same.person.last_name}".strip(),
            facts={
                "reasons": list(same.reasons),
                "certain": same.certain,
                "row": int(same.person.id.rpartition(":")[2]) if in_list else 0,
                "person": "" if in_list else same.person.id,
                "place": same.person.place,
            },
            blocking=True,
        )
        if answer == "different":
            self._register.add(person)
            return "", ""
        if answer == "complete":
            return same.person.id, ""
        return "", "answered" if answer == LEAVE_OUT else ""


def _no_entry(row: dict[int, Cell], layout: SheetLayout) -> str:
    """Why a row is no entry of the list: a title in between, a total, the headings once more, empty in every column."""
    read = [row[guess.column] for guess in layout.columns if guess.field and guess.column in row]
    texts = [cell for cell in row.values() if cell.text.strip()]
    if not texts or not read:
        return "nothing-read" if texts else "empty"
    if _TOTAL.match(plain(texts[0].text)):
        return "total"
    headings = {letters(guess.heading) for guess in layout.columns if guess.heading}
    if len(texts) >= 2 and sum(letters(cell.text) in headings for cell in texts) >= 0.6 * len(texts):
        return "headings-again"
    wide = sum(1 for guess in layout.columns if guess.field)
    if len(texts) == 1 and wide >= 4 and isinstance(texts[0].value, str):
        # "Gemeente Aalten" alone on its line, or a legend under the list.
        return "title"
    return ""


def _notes(kind: str, fields: Mapping[str, Understood], look: str) -> tuple[str, ...]:
    """How a row comes in: with the state a person gave to grey rows, or without the visit its state promises."""
    if kind == PEOPLE:
        return (f"state-{look}",) if look in {"alumni", "paused"} else ()
    return requests.notes(fields)


def _ask_about_looks(row: dict[int, Cell], sheet: Sheet, layout: SheetLayout, number: int, asker: Asker) -> str:
    """What a person said of a grey, struck-out or hidden row; "" for an ordinary one or while it is open.

    It means something to whoever made the list, and only that person knows what.
    """
    cells = list(row.values())
    states = [Option("alumni"), Option("paused")] if layout.kind == PEOPLE else []
    options = [Option("import"), *states]
    looks = []
    if sum(cell.struck for cell in cells) > 0.6 * len(cells):
        looks.append("struck")
    elif sum(cell.greyed for cell in cells) > 0.6 * len(cells) and not _mostly_grey(sheet, layout):
        looks.append("greyed")
    if number in sheet.hidden_rows:
        looks.append("hidden")
    said = [asker.ask(f"row-{look}", f"row:{look}", options, blocking=True) for look in looks]
    if LEAVE_OUT in said:
        return LEAVE_OUT
    return next((answer for answer in said if answer), "")


def _mostly_grey(sheet: Sheet, layout: SheetLayout) -> bool:
    """Whether grey is just how this list looks (bands of colour), so that it says nothing about a row."""
    grey = total = 0
    for number, row in sheet.rows.items():
        if number >= layout.first_row and row:
            total += 1
            grey += next(iter(row.values())).greyed
    return grey > 0.3 * total
