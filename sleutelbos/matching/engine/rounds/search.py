"""Annealing over one order of all visits and who does each; the times follow from the order.

Visits are put down one by one in the order, each at the earliest moment at which its people can be there; nobody ever
waits for a visit that comes later in the order, so two people can never wait for each other in a circle.
"""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from sleutelbos.matching.engine.rounds.problem import Day, Round, cost_of

EVERY = 8  # the state is kept after so many visits of the order
HOT, COLD = 0.03, 0.0003  # temperatures, as a share of the best cost
HOT_VISITS = 1.0  # the more visits, the fewer turns for each: never hotter than this divided by their number
CYCLES = (0.4, 0.6)  # of the time, each from the best so far

TOURNAMENT = 3
WAITING = 0.2  # what a minute of waiting counts when somebody else is picked

State = tuple[list[float], list[int], float, float, float]


@dataclass(frozen=True)
class Rounds:
    """An answer: one round per person, and what it costs; ``tried`` is how many orders were counted."""

    rounds: tuple[Round, ...]
    cost: float
    tried: int


def solve(
    day: Day,
    *,
    seconds: float | None = 10.0,
    work: int | None = None,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Rounds:
    """Rounds for a day, as good as the time allows; without ``seconds`` the same for the same ``work`` and seed.

    ``work`` is the number of orders tried. Raises ValueError when neither limit is given.
    """
    if seconds is None and work is None:
        raise ValueError("a limit is needed: seconds or work")
    search = _Search(day, seed)
    search.anneal(seconds, work, cancelled or (lambda: False))
    rounds = search.rounds()
    return Rounds(rounds, cost_of(day, rounds), search.tried)


class _Search:
    def __init__(self, day: Day, seed: int) -> None:
        self.day = day
        self.r = random.Random(seed)  # noqa: S311 -- a search is no cryptography
        self.size, self.people = len(day.stops), len(day.skills)
        self.able = [
            [[who for who, has in enumerate(day.skills) if task.skill in has] for task in stop.tasks]
            for stop in day.stops
        ]
        # Plain tuples, because this is read in the innermost loop.
        self.facts = [
            (stop.opens, stop.closes, stop.tasks[0].duration, stop.tasks[-1].duration, stop.least, stop.most)
            for stop in day.stops
        ]
        self.double = [len(stop.tasks) == 2 for stop in day.stops]
        self.tried = 0
        self.order = sorted(range(self.size), key=lambda at: (day.stops[at].closes, at))
        self.who = [self._anybody(at) for at in range(self.size)]
        self._greedy()
        self.cost = self.count(self.order, self.who, 0, math.inf)
        self.kept: list[State] = []
        self.remember()
        self.best = (self.cost, list(self.order), list(self.who))

    def _anybody(self, number: int) -> tuple[int, int]:
        able = self.able[number]
        if not self.double[number]:
            one = self.r.choice(able[0])
            return (one, one)
        pairs = [(one, other) for one in able[0] for other in able[1] if one != other]
        return self.r.choice(pairs)

    def _pairs(self, number: int) -> list[tuple[int, int]]:
        able = self.able[number]
        if not self.double[number]:
            return [(one, one) for one in able[0]]
        return [(one, other) for one in able[0] for other in able[1] if one != other]

    def _greedy(self) -> None:
        """Each visit of the order to whom it costs least there and then."""
        state: State = ([0.0] * self.people, [0] * self.people, 0.0, 0.0, 0.0)
        for number in self.order:
            found: tuple[float, tuple[int, int], State] | None = None
            for pair in self._pairs(number):
                after: State = (list(state[0]), list(state[1]), *state[2:])
                after = self._put(after, number, pair)
                cost = after[2] + after[3] + after[4]
                if found is None or cost < found[0]:
                    found = (cost, pair, after)
            assert found is not None
            self.who[number], state = found[1], found[2]

    def _put(self, state: State, number: int, pair: tuple[int, int]) -> State:
        """A state with one visit more; the lists are changed in place."""
        free, at, travelled, late, worst = state
        one, other = pair
        opens, closes, first, second, least, most = self.facts[number]
        minutes = self.day.minutes
        place = number + 1
        step = minutes[at[one]][place]
        start = max(free[one] + step, opens)
        travelled += step
        if one != other:
            step = minutes[at[other]][place]
            travelled += step
            then = max(free[other] + step, opens, start + least)
            start = max(start, then - most)
            free[other], at[other] = then + second, place
            if then > closes:
                late += then - closes
                worst = max(worst, then - closes)
        free[one], at[one] = start + first, place
        if start > closes:
            late += start - closes
            worst = max(worst, start - closes)
        return (free, at, travelled, late, worst)

    def count(self, order: list[int], who: list[tuple[int, int]], begin: int, enough: float) -> float:
        """Three times what an order costs, from a kept state on; stops as soon as it is more than ``enough``."""
        self.tried += 1
        if begin:
            kept = self.kept[begin // EVERY]
            free, at, travelled, late, worst = list(kept[0]), list(kept[1]), kept[2], kept[3], kept[4]
        else:
            free, at, travelled, late, worst = [0.0] * self.people, [0] * self.people, 0.0, 0.0, 0.0
        minutes, facts = self.day.minutes, self.facts
        for number in order[begin:]:
            one, other = who[number]
            opens, closes, first, second, least, most = facts[number]
            place = number + 1
            step = minutes[at[one]][place]
            start = free[one] + step
            if start < opens:
                start = opens
            travelled += step
            if one != other:
                step = minutes[at[other]][place]
                travelled += step
                then = free[other] + step
                if then < opens:
                    then = opens
                if then < start + least:
                    then = start + least
                elif then - most > start:
                    start = then - most
                free[other] = then + second
                at[other] = place
                if then > closes:
                    late += then - closes
                    if then - closes > worst:
                        worst = then - closes
            free[one] = start + first
            at[one] = place
            if start > closes:
                late += start - closes
                if start - closes > worst:
                    worst = start - closes
            if travelled + late + worst > enough:
                return math.inf
        for place in at:
            travelled += minutes[place][0]
        return travelled + late + worst

    def remember(self) -> None:
        """Keeps the state after every few visits of the order as it is."""
        state: State = ([0.0] * self.people, [0] * self.people, 0.0, 0.0, 0.0)
        self.kept = []
        for position, number in enumerate(self.order):
            if position % EVERY == 0:
                self.kept.append((list(state[0]), list(state[1]), *state[2:]))
            state = self._put(state, number, self.who[number])

    def anneal(self, seconds: float | None, work: int | None, cancelled: Callable[[], bool]) -> None:
        """Cycles from hot to cold, each from the best so far."""
        if self.size < 2 and self.people < 2:
            return
        began, r = time.monotonic(), self.r
        done = 0.0
        for share in CYCLES:
            until = done + share
            self.cost, self.order, self.who = self.best[0], list(self.best[1]), list(self.best[2])
            self.remember()
            hot, cold = min(HOT, HOT_VISITS / self.size) * self.best[0], COLD * self.best[0]
            heat, turn, now = hot, 0, done
            while True:
                if turn % 64 == 0:
                    parts = [self.tried / work if work else 0.0]
                    parts.append((time.monotonic() - began) / seconds if seconds else 0.0)
                    now = max(parts)
                    if now >= until or cancelled():
                        break
                    heat = hot * (cold / hot) ** ((now - done) / share)
                turn += 1
                self._step(r, self.cost - heat * math.log(1.0 - r.random()))
            done = until
            if cancelled():
                return

    def _step(self, r: random.Random, enough: float) -> None:
        """One change of the order or of who; kept when it costs no more than ``enough``."""
        order, who, size = self.order, self.who, self.size
        first = r.randrange(size)
        number = order[first]
        kind = r.random()
        undo: list[tuple[int, tuple[int, int]]] = [(number, who[number])]
        begin = first
        new_order = order
        if kind < 0.35:
            who[number] = self._other(number, first)
        elif kind < 0.5:
            other = order[r.randrange(size)]
            mine, theirs = who[number], who[other]
            if not self._swap(number, other, mine, theirs):
                return
            undo.append((other, theirs))
            begin = min(first, order.index(other))
        if kind < 0.2 or kind >= 0.5:
            reach = 1 + int(r.expovariate(0.25))
            to = min(size - 1, max(0, first + (reach if r.random() < 0.5 else -reach)))
            new_order = order[:first] + order[first + 1 :]
            new_order.insert(to, number)
            begin = min(begin, to)
            if 0.5 <= kind < 0.65:
                who[number] = self._other(number, to)
        cost = self.count(new_order, who, begin - begin % EVERY, enough)
        if cost <= enough:
            self.order, self.cost = new_order, cost
            self._remember_from(begin - begin % EVERY)
            if cost < self.best[0] - 1e-9:
                self.best = (cost, list(new_order), list(who))
        else:
            for changed, before in undo:
                who[changed] = before

    def _other(self, number: int, position: int) -> tuple[int, int]:
        """Somebody else for one task of a visit, where there is anybody: mostly who is near and free by then."""
        one, other = self.who[number]
        able = self.able[number]
        if not self.double[number]:
            pick = self._pick(able[0], number, position)
            return (pick, pick)
        if self.r.random() < 0.5:
            return (self._pick([who for who in able[0] if who != other], number, position), other)
        return (one, self._pick([who for who in able[1] if who != one], number, position))

    def _pick(self, able: list[int], number: int, position: int) -> int:
        """The best of three at random, by what was kept just before that position of the order."""
        free, at = self.kept[position // EVERY][:2]
        opens, closes = self.facts[number][:2]
        place, minutes = number + 1, self.day.minutes
        found, least = able[0], math.inf
        for _ in range(TOURNAMENT):
            who = able[int(self.r.random() * len(able))]
            step = minutes[at[who]][place]
            there = free[who] + step
            cost = step + WAITING * max(0.0, opens - there) + 2 * max(0.0, there - closes)
            if cost < least:
                found, least = who, cost
        return found

    def _swap(self, number: int, other: int, mine: tuple[int, int], theirs: tuple[int, int]) -> bool:
        """Two visits of the same kind change people, where both can."""
        if number == other or mine == theirs or self.double[number] != self.double[other]:
            return False
        for visit, pair in ((number, theirs), (other, mine)):
            able = self.able[visit]
            if pair[0] not in able[0] or pair[1] not in able[-1]:
                return False
        self.who[number], self.who[other] = theirs, mine
        return True

    def _remember_from(self, begin: int) -> None:
        kept = self.kept[begin // EVERY] if begin // EVERY < len(self.kept) else None
        if kept is None:
            self.remember()
            return
        state: State = (list(kept[0]), list(kept[1]), *kept[2:])
        del self.kept[begin // EVERY :]
        for position in range(begin, self.size):
            if position % EVERY == 0:
                self.kept.append((list(state[0]), list(state[1]), *state[2:]))
            number = self.order[position]
            state = self._put(state, number, self.who[number])

    def rounds(self) -> tuple[Round, ...]:
        """The best order as rounds with times."""
        _cost, order, who = self.best
        own: list[list[tuple[int, int, float]]] = [[] for _ in range(self.people)]
        state: State = ([0.0] * self.people, [0] * self.people, 0.0, 0.0, 0.0)
        for number in order:
            one, other = who[number]
            state = self._put(state, number, (one, other))
            stop = self.day.stops[number]
            own[one].append((number, 0, state[0][one] - stop.tasks[0].duration))
            if one != other:
                own[other].append((number, 1, state[0][other] - stop.tasks[1].duration))
        return tuple(Round(tuple(tasks)) for tasks in own)
