"""Figures in templates: the picture of a list, and a count that may not be shown says so."""

from typing import Literal

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext

from sleutelbos.accounts.models import Region
from sleutelbos.keypersons.wording import people_word

from ..charts import Chart, Series, draw
from ..wording.grids import Grid, number

register = template.Library()
# Units of the drawing: narrow, so that its words can be read on a phone and in two columns on paper.
WIDTH = 400


@register.filter
def shown(value: float | None) -> str:
    """A count in words; None is "not shown"."""
    return number(value)


@register.filter
def people_of(region: Region) -> str:
    """What key persons are called in a region: its own word on a Dutch page, as that word is Dutch."""
    return people_word(region)


@register.simple_tag
def picture(grid: Grid, name: str) -> SafeString:
    """The list as a drawing; `name` is its own on the page. The same numbers stand in the table beside it."""
    rows = [row for row, _values in grid.lines]
    chart = Chart(
        kind="columns" if grid.kind == "columns" else "bars",
        title=str(grid.title),
        description=gettext("The same numbers stand in the table."),
        labels=tuple(row.short or row.label for row in rows),
        series=tuple(
            Series(str(column), tuple(row.values[at] for row in rows)) for at, column in enumerate(grid.columns)
        ),
    )
    direction: Literal["ltr", "rtl"] = "rtl" if get_language_bidi() else "ltr"
    # Our own drawing: labels are escaped in it.
    return mark_safe(draw(chart, width=WIDTH, language=get_language() or "nl", direction=direction, ids=name))
