"""An edition from words to what goes out: a yes per quote, a source per figure, the same bytes again."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.insights import retention
from sleutelbos.insights.editions import markup
from sleutelbos.insights.editions.content import content_of
from sleutelbos.insights.editions.data import package
from sleutelbos.insights.editions.page import article
from sleutelbos.insights.editions.paper import paper
from sleutelbos.insights.models import Chapter, Edition, Interview, Issue, Quote, Release
from sleutelbos.insights.queries import editions as queries
from sleutelbos.insights.services import editions, interviews
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests import factories

from . import editing

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(region_a: Any) -> Viewer:
    return editing.writer(region_a)


def page_of(interview: Interview) -> str:
    return reverse("insights:show-own-quotes", args=[interviews.quote_token(interview)])


def decide(client: Client, quote: Quote, verdict: str, **more: Any) -> Any:
    address = reverse("insights:decide-quote", args=[interviews.quote_token(quote.interview), quote.pk])
    return client.post(address, {"verdict": verdict, "version": quote.version, **more})


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("een\ntwee\n\ndrie", ["paragraph", "paragraph"]),
        ("## kop\ntekst\n- a\n- b\n1. c", ["heading", "paragraph", "list", "numbers"]),
        ("{quote 3}\n{figure 1}", ["quote", "figure"]),
        ("tekst met {quote 3} erin", ["paragraph"]),
        ("", []),
    ],
)
def test_the_markup_knows_paragraphs_lists_and_places(text: str, kinds: list[str]) -> None:
    assert [block["kind"] for block in markup.blocks(text)] == kinds


def test_html_in_a_chapter_is_text(region_a: Any, actor: Viewer) -> None:
    made = editing.edition(region_a, actor)
    Chapter.objects.filter(edition=made).update(body="<script>alert(1)</script> **<b>vet</b>**")
    shown = article(content_of(made, number=1, made_at=made.created_at.replace(microsecond=0)))
    assert "<script" not in shown and "<b>" not in shown
    assert "<strong>&lt;b&gt;vet&lt;/b&gt;</strong>" in shown


def test_an_edition_does_not_go_out_without_saying_who_is_not_heard(region_a: Any, actor: Viewer) -> None:
    made = editing.edition(region_a, actor, not_represented="", accountability="")
    figure = editing.figure_of(made)
    editions.save_figure(chapter=figure.chapter, figure=figure, values={"source": ""}, actor=actor)
    editing.interview(made, actor)
    reading = editing.reading(made, actor)
    editions.note_link(reading=reading, works=False, actor=actor)
    Chapter.objects.filter(edition=made).update(body="Zij zei: “dit is nooit aan mij gevraagd hoor”.")
    codes = {one.code for one in queries.problems(made)}
    assert codes == {
        "no-accountability", "nobody-missing", "quote-without-yes", "figure-without-source", "dead-link",
        "said-without-yes",
    }  # fmt: skip
    editions.move_edition(edition=made, new="review", actor=actor)
    with pytest.raises(RuleBroken):
        editions.publish_edition(edition=made, actor=actor)
    assert not Issue.objects.exists()


def test_the_same_content_gives_the_same_bytes(region_a: Any, actor: Viewer) -> None:
    made = editing.published(region_a, actor)
    issue = made.issues.get()
    assert editions.rebuilt(issue) == {"content": True, "pdf": True, "html": True, "data": True}
    assert paper(issue.content) == bytes(issue.pdf)
    assert package(issue.content) == package(issue.content)
    assert issue.typst_version
    # And it is no accident: other content gives other bytes.
    issue.content["title"] = "Iets anders"
    assert not any(editions.rebuilt(issue).values())


def test_the_pdf_is_tagged_and_everything_in_it_stands_on_the_page_too(region_a: Any, actor: Viewer) -> None:
    made = editing.published(region_a, actor)
    client = Client()
    answer = client.get(reverse("insights:download-edition-paper", args=[made.public_id]))
    read = PdfReader(BytesIO(answer.content))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/Lang"] == "nl" and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in answer.content or b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert read.metadata is not None and read.metadata.title == "De staat van de regio 2026"
    words = " ".join(" ".join(page.extract_text().split()) for page in read.pages)
    page = client.get(reverse("insights:show-published-edition", args=[made.public_id])).content.decode()
    for part in (editing.WORDS, "Hoe het gaat", "SWI 2023", "Mensen zonder telefoon.", "niet getoond"):
        assert part in words, f"{part} in the PDF"
        assert part in page, f"{part} on the page"
    assert "Hanan" not in words + page, "without a name unless the person says so"
    assert "style=" not in page


def test_the_data_of_every_figure_can_be_read_by_a_program(region_a: Any, actor: Viewer) -> None:
    made = editing.published(region_a, actor)
    answer = Client().get(reverse("insights:download-edition-data", args=[made.public_id]))
    with zipfile.ZipFile(BytesIO(answer.content)) as file:
        described = json.loads(file.read("datapackage.json"))
        csv = file.read(described["resources"][0]["path"]).decode().splitlines()
        values = json.loads(file.read("figure-1.json"))
    assert csv == ["label,Asiel,Gezin en overig", "2022,18.9,7.3", "2023,22.2,"]
    assert values["series"][1]["values"] == [7.3, None]
    assert values["source_edition"] == "SWI 2023" and values["status"] == "provisional"


def test_a_person_says_yes_by_a_link_in_the_own_language(region_a: Any, actor: Viewer, client: Client) -> None:
    made = editing.edition(region_a, actor)
    person = factories.KeyPersonFactory(region=region_a, first_name="Rim", email="rim@example.org", language="ar")
    row = interviews.add_interview(
        edition=made,
        values={"kind": "key_person", "key_person": person, "first_name": "Rim", "role": "gids", "language": "ar"},
        actor=actor,
    )
    editing.quote(row, actor, own="أنا من يجلس بجانبك.")
    interviews.ask_for_yes(interview=row, actor=actor)
    notices.send_due()
    assert [message.to for message in mail.outbox] == [["rim@example.org"]]
    row.refresh_from_db()
    assert "/mijn-woorden/" in mail.outbox[0].body
    shown = client.get(page_of(row)).content.decode()
    assert 'dir="rtl"' in shown and "أنا من يجلس بجانبك." in shown
    quote = row.quotes.get()
    assert decide(client, quote, "approved").status_code == 302
    assert decide(client, quote, "approved").status_code == 302, "the same tap twice is one decision"
    quote.refresh_from_db()
    row.refresh_from_db()
    assert (quote.state, row.may_publish, row.state) == ("approved", True, "answered")
    assert Event.objects.filter(verb="insights.quote.approved").count() == 1


def test_other_words_need_another_yes(region_a: Any, actor: Viewer, client: Client) -> None:
    made = editing.edition(region_a, actor)
    row = editing.interview(made, actor)
    quote = row.quotes.get()
    opened = quote.version
    assert decide(client, quote, "change").status_code == 422, "how would you say it?"
    decide(client, quote, "change", wish="Ik zit erbij.")
    quote.refresh_from_db()
    assert (quote.state, quote.wish) == ("change", "Ik zit erbij.")
    values = {"text": "Ik zit erbij.", "own_text": "", "chapter": None, "pulled": False}
    interviews.save_quote(interview=row, quote=quote, values=values, actor=actor)
    interviews.ask_for_yes(interview=row, actor=actor)
    quote.refresh_from_db()
    address = reverse("insights:decide-quote", args=[interviews.quote_token(row), quote.pk])
    assert client.post(address, {"verdict": "approved", "version": opened}).status_code == 409, "an old page"
    decide(client, quote, "approved")
    quote.refresh_from_db()
    assert (quote.state, quote.text) == ("approved", "Ik zit erbij.")


def test_a_quote_taken_back_is_gone_from_every_output(region_a: Any, actor: Viewer, client: Client) -> None:
    made = editing.published(region_a, actor)
    quote = Quote.objects.get()
    assert decide(client, quote, "withdrawn").status_code == 302
    quote.refresh_from_db()
    assert (quote.state, quote.text, quote.own_text) == ("withdrawn", "", "")
    old, new = Issue.objects.order_by("number")
    assert old.emptied_at is not None and old.content == {} and bytes(old.pdf) == b""
    assert new.note and new.content["quotes"] == []
    read = PdfReader(BytesIO(bytes(new.pdf)))
    assert editing.WORDS not in " ".join(" ".join(page.extract_text().split()) for page in read.pages)
    page = client.get(reverse("insights:show-published-edition", args=[made.public_id])).content.decode()
    assert editing.WORDS not in page and new.note in page
    assert editing.WORDS not in json.dumps(list(Issue.objects.values_list("content", flat=True)))
    assert {"insights.quote.withdrawn", "insights.issue.emptied", "insights.issue.made"} <= set(
        Event.objects.values_list("verb", flat=True)
    )


def test_who_takes_everything_back_leaves_no_chapter(region_a: Any, actor: Viewer, client: Client) -> None:
    made = editing.edition(region_a, actor)
    row = editing.interview(made, actor)
    editing.says_yes(row)
    values = {"kind": "interview", "heading": "Over Hanan", "body": "Zij fietst.", "interview": row}
    editions.save_chapter(edition=made, chapter=None, values=values, actor=actor)
    editions.move_edition(edition=made, new="review", actor=actor)
    editions.publish_edition(edition=made, actor=actor)
    address = reverse("insights:take-all-back", args=[interviews.quote_token(row)])
    client.post(address)
    client.post(address)
    row.refresh_from_db()
    assert (row.state, row.first_name, row.may_publish) == ("withdrawn", "", False)
    assert client.get(page_of(row)).status_code == 200
    newest = queries.newest_issue(made)
    assert newest is not None and [one["heading"] for one in newest.content["chapters"]] == ["Hoe het gaat"]
    assert "Zij fietst" not in json.dumps(newest.content)


def test_a_person_chooses_how_to_be_shown(region_a: Any, actor: Viewer, client: Client) -> None:
    made = editing.published(region_a, actor)
    row = made.interviews.get()
    address = reverse("insights:choose-use", args=[interviews.quote_token(row)])
    assert client.post(address, {"shown": "other_name"}).status_code == 422
    client.post(address, {"shown": "other_name", "other_name": "Amina"})
    newest = queries.newest_issue(made)
    assert newest is not None and newest.number == 2
    assert newest.content["chapters"][0]["blocks"][1]["by"] == "Amina, sleutelpersoon"


def test_another_language_holds_only_quotes_with_a_yes_to_that(region_a: Any, actor: Viewer) -> None:
    made = editing.published(region_a, actor)
    row = made.interviews.get()
    copy = editions.translate_edition(edition=made, language="en", actor=actor)
    quote = row.quotes.get()
    with pytest.raises(RuleBroken):
        editions.translate_quote(edition=copy, quote=quote, text="I sit beside you.", actor=actor)
    Chapter.objects.filter(edition=copy).update(body="{quote 1}")
    values = {"accountability": "We spoke to three people.", "not_represented": "People without a phone."}
    editions.change_edition(edition=copy, values=values, actor=actor)
    moment = made.created_at.replace(microsecond=0)
    assert content_of(copy, number=1, made_at=moment)["quotes"] == []
    interviews.choose_use(interview=row, shown="role", other_name="", may_translate=True, actor=actor)
    assert "quote-not-translated" in {one.code for one in queries.problems(copy)}
    quote = Quote.objects.select_related("interview").get()
    editions.translate_quote(edition=copy, quote=quote, text="I sit beside you.", actor=actor)
    assert not queries.problems(copy)
    content = content_of(copy, number=1, made_at=moment)
    assert content["chapters"][0]["blocks"][0]["text"] == "I sit beside you."
    assert content["words"]["contents"] == "Contents"
    editions.move_edition(edition=copy, new="review", actor=actor)
    editions.publish_edition(edition=copy, actor=actor)
    person = Viewer.by_link(whom="x", region_id=region_a.pk)
    interviews.decide_quote(quote=quote, verdict="withdrawn", version=quote.version, actor=person)
    for one in (made, copy):
        newest = queries.newest_issue(one)
        assert newest is not None and newest.content["quotes"] == []


def test_chapters_change_places_and_the_ends_stay(region_a: Any, actor: Viewer) -> None:
    made = editing.edition(region_a, actor)
    for heading in ("Twee", "Drie"):
        editions.save_chapter(edition=made, chapter=None, values={"heading": heading}, actor=actor)
    last = made.chapters.get(heading="Drie")
    assert editions.move_chapter(chapter=last, up=True, actor=actor)
    assert [row.heading for row in made.chapters.all()] == ["Hoe het gaat", "Drie", "Twee"]
    first = made.chapters.get(heading="Hoe het gaat")
    assert not editions.move_chapter(chapter=first, up=True, actor=actor)


def test_own_figures_show_what_the_open_figures_show_and_nothing_else(region_a: Any, actor: Viewer) -> None:
    made = editing.edition(region_a, actor)
    factories.RequestFactory.create_batch(3, region=region_a)
    with pytest.raises(RuleBroken, match="no-open-figures"):
        editions.add_own_figure(chapter=made.chapters.get(), name="quarters", actor=actor)
    quarter = f"{made.year}-Q2"
    cells = [[quarter, "*", "*", "*", 31], [quarter, "*", "ti", "*", 24], [quarter, "*", "ar", "*", None]]
    cells += [[quarter, "7", "ti", "*", 12], [quarter, "*", "*", "school", 31], [quarter, "*", "none", "*", 7]]
    names = ["period", "municipality", "language", "topic"]
    Release.objects.create(
        region=region_a,
        period=quarter,
        edition=1,
        state="published",
        published_at=timezone.now(),
        content={"sets": [{"code": "questions", "dimensions": names, "tables": [], "cells": cells}], "names": {}},
    )
    figure = editions.add_own_figure(chapter=made.chapters.get(), name="quarters", actor=actor)
    assert figure.series[0][1] == [None, 31, None, None]
    assert quarter in figure.source_edition
    languages = editions.add_own_figure(chapter=made.chapters.get(), name="languages", actor=actor)
    assert (languages.labels, languages.series[0][1]) == (["Tigrinya"], [24])
    assert not [one for one in queries.problems(made) if one.code == "own-figure-not-public"]
    languages.series = [["Vragen", [25]]]
    languages.save()
    assert [one.about for one in queries.problems(made) if one.code == "own-figure-not-public"] == [languages.title]


def test_a_newer_edition_takes_the_place_of_the_older(region_a: Any, actor: Viewer, client: Client) -> None:
    old = editing.published(region_a, actor)
    new = editing.published(region_a, actor, title="De nieuwe", replaces=old)
    old.refresh_from_db()
    assert old.state == Edition.State.REPLACED
    answer = client.get(reverse("insights:show-published-edition", args=[old.public_id]))
    assert answer["Location"] == reverse("insights:show-published-edition", args=[new.public_id])
    with pytest.raises(StateChanged):
        editions.change_edition(edition=old, values={"title": "Anders"}, actor=actor)


def test_a_link_of_somebody_else_opens_nothing(region_a: Any, actor: Viewer, client: Client) -> None:
    first = editing.interview(editing.edition(region_a, actor), actor)
    second = editing.interview(editing.edition(region_a, actor), actor)
    address = reverse("insights:decide-quote", args=[interviews.quote_token(first), second.quotes.get().pk])
    assert client.post(address, {"verdict": "approved", "version": 1}).status_code == 404
    Interview.objects.filter(pk=first.pk).update(link_version=2)
    assert client.get(page_of(first)).status_code == 410


def test_what_is_not_needed_any_more_goes(region_a: Any, actor: Viewer) -> None:
    from datetime import timedelta

    from django.utils import timezone

    made = editing.published(region_a, actor)
    Interview.objects.update(email="anke@example.org", talked_on=timezone.localdate() - timedelta(days=400))
    other = editing.edition(region_a, actor)
    editing.interview(other, actor)
    Interview.objects.filter(edition=other).update(talked_on=timezone.localdate() - timedelta(days=400))
    assert retention.let_go() == 1, "an interview that came to nothing"
    Edition.objects.filter(pk=made.pk).update(published_at=timezone.now() - timedelta(days=91))
    retention.let_go()
    assert made.interviews.get().email == ""


def test_the_desk_writes_an_edition_without_javascript(region_a: Any, client_of: Any, coordinator: Any) -> None:
    desk = client_of(coordinator)
    desk.post(reverse("insights:create-edition"), {"title": "De staat van hier", "year": 2026})
    made = Edition.objects.get()
    assert made.guides.count() == 3
    page = [made.pk]
    desk.post(reverse("insights:add-chapter", args=page), {"kind": "theme", "heading": "Begin", "body": "Tekst."})
    chapter = made.chapters.get()
    figure = {
        "title": "Aantal", "description": "Wat men ziet", "kind": "bars", "decimals": "0", "heads": "een ; twee",
        "rows": "2022 ; 1.5 ; -\n2023 ; 3 ; 4", "status": "final", "source": "CBS", "source_edition": "1",
        "reference_day": "31-12-2023",
    }  # fmt: skip
    address = reverse("insights:add-figure", args=[made.pk, chapter.pk])
    assert desk.post(address, {**figure, "rows": "2022 ; veel ; 1"}).status_code == 422
    assert desk.post(address, figure).status_code == 302
    assert chapter.figures.get().series == [["een", [1.5, 3]], ["twee", [None, 4]]]
    desk.post(reverse("insights:add-reading", args=page), {"title": "CBS", "url": "https://www.cbs.nl/"})
    desk.post(reverse("insights:note-link", args=[made.pk, made.readings.get().pk]), {"answer": "works"})
    shown = desk.get(reverse("insights:show-edition", args=page)).content.decode()
    assert "Begin" in shown and "CBS" in shown
    assert desk.get(reverse("insights:preview-edition", args=page)).status_code == 200
    assert desk.get(reverse("insights:preview-paper", args=page)).content[:5] == b"%PDF-"
    values = {"title": "De staat van hier", "year": 2026, "accountability": "Zo.", "not_represented": "Zij niet."}
    assert desk.post(reverse("insights:change-edition", args=page), values).status_code == 302
    desk.post(reverse("insights:move-edition", args=page), {"to": "review"})
    desk.post(reverse("insights:publish-edition", args=page))
    made.refresh_from_db()
    assert made.state == "published"
    desk.post(reverse("insights:correct-edition", args=page), {"note": "Een tikfout."})
    assert [issue.note for issue in made.issues.all()] == ["Een tikfout.", ""]
