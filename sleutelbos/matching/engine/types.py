"""What the engine is given: one snapshot of the people, and one question.

Everything is a frozen value made of numbers, codes and tuples, so that it can be written as canonical JSON,
hashed and read back a year later. Minutes and days are those of ``moments``; ids are database ids; every
code (place, municipality, topic, party ...) is an opaque string that is only ever compared. There is no
name, no origin and no free text in here. Rows about people who are not in the snapshot are not looked at.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.moments import DAY

if TYPE_CHECKING:
    from sleutelbos.matching.engine.world import World

TravelMode = Literal["walk", "bike", "public", "car"]
AskState = Literal["open", "accepted", "declined", "expired", "withdrawn"]
Fallback = Literal["none", "declared"]

MAX_STARTS = 1024


@dataclass(frozen=True)
class Place:
    """Where something is, never finer than a four-digit postcode for a home; unknown coordinates are None."""

    code: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class PersonLanguage:
    """How well somebody uses one variety; levels as ``languages.Level``, scripts as ISO 15924 codes."""

    variety: str
    speaking: int = 0
    understanding: int = 0
    reading: int = 0
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """Hours in every week, in minutes of the week; ``0 <= start < end <= 10080``."""

    start: int
    end: int


@dataclass(frozen=True)
class TimeException:
    """Hours on a date that differ from the week: away, or extra available. Away wins from extra."""

    start: int
    end: int
    available: bool = False


@dataclass(frozen=True)
class Pause:
    """Days on which somebody does not want to be planned; both ends count, None has no end."""

    first_day: int
    last_day: int | None = None


@dataclass(frozen=True)
class Engagement:
    """For whom somebody works from day to day; an empty tuple means every municipality, or every payer."""

    id: int
    first_day: int
    last_day: int | None = None
    municipalities: tuple[str, ...] = ()
    payers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readiness:
    """One item of the readiness checklist and the days it holds; None has no end."""

    item: str
    first_day: int
    last_day: int | None = None


@dataclass(frozen=True)
class Person:
    """A key person, as far as a rule or a wish may know one."""

    id: int
    deployable: bool = True
    gender: str = ""
    home: Place = field(default_factory=Place)
    languages: tuple[PersonLanguage, ...] = ()
    modes: tuple[TravelMode, ...] = ("bike",)
    max_travel_minutes: int | None = None
    online: bool = True
    topics: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    # Tags of questions this person does not want, as "organisation:practice" or "place:7101".
    refused: tuple[str, ...] = ()
    not_in_own_place: bool = False
    # True: no fixed hours were given, every time can be asked; the blocks are then not looked at.
    flexible: bool = False
    blocks: tuple[Block, ...] = ()
    exceptions: tuple[TimeException, ...] = ()
    pauses: tuple[Pause, ...] = ()
    # "Ask me next month": not to be asked before this day.
    ask_again_on: int | None = None
    engagements: tuple[Engagement, ...] = ()
    readiness: tuple[Readiness, ...] = ()
    max_visits_per_week: int | None = None
    max_minutes_per_week: int | None = None
    max_minutes_per_month: int | None = None
    # None: the value in the weights file.
    max_asks_per_14_days: int | None = None
    max_open_asks: int | None = None
    # Wishes about going with somebody: people (ids) this person likes to go with, and to go along with somebody who
    # knows the work. They count only where a question wants several people.
    goes_with: tuple[int, ...] = ()
    goes_along: bool = False


@dataclass(frozen=True)
class Booking:
    """Time of a key person that is taken, in the past or ahead; an online booking is done from home."""

    person: int
    start: int
    end: int
    place: Place = field(default_factory=Place)
    online: bool = False
    heavy: bool = False
    question: int | None = None


@dataclass(frozen=True)
class Ask:
    """One time somebody was asked, and how it stands; a withdrawn ask was still an ask."""

    person: int
    question: int
    at: int
    state: AskState


@dataclass(frozen=True)
class Exclusion:
    """This person is not possible for this party (a newcomer, an organisation): no reason, no author."""

    person: int
    party: str


@dataclass(frozen=True)
class LanguageNeed:
    """One language that would do; a minimum of 0 means this use is not needed.

    ``accepted`` marks a language the newcomer said is *also* fine, next to the one asked for.
    """

    variety: str
    speaking: int = 0
    understanding: int = 0
    reading: int = 0
    script: str = ""
    accepted: bool = False


@dataclass(frozen=True)
class Window:
    """An appointment may start at ``start``, ``start + step`` ... as long as it ends by ``end``."""

    start: int
    end: int
    step: int = 15


@dataclass(frozen=True)
class Known:
    """A key person this newcomer or family met before, and how often."""

    person: int
    visits: int = 1


@dataclass(frozen=True)
class Question:
    """One question, with hard wishes and soft ones apart.

    Time: one window exactly as long as ``duration`` is a fixed time; several or longer windows leave a
    choice; no window means the time is settled later, and ``day`` says from which day. Place: ``online`` or
    ``place``. Language: any one of ``languages`` will do, and all of ``also`` are needed besides. Raises
    ValueError when nothing could start: a duration or step that is not positive, windows shorter than the
    duration, or more than 1,024 starts.
    """

    id: int
    day: int
    duration: int = 60
    windows: tuple[Window, ...] = ()
    kind: str = ""
    topic: str = ""
    role: str = ""
    # What the question is like, to hold against what key persons do not want.
    tags: tuple[str, ...] = ()
    languages: tuple[LanguageNeed, ...] = ()
    also: tuple[LanguageNeed, ...] = ()
    fallback: Fallback = "none"
    place: Place = field(default_factory=Place)
    online: bool = False
    may_be_online: bool = False
    required_gender: str = ""
    preferred_gender: str = ""
    not_from_places: tuple[str, ...] = ()
    known: tuple[Known, ...] = ()
    known_only: bool = False
    # The two wishes that "what if" lets go: how far people travel, and when it is.
    any_distance: bool = False
    any_time: bool = False
    excluded: tuple[int, ...] = ()
    # Who is concerned, "newcomer:..." or "organisation:..."; a plan keeps a newcomer's visits apart.
    parties: tuple[str, ...] = ()
    municipality: str = ""
    payer: str = ""
    requires: tuple[str, ...] = ()
    wanted: int = 1
    urgency: int = 0
    heavy: bool = False
    # The day it was asked, for how long it waits; None: not known, counts as not waiting.
    asked_on: int | None = None

    def __post_init__(self) -> None:
        if self.duration <= 0 or any(window.step <= 0 for window in self.windows):
            raise ValueError("duration and step are at least one minute")
        count = sum(max(0, (w.end - self.duration - w.start) // w.step + 1) for w in self.windows)
        if count > MAX_STARTS:
            raise ValueError(f"{count} starts, at most {MAX_STARTS}: take a larger step or fewer days")
        if self.windows and not count:
            raise ValueError("every window is shorter than the duration")

    @property
    def timed(self) -> bool:
        """Whether it is settled when; else nobody is held against hours, bookings and caps per period."""
        return bool(self.windows) and not self.any_time

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Every minute at which it may start, ascending; without windows the day itself, 00:00."""
        if not self.windows:
            return (self.day * DAY,)
        return tuple(sorted({s for w in self.windows for s in range(w.start, w.end - self.duration + 1, w.step)}))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; ``from_json`` reads them back to an equal question."""
        plain: dict[str, Any] = codec.to_plain(self)
        return plain

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The question that was written by ``to_json``. Raises ValueError for unknown or malformed fields."""
        return codec.from_plain(cls, data)


@dataclass(frozen=True)
class Snapshot:
    """Everything about the people at one moment; ``at`` is that moment, so that the engine needs no clock."""

    at: int
    version: str = ""
    people: tuple[Person, ...] = ()
    bookings: tuple[Booking, ...] = ()
    asks: tuple[Ask, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, computed once."""
        return codec.sha256(self.to_json())

    @cached_property
    def world(self) -> "World":
        """The same people as column arrays, built once and kept as long as the snapshot."""
        from sleutelbos.matching.engine.world import World

        return World(self)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; ``from_json`` reads them back to an equal snapshot."""
        plain: dict[str, Any] = codec.to_plain(self)
        return plain

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The snapshot that was written by ``to_json``. Raises ValueError for unknown or malformed fields."""
        return codec.from_plain(cls, data)
