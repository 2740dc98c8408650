"""Small worlds: drawn at random for properties, built by hand for cases."""

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
    Place,
    Question,
    Readiness,
    Snapshot,
    TimeException,
    Window,
)
from sleutelbos.matching.engine.moments import DAY, WEEK

MONDAY = 350 * WEEK  # a Monday, 00:00
TODAY = MONDAY // DAY

PLACES = (
    Place("winterswijk", 51.97, 6.72),
    Place("aalten", 51.93, 6.58),
    Place("doetinchem", 51.965, 6.29),
    Place("nowhere"),
)


def at(day: int, hour: int, minute: int = 0) -> int:
    """A minute of the week that starts on MONDAY."""
    return MONDAY + day * DAY + hour * 60 + minute


def person(id: int, **fields: object) -> Person:
    """Somebody who fits ``question()`` unless a field says otherwise."""
    fitting: dict[str, object] = {
        "gender": "woman",
        "home": PLACES[1],
        "languages": (PersonLanguage("ti", 3, 3, 2),),
        "modes": ("bike", "car"),
        "max_travel_minutes": 60,
        "blocks": (Block(0, WEEK),),
        "engagements": (Engagement(id, 0),),
        "readiness": (Readiness("vog", 0), Readiness("agreement", 0)),
    }
    return Person(id=id, **{**fitting, **fields})  # type: ignore[arg-type]


def question(**fields: object) -> Question:
    """Tuesday ten o'clock in Winterswijk, an hour, in Tigrinya."""
    usual: dict[str, object] = {
        "id": 7,
        "day": TODAY + 1,
        "duration": 60,
        "windows": (Window(at(1, 10), at(1, 11)),),
        "languages": (LanguageNeed("ti", speaking=2, understanding=2),),
        "place": PLACES[0],
        "municipality": "winterswijk",
        "payer": "town",
        "requires": ("vog", "agreement"),
    }
    return Question(**{**usual, **fields})  # type: ignore[arg-type]


def snapshot(*people: Person, **fields: object) -> Snapshot:
    """These people on Monday at eight."""
    return Snapshot(at=at(0, 8), version="test", people=people, **fields)  # type: ignore[arg-type]


# Crowded on purpose: two busy days, and now and then a day, week or month further.
some_day = st.sampled_from([0, 0, 0, 0, 1, 1, 1, 1, -1, 2, 6, 7, 8, 13, -20, 30])
minutes_near = st.builds(lambda day, quarter: at(day, 8, 15 * quarter), some_day, st.integers(0, 40))
odd_minutes_near = st.builds(lambda day, minute: at(day, 0, minute), some_day, st.integers(0, DAY))
days_near = some_day.map(lambda day: TODAY + day)
varieties = st.sampled_from(["ti", "am", "ar", "apc", "ary", "kmr", "ckb", "ku", "fa", "fa-AF", "xx"])
levels = st.integers(0, 4)
places = st.sampled_from(PLACES)


def few(strategy: st.SearchStrategy[object], size: int = 2) -> st.SearchStrategy[tuple[object, ...]]:
    """A tuple of at most ``size``."""
    return st.lists(strategy, max_size=size).map(tuple)


def blocks() -> st.SearchStrategy[tuple[Block, ...]]:
    """Hours of a week: odd ones, whole days, adjacent ones, across Sunday night, or always."""
    odd = st.tuples(st.integers(0, WEEK - 1), st.integers(1, 900)).map(
        lambda pair: Block(pair[0], min(pair[0] + pair[1], WEEK))
    )
    day = st.integers(0, 6).map(lambda day: Block(day * DAY + 480, day * DAY + 1080))
    whole = st.integers(0, 6).map(lambda day: Block(day * DAY, (day + 1) * DAY))
    return st.one_of(
        st.just((Block(0, WEEK),)), st.just((Block(0, 600), Block(WEEK - 300, WEEK))), few(odd | day | whole, 5)
    )


def spans(start: st.SearchStrategy[int], longest: int) -> st.SearchStrategy[tuple[int, int]]:
    """A start and a later end."""
    return st.tuples(start, st.integers(1, longest)).map(lambda pair: (pair[0], pair[0] + pair[1]))


languages = st.lists(
    st.builds(
        PersonLanguage,
        varieties,
        levels,
        levels,
        levels,
        few(st.sampled_from(["Arab", "Latn"])),
    ),
    max_size=3,
    unique_by=lambda item: item.variety,
).map(tuple)

ANY_PERSON: dict[str, st.SearchStrategy[object]] = {
    "deployable": st.just(False),
    "gender": st.sampled_from(["man", ""]),
    "home": places,
    "languages": languages,
    "modes": st.sampled_from([("bike",), ("walk", "public"), ()]),
    "max_travel_minutes": st.none() | st.integers(5, 90),
    "online": st.just(False),
    "topics": few(st.sampled_from(["money", "health"])),
    "roles": few(st.sampled_from(["connector"])),
    "refused": few(st.sampled_from(["topic:health", "place:aalten"])),
    "not_in_own_place": st.just(True),
    "flexible": st.just(True),
    "blocks": blocks(),
    "exceptions": few(
        st.builds(
            lambda span, available: TimeException(*span, available),
            spans(minutes_near | odd_minutes_near, 3000),
            st.booleans(),
        ),
        3,
    ),
    "pauses": few(
        st.builds(Pause, days_near, st.none() | st.integers(TODAY, TODAY + 30)),
    ),
    "ask_again_on": days_near,
    "engagements": few(
        st.builds(
            Engagement,
            st.integers(1, 9),
            days_near,
            st.none() | days_near,
            few(st.sampled_from(["winterswijk", "aalten"])),
            few(st.sampled_from(["town", "welfare"])),
        ),
        3,
    ),
    "readiness": few(st.builds(Readiness, st.sampled_from(["vog", "agreement"]), days_near, st.none() | days_near), 4),
    "max_visits_per_week": st.none() | st.integers(0, 4),
    "max_minutes_per_week": st.none() | st.integers(0, 400),
    "max_minutes_per_month": st.none() | st.integers(0, 900),
    "max_asks_per_14_days": st.none() | st.integers(0, 3),
    "max_open_asks": st.none() | st.integers(0, 3),
    "goes_with": few(st.integers(1, 7)),
    "goes_along": st.just(True),
}


@st.composite
def people(draw: st.DrawFn, id: int) -> Person:
    """Somebody who would fit the usual question, but for a few things."""
    names = [*sorted(ANY_PERSON), "blocks", "exceptions", "languages"]
    odd = draw(st.lists(st.sampled_from(names), max_size=5))
    return person(id, **{name: draw(ANY_PERSON[name]) for name in sorted(set(odd))})


@st.composite
def snapshots(draw: st.DrawFn, most: int = 6) -> Snapshot:
    """A handful of people with what they did, do and do not want; rows may name somebody who is not there."""
    count = draw(st.integers(0, most))
    ids = st.integers(1, most + 1)
    return Snapshot(
        at=MONDAY + draw(st.integers(-2000, 2000)),
        version="drawn",
        people=tuple(draw(people(number)) for number in range(1, count + 1)),
        bookings=draw(
            few(
                st.builds(
                    lambda who, span, place, online, heavy, about: Booking(who, *span, place, online, heavy, about),
                    ids,
                    spans(minutes_near | odd_minutes_near, 240),
                    places,
                    st.booleans(),
                    st.booleans(),
                    st.sampled_from([None, None, None, 7]),
                ),
                12,
            )
        ),
        asks=draw(
            few(
                st.builds(
                    Ask,
                    ids,
                    st.sampled_from([3, 4, 7]),
                    st.integers(-80, 1).map(lambda day: MONDAY + day * DAY),
                    st.sampled_from(["open", "accepted", "declined", "expired", "withdrawn"]),
                ),
                6,
            )
        ),
        exclusions=draw(few(st.builds(Exclusion, ids, st.sampled_from(["newcomer:1", "organisation:2"])), 2)),
    )


needs = st.builds(
    LanguageNeed,
    variety=varieties,
    speaking=st.integers(0, 3),
    understanding=st.integers(0, 3),
    reading=st.sampled_from([0, 0, 0, 2]),
    script=st.sampled_from(["", "Arab"]),
    accepted=st.booleans(),
)


def windows(duration: int) -> st.SearchStrategy[tuple[Window, ...]]:
    """No time, one fixed time, a few hours, or several half days."""
    fixed = odd_minutes_near.map(lambda start: (Window(start, start + duration),))
    part = st.tuples(minutes_near, st.integers(0, 300), st.sampled_from([15, 30, 50])).map(
        lambda drawn: Window(drawn[0], drawn[0] + duration + drawn[1], drawn[2])
    )
    return st.one_of(st.just(()), fixed, fixed, few(part, 3).filter(bool))


ANY_QUESTION: dict[str, st.SearchStrategy[object]] = {
    "id": st.just(8),
    "day": days_near,
    "topic": st.sampled_from(["money", "health"]),
    "role": st.just("connector"),
    "tags": few(st.sampled_from(["topic:health", "place:aalten", "organisation:practice"])),
    "languages": few(needs, 3),
    "also": few(needs, 1),
    "fallback": st.just("declared"),
    "place": places,
    "online": st.just(True),
    "may_be_online": st.just(True),
    "required_gender": st.just("woman"),
    "preferred_gender": st.just("woman"),
    "not_from_places": few(st.sampled_from(["aalten", "doetinchem"])),
    "known": few(st.builds(Known, st.integers(1, 7), st.integers(0, 6)), 4),
    "known_only": st.just(True),
    "excluded": few(st.integers(1, 7)),
    "parties": few(st.sampled_from(["newcomer:1", "organisation:2"])),
    "municipality": st.sampled_from(["", "aalten"]),
    "payer": st.sampled_from(["", "welfare"]),
    "requires": few(st.sampled_from(["vog", "agreement", "training"])),
    "wanted": st.just(2),
    "urgency": st.integers(1, 2),
    "heavy": st.just(True),
}


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """The usual question at another time, and with a few other wishes."""
    names = [*sorted(ANY_QUESTION), "languages", "fallback", "required_gender", "not_from_places"]
    odd = draw(st.lists(st.sampled_from(names), max_size=8))
    fields = {name: draw(ANY_QUESTION[name]) for name in sorted(set(odd))}
    fields["duration"] = draw(st.sampled_from([15, 60, 90, 200]))
    fields["windows"] = draw(windows(fields["duration"]))
    return question(**fields)
