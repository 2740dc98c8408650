"""The marks as data for everybody: of who said yes, and nothing that leads to a person."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.letters import services
from sleutelbos.letters.models import Letter, Reader, Round
from sleutelbos.letters.rules.open_data import Said, rows_of
from tests.letters import room

SYSTEM = Viewer.system(reason="test")


def said(reader: int, language: str, sentence: int = 1) -> Said:
    return Said(1, sentence, reader, str(100 - reader), "unclear", ("dient",), ("word",), language)


def test_a_language_is_told_only_where_five_readers_share_it() -> None:
    rows = rows_of([said(at, "ar" if at < 5 else "ti") for at in range(9)])
    assert sorted(row[6] for row in rows) == [""] * 4 + ["ar"] * 5


def test_five_marks_of_one_reader_are_one_reader() -> None:
    rows = rows_of([said(1, "ar", sentence) for sentence in range(1, 6)])
    assert {(row[2], row[6]) for row in rows} == {("", "")}


def test_numbers_of_readers_are_arbitrary_and_only_from_five_readers() -> None:
    assert {row[2] for row in rows_of([said(at, "ar") for at in range(4)])} == {""}
    rows = rows_of([said(at, "ar", sentence) for at in range(5) for sentence in (1, 2)])
    assert [row[2] for row in rows if row[1] == 1] == ["1", "2", "3", "4", "5"]
    # Numbers follow `order`, not the readers' own numbers; the same reader has one number in a version.
    one = [row for row in rows_of([said(0, "ar"), *(said(at, "ar") for at in range(1, 5))]) if row[2] == "5"]
    assert len(one) == 1


@pytest.fixture
def told(region_a: Any) -> tuple[Letter, list[Reader]]:
    """A published letter; two of three readers finished, and wrote and said much in own words."""
    who = room.writer(region_a)
    round, readers = room.open_round(region_a, who, room.people(region_a, 3))
    sentence = round.version.sentences.all()[1]  # type: ignore[union-attr]
    for reader in readers[:2]:
        room.begin(reader)
        services.start_reading(reader=reader, name="Zonnebloem", language="nl", actor=SYSTEM)
        services.answer_questions(reader=reader, answers={round.questions.last().pk: (None, "Klaproos")})
        services.mark_sentence(reader=reader, sentence=sentence, verdict="unclear", words=[1], reasons=["word"])
        services.propose(reader=reader, sentence=sentence, text="Kom voor 1 maart 2027, zegt Korenbloem.")
        room.done(reader)
    services.close_round(round=round, actor=who)
    services.decide(
        round=round, sentence=sentence, kind="adapt", text="Kom voor 1 maart 2027.", note="Madelief", actor=who
    )
    services.make_version(round=round, actor=who)
    services.tell_readers(round=Round.objects.get(pk=round.pk), outcome="Margriet", actor=who)
    letter = Letter.objects.get()
    services.publish_letter(letter=letter, actor=who)
    return letter, [Reader.objects.get(pk=one.pk) for one in readers]


def files_of(client: Client, letter: Letter) -> dict[str, str]:
    answer = client.get(reverse("letters:download-open-data", args=[letter.public_id]))
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        return {name: made.read(name).decode("utf-8") for name in made.namelist()}


@pytest.mark.django_db
def test_without_a_yes_there_are_no_data(told: Any, client: Client) -> None:
    letter, _readers = told
    assert client.get(reverse("letters:download-open-data", args=[letter.public_id])).status_code == 404
    page = client.get(reverse("letters:show-open-data", args=[letter.public_id]))
    assert page.status_code == 200 and "gegevens.zip" not in page.content.decode()


@pytest.mark.django_db
def test_the_reader_is_asked_after_finishing_and_can_take_it_back(told: Any, client: Client) -> None:
    letter, (reader, _other, unread) = told
    page = reverse("letters:finish-reading", args=[services.reader_token(reader)])
    shown = client.get(page).content.decode()
    assert 'name="may_share"' in shown and 'name="may_share" checked' not in shown
    client.post(page, {"share": "1", "may_share": "on"})
    reader.refresh_from_db()
    assert reader.may_share and reader.may_name, "the other yes stays"
    assert len(files_of(client, letter)["marks.csv"].splitlines()) == 2
    client.post(page, {"share": "1"})
    assert client.get(reverse("letters:download-open-data", args=[letter.public_id])).status_code == 404
    # Who read nothing is not asked.
    assert client.post(
        reverse("letters:finish-reading", args=[services.reader_token(unread)]), {"share": "1", "may_share": "on"}
    )["Location"].endswith(reverse("letters:start-reading", args=[services.reader_token(unread)]))


@pytest.mark.django_db
def test_no_name_and_no_own_words_are_in_it_and_the_description_fits(told: Any, client: Client) -> None:
    letter, readers = told
    for reader in readers[:2]:
        services.share(reader=reader, may_share=True, actor=SYSTEM)
    files = files_of(client, letter)
    everything = "".join(files.values())
    for secret in ("Zonnebloem", "Klaproos", "Korenbloem", "Madelief", "Margriet", readers[0].key_person.first_name):
        assert secret not in everything
    description = json.loads(files["datapackage.json"])
    for resource in description["resources"]:
        rows = list(csv.reader(io.StringIO(files[resource["path"]])))
        assert rows[0] == [field["name"] for field in resource["schema"]["fields"]]
    marks = list(csv.DictReader(io.StringIO(files["marks.csv"])))
    assert [(row["verdict"], row["words"], row["reader"], row["language"]) for row in marks] == [
        ("unclear", "dient", "", "")
    ] * 2
    sentences = list(csv.DictReader(io.StringIO(files["sentences.csv"])))
    assert sentences[1]["became"] == "Kom voor 1 maart 2027." and sentences[1]["decision"] == "adapt"
    page = client.get(reverse("letters:show-published-letter", args=[letter.public_id])).content.decode()
    assert reverse("letters:show-open-data", args=[letter.public_id]) in page


@pytest.mark.django_db
def test_a_letter_that_is_not_published_has_no_data(told: Any, client: Client) -> None:
    letter, readers = told
    services.share(reader=readers[0], may_share=True, actor=SYSTEM)
    services.unpublish_letter(letter=letter, actor=SYSTEM)
    for name in ("show-open-data", "download-open-data"):
        assert client.get(reverse(f"letters:{name}", args=[letter.public_id])).status_code == 404
