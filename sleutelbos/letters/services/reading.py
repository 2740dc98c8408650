"""What a reader does: every tap is saved by itself, and the same tap twice changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from ..models import Answer, Mark, Proposal, Question, Reader, Round, Sentence, Vote
from ..rules import versions
from . import panel
from .steps import move_reader

DO_NOT_KNOW = "?"
REASONS = ("word", "long", "what", "angry", "not_us")


def reader_token(reader: Reader) -> str:
    """What stands in a reader's link."""
    return links.make_token("reader", reader.pk, reader.link_version)


@transaction.atomic
def start_reading(*, reader: Reader, name: str, language: str, actor: Viewer) -> None:
    """The reader begins, under a name of the own choice; beginning again only changes name and language."""
    if reader.round.state != Round.State.OPEN:
        raise StateChanged
    if reader.state in {Reader.State.INVITED, Reader.State.DECLINED}:
        move_reader(reader, Reader.State.READING, actor=actor, started_at=timezone.now())
    Reader.objects.filter(pk=reader.pk).update(shown_name=name or reader.key_person.first_name, language=language)


@transaction.atomic
def decline(*, reader: Reader, actor: Viewer) -> None:
    """Not now; nobody asks why."""
    if reader.state in {Reader.State.INVITED, Reader.State.READING}:
        move_reader(reader, Reader.State.DECLINED, actor=actor)


@transaction.atomic
def confirm_read(*, reader: Reader) -> None:
    """The reader has seen the whole letter."""
    only_while_open(reader)
    Reader.objects.filter(pk=reader.pk, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def answer_questions(*, reader: Reader, answers: Mapping[int, tuple[int | None, str]]) -> None:
    """Answers by question number: (option or None, text). Sent again, the last counts; a new answer is weighed anew."""
    only_while_open(reader)
    for question in reader.round.questions.all():
        if question.pk not in answers:
            continue
        choice, text = answers[question.pk]
        if choice is not None and not 0 <= choice < len(question.options):
            choice = None
        if choice is None and not text:
            continue
        Answer.objects.update_or_create(
            reader=reader,
            question=question,
            defaults={"choice": choice, "text": text, "judged": _weighed(question, choice, text), "at": timezone.now()},
        )
    Reader.objects.filter(pk=reader.pk, answered_at=None).update(answered_at=timezone.now())


def _weighed(question: Question, choice: int | None, text: str) -> str:
    if question.right is None or (choice is None and text != DO_NOT_KNOW):
        return ""
    return Answer.Judged.RIGHT if choice == question.right else Answer.Judged.WRONG


@transaction.atomic
def mark_sentence(
    *, reader: Reader, sentence: Sentence, verdict: str, words: Sequence[int] = (), reasons: Sequence[str] = ()
) -> Mark:
    """What the reader says of one sentence; the last tap counts. A clear sentence has no words and no reasons."""
    only_while_open(reader)
    if sentence.version_id != reader.round.version_id:
        raise RuleBroken("other-letter", _("This sentence is not in this letter."))
    clear = verdict == Mark.Verdict.CLEAR
    count = len(versions.words_of(sentence.text))
    values: dict[str, Any] = {
        "verdict": Mark.Verdict(verdict).value,
        "words": [] if clear else sorted({word for word in words if 0 <= word < count}),
        "reasons": [] if clear else [reason for reason in REASONS if reason in reasons],
        "at": timezone.now(),
    }
    mark, _made = Mark.objects.update_or_create(reader=reader, sentence=sentence, defaults=values)
    return mark


@transaction.atomic
def propose(*, reader: Reader, sentence: Sentence, text: str) -> Proposal | None:
    """The reader's own words for a sentence; an empty text takes them back."""
    only_while_open(reader)
    if sentence.version_id != reader.round.version_id:
        raise RuleBroken("other-letter", _("This sentence is not in this letter."))
    if not text or text == sentence.text:
        Proposal.objects.filter(reader=reader, sentence=sentence).delete()
        return None
    proposal, _made = Proposal.objects.update_or_create(
        reader=reader, sentence=sentence, defaults={"text": text, "at": timezone.now()}
    )
    return proposal


@transaction.atomic
def vote(*, reader: Reader, proposal: Proposal, better: bool) -> None:
    """Whether another's words are better; only about a sentence one said something of, and never one's own words."""
    only_while_open(reader)
    own = proposal.reader_id == reader.pk
    if own or not Mark.objects.filter(reader=reader, sentence_id=proposal.sentence_id).exists():
        raise RuleBroken("own-answer-first", _("First say what you think of this sentence yourself."))
    Vote.objects.update_or_create(reader=reader, proposal=proposal, defaults={"better": better})


@transaction.atomic
def finish(*, reader: Reader, may_quote: bool, may_name: bool, actor: Viewer) -> None:
    """Done: the time is booked. Finishing again only changes what may be shown."""
    if reader.state == Reader.State.READING:
        only_while_open(reader)
        move_reader(reader, Reader.State.FINISHED, actor=actor, finished_at=timezone.now())
        panel.book(reader, actor)
    Reader.objects.filter(pk=reader.pk).update(may_quote=may_quote, may_name=may_name)
    audit.record(
        "letters.reader.consented",
        actor=actor,
        target=reader,
        subject=reader.key_person,
        region_id=reader.round.region_id,
        quote=may_quote,
        name=may_name,
    )


@transaction.atomic
def share(*, reader: Reader, may_share: bool, actor: Viewer) -> None:
    """Whether the marks may be data for everybody; asked when somebody is done, and can be taken back."""
    if reader.state not in {Reader.State.FINISHED, Reader.State.PARTLY}:
        raise StateChanged
    Reader.objects.filter(pk=reader.pk).update(may_share=may_share)
    audit.record(
        "letters.reader.consented",
        actor=actor,
        target=reader,
        subject=reader.key_person,
        region_id=reader.round.region_id,
        share=may_share,
    )


def only_while_open(reader: Reader) -> None:
    """Only who is reading, in a round that is open, says something; the row waits while a round closes."""
    held = Reader.objects.select_for_update(of=("self",)).select_related("round").get(pk=reader.pk)
    if held.state != Reader.State.READING or held.round.state != Round.State.OPEN:
        raise StateChanged
