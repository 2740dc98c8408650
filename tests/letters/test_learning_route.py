"""A learning route flows to its owner and into counts of a panel: never beside a name, in a mail or in a file."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

import sleutelbos
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.exchange.writing.people import people_file
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.letters import services
from sleutelbos.letters.load.open_data import package
from sleutelbos.letters.models import Letter, Reader
from sleutelbos.notices import services as notices
from sleutelbos.notices.models import Notice
from tests.letters import room

# Who reads the field. Each is looked at in a test; a new one says here where it may go.
READERS = {
    "config/demo/people.py": "made up",
    "keypersons/forms/person.py": "its owner; at the desk it can be filled in and not read",
    "keypersons/models.py": "where it is kept",
    "keypersons/services/lifecycle.py": "wiped at a goodbye",
    "keypersons/services/profile.py": "changed",
    "letters/queries/panels.py": "a balanced panel, and counts of it",
}
ROUTES = ["b1", "education", "self_reliance", "b1", "self_reliance", ""]


def test_the_field_is_read_in_these_places_only() -> None:
    root = Path(sleutelbos.__file__).parent
    files = [path for kind in ("*.py", "*.html", "*.txt") for path in root.rglob(kind)]
    found = {str(path.relative_to(root)) for path in files if "learning_route" in path.read_text(encoding="utf-8")}
    assert {path for path in found if "/migrations/" not in path} == set(READERS)


@pytest.fixture
def panel(region_a: Any, client_of: Any) -> dict[str, Any]:
    """A letter that was read, answered and published by six people whose routes differ."""
    who, lead = room.writer(region_a), room.lead(region_a)
    people = room.people(region_a, 6)
    for person, route in zip(people, ROUTES, strict=True):
        KeyPerson.objects.filter(pk=person.pk).update(learning_route=route)
    people = list(KeyPerson.objects.filter(pk__in=[person.pk for person in people]).order_by("pk"))
    round, readers = room.open_round(region_a, who, people)
    sentence = round.version.sentences.all()[1]  # type: ignore[union-attr]
    for reader in readers:
        room.begin(reader)
        services.mark_sentence(reader=reader, sentence=sentence, verdict="unclear", words=[1], reasons=["word"])
        room.done(reader)
    notices.send_due()  # who is asked; an invitation that waits goes when a round closes
    Reader.objects.update(may_share=True)
    services.close_round(round=round, actor=lead)
    services.decide(round=round, sentence=sentence, kind="adapt", text="Kom voor 1 maart 2027.", actor=who)
    services.make_version(round=round, actor=who)
    services.tell_readers(round=round, outcome="Dank.", actor=who)
    services.publish_letter(letter=Letter.objects.get(), actor=who)
    return {"round": round, "lead": lead, "writer": who, "people": people}


def test_what_is_mailed_kept_in_the_trail_or_taken_out_tells_no_route(panel: Any) -> None:
    notices.send_due()
    told = [message.subject + message.body for message in mail.outbox]
    told += [f"{row.subject} {row.body} {row.link}" for row in Notice.objects.all()]
    told += [str(row.data) + str(row.subject) for row in Event.objects.all()]
    assert len(mail.outbox) > 12, "asked and told, each reader"
    book = openpyxl.load_workbook(io.BytesIO(people_file(KeyPerson.objects.prefetch_related("languages", "topics"))))
    told += [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    with zipfile.ZipFile(io.BytesIO(package(Letter.objects.get()))) as made:
        told += [made.read(name).decode() for name in made.namelist()]
    _tells_nothing(" ".join(told))


def test_a_page_with_names_is_the_same_whoever_has_which_route(panel: Any, client_of: Any, client: Client) -> None:
    from sleutelbos.accounts.models import User

    round, letter = panel["round"], Letter.objects.get()
    pages = [
        (who, reverse(name, args=args))
        for who in ("lead", "writer")
        for name, args in (
            ("letters:show-round", [round.pk]),
            ("letters:show-desk", [round.pk]),
            ("letters:show-letter", [letter.pk]),
        )
    ]

    def read() -> list[str]:
        looks = {who: client_of(User.objects.get(pk=panel[who].user_id)) for who in ("lead", "writer")}
        found = [looks[who].get(address).content.decode() for who, address in pages]
        found.append(client.get(reverse("letters:show-published-letter", args=[letter.public_id])).content.decode())
        # Tokens and the clock are new on every page.
        return [re.sub(r'"[\w-]{20,64}"|nonce="[^"]+"|\d\d:\d\d', "", text) for text in found]

    before = read()
    assert "B1-route: 2" in before[0], "counted out loud in a panel of six"
    for person, route in zip(panel["people"], ROUTES[1:] + ROUTES[:1], strict=True):
        KeyPerson.objects.filter(pk=person.pk).update(learning_route=route)
    assert read() == before
    _tells_nothing(before[-1])


def test_no_two_counts_of_a_coordinator_can_be_subtracted_to_one_persons_route(region_a: Any, client_of: Any) -> None:
    from sleutelbos.accounts.models import User

    who, lead = room.writer(region_a), room.lead(region_a)
    desk = client_of(User.objects.get(pk=lead.user_id))
    people = room.people(region_a, 9)
    for person, route in zip(people, [*ROUTES, "education", "education", "b1"], strict=True):
        KeyPerson.objects.filter(pk=person.pk).update(learning_route=route)
    people = list(KeyPerson.objects.filter(pk__in=[person.pk for person in people]).order_by("pk"))

    def page(round: Any) -> str:
        return str(desk.get(reverse("letters:show-round", args=[round.pk])).content.decode())

    labels = dict(KeyPerson.LearningRoute.choices)
    routes = re.compile("|".join(re.escape(str(label)) for label in labels.values()))
    round, readers = room.open_round(region_a, who, people[:4])
    said = "B1-route: 2, Onderwijsroute: 1, Z-route: 1"
    assert said in page(round)
    # One more reader, one who says no, one whose route changes: the count stays what it was.
    services.add_reader(round=round, key_person=people[4], actor=lead)
    actor = Viewer.by_link(whom="x", region_id=region_a.pk)
    services.decline(reader=readers[0], actor=actor)
    KeyPerson.objects.filter(pk=people[1].pk).update(learning_route="")
    assert said in page(round)
    # The same people and one more, for another letter: no second count to subtract the first from.
    more, _readers = room.open_round(region_a, who, people[:5])
    assert more.routes == {} and not routes.search(page(more))
    others, _readers = room.open_round(region_a, who, people[5:])
    assert others.routes == {"": 1, "education": 2, "b1": 1}
    # Nor of a proposal, which anybody at the desk can have made with one reader more.
    asked = room.round_of(room.letter(region_a, who), who)
    proposal = str(desk.get(reverse("letters:choose-panel", args=[asked.pk])).content.decode())
    assert "data-one" in proposal and not routes.search(proposal)


def _tells_nothing(text: str) -> None:
    labels = {str(label) for _code, label in KeyPerson.LearningRoute.choices}
    for word in labels | {"self_reliance", "learning_route"}:
        assert word not in text, word
