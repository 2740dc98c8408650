"""Open figures as files: CSV per set, a data package (Frictionless), and JSON. The same content, the same bytes."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .content import cells_of_table
from .together import ALL

LICENCE: Final = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
# What data say of themselves travels in English.
SETS: Final = {
    "questions": "Confirmed questions to the network that came in during the period, by municipality, language, topic",
    "talks": "Appointments of key persons that took place during the period, by municipality, language and topic",
    "signals": "Signals about bottlenecks that key persons sent during the period, by municipality and theme",
    "key-persons": "Key persons who could be asked on the day named",
    "key-persons-language": "Key persons who could be asked on the day named, by language they speak well; "
    "who speaks two languages is counted in both",
    "key-persons-topic": "Key persons who could be asked on the day named, by topic they help with; "
    "who helps with two topics is counted in both",
}
FIELDS: Final = {
    "period": "Quarter (2026-Q3), year (2026) or day (2026-09-30)",
    "municipality": "Number of the municipality in this installation; * is all together, none is not said",
    "municipality_name": "Name of the municipality",
    "language": "Language variety as BCP 47 tag; * is all together, none is no language needed",
    "topic": "Code of the topic; * is all together",
    "theme": "Code of the theme; * is all together",
    "count": "How many; empty where the status is hidden",
    "status": "shown, or hidden: fewer than the threshold, or hidden to protect",
}


@dataclass(frozen=True)
class About:
    """What a release says of itself."""

    region: str
    slug: str
    period: str
    edition: int
    threshold: int
    width: int
    published: str  # a moment, ISO 8601
    address: Callable[[str], str]  # file name -> where it is, absolute


def rows(content: Mapping[str, Any], one: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The cells of a set as lines with names of columns, each once, in the order of its tables."""
    places = content["names"]["municipality"]
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for table in one["tables"]:
        for cell, count in cells_of_table(one, table["name"]).items():
            line: dict[str, Any] = {}
            for dimension, position in zip(one["dimensions"], cell, strict=True):
                line[dimension] = position
                if dimension == "municipality":
                    line["municipality_name"] = places.get(position, "")
            found[cell] = {**line, "count": count, "status": "hidden" if count is None else "shown"}
    return list(found.values())


def columns(one: Mapping[str, Any]) -> list[str]:
    """Names of the columns of a set."""
    named = [part for dimension in one["dimensions"] for part in _columns_of(dimension)]
    return [*named, "count", "status"]


def _columns_of(dimension: str) -> list[str]:
    return [dimension, "municipality_name"] if dimension == "municipality" else [dimension]


def as_csv(content: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    """One set as CSV after RFC 4180."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns(one))
    writer.writeheader()
    # A name that a spreadsheet would run stays text.
    writer.writerows({key: _text(value) for key, value in line.items()} for line in rows(content, one))
    return out.getvalue()


def _text(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"} else value


def rule_in_words(about: About) -> str:
    """The rule under which the figures are published."""
    return (
        f"Counts from 1 to {about.threshold - 1}, and counts of fewer than {about.threshold} persons, are hidden. "
        f"More cells are hidden, so that what follows from all published figures about a hidden small count is an "
        f"interval at least {about.width} wide. Zero is shown. Everything published "
        "earlier about the same region and year counts as known, pages for councils too."
    )


def datapackage(content: Mapping[str, Any], about: About) -> dict[str, Any]:
    """The description after the Data Package specification (Frictionless), version 1."""
    return {
        "profile": "tabular-data-package",
        "name": f"sleutelbos-{about.slug}-{about.period.lower()}-{about.edition}",
        "id": about.address("datapackage.json"),
        "title": f"Key persons and questions, {about.region}, {about.period}",
        "description": rule_in_words(about),
        "version": f"{about.edition}.0.0",
        "created": about.published,
        "licenses": [LICENCE],
        "sources": [{"title": f"Sleutelbos, {about.region}"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": one["code"],
                "path": f"{one['code']}.csv",
                "description": SETS[one["code"]],
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {
                            "name": name,
                            "type": "integer" if name == "count" else "string",
                            "description": FIELDS[name],
                            "constraints": _constraints(name, about.threshold),
                        }
                        for name in columns(one)
                    ],
                    "primaryKey": list(one["dimensions"]),
                    "missingValues": [""],
                },
            }
            for one in content["sets"]
        ],
    }


def _constraints(name: str, threshold: int) -> dict[str, Any]:
    if name == "count":
        return {"minimum": 0}
    if name == "status":
        return {"required": True, "enum": ["shown", "hidden"]}
    return {} if name == "municipality_name" else {"required": True}


def as_json(content: Mapping[str, Any], about: About) -> dict[str, Any]:
    """Everything in one file."""
    return {
        "region": about.region,
        "period": about.period,
        "edition": about.edition,
        "published": about.published,
        "rule": {"threshold": about.threshold, "width": about.width, "text": rule_in_words(about)},
        "licence": LICENCE,
        "all": ALL,
        "names": content["names"],
        "sets": [
            {"code": one["code"], "description": SETS[one["code"]], "rows": rows(content, one)}
            for one in content["sets"]
        ],
    }


def dumped(value: Mapping[str, Any]) -> str:
    """JSON in the same order and form every time."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
