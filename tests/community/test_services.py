"""What people do in the Group, and who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.http import Http404
from django.utils import timezone

from sleutelbos.accounts.models import Membership, User
from sleutelbos.accounts.services.support import start_support, supporting_viewer
from sleutelbos.community import access, queries, retention, services
from sleutelbos.community.models import Message, Report, Room, VoiceNote
from sleutelbos.community.services.messages import Voice
from sleutelbos.guidance.models import Topic
from sleutelbos.notices import services as notices
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import NotAllowed, RuleBroken, StateChanged, TooManyTries
from tests import factories

from .conftest import viewer


def _say(room: Room, who: Any, text: str = "Hallo", **more: Any) -> Message:
    return services.write_message(room=room, text=text, actor=viewer(who), **more)


def test_who_is_in_a_room_reads_what_is_said(room: Room, key_person: Any, colleague: Any, coordinator: Any) -> None:
    said = _say(room, key_person)
    for who in (colleague, coordinator):
        assert queries.page_of_messages(viewer(who), room) == [said]


def test_the_same_form_sent_twice_says_it_once(room: Room, key_person: Any, colleague: Any) -> None:
    once = uuid4()
    first = _say(room, key_person, once=once)
    assert _say(room, key_person, once=once) == first
    assert _say(room, colleague, once=once) != first
    assert Message.objects.count() == 2


def test_a_room_for_a_language_is_there_for_who_speaks_it(region_a: Any, key_person: Any, colleague: Any) -> None:
    ti = Room.objects.create(region=region_a, title="Tigrinya", languages=["ti"])
    assert list(queries.visible_rooms(viewer(key_person))) == [ti]
    assert not queries.visible_rooms(viewer(colleague)).exists()
    assert set(queries.audience(ti)) == {key_person.membership}
    with pytest.raises(Http404):
        access.room_to_see(viewer(colleague), ti.pk)


def test_who_only_knows_a_few_words_is_not_in_the_room_of_a_language(region_a: Any, key_person: Any) -> None:
    key_person.languages.filter(variety="ti").update(speaking=1, understanding=1)
    Room.objects.create(region=region_a, title="Tigrinya", languages=["ti"])
    assert not queries.visible_rooms(viewer(key_person)).exists()


def test_a_room_for_a_subject_is_there_for_who_knows_it(region_a: Any, key_person: Any, colleague: Any) -> None:
    topic = factories.TopicFactory()
    school = Room.objects.create(region=region_a, title="School", topic=topic)
    colleague.topics.add(topic)
    assert list(queries.visible_rooms(viewer(colleague))) == [school]
    assert not queries.visible_rooms(viewer(key_person)).exists()
    assert set(queries.audience(school)) == {colleague.membership}


def test_who_said_goodbye_has_no_group_any_more(room: Room, key_person: Any) -> None:
    type(key_person).objects.filter(pk=key_person.pk).update(state="alumni")
    assert not queries.visible_rooms(viewer(key_person)).exists()
    assert not queries.audience(room).exists()


def test_the_neighbours_and_who_looks_along_find_nothing(
    room: Room, region_a: Any, neighbour: Any, key_person: Any
) -> None:
    said = _say(room, key_person)
    with pytest.raises(Http404):
        access.room_to_see(viewer(neighbour), room.pk)
    with pytest.raises(Http404):
        access.message_to_see(viewer(neighbour), said.pk)
    admin = factories.MembershipFactory(region=region_a, role="functional_administrator")
    session = start_support(reason="helpt zoeken", actor=viewer(admin.user))
    looking = supporting_viewer(session)
    assert looking.role == "coordinator"
    for find in (access.group_to_see, access.group_to_lead):
        with pytest.raises(Http404):
            find(looking)
    with pytest.raises(Http404):
        access.room_to_read(looking, room.pk)


def test_who_left_reads_nothing_until_they_come_back(room: Room, key_person: Any, colleague: Any) -> None:
    said = _say(room, colleague)
    services.leave_room(room=room, actor=viewer(key_person))
    with pytest.raises(NotAllowed):
        access.room_to_read(viewer(key_person), room.pk)
    with pytest.raises(Http404):
        access.message_to_see(viewer(key_person), said.pk)
    services.join_room(room=room, actor=viewer(key_person))
    assert access.message_to_see(viewer(key_person), said.pk) == said


def test_a_question_is_answered_thanked_and_closed(room: Room, key_person: Any, colleague: Any) -> None:
    asker, helper = viewer(key_person), viewer(colleague)
    question = services.ask_colleagues(room=room, text="Wie weet iets van DigiD?", actor=asker)
    services.answer_question(question=question, text="Ik vraag ook iets", actor=asker)
    question.refresh_from_db()
    assert question.question_state == "open", "an own remark is no answer"
    answer = services.answer_question(question=question, text="Ik help graag", actor=helper)
    question.refresh_from_db()
    assert question.question_state == "answered"
    with pytest.raises(NotAllowed):
        access.answer_to_thank_for(helper, answer.pk)
    services.thank_for_answer(answer=access.answer_to_thank_for(asker, answer.pk), actor=asker)
    services.close_question(question=question, actor=asker)
    with pytest.raises(RuleBroken):
        services.answer_question(question=question, text="Nog iets", actor=helper)
    assert Message.objects.filter(answers=question).count() == 2
    services.reopen_question(question=question, actor=asker)
    assert question.question_state == "answered"
    assert queries.replies(helper, question)[-1].thanked_at is not None


def test_the_asker_gets_a_message_that_says_nothing_of_what_was_said(
    room: Room, key_person: Any, colleague: Any, django_capture_on_commit_callbacks: Any
) -> None:
    question = services.ask_colleagues(room=room, text="Geheime vraag", actor=viewer(key_person))
    services.answer_question(question=question, text="Geheim antwoord", actor=viewer(colleague))
    notices.send_due()
    (message,) = mail.outbox
    assert message.to == [key_person.email]
    text = f"{message.subject} {message.body}"
    assert f"/groep/bericht/{question.pk}/" in text
    for secret in ("Geheim", "Hanan", "Selam", "Iedereen"):
        assert secret not in text


def test_an_announcement_reaches_who_did_not_silence_the_room(
    room: Room, key_person: Any, colleague: Any, coordinator: Any
) -> None:
    services.mute_room(room=room, muted=True, actor=viewer(colleague))
    announcement = services.announce(room=room, text="Dinsdag intervisie", actor=viewer(coordinator))
    assert list(Notice.objects.values_list("to", flat=True)) == [key_person.email]
    found = queries.readers(announcement)
    assert (found.read, set(found.waiting)) == ([], {key_person.membership, colleague.membership})
    for _twice in range(2):
        services.read_announcement(announcement=announcement, actor=viewer(key_person))
    found = queries.readers(announcement)
    assert (found.read, found.waiting) == ([key_person.membership], [colleague.membership])
    assert list(queries.unread_announcements(viewer(colleague), room)) == [announcement]
    assert not queries.unread_announcements(viewer(key_person), room).exists()


def test_an_announcement_that_is_taken_away_at_once_is_not_mailed(
    room: Room, key_person: Any, coordinator: Any
) -> None:
    announcement = services.announce(room=room, text="Vergissing", actor=viewer(coordinator))
    services.withdraw_message(message=announcement, actor=viewer(coordinator))
    assert list(Notice.objects.values_list("state", flat=True)) == ["cancelled"]


def test_a_reported_message_is_hidden_until_the_coordinator_has_looked(
    room: Room, key_person: Any, colleague: Any, coordinator: Any
) -> None:
    said = _say(room, key_person, "Dit doet pijn")
    services.report_message(message=said, reason="hurts", note="", actor=viewer(colleague))
    for who in (key_person, colleague):
        with pytest.raises(Http404):
            access.message_to_see(viewer(who), said.pk)
    (waiting,) = queries.open_reports(viewer(coordinator))
    assert (waiting.text, waiting.open_reports[0].reason) == ("Dit doet pijn", "hurts")  # type: ignore[attr-defined]
    assert queries.open_reports(viewer(key_person)) == []
    services.handle_report(message=waiting, remove=False, actor=viewer(coordinator))
    assert access.message_to_see(viewer(key_person), said.pk).text == "Dit doet pijn"
    assert queries.open_reports(viewer(coordinator)) == []


def test_what_the_coordinator_takes_away_is_really_gone(room: Room, key_person: Any, coordinator: Any) -> None:
    said = _say(room, key_person, "Weg ermee", voice=Voice("ogg", 3, b"OggS"))
    services.handle_report(message=said, remove=True, actor=viewer(coordinator))
    row = Message.objects.get()
    assert (row.text, row.state) == ("", "removed")
    assert not VoiceNote.objects.exists()
    with pytest.raises(StateChanged):
        services.withdraw_message(message=Message(pk=said.pk, room=room, state="shown"), actor=viewer(key_person))


def test_an_announcement_cannot_be_silenced_with_a_report(room: Room, key_person: Any, coordinator: Any) -> None:
    announcement = services.announce(room=room, text="Let op", actor=viewer(coordinator))
    services.report_message(message=announcement, reason="wrong", note="", actor=viewer(key_person))
    assert Message.objects.get().stands
    assert Report.objects.count() == 1


def test_reporting_twice_is_one_report_and_ten_a_day_are_enough(room: Room, key_person: Any, colleague: Any) -> None:
    said = [_say(room, colleague, f"Bericht {number}") for number in range(11)]
    for _twice in range(2):
        services.report_message(message=said[0], reason="sells", note="", actor=viewer(key_person))
    assert Report.objects.count() == 1
    for row in said[1:9]:
        services.report_message(message=row, reason="sells", note="", actor=viewer(key_person))
    with pytest.raises(TooManyTries):
        services.report_message(message=said[10], reason="sells", note="", actor=viewer(key_person))


def test_changing_the_words_takes_the_old_voice_away(room: Room, key_person: Any) -> None:
    said = _say(room, key_person, "Oud", voice=Voice("webm", 9, b"x"))
    services.change_message(message=said, text="Nieuw", actor=viewer(key_person))
    said.refresh_from_db()
    assert said.text == "Nieuw" and said.edited_at
    assert not VoiceNote.objects.exists()


def test_nobody_changes_or_takes_away_what_somebody_else_said(room: Room, key_person: Any, coordinator: Any) -> None:
    said = _say(room, key_person)
    with pytest.raises(NotAllowed):
        access.own_message(viewer(coordinator), said.pk)
    with pytest.raises(NotAllowed):
        access.message_to_report(viewer(key_person), said.pk)


def test_a_closed_room_is_read_and_not_written_in(room: Room, key_person: Any, coordinator: Any) -> None:
    services.close_room(room=room, actor=viewer(coordinator))
    assert access.room_to_read(viewer(key_person), room.pk) == room
    with pytest.raises(RuleBroken):
        _say(room, key_person)
    assert not Message.objects.exists()
    services.make_room(
        region=room.region, title="Iedereen", about="", languages=[], topic=None, actor=viewer(coordinator)
    )
    with pytest.raises(RuleBroken):
        services.reopen_room(room=room, actor=viewer(coordinator))


def test_two_open_rooms_of_one_region_have_two_names(room: Room, region_b: Any, coordinator: Any) -> None:
    facts: dict[str, Any] = {"about": "", "languages": [], "topic": None, "actor": viewer(coordinator)}
    with pytest.raises(RuleBroken):
        services.make_room(region=room.region, title="Iedereen", **facts)
    assert services.make_room(region=region_b, title="Iedereen", **facts).pk


def test_every_change_has_a_number_of_its_own_and_the_place_stays(room: Room, key_person: Any) -> None:
    first, second = _say(room, key_person, "een"), _say(room, key_person, "twee")
    services.change_message(message=first, text="een, beter", actor=viewer(key_person))
    rows = queries.changes_after(room, second.change)
    assert [(row.text, row.number, row.change) for row in rows] == [("een, beter", 1, 3)]
    assert [row.pk for row in queries.page_of_messages(viewer(key_person), room)] == [first.pk, second.pk]


def test_what_is_new_is_counted_until_it_was_on_the_screen(room: Room, key_person: Any, colleague: Any) -> None:
    for text in ("een", "twee"):
        _say(room, colleague, text)
    _say(room, key_person, "drie")
    assert [row.unread for row in queries.rooms_with_news(viewer(colleague))] == [1]  # type: ignore[attr-defined]
    _say(room, colleague, "vier")
    assert [row.unread for row in queries.rooms_with_news(viewer(key_person))] == [1]  # type: ignore[attr-defined]
    services.mark_seen(room=room, number=999, actor=viewer(key_person))
    assert [row.unread for row in queries.rooms_with_news(viewer(key_person))] == [0]  # type: ignore[attr-defined]
    _say(room, colleague, "vijf")
    services.mark_seen(room=room, number=1, actor=viewer(key_person))
    assert [row.unread for row in queries.rooms_with_news(viewer(key_person))] == [1]  # type: ignore[attr-defined]


def test_voices_go_before_words_and_words_after_a_year(room: Room, key_person: Any, coordinator: Any) -> None:
    said = _say(room, key_person, "Met stem", voice=Voice("mp4", 5, b"x"))
    long_ago = timezone.now() - timedelta(days=retention.VOICE_DAYS + 1)
    assert retention.forget_old() == 0
    VoiceNote.objects.update(created_at=long_ago)
    assert retention.forget_old() == 1
    said.refresh_from_db()
    assert said.text == "Met stem"
    Message.objects.update(created_at=timezone.now() - timedelta(days=retention.MESSAGE_DAYS + 1))
    assert retention.forget_old() == 1
    assert not Message.objects.exists()


def test_somebody_hidden_has_no_name_in_the_group_and_who_left_the_region_neither(room: Room, key_person: Any) -> None:
    from sleutelbos.community.templatetags.community import member_name

    said = _say(room, key_person)
    assert member_name(said.author) == "Selam"
    type(key_person).objects.filter(pk=key_person.pk).update(hidden=True)
    said = Message.objects.get(pk=said.pk)
    assert "Selam" not in member_name(said.author)
    Membership.objects.filter(pk=said.author_id).delete()
    said.refresh_from_db()
    assert said.author is None and "Selam" not in member_name(said.author)


def test_a_list_costs_the_same_with_more_messages_and_rooms(
    room: Room, key_person: Any, colleague: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    client = client_of(User.objects.get(pk=key_person.membership.user_id))
    counted = []
    for round_number in range(2):
        for number in range(4):
            question = services.ask_colleagues(room=room, text=f"Vraag {number}", actor=viewer(key_person))
            services.answer_question(question=question, text="Ja", actor=viewer(colleague))
            topic = Topic.objects.get_or_create(code=f"t{round_number}{number}", defaults={"names": {"nl": "x"}})[0]
            key_person.topics.add(topic)
            Room.objects.create(region=room.region, title=f"Kamer {round_number}{number}", topic=topic)
        pages = [reverse("community:show-room", args=[room.pk]), reverse("community:list-rooms")]
        with CaptureQueriesContext(connection) as captured:
            for page in pages:
                assert client.get(page).status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1]
