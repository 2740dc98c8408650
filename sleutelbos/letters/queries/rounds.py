"""Rounds somebody may see, how far they are, and which are late."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer

from ..models import Decision, Mark, Proposal, Reader, Round, Sentence, Spoken
from .letters import WRITERS

SAID = [Reader.State.FINISHED, Reader.State.PARTLY, Reader.State.READING]


def visible_rounds(viewer: Viewer) -> QuerySet[Round]:
    """All rounds of the region for its coordinator, else one's own and those of the own organisation."""
    rows = Round.objects.all()
    if viewer.role == "system":
        return rows
    if not viewer.has_role(*WRITERS):
        return rows.none()
    rows = rows.filter(region_id=viewer.region_id or 0)
    if viewer.has_role(Role.COORDINATOR):
        return rows
    return rows.filter(Q(writer_id=viewer.user_id or 0) | Q(organisation_id__in=viewer.organisation_ids))


def progress_of(round: Round) -> dict[str, int]:
    """How many of the panel are where."""
    counted: dict[str, Any] = round.readers.aggregate(
        invited=Count("pk"),
        finished=Count("pk", filter=Q(state__in=[Reader.State.FINISHED, Reader.State.PARTLY])),
        reading=Count("pk", filter=Q(state=Reader.State.READING)),
        declined=Count("pk", filter=Q(state=Reader.State.DECLINED)),
    )
    return {name: int(number) for name, number in counted.items()}


def undecided(round: Round) -> int:
    """Sentences a reader of this round stumbled over or rewrote, without a decision."""
    # The same version may have been read in a round that was stopped: those remarks are not on the desk.
    here = {"sentence": OuterRef("pk"), "reader__round": round}
    remarks = Mark.objects.filter(**here).exclude(verdict=Mark.Verdict.CLEAR)
    proposals = Proposal.objects.filter(**here)
    spoken = Spoken.objects.filter(**here)
    said = Exists(remarks) | Exists(proposals) | Exists(spoken)
    rows = Sentence.objects.filter(said, version_id=round.version_id or 0, decision=None)
    return rows.count()


def decided_changes(round: Round) -> int:
    """Sentences that get other words."""
    return Decision.objects.filter(sentence__version_id=round.version_id or 0).exclude(text="").count()


def overdue(round: Round, today: date) -> bool:
    """Whether readers wait for an answer past the day that was promised."""
    return round.state in {Round.State.OPEN, Round.State.CLOSED} and round.answer_by < today


def public_overdue(today: date) -> QuerySet[Round]:
    """Rounds of all regions whose readers wait too long for an answer: who owes it and since when, no more."""
    return (
        Round.objects.filter(state__in=[Round.State.OPEN, Round.State.CLOSED], answer_by__lt=today)
        .select_related("organisation", "region")
        .annotate(read_by=Count("readers", filter=Q(readers__state__in=SAID)))
        .filter(read_by__gt=0)
        .order_by("answer_by")
    )
