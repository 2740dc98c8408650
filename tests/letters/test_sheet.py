"""Before and after on one side of A4."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from sleutelbos.accounts.models import User
from sleutelbos.letters import services
from sleutelbos.letters.load import sheet
from sleutelbos.letters.models import Letter, Round
from tests.letters import room

pytestmark = pytest.mark.django_db


def rewritten(region: Any, text: str = room.TEXT) -> tuple[Letter, Any]:
    """A letter that readers stumbled over and that got a second version."""
    who = room.writer(region)
    made = room.letter(region, who, text)
    round = room.round_of(made, who)
    for reader in services.invite_panel(round=round, people=room.people(region), actor=room.lead(region)):
        room.begin(reader)
        for sentence in round.version.sentences.all():
            services.mark_sentence(reader=reader, sentence=sentence, verdict="unclear")
        room.done(reader)
    services.close_round(round=Round.objects.get(pk=round.pk), actor=who)
    round = Round.objects.get(pk=round.pk)
    for sentence in round.version.sentences.all():
        services.decide(
            round=round,
            sentence=sentence,
            kind="adapt",
            text=f"Nieuw: {sentence.text}",
            actor=who,
            facts_confirmed=True,
        )
    services.make_version(round=round, actor=who)
    return made, who


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_it_says_before_and_after_in_dutch_and_can_be_read_aloud(region_a: Any) -> None:
    made, _who = rewritten(region_a)
    pdf = sheet.sheet_of(made, made.versions.get(number=2))
    read, words = PdfReader(io.BytesIO(pdf)), words_of(pdf)
    assert read.root_object["/Lang"] == "nl" and read.root_object["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in read.root_object
    assert "Neem uw paspoort mee." in words and "Nieuw: Neem uw paspoort mee." in words
    assert "2 mensen lazen mee" in words and "Nog geen antwoorden" in words


@pytest.mark.parametrize("sentences", [3, 80], ids=["short", "long"])
def test_it_is_always_one_page_and_says_how_many_changes_are_not_on_it(region_a: Any, sentences: int) -> None:
    long = " ".join(["gemeente"] * 60)
    text = "Uitnodiging\n\n" + "\n\n".join(f"Wij helpen u met nummer {at} en de {long}." for at in range(sentences))
    made, _who = rewritten(region_a, text)
    pdf = sheet.sheet_of(made, made.versions.get(number=2))
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert ("Er zijn nog" in words_of(pdf)) is (sentences == 80)


def test_the_writer_downloads_it_and_a_first_version_has_none(region_a: Any, region_b: Any) -> None:
    made, who = rewritten(region_a)
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    answer = client.get(reverse("letters:download-sheet", args=[made.pk, 2]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert client.get(reverse("letters:download-sheet", args=[made.pk, 1])).status_code == 404
    page = client.get(reverse("letters:show-letter", args=[made.pk])).content.decode()
    assert reverse("letters:download-sheet", args=[made.pk, 2]) in page
    other = Client()
    other.force_login(User.objects.get(pk=room.writer(region_b).user_id))
    assert other.get(reverse("letters:download-sheet", args=[made.pk, 2])).status_code == 404
