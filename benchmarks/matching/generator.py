"""Made-up weeks in which key persons and questions must find each other, as the engine's own values.

Everything comes from one seed: the same size, seed and variant give the same week, byte for byte. The data are
synthetic; they show what methods can do, not what coordinators meet. Every number below is either named with its
source or marked "assumed".
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeVar

import numpy as np

from sleutelbos.matching.engine import (
    Ask,
    Block,
    Booking,
    Engagement,
    Exclusion,
    Known,
    LanguageNeed,
    Person,
    PersonLanguage,
    Place,
    Question,
    Readiness,
    Snapshot,
    TimeException,
    Window,
)
from sleutelbos.matching.engine.moments import DAY, WEEK

T = TypeVar("T")
SizeName = Literal["S", "M", "L"]
Variant = Literal["plain", "fewer", "flexible", "scarce"]
VARIANTS: tuple[Variant, ...] = ("plain", "fewer", "flexible", "scarce")

# --- Parameters ------------------------------------------------------------------------------------------------------
# The sizes are those of the benchmark protocol of issue 3: a small region, a network, the country. Where the towns
# lie is assumed: a box of so many degrees.


@dataclass(frozen=True)
class Size:
    """How much there is of everything, and the box in which the towns lie (degrees)."""

    towns: int
    people: int
    questions: int
    south: float
    west: float
    height: float
    width: float


SIZES: dict[SizeName, Size] = {
    "S": Size(8, 60, 100, 52.00, 5.00, 0.25, 0.40),
    "M": Size(40, 230, 1_500, 51.80, 4.80, 0.55, 0.90),
    "L": Size(342, 5_000, 20_000, 51.30, 4.00, 1.70, 2.60),  # municipalities: CBS; land area as that of the country
}

# Mother tongues of the people and languages of the questions, in percent: assumed, with a long tail of rare ones.
SUPPLY = {
    "apc": 34, "ti": 19, "fa-AF": 8, "fa": 7, "tr": 12, "uk": 6, "kmr": 4, "ckb": 2, "so": 3, "ary": 2, "arz": 1,
    "apd": 1, "am": 1, "ps": 1, "rw": 1, "swh": 1,
}  # fmt: skip
DEMAND = {
    "apc": 33, "ti": 22, "fa-AF": 9, "fa": 5, "tr": 6, "uk": 6, "kmr": 5, "ckb": 3, "so": 4, "ary": 1, "arz": 1,
    "apd": 1, "am": 1, "ps": 1, "rw": 1, "swh": 1,
}  # fmt: skip
SECOND_LANGUAGES = ("en", "nl", "ar", "fr", "tr", "ru", "fa", "am")  # assumed
SCARCE_LANGUAGE = "ti"
SCARCE_SUPPLY = 0.25  # protocol: one language at a quarter of its supply
FEWER_PEOPLE = 0.7  # protocol: 30 % fewer people
MOVABLE = 0.15  # protocol: 15 % of the questions may move ...
MOVABLE_VARIANT = 0.50  # ... and half of them in the variant
MOVABLE_STARTS = 9  # protocol: up to nine starts; that they are three in a row on three days is assumed
STEP = 30
REMOTE = 0.22  # protocol: done from home
WANTED_TWO = 0.02  # assumed: two people at one appointment
REQUIRED_GENDER, PREFERRED_GENDER = 0.15, 0.20  # assumed
HAS_KNOWN = 0.45  # assumed: the newcomer met somebody before
NEWCOMERS_PER_QUESTION = 0.75  # assumed: some have two questions in one week
URGENT = ((0, 70), (1, 20), (2, 10))  # assumed, percent
DURATIONS = ((45, 20), (60, 55), (90, 25))  # assumed, minutes and percent
HEAVY = 0.08  # assumed
WAITED = 6  # assumed: mean days since it was asked
BUSY_HOURS = (8, 8, 9, 9, 10, 10, 10, 11, 11, 13, 13, 14, 15, 15, 17, 17, 19)  # assumed: when appointments start
SATURDAYS = 0.06  # assumed

BLOCKS = ((9, 12), (12, 17), (18, 21))  # assumed: parts of a day in which somebody is free
DAYS_FREE = (2, 6)  # assumed: on so many days of the week
NO_FIXED_HOURS = 0.04  # assumed
WEEK_MINUTES = (
    (360, 10),
    (480, 15),
    (600, 20),
    (720, 20),
    (960, 20),
    (1200, 10),
    (None, 5),
)  # assumed: own cap, percent
MONTH_CAP = 0.3  # assumed: so many also gave a cap per month
TRAVEL_MINUTES = ((20, 10), (30, 25), (45, 30), (60, 25), (90, 10))  # assumed: own radius, percent
MODES = (("bike",), ("bike", "public"), ("car",))  # assumed
ONLINE = 0.9  # assumed: also works from home
WITHOUT_PAPER = 0.015  # assumed: share of people without one given paper
ITEMS = ("agreement", "confidentiality", "vog", "training")
TOPICS = ("health", "school", "work", "money", "housing", "growing_up")
ROLES = ("connector", "explainer", "informer", "adviser")
ASKS_PER_PERSON = 2  # assumed: in the ten weeks before
PAST_BOOKINGS = 2  # assumed: per person, in the four weeks before
BOOKED_AHEAD = 0.25  # assumed: share of people who already have something in the week

# The year: assumed.
YEAR_NEWCOMERS = 4  # newcomers per question a week: about thirteen questions each in a year
YEAR_MINUTES = ((60, 15), (120, 30), (180, 30), (240, 20), (None, 5))  # own cap of a week, percent
LEAD_DAYS, LEAD_SHARES = (2, 3, 5, 7, 10, 14), (10, 15, 25, 25, 15, 10)

# Events, per instance: the protocol.
ILLNESSES, LATE_QUESTIONS, CANCELLED_WINDOWS = 40, 40, 20

MONDAY = 350 * WEEK  # the week that is planned; a Monday in September 2026


@dataclass(frozen=True)
class Away:
    """Somebody who was there is not: ill for days, or one part of a day called off; minutes, end not included."""

    person: int
    start: int
    end: int


@dataclass(frozen=True)
class Year:
    """A region over a year: its people and all questions, each with the day it was asked."""

    people: tuple[Person, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Instance:
    """One week: the people, the questions, and what happens afterwards.

    ``illnesses`` holds everybody once, in random order with the days they would be ill: who is taken is decided by
    the plan that is hit (somebody without appointments is no event).
    """

    size: SizeName
    seed: int
    variant: Variant
    snapshot: Snapshot
    questions: tuple[Question, ...]
    illnesses: tuple[Away, ...]
    late: tuple[Question, ...]
    cancelled: tuple[Away, ...]

    @cached_property
    def question(self) -> dict[int, Question]:
        """Every question by its id, the late ones too."""
        return {question.id: question for question in (*self.questions, *self.late)}

    @cached_property
    def person(self) -> dict[int, Person]:
        """Every person by id."""
        return {person.id: person for person in self.snapshot.people}


def make(size: SizeName, seed: int, variant: Variant = "plain") -> Instance:
    """The instance of a size, a seed and a variant."""
    return _Draw(SIZES[size], seed, variant).instance(size)


def make_year(seed: int, weeks: int = 52, per_week: int = 110, people: int = 60) -> Year:
    """A small region and its questions, asked some days before they are; newcomers come back with new questions."""
    return _Draw(replace(SIZES["S"], people=people, questions=per_week), seed, "plain").year(weeks)


def _pick(r: random.Random, table: Sequence[tuple[T, int]]) -> T:
    return r.choices([value for value, _share in table], [share for _value, share in table])[0]


class _Draw:
    def __init__(self, size: Size, seed: int, variant: Variant) -> None:
        self.size = size
        self.variant = variant
        self.seed = seed
        # Apart, so that a variant changes what it names and leaves the rest as it was.
        self.of_people = random.Random(f"people {seed}")
        self.of_questions = random.Random(f"questions {seed}")
        self.of_moves = random.Random(f"moves {seed}")
        self.of_events = random.Random(f"events {seed}")
        r = random.Random(f"towns {seed}")
        self.towns = [
            Place(f"town{number}", size.south + size.height * r.random(), size.west + size.width * r.random())
            for number in range(size.towns)
        ]
        self.first_of: dict[int, Question] = {}
        # A few large towns and many small ones: assumed.
        self.weights = [1 / (1 + rank) ** 0.6 for rank in range(size.towns)]

    def instance(self, name: SizeName) -> Instance:
        people = [self.person(number) for number in range(1, self.size.people + 1)]
        if self.variant == "fewer":
            people = people[: round(FEWER_PEOPLE * len(people))]
        self.speakers: dict[str, list[Person]] = {}
        for person in people:
            for language in person.languages:
                if language.speaking >= 3:
                    self.speakers.setdefault(language.variety, []).append(person)
        self.homes = {
            language: np.array([(person.home.lat, person.home.lon) for person in speakers])
            for language, speakers in self.speakers.items()
        }
        questions = tuple(self.question(number) for number in range(1, self.size.questions + 1))
        late = tuple(self.late(self.size.questions + number) for number in range(1, LATE_QUESTIONS + 1))
        return Instance(
            name,
            self.seed,
            self.variant,
            self.snapshot(people),
            questions,
            tuple(self.ill(person) for person in self.of_events.sample(people, len(people))),
            late,
            tuple(self.off(person) for person in self.of_events.sample(people, CANCELLED_WINDOWS)),
        )

    def year(self, weeks: int) -> Year:
        people = [replace(self.person(number), exceptions=()) for number in range(1, self.size.people + 1)]
        caps = random.Random(f"caps {self.seed}")
        # Papers and contracts that end would be another story than the one this year tells.
        people = [
            replace(
                person,
                engagements=tuple(replace(work, last_day=None) for work in person.engagements),
                readiness=tuple(replace(paper, last_day=None) for paper in person.readiness),
                max_minutes_per_week=_pick(caps, YEAR_MINUTES),
                max_minutes_per_month=None,
            )
            for person in people
        ]
        self.speakers = {}
        r, questions = random.Random(f"year {self.seed}"), []
        for week in range(weeks):
            for number in range(1, self.size.questions + 1):
                question = self.question(week * self.size.questions + number)
                newcomer = r.randint(1, round(YEAR_NEWCOMERS * self.size.questions))
                # Newcomers come from one place and speak one language, so later questions of one are alike.
                first = self.first_of.setdefault(newcomer, question)
                moved = tuple(
                    replace(w, start=w.start + week * WEEK, end=w.end + week * WEEK) for w in question.windows
                )
                ahead = r.choices(LEAD_DAYS, LEAD_SHARES)[0]
                questions.append(
                    replace(
                        question,
                        windows=moved,
                        languages=first.languages,
                        place=first.place,
                        municipality=first.municipality,
                        parties=(f"newcomer:{newcomer}",),
                        asked_on=moved[0].start // DAY - ahead,
                        wanted=1,
                        known=(),
                    )
                )
        return Year(tuple(people), tuple(questions))

    def near(self, town: Place, r: random.Random) -> Place:
        assert town.lat is not None and town.lon is not None
        return Place(town.code, round(town.lat + r.gauss(0, 0.015), 4), round(town.lon + r.gauss(0, 0.025), 4))

    def town(self, r: random.Random) -> Place:
        return r.choices(self.towns, self.weights)[0]

    # --- people ---

    def person(self, number: int) -> Person:
        r = self.of_people
        own = r.choices(list(SUPPLY), list(SUPPLY.values()))[0]
        replaced = r.choices([tag for tag in SUPPLY if tag != SCARCE_LANGUAGE], k=1)[0]
        if r.random() >= SCARCE_SUPPLY and self.variant == "scarce" and own == SCARCE_LANGUAGE:
            own = replaced
        others = dict.fromkeys(r.choices(SECOND_LANGUAGES, k=2))
        languages = [PersonLanguage(own, 4, 4, r.randint(1, 4))]
        languages += [
            PersonLanguage(other, r.randint(1, 3), r.randint(2, 4), r.randint(0, 3)) for other in others if other != own
        ]
        day = MONDAY // DAY
        minutes = _pick(r, WEEK_MINUTES)
        month = r.random() < MONTH_CAP
        return Person(
            id=number,
            gender=r.choices(["woman", "man"], [60, 40])[0],
            home=self.near(self.town(r), r),
            languages=tuple(languages),
            modes=r.choice(MODES),  # type: ignore[arg-type]
            max_travel_minutes=_pick(r, TRAVEL_MINUTES),
            online=r.random() < ONLINE,
            topics=tuple(r.sample(TOPICS, 2)),
            roles=tuple(r.sample(ROLES, 2)),
            refused=("organisation:practice",) if r.random() < 0.06 else (),
            not_in_own_place=r.random() < 0.05,
            flexible=r.random() < NO_FIXED_HOURS,
            blocks=self.hours(r),
            exceptions=self.exceptions(r),
            engagements=(Engagement(number, day - 400, day + r.choice([300, 600, 900])),),
            readiness=tuple(
                Readiness(item, day - r.randint(1, 700), day + r.randint(7, 900))
                for item in ITEMS
                if r.random() >= WITHOUT_PAPER
            ),
            max_minutes_per_week=minutes,
            max_minutes_per_month=4 * minutes if month and minutes else None,
        )

    def hours(self, r: random.Random) -> tuple[Block, ...]:
        days = r.sample(range(6), r.randint(*DAYS_FREE))
        return tuple(
            Block(day * DAY + start * 60, day * DAY + end * 60)
            for day in sorted(days)
            for start, end in sorted(r.sample(BLOCKS, r.randint(1, 3)))
        )

    def exceptions(self, r: random.Random) -> tuple[TimeException, ...]:
        days = [r.randint(0, 30) for _ in range(r.choice([0, 0, 0, 1]))]
        return tuple(TimeException(MONDAY + day * DAY, MONDAY + (day + 1) * DAY) for day in days)

    def snapshot(self, people: list[Person]) -> Snapshot:
        r = random.Random(f"history {self.seed}")
        bookings, asks, exclusions = [], [], []
        for person in people:
            for _ in range(r.randint(0, 2 * PAST_BOOKINGS)):
                start = MONDAY - r.randint(4, 31) * DAY + 60 * r.choice(BUSY_HOURS)
                bookings.append(self.booking(person, start, r))
            if r.random() < BOOKED_AHEAD and person.blocks:
                block = r.choice(person.blocks)
                bookings.append(self.booking(person, MONDAY + block.start + 30, r))
            for _ in range(r.randint(0, 2 * ASKS_PER_PERSON)):
                at = MONDAY - r.randint(8, 75) * DAY
                asks.append(Ask(person.id, -r.randint(1, 9999), at, r.choice(["accepted", "declined", "expired"])))
            if r.random() < 0.1:
                newcomer = r.randint(1, max(1, round(NEWCOMERS_PER_QUESTION * self.size.questions)))
                exclusions.append(Exclusion(person.id, f"newcomer:{newcomer}"))
        return Snapshot(
            at=MONDAY - 3 * DAY + 9 * 60,  # the Friday before
            version=f"made-up week, seed {self.seed}, {self.variant}",
            people=tuple(people),
            bookings=tuple(bookings),
            asks=tuple(asks),
            exclusions=tuple(exclusions),
        )

    def booking(self, person: Person, start: int, r: random.Random) -> Booking:
        length = _pick(r, DURATIONS)
        return Booking(
            person.id, start, start + length, self.near(self.town(r), r), r.random() < REMOTE, r.random() < HEAVY
        )

    # --- questions ---

    def question(self, number: int) -> Question:
        r = self.of_questions
        language = r.choices(list(DEMAND), list(DEMAND.values()))[0]
        town = self.town(r)
        place = self.near(town, r)
        duration = _pick(r, DURATIONS)
        day = 5 if r.random() < SATURDAYS else r.randrange(5)
        start = MONDAY + day * DAY + r.choice(BUSY_HOURS) * 60 + r.choice([0, 0, 15, 30])
        newcomer = r.randint(1, max(1, round(NEWCOMERS_PER_QUESTION * self.size.questions)))
        return Question(
            id=number,
            day=MONDAY // DAY,
            duration=duration,
            windows=self.windows(start, duration),
            topic=r.choice(TOPICS),
            role=r.choice(ROLES),
            tags=(f"organisation:{r.choice(['practice', 'school', 'municipality', 'housing'])}",),
            languages=(LanguageNeed(language, 3, 3),),
            fallback="declared" if r.random() < 0.4 else "none",
            place=place,
            online=r.random() < REMOTE,
            required_gender=self.gender(r, REQUIRED_GENDER),
            preferred_gender=self.gender(r, PREFERRED_GENDER),
            not_from_places=(town.code,) if r.random() < 0.04 else (),
            known=self.known(language, place, r),
            parties=(f"newcomer:{newcomer}",),
            municipality=town.code,
            requires=ITEMS,
            wanted=2 if r.random() < WANTED_TWO else 1,
            urgency=_pick(r, URGENT),
            heavy=r.random() < HEAVY,
            asked_on=MONDAY // DAY - 3 - min(int(r.expovariate(1 / WAITED)), 40),
        )

    def gender(self, r: random.Random, share: float) -> str:
        return r.choices(["woman", "man"], [75, 25])[0] if r.random() < share else ""

    def windows(self, start: int, duration: int) -> tuple[Window, ...]:
        """The hour itself, or three starts in a row on each of three days."""
        r = self.of_moves
        share = MOVABLE_VARIANT if self.variant == "flexible" else MOVABLE
        movable, days, hours = r.random() < share, r.sample(range(5), 3), [r.choice(BUSY_HOURS) for _ in range(3)]
        if not movable:
            return (Window(start, start + duration),)
        length = duration + (MOVABLE_STARTS // 3 - 1) * STEP
        moments = [MONDAY + day * DAY + hour * 60 for day, hour in zip(days, hours, strict=True)]
        return tuple(Window(moment, moment + length, STEP) for moment in sorted(moments))

    def known(self, language: str, place: Place, r: random.Random) -> tuple[Known, ...]:
        """One or two of the eight nearest people who speak the language, for some of the newcomers."""
        has, count, picks = r.random() < HAS_KNOWN, r.choice([1, 1, 2]), (r.random(), r.random())
        speakers = self.speakers.get(language, [])
        if not has or not speakers:
            return ()
        far = np.hypot(self.homes[language][:, 0] - place.lat, 0.61 * (self.homes[language][:, 1] - place.lon))
        near = np.argsort(far, kind="stable")[:8].tolist()
        people = dict.fromkeys(speakers[near[int(pick * len(near))]].id for pick in picks[:count])
        return tuple(Known(person, r.randint(1, 4)) for person in people)

    # --- events ---

    def ill(self, person: Person) -> Away:
        r = self.of_events
        first = r.choice([0, 0, 1, 2])
        days = r.choice([3, 5, 7])
        return Away(person.id, MONDAY + first * DAY, MONDAY + min(first + days, 7) * DAY)

    def late(self, number: int) -> Question:
        return replace(self.question(number), urgency=2, wanted=1)

    def off(self, person: Person) -> Away:
        r = self.of_events
        block = r.choice(person.blocks)
        return Away(person.id, MONDAY + block.start, MONDAY + block.end)
