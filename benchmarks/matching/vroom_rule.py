"""The week as rounds for VROOM, as far as its words go.

A hard rule becomes a skill that only those have who pass it, hours become shifts, a fixed time becomes a window of one
minute, urgency a priority. It has no words for wishes of one person about one newcomer, for load that costs more as it
grows, for a cap over several shifts, for work done from one's own home, or for two people at once. What breaks a rule
it cannot be told is taken out afterwards, as a coordinator would.
"""

from collections.abc import Iterable

import numpy as np
import vroom

from benchmarks.matching.pairs import Ints
from benchmarks.matching.week import NO_CAP, Booked, Week
from sleutelbos.matching.engine.columns import union_of_week
from sleutelbos.matching.engine.moments import DAY, WEEK

AT_HOME_MINUTES = 30  # assumed by this model only: between an appointment and one from home
URGENCY = 25


def vroom_plan(week: Week, effort: int = 1, threads: int = 2) -> list[int]:
    """The rows of VROOM's rounds that break no rule; effort is 0 to 5."""
    problem = vroom.Input()
    modes = sorted({person.modes for person in week.people})
    for person_modes in modes:
        problem.set_durations_matrix("+".join(person_modes), _matrix(week, person_modes))
    starts = [week.pairs.start[week.pairs.of(at)] for at in range(len(week.questions))]
    offset = min((int(own.min()) for own in starts if len(own)), default=0) // WEEK * WEEK
    shifts: list[int] = []
    for person, rows in _rows_by_person(week):
        for begin, end in _shifts(week, person, offset):
            own = (week.pairs.start[rows] >= begin) & (
                week.pairs.start[rows] + week.duration[week.pairs.question[rows]] <= end
            )
            skills = set(week.pairs.question[rows[own]].tolist())
            if not skills:
                continue
            room = min(week.hard_cap[person], NO_CAP) - week.used.get((person, begin // WEEK), 0)
            problem.add_vehicle(
                vroom.Vehicle(
                    len(shifts) + 1,
                    start=0,
                    skills={skill + 1 for skill in skills},
                    time_window=vroom.TimeWindow(begin - offset, end - offset),
                    profile="+".join(week.people[person].modes),
                    capacity=[max(0, min(room, 10_000))],
                )
            )
            shifts.append(person)
    for at, question in enumerate(week.questions):
        if not len(starts[at]) or question.wanted > 1:
            continue
        problem.add_job(
            vroom.Job(
                at + 1,
                location=at + 1,
                default_service=question.duration,
                skills={at + 1},
                delivery=[question.duration],
                priority=min(100, 50 + URGENCY * question.urgency),
                time_windows=[
                    vroom.TimeWindow(start - offset, start - offset) for start in np.unique(starts[at]).tolist()
                ],
            )
        )
    routes = problem.solve(exploration_level=effort, nb_threads=threads).to_dict()["routes"]
    return _valid(week, routes, shifts, offset)


def _valid(week: Week, routes: list[dict[str, object]], shifts: list[int], offset: int) -> list[int]:
    where = {
        (int(q), int(p), int(s)): row
        for row, (q, p, s) in enumerate(zip(week.pairs.question, week.pairs.person, week.pairs.start, strict=True))
    }
    booked = Booked(week)
    for route in routes:
        person = shifts[int(str(route["vehicle"])) - 1]
        steps = route["steps"]
        assert isinstance(steps, list)
        for step in steps:
            if step["type"] == "job":
                start = int(step["arrival"]) + int(step.get("waiting_time", 0)) + offset
                row = where.get((int(step["id"]) - 1, person, start))
                if row is not None and booked.fits(row):
                    booked.add(row)
    return booked.rows


def _rows_by_person(week: Week) -> Iterable[tuple[int, Ints]]:
    order = np.argsort(week.pairs.person, kind="stable")
    ends = np.searchsorted(week.pairs.person[order], np.arange(len(week.people) + 1))
    for person in range(len(week.people)):
        yield person, order[ends[person] : ends[person + 1]]


def _shifts(week: Week, person: int, offset: int) -> list[tuple[int, int]]:
    own = week.people[person]
    if own.flexible:
        return [(offset + day * DAY, offset + (day + 1) * DAY) for day in range(7)]
    return [(offset + start, offset + end) for start, end in union_of_week(own.blocks)]


def _matrix(week: Week, modes: tuple[str, ...]) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    """Minutes between questions with the fixed gap; place 0 is nowhere and costs nothing."""
    size = len(week.questions)
    place = week.place.T
    minutes = np.min(
        [week.travel.minutes(place[:, :, None], place[:, None, :], mode) for mode in modes],  # type: ignore[arg-type]
        axis=0,
    )
    minutes[week.online, :] = minutes[:, week.online] = AT_HOME_MINUTES
    minutes[np.ix_(week.online, week.online)] = 0
    matrix = np.zeros((size + 1, size + 1), dtype=np.uint32)
    matrix[1:, 1:] = minutes + week.weights.gap_minutes
    np.fill_diagonal(matrix, 0)
    return matrix
