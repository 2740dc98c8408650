"""Rules that need only values: what a question must hold, when an answer is late, who is next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# The order in which outcomes win when several rules say yes: the safest first.
OUTCOME_ORDER = ("emergency", "interpreter_first", "professional_first", "key_person_beside", "key_person")


@dataclass(frozen=True, slots=True)
class Rule:
    """One triage rule as values: its code, its place in the list, and where a yes leads."""

    code: str
    position: int
    outcome: str


# Where the router sends a question away from key persons, unless a coordinator overrules it.
SENT_ELSEWHERE = ("emergency", "interpreter_first", "professional_first")


@dataclass(frozen=True, slots=True)
class Triage:
    """Where a question goes and which rule said so ("" when none did)."""

    outcome: str
    rule: str

    @property
    def key_person_may_help(self) -> bool:
        """Whether a key person may be asked without somebody overriding the router."""
        return self.outcome in {"key_person", "key_person_beside"}


def triage(rules: Iterable[Rule], answers: Mapping[str, bool]) -> Triage:
    """The safest outcome among the rules that were answered with yes; a key person when none was.

    Every rule must be answered: an unanswered one counts as yes, because a forgotten question must not send a key
    person into a talk where an interpreter is needed.
    """
    hits = [rule for rule in rules if answers.get(rule.code, True)]
    hits = [rule for rule in hits if rule.outcome != "key_person"]
    if not hits:
        return Triage("key_person", "")
    first = min(hits, key=lambda rule: (OUTCOME_ORDER.index(rule.outcome), rule.position))
    return Triage(first.outcome, first.code)


def expiry(now: datetime, *, answer_hours: int, starts_at: datetime | None) -> datetime:
    """Until when an offer can be answered: the answer time, but never later than two hours before the visit.

    At least half an hour is always left, so that a question for this afternoon can be asked at all.
    """
    late = now + timedelta(hours=answer_hours)
    if starts_at is not None:
        late = min(late, starts_at - timedelta(hours=2))
    return max(late, now + timedelta(minutes=30))


def cannot_wait(now: datetime, expires_at: datetime | None) -> bool:
    """Whether an offer must be answered within half a day: the person may have said that such a one may wake them."""
    return expires_at is not None and expires_at - now < timedelta(hours=12)


def overlaps(
    start: datetime,
    end: datetime,
    others: Sequence[tuple[datetime, datetime, int]],
    margin_minutes: int = 5,
) -> bool:
    """Whether [start, end) clashes with any (start, end, travel minutes to or from it) of the same person."""
    for other_start, other_end, travel in others:
        gap = timedelta(minutes=travel + margin_minutes) if travel else timedelta()
        if start < other_end + gap and other_start < end + gap:
            return True
    return False


def nights_of_rest(heavy_end: datetime | None, start: datetime, *, hours: int = 24) -> bool:
    """Whether a new visit leaves enough rest after a heavy one."""
    return heavy_end is None or start - heavy_end >= timedelta(hours=hours)


# How long a bulk action can be undone; its messages stay in the outbox as long, so nobody reads what was undone.
UNDO_FOR = timedelta(minutes=10)

# What the coordinator can do now; the rest is somebody else's turn.
COORDINATORS_TURN = frozenset({"choose", "choose_again", "decide_time", "plan_time", "ask_newcomer"})


def next_step(
    state: str, *, offers: Collection[str], visits: Collection[str], without_visit: bool, visit_over: bool
) -> str:
    """What has to happen next with a question, as a code; "" when nothing has.

    `offers` and `visits` are the states of those of the question; `without_visit` says that somebody said yes and no
    time is known, `visit_over` that an agreed appointment is over and nobody told how it went.
    """
    if state == "unconfirmed":
        return "wait_confirmation"
    if state in {"open", "asking"} and "other_time" in offers:
        return "decide_time"
    if state in {"open", "asking", "accepted", "planned"} and without_visit:
        return "plan_time"
    if state in {"accepted", "planned"} and "awaiting" in visits:
        return "ask_newcomer"
    if state == "open":
        return "choose_again" if set(offers) - {"queued", "withdrawn"} else "choose"
    if state == "asking":
        return "wait_answer"
    if state in {"accepted", "planned"}:
        return "wait_log" if visit_over else "wait_visit"
    return ""
