"""Open figures in words: what a set counts, what its codes are called, and how its cells stand in tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sleutelbos.keypersons.languages import variety_name
from sleutelbos.signals.wording import THEMES
from sleutelbos.ui.templatetags.ui.moments import page_locale

from ..charts import Chart, Series, draw
from ..open_data.content import cells_of_table
from ..open_data.periods import is_year, year_of
from ..open_data.together import ALL
from ..queries.figures import NOT_SAID

SETS: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "questions": (_("Questions"), _("Questions to the network that came in, without those nobody confirmed.")),
    "talks": (_("Appointments"), _("Appointments of a key person that took place.")),
    "signals": (pgettext_lazy("signals", "Signals"), _("What key persons said about things that do not work.")),
    "key-persons": (_("Key persons"), _("Who could be asked on this day.")),
    "key-persons-language": (
        _("Key persons per language"),
        _("Per language they speak well. Who speaks two languages is counted in both."),
    ),
    "key-persons-topic": (
        _("Key persons per topic"),
        _("Per topic they help with. Who helps with two topics is counted in both."),
    ),
}
DIMENSIONS: Final[dict[str, str | Promise]] = {
    "period": _("Period"),
    "municipality": _("Municipality"),
    "language": _("Language"),
    "topic": _("Topic"),
    "theme": _("Theme"),
}
_NOT_SAID: Final[dict[str, str | Promise]] = {
    "municipality": _("Not said"),
    "language": _("No other language needed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list: a name and a count; None is hidden."""

    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One dimension by itself: its name, its lines, and a drawing of them."""

    title: str
    lines: list[Line]
    drawing: SafeString


@dataclass(frozen=True, slots=True)
class Crossed:
    """Two dimensions crossed: names along the top, and a row per name with its counts; the last of both is all."""

    title: str
    first: str
    names: list[str]
    rows: list[tuple[str, list[int | None]]]


@dataclass(frozen=True, slots=True)
class SetPage:
    """One set of figures as a page shows it."""

    code: str
    title: str
    about: str
    day: str
    total: Line | None
    lists: list[Listed]
    crossed: list[Crossed]
    tables: bool


def period_words(period: str) -> str:
    """A period for people: "third quarter of 2026"."""
    if is_year(period):
        return period
    words = {
        "Q1": gettext("first quarter of %(year)s"),
        "Q2": gettext("second quarter of %(year)s"),
        "Q3": gettext("third quarter of %(year)s"),
        "Q4": gettext("fourth quarter of %(year)s"),
    }
    return words[period.split("-")[1]] % {"year": year_of(period)}


def set_page(content: Mapping[str, Any], one: Mapping[str, Any], *, where: str = "") -> SetPage:
    """A set with everything named, largest first where there is a list; `where` sets its drawings apart on a page."""
    title, about = SETS[one["code"]]
    dimensions = one["dimensions"]
    when = one["cells"][0][0] if one["cells"] else ""
    shown = {tuple(row[:-1]): row[-1] for row in one["cells"]}
    total = (when, *([ALL] * (len(dimensions) - 1)))
    lists = []
    for number, dimension in enumerate(dimensions[1:], 1):
        values = {
            cell[number]: count
            for cell, count in shown.items()
            if cell[number] != ALL and all(other == ALL for at, other in enumerate(cell) if at and at != number)
        }
        if values:
            lines = [Line(name_of(content, dimension, value), count) for value, count in values.items()]
            name = str(DIMENSIONS[dimension])
            lines.sort(key=_largest_first)
            lists.append(Listed(name, lines, _drawn(f"{where}{one['code']}-{dimension}", str(title), name, lines)))
    return SetPage(
        one["code"],
        str(title),
        str(about),
        format_date(date.fromisoformat(when), "long", locale=page_locale()) if when.count("-") == 2 else "",
        Line(gettext("All together"), shown[total]) if total in shown else None,
        lists,
        [_crossed(content, one, table["name"]) for table in one["tables"] if len(table["axes"]) == 3],
        bool(one["tables"]),
    )


def name_of(content: Mapping[str, Any], dimension: str, value: str) -> str:
    """What a code is called in the language of the page."""
    if value == ALL:
        return gettext("All together")
    if value == NOT_SAID and dimension in _NOT_SAID:
        return str(_NOT_SAID[dimension])
    if dimension == "language":
        return variety_name(value)
    names = content["names"].get(dimension, {}).get(value)
    if isinstance(names, str):
        return names
    language = (get_language() or "nl").split("-")[0]
    if names and names.get(language):
        return str(names[language])
    if dimension == "theme" and value in THEMES:
        return str(THEMES[value])
    return str((names or {}).get("nl", value))


def _drawn(ids: str, title: str, name: str, lines: list[Line]) -> SafeString:
    """Bars; a hidden number is a dash, and the table beside it says why."""
    hidden = gettext("hidden")
    chart = Chart(
        "bars",
        f"{title}: {name}",
        ". ".join(f"{line.name}: {hidden if line.count is None else line.count}" for line in lines),
        tuple(line.name for line in lines),
        (Series(title, tuple(line.count for line in lines)),),
    )
    direction: Literal["ltr", "rtl"] = "rtl" if get_language_bidi() else "ltr"
    # The drawing escapes every word it is given.
    return mark_safe(draw(chart, width=420, language=get_language() or "nl", direction=direction, ids=ids))


def _largest_first(line: Line) -> tuple[bool, int, str]:
    return line.count is None, -(line.count or 0), line.name


def _crossed(content: Mapping[str, Any], one: Mapping[str, Any], name: str) -> Crossed:
    cells = cells_of_table(one, name)
    first, second = name.split("-")
    down, across = one["dimensions"].index(first), one["dimensions"].index(second)
    at = {(cell[down], cell[across]): count for cell, count in cells.items()}
    rows = list(dict.fromkeys(cell[down] for cell in cells))
    columns = list(dict.fromkeys(cell[across] for cell in cells))
    return Crossed(
        gettext("%(one)s and %(other)s") % {"one": DIMENSIONS[first], "other": str(DIMENSIONS[second]).lower()},
        str(DIMENSIONS[first]),
        [name_of(content, second, value) for value in columns],
        [(name_of(content, first, row), [at.get((row, column)) for column in columns]) for row in rows],
    )
