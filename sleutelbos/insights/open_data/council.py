"""What a page for a council says of each kind of counts, and how it is kept. Pure: outcomes in, plain values out."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..disclosure import Cell, Outcome, Table
from .together import ALL, PERIOD, SUBJECTS, Bench

_UNMET: Final = "unmet"
# How a question ended, as far as it is on the page.
_ENDED: Final = (_UNMET, "unmet_language", "unmet_time", "unmet_other", "redirected")


def tables_of(bench: Bench, span: str, place: str) -> list[Table]:
    """The tables of one municipality over one period."""
    at = {PERIOD: (span,), "municipality": (place,)}

    def table(name: str, **axes: Sequence[str]) -> Table:
        return Table(f"{place} {name}", {**at, **axes}, ALL)

    code = bench.ledger.subject.code
    if code == "questions":
        return [
            table("ended", ended=(ALL, *_ENDED)),
            table("topic", topic=bench.positions("topic")),
            table("language", language=bench.positions("language"), ended=(ALL, _UNMET)),
        ]
    if code == "signals":
        return [table("theme", theme=bench.positions("theme"), answered=(ALL, "yes"))]
    if code == "experience":
        return [table("helped", by=SUBJECTS[code].fixed["by"], helped=(*SUBJECTS[code].fixed["helped"], ALL))]
    if code == "cents":
        return [table("ledger", ledger=bench.positions("ledger"))]
    return [table("all")]


def said_of(outcomes: Mapping[str, Outcome], place: str) -> dict[str, Any]:
    """What the page says of every subject, as later publications need it."""
    return {
        code: {
            "dimensions": [PERIOD, *SUBJECTS[code].dimensions],
            "cells": [[*cell, count] for cell, count in outcome.release.items() if cell[1] == place],
        }
        for code, outcome in outcomes.items()
    }


def figures_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a page, from what it says: a number, None (not shown), or absent where there is nothing."""
    cells: dict[str, dict[Cell, int | None]] = {
        code: {tuple(row[2:-1]): row[-1] for row in one["cells"]} for code, one in said.items()
    }

    def one(code: str, *cell: str) -> int | None:
        return cells[code].get(cell)

    asked, came, money = cells["questions"], cells["signals"], cells["cents"]
    ended = {code: asked.get((ALL, ALL, code)) for code in _ENDED}
    total = asked.get((ALL, ALL, ALL))
    # Of so few that even their number is not shown nothing is listed, not even which languages there are.
    listed = asked if total is not None else {}
    languages = dict.fromkeys(cell[0] for cell in listed if cell[0] != ALL)
    topics = dict.fromkeys(cell[1] for cell in listed if cell[1] != ALL)
    themes = dict.fromkeys(cell[0] for cell in came if cell[0] != ALL and came.get((ALL, ALL)) is not None)
    done, spent = one("talks", ALL, ALL), money.get((ALL,))
    found: dict[str, Any] = {
        "questions": total,
        "ended": ended,
        "topic": _not_nought({code: [asked.get((ALL, code, ALL)), None] for code in topics}),
        "language": _not_nought(
            {code: [asked.get((code, ALL, ALL)), asked.get((code, ALL, _UNMET))] for code in languages}
        ),
        "visits": {"done": done, "no_show": one("missed")},
        "helpers": one("helpers"),
        "minutes": one("minutes"),
        "cents": {"fee": money.get(("fee",)), "costs": money.get(("costs",)), "all": spent},
        "cents_per_visit": round(spent / done) if spent is not None and done else None,
        "signals": {
            "all": came.get((ALL, ALL)),
            "answered": came.get((ALL, "yes")),
            "theme": _not_nought({code: [came.get((code, ALL)), came.get((code, "yes"))] for code in themes}),
        },
        "experience": {},
    }
    for by in SUBJECTS["experience"].fixed["by"]:
        helped = (*SUBJECTS["experience"].fixed["helped"], ALL)
        values = {code: one("experience", by, code) for code in helped}
        found["experience"][by] = {"all": values.pop(ALL), **values}
    return found


def _not_nought(values: Mapping[str, list[int | None]]) -> dict[str, list[int | None]]:
    """Without what nobody asked for: a region knows many languages, a municipality few."""
    return {code: pair for code, pair in values.items() if pair[0] != 0}
