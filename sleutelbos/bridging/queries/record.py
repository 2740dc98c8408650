"""What a newcomer is asked or wished about an appointment, and what somebody hands over or takes along."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances.models import Booking
from sleutelbos.guidance.queries import in_language
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers.models import Consent, Newcomer

from .. import workflow
from ..models import Handover, ReferenceLetter, TimeWish, Visit
from .visible import visible_visits


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


def answered_wish_of(visit: Visit) -> TimeWish | None:
    """The wish for another time that was declined, where nothing was wished or moved since; else None."""
    last = visit.time_wishes.order_by("-at").first()
    return last if last is not None and last.answer else None


def open_time_wishes(viewer: Viewer, now: datetime) -> QuerySet[TimeWish]:
    """Other times that newcomers asked for and that wait for the coordinator, soonest appointment first."""
    return (
        TimeWish.objects.filter(
            settled_at__isnull=True,
            visit__in=visible_visits(viewer).filter(state__in=workflow.STANDING_VISIT_STATES, starts_at__gt=now),
        )
        .select_related("visit__key_person", "visit__request__topic")
        .order_by("visit__starts_at", "pk")
    )


def visit_of_yes(newcomer: Newcomer, consent: Consent) -> Visit | None:
    """The appointment that stands because of this yes; None for another answer, or when it is over or off."""
    kind, _colon, number = consent.about.partition(":")
    if consent.answer != Consent.Answer.YES or kind != "visit" or not number.isdigit():
        return None
    rows = Visit.objects.filter(request__newcomer=newcomer, state__in=workflow.STANDING_VISIT_STATES)
    return rows.filter(pk=int(number)).first()


def own_contacts(key_person: KeyPerson, now: datetime) -> list[tuple[Visit, Handover | None]]:
    """Somebody's agreed appointments with a newcomer that lie ahead, each with the handover that was asked last."""
    rows = (
        key_person.visits.filter(state=Visit.State.CONFIRMED, starts_at__gt=now, request__newcomer__isnull=False)
        .select_related("request__topic", "request__organisation")
        .prefetch_related("handovers")
        .order_by("starts_at")
    )
    return [
        (visit, next(iter(reversed(list(visit.handovers.all()))), None)) for visit in rows if visit.request.individual
    ]


def still_to_go(key_person: KeyPerson, now: datetime) -> int:
    """How many appointments of somebody still stand: those are told or handed over before a goodbye."""
    return key_person.visits.filter(state__in=workflow.STANDING_VISIT_STATES, ends_at__gt=now).count()


@dataclass(frozen=True, slots=True)
class YearOfWork:
    """What somebody did in a year: visits that happened, minutes that were booked, topics by how often."""

    year: int
    visits: int
    minutes: int
    topics: tuple[str, ...]


def years_of_work(key_person: KeyPerson) -> list[YearOfWork]:
    """Somebody's work by year, the newest first; four queries whatever the number of years."""
    zone = timezone.get_current_timezone()
    visits: Counter[int] = Counter()
    topics: dict[int, Counter[str]] = defaultdict(Counter)
    done = key_person.visits.filter(state=Visit.State.DONE).select_related("request__topic")
    for visit in done:
        year = visit.starts_at.astimezone(zone).year
        visits[year] += 1
        topics[year][in_language(visit.request.topic.names)] += 1
    minutes: Counter[int] = Counter()
    booked = Booking.objects.filter(engagement__key_person=key_person).exclude(state=Booking.State.REVERSED)
    for day, spent in booked.values_list("day", "minutes"):
        minutes[day.year] += spent
    return [
        YearOfWork(year, visits[year], minutes[year], tuple(name for name, _count in topics[year].most_common(5)))
        for year in sorted(set(visits) | set(minutes), reverse=True)
    ]


def letter_of(key_person: KeyPerson) -> ReferenceLetter | None:
    """The letter somebody asked for last; None when there never was one."""
    return key_person.reference_letters.order_by("-asked_at", "-pk").first()


def letters_to_write(viewer: Viewer, key_person: KeyPerson) -> QuerySet[ReferenceLetter]:
    """Letters about somebody's work that run: asked, proposed or waiting for the signature, oldest first."""
    running = visible_letters(viewer).exclude(state__in=[ReferenceLetter.State.ISSUED, ReferenceLetter.State.WITHDRAWN])
    return running.filter(key_person=key_person).order_by("pk")


def visible_letters(viewer: Viewer) -> QuerySet[ReferenceLetter]:
    """Letters about somebody's work: the region's for its coordinator, the own for a key person, nobody else's."""
    rows = ReferenceLetter.objects.select_related("key_person", "region")
    if viewer.has_role(Role.COORDINATOR):
        return rows.filter(region_id=viewer.region_id or 0)
    if viewer.has_role(Role.KEY_PERSON):
        return rows.filter(key_person__membership_id=viewer.membership_id or 0)
    return rows.none()
