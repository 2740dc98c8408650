"""Statistics cannot return a person: not by what their queries are written with, not by what pages show."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.insights.figures.safe import Tally
from sleutelbos.insights.queries import counts, figures
from sleutelbos.insights.services import council
from sleutelbos.insights.services.sheets import prepare_sheets
from tests import factories

MODULES = [figures, counts]
# Whose own words, names and addresses must never come near a count.
PEOPLE = [
    "keypersons.KeyPerson",
    "newcomers.Newcomer",
    "bridging.Request",
    "bridging.Visit",
    "bridging.VisitLog",
    "accounts.User",
    "signals.Signal",
]
# Text fields that hold a code out of a list, or a place or time that many share.
CODES = {
    "state",
    "kind",
    "language",
    "gender",
    "gender_wish",
    "unmet_reason",
    "triage_outcome",
    "where",
    "urgency",
    "fallback",
    "source",
    "code",
}
# What a figure may be made of.
PLAIN = {int, float, str, bool, type(None)}


def personal_fields() -> set[str]:
    """Names of every text field of people and of what was written about them."""
    found = set()
    for name in PEOPLE:
        for field in apps.get_model(name)._meta.get_fields():
            if isinstance(field, (models.CharField, models.TextField)) and not field.choices:
                found.add(field.name)
    return found - CODES


@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.__name__)
def test_no_query_for_figures_reads_a_name_a_text_or_an_address(module: Any) -> None:
    personal = personal_fields()
    assert {"first_name", "last_name", "email", "asker_name", "summary", "text"} <= personal
    source = ast.parse(Path(inspect.getfile(module)).read_text(encoding="utf-8"))
    seen = set()
    for node in ast.walk(source):
        if isinstance(node, ast.Attribute):
            seen.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            seen |= set(node.value.split("__"))
        elif isinstance(node, ast.keyword) and node.arg:
            seen |= set(node.arg.split("__"))
    assert not seen & personal


@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.__name__)
def test_every_query_for_figures_returns_counts_and_nothing_else(module: Any) -> None:
    functions = [
        one
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__ and not name.startswith("_")
    ]
    assert len(functions) >= 5
    for function in functions:
        assert_plain(get_type_hints(function)["return"], function.__name__)


def assert_plain(kind: Any, where: str) -> None:
    """Numbers, codes, and small boxes of those; no row, no set of rows."""
    if kind in PLAIN:
        return
    if dataclasses.is_dataclass(kind):
        for name, inner in get_type_hints(kind).items():
            assert_plain(inner, f"{where}.{name}")
        return
    assert get_origin(kind) in {dict, tuple, list} or "UnionType" in type(kind).__name__, f"{where} returns {kind}"
    for inner in get_args(kind):
        if inner is not Ellipsis:
            assert_plain(inner, where)


def test_a_row_would_be_noticed() -> None:
    with pytest.raises(AssertionError):
        assert_plain(list[apps.get_model("keypersons.KeyPerson")], "example")  # type: ignore[misc]
    assert_plain(tuple[Tally, int | None], "example")


@pytest.mark.django_db
@time_machine.travel(datetime(2026, 1, 20, 12, tzinfo=UTC), tick=False)
def test_no_page_of_figures_shows_a_name_of_the_region(region_a: Any, client_of: Any, coordinator: Any) -> None:
    names = ["Zebedeus", "Quirinus", "Wolfhart", "Xanthippe", "Yolantha", "Ottokar"]
    town = factories.MunicipalityFactory(region=region_a, name="Aalten")
    people = [factories.KeyPersonFactory(region=region_a, first_name=name, last_name=f"Van{name}") for name in names]
    for number in range(24):
        request = factories.RequestFactory(
            region=region_a,
            municipality=town,
            asker_name=f"Asker{names[number % 6]}",
            asker_organisation=f"Praktijk {names[number % 6]}",
            summary=f"Over {names[number % 6]}",
            place=f"Bij{names[number % 6]}",
            state="done",
            created_at=timezone.now() - timedelta(days=49),
        )
        factories.VisitFactory(
            request=request,
            key_person=people[number % 6],
            state="done",
            starts_at=timezone.now() - timedelta(days=43),
            ends_at=timezone.now() - timedelta(days=43) + timedelta(hours=1),
        )
    actor = Viewer(user_id=coordinator.pk, role="coordinator", region_id=region_a.pk, email=coordinator.email)
    page = council.ask_figures(municipality=town, year=2025, actor=actor)
    assert council.count_draft(page_id=page.pk)
    page.refresh_from_db()
    assert not any(name in str(page.content) for name in names)
    officer = factories.MembershipFactory(region=region_a, role="policy_officer").user
    researcher = factories.MembershipFactory(region=region_a, role="researcher").user
    prepare_sheets(limit=1, only=region_a)
    pages = [reverse("insights:show-figures"), reverse("insights:show-council-draft", args=[town.pk, 2025])]
    for user in (coordinator, officer, researcher):
        client: Client = client_of(user)
        for address in pages[: 1 if user is researcher else 2]:
            page = client.get(address).content.decode()
            assert "24" in page, "there was something to count"
            assert not [name for name in names if name in page]
