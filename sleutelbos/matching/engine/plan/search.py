"""The search for a plan: simple rule, relaxation, rounding, neighbourhood after neighbourhood, then everything exactly.

Every step leaves a plan that can be and a bound that holds, so it can stop at any moment.
"""

import random
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field

import numpy as np

from sleutelbos.matching.engine.columns import Floats, Ints
from sleutelbos.matching.engine.plan.bound import Bound, bound
from sleutelbos.matching.engine.plan.compatible import compatible
from sleutelbos.matching.engine.plan.conflicts import Conflicts
from sleutelbos.matching.engine.plan.crowding import crowded
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.model import NO_ROWS, Model
from sleutelbos.matching.engine.plan.pruning import PER_QUESTION, added, pruned
from sleutelbos.matching.engine.plan.regions import merged, parts, split
from sleutelbos.matching.engine.plan.solvers import Exact, Program, relax, solve
from sleutelbos.matching.engine.plan.state import State, fewest_first, follow
from sleutelbos.matching.engine.plan.types import Limits, Progress
from sleutelbos.matching.engine.plan.workers import Workers

SMALL = 6_000  # rows: solved exactly at once
NODES_ALL, NODES_PART = 2_000, 60  # where no clock may decide
SHARPER, ROUGH = 4, 2  # times that the relaxation is solved, and how often of these roughly when it is very large
ENOUGH_SHARPER = 0.0002  # of the bound: less is not worth another time
CORE, CORE_ROWS = 2_500.0, 25_000  # tenths of a point, rows
FIRST_SHARE, LP_SHARE = 0.95, 0.7  # of the time left: what the relaxation may take, the first time and later
DIVE_SHARE = 0.25  # of the time left, for rounding what the relaxation is not sure of
DIVE_GAP = 0.001  # of what it is not sure of: the rest takes most of the time, and part after part finds it too
CORE_SECONDS = 8.0  # with less time left, part after part brings more
ANSWER_SHARE = 0.9  # of the time left: what a proof may take, so that its answer is there before the end
ENOUGH = 30_000  # rows: more are pruned first
DEAREST = 3_000.0  # tenths of a point: rows that cost more than this at the prices are not tried when rounding
FIRST_SWEEPS = 4  # before what is nearly as good as the best is solved exactly
STALE = 3  # sweeps without a better plan
POLL = 0.05


# An answer that is being made, the rows it is about, and what no plan with other rows passes.
_Begun = tuple[Future[Exact], Ints, float]


@dataclass
class Clock:
    """Says when to stop; only limits depend on it, never an answer.

    ``kept_back``: seconds of the limit that telling and checking the plan will take.
    """

    limits: Limits
    cancelled: Callable[[], bool] | None = None
    began: float = field(default_factory=time.monotonic)
    kept_back: float = 0.0

    @property
    def passed(self) -> float:
        """Seconds since the search began."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float | None:
        """Seconds left for the search, None without such a limit."""
        seconds = self.limits.seconds
        return None if seconds is None else max(0.0, seconds - self.kept_back - self.passed)

    @property
    def over(self) -> bool:
        """Whether to stop now."""
        return self.left == 0.0 or (self.cancelled is not None and self.cancelled())


class Search:
    """One search over a pool, beside rows that are pinned."""

    def __init__(
        self,
        groups: Groups,
        pinned: Ints,
        clock: Clock,
        seed: int,
        workers: Workers,
        on_progress: Callable[[Progress], None] | None = None,
        enough: int = ENOUGH,
        per_question: int = PER_QUESTION,
    ) -> None:
        self.groups, self.pinned, self.clock, self.workers = groups, pinned, clock, workers
        self.chance = random.Random(seed)  # noqa: S311 - where to cut, no secret
        self.on_progress = on_progress
        # Every row that may still be, for the bound; and those the search works with.
        self.open = compatible(groups, np.arange(len(groups.pool)), pinned)
        self.active = self.open
        self.enough, self.per_question = enough, per_question
        self.best: Ints = pinned
        self.tenths = groups.value(pinned)
        self.most = float("inf")
        self.finished = False
        self.prices: Floats = np.zeros(0)
        self.reduced: Floats = np.zeros(0)
        self.rows: Ints = NO_ROWS
        self.short: Floats = np.zeros(0)
        self.priced = float("inf")
        self.model: Model | None = None

    @property
    def score(self) -> int:
        """Whole points of the best plan; a tenth of load too much is rounded in its favour."""
        return -(-self.tenths // 10)

    @property
    def bound(self) -> float:
        """Whole points no plan can pass."""
        return float(max(self.score, -(-int(np.floor(self.most + 0.01)) // 10)))

    @property
    def gap(self) -> float:
        """How far the best plan may be from the best there is, as a share of it."""
        if self.bound <= self.score:
            return 0.0
        return (self.bound - self.score) / max(self.score, 1)

    def offer(self, rows: Ints) -> bool:
        """Takes a plan when it is better."""
        value = self.groups.value(rows)
        if value <= self.tenths:
            return False
        self.best, self.tenths = np.sort(rows), value
        return True

    def tell(self, phase: str) -> None:
        """Reports how far it is."""
        if self.on_progress is not None:
            served = len(np.unique(self.groups.pool.question[self.best]))
            self.on_progress(Progress(self.clock.passed, self.score, self.bound, served, phase))

    def good_enough(self) -> bool:
        """Whether the gap that was asked for is reached."""
        limit = self.clock.limits.gap
        return limit is not None and self.gap <= limit

    def run(self, start_from: Ints = NO_ROWS) -> None:
        """Searches until a limit; afterwards ``best`` and ``bound`` are the answer."""
        if not len(self.open):
            self.most, self.finished = float(self.tenths), True
            self.tell("nothing to choose")
            return
        if len(self.open) > self.enough:
            self.active = pruned(self.groups, self.open, start_from, self.per_question)
        conflicts = Conflicts(self.groups.pool, self.active)
        first = State(self.groups, conflicts, self.pinned)
        fewest_first(first)
        self.offer(self._with(first))
        if len(start_from):
            warm = State(self.groups, conflicts, self.pinned)
            warm.try_all(np.flatnonzero(np.isin(self.active, start_from)).tolist())
            self.offer(self._with(warm))
            fewest_first(warm)
            self.offer(self._with(warm))
        self.model = Model(self.groups, conflicts, self.pinned)
        # Without prices everybody chooses alone: a weak bound, but one from the first moment.
        self.most = bound(self.model, np.zeros(len(self.model.most)), self.open).tenths
        self.tell("greedy")
        if self._done():
            return
        self._relax(conflicts)
        if self._done():
            return
        if self.clock.limits.work == 0:
            return
        if len(self.open) <= SMALL:
            self._exactly()
            self.finished = self.good_enough() or self.most <= self.tenths
        else:
            self._sweep()

    def _with(self, state: State) -> Ints:
        return np.concatenate([self.pinned, state.rows])

    def _done(self) -> bool:
        if self.good_enough():
            self.finished = True
        return self.finished or self.clock.over

    def _relax(self, conflicts: Conflicts) -> None:
        """The relaxation and its rounding; then again with what it lacks and without what no person can do."""
        before, after = float("inf"), 0.0
        for number in range(SHARPER):
            model = self.model
            if model is None:
                return
            began = self.clock.passed
            left = self.clock.left
            # What came after it the last time, bound and rounding, must fit in twice.
            share = LP_SHARE if number else FIRST_SHARE
            seconds = None if left is None else min(share * left, max(left - 2 * after, 0.0))
            # The first ones only have to say which rows were missing.
            relaxed = relax(model, seconds, roughly=number < ROUGH)
            solved = self.clock.passed
            if relaxed is None:
                if number == 0:
                    # No prices in time: parts are then chosen by points.
                    self.reduced = (10 * self.groups.pool.points[self.active]).astype(np.float64)
                return
            found = bound(model, relaxed.prices, self.open)
            if found.tenths < self.most or not len(self.prices):
                self.most = min(self.most, found.tenths)
                self.prices = relaxed.prices
            self._keep(model, found)
            value = relaxed.value[: model.size]
            for prices in (model.cost[: model.size] - found.reduced, np.zeros(model.size)):
                state = State(self.groups, conflicts, self.pinned)
                follow(state, value, prices)
                self.offer(self._with(state))
            self.tell("relaxation")
            if self._done():
                return
            if number == 0 and model.size > SMALL and self.clock.limits.work != 0:
                # Not before: on two cores they would be in the way of the first answer.
                self.workers.warm()
            # Another time must leave as much again for what comes after it.
            took, after = self.clock.passed - began, self.clock.passed - solved
            hurry = left is not None and left < 3 * took
            last = hurry or number == SHARPER - 1 or before - self.most < ENOUGH_SHARPER * self.most
            # Only what a person cannot do is missing: one more time shows nearly all of that.
            last = last or (number > 0 and model.size > SMALL and len(self.active) == len(self.open))
            before = self.most
            missing = NO_ROWS if last else added(self.groups, found.left_out, found.reduced_left_out)
            more = [] if last else crowded(conflicts, value)
            if not (more or len(missing)):
                if model.size > SMALL:
                    self._dive(value)
                    self.tell("rounding")
                return
            if len(missing):
                cliques = [model.rows[clique] for clique in more + model.cliques[model.found :]]
                self.active = np.union1d(self.active, missing)
                conflicts = Conflicts(self.groups.pool, self.active)
                model = self.model = Model(self.groups, conflicts, self.pinned)
                more = [self.active.searchsorted(clique).tolist() for clique in cliques]
            model.add_cliques(more)

    def _keep(self, model: Model, found: Bound) -> None:
        """Keeps by how much each row falls short of the best of its question, at the prices of now."""
        self.reduced, self.priced = found.reduced, found.tenths
        self.rows = np.concatenate([model.rows, found.left_out])
        value = np.concatenate([found.reduced, found.reduced_left_out])
        question = self.groups.pool.question[self.rows]
        best = np.zeros(len(self.groups.pool.questions))
        np.maximum.at(best, question, value)
        # Of a question that wants several people, every row may be needed.
        wide = self.groups.pool.wanted[question] > 1
        self.short = np.where(wide, 0.0, best[question] - value)

    def _core(self, width: float, share: float) -> bool:
        """Exactly, but only with rows that fall short by at most ``width``; False when those are too many.

        A plan with any other row is worth at least ``width`` less than the bound at these prices, so this proves as
        much as looking at everything as soon as the bound is that near.
        """
        begun = self._begin(width, share)
        if begun is None:
            return False
        self._take(*begun)
        self.tell("exact")
        return True

    def _begin(self, width: float, share: float) -> _Begun | None:
        """Begins what ``_core`` does, for ``_take`` to wait for."""
        rows = np.sort(self.rows[self.short <= width])
        if not len(rows) or len(rows) > CORE_ROWS:
            return None
        model = Model(self.groups, Conflicts(self.groups.pool, rows), self.pinned)
        model.add_cliques(self._crowded_among(rows))
        left = self.clock.left
        answer = self.workers.submit(
            Program.of(model), None if left is None else share * left, NODES_ALL if left is None else None
        )
        return answer, rows, self.priced - width

    def _crowded_among(self, rows: Ints) -> list[list[int]]:
        """What the relaxations used more than once, as positions among these rows."""
        if self.model is None:
            return []
        found = []
        for clique in self.model.cliques[self.model.found :]:
            here = np.flatnonzero(np.isin(rows, self.model.rows[clique]))
            if len(here) > 1:
                found.append(here.tolist())
        return found

    def _dive(self, value: Floats) -> None:
        """Keeps what the relaxation is sure of, and solves what it is not sure of exactly."""
        pool = self.groups.pool
        sure = self.active[value > 0.999]
        count = np.bincount(pool.question[sure], minlength=len(pool.questions))
        sure = sure[count[pool.question[sure]] == pool.wanted[pool.question[sure]]]
        kept = np.concatenate([self.pinned, sure])
        rows = compatible(self.groups, self.active[self.reduced > -DEAREST], kept)
        if len(rows) > CORE_ROWS:
            return
        model = Model(self.groups, Conflicts(pool, rows), kept)
        left = self.clock.left
        seconds, nodes = (None, NODES_PART) if left is None else (min(max(3.0, DIVE_SHARE * left), left), None)
        answer = self.workers.submit(Program.of(model), seconds, nodes, DIVE_GAP)
        if not self._wait(answer):
            return
        found = answer.result()
        if found.positions is not None:
            self.offer(np.concatenate([kept, rows[found.positions]]))

    def _exactly(self) -> None:
        """Everything at once."""
        if self.model is None:
            return
        left = self.clock.left
        answer: Future[Exact] = Future()
        nodes = NODES_ALL if left is None else None
        answer.set_result(solve(Program.of(self.model), left, nodes, self.clock.limits.gap or 0.0))
        self._take(answer, self.active, float(self.tenths))
        self.tell("exact")

    def _take(self, answer: "Future[Exact]", rows: Ints, others: float) -> None:
        """Waits for an answer about some rows and takes what is better; no plan with other rows passes ``others``."""
        if not self._wait(answer):
            return
        found = answer.result()
        if found.positions is not None:
            self.offer(np.concatenate([self.pinned, rows[found.positions]]))
        self.most = min(self.most, max(found.bound, others))

    def _if_ready(self, begun: _Begun | None) -> _Begun | None:
        """Takes an answer that is there; returns what there is to wait for still."""
        if begun is None or not begun[0].done():
            return begun
        self._take(*begun)
        self.tell("exact")
        return None

    def _wait(self, answer: "Future[Exact]") -> bool:
        """Waits for an answer; False when the time is over first."""
        while not answer.done():
            wait([answer], POLL)
            if self.clock.over and not answer.done():
                return False
        return True

    def _sweep(self) -> None:
        """What is nearly as good as the best exactly, then part after part while that helps, then what is left.

        With two processes and a clock one of them begins at once on all that could still be better, for the proof.
        """
        limits = self.clock.limits
        done = stale = 0
        while limits.work is None and done < FIRST_SWEEPS and not self._done():
            if not self._round(by_language=done % 2 == 0):
                break
            done += 1
            self.tell("neighbourhoods")
        proof = None
        if limits.work is None and not self._done() and (self.clock.left is None or self.clock.left > CORE_SECONDS):
            if self.workers.count > 1 and self.clock.left is not None:
                proof = self._begin(max(0.0, self.priced - self.tenths), ANSWER_SHARE)
            self._core(CORE, 0.6)
        proven = proof is not None
        while not self._done() and (limits.work is None or done < limits.work):
            proof = self._if_ready(proof)
            if self._done():
                return
            better = self._round(by_language=done % 2 == 0)
            done += 1
            stale = 0 if better else stale + 1
            self.tell("neighbourhoods")
            if stale >= STALE and limits.work is None:
                break
        proof = self._if_ready(proof)
        if limits.work is None and not self._done():
            if proof is not None:
                self._take(*proof)
                self.tell("exact")
            elif not proven:
                self._core(max(0.0, self.priced - self.tenths), ANSWER_SHARE)
            self.finished = self.good_enough()

    def _round(self, *, by_language: bool) -> bool:
        """One sweep over all people; the parts do not touch each other, so their order does not matter."""
        cuts = split(self.groups, self.chance, by_language=by_language)
        asked = []
        begun = self.best
        left = self.clock.left
        seconds = None if left is None else min(5.0, left)
        nodes = NODES_PART if left is None else None
        for part in parts(self.groups, self.active, self.reduced, begun, self.pinned, cuts):
            if self.clock.over:
                break
            asked.append((part, self.workers.submit(part.program, seconds, nodes, 0.0001)))
        before = self.tenths
        current = begun
        for part, answer in asked:
            while not answer.done():
                wait([answer], POLL)
                if self.clock.over:
                    break
            if not answer.done():
                break
            found = answer.result()
            if found.positions is not None:
                current = merged(self.groups, current, part.changed, part.rows[found.positions])
        self.offer(current)
        return self.tenths > before
