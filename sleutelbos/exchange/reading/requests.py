"""A row of a log of requests."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sleutelbos.exchange.reading.asking import LEAVE_OUT, NOTHING, Asker, Certainty, Understood
from sleutelbos.exchange.reading.cells import Cell
from sleutelbos.exchange.reading.organisations import organisation
from sleutelbos.exchange.reading.surroundings import Surroundings
from sleutelbos.exchange.reading.values import (
    amounts,
    contacts,
    dates,
    languages,
    moments,
    outcomes,
    places,
    questions,
    remarks,
    wishes,
)
from sleutelbos.exchange.reading.values.outcomes import KnownPerson

Parse = Callable[[Cell, Asker], Understood]


def parsers(around: Surroundings, people: Sequence[KnownPerson]) -> dict[str, Parse]:
    """How each field of a request is read; "when" needs the day it came in and is read last."""
    today = around.today
    return {
        "received": lambda cell, asker: dates.on_day(cell, asker, today, "received"),
        "requester": lambda cell, asker: organisation(cell.text, asker, around.organisations, "requester"),
        "contact": lambda cell, asker: contacts.contact(cell.text, asker),
        "question": lambda cell, asker: questions.asked(cell.text, asker, around.topics),
        "language": lambda cell, asker: languages.wanted(cell.text, asker),
        "wish": lambda cell, asker: wishes.wish(cell.text, asker),
        "place": lambda cell, asker: places.meeting_place(cell.text, asker, around.find_place),
        "asked_who": lambda cell, asker: outcomes.asked_who(cell.text, asker, people),
        "status": lambda cell, asker: outcomes.status(cell.text, asker),
        "hours": amounts.minutes,
        "travel": amounts.travel,
        "remarks": lambda cell, asker: _remark(cell, asker, around),
    }


def when(cell: Cell, asker: Asker, fields: Mapping[str, Understood], around: Surroundings) -> Understood:
    """The moment, counted from the day the request came in."""
    return moments.when(cell, asker, received_on(fields), around.parts)


def received_on(fields: Mapping[str, Understood]) -> date | None:
    """The day a request came in, when the row says it to the day."""
    value: Any = fields.get("received", NOTHING).value
    return date.fromisoformat(value["on"]) if value and value["precision"] == "day" else None


def checked_status(fields: Mapping[str, Understood], asker: Asker, today: date) -> Understood:
    """The state, after asking where another column contradicts it or time has passed it by.

    "klaar" but "niemand gevonden"; "gepland" for a day that is over; open, but rather for an interpreter.
    """
    status = fields["status"]
    found = str(status.value or "")
    who: Any = fields.get("asked_who", NOTHING).value
    certainty = status.certainty
    blocked = False
    if who is not None and who["said"] == "nobody" and found in {"done", "planned"}:
        answer = asker.ask(
            "status-contradicts",
            f"status:contradicts:{found}:nobody",
            [found, "unmet"],
            words=f"{status.raw} / {fields['asked_who'].raw}",
        )
        certainty = Certainty.SURE if answer in {found, "unmet"} else Certainty.LIKELY
        found = answer if answer in {found, "unmet"} else found
    if found == "planned" and _is_over(fields, today):
        answer = asker.ask(
            "planned-past",
            "status:planned-past",
            ["done", "cancelled", "unmet", "open"],
            words=status.raw,
            blocking=True,
        )
        found, blocked = (answer, False) if answer and answer != LEAVE_OUT else (found, True)
    question: Any = fields.get("question", NOTHING).value
    hint = question["route"] if question else ""
    if hint and found in {"open", "planned"} and not blocked:
        answer = asker.ask(
            "route-hint",
            f"status:route:{hint}",
            ["redirected", "key-person"],
            words=fields["question"].raw,
            facts={"route": hint},
            blocking=True,
        )
        found = "redirected" if answer == "redirected" else found
    if not asker.open and found == status.value:
        return status.but(certainty=certainty)
    value = found or None
    return status.but(value=value, certainty=certainty, questions=(*status.questions, *asker.open))


def _is_over(fields: Mapping[str, Understood], today: date) -> bool:
    """Whether the moment of a request, or else the day it came in, is behind us."""
    moment: Any = fields.get("when", NOTHING).value
    if moment is not None and moment["last_day"]:
        return date.fromisoformat(moment["last_day"]) < today
    received = received_on(fields)
    return received is not None and received < today - timedelta(days=60)


def missing(fields: Mapping[str, Understood]) -> tuple[str, ...]:
    """What a request cannot do without: a day, a question with a topic and a kind, a state."""
    question: Any = fields.get("question", NOTHING).value
    lacking = []
    if fields.get("received", NOTHING).value is None:
        lacking.append("received")
    if not question or not question["topic"] or not question["kind"]:
        lacking.append("question")
    if fields.get("status", NOTHING).value is None:
        lacking.append("status")
    return tuple(lacking)


def notes(fields: Mapping[str, Understood]) -> tuple[str, ...]:
    """How a row comes in when it does not hold everything its state promises."""
    status = fields.get("status", NOTHING).value
    moment: Any = fields.get("when", NOTHING).value
    who: Any = fields.get("asked_who", NOTHING).value
    fixed = moment is not None and moment["kind"] == "moment"
    person = who is not None and len(who["people"]) == 1
    found = []
    if status == "planned" and not (fixed and person):
        found.append("planned-without-visit")
    if status == "done" and not (fixed and person):
        found.append("done-without-visit")
    question: Any = fields.get("question", NOTHING).value
    if question and question["route"]:
        found.append(f"route-{question['route'].replace('_', '-')}")
    return tuple(found)


def _remark(cell: Cell, asker: Asker, around: Surroundings) -> Understood:
    """A remark in a log is about a newcomer more often than not: kept only when somebody says so, masked first."""
    raw, left_out = remarks.masked(cell.text.strip(), around.find_sensitive)
    left_out = left_out or cell.masked
    words = raw.replace(remarks.MASK, " ").strip(" ,.;")
    if not words:
        return Understood(None, raw, Certainty.NOTHING, (), left_out)
    answer = asker.ask("remark-keep", f"remarks:keep:{words[:80].casefold()}", ["note"], words=raw)
    value = {"note": words[:200]} if answer == "note" else None
    certainty = Certainty.SURE if value else (Certainty.UNSURE if asker.open else Certainty.NOTHING)
    return Understood(value, raw, certainty, tuple(asker.open), left_out)
