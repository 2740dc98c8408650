"""Words that were taken back are nowhere: looked for as somebody would who wants to find them all the same."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.insights.editions import traces
from sleutelbos.insights.models import Chapter, Edition, Interview, Issue, Quote, QuoteTranslation
from sleutelbos.insights.services import editions, interviews
from sleutelbos.insights.services import withdrawal as services

from . import editing

pytestmark = pytest.mark.django_db

SAID = "De zeldzame paarse olifant zweeg"
OWN = "قال الفيل الأرجواني النادر لا شيء"
ENGLISH = "The rare purple elephant kept silent"
# What gives each of them away, in any order of bytes.
MARKS = ("paarse", "الأرجواني", "purple", "Rozemarijn")


@pytest.fixture
def actor(region_a: Any) -> Viewer:
    return editing.writer(region_a)


def _published(region: Any, actor: Viewer) -> tuple[Interview, Edition, Edition]:
    made = editing.edition(region, actor)
    values = {"kind": "key_person", "first_name": "Rozemarijn", "role": "sleutelpersoon", "language": "ar"}
    row = interviews.add_interview(edition=made, values=values, actor=actor)
    quote = editing.quote(row, actor, words=SAID, own=OWN)
    interviews.ask_for_yes(interview=row, actor=actor)
    editing.says_yes(row)
    person = Viewer.by_link(whom="key person", region_id=region.pk)
    row = Interview.objects.select_related("edition__region").get(pk=row.pk)
    interviews.choose_use(interview=row, shown="first_name", other_name="", may_translate=True, actor=person)
    body = "Zij zei: de zeldzame, **paarse** olifant\nzweeg. Dat was alles.\n\n{quote 1}\n\n{figure 1}"
    chapter = made.chapters.get()
    editions.save_chapter(edition=made, chapter=chapter, values={"body": body, "lead": f"{SAID}!"}, actor=actor)
    figure = {"title": "Mensen", "description": f"{SAID}.", "labels": ["een"], "series": [["Aantal", [20]]]}
    editions.save_figure(chapter=chapter, figure=None, values={**editing.FIGURE, **figure}, actor=actor)
    made = Edition.objects.select_related("region").get(pk=made.pk)
    _out(made, actor)
    editions.correct_edition(edition=made, note="Een tweede druk.", actor=actor)

    other = editions.translate_edition(edition=made, language="en", actor=actor)
    other.accountability, other.not_represented = "We spoke to people.", "Children."
    other.save()
    quote = Quote.objects.select_related("interview").get(pk=quote.pk)
    editions.translate_quote(edition=other, quote=quote, text=ENGLISH, actor=actor)
    first = other.chapters.get()
    editions.save_chapter(edition=other, chapter=first, values={"body": "{quote 1}", "lead": ENGLISH}, actor=actor)
    other = Edition.objects.select_related("region").get(pk=other.pk)
    _out(other, actor)
    return row, made, other


def _out(edition: Edition, actor: Viewer) -> None:
    editions.move_edition(edition=edition, new="review", actor=actor)
    editions.publish_edition(edition=edition, actor=actor)


def _everything(*public: Edition) -> str:
    """Every public output of these editions, taken apart, and every text the database holds."""
    client = Client()
    found = []
    for edition in public:
        for name in ("show-published-edition", "download-edition-paper", "download-edition-data"):
            answer = client.get(reverse(f"insights:{name}", args=[edition.public_id]))
            assert answer.status_code == 200
            assert "no-store" in answer["Cache-Control"], "nobody on the way keeps it"
            assert "ETag" not in answer and "Last-Modified" not in answer
            found.append(_taken_apart(answer.content))
    found.append(client.get(reverse("insights:list-published-editions")).content.decode())
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField, models.JSONField)):
                found.append(str(list(model._default_manager.values_list(field.name, flat=True))))
            elif isinstance(field, models.BinaryField):
                found += [_taken_apart(bytes(one)) for one in model._default_manager.values_list(field.name, flat=True)]
    found.append(str(getattr(cache, "_cache", "")))
    return "\n".join(found)


def _taken_apart(data: bytes) -> str:
    if data[:4] == b"%PDF":
        read = PdfReader(io.BytesIO(data))
        return " ".join(page.extract_text() for page in read.pages) + str(read.metadata)
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return " ".join(file.read(name).decode() for name in file.namelist())
    return data.decode("utf-8", "replace")


def _marks(text: str) -> set[str]:
    return {mark for mark in MARKS if mark in text}


def test_one_quote_taken_back_is_in_no_output_no_older_issue_no_translation_and_no_table(
    region_a: Any, actor: Viewer
) -> None:
    row, made, other = _published(region_a, actor)
    assert _marks(_everything(made, other)) == set(MARKS), "this search finds what there is"
    page = reverse("insights:decide-quote", args=[interviews.quote_token(row), row.quotes.get().pk])
    assert Client().post(page, {"verdict": "withdrawn", "version": row.quotes.get().version}).status_code == 302
    # The name belongs to the person, who may have said more; the words are nowhere.
    assert _marks(_everything(made, other)) <= {"Rozemarijn"}
    assert not QuoteTranslation.objects.exists()
    for edition in (made, other):
        states = list(edition.issues.order_by("number").values_list("emptied_at", flat=True))
        assert states[-1] is None and all(states[:-1])
        newest = edition.issues.first()
        assert newest is not None and all(editions.rebuilt(newest).values())
    assert "Dat was alles" in str(made.issues.order_by("-number")[0].content), "only these words went"
    assert not any(_marks(message.body) for message in mail.outbox)


def test_who_takes_everything_back_is_nowhere_by_name_either(region_a: Any, actor: Viewer) -> None:
    row, made, other = _published(region_a, actor)
    values = {"kind": "interview", "heading": "Rozemarijn vertelt", "body": "Zij fietst.", "interview": row}
    editions.save_chapter(edition=made, chapter=None, values=values, actor=actor)
    editions.correct_edition(edition=made, note="Met een gesprek.", actor=actor)
    assert Client().post(reverse("insights:take-all-back", args=[interviews.quote_token(row)])).status_code == 302
    assert _marks(_everything(made, other)) == set()
    assert Chapter.objects.get(interview=row).heading == "Teruggenomen"


def test_words_typed_over_without_a_place_for_the_quote_go_too(region_a: Any, actor: Viewer) -> None:
    row, made, _other = _published(region_a, actor)
    # An edition of which the issue holds the words only in its own text.
    chapter = made.chapters.get()
    editions.save_chapter(edition=made, chapter=chapter, values={"body": f"{SAID}.", "lead": ""}, actor=actor)
    Quote.objects.filter(interview=row).update(state="draft", decided_at=None)
    issue = editions.make_issue(edition=made, note="", actor=actor)
    assert issue.content["quotes"] == [] and "paarse" in str(issue.content)
    Quote.objects.filter(interview=row).update(state="approved", decided_at=made.created_at)
    quote = Quote.objects.select_related("interview__edition__region").get(interview=row)
    person = Viewer.by_link(whom="key person", region_id=region_a.pk)
    interviews.decide_quote(quote=quote, verdict="withdrawn", version=quote.version, actor=person)
    issue.refresh_from_db()
    assert issue.emptied_at is not None and issue.content == {}
    assert _marks(_everything(made)) <= {"Rozemarijn"}


def test_while_it_cannot_be_made_again_nothing_old_is_shown(
    region_a: Any, actor: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sleutelbos.ui.errors import RuleBroken

    row, made, _other = _published(region_a, actor)

    def broken(**_values: Any) -> None:
        raise RuleBroken("not-printable")

    with monkeypatch.context() as patch:
        patch.setattr(services, "make_issue", broken)
        Client().post(reverse("insights:take-all-back", args=[interviews.quote_token(row)]))
    client = Client()
    page = client.get(reverse("insights:show-published-edition", args=[made.public_id]))
    assert page.status_code == 200 and not _marks(page.content.decode())
    for name in ("download-edition-paper", "download-edition-data"):
        assert client.get(reverse(f"insights:{name}", args=[made.public_id])).status_code == 404
    assert services.renew_due() == 2 and services.renew_due() == 0
    assert client.get(reverse("insights:download-edition-paper", args=[made.public_id])).status_code == 200


def test_words_go_only_while_nobody_makes_an_issue(
    region_a: Any, actor: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock of the edition is taken before the words change: in every way in which words can go."""
    row, made, other = _published(region_a, actor)
    steps: list[str] = []
    hold = services.hold_still

    def watched(edition: Edition) -> None:
        quote = Quote.objects.get(interview=row)
        assert quote.text, "the words are still there when the lock is asked for"
        steps.append(edition.public_id)
        hold(edition)

    monkeypatch.setattr(interviews, "hold_still", watched)
    person = Viewer.by_link(whom="key person", region_id=region_a.pk)
    row = Interview.objects.select_related("edition__region").get(pk=row.pk)
    interviews.choose_use(interview=row, shown="role", other_name="", may_translate=False, actor=person)
    quote = Quote.objects.select_related("interview__edition__region").get(interview=row)
    interviews.save_quote(
        interview=row, quote=quote, values={"text": "Iets anders.", "own_text": "شيء آخر."}, actor=actor
    )
    row.refresh_from_db()
    interviews.withdraw_interview(interview=row, actor=person)
    assert steps == [made.public_id] * 3
    assert Issue.objects.filter(edition=other).exclude(emptied_at=None).exists()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("De zeldzame paarse olifant zweeg.", "…"),
        ("Hij zei: “de ZELDZAME, paarse - olifant; zweeg!” en ging.", "Hij zei: “…” en ging."),
        ("De zeldzame paarse olifanten zwegen.", "De zeldzame paarse olifanten zwegen."),
        ("", ""),
    ],
)
def test_a_trace_finds_the_same_words_whatever_stands_between(text: str, left: str) -> None:
    assert traces.without(text, traces.traces([SAID])) == left


def test_few_words_are_anybodys() -> None:
    assert traces.traces(["Ja, dat is.", ""]) == []
