"""The data behind every figure of an issue: per figure a CSV and a JSON file, and a description (Data Package 1.0)."""

import csv
import io
import json
import zipfile
from datetime import datetime
from typing import Any, Final

LICENCE: Final = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def table(figure: dict[str, Any]) -> str:
    """One figure as CSV: a row per label, a column per series; what is not shown is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["label", *(_harmless(name) for name, _values in figure["series"])])
    for at, label in enumerate(figure["labels"]):
        cells = [values[at] if at < len(values) else None for _name, values in figure["series"]]
        writer.writerow([_harmless(label), *("" if cell is None else cell for cell in cells)])
    return out.getvalue()


def _harmless(text: str) -> str:
    # A spreadsheet takes what begins like this for a formula.
    return f"'{text}" if text[:1] in "=+-@\t\r" and text[:1] else text


def values(figure: dict[str, Any]) -> dict[str, Any]:
    """One figure with everything that belongs to it; null where a number is not shown."""
    keys = ("number", "title", "description", "unit", "labels", "source", "source_edition", "reference_day")
    return {
        **{key: figure[key] for key in keys},
        "status": figure["status_code"],
        "note": figure["note"],
        # Figures of others: where to read on, and the edition that is kept here.
        **{key: figure[key] for key in ("source_url", "source_page") if key in figure},
        "series": [{"name": name, "values": numbers} for name, numbers in figure["series"]],
    }


def description(content: dict[str, Any]) -> dict[str, Any]:
    """What is in the zip, in the form of a Data Package."""
    return {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "name": f"edition-{content['year']}-{content['language']}-{content['issue']}",
        "title": f"{content['title']} {content['year']}",
        "created": content["made_at"],
        "licenses": [LICENCE],
        "contributors": [{"title": content["publisher"], "roles": ["publisher"]}],
        "resources": [_resource(figure) for figure in content["figures"]],
    }


def _resource(figure: dict[str, Any]) -> dict[str, Any]:
    fields = [{"name": "label", "type": "string"}]
    fields += [{"name": name, "type": "number"} for name, _values in figure["series"]]
    return {
        "name": f"figure-{figure['number']}",
        "path": f"figure-{figure['number']}.csv",
        "title": figure["title"],
        "description": figure["description"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
        "sources": [_source(figure)],
    }


def _source(figure: dict[str, Any]) -> dict[str, str]:
    title = f"{figure['source']} {figure['source_edition']}".strip()
    return {"title": title, **({"path": figure["source_url"]} if figure.get("source_url") else {})}


def package(content: dict[str, Any]) -> bytes:
    """The zip; the same content gives the same bytes."""
    moment = datetime.fromisoformat(content["made_at"])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:

        def put(name: str, text: str) -> None:
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            made.writestr(entry, text.encode())

        put("datapackage.json", _json(description(content)))
        for figure in content["figures"]:
            put(f"figure-{figure['number']}.csv", table(figure))
            put(f"figure-{figure['number']}.json", _json(values(figure)))
    return out.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
