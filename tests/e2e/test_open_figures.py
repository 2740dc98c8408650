"""Open figures on a phone: from the list to a period, a chart with its table, and the file for a program."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.insights.test_releases import asked, made

__all__ = ["asked"]


def test_anybody_finds_a_number_and_takes_the_file_along(
    asked: Any,
    open_page: Callable[..., Page],
    look: Callable[..., None],
) -> None:
    release = made(asked, "2026-Q1")
    page = open_page(360, also=1280)
    page.goto("/open-cijfers/")
    look(page, "open-figures-list")
    page.locator("main li a").first.click()
    page.wait_for_url(re.compile(r"/open-cijfers/.+/2026-Q1/1/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(asked.name)
    part = page.locator("section[aria-labelledby=questions]")
    expect(part.locator("figure svg").first).to_be_visible()
    part.locator("details summary").first.click()
    table = part.locator("figure table").first
    expect(table).to_be_visible()
    look(page, "open-figures")

    answer = page.request.get(page.locator("a[href$='questions.csv']").get_attribute("href") or "")
    assert answer.ok
    lines = list(csv.DictReader(io.StringIO(answer.body().decode())))
    places = {line["municipality_name"]: line for line in lines if line["language"] == line["topic"] == "*"}
    # What the table says is what the file says, and what is hidden is hidden in both.
    for row in table.locator("tbody tr").all():
        name, said = row.locator("th").inner_text().strip(), row.locator("td").inner_text().strip()
        count = places[name]["count"]
        assert said == count if count else "2026" not in said and not said.isdigit(), name
    assert page.request.get(page.locator("a[href$='datapackage.json']").get_attribute("href") or "").ok
    assert release.content["sets"]
