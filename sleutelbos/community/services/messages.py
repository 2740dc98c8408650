"""Saying, changing and taking away; asking, answering, thanking; announcing and reading."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Membership
from sleutelbos.accounts.services.throttle import count_try
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import RuleBroken, StateChanged
from sleutelbos.ui.sound import Voice

from .. import queries, rules, workflow
from ..models import Message, Participant, ReadMark, Room, VoiceNote
from .members import mark_seen
from .steps import next_change, touch


@transaction.atomic
def write_message(
    *,
    room: Room,
    text: str,
    actor: Viewer,
    kind: str = Message.Kind.MESSAGE,
    answers: Message | None = None,
    voice: Voice | None = None,
    once: UUID | None = None,
) -> Message:
    """Say something in a room; the same form (`once`) sent twice says it once. Raises RuleBroken for a closed room."""
    count_try("group-message", str(actor.membership_id), limit=30, seconds=60)
    # Takes the room's row: a second sending of the same form waits here until the first is in.
    number = next_change(room.pk)
    if once is not None:
        said = Message.objects.filter(author_id=actor.membership_id, once=once).first()
        if said is not None:
            return said
    if Room.objects.filter(pk=room.pk, closed_at__isnull=False).exists():
        raise RuleBroken("room-closed", _("This room is closed."), _("You can still read it. Write in another room."))
    message = Message.objects.create(
        room=room,
        region_id=room.region_id,
        author_id=actor.membership_id,
        kind=kind,
        answers=answers,
        text=text,
        language=rules.language_of(text, translation.get_language() or "nl"),
        question_state=Message.QuestionState.OPEN if kind == Message.Kind.QUESTION else "",
        number=number,
        change=number,
        once=once,
    )
    if voice is not None:
        VoiceNote.objects.create(message=message, kind=voice.kind, seconds=voice.seconds, data=voice.data)
    audit.record("community.message.written", actor=actor, target=message, kind=kind, voice=voice is not None)
    mark_seen(room=room, number=number, actor=actor)
    return message


def ask_colleagues(*, room: Room, text: str, actor: Viewer, once: UUID | None = None) -> Message:
    """Ask "who can help me with ..."; it stays open until somebody answers or the asker closes it."""
    return write_message(room=room, text=text, actor=actor, kind=Message.Kind.QUESTION, once=once)


@transaction.atomic
def answer_question(
    *, question: Message, text: str, actor: Viewer, voice: Voice | None = None, once: UUID | None = None
) -> Message:
    """Answer a question that is not closed; whoever asked gets a message. Raises RuleBroken when it is closed."""
    room = question.room
    answer = write_message(room=room, text=text, actor=actor, answers=question, voice=voice, once=once)
    state = Message.objects.values_list("question_state", flat=True).get(pk=question.pk)
    if state == Message.QuestionState.CLOSED:
        raise RuleBroken("question-closed", _("This question is closed."), _("You can write a message in the room."))
    if answer.author_id != question.author_id:
        if state == Message.QuestionState.OPEN:
            _turn(question, Message.QuestionState.OPEN, Message.QuestionState.ANSWERED)
        _tell_asker(question, answer)
    return answer


@transaction.atomic
def thank_for_answer(*, answer: Message, actor: Viewer) -> None:
    """Say thank you, once; everybody in the room sees that it helped."""
    if answer.thanked_at is not None:
        return
    touch(answer, thanked_at=timezone.now())
    audit.record("community.answer.thanked", actor=actor, target=answer)


@transaction.atomic
def close_question(*, question: Message, actor: Viewer) -> None:
    """No answer is needed any more."""
    _turn(question, question.question_state, Message.QuestionState.CLOSED)
    audit.record("community.question.closed", actor=actor, target=question)


@transaction.atomic
def reopen_question(*, question: Message, actor: Viewer) -> None:
    """Ask again; with answers below it, it counts as answered."""
    answered = question.replies.filter(state=Message.State.SHOWN).exclude(author=question.author).exists()
    new = Message.QuestionState.ANSWERED if answered else Message.QuestionState.OPEN
    _turn(question, question.question_state, new)
    audit.record("community.question.reopened", actor=actor, target=question)


@transaction.atomic
def announce(*, room: Room, text: str, actor: Viewer, once: UUID | None = None) -> Message:
    """The coordinator tells everybody in the room something; who did not silence the room gets a message outside it."""
    message = write_message(room=room, text=text, actor=actor, kind=Message.Kind.ANNOUNCEMENT, once=once)
    muted = set(Participant.objects.filter(room=room, muted=True).values_list("membership_id", flat=True))
    for person in queries.audience(room):
        if person.pk != actor.membership_id and person.pk not in muted:
            _notice("announcement", message, person, key=f"community:announcement:{message.pk}:{person.pk}")
    return message


@transaction.atomic
def read_announcement(*, announcement: Message, actor: Viewer) -> None:
    """Say that one has read it; saying it twice changes nothing."""
    ReadMark.objects.get_or_create(message=announcement, membership_id=actor.membership_id or 0)


@transaction.atomic
def change_message(*, message: Message, text: str, actor: Viewer) -> None:
    """Other words for one's own message; a voice note that said the old words goes."""
    if text == message.text:
        return
    VoiceNote.objects.filter(message=message).delete()
    language = rules.language_of(text, translation.get_language() or "nl")
    touch(message, text=text, language=language, edited_at=timezone.now())
    audit.record("community.message.changed", actor=actor, target=message)


@transaction.atomic
def withdraw_message(*, message: Message, actor: Viewer) -> None:
    """Take one's own message away: the words and the voice are gone, that something stood there stays."""
    erase_words(message, state=Message.State.WITHDRAWN)
    audit.record("community.message.withdrawn", actor=actor, target=message)


def erase_words(message: Message, *, state: str) -> None:
    """Take the words and the voice of a message away, in the caller's transaction; messages about it stay unsent."""
    VoiceNote.objects.filter(message=message).delete()
    touch(message, state=state, text="", language="")
    notices.cancel(prefix=f"community:announcement:{message.pk}:")
    notices.cancel(prefix=f"community:answer:{message.pk}:")


def _turn(question: Message, old: str, new: str) -> None:
    workflow.check(workflow.QUESTION, old, new)
    change = next_change(question.room_id)
    rows = Message.objects.filter(pk=question.pk, state=Message.State.SHOWN, question_state=old)
    if not rows.update(question_state=new, change=change):
        raise StateChanged
    question.question_state = new


def _tell_asker(question: Message, answer: Message) -> None:
    asker = queries.audience(question.room).filter(pk=question.author_id or 0).first()
    if asker is None or Participant.objects.filter(room=question.room, membership=asker, muted=True).exists():
        return
    _notice("answer", question, asker, key=f"community:answer:{answer.pk}:{asker.pk}")


def _notice(template: str, about: Message, person: Membership, *, key: str) -> None:
    key_person = getattr(person, "key_person", None)
    url = settings.SITE_URL + reverse("community:show-message", args=[about.pk])
    notices.queue(
        template=f"community/mail/{template}.txt",
        to=(key_person.email if key_person else "") or person.user.email,
        language=key_person.language if key_person else person.user.language,
        dedupe_key=key,
        # No word of what was said, and no name of a room: a mailbox is read by others, too.
        context={"url": url},
        region_id=about.region_id,
        reader=audit.name_of(key_person),
        link=url,
    )
