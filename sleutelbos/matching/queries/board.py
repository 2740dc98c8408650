"""The board of one week: who could go where and when, what has nobody, and why."""

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from sleutelbos.accounts.models import Region, Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request, Visit
from sleutelbos.bridging.queries import Going, caps_passed_by_going, visible_requests, visible_visits
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons
from sleutelbos.matching.engine import (
    Booking,
    Points,
    Question,
    Rule,
    Snapshot,
    load_weights,
    shortlist,
)

from ..load import Week, load_week, minute_at
from ..models import PlannedVisit, WeekPlan
from ..services import Checked, check_lines, points_of

# The map is drawn this wide; its height follows from the places.
_MAP_WIDTH, _MAP_EDGE = 640, 60


@dataclass(frozen=True)
class Line:
    """One planned visit as the board shows it; `wrong` says what stands in the way now.

    `over` is the legal maximum of a fee that the visits of this plan would pass with this one, "month", "year" or "".
    """

    row: PlannedVisit
    request: Request
    person: KeyPerson
    reasons: list[Points]
    wrong: Checked | None = None
    over: str = ""


@dataclass(frozen=True)
class Cell:
    """One person's day: what is proposed and what stands already."""

    day: date
    lines: list[Line]
    standing: list[Visit]


@dataclass(frozen=True)
class PersonRow:
    """One person's week."""

    person: KeyPerson
    cells: list[Cell]
    count: int


@dataclass(frozen=True)
class Without:
    """A question without anybody, with why; `rules` with how many people each stops, `rivals` who took the others."""

    request: Request
    why: str = ""
    rules: list[tuple[Rule, int]] = field(default_factory=list)
    rivals: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Spot:
    """A place on the map: x and y in the picture, what is asked there and who would come from where."""

    name: str
    x: float
    y: float
    lines: list[Line]
    without: int
    radius: float

    @property
    def name_y(self) -> float:
        """Where the name is written: above the circle."""
        return round(self.y - self.radius - 8, 1)


@dataclass(frozen=True)
class Journey:
    """A way on the map from a home, known to the postcode's first digits, to a place."""

    line: Line
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Map:
    """A picture without streets: where questions are and from where people would come."""

    width: int
    height: int
    spots: list[Spot]
    journeys: list[Journey]
    nowhere: list[Line]


@dataclass(frozen=True)
class Board:
    """Everything the board of a week shows; `plan` is None where nothing was proposed yet."""

    region: Region
    monday: date
    days: list[date]
    plan: WeekPlan | None
    open_count: int
    lines: list[Line]
    taken_off: list[Line]
    without: list[Without]
    people: list[PersonRow]
    new: int
    settled: list[Line]

    @property
    def wrong_count(self) -> int:
        """How many lines have something in the way."""
        return sum(line.wrong is not None for line in self.lines)

    @property
    def over(self) -> list[Line]:
        """The lines with which a fee goes over a legal maximum."""
        return [line for line in self.lines if line.over]

    @property
    def served(self) -> int:
        """How many questions have somebody."""
        return len({line.row.request_id for line in self.lines})

    @property
    def better_percent(self) -> float:
        """How much more any plan could be worth at most, in percent."""
        return round(100 * (self.plan.gap or 0), 1) if self.plan is not None else 0.0


def visible_plans(viewer: Viewer) -> QuerySet[WeekPlan]:
    """Plans of the region, for its coordinator."""
    if viewer.has_role(Role.COORDINATOR):
        return WeekPlan.objects.filter(region_id=viewer.region_id or 0)
    return WeekPlan.objects.none()


def board_of(viewer: Viewer, region: Region, monday: date) -> Board:
    """The board of a week: the open plan of it, else the newest that was sent."""
    plans = visible_plans(viewer).filter(region=region, monday=monday).exclude(state=WeekPlan.State.EXPIRED)
    plan = min(plans, key=lambda row: (row.state == WeekPlan.State.PUBLISHED, -row.pk), default=None)
    if plan is not None:
        plan.region = region
    week = load_week(region, monday)
    rows = list(plan.visits.all()) if plan is not None else []
    still = plan is not None and plan.state == WeekPlan.State.PROPOSED
    wrong = check_lines(plan, week=week, lines=[row for row in rows if not row.taken_off]) if plan and still else {}
    requests = {
        row.pk: row
        for row in visible_requests(viewer)
        .filter(pk__in={row.request_id for row in rows} | set(week.rows))
        .select_related("topic", "organisation")
    }
    standing = _standing(viewer, monday)
    people = {
        row.pk: row
        for row in visible_key_persons(viewer)
        .filter(pk__in={row.key_person_id for row in rows} | {visit.key_person_id for visit in standing})
        .only("first_name", "last_name", "home_place", "latitude", "longitude", "region")
    }
    over = _over([row for row in rows if not row.taken_off], requests) if still else {}
    lines = [
        Line(
            row,
            requests[row.request_id],
            people[row.key_person_id],
            points_of(row.reasons),
            wrong.get(row.pk),
            over.get((row.request_id, row.key_person_id), ""),
        )
        for row in rows
        if row.request_id in requests and row.key_person_id in people
    ]
    on = [line for line in lines if not line.row.taken_off] if still else []
    without = _without(plan, week, requests, {line.row.request_id for line in on}) if still else []
    planned = {line.row.request_id for line in on}
    told = {item["question"] for item in plan.unserved} if plan is not None else set()
    days = [monday + timedelta(days=number) for number in range(7)]
    return Board(
        region=region,
        monday=monday,
        days=days,
        plan=plan,
        open_count=len(week.questions),
        lines=on,
        taken_off=[line for line in lines if line.row.taken_off] if still else [],
        without=without,
        people=_people(people, on, standing, days),
        new=len(set(week.rows) - planned - told) if still else 0,
        settled=[] if still else [line for line in lines if line.row.accepted],
    )


def _over(rows: Sequence[PlannedVisit], requests: dict[int, Request]) -> dict[tuple[int, int], str]:
    """The legal maximum each line would pass, with the lines before it counted."""
    return caps_passed_by_going(
        [
            Going(requests[row.request_id], row.key_person_id, row.starts_at, row.minutes)
            for row in rows
            if row.request_id in requests
        ]
    )


def _standing(viewer: Viewer, monday: date) -> list[Visit]:
    start = timezone.make_aware(datetime.combine(monday, datetime.min.time()))
    rows = visible_visits(viewer).filter(
        state__in=[Visit.State.AWAITING, Visit.State.CONFIRMED, Visit.State.DONE],
        starts_at__gte=start,
        starts_at__lt=start + timedelta(days=7),
    )
    return list(rows.select_related("request__topic").order_by("starts_at"))


def _without(
    plan: WeekPlan | None, week: Week, requests: dict[int, Request], planned: Collection[int]
) -> list[Without]:
    told = {item["question"]: item for item in (plan.unserved if plan is not None else [])}
    known = {str(rule): rule for rule in Rule}
    found = []
    for pk in week.rows:
        if pk in planned or pk not in requests:
            continue
        item = told.get(pk, {})
        found.append(
            Without(
                requests[pk],
                item.get("why", ""),
                [(known[code], count) for code, count in item.get("rules", [])[:3] if code in known],
                item.get("rivals", []),
            )
        )
    return found


def _people(
    people: dict[int, KeyPerson], lines: Sequence[Line], standing: Sequence[Visit], days: Sequence[date]
) -> list[PersonRow]:
    proposed: dict[tuple[int, date], list[Line]] = defaultdict(list)
    for line in lines:
        proposed[line.person.pk, timezone.localdate(line.row.starts_at)].append(line)
    stands: dict[tuple[int, date], list[Visit]] = defaultdict(list)
    for visit in standing:
        stands[visit.key_person_id, timezone.localdate(visit.starts_at)].append(visit)
    rows = []
    for person in sorted(people.values(), key=lambda row: (row.first_name.casefold(), row.last_name, row.pk)):
        cells = [Cell(day, proposed[person.pk, day], stands[person.pk, day]) for day in days]
        count = sum(len(cell.lines) for cell in cells)
        if count or any(cell.standing for cell in cells):
            rows.append(PersonRow(person, cells, count))
    # Who is in the proposal first; who only has appointments that stand already after that.
    return sorted(rows, key=lambda row: row.count == 0)


# --- the map ------------------------------------------------------------------------------------------------------


def map_of(board: Board) -> Map:
    """Where the questions of the week are and from where people would come; drawn from coordinates alone."""
    at: dict[tuple[float, float], list[Line]] = defaultdict(list)
    nobody: dict[tuple[float, float], list[Request]] = defaultdict(list)
    nowhere = []
    for line in board.lines:
        where = _where(line.request)
        if where is None:
            nowhere.append(line)
        else:
            at[where].append(line)
    for item in board.without:
        where = _where(item.request)
        if where is not None:
            nobody[where].append(item.request)
    homes = [home for line in board.lines if (home := _home(line.person)) is not None]
    points = [*at, *nobody, *homes]
    if not points:
        return Map(_MAP_WIDTH, 0, [], [], nowhere)
    north, south = max(lat for lat, _ in points), min(lat for lat, _ in points)
    west, east = min(lon for _, lon in points), max(lon for _, lon in points)
    shrink = math.cos(math.radians((north + south) / 2))
    across = max((east - west) * shrink, (north - south), 0.02)
    scale = (_MAP_WIDTH - 2 * _MAP_EDGE) / across
    left = (_MAP_WIDTH - (east - west) * shrink * scale) / 2

    def project(where: tuple[float, float]) -> tuple[float, float]:
        lat, lon = where
        return round(left + (lon - west) * shrink * scale, 1), round(_MAP_EDGE + (north - lat) * scale, 1)

    spots = []
    for where in sorted({*at, *nobody}, reverse=True):
        x, y = project(where)
        first = (at[where][0].request if at[where] else nobody[where][0]).place
        total = len(at[where]) + len(nobody[where])
        spots.append(Spot(first, x, y, at[where], len(nobody[where]), round(6 + 3 * math.sqrt(total), 1)))
    journeys = []
    for where, lines in at.items():
        for line in lines:
            home = _home(line.person)
            if home is not None and home != where:
                journeys.append(Journey(line, *project(home), *project(where)))
    height = round(2 * _MAP_EDGE + (north - south) * scale)
    return Map(_MAP_WIDTH, height, spots, journeys, nowhere)


def _where(request: Request) -> tuple[float, float] | None:
    if request.where != Request.Where.PLACE or request.latitude is None or request.longitude is None:
        return None
    return round(request.latitude, 3), round(request.longitude, 3)


def _home(person: KeyPerson) -> tuple[float, float] | None:
    if person.latitude is None or person.longitude is None:
        return None
    return round(person.latitude, 3), round(person.longitude, 3)


# --- who else could -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choices:
    """Who can be chosen for a question and when it may start; `others` with the first rule that says no."""

    question: Question
    fitting: list[tuple[KeyPerson, int]]
    others: list[tuple[KeyPerson, Rule]]
    starts: tuple[int, ...]


def choices_for(viewer: Viewer, plan: WeekPlan, request_id: int) -> Choices | None:
    """People and times for one question beside the rest of the plan; None where it is not open any more."""
    week = load_week(plan.region, plan.monday)
    question = next((item for item in week.questions if item.id == request_id), None)
    if question is None:
        return None
    snapshot = _with_plan(week.snapshot, plan, week, request_id)
    result = shortlist(snapshot, question, load_weights(), limit=len(snapshot.people), travel=week.travel)
    names = {row.pk: row for row in visible_key_persons(viewer).only("first_name", "last_name", "region")}
    scores = {item.person: item.score for item in result.candidates}
    # Who is left out for good has no line here either: there is nothing a coordinator could choose.
    hidden = {Rule.NOT_POSSIBLE, Rule.NOT_DEPLOYABLE}
    return Choices(
        question,
        [(names[pk], scores[pk]) for pk in result.fitting if pk in names and pk in scores],
        [
            (names[item.person], item.rules[0])
            for item in sorted(result.excluded, key=lambda item: len(item.rules))
            if item.person in names and not hidden & set(item.rules)
        ][:60],
        question.starts,
    )


def _with_plan(snapshot: Snapshot, plan: WeekPlan, week: Week, request_id: int) -> Snapshot:
    """The same people, with the other lines of the plan as time that is taken."""
    asked = {question.id: question for question in week.questions}
    taken = tuple(
        Booking(
            person=row.key_person_id,
            start=minute_at(row.starts_at),
            end=minute_at(row.starts_at) + row.minutes,
            place=asked[row.request_id].place,
            online=asked[row.request_id].online,
            question=row.request_id,
        )
        for row in plan.visits.filter(taken_off=False).exclude(request_id=request_id)
        if row.request_id in asked
    )
    return replace(snapshot, bookings=(*snapshot.bookings, *taken))
