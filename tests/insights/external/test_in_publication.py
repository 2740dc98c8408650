"""Charts of a publication from figures of others: they keep their edition, and are built again as they went out."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from pypdf import PdfReader

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.insights.editions.data import package
from sleutelbos.insights.external import reading
from sleutelbos.insights.models import Edition, Figure, Issue, Source, SourceEdition
from sleutelbos.insights.queries import editions as edition_queries
from sleutelbos.insights.queries import external as queries
from sleutelbos.insights.services import editions, external, external_figures
from sleutelbos.ui.errors import RuleBroken
from tests.insights import editing

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(region_a: Any) -> Viewer:
    return editing.writer(region_a)


@pytest.fixture
def source() -> SourceEdition:
    external.load_first_set()
    return SourceEdition.objects.select_related("source").get(source__code="swi", number=2)


def revised(tmp_path: Path) -> SourceEdition:
    """The same publication once more, with another number for 2023, now final."""
    text = reading.FIRST_SET.read_text("utf-8").replace("value = 36.1", "value = 36.4").replace("SWI 2023", "SWI 2024")
    file = tmp_path / "set.toml"
    file.write_text(text, "utf-8")
    return external.load_first_set(file)[-1]


def with_figure(region: Any, actor: Viewer, source: SourceEdition) -> tuple[Edition, Figure]:
    made = editing.edition(region, actor)
    chapter = made.chapters.get()
    chapter.figures.all().delete()
    return made, editing.external_figure(chapter, actor, source)


def publish(made: Edition, actor: Viewer) -> Issue:
    editions.move_edition(edition=made, new="review", actor=actor)
    return editions.publish_edition(edition=made, actor=actor)


def test_a_chart_takes_numbers_source_day_and_status_from_its_edition(
    region_a: Any, actor: Viewer, source: SourceEdition
) -> None:
    _made, figure = with_figure(region_a, actor, source)
    assert (figure.labels, figure.series) == (["2022", "2023"], [["Totaal", [26.2, 36.1]]])
    assert figure.source.startswith("Centraal Bureau") and figure.source_edition == "SWI 2023"
    assert str(figure.reference_day) == "2023-12-31"
    assert figure.status == "provisional", "as sure as the least sure of its numbers"
    assert figure.note == "Voorlopig: 2023. Definitief: 2022."
    assert (figure.unit, figure.decimals, figure.kind) == ("x 1.000", 1, "columns")
    with pytest.raises(ProtectedError):
        source.delete()


def test_page_paper_and_data_show_source_day_and_status(region_a: Any, actor: Viewer, source: SourceEdition) -> None:
    made, _figure = with_figure(region_a, actor, source)
    issue = publish(made, actor)
    (figure,) = issue.content["figures"]
    assert figure["source_page"] == reverse("insights:show-source-edition", args=["swi", 2])
    from sleutelbos.insights.editions.page import article

    shown = article(issue.content)
    assert f'href="{figure["source_page"]}"' in shown
    assert "SWI 2023" in shown and "31 december 2023" in shown and "Voorlopig" in shown
    words = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(bytes(issue.pdf))).pages)
    assert "SWI 2023" in words and "31 december 2023" in words and "36,1" in words
    with zipfile.ZipFile(BytesIO(package(issue.content))) as files:
        values = json.loads(files.read("figure-1.json"))
        described = json.loads(files.read("datapackage.json"))
    assert values["status"] == "provisional" and values["source_page"] == figure["source_page"]
    assert described["resources"][0]["sources"][0]["path"].startswith("https://www.cbs.nl/")


def test_a_newer_edition_changes_no_chart_until_somebody_takes_it(
    region_a: Any, actor: Viewer, source: SourceEdition, tmp_path: Path
) -> None:
    made, figure = with_figure(region_a, actor, source)
    issue = publish(made, actor)
    assert queries.outdated_figures(made) == []
    newer = revised(tmp_path)
    assert newer.number == 3
    figure.refresh_from_db()
    assert figure.series[0][1] == [26.2, 36.1] and figure.external == source
    assert editions.rebuilt(issue) == {"content": True, "pdf": True, "html": True, "data": True}
    assert [(row.pk, one.pk) for row, one in queries.outdated_figures(made)] == [(figure.pk, newer.pk)]
    external_figures.renew_external_figure(figure=figure, actor=actor)
    figure.refresh_from_db()
    assert figure.series[0][1] == [26.2, 36.4] and figure.external == newer
    assert (figure.title, figure.source_edition) == ("Wie moet inburgeren", "SWI 2024")
    assert queries.outdated_figures(made) == []
    assert all(editions.rebuilt(issue).values()), "what went out stays as it went out"
    assert issue.content["figures"][0]["series"][0][1] == [26.2, 36.1]


def test_a_newest_edition_without_these_numbers_is_not_taken(
    region_a: Any, actor: Viewer, source: SourceEdition
) -> None:
    first = SourceEdition.objects.select_related("source").get(source__code="swi", number=1)
    made = editing.edition(region_a, actor)
    figure = editing.external_figure(
        made.chapters.get(), actor, first, measure="geslacht", groups=["asiel-mannen"], periods=["2022"]
    )
    with pytest.raises(RuleBroken):
        external_figures.renew_external_figure(figure=figure, actor=actor)
    figure.refresh_from_db()
    assert figure.external == first


def test_a_source_without_a_day_says_so_and_does_not_stand_in_the_way(region_a: Any, actor: Viewer) -> None:
    external.load_first_set()
    source = Source.objects.get(code="sleutel-tot-succes").editions.select_related("source").get()
    made = editing.edition(region_a, actor)
    chapter = made.chapters.get()
    chapter.figures.all().delete()
    editing.external_figure(chapter, actor, source, measure="gemeenten", groups=["achterhoek"], periods=[""])
    assert not edition_queries.problems(made)
    issue = publish(made, actor)
    assert issue.content["figures"][0]["day"] == "Niet vermeld"


def test_a_translation_keeps_the_edition_too(region_a: Any, actor: Viewer, source: SourceEdition) -> None:
    made, _figure = with_figure(region_a, actor, source)
    copy = editions.translate_edition(edition=made, language="en", actor=actor)
    (figure,) = edition_queries.figures_of(copy)
    assert figure.external == source and figure.origin == Figure.Origin.EXTERNAL


def test_the_desk_adds_a_national_figure_without_javascript(
    region_a: Any, client_of: Any, coordinator: Any, actor: Viewer, source: SourceEdition, tmp_path: Path
) -> None:
    desk = client_of(coordinator)
    made = editing.edition(region_a, actor)
    chapter = made.chapters.get()
    chapter.figures.all().delete()
    place = [made.pk, chapter.pk]
    chosen = reverse("insights:choose-external-figure", args=place)
    assert chosen in desk.get(reverse("insights:change-chapter", args=place)).content.decode()
    shown = desk.get(chosen).content.decode()
    address = reverse("insights:add-external-figure", args=[*place, source.pk, "plichtigen"])
    assert address in shown and "rang-asiel" not in shown, "a first to third place is no chart"
    assert "Asielmigranten" in desk.get(address).content.decode()
    values = {
        "title": "Wie begon",
        "description": "Twee jaar.",
        "groups": ["asiel", "gezin"],
        "periods": ["2022", "2023"],
    }
    assert desk.post(address, {**values, "groups": ["niemand"]}).status_code == 422
    assert desk.post(address, {**values, "periods": []}).status_code == 422
    assert desk.post(address, values).status_code == 302
    figure = chapter.figures.get()
    assert figure.series == [["Asielmigranten", [18.9, 22.2]], ["Gezins- en overige migranten", [7.3, 13.9]]]
    change = reverse("insights:change-figure", args=[*place, figure.pk])
    page = desk.get(change).content.decode()
    assert 'name="title"' in page and 'name="rows"' not in page, "numbers of a source are not typed over"
    desk.post(change, {"title": "Anders", "description": "Twee jaar.", "kind": "stacked", "rows": "2022 ; 1"})
    figure.refresh_from_db()
    assert (figure.title, figure.kind, figure.series[0][1]) == ("Anders", "stacked", [18.9, 22.2])
    newer = revised(tmp_path)
    for name, args in (("show-edition", place[:1]), ("change-chapter", place)):
        assert newer.name in desk.get(reverse(f"insights:{name}", args=args)).content.decode()
    desk.post(reverse("insights:renew-external-figure", args=[*place, figure.pk]))
    figure.refresh_from_db()
    assert figure.external == newer and figure.kind == "stacked"
    unknown = reverse("insights:add-external-figure", args=[*place, source.pk, "niets"])
    assert desk.get(unknown).status_code == 404


def test_a_choice_that_no_chart_can_hold_is_refused_in_words(source: SourceEdition) -> None:
    from sleutelbos.insights.external.layout import sheets
    from sleutelbos.insights.external.values import Number
    from sleutelbos.insights.forms.external import PickForm

    numbers = [
        Number(
            "m", Decimal(at + year), group_code=f"g{at}", group=f"Groep {at}", period_code=str(year), period=str(year)
        )
        for at in range(14)
        for year in range(2010, 2024)
    ]
    (sheet,) = sheets([{"code": "m", "name": "Aantal"}], numbers)
    groups, years = [f"g{at}" for at in range(14)], [str(year) for year in range(2010, 2024)]

    def refused(**chosen: list[str]) -> dict[str, Any]:
        form = PickForm({"title": "T", "description": "D", **chosen}, sheet=sheet)
        form.is_valid()
        return dict(form.errors)

    assert refused(groups=groups[:6], periods=years[:12]) == {}
    assert set(refused(groups=groups[:7], periods=years[:2])) == {"groups"}
    assert refused(groups=groups[:12], periods=years[:1]) == {}
    assert set(refused(groups=groups[:13], periods=years[:1])) == {"groups"}
    assert set(refused(groups=groups[:1], periods=years)) == {"periods"}
