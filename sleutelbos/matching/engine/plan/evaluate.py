"""From chosen rows to what is shown: for every visit its reasons, which add up to its score and to the plan's."""

from collections.abc import Iterable
from functools import partial

import numpy as np

from sleutelbos.matching.engine.case import UNKNOWN
from sleutelbos.matching.engine.codes import PlanReason, Reason
from sleutelbos.matching.engine.columns import FOREVER, MODES, Ints
from sleutelbos.matching.engine.moments import DAY, WEEK
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.pool import OVER_THE_PLAN, serve_parts
from sleutelbos.matching.engine.plan.together import in_company, without_rest
from sleutelbos.matching.engine.plan.types import Assignment, Planned
from sleutelbos.matching.engine.results import Points
from sleutelbos.matching.engine.score import Scores, band_cost, told_of

Told = dict[int, list[Points]]


def planned(groups: Groups, rows: Ints) -> tuple[Planned, ...]:
    """The rows as a plan shows them, in the order of question and person."""
    pool, world = groups.pool, groups.pool.world
    rows = np.sort(rows)
    over = _over_the_plan(groups, rows)
    faces = _faces(groups, rows)
    scores = pool.pairs.scores(pool.question[rows], pool.person[rows], pool.start[rows])
    _together(groups, rows, scores)
    points = [(reason, column.tolist()) for reason, column in scores.points.items() if reason not in OVER_THE_PLAN]
    facts = {name: column.tolist() for name, column in scores.facts.items()}
    minutes, mode = facts["minutes"], facts["mode"]
    people, starts = pool.person[rows].tolist(), pool.start[rows].tolist()
    found = []
    at = 0
    for question, here in _by(pool.question, rows):
        item = pool.questions[question]
        fit = pool.pairs.fit(item)
        complete = len(here) >= item.wanted
        for number, row in enumerate(here.tolist()):
            told = _serving(groups, question, number) if complete else []
            told += fit.reasons(world, people[at], pool.weights)
            mine = [(reason, column[at]) for reason, column in points if column[at] or reason is Reason.TRAVEL]
            told += told_of(mine, partial(_fact, facts, at), item.online)
            told += over[row]
            told += faces.get(row, [])
            home = item.online or minutes[at] == UNKNOWN
            found.append(
                Planned(
                    Assignment(item.id, int(world.ids[people[at]]), starts[at]),
                    sum(each.points for each in told),
                    tuple(told),
                    None if home else minutes[at],
                    "" if home else MODES[mode[at]],
                )
            )
            at += 1
    return tuple(sorted(found, key=lambda each: each.assignment))


def _fact(facts: dict[str, list[int]], row: int, name: str) -> int:
    return facts[name][row]


def _by(column: Ints, rows: Ints) -> Iterable[tuple[int, Ints]]:
    """The rows per value of a column, the order within each kept."""
    if not len(rows):
        return ()
    ordered = rows[np.argsort(column[rows], kind="stable")]
    values, first = np.unique(column[ordered], return_index=True)
    return zip(values.tolist(), np.split(ordered, first[1:]), strict=True)


def _serving(groups: Groups, question: int, at: int) -> list[Points]:
    """One person's share of what serving the question brings."""
    item = groups.pool.questions[question]
    base, urgent, waiting, days = serve_parts(item, groups.pool.weights, groups.pool.world.at // DAY)

    def share(points: int) -> int:
        return points * (at + 1) // item.wanted - points * at // item.wanted

    told = [Points(PlanReason.SERVE, share(base))]
    if urgent:
        told.append(Points(PlanReason.URGENT, share(urgent), (("urgency", item.urgency),)))
    if waiting:
        told.append(Points(PlanReason.WAITING, share(waiting), (("days", days),)))
    return told


def _over_the_plan(groups: Groups, rows: Ints) -> Told:
    """Per row what depends on the other visits of that person: first visits, and the load as the week fills.

    Tenths of points are carried from visit to visit, so that the points of all visits add up to the plan's.
    """
    pool, world, weights = groups.pool, groups.pool.world, groups.pool.weights
    told: Told = {}
    carried = 0
    ids = world.ids[pool.person]
    order = rows[np.lexsort((pool.question[rows], pool.start[rows], ids[rows]))]
    for person, here in _by(pool.person, order):
        last = int(world.last_asked[person])
        weeks = -1 if last == -FOREVER else max(world.at - last, 0) // WEEK
        minutes: dict[int, int] = {}
        woken = False
        for number, row in enumerate(here.tolist()):
            first = number == 0
            points = int(groups.long_ago[person]) if first else 0
            told[row] = [Points(Reason.LAST_ASKED, points, (("weeks", weeks if first else 0),))]
            key = int(groups.by_week[row])
            cap = int(groups.cap[key])
            before = minutes.get(key, int(groups.used[key]))
            after = minutes[key] = before + int(pool.duration[row])
            cost = band_cost(weights, cap, after) - band_cost(weights, cap, before)
            points = -((carried + cost) // 10 - carried // 10)
            carried += cost
            percents = (("before", before * 100 // cap), ("after", after * 100 // cap))
            told[row].append(Points(Reason.LOAD, points, percents))
            if groups.idle[key] and not woken:
                woken = True
                if weights.first_work:
                    told[row].append(Points(Reason.FIRST_WORK, weights.first_work))
    return told


def _together(groups: Groups, rows: Ints, scores: Scores) -> None:
    """Adds what visits of the plan are worth beside each other: rest to the later one, company to the second of two."""
    pool, weights = groups.pool, groups.pool.weights
    heavy, later = without_rest(pool, rows, rows)
    points, facts = dict(scores.points), scores.facts
    count = np.bincount(later, minlength=len(rows))
    since = (pool.start[rows[later]] - pool.end[rows[heavy]]) // 60
    hours = np.where(facts["hours"] < 0, FOREVER, facts["hours"])
    np.minimum.at(hours, later, since)
    facts["hours"] = np.where(hours == FOREVER, -1, hours)
    facts["heavy"] = facts["heavy"] + count
    points[Reason.REST] = points[Reason.REST] + weights.rest * count
    one, other = in_company(pool, rows, rows)
    one, other = one[one < other], other[one < other]
    both = pool.world.company(pool.person[rows[one]], pool.person[rows[other]])
    kinds = ((Reason.DUO, "likes", weights.duo), (Reason.GOES_ALONG, "along", weights.goes_along))
    for (reason, name, weight), come_true in zip(kinds, both, strict=True):
        count = np.bincount(other[come_true], minlength=len(rows))
        facts[name] = facts[name] + count
        points[reason] = points[reason] + weight * count
    scores.points.update(points)


def _faces(groups: Groups, rows: Ints) -> Told:
    """What each further person for one newcomer in one week costs, by the order of the visits."""
    pool = groups.pool
    seen: dict[tuple[str, int], set[int]] = {}
    told: Told = {}
    for row in rows[np.lexsort((pool.world.ids[pool.person[rows]], pool.question[rows], pool.start[rows]))].tolist():
        for party in groups.circle_of.get(int(pool.question[row]), ()):
            people = seen.setdefault((party, int(pool.week[row])), set())
            if people and int(pool.person[row]) not in people and pool.weights.switch:
                told.setdefault(row, []).append(Points(PlanReason.SWITCH, pool.weights.switch))
            people.add(int(pool.person[row]))
    return told
