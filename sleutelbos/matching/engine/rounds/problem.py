"""A day of visits as numbers, and the one place that says what rounds cost."""

from collections.abc import Sequence
from dataclasses import dataclass

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Task:
    """What one person does at a visit: one skill, so many minutes."""

    skill: int
    duration: float


@dataclass(frozen=True)
class Stop:
    """One visit: one task, or two by different people.

    It starts no earlier than ``opens``; every minute a task starts after ``closes`` is tardy. With two tasks the second
    starts between ``least`` and ``most`` minutes after the first.
    """

    opens: float
    closes: float
    tasks: tuple[Task, ...]
    least: float = 0.0
    most: float = 0.0


@dataclass(frozen=True)
class Day:
    """The visits, the skills each person has, and minutes between places: 0 is the base, visit ``n`` is place n + 1."""

    stops: tuple[Stop, ...]
    skills: tuple[frozenset[int], ...]
    minutes: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        size = len(self.stops) + 1
        if len(self.minutes) != size or any(len(row) != size for row in self.minutes):
            raise ValueError("minutes are needed between the base and all visits, each way")
        for number, stop in enumerate(self.stops):
            if len(stop.tasks) not in (1, 2):
                raise ValueError(f"visit {number} has {len(stop.tasks)} tasks, one or two can be planned")
            able = [{who for who, has in enumerate(self.skills) if task.skill in has} for task in stop.tasks]
            if not all(able) or (len(able) == 2 and len(able[0] | able[1]) < 2):
                raise ValueError(f"visit {number} needs a skill nobody has, or two people where there is one")


@dataclass(frozen=True)
class Round:
    """What one person does, in order: visit, which of its tasks, and when it starts."""

    tasks: tuple[tuple[int, int, float], ...]


def cost_of(day: Day, rounds: Sequence[Round]) -> float:
    """A third each of minutes travelled, of all tardiness, and of the largest tardiness.

    Raises ValueError when the rounds break a rule: a task left out or done twice, a skill that is missing, a start
    before it opens or before somebody can be there, two people out of step.
    """
    if len(rounds) != len(day.skills):
        raise ValueError("as many rounds as people, empty ones too")
    starts: dict[tuple[int, int], float] = {}
    travelled = 0.0
    for who, own in enumerate(rounds):
        place, free = 0, 0.0
        visited = set()
        for number, part, start in own.tasks:
            stop = day.stops[number]
            task = stop.tasks[part]
            if (number, part) in starts or number in visited:
                raise ValueError(f"visit {number} is done twice")
            if task.skill not in day.skills[who]:
                raise ValueError(f"person {who} cannot do task {part} of visit {number}")
            travelled += day.minutes[place][number + 1]
            if start < free + day.minutes[place][number + 1] - TOLERANCE or start < stop.opens - TOLERANCE:
                raise ValueError(f"person {who} is too early at visit {number}")
            starts[number, part] = start
            visited.add(number)
            place, free = number + 1, start + task.duration
        travelled += day.minutes[place][0]
    late = []
    for number, stop in enumerate(day.stops):
        own_starts = [starts.get((number, part)) for part in range(len(stop.tasks))]
        known = [start for start in own_starts if start is not None]
        if len(known) < len(stop.tasks):
            raise ValueError(f"visit {number} is not done")
        if len(known) == 2 and not stop.least - TOLERANCE <= known[1] - known[0] <= stop.most + TOLERANCE:
            raise ValueError(f"the two people of visit {number} are out of step")
        late += [max(0.0, start - stop.closes) for start in known]
    return (travelled + sum(late) + max(late, default=0.0)) / 3
