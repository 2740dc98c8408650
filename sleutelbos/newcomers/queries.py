"""Questions about newcomers; a code opens one newcomer and nothing else."""

from typing import Any

from django.db.models import QuerySet

from sleutelbos.audit import queries as audit
from sleutelbos.audit.models import Event

from . import rules
from .models import Consent, Newcomer


def by_code(code: str) -> Newcomer | None:
    """The newcomer whose paper card or link holds this code."""
    # A code of another shape than ours (made elsewhere, typed exactly) still works.
    wanted = rules.clean_code(code) or code.strip().upper()[:20]
    return Newcomer.objects.select_related("region").filter(code=wanted).first() if wanted else None


def who_saw(newcomer: Newcomer) -> QuerySet[Event]:
    """What was done with or seen of this newcomer's record, newest first."""
    return audit.events_about([f"newcomer:{newcomer.pk}"])


def receipts(newcomer: Newcomer) -> list[tuple[Consent, Consent | None]]:
    """Every answer the newcomer gave, newest first, each with the later one that took it back (None: it holds).

    A stop takes back every yes before it; "somebody else" and "not this appointment" take back the yes about the same.
    """
    rows = list(newcomer.consents.order_by("id"))
    found = []
    for place, row in enumerate(rows):
        later = None
        if row.answer == Consent.Answer.YES:
            later = next(
                (
                    other
                    for other in rows[place + 1 :]
                    if other.answer == Consent.Answer.STOP
                    or (other.answer != Consent.Answer.YES and other.about == row.about)
                ),
                None,
            )
        found.append((row, later))
    return found[::-1]


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
            {
                "at": consent.at.isoformat(),
                "about": consent.about,
                "answer": consent.answer,
                "way": consent.way,
                "language": consent.language,
                "words": consent.words,
            }
            for consent in newcomer.consents.all()
        ],
    }
