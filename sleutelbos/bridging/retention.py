"""What goes with a newcomer, and how it goes: really, and told so."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.newcomers import queries as newcomers
from sleutelbos.newcomers import retention as newcomers_retention
from sleutelbos.newcomers.models import Newcomer

from . import queries, services
from .models import CallRequest, Handover, ReferenceLetter, Request, TimeWish, Visit, VisitLog

# What a key person wrote for the coordinator beside the ticks: long enough to act on it.
NOTE_STAYS = timedelta(days=90)
# A letter about somebody's work that nobody signed, since it was asked.
LETTER_RUNS = timedelta(days=365)
# One that is signed: the person took it along, and may lose it once; one taken back is of no use to anybody.
LETTER_STAYS = timedelta(days=2 * 365)
# What a newcomer was asked or wished about an appointment, after the appointment.
ANSWER_STAYS = timedelta(days=90)


def kept_about(newcomer: Newcomer) -> dict[str, Any]:
    """Everything that is kept about a newcomer, as plain values: the own record, questions and appointments.

    Of key persons only the first name; of who asked, the organisation.
    """
    questions, visits = queries.questions_about(newcomer), queries.visits_about(newcomer)
    return {
        "you": newcomers.kept_about(newcomer),
        "questions": [
            {
                "asked_on": question.created_at.isoformat(),
                "asked_by": question.asker_organisation,
                "kind": question.kind,
                "topic": question.topic.code,
                "language": question.language,
                "summary": question.summary,
                "not_this_person": question.not_person,
                "state": question.state,
            }
            for question in questions
        ],
        "appointments": [
            {
                "starts_at": visit.starts_at.isoformat(),
                "place": visit.place,
                "address": visit.address,
                "with": visit.key_person.first_name,
                "state": visit.state,
                "other_times_you_asked_for": [
                    {"when": wish.when, "part": wish.part, "at": wish.at.isoformat(), "answer": wish.answer}
                    for wish in visit.time_wishes.all()
                ],
                "asked_whether_somebody_else_may_come": [
                    {"at": handover.asked_at.isoformat(), "state": handover.state} for handover in visit.handovers.all()
                ],
            }
            for visit in visits
        ],
        "who_did_or_saw_what": [
            {"at": event.at.isoformat(), "who": event.actor_label or event.actor_role, "what": event.verb}
            for event in newcomers.who_saw(newcomer)
        ],
    }


@transaction.atomic
def erase_newcomer(*, newcomer: Newcomer, actor: Viewer, stop: bool = True) -> None:
    """Stop what depends on this newcomer's yes, then remove the newcomer and every wish in the questions.

    What stays: that somebody of an organisation asked something about a topic, and that a key person worked then;
    nothing in it leads to the newcomer.
    """
    if stop:
        for question in queries.questions_of_newcomer(newcomer):
            services.newcomer_stops(request=question, way="link", actor=actor)
    questions = Request.objects.filter(newcomer=newcomer)
    Visit.objects.filter(request__in=questions).update(address="")
    for kept in (TimeWish, Handover):
        kept.objects.filter(visit__request__in=questions).delete()
    for question in questions:
        question.excluded.clear()
    questions.update(
        summary="",
        address="",
        time_note="",
        not_person="",
        newcomer_place="",
        gender_wish=Newcomer.GenderWish.NONE,
        gender_required=False,
        not_from_own_place=False,
        same_person=None,
    )
    CallRequest.objects.filter(visit__request__in=questions, key_person__isnull=True).delete()
    newcomers_retention.erase(newcomer=newcomer, actor=actor)


def erase_due() -> int:
    """Remove newcomers whose term is over; whoever is still being helped stays. Returns how many went."""
    today = timezone.localdate()
    actor = Viewer.system(reason="the term of this record is over")
    count = 0
    for newcomer in newcomers_retention.due(today)[:500]:
        if queries.questions_of_newcomer(newcomer).exists():
            newcomers_retention.keep_longer(newcomer=newcomer, today=today)
            continue
        erase_newcomer(newcomer=newcomer, actor=actor, stop=False)
        count += 1
    return count


def forget_notes() -> int:
    """Empty what was written beside the ticks three months ago; the ticks stay. Returns how many."""
    return VisitLog.objects.filter(at__lt=timezone.now() - NOTE_STAYS).exclude(note="").update(note="")


def forget_letters() -> int:
    """Remove letters about somebody's work: never signed a year after the asking, signed two years, taken back at once.

    Returns how many.
    """
    now, state = timezone.now(), ReferenceLetter.State
    running = [state.ASKED, state.PROPOSED, state.AGREED]
    late = Q(state__in=running, asked_at__lt=now - LETTER_RUNS) | Q(
        state=state.ISSUED, issued_at__lt=now - LETTER_STAYS
    )
    count, _models = ReferenceLetter.objects.filter(late | Q(state=state.WITHDRAWN)).delete()
    return int(count)


def forget_answers() -> int:
    """Remove wishes for another time and questions about somebody else, three months after the appointment.

    What a newcomer said yes or no to stays on the receipts. Returns how many.
    """
    before = timezone.now() - ANSWER_STAYS
    wishes, _models = TimeWish.objects.filter(visit__ends_at__lt=before).delete()
    handovers, _models = Handover.objects.filter(visit__ends_at__lt=before).delete()
    return int(wishes) + int(handovers)
