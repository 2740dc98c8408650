"""Letters somebody may see, and those that everybody may see."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer

from ..models import Letter, Round, Score, WordProposal

WRITERS = (Role.POLICY_OFFICER, Role.COORDINATOR)
# Nobody but the writer sees what may still hold personal data.
_CLOSED = [Letter.State.READING, Letter.State.CONFIRMING, Letter.State.GATE, Letter.State.FAILED]


def visible_letters(viewer: Viewer) -> QuerySet[Letter]:
    """One's own letters; once the gate is passed also those of the own organisation, and all for the coordinator."""
    rows = Letter.objects.exclude(state=Letter.State.DISCARDED)
    if viewer.role == "system":
        return rows
    if not viewer.has_role(*WRITERS):
        return rows.none()
    rows = rows.filter(region_id=viewer.region_id or 0)
    shared = ~Q(state__in=_CLOSED)
    if not viewer.has_role(Role.COORDINATOR):
        shared &= Q(organisation_id__in=viewer.organisation_ids)
    # Somebody who looks along to help is not the writer.
    own = Q(pk__in=[]) if viewer.support else Q(writer_id=viewer.user_id or 0)
    return rows.filter(own | shared)


def letters_with_counts(viewer: Viewer) -> QuerySet[Letter]:
    """The visible letters with what a list shows of them: index of the first and last version, last round."""
    scores = Score.objects.filter(version__letter=OuterRef("pk"))
    rounds = (
        Round.objects.filter(version__letter=OuterRef("pk")).exclude(state=Round.State.WITHDRAWN).order_by("-number")
    )
    return (
        visible_letters(viewer)
        .select_related("organisation")
        .defer("source")
        .annotate(
            first_penalty=Subquery(scores.order_by("version__number").values("penalty")[:1]),
            last_penalty=Subquery(scores.order_by("-version__number").values("penalty")[:1]),
            version_count=Count("versions"),
            round_state=Subquery(rounds.values("state")[:1]),
            round_id=Subquery(rounds.values("pk")[:1]),
            answer_by=Subquery(rounds.values("answer_by")[:1]),
        )
        .order_by("-created_at", "-id")
    )


def published() -> QuerySet[Letter]:
    """Letters with a page for everybody, of all regions."""
    return Letter.objects.exclude(published_at=None).select_related("organisation", "region").order_by("-published_at")


def word_proposals(viewer: Viewer) -> QuerySet[WordProposal]:
    """Words that letters of the region lost, most often first."""
    if not viewer.has_role(*WRITERS):
        return WordProposal.objects.none()
    return WordProposal.objects.filter(region_id=viewer.region_id or 0)
