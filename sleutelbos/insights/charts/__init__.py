"""Charts as SVG: the same values give the same bytes, on a screen, on a phone and on paper. Pure.

Colour is never the only difference between series: each has its own pattern, and its name stands beside the chart.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

Kind = Literal["bars", "columns", "lines", "stacked"]
FONT: Final = "Noto Sans, Noto Sans Arabic, Noto Sans Ethiopic, sans-serif"
COLOURS: Final = ("#12594c", "#e2b644", "#c8714d", "#86c0b3", "#2c6ca5", "#716a60")
INK, SOFT, PAPER = "#211e1a", "#cdc5b9", "#ffffff"
DASHES: Final = ("", "9 5", "3 4", "14 4 3 4", "2 7", "6 2")
# Series that fit: as many as there are colours with a pattern of their own.
MOST_SERIES: Final = len(COLOURS)
SIZE, LINE = 18, 24
# What XML 1.0 cannot hold, not even escaped.
NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
        height, body = draw["bars" if self._crowded() else self.chart.kind](top)
        name = escape(self.ids, quote=True)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {_n(height)}" role="img"'
            f' class="sb-chart" aria-labelledby="{name}-title {name}-desc" font-family="{FONT}" font-size="{SIZE}"'
            f' fill="{INK}"><title id="{name}-title">{_safe(self.chart.title)}</title>'
            f'<desc id="{name}-desc">{_safe(self.chart.description)}</desc>'
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
        # The start of words that are read from the right is their right side; a Latin name in them keeps its place.
        weight = ' font-weight="700"' if bold else ""
        place = f'x="{_n(self._x(x))}" y="{_n(y)}" text-anchor="{anchor}"'
        return f'<text {place} direction="{"rtl" if self.rtl else "ltr"}"{weight}>{_safe(words)}</text>'

    def _rect(self, x: float, y: float, w: float, h: float, fill: str) -> str:
        return (
            f'<rect x="{_n(self._x(x, w))}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}" fill="{fill}"'
            f' stroke="{INK}" stroke-width="0.75"/>'
        )

    def _number(self, value: float | None) -> str:
        if value is None:
            return "–"
        text = number_words(value, self.chart.decimals, self.language)
        return f"{text}%" if self.chart.unit == "%" else text

    def _legend(self) -> tuple[float, list[str]]:
        parts: list[str] = []
        y = 8.0
        if self.chart.unit and self.chart.unit != "%":
            y = self._lines_of(parts, self.chart.unit, 0, y - 4) + 8
        if len(self.chart.series) > 1:
            for at, one in enumerate(self.chart.series):
                parts.append(self._rect(0, y, 20, 18, self._fill(at)))
                y = self._lines_of(parts, one.name, 30, y - 3) + 6
            y += 6
        return y, parts

    def _lines_of(self, parts: list[str], words: str, x: float, y: float, *, bold: bool = False) -> float:
        """Adds the words in lines that fit beside `x`, below `y`; returns where the last one ends."""
        for line in _wrapped(words, self.width - x, bold=bold):
            parts.append(self._text(x, y + 18, line, bold=bold))
            y += LINE
        return y

    def _widest_number(self) -> float:
        numbers = [self._number(value) for one in self.chart.series for value in one.values]
        return max((_wide(number, bold=True) for number in numbers), default=0)

    def _crowded(self) -> bool:
        """Whether words or numbers side by side would touch: then the same values are drawn one below the other."""
        if self.chart.kind not in ("columns", "lines") or not self.chart.labels:
            return False
        step = self.width / len(self.chart.labels)
        if max(_wide(label) for label in self.chart.labels) > step - 6:
            return True
        if self.chart.kind == "lines":
            return self.count == 1 and self._widest_number() > step - 6
        return self._widest_number() > min(step * (1 if self.count == 1 else 0.7 / self.count), 90) - 2

    def _most(self, *, summed: bool = False) -> float:
        rows = [[one.values[at] or 0 for one in self.chart.series if at < len(one.values)] for at in self._places()]
        return max([sum(row) if summed else max(row, default=0) for row in rows] or [0]) or 1

    def _places(self) -> range:
        return range(len(self.chart.labels))

    def _value(self, series: int, at: int) -> float | None:
        values = self.chart.series[series].values
        return values[at] if at < len(values) else None

    def _bars(self, top: float) -> tuple[float, list[str]]:
        most, thick, y = self._most(), 26, top
        room = max(self.width - self._widest_number() - 18, self.width / 4)
        parts: list[str] = []
        for at in self._places():
            y = self._lines_of(parts, self.chart.labels[at], 0, y) + 2
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
            y = self._lines_of(parts, self.chart.labels[at], 0, y) + 2
            x = 0.0
            said = []
            for series in range(len(self.chart.series)):
                value = self._value(series, at)
                long = self.width * (value or 0) / most
                if value:
                    parts.append(self._rect(x, y, long, 34, self._fill(series)))
                said.append(f"{self.chart.series[series].name}: {self._number(value)}")
                x += long
            y = self._lines_of(parts, " · ".join(said), 0, y + 38, bold=True) + 14
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


def number_words(value: float, decimals: int, language: str) -> str:
    """A number as people of this language write it, in a chart and in the table beside it."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=_locale(language)))


def _safe(words: str) -> str:
    return escape(NOT_XML.sub("\ufffd", words))


def _locale(language: str) -> Locale:
    # A language without conventions of its own in CLDR writes numbers as is done here.
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("nl")


def _wide(words: str, *, bold: bool = False) -> float:
    """About how wide words are, a little too much rather than too little: there is no font to measure with."""
    total = 0.0
    for sign in words:
        if unicodedata.combining(sign):
            continue
        if sign in "iljtfrI.,:;'|()· ":
            total += 0.36
        elif sign in "mwMW@%" or unicodedata.east_asian_width(sign) in "WF" or "\u1200" <= sign <= "\u139f":
            total += 0.98
        else:
            total += 0.7 if sign.isupper() else 0.6
    return total * SIZE * (1.07 if bold else 1)


def _wrapped(words: str, room: float, *, bold: bool = False) -> list[str]:
    lines = [""]
    for word in words.split():
        whole = f"{lines[-1]} {word}" if lines[-1] else word
        if _wide(whole, bold=bold) <= room:
            lines[-1] = whole
            continue
        if lines[-1]:
            lines.append("")
        for sign in word:
            # One word wider than the picture goes on at the next line.
            if lines[-1] and _wide(lines[-1] + sign, bold=bold) > room:
                lines.append("")
            lines[-1] += sign
    return lines


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
