"""A list of figures as it is drawn and given as a table, and a number as people read it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list; a count that may not be shown is None. `warning` with `tone`: what runs short."""

    label: str
    values: tuple[float | None, ...]
    warning: Words = ""
    tone: str = ""
    # Where there is little room, under a column.
    short: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A list of figures: drawn as `kind` (bars, columns) and given as a table. `columns`: what each value is."""

    title: Words
    column: Words
    columns: tuple[Words, ...]
    rows: tuple[Row, ...]
    kind: str = "bars"

    @property
    def lines(self) -> list[tuple[Row, list[tuple[Words, float | None]]]]:
        """Every row with its values beside what they are."""
        return [
            (row, list(zip(self.columns, row.values, strict=True)))
            for row in self.rows
            if row.warning or any(value is not None for value in row.values)
        ]

    @property
    def not_shown(self) -> str:
        """What is in the list without any number that may be shown, in the order of the alphabet."""
        return ", ".join(sorted(row.label for row in self.rows if not row.warning and set(row.values) == {None}))

    @property
    def hides(self) -> bool:
        """Whether a count in it is not shown."""
        return any(value is None for row in self.rows for value in row.values)

    @property
    def warns(self) -> bool:
        """Whether a row says that something runs short."""
        return any(row.warning for row in self.rows)

    @property
    def drawable(self) -> bool:
        """Whether there is something to draw."""
        return any(value for row in self.rows for value in row.values)


def number(value: float | None, unit: str = "") -> str:
    """A count or days as words; what is not shown says so."""
    if value is None:
        return gettext("not shown")
    text = f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return f"{text.replace('.', ',') if (get_language() or '').startswith('nl') else text}{unit}"
