"""How long what came in for reading along stays."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit

from .models import Answer, Letter, Proposal, Reader, Round, Spoken
from .services.steps import move_letter

# A letter whose personal data nobody dealt with.
GATE_DAYS: Final = 30
# After the readers were told: what somebody wrote without a yes to being quoted.
WORDS_DAYS: Final = 365
# After the day the answer was promised for: a voice in a round that nobody ever answered.
VOICE_DAYS: Final = 90


def let_go() -> int:
    """Throw away letters that never came through the gate, and words nobody may quote; returns how many."""
    now = timezone.now()
    actor = Viewer.system(reason="the time to keep this is over")
    count = 0
    waiting = [Letter.State.READING, Letter.State.CONFIRMING, Letter.State.GATE, Letter.State.FAILED]
    for letter in Letter.objects.filter(state__in=waiting, state_since__lt=now - timedelta(days=GATE_DAYS))[:50]:
        with transaction.atomic():
            move_letter(letter, Letter.State.DISCARDED, actor=actor, source=None, public_terms=[])
            letter.versions.all().delete()
        count += 1
    count += _let_go_of_voices()
    late = now - timedelta(days=WORDS_DAYS)
    private_words = Q(questions__answers__reader__may_quote=False) & ~Q(questions__answers__text="")
    private_words |= Q(readers__may_quote=False, readers__proposals__isnull=False)
    for round in Round.objects.filter(private_words, told_at__lt=late).distinct()[:50]:
        with transaction.atomic():
            private = {"reader__round": round, "reader__may_quote": False}
            gone = Answer.objects.filter(**private).exclude(text="").update(text="")
            gone += Proposal.objects.filter(**private).delete()[0]
            if gone:
                audit.record("letters.round.let_go", actor=actor, target=round, region_id=round.region_id)
                count += 1
    return count


def _let_go_of_voices() -> int:
    """Voices go as soon as the readers have their answer, or the round was withdrawn; nobody waits on who is silent."""
    over = Q(reader__round__state__in=[Round.State.TOLD, Round.State.WITHDRAWN])
    over |= Q(reader__round__answer_by__lt=timezone.localdate() - timedelta(days=VOICE_DAYS))
    over |= Q(reader__state=Reader.State.DECLINED)
    return Spoken.objects.filter(over).delete()[0]
