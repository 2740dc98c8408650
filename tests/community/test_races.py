"""Many people at once in one room, on PostgreSQL with real connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from sleutelbos.community import services
from sleutelbos.community.models import Message, Report, Room
from sleutelbos.ui.errors import DomainError

from .conftest import viewer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Start all at the same moment, each on a connection of its own; what each gave, or the domain error it met."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait(60)
            return work()
        except DomainError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def test_everybody_who_speaks_at_once_gets_a_number_of_their_own(room: Room, key_person: Any, colleague: Any) -> None:
    actors = [viewer(key_person), viewer(colleague)]
    at_once(
        *(
            lambda n=n: services.write_message(room=room, text=f"bericht {n}", actor=actors[n % 2])  # type: ignore[misc]
            for n in range(16)
        )
    )
    numbers = sorted(Message.objects.values_list("change", flat=True))
    assert numbers == list(range(1, 17))
    room.refresh_from_db()
    assert room.counter == 16


def test_a_double_tap_says_it_once(room: Room, key_person: Any) -> None:
    once, actor = uuid4(), viewer(key_person)
    told = at_once(*[lambda: services.write_message(room=room, text="ja", actor=actor, once=once)] * 6)
    assert Message.objects.count() == 1
    assert {row.pk for row in told} == {Message.objects.get().pk}


def test_a_report_and_a_withdrawal_at_once_leave_no_words(room: Room, key_person: Any, colleague: Any) -> None:
    for _round in range(5):
        said = services.write_message(room=room, text="weg", actor=viewer(key_person))
        copies = [Message.objects.select_related("room__region").get(pk=said.pk) for _copy in range(2)]
        at_once(
            lambda copies=copies: services.withdraw_message(message=copies[0], actor=viewer(key_person)),  # type: ignore[misc]
            lambda copies=copies: services.report_message(  # type: ignore[misc]
                message=copies[1], reason="hurts", note="", actor=viewer(colleague)
            ),
        )
        said.refresh_from_db()
        assert (said.state == "withdrawn") == (said.text == "")
        assert said.state in {"withdrawn", "reported"}


def test_an_answer_and_closing_at_once_leave_a_question_that_is_closed_or_answered(
    room: Room, key_person: Any, colleague: Any
) -> None:
    for _round in range(5):
        question = services.ask_colleagues(room=room, text="wie?", actor=viewer(key_person))
        copies = [Message.objects.select_related("room").get(pk=question.pk) for _copy in range(2)]
        at_once(
            lambda copies=copies: services.close_question(question=copies[0], actor=viewer(key_person)),  # type: ignore[misc]
            lambda copies=copies: services.answer_question(question=copies[1], text="ik", actor=viewer(colleague)),  # type: ignore[misc]
        )
        question.refresh_from_db()
        answered = Message.objects.filter(answers=question).exists()
        assert question.question_state == ("answered" if answered else "closed")


def test_two_reports_at_once_are_both_kept_and_hide_once(
    room: Room, key_person: Any, colleague: Any, coordinator: Any
) -> None:
    said = services.write_message(room=room, text="niet aardig", actor=viewer(key_person))
    copies = [Message.objects.select_related("room__region").get(pk=said.pk) for _copy in range(2)]
    told = at_once(
        lambda: services.report_message(message=copies[0], reason="hurts", note="", actor=viewer(colleague)),
        lambda: services.report_message(message=copies[1], reason="wrong", note="", actor=viewer(coordinator)),
    )
    said.refresh_from_db()
    assert said.state == "reported"
    assert Report.objects.count() + sum(isinstance(row, DomainError) for row in told) == 2
