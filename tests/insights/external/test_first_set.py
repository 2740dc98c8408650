"""The figures that ship with the product: complete, with their source, and each edition as it was."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from sleutelbos.audit.models import Event
from sleutelbos.insights.external import reading
from sleutelbos.insights.models import Certainty, Observation, Source, SourceEdition, Status
from sleutelbos.insights.queries import external as queries
from sleutelbos.insights.services import external as services

pytestmark = pytest.mark.django_db


def value(source: str, edition: int, measure: str, group: str, period: str) -> Decimal | None:
    return Observation.objects.get(
        edition__source__code=source,
        edition__number=edition,
        measure=measure,
        group_code=group,
        period_code=period,
    ).value


def test_figures_of_the_statistics_office_stand_in_the_edition_that_said_them() -> None:
    services.load_first_set()
    assert value("swi", 1, "plichtigen", "totaal", "2022") == Decimal("26.5")
    assert value("swi", 2, "plichtigen", "totaal", "2022") == Decimal("26.2")
    total = value("swi", 2, "plichtigen", "totaal", "2023")
    parts = [value("swi", 2, "plichtigen", group, "2023") for group in ("asiel", "gezin")]
    assert total == Decimal("36.1") == sum(part for part in parts if part is not None)
    assert value("swi", 1, "intake", "2022-asiel", "2022") == 35
    assert value("swi", 2, "intake", "2022-asiel", "2023") == 88
    last = Observation.objects.get(
        edition__source__code="swi", edition__number=2, measure="plichtigen", group_code="totaal", period_code="2022"
    )
    assert last.status == Status.FINAL


def test_loading_again_changes_nothing_and_editions_stay() -> None:
    assert len(services.load_first_set()) == SourceEdition.objects.count()
    hashes = list(SourceEdition.objects.values_list("pk", "content_hash", "retrieved_at"))
    assert services.load_first_set() == []
    assert list(SourceEdition.objects.values_list("pk", "content_hash", "retrieved_at")) == hashes
    assert Event.objects.filter(verb="insights.source_edition.kept").count() == len(hashes)


def test_every_figure_says_where_it_stands_and_how_sure_it_is() -> None:
    for typed in reading.first_set():
        assert typed.said["publisher"] and typed.said["title"] and typed.said["about"], typed.code
        assert typed.said["denominator"] and typed.said["licence"] and typed.said["url"].startswith("https://")
        for edition in typed.editions:
            assert edition.numbers and edition.status in Status.values
            assert len({one.key for one in edition.numbers}) == len(edition.numbers)
            for one in edition.numbers:
                assert one.place and one.certainty in Certainty.values and one.status in Status.values, one
                assert one.value is not None


def test_a_figure_that_was_typed_wrongly_becomes_a_newer_edition(tmp_path: Path) -> None:
    services.load_first_set()
    file = tmp_path / "set.toml"
    file.write_text(reading.FIRST_SET.read_text("utf-8").replace("value = 36.1", "value = 36.2"), "utf-8")
    (made,) = services.load_first_set(file)
    assert (made.source.code, made.number) == ("swi", 3)
    found = queries.what_changed(made, queries.numbers_of(made))
    assert found is not None and [str(one.now.value) for one in found[1].changed] == ["36.2000"]


def test_a_file_that_is_not_in_order_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "set.toml"
    file.write_text(reading.FIRST_SET.read_text("utf-8").replace('measure = "intake"', 'measure = "inname"'), "utf-8")
    with pytest.raises(ValueError, match="inname"):
        list(reading.first_set(file))


def test_an_edition_is_written_once() -> None:
    services.load_first_set()
    edition = SourceEdition.objects.select_related("source").first()
    assert edition is not None
    edition.status = Status.FINAL
    with pytest.raises(TypeError):
        edition.save()
    number = edition.observations.first()
    assert number is not None
    with pytest.raises(TypeError):
        number.save()


def test_the_command_says_what_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_figures")
    assert "New: Statistiek Wet Inburgering (SWI), SWI 2023." in capsys.readouterr().out
    call_command("load_figures")
    assert "Everything was there already." in capsys.readouterr().out


def test_the_tables_to_fetch_name_a_place_that_may_be_asked(settings: Any) -> None:
    wanted = reading.tables()
    assert wanted and len({one.code for one in wanted}) == len(wanted)
    for one in wanted:
        assert any(one.address.startswith(f"{origin}/") for origin in settings.FIGURES_ORIGINS), one.address
        assert one.address.endswith(one.table_id) and one.protocol in Source.Protocol.values
