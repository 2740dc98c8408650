"""A region's week: its open questions together, and the people with what stands and what was asked."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sleutelbos.accounts.models import Region
from sleutelbos.bridging import rules, workflow
from sleutelbos.bridging.models import Offer, Request, Visit
from sleutelbos.matching.engine import moments
from sleutelbos.matching.engine.travel_table import TravelTable
from sleutelbos.matching.engine.types import Booking, Question, Snapshot, Window

from .people import snapshot_between
from .places import minute_at, place_at
from .questions import Around, question_of
from .travel import travel_for

_NEEDED = ("region", "newcomer", "topic", "role", "organisation", "municipality")


@dataclass(frozen=True)
class Week:
    """What a plan of one week is made from; `rows` has the question's row for each of `questions`."""

    snapshot: Snapshot
    questions: tuple[Question, ...]
    rows: dict[int, Request]
    travel: TravelTable | None = None


def week_span(monday: date) -> tuple[datetime, datetime]:
    """The first moment of a week and the first moment after it."""
    start = timezone.make_aware(datetime.combine(monday, time()))
    return start, timezone.make_aware(datetime.combine(monday + timedelta(days=7), time()))


def questions_of_week(
    region: Region, monday: date, *, now: datetime | None = None
) -> tuple[list[Question], dict[int, Request]]:
    """The confirmed questions that nobody was asked for yet and that can be in this week; eight queries at most.

    A question with a fixed time in the week, or with windows of which something lies in it: only that part counts.
    What the role router sends elsewhere, or has not seen yet, stays out, unless somebody overruled it.
    """
    now = now or timezone.now()
    start, end = week_span(monday)
    rows = (
        Request.objects.filter(region=region, state=Request.State.OPEN)
        .exclude(triage_outcome__in=rules.SENT_ELSEWHERE, triage_overridden_by="")
        .exclude(kind__in=Request.INDIVIDUAL, triage_outcome="", triage_overridden_by="")
        .select_related(*_NEEDED)
        .order_by("pk")
    )
    fixed = rows.filter(starts_at__gte=max(start, now), starts_at__lt=end)
    loose = rows.filter(starts_at__isnull=True).exclude(windows=[])
    found = [*fixed, *loose]
    around = Around.read(found)
    first, last = moments.day_of(monday) * moments.DAY, moments.day_of(monday + timedelta(days=7)) * moments.DAY
    questions, kept = [], {}
    for row in found:
        question = question_of(row, now=now, around=around)
        windows = tuple(
            window
            for window in (_within(item, first, last) for item in question.windows)
            if window.end - window.start >= question.duration
        )
        if windows:
            questions.append(question if windows == question.windows else replace(question, windows=windows))
            kept[row.pk] = row
    return questions, kept


def _within(window: Window, first: int, last: int) -> Window:
    """The part of a window within a span; its starts stay on the same steps."""
    late = max(0, -(-(first - window.start) // window.step)) * window.step
    return Window(window.start + late, min(window.end, last), window.step)


def load_week(region: Region, monday: date, *, now: datetime | None = None) -> Week:
    """Everything a plan of the week needs, in a number of queries that does not grow."""
    now = now or timezone.now()
    questions, rows = questions_of_week(region, monday, now=now)
    start, end = week_span(monday)
    snapshot = snapshot_between(region, start, end, questions=list(rows), now=now)
    asked = _asked(region, start, end)
    snapshot = replace(snapshot, bookings=(*snapshot.bookings, *asked))
    return Week(snapshot, tuple(questions), rows, travel_for(region))


def _asked(region: Region, start: datetime, end: datetime) -> list[Booking]:
    """The hours somebody was asked for and did not answer yet: a yes may come, so nothing else is planned there."""
    offers = (
        Offer.objects.filter(
            request__region=region,
            state__in=workflow.OPEN_OFFER_STATES,
            request__starts_at__gte=start - timedelta(days=1),
            request__starts_at__lt=end + timedelta(days=1),
        )
        .select_related("request__topic")
        .order_by("pk")
    )
    return [
        Booking(
            person=offer.key_person_id,
            start=minute_at(offer.request.starts_at),
            end=minute_at(offer.request.starts_at) + offer.request.duration_minutes,
            place=place_at(offer.request.place, offer.request.latitude, offer.request.longitude),
            online=offer.request.where != Request.Where.PLACE,
            heavy=offer.request.topic.sensitive,
            question=offer.request_id,
        )
        for offer in offers
        if offer.request.starts_at is not None
    ]


def load_standing(region: Region, first: date, last: date, *, now: datetime | None = None) -> "Standing":
    """The appointments that stand in the weeks these days touch, as questions with who goes now."""
    now = now or timezone.now()
    monday = first - timedelta(days=first.weekday())
    start, _end = week_span(monday)
    _start, end = week_span(last - timedelta(days=last.weekday()))
    visits = list(
        Visit.objects.filter(
            request__region=region,
            state__in=workflow.STANDING_VISIT_STATES,
            starts_at__gte=max(start, now),
            starts_at__lt=end,
        )
        .select_related("key_person", *(f"request__{name}" for name in _NEEDED))
        .order_by("starts_at", "pk")
    )
    by_question: dict[int, list[Visit]] = {}
    for visit in visits:
        together = by_question.setdefault(visit.request_id, [])
        if not together or together[0].starts_at == visit.starts_at:
            together.append(visit)
    # A second visit of one question at another time stays where it is: it is a booking like any other.
    visits = [visit for found in by_question.values() for visit in found]
    around = Around.read([found[0].request for found in by_question.values()])
    questions = []
    for found in by_question.values():
        begins = minute_at(found[0].starts_at)
        asked = question_of(found[0].request, now=now, around=around)
        length = minute_at(found[0].ends_at) - begins
        questions.append(
            replace(
                asked,
                duration=length,
                windows=(Window(begins, begins + length),),
                wanted=len(found),
                place=asked.place
                if found[0].latitude is None
                else place_at(found[0].place, found[0].latitude, found[0].longitude),
                online=found[0].where != Request.Where.PLACE,
            )
        )
    snapshot = snapshot_between(region, start, end, questions=list(by_question), now=now)
    standing = {(visit.key_person_id, visit.request_id) for visit in visits}
    snapshot = replace(
        snapshot,
        bookings=(
            *(item for item in snapshot.bookings if (item.person, item.question) not in standing),
            *_asked(region, start, end),
        ),
        # Who goes now said yes: that is not a reason against going.
        asks=tuple(item for item in snapshot.asks if (item.person, item.question) not in standing),
    )
    return Standing(snapshot, tuple(questions), visits, travel_for(region))


@dataclass(frozen=True)
class Standing:
    """What a repair is made from: nobody is booked for these visits in the snapshot, they are what is planned now."""

    snapshot: Snapshot
    questions: tuple[Question, ...]
    visits: list[Visit]
    travel: TravelTable | None = None

    def booked(self, visits: Collection[Visit]) -> tuple[Booking, ...]:
        """Some of the visits as time that is taken."""
        asked = {question.id: question for question in self.questions}
        return tuple(
            Booking(
                person=visit.key_person_id,
                start=minute_at(visit.starts_at),
                end=minute_at(visit.ends_at),
                place=asked[visit.request_id].place,
                online=asked[visit.request_id].online,
                question=visit.request_id,
            )
            for visit in visits
        )

    def without(self, questions: Collection[int]) -> "Standing":
        """The same, with the visits of some questions fixed: people agreed on them, whatever a rule says now."""
        fixed = [visit for visit in self.visits if visit.request_id in questions]
        return Standing(
            replace(self.snapshot, bookings=(*self.snapshot.bookings, *self.booked(fixed))),
            tuple(question for question in self.questions if question.id not in questions),
            [visit for visit in self.visits if visit.request_id not in questions],
            self.travel,
        )
