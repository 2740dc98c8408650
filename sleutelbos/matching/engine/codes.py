"""Every code the engine answers with: why somebody is out, what counts for somebody, what a wish costs."""

from enum import StrEnum


class Rule(StrEnum):
    """A hard rule; the value is the code somebody fails with. The order is the order of the funnel."""

    NOT_DEPLOYABLE = "not_deployable"
    # A silent exclusion, a conflict of interest or "not this person": one code, and nothing says which.
    NOT_POSSIBLE = "not_possible"
    LANGUAGE = "language"
    ALSO_LANGUAGE = "also_language"
    GENDER = "gender"
    OWN_WISH = "own_wish"
    SAME_PLACE = "same_place"
    KNOWN_ONLY = "known_only"
    ONLINE = "online"
    TRAVEL = "travel"
    ENGAGEMENT = "engagement"
    READINESS = "readiness"
    PAUSED = "paused"
    AVAILABILITY = "availability"
    OVERLAP = "overlap"
    WEEK_CAP = "week_cap"
    MONTH_CAP = "month_cap"
    # Every rule about time can be met, but never at one and the same start.
    NO_COMMON_START = "no_common_start"
    ALREADY_ASKED = "already_asked"
    DECLINED = "declined"
    ASK_LATER = "ask_later"
    ASK_CAP = "ask_cap"
    OPEN_ASKS = "open_asks"


RULES: tuple[Rule, ...] = tuple(Rule)

# Rules that depend on when the appointment starts; the others hold or fail for the question as a whole.
DAY_RULES: tuple[Rule, ...] = (
    Rule.ENGAGEMENT,
    Rule.READINESS,
    Rule.PAUSED,
    Rule.WEEK_CAP,
    Rule.MONTH_CAP,
)
HOUR_RULES: tuple[Rule, ...] = (Rule.AVAILABILITY, Rule.OVERLAP)
START_RULES: tuple[Rule, ...] = DAY_RULES + HOUR_RULES

STATIC_RULES: tuple[Rule, ...] = tuple(
    rule for rule in RULES if rule not in START_RULES and rule is not Rule.NO_COMMON_START
)

# What is never offered as "nearly": it would invite the question why.
NEVER_NEAR: frozenset[Rule] = frozenset({Rule.NOT_POSSIBLE, Rule.NO_COMMON_START})


class Reason(StrEnum):
    """A soft reason; its points can be positive, negative or nothing."""

    LANGUAGE_DIRECT = "language_direct"  # asked, used, level, minimum
    LANGUAGE_OPEN = "language_open"  # the question names a family of varieties: asked, used, level, minimum
    LANGUAGE_FALLBACK = "language_fallback"  # a declared fallback: asked, used, level, minimum, note
    LANGUAGE_ACCEPTED = "language_accepted"  # a language the newcomer said is fine; beside the above
    LANGUAGE_LEVEL = "language_level"  # steps above the minimum: steps
    KNOWN = "known"  # visits
    TRAVEL = "travel"  # minutes one way, mode
    TRAVEL_UNKNOWN = "travel_unknown"
    LAST_ASKED = "last_asked"  # weeks since the last ask; -1 when never asked
    LOAD = "load"  # percent of the own weekly cap without and with this visit: before, after
    FIRST_WORK = "first_work"  # nothing in the week of the visit and the weeks before: weeks
    TOPIC = "topic"
    ROLE = "role"
    PREFERRED_GENDER = "preferred_gender"
    REST = "rest"  # heavy visits ended shortly before: hours since the last one, visits
    REST_AFTER = "rest_after"  # a heavy visit, and others that stand already begin shortly after: visits
    DUO = "duo"  # goes with somebody one of both likes to go with: people
    GOES_ALONG = "goes_along"  # one of both wants to go along with somebody who does not need that: people
    TIME_TO_ARRANGE = "time_to_arrange"  # gave no fixed hours
    WAIT = "wait"  # days until the earliest start, for an urgent question


class PlanReason(StrEnum):
    """A soft reason that only a week plan has, beside those of the shortlist."""

    SERVE = "serve"  # this question is served; over several people its points are shared
    URGENT = "urgent"  # urgency
    WAITING = "waiting"  # days since it was asked
    SWITCH = "switch"  # one more person for the same newcomer in one week


class Relaxation(StrEnum):
    """A wish of the question that a person could decide to let go; nothing else can be let go."""

    GENDER = "gender"
    FALLBACK = "fallback"
    LEVEL = "level"
    SAME_PLACE = "same_place"
    KNOWN_ONLY = "known_only"
    DISTANCE = "distance"
    ONLINE = "online"
    SAME_DAY = "time_same_day"
    SAME_WEEK = "time_same_week"
    ANY_TIME = "time_any"


class Relation(StrEnum):
    """How the variety somebody has relates to the variety asked for."""

    DIRECT = "direct"
    OPEN = "open"
    FALLBACK = "fallback"
