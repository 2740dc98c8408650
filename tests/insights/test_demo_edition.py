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
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_edition_of_the_demo_is_whole_and_accessible_and_wastes_no_paper(region_a: Any) -> None:
    factories.MembershipFactory(region=region_a, role="coordinator")
    world = cast(World, SimpleNamespace(region=region_a))
    made = make_edition(world, date(2026, 11, 23))
    issue = made.issues.get()
    assert pdf_findings(bytes(issue.pdf)) == []
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(bytes(issue.pdf))).pages]
    assert len(pages) >= 12
    foot = len(f"{made.title} {made.year} · {region_a.name} 12")
    short = {at: words for at, words in enumerate(pages, start=1) if at > 1 and len(words) - foot < 400}
    assert not short, f"nearly empty: {sorted(short)}"
    assert sum(block["kind"] == "quote" for one in issue.content["chapters"] for block in one["blocks"]) >= 20
    assert len(issue.content["figures"]) >= 4
    for figure in issue.content["figures"]:
        assert figure["source"] and figure["source_edition"] and figure["reference_day"] and figure["description"]
    assert issue.content["readings"] and issue.content["not_represented"] and issue.content["accountability"]
