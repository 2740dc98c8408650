"""Small crowded worlds by seed: every rule and every reason turns up, which a test asserts."""

import random
from typing import Any

from hypothesis import strategies as st

from sleutelbos.matching.engine import (
    Ask,
    Block,
    Booking,
    Engagement,
    Exclusion,
    Known,
    LanguageNeed,
    Pause,
    Person,
    PersonLanguage,
    Question,
    Readiness,
    Snapshot,
    TimeException,
    Window,
)
from sleutelbos.matching.engine.moments import DAY, WEEK
from tests.matching.engine.worlds import MONDAY, PLACES, TODAY, at, person, question, questions, snapshots

VARIETIES = ["ti", "ti", "ti", "am", "ar", "apc", "ary", "kmr", "ku", "fa", "fa-AF", "rw", "rn", "xx"]


class Crowd:
    """Draws one world and one question from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        pairs = [("ar", "apc"), ("apc", "ary"), ("fa", "fa-AF"), ("rn", "rw"), ("ku", "kmr")]
        self.pair = self.random.choice(pairs) if self.chance(4) else None

    def chance(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def some(self, options: list[Any], most: int) -> tuple[Any, ...]:
        return tuple(self.random.sample(options, self.random.randint(0, min(most, len(options)))))

    def minute(self) -> int:
        day = self.random.choice([0, 0, 1, 1, 1, 2, 6, 7, 30])
        if self.chance(3):
            return at(day, 0, self.random.randint(0, DAY))
        return at(day, 8, 15 * self.random.randint(0, 40))

    def day(self) -> int:
        return TODAY + self.random.choice([-40, -3, -1, 0, 1, 1, 2, 5, 40])

    def end(self) -> int | None:
        return self.random.choice([None, None, TODAY - 1, TODAY + 1, TODAY + 3, TODAY + 40])

    def languages(self) -> tuple[PersonLanguage, ...]:
        known = dict.fromkeys(self.random.choices(VARIETIES, k=self.random.randint(1, 3)))
        if self.pair:
            known[self.pair[1]] = None
        return tuple(
            PersonLanguage(
                variety,
                self.random.randint(0, 4),
                self.random.randint(1, 4),
                self.random.randint(0, 4),
                self.some(["Arab", "Latn"], 1),
            )
            for variety in known
        )

    def blocks(self) -> tuple[Block, ...]:
        choice = self.random.randrange(4)
        if choice == 0:
            return (Block(0, 600), Block(WEEK - 300, WEEK))
        days = self.some(list(range(7)), 5)
        if choice == 1:
            return tuple(Block(day * DAY, (day + 1) * DAY) for day in days)
        return tuple(
            Block(day * DAY + start, day * DAY + start + self.random.randint(30, 700))
            for day in days
            for start in self.some([480, 555, 600, 720], 2)
        )

    def exceptions(self) -> tuple[TimeException, ...]:
        starts = [self.minute() for _ in range(self.random.randint(0, 3))]
        return tuple(TimeException(start, start + self.random.randint(1, 900), self.chance(2)) for start in starts)

    def engagements(self) -> tuple[Engagement, ...]:
        return tuple(
            Engagement(
                number, self.day() - 5, self.end(), self.some(["winterswijk", "aalten"], 2), self.some(["town", "x"], 2)
            )
            for number in range(self.random.randint(0, 3))
        )

    def readiness(self) -> tuple[Readiness, ...]:
        items = self.random.choices(["vog", "agreement"], k=self.random.randint(1, 5))
        return tuple(Readiness(item, self.day() - 5, self.end()) for item in items)

    def person(self, id: int) -> Person:
        r = self.random
        odd: dict[str, Any] = {
            "deployable": lambda: False,
            "gender": lambda: r.choice(["man", ""]),
            "home": lambda: r.choice(PLACES),
            "languages": self.languages,
            "modes": lambda: r.choice([("bike",), ("walk", "public"), ("walk",), ()]),
            "max_travel_minutes": lambda: r.randint(3, 60),
            "online": lambda: False,
            "topics": lambda: self.some(["money", "health"], 2),
            "roles": lambda: ("connector",),
            "refused": lambda: self.some(["topic:health", "place:aalten"], 2),
            "not_in_own_place": lambda: True,
            "flexible": lambda: True,
            "blocks": self.blocks,
            "exceptions": self.exceptions,
            "pauses": lambda: (Pause(self.day(), self.end()),),
            "ask_again_on": self.day,
            "engagements": self.engagements,
            "readiness": self.readiness,
            "max_visits_per_week": lambda: r.randint(0, 3),
            "max_minutes_per_week": lambda: r.randint(0, 400),
            "max_minutes_per_month": lambda: r.randint(0, 600),
            "max_asks_per_14_days": lambda: r.randint(0, 3),
            "max_open_asks": lambda: r.randint(0, 3),
            "goes_with": lambda: self.some([1, 2, 3, 4, 5], 3),
            "goes_along": lambda: True,
        }
        names = r.sample(sorted(odd), r.choice([0, 2, 2, 3, 4, 6]))
        usual = ("blocks", "exceptions", "languages", "topics", "refused", "roles", "online", "goes_with", "goes_along")
        often = [name for name in usual if self.chance(4)]
        return person(id, **{name: odd[name]() for name in dict.fromkeys(names + often)})

    def snapshot(self) -> Snapshot:
        r = self.random
        count = r.randint(1, 7)
        bookings = []
        for _ in range(r.randint(0, 3 * count)):
            start = self.minute()
            about = 7 if self.chance(12) else None
            bookings.append(
                Booking(
                    r.randint(1, count + 1),
                    start,
                    start + r.randint(1, 200),
                    r.choice(PLACES),
                    self.chance(4),
                    self.chance(3),
                    about,
                )
            )
        asks = []
        for _ in range(r.randint(0, count)):
            day = r.choice([-90, -30, -14, -13, -5, -1, 0])
            state = r.choice(["open", "accepted", "declined", "expired", "withdrawn"])
            asks.append(Ask(r.randint(1, count + 1), r.choice([3, 4, 5, 7]), at(day, 8), state))
        pairs = [Exclusion(r.randint(1, count), r.choice(["newcomer:1", "organisation:2"]))]
        return Snapshot(
            at=MONDAY + r.randint(-500, 900),
            people=tuple(self.person(number) for number in range(1, count + 1)),
            bookings=tuple(bookings),
            asks=tuple(asks),
            exclusions=tuple(pairs if self.chance(2) else []),
        )

    def needs(self) -> tuple[LanguageNeed, ...]:
        if self.pair:
            return (LanguageNeed(self.pair[0], self.random.randint(0, 2), self.random.randint(0, 2)),)
        return tuple(self.need() for _ in range(self.random.randint(0, 3)))

    def need(self) -> LanguageNeed:
        r = self.random
        reading = r.choice([0, 0, 0, 2])
        return LanguageNeed(
            r.choice(VARIETIES),
            r.randint(0, 3),
            r.randint(0, 3),
            reading,
            r.choice(["", "Arab", "Latn"]) if reading else "",
            self.chance(3),
        )

    def windows(self, duration: int) -> tuple[Window, ...]:
        r = self.random
        choice = r.randrange(5)
        if choice == 0:
            return ()
        if choice <= 2:
            start = self.minute()
            return (Window(start, start + duration),)
        starts = [self.minute() for _ in range(r.randint(1, 3))]
        return tuple(Window(start, start + duration + r.randint(0, 500), r.choice([15, 30, 50])) for start in starts)

    def question(self) -> Question:
        r = self.random
        duration = r.choice([15, 60, 90, 200])
        odd: dict[str, Any] = {
            "id": lambda: 8,
            "day": self.day,
            "topic": lambda: "money",
            "role": lambda: "connector",
            "tags": lambda: ("topic:health", "organisation:practice"),
            "languages": self.needs,
            "also": lambda: (self.need(),),
            "place": lambda: r.choice(PLACES),
            "online": lambda: True,
            "may_be_online": lambda: True,
            "required_gender": lambda: r.choice(["woman", "man"]),
            "preferred_gender": lambda: "woman",
            "not_from_places": lambda: ("aalten",),
            "known": lambda: tuple(Known(r.randint(1, 5), r.randint(0, 6)) for _ in range(r.randint(0, 3))),
            "known_only": lambda: True,
            "excluded": lambda: (r.randint(1, 5),),
            "parties": lambda: self.some(["newcomer:1", "organisation:2"], 2),
            "municipality": lambda: r.choice(["", "aalten"]),
            "payer": lambda: r.choice(["", "welfare"]),
            "requires": lambda: self.some(["vog", "agreement", "training"], 2),
            "wanted": lambda: 2,
            "urgency": lambda: r.randint(1, 2),
            "heavy": lambda: True,
        }
        names = r.sample(sorted(odd), r.choice([0, 2, 3, 4, 6]))
        usual = ("languages", "required_gender", "topic", "tags", "role", "online", "may_be_online", "heavy")
        often = [name for name in usual if self.chance(4)]
        if self.pair:
            often.append("languages")
        fields = {name: odd[name]() for name in dict.fromkeys(names + often)}
        fields["fallback"] = r.choice(["none", "declared"])
        return question(duration=duration, windows=self.windows(duration), **fields)


def drawn(seed: int) -> tuple[Snapshot, Question]:
    """The world and the question of a seed."""
    crowd = Crowd(seed)
    return crowd.snapshot(), crowd.question()


# Small odd ones that shrink to something readable, and crowded ones where everything happens at once.
cases = st.one_of(st.tuples(snapshots(), questions()), st.integers(0, 10**9).map(drawn))
