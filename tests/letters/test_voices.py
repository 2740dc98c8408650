"""A reader says it aloud: kept for who decides, and gone after the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.models import User
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.letters import queries, retention, services
from sleutelbos.letters.models import Answer, Reader, Round, Spoken
from sleutelbos.ui.errors import RuleBroken, StateChanged
from sleutelbos.ui.sound import Voice
from tests.community import voices
from tests.letters import room

pytestmark = pytest.mark.django_db
SYSTEM = Viewer.system(reason="test")


@pytest.fixture
def reading(region_a: Any) -> tuple[Round, Reader, Viewer]:
    """A round that is open, with one reader who answered the questions."""
    who = room.writer(region_a)
    round, (reader, _other) = room.open_round(region_a, who, room.people(region_a))
    return round, room.begin(reader), who


def spoken(reader: Reader, about: Any) -> Spoken:
    return services.speak(reader=reader, about=about, voice=Voice("ogg", 3, voices.ogg(3)), actor=SYSTEM)


def at_keyboard(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=viewer.user_id))
    return client


def test_a_reader_speaks_and_the_writer_hears_it_beside_the_sentence(reading: Any) -> None:
    round, reader, who = reading
    sentence = round.version.sentences.all()[1]
    page = reverse("letters:speak-sentence", args=[services.reader_token(reader), sentence.pk])
    client = Client()
    shown = client.get(page)
    assert "microphone=(self)" in shown["Permissions-Policy"] and sentence.text in shown.content.decode()
    file = SimpleUploadedFile("wat-dan-ook.exe", voices.ogg(4), "text/html")
    answer = client.post(page, {"sound": file})
    assert answer.status_code == 302 and answer["Location"].endswith(f"#kaart-{sentence.pk}")
    note = Spoken.objects.get()
    assert (note.kind, note.seconds, note.sentence_id) == ("ogg", 4, sentence.pk)
    assert reader.marks.get(sentence=sentence).verdict == "doubt"
    desk = at_keyboard(who)
    heard = reverse("letters:play-voice", args=[round.pk, note.pk])
    assert heard in desk.get(reverse("letters:show-desk", args=[round.pk])).content.decode()
    assert queries.undecided(round) == 1
    sound = desk.get(heard, HTTP_RANGE="bytes=0-")
    assert sound["Content-Type"] == "audio/ogg" and sound.content == voices.ogg(4)
    assert "sandbox" in sound["Content-Security-Policy"]
    assert Event.objects.filter(verb="letters.voice.heard").count() == 1


def test_a_file_that_is_no_sound_is_refused_kindly(reading: Any) -> None:
    round, reader, _who = reading
    page = reverse("letters:speak-sentence", args=[services.reader_token(reader), round.version.sentences.first().pk])
    for content in (b"<script>alert(1)</script>", voices.ogg(75)):
        assert Client().post(page, {"sound": SimpleUploadedFile("a.ogg", content)}).status_code == 422
    assert not Spoken.objects.exists()


def test_an_answer_can_be_spoken_judged_and_taken_back(reading: Any) -> None:
    round, reader, who = reading
    question = round.questions.get(code="when")
    spoken(reader, question)
    (result,) = [one for one in queries.question_results(round) if one.question == question]
    assert [one.text for one in result.answers] == [""]
    page = at_keyboard(who).get(reverse("letters:show-round", args=[round.pk])).content.decode()
    assert reverse("letters:play-voice", args=[round.pk, Spoken.objects.get().pk]) in page
    services.judge_answer(round=round, answer=Answer.objects.get(), judged="right", actor=SYSTEM)
    # Nothing typed in the form afterwards takes the spoken answer away.
    services.answer_questions(reader=reader, answers={question.pk: (None, "")})
    assert Answer.objects.get().judged == "right"
    services.take_voice_back(reader=reader, about=question, actor=SYSTEM)
    assert not Spoken.objects.exists() and not Answer.objects.exists()


def test_nobody_speaks_about_a_choice_another_letter_or_after_closing(reading: Any, region_a: Any) -> None:
    round, reader, who = reading
    other = room.letter(region_a, who).versions.get().sentences.first()
    for about in (round.questions.get(code="what"), other):
        with pytest.raises(RuleBroken):
            spoken(reader, about)
    services.close_round(round=round, actor=SYSTEM)
    with pytest.raises(StateChanged):
        spoken(reader, round.version.sentences.first())


def test_others_do_not_hear_it(reading: Any, region_a: Any, region_b: Any) -> None:
    round, reader, _who = reading
    heard = reverse("letters:play-voice", args=[round.pk, spoken(reader, round.version.sentences.first()).pk])
    assert at_keyboard(room.lead(region_a)).get(heard).status_code == 200
    for stranger in (room.writer(region_a), room.writer(region_b), room.lead(region_b)):
        assert at_keyboard(stranger).get(heard).status_code == 404


def test_voices_go_when_the_readers_have_their_answer(reading: Any) -> None:
    round, reader, _who = reading
    sentence = round.version.sentences.first()
    spoken(reader, sentence)
    assert retention.let_go() == 0
    services.close_round(round=round, actor=SYSTEM)
    assert retention.let_go() == 0, "nobody decided yet"
    services.decide(round=round, sentence=sentence, kind="keep", reason="law", actor=SYSTEM)
    services.tell_readers(round=Round.objects.get(pk=round.pk), outcome="", actor=SYSTEM)
    assert retention.let_go() == 1
    assert not Spoken.objects.exists()


def test_a_voice_does_not_wait_for_ever_on_a_writer_who_says_nothing(reading: Any) -> None:
    round, reader, _who = reading
    spoken(reader, round.version.sentences.first())
    with time_machine.travel(timezone.now() + timedelta(days=21 + retention.VOICE_DAYS + 2), tick=False):
        assert retention.let_go() == 1
    assert not Spoken.objects.exists()
