"""What a newcomer is asked or wished about an appointment, and what somebody hands over or takes along."""

from sleutelbos.newcomers.models import Consent, Newcomer

from .. import workflow
from ..models import Handover, TimeWish, Visit


def handover_asked(newcomer: Newcomer) -> Handover | None:
    """The question "may somebody else come" that waits for this newcomer's answer; None when there is none."""
    return (
        Handover.objects.filter(
            state=Handover.State.ASKED, visit__request__newcomer=newcomer, visit__state=Visit.State.CONFIRMED
        )
        .select_related("visit__key_person")
        .first()
    )


def time_wish_of(visit: Visit) -> TimeWish | None:
    """The other time that was asked for this appointment and waits; None when there is none."""
    return visit.time_wishes.filter(settled_at__isnull=True).first()


def visit_of_yes(newcomer: Newcomer, consent: Consent) -> Visit | None:
    """The appointment that stands because of this yes; None for another answer, or when it is over or off."""
    kind, _colon, number = consent.about.partition(":")
    if consent.answer != Consent.Answer.YES or kind != "visit" or not number.isdigit():
        return None
    rows = Visit.objects.filter(request__newcomer=newcomer, state__in=workflow.STANDING_VISIT_STATES)
    return rows.filter(pk=int(number)).first()
