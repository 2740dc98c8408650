"""Small weeks of many questions, drawn at random, and the best plan of one by trying everything."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from hypothesis import strategies as st

from sleutelbos.matching.engine import Booking, Known, LanguageNeed, Person, Question, Snapshot, Window, load_weights
from sleutelbos.matching.engine.moments import WEEK
from sleutelbos.matching.engine.plan import Assignment, check_plan, score_of
from sleutelbos.matching.engine.types import Block
from sleutelbos.matching.engine.weights import Weights
from tests.matching.engine.worlds import PLACES, TODAY, at, person, question, snapshot

hours = st.sampled_from([9, 9, 10, 10, 11, 13])


@st.composite
def people(draw: st.DrawFn, id: int) -> Person:
    """Somebody who can do a few things in a day."""
    return person(
        id,
        gender=draw(st.sampled_from(["woman", "man"])),
        home=draw(st.sampled_from(PLACES)),
        modes=draw(st.sampled_from([("bike",), ("car",), ("walk", "public"), ()])),
        max_travel_minutes=draw(st.sampled_from([30, 60, None])),
        blocks=draw(st.sampled_from([(Block(0, WEEK),), (Block(1440 + 540, 1440 + 720),)])),
        max_visits_per_week=draw(st.sampled_from([None, 1, 2, 3])),
        max_minutes_per_week=draw(st.sampled_from([None, 90, 150, 240])),
        max_minutes_per_month=draw(st.sampled_from([None, None, 120])),
        max_open_asks=draw(st.sampled_from([None, 1])),
        goes_with=draw(st.sampled_from([(), (), (1,), (2, 3), (99,)])),
        goes_along=draw(st.booleans()),
    )


@st.composite
def questions(draw: st.DrawFn, id: int) -> Question:
    """A question of Tuesday morning, now and then with a choice of times, for two people, or without a time."""
    duration = draw(st.sampled_from([30, 45, 60, 90]))
    start = at(1, draw(hours), draw(st.sampled_from([0, 0, 30])))
    fixed = (Window(start, start + duration),)
    later = draw(st.sampled_from([at(1, 14), at(1, 9), at(8, 9)]))
    windows = draw(st.sampled_from([fixed, fixed, fixed, (*fixed, Window(later, later + duration + 60, 60)), ()]))
    fields: dict[str, object] = {
        "id": id,
        "day": TODAY + 1,
        "duration": duration,
        "windows": windows,
        "place": draw(st.sampled_from(PLACES)),
        "online": draw(st.sampled_from([False, False, True])),
        "languages": (LanguageNeed(draw(st.sampled_from(["ti", "ti", "ti", "am"])), speaking=2),),
        "required_gender": draw(st.sampled_from(["", "", "", "woman"])),
        "known": draw(st.sampled_from([(), (), (Known(1, 2),), (Known(2, 1),)])),
        "parties": draw(st.sampled_from([(), ("newcomer:1",), ("newcomer:1", "organisation:1"), ("organisation:1",)])),
        "wanted": draw(st.sampled_from([1, 1, 1, 1, 2])),
        "urgency": draw(st.integers(0, 2)),
        "heavy": draw(st.booleans()),
        "asked_on": draw(st.sampled_from([None, TODAY - 3, TODAY - 40])),
    }
    return question(**fields)


@st.composite
def weeks(draw: st.DrawFn, most_people: int = 3, most_questions: int = 4) -> tuple[Snapshot, tuple[Question, ...]]:
    """A handful of people with a booking here and there, and a handful of questions."""
    crowd = [draw(people(number)) for number in range(1, 1 + draw(st.integers(1, most_people)))]
    booked = draw(
        st.lists(
            st.builds(
                lambda who, day, hour, place, heavy, number: Booking(
                    who, at(day, hour), at(day, hour) + 60, place, heavy=heavy, question=number
                ),
                st.integers(1, most_people),
                st.sampled_from([-8, 0, 1, 2]),
                st.integers(8, 13),
                st.sampled_from(PLACES),
                st.booleans(),
                st.sampled_from([None, None, 100]),
            ),
            max_size=2,
        )
    )
    asked = tuple(draw(questions(100 + number)) for number in range(draw(st.integers(1, most_questions))))
    return snapshot(*crowd, bookings=tuple(booked)), asked


def strict_about_asks() -> Weights:
    """The product's weights, but every planned visit counts as an ask."""
    from dataclasses import replace

    return replace(load_weights(), every_visit_is_an_ask=True)


def by_trying_everything(world: Snapshot, asked: Sequence[Question], weights: Weights) -> tuple[int, int]:
    """The score of the best of all plans there are, and how many there are."""
    best, count = 0, 0
    for plan in _plans(world, asked, weights):
        count += 1
        best = max(best, score_of(world, asked, plan, weights))
    return best, count


def _plans(world: Snapshot, asked: Sequence[Question], weights: Weights) -> Iterator[tuple[Assignment, ...]]:
    """Every plan that breaks nothing, grown question by question."""
    ways: list[list[tuple[Assignment, ...]]] = []
    for item in asked:
        here: list[tuple[Assignment, ...]] = [()]
        if item.timed:
            for start in item.starts:
                alone = [Assignment(item.id, each.id, start) for each in world.people]
                for group in combinations(alone, item.wanted):
                    if not check_plan(world, asked, group, weights):
                        here.append(group)
        ways.append(here)

    def grow(at: int, chosen: tuple[Assignment, ...]) -> Iterator[tuple[Assignment, ...]]:
        if at == len(ways):
            yield chosen
            return
        for way in ways[at]:
            if not way or not check_plan(world, asked, (*chosen, *way), weights):
                yield from grow(at + 1, (*chosen, *way))

    return grow(0, ())
