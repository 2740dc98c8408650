"""The clock, the asking and the stopping of a simulated year."""

import hashlib
import heapq
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sleutelbos.matching.engine.case import Case
from sleutelbos.matching.engine.checker import check
from sleutelbos.matching.engine.columns import Ints, fair_order
from sleutelbos.matching.engine.languages import load_languages
from sleutelbos.matching.engine.moments import DAY, WEEK
from sleutelbos.matching.engine.ranking import first_bit, fitting
from sleutelbos.matching.engine.score import score
from sleutelbos.matching.engine.travel import load_travel
from sleutelbos.matching.engine.types import Ask, AskState, Booking, Known, Person, Question, Snapshot
from sleutelbos.matching.engine.weights import Weights, load_weights
from sleutelbos.matching.engine.year.behaviour import Behaviour, load_behaviour
from sleutelbos.matching.engine.year.friday import best_for_all
from sleutelbos.matching.engine.year.outcome import ENOUGH_QUESTIONS, Outcome, gini, jain, share
from sleutelbos.matching.engine.year.policy import Policy, policy_weights

REMEMBERED = 60 * DAY


# Per question the minutes of travel of everybody who could take it, by id.
Could = Mapping[int, Mapping[int, int]]


def who_could(people: Sequence[Person], questions: Sequence[Question], weights: Weights) -> Could:
    """Who could take each question, were nobody busy or gone, with minutes of travel: the same for every way of asking.

    Whether a newcomer wants only people met before is left out, as who that is depends on the year.
    """
    world = Snapshot(at=0, people=tuple(people)).world
    languages, travel = load_languages(), load_travel()
    found = {}
    for question in questions:
        case = Case(world, replace(question, known_only=False), weights, languages, travel)
        rows = np.flatnonzero(fitting(case)).tolist()
        found[question.id] = {int(world.ids[row]): max(0, int(case.trip[0][row])) for row in rows}
    return found


def servable(questions: Sequence[Question], could: Could) -> frozenset[int]:
    """Ids of the questions somebody could take, were nobody busy or gone."""
    return frozenset(
        question.id
        for question in questions
        if (
            any(known.person in could[question.id] for known in question.known)
            if question.known_only
            else could[question.id]
        )
    )


def simulate(
    people: Sequence[Person],
    questions: Sequence[Question],
    policy: Policy,
    *,
    seed: int,
    behaviour: Behaviour | None = None,
    weights: Weights | None = None,
    could: Could | None = None,
) -> Outcome:
    """One year (or as long as the questions last) under one way of asking; the same arguments give the same outcome.

    Every question needs ``asked_on`` and a time; one person serves it, whatever ``wanted`` says. Questions of one
    newcomer (a party "newcomer:...") remember who came. ``could`` is what ``who_could`` says for these people and
    questions, worked out here where it is not given. Raises ValueError for a question without a time or a day.
    """
    if any(question.asked_on is None or not question.timed for question in questions):
        raise ValueError("every question needs a time and the day it was asked")
    base = weights or load_weights()
    if could is None:
        could = who_could(people, questions, base)
    year = _Year(people, questions, policy, seed, behaviour or load_behaviour(), base, could)
    year.run()
    return year.outcome(servable(questions, could))


@dataclass
class _Open:
    """A question somebody must be found for: who is next in line, and since when it waits."""

    question: Question
    since: float
    line: list[tuple[int, int]] = field(default_factory=list)
    messages: int = 0


class _Year:
    def __init__(
        self,
        people: Sequence[Person],
        questions: Sequence[Question],
        policy: Policy,
        seed: int,
        behaviour: Behaviour,
        weights: Weights,
        could: Could,
    ) -> None:
        self.policy, self.seed, self.could = policy, seed, could
        self.languages, self.travel = load_languages(), load_travel()
        self.b = {name: item.value for name, item in behaviour.assumptions}
        self.weights = policy_weights(policy, weights)
        self.people = {person.id: person for person in people}
        self.active = dict(self.people)
        self.weeks_active: Counter[int] = Counter()
        self.bookings: dict[int, list[Booking]] = {person.id: [] for person in people}
        self.asks: dict[int, list[Ask]] = {person.id: [] for person in people}
        self.messages: dict[int, list[float]] = {person.id: [] for person in people}
        self.met: dict[str, Counter[int]] = {}
        self.minutes: Counter[tuple[int, int]] = Counter()
        self.filled: dict[int, float] = {}
        self.could_keep = self.kept = self.asked = self.sent = 0
        self.questions = {question.id: question for question in questions}
        self.heap: list[tuple[float, int, str, int, int, int]] = []
        self.open: dict[int, _Open] = {}
        self.waiting: list[int] = []
        self.counter = 0
        self.morning = -1
        self.now = 0.0
        for question in questions:
            # Anywhere between eight and six on the day it was asked.
            when = (question.asked_on or 0) * DAY + 480 + 600 * self.luck("asked", question.id)
            self.at(when, "arrive", question.id)
        self.first = min((q.asked_on or 0 for q in questions), default=0) * DAY // WEEK
        self.last = max((q.starts[-1] for q in questions), default=0) // WEEK
        for week in range(self.first, self.last + 1):
            self.at((week + 1) * WEEK, "week", week)

    # --- luck and the clock ---

    def luck(self, *what: object) -> float:
        """A number from 0 up to 1 that depends on the seed and what it is for, and nothing else."""
        digest = hashlib.blake2b(repr((self.seed, *what)).encode(), digest_size=8).digest()
        return int.from_bytes(digest) / 2**64

    def delay(self, mean_hours: float, *what: object) -> float:
        return -mean_hours * 60 * math.log(1 - self.luck("delay", *what))

    def at(self, when: float, kind: str, one: int, person: int = 0, start: int = 0) -> None:
        self.counter += 1
        heapq.heappush(self.heap, (when, self.counter, kind, one, person, start))

    def run(self) -> None:
        moves = {"arrive": self.arrive, "yes": self.yes, "no": self.no, "again": self.again, "plan": self.plan}
        while self.heap:
            self.now, _order, kind, one, person, start = heapq.heappop(self.heap)
            if kind == "week":
                self.end_of_week(one)
            else:
                moves[kind](one, person, start)

    # --- asking ---

    def arrive(self, number: int, _person: int, _start: int) -> None:
        question = self.with_known(self.questions[number])
        self.open[number] = _Open(question, self.now)
        friday = self.friday()
        if self.policy is Policy.WEEK and question.starts[0] >= friday + 2 * DAY:
            if not self.waiting:
                self.at(friday, "plan", 0)
            self.waiting.append(number)
        else:
            self.again(number, 0, 0)

    def with_known(self, question: Question) -> Question:
        met = self.met.get(_newcomer(question), Counter())
        known = tuple(Known(person, visits) for person, visits in sorted(met.items()) if person in self.active)
        return replace(question, known=known)

    def friday(self) -> float:
        """The next Friday noon."""
        week, noon = int(self.now) // WEEK * WEEK, 4 * DAY + DAY // 2
        return week + noon if self.now < week + noon else week + WEEK + noon

    def plan(self, _number: int, _person: int, _start: int) -> None:
        """One plan for everything that waits; somebody with several visits in it gets one ask for all of them."""
        waiting, self.waiting = self.waiting, []
        self.morning = -1
        for number in waiting:
            self.open[number].question = self.with_known(self.open[number].question)
        taken = best_for_all(self.snapshot(), [self.open[number].question for number in waiting], self.weights)
        told: set[int] = set()
        for number in waiting:
            person, start = taken.get(number, (0, 0))
            if person in self.active:
                self.ask(self.open[number], person, start, recorded=person not in told)
                told.add(person)
            else:
                self.again(number, 0, 0)

    def line(self, question: Question) -> list[tuple[int, int]]:
        """Who could, in the order of the policy, with the first start that fits."""
        # Most of the time nobody is left to ask, and that is seen without looking at everybody's hours.
        if not any(self.may_be_asked(question.id, person) for person in self.could[question.id]):
            return []
        world = self.snapshot().world
        case = Case(world, question, self.weights, self.languages, self.travel)
        people = np.flatnonzero(fitting(case))
        if not len(people):
            return []
        start: Ints = case.starts[first_bit(case.possible[:, people])]
        if self.policy is Policy.NEAREST:
            known = np.array([world.ids[at] in {k.person for k in question.known} for at in people.tolist()])
            order = np.lexsort((world.ids[people], case.trip[0][people], ~known))
        else:
            order = np.lexsort((fair_order(question.id, world.tie[people]), -score(case, people, start).total))
        return [(int(world.ids[people[at]]), int(start[at])) for at in order.tolist()]

    def may_be_asked(self, number: int, person: int) -> bool:
        """Whether the rules about asks let somebody be asked at all now."""
        if person not in self.active:
            return False
        own, recent, waiting = self.active[person], 0, 0
        for ask in self.asks[person]:
            if ask.question == number and ask.state in ("open", "accepted", "declined"):
                return False
            recent += ask.at > self.now - 14 * DAY
            waiting += ask.state == "open"
        most = self.weights.asks_per_14_days if own.max_asks_per_14_days is None else own.max_asks_per_14_days
        most_open = self.weights.open_asks if own.max_open_asks is None else own.max_open_asks
        return recent < most and waiting < most_open

    def snapshot(self) -> Snapshot:
        """The people as they were this morning; who is asked is tested again at the moment itself."""
        if int(self.now) // DAY != self.morning:
            self.morning = int(self.now) // DAY
            since = self.now - REMEMBERED
            for person in self.active:
                self.bookings[person] = [b for b in self.bookings[person] if b.start > since]
                self.asks[person] = [a for a in self.asks[person] if a.at > since]
            self._snapshot = Snapshot(
                at=self.morning * DAY + 480,
                people=tuple(self.active.values()),
                bookings=tuple(b for person in self.active for b in self.bookings[person]),
                asks=tuple(a for person in self.active for a in self.asks[person]),
            )
        return self._snapshot

    def still_fits(self, question: Question, person: int, start: int) -> bool:
        if person not in self.active:
            return False
        own = Snapshot(
            at=int(self.now),
            people=(self.active[person],),
            bookings=tuple(self.bookings[person]),
            asks=tuple(a for a in self.asks[person] if a.question != question.id),
        )
        return check(own, question, person, self.weights, start=start).fits

    def next(self, number: int) -> None:
        """Asks the next in line, or sends the group its message; gives up when it is too late."""
        case = self.open[number]
        if self.now > case.question.starts[-1] - self.b["late_notice_hours"] * 60:
            del self.open[number]
        elif self.policy is Policy.GROUP:
            self.message(case)
        else:
            while case.line:
                person, start = case.line.pop(0)
                if self.still_fits(case.question, person, start):
                    self.ask(case, person, start)
                    return
            # Nobody left for now; tomorrow somebody may be under the cap again.
            self.at(self.now + DAY, "again", number)

    def ask(self, case: _Open, person: int, start: int, recorded: bool = True) -> None:
        number = case.question.id
        recent = sum(ask.at > self.now - 14 * DAY for ask in self.asks[person])
        trip = self.could[number].get(person, 0)
        chance = self.b["yes"] + self.b["yes_per_minute"] * max(0, trip - 15)
        chance += self.b["yes_per_recent_ask"] * max(0, recent - 2)
        if any(known.person == person for known in case.question.known):
            chance += self.b["yes_known"]
        chance = max(self.b["yes_floor"], chance)
        self.asked += 1
        if recorded:
            self.asks[person].append(Ask(person, number, int(self.now), "open"))
        wait = self.delay(self.b["answer_hours"], number, person)
        time_out = self.b["time_out_hours"] * 60
        if wait <= time_out and self.luck("yes", number, person) < chance:
            self.at(self.now + wait, "yes", number, person, start)
        else:
            silent = wait > time_out or self.luck("silent", number, person) < self.b["silent"]
            self.at(self.now + (time_out if silent else wait), "no", number, person, int(silent))

    def message(self, case: _Open) -> None:
        number = case.question.id
        case.messages += 1
        answers = []
        for person, start in case.line:
            if person not in self.active:
                continue
            recent = [when for when in self.messages[person] if when > self.now - 14 * DAY]
            self.messages[person] = [*recent, self.now]
            self.sent += 1
            chance = max(self.b["group_floor"], self.b["group_yes"] + self.b["group_per_recent_message"] * len(recent))
            if self.luck("group", number, person, case.messages) < chance:
                answers.append((self.delay(self.b["group_hours"], number, person), person, start))
        for wait, person, start in answers:
            self.at(self.now + wait, "yes", number, person, start)
        if case.messages == 1:
            self.at(self.now + self.b["group_again_hours"] * 60, "again", number)

    def again(self, number: int, _person: int, _start: int) -> None:
        case = self.open.get(number)
        if case is not None:
            case.line = self.line(case.question)
            self.next(number)

    def yes(self, number: int, person: int, start: int) -> None:
        self.answered(number, person, "accepted")
        case = self.open.get(number)
        if case is None:
            return
        late = self.now > start - self.b["late_notice_hours"] * 30
        if late or not self.still_fits(case.question, person, start):
            if self.policy is not Policy.GROUP:
                self.next(number)
            return
        question = case.question
        del self.open[number]
        end = start + question.duration
        self.bookings[person].append(
            Booking(person, start, end, question.place, question.online, question.heavy, question.id)
        )
        self.minutes[person, start // WEEK] += question.duration
        self.filled[number] = (self.now - case.since) / DAY
        if question.known:
            self.could_keep += 1
            self.kept += any(known.person == person for known in question.known)
        if _newcomer(question):
            self.met.setdefault(_newcomer(question), Counter())[person] += 1

    def no(self, number: int, person: int, silent: int) -> None:
        self.answered(number, person, "expired" if silent else "declined")
        if number in self.open:
            self.next(number)

    def answered(self, number: int, person: int, state: AskState) -> None:
        self.asks[person] = [
            replace(ask, state=state) if ask.question == number and ask.state == "open" else ask
            for ask in self.asks[person]
        ]

    # --- people ---

    def end_of_week(self, week: int) -> None:
        for person in sorted(self.active):
            self.weeks_active[person] += 1
            recent = sum(ask.at > self.now - 14 * DAY for ask in self.asks[person])
            received = sum(when > self.now - 14 * DAY for when in self.messages[person])
            eight = self.now - 8 * WEEK
            quiet = not any(ask.at > eight for ask in self.asks[person]) and not any(
                when > eight for when in self.messages[person]
            )
            worked = sum(self.minutes[person, week - back] for back in range(4))
            chance = self.b["stop_per_week"]
            if worked > 0.75 * 4 * self.cap(person):
                chance += self.b["stop_overused"]
            if recent + self.b["group_message_weight"] * received > 6:
                chance += self.b["stop_over_asked"]
            if quiet and week - self.first >= 8:
                chance += self.b["stop_idle"]
            if self.luck("stop", person, week) < chance:
                # What was promised is still done; nothing new is asked.
                del self.active[person]
                self.morning = -1

    def cap(self, person: int) -> int:
        own = self.people[person]
        if own.max_minutes_per_week is not None:
            return max(own.max_minutes_per_week, 1)
        if own.max_visits_per_week is not None:
            return max(own.max_visits_per_week * self.weights.load_minutes_per_visit, 1)
        return self.weights.load_default_minutes

    def outcome(self, possible: frozenset[int]) -> Outcome:
        total: Counter[int] = Counter()
        for (person, _week), minutes in self.minutes.items():
            total[person] += minutes
        weeks = sum(self.weeks_active.values())
        busy = sum(minutes > 0.9 * self.cap(person) for (person, _week), minutes in self.minutes.items())
        loads = [total[p] / (self.cap(p) * max(1, self.weeks_active[p])) for p in self.people]
        need: Counter[str] = Counter()
        done: Counter[str] = Counter()
        for number in possible:
            for language in self.questions[number].languages[:1]:
                need[language.variety] += 1
                done[language.variety] += number in self.filled
        worst = min((done[tag] / count for tag, count in need.items() if count >= ENOUGH_QUESTIONS), default=0.0)
        filled = len(self.filled)
        asks = self.asked + self.b["group_message_weight"] * self.sent
        return Outcome(
            servable=len(possible),
            filled=share(sum(number in self.filled for number in possible), len(possible)),
            asks=share(asks, filled),
            messages=share(self.sent, filled),
            continuity=share(self.kept, self.could_keep),
            wait_days=share(sum(self.filled.values()), filled),
            over_90=share(busy, weeks),
            jain=jain(loads),
            gini=gini(loads),
            busiest=max((total[p] / max(1, self.weeks_active[p]) for p in self.people), default=0.0),
            worst_language=worst,
            active=share(len(self.active), len(self.people)),
        )


def _newcomer(question: Question) -> str:
    return next((party for party in question.parties if party.startswith("newcomer:")), "")
