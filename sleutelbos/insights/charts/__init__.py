"""Charts as SVG: the same values give the same bytes, on a screen, on a phone and on paper. Pure.

Colour is never the only difference between series: each has its own pattern, and its name stands beside the chart.
"""

import math
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

Kind = Literal["bars", "columns", "lines", "stacked"]
FONT: Final = "Noto Sans, Noto Sans Arabic, Noto Sans Ethiopic, sans-serif"
COLOURS: Final = ("#12594c", "#e2b644", "#c8714d", "#86c0b3", "#2c6ca5", "#716a60")
INK, SOFT, PAPER = "#211e1a", "#cdc5b9", "#ffffff"
DASHES: Final = ("", "9 5", "3 4", "14 4 3 4", "2 7", "6 2")
# Series that fit: as many as there are colours with a pattern of their own.
MOST_SERIES: Final = len(COLOURS)


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers; None is a number that is not shown."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: labels along one side, a value per label and series."""

    kind: Kind
    title: str
    description: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    decimals: int = 0


def draw(
    chart: Chart,
    *,
    width: int = 720,
    language: str = "nl",
    direction: Literal["ltr", "rtl"] = "ltr",
    ids: str = "chart",
) -> str:
    """The chart as one SVG element with a title and a description; `ids` begins every id in it.

    Raises ValueError for more series than there are patterns, and for values that are no number or below zero.
    """
    if len(chart.series) > MOST_SERIES:
        raise ValueError("too many series for one chart")
    numbers = [value for one in chart.series for value in one.values if value is not None]
    if any(value < 0 or not math.isfinite(value) for value in numbers):
        raise ValueError("a chart holds numbers of zero and above")
    pen = _Pen(chart, width, language, direction, ids)
    return pen.whole()


class _Pen:
    def __init__(self, chart: Chart, width: int, language: str, direction: str, ids: str) -> None:
        self.chart, self.width, self.language, self.rtl, self.ids = chart, width, language, direction == "rtl", ids
        self.count = max(len(chart.series), 1)

    def whole(self) -> str:
        top, parts = self._legend()
        draw = {"bars": self._bars, "stacked": self._stacked, "columns": self._columns, "lines": self._lines}
        height, body = draw[self.chart.kind](top)
        name = escape(self.ids, quote=True)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {_n(height)}" role="img"'
            f' class="sb-chart" aria-labelledby="{name}-title {name}-desc" font-family="{FONT}" font-size="18"'
            f' fill="{INK}"><title id="{name}-title">{escape(self.chart.title)}</title>'
            f'<desc id="{name}-desc">{escape(self.chart.description)}</desc>'
            f"<defs>{''.join(self._pattern(at) for at in range(1, self.count))}</defs>"
            f'<rect width="{self.width}" height="{_n(height)}" fill="{PAPER}"/>{"".join(parts)}{"".join(body)}</svg>'
        )

    def _pattern(self, at: int) -> str:
        lines = ("M0 12L12 0", "M0 6H12", "M6 0V12", "M0 0L12 12", "M0 6H12M6 0V12")[at - 1]
        mark = f'<path d="{lines}" stroke="{PAPER}" stroke-width="2.5" fill="none"/>'
        return (
            f'<pattern id="{escape(self.ids, quote=True)}-p{at}" width="12" height="12" patternUnits="userSpaceOnUse">'
            f'<rect width="12" height="12" fill="{COLOURS[at]}"/>{mark}</pattern>'
        )

    def _fill(self, at: int) -> str:
        # The first series is plain: a pattern of one colour shows its seams on paper.
        return f"url(#{escape(self.ids, quote=True)}-p{at})" if at else COLOURS[0]

    def _x(self, x: float, size: float = 0) -> float:
        """A place from the start of the line: from the right where people read that way."""
        return self.width - x - size if self.rtl else x

    def _text(self, x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False) -> str:
        # Placed by its own side of the page, not by the direction of the words in it.
        side = {"start": "end", "end": "start"}.get(anchor, anchor) if self.rtl else anchor
        weight = ' font-weight="700"' if bold else ""
        place = f'x="{_n(self._x(x))}" y="{_n(y)}" text-anchor="{side}"'
        return f'<text {place} direction="ltr"{weight}>{escape(words)}</text>'

    def _rect(self, x: float, y: float, w: float, h: float, fill: str) -> str:
        return (
            f'<rect x="{_n(self._x(x, w))}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}" fill="{fill}"'
            f' stroke="{INK}" stroke-width="0.75"/>'
        )

    def _number(self, value: float | None) -> str:
        if value is None:
            return "–"
        text = f"{value:,.{self.chart.decimals}f}"
        if self.language != "en":
            text = text.replace(",", "\x00").replace(".", ",").replace("\x00", ".")
        return f"{text}%" if self.chart.unit == "%" else text

    def _legend(self) -> tuple[float, list[str]]:
        parts, y = [], 8.0
        if self.chart.unit and self.chart.unit != "%":
            parts.append(self._text(0, y + 14, self.chart.unit))
            y += 28
        if len(self.chart.series) > 1:
            for at, one in enumerate(self.chart.series):
                parts += [self._rect(0, y, 20, 18, self._fill(at)), self._text(30, y + 15, one.name)]
                y += 27
            y += 6
        return y, parts

    def _most(self, *, summed: bool = False) -> float:
        rows = [[one.values[at] or 0 for one in self.chart.series if at < len(one.values)] for at in self._places()]
        return max([sum(row) if summed else max(row, default=0) for row in rows] or [0]) or 1

    def _places(self) -> range:
        return range(len(self.chart.labels))

    def _value(self, series: int, at: int) -> float | None:
        values = self.chart.series[series].values
        return values[at] if at < len(values) else None

    def _bars(self, top: float) -> tuple[float, list[str]]:
        most, thick, room, y = self._most(), 26, self.width - 110, top
        parts: list[str] = []
        for at in self._places():
            parts.append(self._text(0, y + 18, self.chart.labels[at]))
            y += 26
            for series in range(len(self.chart.series)):
                value = self._value(series, at)
                long = room * (value or 0) / most
                if value:
                    parts.append(self._rect(0, y, long, thick, self._fill(series)))
                parts.append(self._text(long + 10, y + 19, self._number(value), bold=True))
                y += thick + 4
            y += 10
        return y, parts

    def _stacked(self, top: float) -> tuple[float, list[str]]:
        most, y = self._most(summed=True), top
        parts: list[str] = []
        for at in self._places():
            parts.append(self._text(0, y + 18, self.chart.labels[at]))
            y += 26
            x = 0.0
            said = []
            for series in range(len(self.chart.series)):
                value = self._value(series, at)
                long = self.width * (value or 0) / most
                if value:
                    parts.append(self._rect(x, y, long, 34, self._fill(series)))
                said.append(f"{self.chart.series[series].name}: {self._number(value)}")
                x += long
            parts.append(self._text(0, y + 56, " · ".join(said), bold=True))
            y += 76
        return y, parts

    def _columns(self, top: float) -> tuple[float, list[str]]:
        most, tall, foot = self._most(), 210.0, top + 250
        parts = [f'<path d="M0 {_n(foot)}H{self.width}" stroke="{INK}" stroke-width="1.5"/>']
        step = self.width / max(len(self.chart.labels), 1)
        wide = min(step * 0.7 / self.count, 90)
        for at in self._places():
            middle = step * (at + 0.5)
            x = middle - wide * len(self.chart.series) / 2
            for series in range(len(self.chart.series)):
                value = self._value(series, at)
                high = tall * (value or 0) / most
                if value:
                    parts.append(self._rect(x, foot - high, wide, high, self._fill(series)))
                parts.append(self._text(x + wide / 2, foot - high - 8, self._number(value), anchor="middle", bold=True))
                x += wide
            parts.append(self._text(middle, foot + 24, self.chart.labels[at], anchor="middle"))
        return foot + 38, parts

    def _lines(self, top: float) -> tuple[float, list[str]]:
        most, tall, foot = self._most(), 210.0, top + 250
        parts = [f'<path d="M0 {_n(foot)}H{self.width}" stroke="{INK}" stroke-width="1.5"/>']
        step = self.width / max(len(self.chart.labels), 1)
        for series in range(len(self.chart.series)):
            path, pen_up = "", True
            for at in self._places():
                value = self._value(series, at)
                if value is None:
                    pen_up = True
                    continue
                x, y = self._x(step * (at + 0.5)), foot - tall * value / most
                path += f"{'M' if pen_up else 'L'}{_n(x)} {_n(y)}"
                pen_up = False
                parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="6" fill="{COLOURS[series]}"/>')
                if len(self.chart.series) == 1:
                    parts.append(self._text(step * (at + 0.5), y - 12, self._number(value), anchor="middle", bold=True))
            dash = f' stroke-dasharray="{DASHES[series]}"' if DASHES[series] else ""
            parts.append(f'<path d="{path}" fill="none" stroke="{COLOURS[series]}" stroke-width="4"{dash}/>')
        for at in self._places():
            parts.append(self._text(step * (at + 0.5), foot + 24, self.chart.labels[at], anchor="middle"))
        return foot + 38, parts


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
