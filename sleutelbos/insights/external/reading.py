"""The files of our own: figures typed over from publications, and the list of tables to fetch."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from .values import Content, Measure, Number

FOLDER: Final = Path(__file__).parent
FIRST_SET: Final = FOLDER / "first_set.toml"
TABLES: Final = FOLDER / "tables.toml"
# What is said of a source, whichever file it stands in.
SAID: Final = ("publisher", "title", "about", "denominator", "note", "licence", "licence_url", "url")


@dataclass(frozen=True, slots=True)
class Typed:
    """A source with the editions that were typed over from it, oldest first."""

    code: str
    said: dict[str, str]
    editions: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table to fetch: where it is, in which protocol, and which part of it."""

    code: str
    said: dict[str, str]
    table_id: str
    protocol: str
    address: str
    filter: str = ""


def first_set(path: Path = FIRST_SET) -> Iterator[Typed]:
    """Every source of the file; KeyError, ValueError or TOMLDecodeError for a file that is not in order."""
    for row in _read(path)["source"]:
        measures = tuple(Measure(**one) for one in row["measure"])
        editions = tuple(_edition(one, measures) for one in row["edition"])
        yield Typed(row["code"], _said(row), editions)


def tables(path: Path = TABLES) -> list[Wanted]:
    """The tables of the file, in its order; KeyError or TOMLDecodeError for a file that is not in order."""
    return [
        Wanted(
            row["code"],
            _said(row),
            row["table_id"],
            row["protocol"],
            row["address"].rstrip("/"),
            row.get("filter", ""),
        )
        for row in _read(path)["table"]
    ]


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


def _said(row: dict[str, Any]) -> dict[str, str]:
    return {name: row.get(name, "") for name in SAID}


def _edition(row: dict[str, Any], measures: tuple[Measure, ...]) -> Content:
    numbers = tuple(_number(one) for one in row["numbers"])
    used = {one.measure for one in numbers}
    unknown = used - {one.code for one in measures}
    if unknown:
        raise ValueError(f"{row['name']}: {sorted(unknown)} is no measure of this source")
    day = row.get("reference_day")
    if day is not None and not isinstance(day, date):
        raise ValueError(f"{row['name']}: reference_day is no day")
    return Content(
        name=row["name"],
        measures=tuple(one for one in measures if one.code in used),
        numbers=numbers,
        status=row["status"],
        reference_day=day,
        published=row.get("published", ""),
        correction=row.get("correction", ""),
        named=True,
    )


def _number(row: dict[str, Any]) -> Number:
    group_code, group = row["group"]
    period_code, period = row["period"]
    more = {name: row[name] for name in ("status", "certainty", "note", "place") if name in row}
    return Number(
        measure=row["measure"],
        value=Decimal(row["value"]),
        group_code=group_code,
        group=group,
        period_code=period_code,
        period=period,
        **more,
    )
