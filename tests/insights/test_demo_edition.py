"""The edition of the demo region: long enough, accessible, no page of it nearly empty, every figure with a source."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pypdf import PdfReader

from sleutelbos.config.demo.edition import make_edition
from sleutelbos.config.demo.world import World
from sleutelbos.insights.editions.checking import pdf_findings
from sleutelbos.insights.editions.content import content_of
from sleutelbos.insights.editions.paper import paper
from sleutelbos.insights.models import Issue
from sleutelbos.insights.services import editions
from tests import factories

from . import editing

pytestmark = pytest.mark.django_db


def test_the_edition_of_the_demo_is_whole_and_accessible_and_wastes_no_paper(region_a: Any) -> None:
    factories.MembershipFactory(region=region_a, role="coordinator")
    world = cast(World, SimpleNamespace(region=region_a))
    made = make_edition(world, date(2026, 11, 23))
    issue = made.issues.get()
    assert len(_pages(issue)) >= 12
    # In other languages it is shorter, by the same flow.
    assert sorted(made.translations.values_list("language", flat=True)) == ["ar", "en"]
    for edition in [made, *made.translations.all()]:
        _is_accessible_and_full(edition.issues.get(), least=400 if edition == made else 250)
        assert not any(block["waits"] for block in _blocks(edition.issues.get(), "quote"))
    assert len(_blocks(issue, "quote")) >= 20
    assert len(issue.content["figures"]) >= 4
    for figure in issue.content["figures"]:
        assert figure["source"] and figure["source_edition"] and figure["reference_day"] and figure["description"]
    assert issue.content["readings"] and issue.content["not_represented"] and issue.content["accountability"]


def _blocks(issue: Issue, kind: str) -> list[Any]:
    return [block for one in issue.content["chapters"] for block in one["blocks"] if block["kind"] == kind]


def _pages(issue: Issue) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(bytes(issue.pdf))).pages]


def _is_accessible_and_full(issue: Issue, *, least: int) -> None:
    assert pdf_findings(bytes(issue.pdf)) == []
    foot = len(f"{issue.content['title']} {issue.content['year']} · {issue.content['region']} 12")
    pages = _pages(issue)
    short = {at: words for at, words in enumerate(pages, start=1) if at > 1 and len(words) - foot < least}
    assert not short, f"{issue.content['language']}, nearly empty: {sorted(short)}"


def test_words_of_a_chart_are_set_by_the_page_in_a_script_that_joins_signs(region_a: Any) -> None:
    actor = editing.writer(region_a)
    made = editing.edition(region_a, actor, language="ar", title="حال المنطقة")
    figure = editing.figure_of(made)
    values = {"labels": ["أول", "ثانٍ"], "series": [["اللجوء", [18.9, 22.2]], ["لا", [7.3, None]]], "unit": "بالآلاف"}
    editions.save_figure(chapter=figure.chapter, figure=figure, values=values, actor=actor)
    content = content_of(made, number=1, made_at=made.created_at.replace(microsecond=0))
    pdf = paper(content)
    assert pdf_findings(pdf) == []
    assert "18.9" in " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
