"""A plan in the making: what is chosen, what still can be, and what one visit more would bring."""

from collections.abc import Iterable

import numpy as np

from sleutelbos.matching.engine.columns import Floats, Ints
from sleutelbos.matching.engine.plan.conflicts import Conflicts
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.model import NO_ROWS
from sleutelbos.matching.engine.score import band_cost


class State:
    """Chosen positions of ``conflicts.rows`` beside rows that stay as they are (``kept``).

    As in the model, the rows must be compatible with ``kept`` one by one. Nothing here can break a hard rule.
    """

    def __init__(self, groups: Groups, conflicts: Conflicts, kept: Ints = NO_ROWS) -> None:
        self.groups, self.conflicts = groups, conflicts
        pool = self.pool = groups.pool
        rows = conflicts.rows
        spent = groups.spent(kept)
        self.question: list[int] = pool.question[rows].tolist()
        self.person: list[int] = pool.person[rows].tolist()
        self.start: list[int] = pool.start[rows].tolist()
        self.end: list[int] = pool.end[rows].tolist()
        self.minutes: list[int] = pool.duration[rows].tolist()
        self.points: list[int] = (10 * pool.points[rows]).tolist()
        self.week: list[int] = groups.by_week[rows].tolist()
        self.month: list[int] = groups.by_month[rows].tolist()
        self.bit = [1 << local for local in conflicts.local.tolist()]
        self.mask = conflicts.mask
        self.serve: list[int] = (10 * pool.serve).tolist()
        self.wanted: list[int] = pool.wanted.tolist()
        self.taken = [0] * pool.world.size
        self.visits_left: list[int] = (groups.visits_left - spent.visits).tolist()
        self.minutes_left: list[int] = (groups.minutes_left - spent.minutes).tolist()
        self.month_left: list[int] = (groups.month_left - spent.month).tolist()
        self.asks_left: list[int] = (groups.asks_left - spent.asks).tolist()
        self.used: list[int] = (groups.used + spent.minutes).tolist()
        self.cap: list[int] = groups.cap.tolist()
        self.visits: list[int] = spent.asks.tolist()
        self.long_ago: list[int] = (10 * groups.long_ago).tolist()
        self.idle: list[bool] = groups.idle.tolist()
        self.woken: list[int] = spent.woken.astype(int).tolist()
        self.served = np.bincount(pool.question[kept], minlength=len(pool.questions)).tolist()
        # Per newcomer the visits that are in the plan: start, end, question, and person.
        self.circle: dict[str, list[tuple[int, int, int, int]]] = {}
        for row in kept.tolist():
            for party in groups.circle_of.get(int(pool.question[row]), ()):
                visit = (int(pool.start[row]), int(pool.end[row]), int(pool.question[row]), int(pool.person[row]))
                self.circle.setdefault(party, []).append(visit)
        # Per person the visits that are in the plan: start, end, and whether they are heavy.
        self.visits_of: dict[int, list[tuple[int, int, bool]]] = {}
        self.heavy: list[bool] = pool.heavy[pool.question[rows]].tolist()
        for row in kept.tolist():
            visit_of = (int(pool.start[row]), int(pool.end[row]), bool(pool.heavy[pool.question[row]]))
            self.visits_of.setdefault(int(pool.person[row]), []).append(visit_of)
        # Per question and start the people who go, and what each two of them bring by that.
        self.company: dict[tuple[int, int], list[int]] = {}
        for row in kept.tolist():
            self.company.setdefault((int(pool.question[row]), int(pool.start[row])), []).append(int(pool.person[row]))
        self._rest = (10 * pool.weights.rest, 60 * pool.weights.rest_hours)
        self.chosen: set[int] = set()
        self.of_question: dict[int, list[int]] = {}
        for at, question in enumerate(self.question):
            self.of_question.setdefault(question, []).append(at)
        self._costs: dict[tuple[int, int], int] = {}
        self._bands = [(band.to_percent, band.points_per_10_minutes) for band in pool.weights.load]

    def can(self, at: int) -> bool:
        """Whether a position can be added; for a question that wants several, looked at by itself."""
        person, week, minutes = self.person[at], self.week[at], self.minutes[at]
        question = self.question[at]
        return (
            self.served[question] < self.wanted[question]
            and not self.taken[person] & self.mask[at]
            and not self.taken[person] & self.bit[at]
            and self.visits_left[week] >= 1
            and self.minutes_left[week] >= minutes
            and self.month_left[self.month[at]] >= minutes
            and self.asks_left[person] >= 1
            and not any(
                start < self.end[at] and self.start[at] < end and other != question
                for party in self.groups.circle_of.get(question, ())
                for start, end, other, _person in self.circle.get(party, ())
            )
        )

    def gain(self, at: int) -> int:
        """What a position would bring now, in tenths of a point, without the points for serving."""
        person, week = self.person[at], self.week[at]
        before = self.used[week]
        gain = self.points[at] - self._cost(week, before + self.minutes[at]) + self._cost(week, before)
        if not self.visits[person]:
            gain += self.long_ago[person]
        if self.idle[week] and not self.woken[person]:
            gain += 10 * self.pool.weights.first_work
        gain += self._beside_others(at)
        parties = self.groups.circle_of.get(self.question[at], ())
        for party in parties:
            number = self.start[at] // 10080
            faces = {visit[3] for visit in self.circle.get(party, ()) if visit[0] // 10080 == number}
            if faces and person not in faces:
                gain += 10 * self.pool.weights.switch
        return gain

    def _beside_others(self, at: int) -> int:
        """What rest that is missing costs, and what going with somebody brings."""
        person, start, end = self.person[at], self.start[at], self.end[at]
        cost, rest = self._rest
        gain = 0
        for begins, ends, heavy in self.visits_of.get(person, ()):
            if (heavy and 0 <= start - ends < rest) or (self.heavy[at] and 0 <= begins - end < rest):
                gain += cost
        if self.wanted[self.question[at]] > 1 and self.pool.world.has_company_wishes:
            others = np.array(self.company.get((self.question[at], start), ()), dtype=np.int64)
            likes, along = self.pool.world.company(np.full(len(others), person), others)
            gain += 10 * int(likes.sum()) * self.pool.weights.duo + 10 * int(along.sum()) * self.pool.weights.goes_along
        return gain

    def _cost(self, week: int, minutes: int) -> int:
        cap = self.cap[week]
        key = (cap, minutes)
        if key not in self._costs:
            self._costs[key] = band_cost(self.pool.weights, cap, minutes)
        return self._costs[key]

    def add(self, at: int) -> None:
        """Chooses a position; it must be possible."""
        self._change(at, 1)
        self.chosen.add(at)
        for party in self.groups.circle_of.get(self.question[at], ()):
            self.circle.setdefault(party, []).append(self._visit(at))

    def remove(self, at: int) -> None:
        """Takes a chosen position back."""
        self._change(at, -1)
        self.chosen.remove(at)
        for party in self.groups.circle_of.get(self.question[at], ()):
            self.circle[party].remove(self._visit(at))

    def _visit(self, at: int) -> tuple[int, int, int, int]:
        return self.start[at], self.end[at], self.question[at], self.person[at]

    def _change(self, at: int, sign: int) -> None:
        person, week, minutes = self.person[at], self.week[at], self.minutes[at]
        self.taken[person] ^= self.bit[at]
        self.visits_left[week] -= sign
        self.minutes_left[week] -= sign * minutes
        self.month_left[self.month[at]] -= sign * minutes
        self.asks_left[person] -= sign
        self.used[week] += sign * minutes
        self.visits[person] += sign
        if self.idle[week]:
            self.woken[person] += sign
        self.served[self.question[at]] += sign
        visit = (self.start[at], self.end[at], self.heavy[at])
        visits = self.visits_of.setdefault(person, [])
        company = self.company.setdefault((self.question[at], self.start[at]), [])
        if sign > 0:
            visits.append(visit)
            company.append(person)
        else:
            visits.remove(visit)
            company.remove(person)

    def serve_best(self, question: int, prices: Floats | None = None) -> bool:
        """Serves a question in the best way that is still possible, when that brings points; prices are subtracted."""
        missing = self.wanted[question] - self.served[question]
        by_start: dict[int, list[tuple[float, int]]] = {}
        for at in self.of_question.get(question, ()):
            if self.can(at):
                price = 0.0 if prices is None else float(prices[at])
                by_start.setdefault(self.start[at], []).append((price - self.gain(at), at))
        best: list[tuple[float, int]] = []
        for found in by_start.values():
            found.sort()
            here = found[:missing]
            if len(here) == missing and (not best or sum(c for c, _at in here) < sum(c for c, _at in best)):
                best = here
        if not missing or not best or self.serve[question] + sum(self.gain(at) for _cost, at in best) <= 0:
            return False
        for _cost, at in best:
            self.add(at)
        return True

    def try_all(self, positions: Iterable[int]) -> None:
        """Adds these positions where possible; a question that cannot be completed is taken back."""
        touched = set()
        starts: dict[int, int] = {}
        for at in positions:
            question = self.question[at]
            if self.wanted[question] > 1 and starts.setdefault(question, self.start[at]) != self.start[at]:
                continue
            if self.can(at):
                self.add(at)
                touched.add(question)
        for question in sorted(touched):
            if self.served[question] < self.wanted[question]:
                for at in [at for at in self.of_question[question] if at in self.chosen]:
                    self.remove(at)

    @property
    def rows(self) -> Ints:
        """The chosen rows of the pool, ascending."""
        return self.conflicts.rows[np.array(sorted(self.chosen), dtype=np.int64)]


def fewest_first(state: State) -> None:
    """The simple rule: the question with the fewest people who could, first; each in its best way."""
    people = {question: len({state.person[at] for at in rows}) for question, rows in state.of_question.items()}
    for question in sorted(people, key=lambda each: (people[each] / state.wanted[each], -state.serve[each], each)):
        if state.served[question] < state.wanted[question]:
            state.serve_best(question)


def follow(state: State, value: Floats, prices: Floats) -> None:
    """Rounds a relaxation: rows by their value in it, then what is left by price."""
    order = np.lexsort((np.arange(len(value)), -np.round(value, 6)))
    state.try_all(at for at in order.tolist() if value[at] > 0.3)
    best = {question: max(value[at] for at in rows) for question, rows in state.of_question.items()}
    for question in sorted(best, key=lambda each: (-best[each], -state.serve[each], each)):
        if state.served[question] < state.wanted[question]:
            state.serve_best(question, prices)
