"""Asking for a panel, closing a round, and rounds that close by the calendar."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Municipality, Organisation, Region
from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import RuleBroken

from ..models import Letter, Mark, Question, Reader, Round, Version
from ..rules import versions
from . import panel
from .steps import move_reader, move_round

# Asked after every letter, in the reader's own language.
ASK_BACK = ("what", "when", "otherwise")


@transaction.atomic
def ask_round(*, version: Version, values: dict[str, Any], questions: Sequence[dict[str, Any]], actor: Viewer) -> Round:
    """Ask for a panel that reads this version; the questions of the round before are asked again.

    `values`: purpose, receivers, receivers_count, languages, wanted, minutes, closes_on, answer_by.
    `questions`: code or text, options, right.
    """
    letter = version.letter
    if letter.state != Letter.State.READY:
        raise RuleBroken("letter-not-ready", _("First deal with the personal data in this letter."))
    if not version.sentences.exists():
        raise RuleBroken("letter-empty", _("There is no sentence to read in this letter."))
    if version.rounds.exclude(state=Round.State.WITHDRAWN).exists():
        raise RuleBroken("round-there", _("This version is read already. Make a new version for a new round."))
    before = Round.objects.filter(version__letter=letter).exclude(state=Round.State.WITHDRAWN)
    last = before.order_by("-number").first()
    round = Round.objects.create(
        region_id=letter.region_id,
        kind=Round.Kind.LETTER,
        version=version,
        number=1 if last is None else last.number + 1,
        organisation=letter.organisation,
        municipality=letter.municipality,
        writer=letter.writer,
        writer_label=letter.writer_label,
        title=letter.title,
        **values,
    )
    if last is not None:
        questions = [
            {"code": one.code, "text": one.text, "options": one.options, "right": one.right}
            for one in last.questions.all()
        ]
    _ask(round, questions)
    _asked(round, actor)
    return round


@transaction.atomic
def ask_advice(
    *,
    region: Region,
    organisation: Organisation | None,
    municipality: Municipality | None,
    title: str,
    values: dict[str, Any],
    questions: Sequence[dict[str, Any]],
    actor: Viewer,
) -> Round:
    """Ask a panel one to five questions."""
    if not 1 <= len(questions) <= 5:
        raise RuleBroken("advice-questions", _("Ask one to five questions."))
    round = Round.objects.create(
        region=region,
        kind=Round.Kind.ADVICE,
        organisation=organisation,
        municipality=municipality,
        writer_id=actor.user_id,
        writer_label=actor.label[:200],
        title=title,
        **values,
    )
    _ask(round, questions)
    _asked(round, actor)
    return round


@transaction.atomic
def withdraw_round(*, round: Round, actor: Viewer) -> None:
    """Stop a round before it closes; who read already is paid for that."""
    _settle(round, actor)
    move_round(round, Round.State.WITHDRAWN, actor=actor, closed_at=timezone.now())


@transaction.atomic
def close_round(*, round: Round, actor: Viewer) -> None:
    """Nobody reads on; who read a part is paid for that part, and the writer can decide."""
    _settle(round, actor)
    move_round(round, Round.State.CLOSED, actor=actor, closed_at=timezone.now())
    if round.writer is not None:
        notices.queue(
            template="letters/mail/closed.txt",
            to=round.writer.email,
            language=round.writer.language,
            dedupe_key=f"round:{round.pk}:closed",
            context={"round": round, "link": links.absolute("letters:show-round", round.pk)},
            region_id=round.region_id,
        )


def close_due(today: date | None = None) -> int:
    """Close the rounds whose last day is over; returns how many. May run twice."""
    today = today or timezone.localdate()
    due = Round.objects.filter(state=Round.State.OPEN, closes_on__lt=today).select_related("writer")
    count = 0
    for round in list(due[:100]):
        actor = Viewer.system(reason="the last day to read is over", region_id=round.region_id)
        close_round(round=round, actor=actor)
        count += 1
    return count


def _settle(round: Round, actor: Viewer) -> None:
    for reader in round.readers.select_related("key_person", "round", "engagement"):
        if reader.state == Reader.State.INVITED:
            move_reader(reader, Reader.State.MISSED, actor=actor)
        elif reader.state == Reader.State.READING:
            marks = Mark.objects.filter(reader=reader).count()
            if marks or reader.answers.exists():
                move_reader(reader, Reader.State.PARTLY, actor=actor)
                panel.book(reader, actor, part=marks)
            else:
                move_reader(reader, Reader.State.MISSED, actor=actor)
    notices.cancel(prefix=f"round:{round.pk}:invite:")


def _ask(round: Round, questions: Sequence[dict[str, Any]]) -> None:
    Question.objects.bulk_create(
        Question(round=round, order=order, **values) for order, values in enumerate(questions, start=1)
    )


def _asked(round: Round, actor: Viewer) -> None:
    audit.record("letters.round.asked", actor=actor, target=round, region_id=round.region_id, kind=round.kind)
    if actor.role != "coordinator":
        notices.queue(
            template="letters/mail/asked.txt",
            to=round.region.coordinator_email,
            language="nl",
            dedupe_key=f"round:{round.pk}:asked",
            context={"round": round, "link": links.absolute("letters:choose-panel", round.pk)},
            region_id=round.region_id,
        )


def estimated_minutes(version: Version) -> int:
    """How long reading this along takes, for the form."""
    score = version.score
    return versions.minutes_for(score.sentences, score.words, len(ASK_BACK))
