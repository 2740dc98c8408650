"""What we publish as data is valid for others' tools too: Frictionless reads every package, Python every table."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from frictionless import Package, Report, system
from frictionless import validate as frictionless_validate

from sleutelbos.insights.models import Release

from . import editing
from .test_releases import NOW, asked, made

__all__ = ["asked"]

pytestmark = pytest.mark.django_db


def _valid(folder: Path) -> Report:
    # The folder is ours: a package may name its own files by their place.
    with system.use_context(trusted=True):
        described = json.loads((folder / "datapackage.json").read_text("utf-8"))
        problems = list(Package.metadata_validate(described))
        assert not problems, [problem.message for problem in problems]
        return frictionless_validate(str(folder / "datapackage.json"))


def _told(report: Report) -> list[Any]:
    return report.flatten(["title", "rowNumber", "fieldName", "type", "note"])


def _release(release: Release, folder: Path) -> Path:
    """A release as somebody has it who downloaded everything."""
    client = Client()
    address = [release.region.slug, release.period, release.edition]
    described = client.get(reverse("insights:download-release-package", args=address)).content
    (folder / "datapackage.json").write_bytes(described)
    page = reverse("insights:show-release", args=address)
    for resource in json.loads(described)["resources"]:
        (folder / resource["path"]).write_bytes(client.get(f"{page}{resource['path']}").content)
    return folder


@time_machine.travel(NOW, tick=False)
def test_every_release_is_a_valid_data_package(
    asked: Any,
    tmp_path: Path,
) -> None:
    made(asked, "2026-Q1")
    made(asked, "2026-Q2")
    for release in Release.objects.select_related("region"):
        folder = tmp_path / release.period
        folder.mkdir()
        report = _valid(_release(release, folder))
        assert report.valid and len(report.tasks) == len(release.content["sets"]), _told(report)
        _json_says_what_the_tables_say(release, folder)
    # And the check can fail: a key twice, a word that is not in the list, a column too many.
    table = tmp_path / "2026-Q1" / "questions.csv"
    lines = table.read_text("utf-8").splitlines()
    other = lines[1].replace(",shown", ",maybe").replace(",hidden", ",maybe")
    for broken in ([*lines, lines[1]], [lines[0], other], [f"{lines[0]},more", *lines[1:]]):
        table.write_text("\n".join(broken) + "\n", "utf-8")
        assert not _valid(table.parent).valid


def _json_says_what_the_tables_say(release: Release, folder: Path) -> None:
    address = [release.region.slug, release.period, release.edition]
    whole = json.loads(Client().get(reverse("insights:download-release-json", args=address)).content)
    for one in whole["sets"]:
        with (folder / f"{one['code']}.csv").open(encoding="utf-8", newline="") as file:
            counts = [line["count"] for line in csv.DictReader(file)]
        assert counts == ["" if row["count"] is None else str(row["count"]) for row in one["rows"]]


def test_the_data_of_an_edition_are_a_valid_data_package(region_a: Any, tmp_path: Path) -> None:
    made = editing.published(region_a, editing.writer(region_a))
    answer = Client().get(reverse("insights:download-edition-data", args=[made.public_id]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        file.extractall(tmp_path)
    report = _valid(tmp_path)
    assert report.valid and len(report.tasks) == 1, _told(report)
    values = json.loads((tmp_path / "figure-1.json").read_text("utf-8"))
    with (tmp_path / "figure-1.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.reader(table))
    assert rows[0][1:] == [one["name"] for one in values["series"]]
    assert [row[0] for row in rows[1:]] == values["labels"]
    numbers = [[float(cell) if cell else None for cell in column] for column in list(zip(*rows[1:], strict=True))[1:]]
    assert numbers == [one["values"] for one in values["series"]]
    (tmp_path / "figure-1.csv").write_text("label,Asiel,Gezin en overig\n2022,veel,7.3\n", "utf-8")
    assert not _valid(tmp_path).valid
