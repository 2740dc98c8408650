"""Questions about newcomers; a code opens one newcomer and nothing else."""

from typing import Any

from django.db.models import QuerySet

from sleutelbos.audit import queries as audit
from sleutelbos.audit.models import Event

from . import rules
from .models import Newcomer


def by_code(code: str) -> Newcomer | None:
    """The newcomer whose paper card or link holds this code."""
    # A code of another shape than ours (made elsewhere, typed exactly) still works.
    wanted = rules.clean_code(code) or code.strip().upper()[:20]
    return Newcomer.objects.select_related("region").filter(code=wanted).first() if wanted else None


def who_saw(newcomer: Newcomer) -> QuerySet[Event]:
    """What was done with or seen of this newcomer's record, newest first."""
    return audit.events_about([f"newcomer:{newcomer.pk}"])


def kept_about(newcomer: Newcomer) -> dict[str, Any]:
    """Everything this app keeps about a newcomer, as plain values with ISO dates."""
    return {
        "code": newcomer.code,
        "case_code": newcomer.case_code,
        "language": newcomer.language,
        "page_language": newcomer.page_language,
        "wishes": {
            "gender": newcomer.gender_wish,
            "gender_required": newcomer.gender_required,
            "not_from_own_place": newcomer.not_from_own_place,
            "place": newcomer.place,
            # First names only: who they are otherwise is theirs.
            "not_these_people": sorted(newcomer.excluded.values_list("first_name", flat=True)),
        },
        "made_on": newcomer.created_at.isoformat(),
        "deleted_on": newcomer.delete_on.isoformat() if newcomer.delete_on else None,
        "answers": [
            {"at": consent.at.isoformat(), "about": consent.about, "answer": consent.answer, "way": consent.way}
            for consent in newcomer.consents.all()
        ],
    }
