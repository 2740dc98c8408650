"""A small edition for tests, made through the services, as people would."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.insights.models import Chapter, Edition, Figure, Interview, Quote, SourceEdition
from sleutelbos.insights.services import editions, external_figures, interviews
from tests import factories

FIGURE: dict[str, Any] = {
    "title": "Mensen die begonnen",
    "description": "In 2023 begonnen meer mensen dan in 2022.",
    "kind": "columns",
    "unit": "x 1.000",
    "decimals": 1,
    "labels": ["2022", "2023"],
    "series": [["Asiel", [18.9, 22.2]], ["Gezin en overig", [7.3, None]]],
    "source": "CBS, Statistiek Wet Inburgering",
    "source_edition": "SWI 2023",
    "reference_day": date(2023, 12, 31),
    "status": "provisional",
}
WORDS = "Ik ben degene die erbij zit."


def writer(region: Any) -> Viewer:
    """The coordinator of a region."""
    return viewer_of(factories.MembershipFactory(region=region, role="coordinator"))


def edition(region: Any, actor: Viewer, *, title: str = "De staat van de regio", **more: Any) -> Edition:
    """An edition with accountability and one chapter that asks for quote 1 and figure 1; nothing stands in the way."""
    values = {
        "title": title,
        "year": 2026,
        "language": "nl",
        "publisher": "Voorbeeldregio",
        "accountability": "Wij spraken drie mensen.",
        "not_represented": "Mensen zonder telefoon.",
        **more,
    }
    made = editions.create_edition(region=region, values=values, actor=actor)
    figure(chapter(made, actor), actor)
    return made


def chapter(made: Edition, actor: Viewer) -> Chapter:
    """A chapter that asks for quote 1 and figure 1."""
    return editions.save_chapter(
        edition=made,
        chapter=None,
        values={
            "kind": "theme",
            "heading": "Hoe het gaat",
            "lead": "In het kort.",
            "picture": "bridge",
            "body": "Een **begin**.\n\n{quote 1}\n\n{figure 1}\n\n## Later\n\n- een\n- twee",
        },
        actor=actor,
    )


def figure(chapter: Chapter, actor: Viewer) -> Figure:
    """A chart with typed numbers."""
    return editions.save_figure(chapter=chapter, figure=None, values=FIGURE, actor=actor)


def external_figure(chapter: Chapter, actor: Viewer, source: SourceEdition, **more: Any) -> Figure:
    """A chart of the people of an edition of the statistics office."""
    values: dict[str, Any] = {
        "measure": "plichtigen",
        "groups": ["totaal"],
        "periods": ["2022", "2023"],
        "title": "Wie moet inburgeren",
        "description": "In 2022 en 2023.",
        **more,
    }
    return external_figures.add_external_figure(chapter=chapter, source=source, actor=actor, **values)


def interview(made: Edition, actor: Viewer, *, words: str = WORDS, **values: Any) -> Interview:
    """An interview with one quote that was sent."""
    given = {"kind": "key_person", "first_name": "Hanan", "role": "sleutelpersoon", "language": "nl", **values}
    row = interviews.add_interview(edition=made, values=given, actor=actor)
    quote(row, actor, words=words)
    interviews.ask_for_yes(interview=row, actor=actor)
    return Interview.objects.select_related("edition__region").get(pk=row.pk)


def quote(row: Interview, actor: Viewer, *, words: str = WORDS, own: str = "", chapter: Chapter | None = None) -> Quote:
    """One more quote of somebody."""
    values = {"text": words, "own_text": own or words, "chapter": chapter, "pulled": True}
    return interviews.save_quote(interview=row, quote=None, values=values, actor=actor)


def says_yes(row: Interview) -> None:
    """The person says yes to everything that was sent."""
    person = Viewer.by_link(whom=row.role, region_id=row.region_id)
    for one in Quote.objects.filter(interview=row, state="asked").select_related("interview__edition"):
        interviews.decide_quote(quote=one, verdict="approved", version=one.version, actor=person)
    row.refresh_from_db()


def published(region: Any, actor: Viewer, **more: Any) -> Edition:
    """An edition that is out, with one quote with a yes."""
    made = edition(region, actor, **more)
    says_yes(interview(made, actor))
    made = Edition.objects.select_related("region").get(pk=made.pk)
    editions.move_edition(edition=made, new="review", actor=actor)
    editions.publish_edition(edition=made, actor=actor)
    return made


def reading(made: Edition, actor: Viewer) -> Any:
    """An address that works."""
    row = editions.add_reading(edition=made, title="CBS", url="https://www.cbs.nl/", actor=actor)
    editions.note_link(reading=row, works=True, actor=actor, day=timezone.localdate())
    return row


def figure_of(made: Edition) -> Figure:
    """The figure of the chapter."""
    return Figure.objects.get(chapter__edition=made)
