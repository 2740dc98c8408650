"""Fetching: editions beside each other, what is corrected, one failure that stops no other, the command, the clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.insights import tasks
from sleutelbos.insights.management.commands.fetch_figures import FAILED
from sleutelbos.insights.models import SourceEdition
from sleutelbos.insights.queries import external as queries
from sleutelbos.insights.services import external as services
from tests.insights.external import statline

pytestmark = pytest.mark.django_db
ACTOR = Viewer.system(reason="test")
ROW = """
[[table]]
code = "{code}"
table_id = "80059ned"
protocol = "odata3"
address = "{origin}/{path}/80059ned"
publisher = "CBS"
title = "Proeftabel"
"""


@pytest.fixture
def server(settings: Any, tmp_path: Path) -> Iterator[statline.Server]:
    with statline.running() as found:
        file = tmp_path / "tables.toml"
        rows = [("goed", "odata3"), ("stuk", "niets"), ("ook-goed", "odata3")]
        file.write_text("".join(ROW.format(code=code, origin=found.origin, path=path) for code, path in rows))
        settings.FIGURES_TABLES = str(file)
        settings.FIGURES_ORIGINS = [found.origin]
        yield found


def fetch(code: str = "goed") -> SourceEdition | None:
    (done,) = services.fetch_tables(actor=ACTOR, only=[code])
    return done.edition


def test_a_table_that_did_not_change_adds_no_edition(server: statline.Server) -> None:
    first = fetch()
    assert first is not None and first.number == 1 and first.observations.count() == 18
    server.table["modified"] = "2026-06-01T02:00:00"
    assert fetch() is None
    assert SourceEdition.objects.count() == 1


def test_a_changed_number_is_a_newer_edition_and_the_older_one_stays(server: statline.Server) -> None:
    first = fetch()
    server.table = statline.table(T001059_2024MM03=1500)
    second = fetch()
    assert first is not None and second is not None and second.number == 2 and second.status == "provisional"
    older, found = queries.what_changed(second, queries.numbers_of(second)) or (None, None)
    assert older == first and found is not None
    ((change),) = found.changed
    assert (int(change.before.value or 0), int(change.now.value or 0)) == (1002, 1500)
    assert {int(one.value or 0) for one in queries.numbers_of(first)} >= {1002}


def test_a_final_number_that_changes_is_a_correction(server: statline.Server) -> None:
    fetch()
    server.table = statline.table(T001059_2022JJ00=999)
    second = fetch()
    assert second is not None and second.status == "corrected"
    assert fetch() is None, "the same again is nothing new"


def test_a_number_that_becomes_final_is_a_newer_edition(server: statline.Server) -> None:
    fetch()
    server.table["periods"] = [{**one, "Status": "Definitief"} for one in statline.PERIODS]
    second = fetch()
    assert second is not None and second.status == "final"
    _older, found = queries.what_changed(second, queries.numbers_of(second)) or (None, None)
    assert found is not None and all(one.only_status for one in found.changed) and len(found.changed) == 12


def test_going_back_to_an_earlier_number_is_a_newer_edition_too(server: statline.Server) -> None:
    fetch()
    server.table = statline.table(T001059_2024MM03=1500)
    fetch()
    server.table = statline.table()
    third = fetch()
    assert third is not None and third.number == 3


def test_the_command_tells_what_came_of_each_table(server: statline.Server, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="1 of 3 tables could not be read"):
        call_command("fetch_figures")
    said = capsys.readouterr()
    assert "goed: edition 1, Tabel van 2026-05-07, provisional." in said.out
    assert "ook-goed: edition 1" in said.out, "one failure stops no other"
    assert "stuk: not read: the server refuses (answer 404)." in said.err
    call_command("fetch_figures", "goed")
    assert "goed: nothing changed." in capsys.readouterr().out
    with pytest.raises(CommandError, match="No table of the list: weg"):
        call_command("fetch_figures", "weg")


def test_every_failure_has_words() -> None:
    import re

    from sleutelbos.insights.external import statline as reader
    from sleutelbos.insights.external import web

    used = {
        code
        for module in (reader, web)
        for code in re.findall(r'FetchFailed\(\s*"([a-z-]+)"', Path(str(module.__file__)).read_text("utf-8"))
    }
    assert used == set(FAILED)


def test_the_clock_asks_nobody_unless_the_installation_says_so(server: statline.Server, settings: Any) -> None:
    cache.clear()
    assert settings.FIGURES_FETCH is False
    assert tasks.ask_for_figures() == 0 and server.asked == []
    settings.FIGURES_FETCH = True
    assert (tasks.ask_for_figures(), tasks.ask_for_figures()) == (1, 0), "once a day"
    tasks.fetch_figures.call()
    assert SourceEdition.objects.count() == 2
