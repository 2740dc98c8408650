"""An answer, its words in more languages, and opening again what was answered."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson

from ..models import Answer, AnswerText, Bottleneck, Signal
from .steps import Kind, keep_step, move
from .telling import tell_signallers


@transaction.atomic
def give_answer(
    *,
    bottleneck: Bottleneck,
    kind: str,
    texts: Mapping[str, str],
    actor: Viewer,
    expected_on: date | None = None,
) -> Answer:
    """Answer, and send it to everybody who noticed it; that something cannot change, and why, is an answer too.

    `texts` are the words per language, first the language they were written in. Raises StateChanged when somebody
    answered or merged it first.
    """
    now = timezone.now()
    move(bottleneck, Bottleneck.State.ANSWERED, kind=Kind.ANSWERED, actor=actor, answered_at=now)
    answer = Answer.objects.create(
        region_id=bottleneck.region_id,
        bottleneck=bottleneck,
        kind=kind,
        expected_on=expected_on if kind == Answer.Kind.WILL_CHANGE else None,
        by_id=actor.membership_id,
        at=now,
    )
    for language, text in texts.items():
        AnswerText.objects.create(answer=answer, language=language, text=text, by_id=actor.membership_id)
    Signal.objects.filter(bottleneck=bottleneck, answered_at__isnull=True).update(answered_at=now)
    audit.record("signals.answer.given", actor=actor, target=answer, region_id=bottleneck.region_id, kind=kind)
    tell_signallers(answer)
    return answer


@transaction.atomic
def translate_answer(*, answer: Answer, language: str, text: str, actor: Viewer) -> None:
    """Give the words of an answer in one more language, or mend them; the first time, who reads it is told."""
    _row, created = AnswerText.objects.update_or_create(
        answer=answer, language=language, defaults={"text": text, "by_id": actor.membership_id}
    )
    keep_step(answer.bottleneck, Kind.TRANSLATED, actor=actor)
    if created:
        tell_signallers(answer, only=language)


@transaction.atomic
def open_answers(*, person: KeyPerson) -> None:
    """The key person opens what came of their signals: nothing is new any more."""
    Signal.objects.filter(signaller=person).update(looked_at=timezone.now())


@transaction.atomic
def reopen(*, bottleneck: Bottleneck, due_on: date, actor: Viewer, note: str = "") -> None:
    """It is there again, or the answer was none: it waits again, until a new date."""
    move(
        bottleneck,
        Bottleneck.State.OPEN,
        kind=Kind.REOPENED,
        actor=actor,
        note=note,
        due_on=due_on,
        reminded_at=None,
        escalated_at=None,
    )
