"""Rows of questions become the engine's questions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.utils import timezone

from sleutelbos.bridging import queries as bridging
from sleutelbos.bridging.models import Request, Visit
from sleutelbos.keypersons.models import (
    ReadinessRequirement,
)
from sleutelbos.matching.engine import moments
from sleutelbos.matching.engine.types import (
    MAX_STARTS,
    Known,
    LanguageNeed,
    Question,
    Window,
)
from sleutelbos.newcomers.models import Newcomer

from .people import organisation_party
from .places import minute_at, place_at, place_code

# Minutes between the starts that are tried within a window.
_STEP = 30
_URGENCY = {"normal": 0, "soon": 1, "today": 2}


@dataclass(frozen=True)
class Around:
    """What stands around questions in other tables; read at once for any number of them."""

    requires: dict[bool, tuple[str, ...]]
    excluded: dict[int, frozenset[int]]
    known: dict[int, tuple[Known, ...]]
    parties: dict[int, tuple[str, ...]]

    @classmethod
    def read(cls, requests: Sequence[Request]) -> Self:
        """Six queries at most, whatever the number of questions; they are of one region."""
        individual = {request.individual for request in requests}
        kinds: dict[bool, set[str]] = {one: set() for one in individual}
        needs = ReadinessRequirement.objects.filter(region_id__in={request.region_id for request in requests})
        for kind, for_one, for_many in needs.values_list("kind", "individual", "collective"):
            for one in individual:
                if for_one if one else for_many:
                    kinds[one].add(kind)
        newcomers = {request.newcomer_id for request in requests if request.newcomer_id is not None}
        excluded: dict[int, set[int]] = defaultdict(set)
        links = Request.excluded.through.objects.filter(request_id__in=[request.pk for request in requests])
        for question, person in links.values_list("request_id", "keyperson_id"):
            excluded[question].add(person)
        by_newcomer: dict[int, set[int]] = defaultdict(set)
        met: dict[int, list[Known]] = defaultdict(list)
        if newcomers:
            own = Newcomer.excluded.through.objects.filter(newcomer_id__in=newcomers)
            for newcomer, person in own.values_list("newcomer_id", "keyperson_id"):
                by_newcomer[newcomer].add(person)
            # First the newcomers' few questions: no database then thinks of reading every visit that ever happened.
            earlier = dict(Request.objects.filter(newcomer_id__in=newcomers).values_list("pk", "newcomer_id"))
            visits = (
                Visit.objects.filter(request_id__in=list(earlier), state=Visit.State.DONE)
                .order_by("key_person_id")
                .values_list("request_id", "key_person_id")
            )
            counts = Counter((earlier[question], person) for question, person in visits)
            for (newcomer, person), count in counts.items():
                met[newcomer].append(Known(person, count))
        organisations = bridging.organisations_of(requests)
        return cls(
            requires={one: tuple(sorted(found)) for one, found in kinds.items()},
            excluded={
                request.pk: frozenset(excluded[request.pk] | by_newcomer[request.newcomer_id or 0])
                for request in requests
            },
            known={request.pk: tuple(met[request.newcomer_id or 0]) for request in requests},
            parties={
                request.pk: (
                    *((f"newcomer:{request.newcomer_id}",) if request.newcomer_id is not None else ()),
                    *(organisation_party(one) for one in sorted(organisations[request.pk])),
                )
                for request in requests
            },
        )


def question_of(request: Request, *, now: datetime | None = None, around: Around | None = None) -> Question:
    """The engine's question for a row; `around` is read for this one alone where it is not given."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    around = around or Around.read([request])
    windows: tuple[Window, ...] = ()
    if request.starts_at is not None:
        start = minute_at(request.starts_at)
        windows = (Window(start, start + request.duration_minutes),)
    elif request.windows:
        windows = _windows(request.windows, request.duration_minutes, minute_at(now))
    known = around.known[request.pk]
    if request.same_person_id is not None and all(item.person != request.same_person_id for item in known):
        known = (*known, Known(request.same_person_id))
    somewhere = request.where == Request.Where.PLACE
    return Question(
        id=request.pk,
        day=moments.day_of(today),
        asked_on=moments.day_of(timezone.localdate(request.created_at)),
        duration=request.duration_minutes,
        windows=windows,
        kind=request.kind,
        topic=request.topic.code,
        role=request.role.code if request.role is not None else "",
        tags=tuple(
            tag
            for tag in (
                f"topic:{request.topic.code}",
                f"organisation:{request.asking_kind}" if request.asking_kind else "",
                f"place:{place_code(request.place)}" if request.place and somewhere else "",
            )
            if tag
        ),
        languages=tuple(_needs(request)),
        fallback="declared" if request.fallback == Request.Fallback.DECLARED else "none",
        place=place_at(request.place, request.latitude, request.longitude),
        online=not somewhere,
        may_be_online=somewhere,
        required_gender=request.gender_wish if request.gender_required and request.gender_wish != "none" else "",
        preferred_gender=request.gender_wish if not request.gender_required and request.gender_wish != "none" else "",
        not_from_places=(
            (place_code(request.newcomer_place or request.place),)
            if request.not_from_own_place and (request.newcomer_place or request.place)
            else ()
        ),
        known=known,
        excluded=tuple(sorted(around.excluded[request.pk])),
        parties=around.parties[request.pk],
        municipality=str(request.municipality_id or ""),
        requires=around.requires[request.individual],
        wanted=max(1, request.persons_wanted - request.accepted_count),
        urgency=_URGENCY[request.urgency],
        heavy=request.topic.sensitive,
    )


def _needs(request: Request) -> Iterator[LanguageNeed]:
    if not request.language:
        return
    reading = request.kind == Request.Kind.READING_PANEL
    for number, variety in enumerate([request.language, *request.also_accepted]):
        yield LanguageNeed(
            variety=variety,
            speaking=0 if reading else request.min_level,
            understanding=0 if reading else request.min_level,
            reading=request.min_level if reading else 0,
            accepted=number > 0,
        )


def _windows(rows: Iterable[dict[str, str]], duration: int, now: int) -> tuple[Window, ...]:
    """What is left of the windows from now on; the wider they are, the larger the steps between starts."""
    spans = []
    for row in rows:
        start, end = minute_at(datetime.fromisoformat(row["start"])), minute_at(datetime.fromisoformat(row["end"]))
        late = max(0, -(-(now - start) // _STEP)) * _STEP
        if end - start - late >= duration:
            spans.append((start + late, end))
    step = _STEP
    while sum((end - start - duration) // step + 1 for start, end in spans) > MAX_STARTS and step < moments.DAY:
        step *= 2
    return tuple(Window(start, end, step=step) for start, end in spans[:MAX_STARTS])
