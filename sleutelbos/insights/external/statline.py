"""A table of StatLine as plain values, from both protocols in which CBS gives it. What comes back is not trusted.

OData 3 (opendata.cbs.nl) has a row per place with a column per measure; OData 4 (datasets.cbs.nl) a row per number.
Both say per period whether its numbers are provisional.
"""

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, Final

from .reading import Wanted
from .values import Content, Measure, Number
from .web import FetchFailed, Limits, Visit, next_page, origin_of

STATUS: Final = {"definitief": "final", "voorlopig": "provisional", "nadervoorlopig": "revised"}
# From the least sure to the surest, for a table of several periods.
_ORDER: Final = ("unknown", "provisional", "revised", "corrected", "final")
# Why there is no number, in words of our own; the protocol has codes.
WHY: Final = {
    "impossible": "kan niet voorkomen",
    "confidential": "geheim",
    "notavailable": "niet beschikbaar",
    "missing": "ontbreekt",
}
_PERIOD: Final = re.compile(r"^(\d{4})(JJ|KW|MM|HJ)(\d{2})$")
_NAME: Final = re.compile(r"^[A-Za-z0-9_]{1,80}$")
_MOST_VALUE: Final = Decimal(10) ** 14
_MOST_MEASURES: Final = 60
_MOST_DIMENSIONS: Final = 8
_MONTHS: Final = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Dimension:
    """How a table is split: by time, by place, or by something else; a label and a status per code."""

    code: str
    kind: str
    labels: Mapping[str, str]
    status: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Table:
    """What is said of a table beside its numbers."""

    modified: str
    reason: str
    measures: tuple[Measure, ...]
    dimensions: tuple[_Dimension, ...]


def read_table(wanted: Wanted, *, origins: Sequence[str], limits: Limits | None = None) -> Content:
    """The table as it is now; FetchFailed where it cannot be read, or is more than the limits allow."""
    visit = Visit(origin_of(wanted.address, origins), limits or Limits())
    if wanted.protocol == "odata3":
        table, rows = _table3(visit, wanted), _rows3(visit, wanted)
        numbers = _some(_unpivoted(table, rows), visit.limits)
    elif wanted.protocol == "odata4":
        table, rows = _table4(visit, wanted), _rows4(visit, wanted)
        numbers = _some(_placed(table, rows), visit.limits)
    else:
        raise FetchFailed("odd-answer", f"protocol {wanted.protocol}")
    return _content(table, numbers)


def _some(numbers: Iterator[Number], limits: Limits) -> tuple[Number, ...]:
    found = tuple(islice(numbers, limits.numbers + 1))
    if len(found) > limits.numbers:
        raise FetchFailed("too-many-rows", str(limits.numbers))
    return found


def _content(table: _Table, numbers: tuple[Number, ...]) -> Content:
    given = [one for one in numbers if one.value is not None]
    if not given:
        raise FetchFailed("no-numbers")
    if len({one.key for one in numbers}) != len(numbers):
        raise FetchFailed("odd-answer", "a number twice")
    used = {one.measure for one in numbers}
    days = [day for day in (_last_day(one.period_code) for one in given) if day is not None]
    statuses = {one.status for one in given}
    return Content(
        name=f"Tabel van {table.modified}" if table.modified else "Tabel zonder datum",
        measures=tuple(one for one in table.measures if one.code in used),
        numbers=numbers,
        status="corrected" if "correct" in table.reason.lower() else next(one for one in _ORDER if one in statuses),
        reference_day=max(days, default=None),
        published=table.modified,
        correction=table.reason if "correct" in table.reason.lower() else "",
    )


# --- OData 3 --------------------------------------------------------------------------------------------------------


def _table3(visit: Visit, wanted: Wanted) -> _Table:
    (info,) = _values(visit.json(f"{wanted.address}/TableInfos", {"$format": "json"}))[:1] or [{}]
    if _text(info, "Identifier", 20).lower() not in {"", wanted.table_id.lower()}:
        raise FetchFailed("odd-answer", "another table")
    measures, found = [], []
    for row in _all(visit, f"{wanted.address}/DataProperties", {"$format": "json"}):
        kind, code = _text(row, "Type", 40), _text(row, "Key", 80)
        if kind == "Topic":
            measures.append(_measure(row, code, _text(row, "Title", 200)))
        elif kind.endswith("Dimension") or kind.startswith("Geo"):
            found.append((code, _kind(kind)))
    _few(measures, found)
    dimensions = []
    for code, kind in found:
        rows = list(_all(visit, f"{wanted.address}/{_name(code)}", {"$format": "json"}))
        dimensions.append(_dimension(code, kind, rows, "Key"))
    return _Table(_day(info, "Modified"), _text(info, "ReasonDelivery", 400), tuple(measures), tuple(dimensions))


def _rows3(visit: Visit, wanted: Wanted) -> Iterator[dict[str, Any]]:
    params = {"$format": "json"} | ({"$filter": wanted.filter} if wanted.filter else {})
    return _all(visit, f"{wanted.address}/TypedDataSet", params)


def _unpivoted(table: _Table, rows: Iterator[dict[str, Any]]) -> Iterator[Number]:
    place = _Places(table.dimensions)
    for row in rows:
        where = place.of(row)
        for measure in table.measures:
            if measure.code in row:
                yield Number(measure=measure.code, value=_number(row[measure.code]), **where)


# --- OData 4 --------------------------------------------------------------------------------------------------------


def _table4(visit: Visit, wanted: Wanted) -> _Table:
    info = visit.json(f"{wanted.address}/Properties")
    if _text(info, "Identifier", 20).lower() not in {"", wanted.table_id.lower()}:
        raise FetchFailed("odd-answer", "another table")
    measures = [
        _measure(row, _text(row, "Identifier", 80), _text(row, "Title", 200))
        for row in _all(visit, f"{wanted.address}/MeasureCodes")
    ]
    found = [
        (_text(row, "Identifier", 80), _kind(_text(row, "Kind", 40)))
        for row in _all(visit, f"{wanted.address}/Dimensions")
    ]
    _few(measures, found)
    dimensions = []
    for code, kind in found:
        rows = list(_all(visit, f"{wanted.address}/{_name(code)}Codes"))
        dimensions.append(_dimension(code, kind, rows, "Identifier"))
    modified = _day(info, "ObservationsModified") or _day(info, "Modified")
    return _Table(modified, _text(info, "VersionReason", 400), tuple(measures), tuple(dimensions))


def _rows4(visit: Visit, wanted: Wanted) -> Iterator[dict[str, Any]]:
    return _all(visit, f"{wanted.address}/Observations", {"$filter": wanted.filter} if wanted.filter else None)


def _placed(table: _Table, rows: Iterator[dict[str, Any]]) -> Iterator[Number]:
    place = _Places(table.dimensions)
    known = {one.code for one in table.measures}
    for row in rows:
        code = _text(row, "Measure", 80)
        if code not in known:
            raise FetchFailed("odd-answer", "a measure without a name")
        why = _text(row, "ValueAttribute", 40)
        value = _number(row.get("Value"))
        note = "" if value is not None or why in {"", "None"} else WHY.get(why.lower(), why)
        yield Number(measure=code, value=value, note=note, **place.of(row))


# --- both -----------------------------------------------------------------------------------------------------------


def _all(visit: Visit, url: str, params: dict[str, str] | None = None) -> Iterator[dict[str, Any]]:
    """Every row, page after page; FetchFailed for more rows than the limit, or a server that goes round."""
    seen, count = {url}, 0
    address: str | None = url
    while address is not None:
        page = visit.json(address, params)
        for row in _values(page):
            count += 1
            if count > visit.limits.rows:
                raise FetchFailed("too-many-rows", str(visit.limits.rows))
            yield row
        link = page.get("odata.nextLink") or page.get("@odata.nextLink")
        # The next page is whole: it holds what was asked for already.
        params = None
        address = next_page(link, url) if link else None
        if address is not None and address in seen:
            raise FetchFailed("odd-answer", "pages go round")
        seen.add(address or "")


class _Places:
    """What a row is about: the codes and labels of its dimensions, split in time, place and the rest."""

    def __init__(self, dimensions: Sequence[_Dimension]) -> None:
        self.dimensions = dimensions

    def of(self, row: Mapping[str, Any]) -> dict[str, str]:
        codes: dict[str, list[str]] = {"time": [], "geo": [], "other": []}
        labels: dict[str, list[str]] = {"time": [], "geo": [], "other": []}
        status = "unknown"
        for one in self.dimensions:
            code = _text(row, one.code, 80)
            if code not in one.labels:
                raise FetchFailed("odd-answer", f"{one.code} without a name")
            codes[one.kind].append(code)
            labels[one.kind].append(one.labels[code])
            if one.kind == "time":
                status = one.status[code]
        return {
            "group_code": "|".join(codes["other"])[:160],
            "group": ", ".join(dict.fromkeys(labels["other"]))[:240],
            "area_code": "|".join(codes["geo"])[:20],
            "area": ", ".join(labels["geo"])[:120],
            "period_code": "|".join(codes["time"])[:20],
            "period": ", ".join(labels["time"])[:60],
            "status": status,
        }


def _values(page: dict[str, Any]) -> list[dict[str, Any]]:
    rows = page.get("value")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FetchFailed("odd-answer", "no rows")
    return rows


def _measure(row: Mapping[str, Any], code: str, name: str) -> Measure:
    decimals = row.get("Decimals")
    return Measure(
        code=_name(code),
        name=name or code,
        unit=_text(row, "Unit", 40),
        decimals=decimals if isinstance(decimals, int) and 0 <= decimals <= 4 else 0,
        about=_text(row, "Description", 1000),
    )


def _dimension(code: str, kind: str, rows: Sequence[Mapping[str, Any]], key: str) -> _Dimension:
    labels = {_text(row, key, 80): _text(row, "Title", 120) or _text(row, key, 80) for row in rows}
    if kind == "time":
        labels = {one: _period_words(one, label) for one, label in labels.items()}
    status = {_text(row, key, 80): STATUS.get(_text(row, "Status", 40).lower(), "unknown") for row in rows}
    return _Dimension(_name(code), kind, labels, status)


def _kind(kind: str) -> str:
    return "time" if kind.startswith("Time") else "geo" if kind.startswith("Geo") else "other"


def _few(measures: Sequence[Measure], dimensions: Sequence[tuple[str, str]]) -> None:
    if not 0 < len(measures) <= _MOST_MEASURES or not 0 < len(dimensions) <= _MOST_DIMENSIONS:
        raise FetchFailed("odd-answer", f"{len(measures)} measures, {len(dimensions)} dimensions")


def _name(text: str) -> str:
    """A name that may stand in an address."""
    if not _NAME.match(text):
        raise FetchFailed("odd-answer", "a name")
    return text


def _text(row: Mapping[str, Any], name: str, most: int) -> str:
    """A text of at most so many signs, on one line and without signs that steer; codes are padded with spaces."""
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise FetchFailed("odd-answer", name)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())[:most]


def _number(value: Any) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise FetchFailed("odd-answer", "no number")
    try:
        found = Decimal(value).quantize(Decimal("0.0001"))
    except InvalidOperation as error:
        raise FetchFailed("odd-answer", "a number out of reach") from error
    if abs(found) >= _MOST_VALUE:
        raise FetchFailed("odd-answer", "a number out of reach")
    return found


def _day(row: Mapping[str, Any], name: str) -> str:
    """A day as ISO text; empty where there is none or it cannot be read."""
    try:
        return datetime.fromisoformat(_text(row, name, 40).replace("Z", "+00:00")).date().isoformat()
    except ValueError:
        return ""


def _last_day(code: str) -> date | None:
    """The last day of a period of CBS: a year (JJ00), a half year (HJ01), a quarter (KW01), a month (MM01)."""
    found = _PERIOD.match(code)
    if found is None:
        return None
    year, kind, number = int(found[1]), found[2], int(found[3])
    month = {"JJ": 12, "HJ": number * 6, "KW": number * 3, "MM": number}[kind]
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _period_words(code: str, title: str) -> str:
    """What a period is called: as CBS calls it, without the star that says provisional; the status says that."""
    found = _PERIOD.match(code)
    if found is not None and found[2] == "MM" and 1 <= int(found[3]) <= 12:
        return f"{_MONTHS[int(found[3]) - 1]} {found[1]}"
    return title.rstrip("*").strip() or code
