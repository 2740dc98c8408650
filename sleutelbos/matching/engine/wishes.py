"""Letting a wish go: every relaxation turns a question into a wider question, and nothing else.

"What if" is by definition the answer to the wider question. Only wishes of the question are here: nobody's
own hours, caps, papers or exclusions can be let go.
"""

from collections.abc import Iterable
from dataclasses import replace

from sleutelbos.matching.engine.codes import START_RULES, Relaxation, Rule
from sleutelbos.matching.engine.moments import DAY
from sleutelbos.matching.engine.types import LanguageNeed, Question, Window
from sleutelbos.matching.engine.weights import Weights

# The rules whose answer a relaxation can change; every other rule keeps its answer.
TOUCHES: dict[Relaxation, frozenset[Rule]] = {
    Relaxation.GENDER: frozenset({Rule.GENDER}),
    Relaxation.FALLBACK: frozenset({Rule.LANGUAGE}),
    Relaxation.LEVEL: frozenset({Rule.LANGUAGE}),
    Relaxation.SAME_PLACE: frozenset({Rule.SAME_PLACE}),
    Relaxation.KNOWN_ONLY: frozenset({Rule.KNOWN_ONLY}),
    Relaxation.DISTANCE: frozenset({Rule.TRAVEL}),
    Relaxation.ONLINE: frozenset({Rule.ONLINE, Rule.TRAVEL, Rule.OWN_WISH, Rule.OVERLAP}),
    Relaxation.SAME_DAY: frozenset(START_RULES),
    Relaxation.SAME_WEEK: frozenset(START_RULES),
    Relaxation.ANY_TIME: frozenset(START_RULES),
}

TIME_WISHES = (Relaxation.SAME_DAY, Relaxation.SAME_WEEK, Relaxation.ANY_TIME)

# "Could it be by phone?" is the only one that may also cost people: some who could come do not help by phone.
# So a "what if" counts who is added, and takes nobody away.
MAY_COST_PEOPLE = frozenset({Relaxation.ONLINE})


def relax(question: Question, wish: Relaxation, weights: Weights, at: int) -> Question | None:
    """The question without one wish, or None when it has no such wish; ``at`` as in the snapshot."""
    match wish:
        case Relaxation.GENDER if question.required_gender:
            kept = question.preferred_gender or question.required_gender
            return replace(question, required_gender="", preferred_gender=kept)
        case Relaxation.FALLBACK if question.languages and question.fallback == "none":
            return replace(question, fallback="declared")
        case Relaxation.LEVEL:
            lower = tuple(_one_level_lower(need) for need in question.languages)
            return None if lower == question.languages else replace(question, languages=lower)
        case Relaxation.SAME_PLACE if question.not_from_places:
            return replace(question, not_from_places=())
        case Relaxation.KNOWN_ONLY if question.known_only:
            return replace(question, known_only=False)
        case Relaxation.DISTANCE if not question.online and not question.any_distance:
            return replace(question, any_distance=True)
        case Relaxation.ONLINE if question.may_be_online and not question.online:
            return replace(question, online=True)
        case Relaxation.SAME_DAY | Relaxation.SAME_WEEK | Relaxation.ANY_TIME:
            return _other_time(question, wish, weights, at)
    return None


def relax_all(question: Question, wishes: Iterable[Relaxation], weights: Weights, at: int) -> Question:
    """The question without all these wishes; wishes it does not have are passed over."""
    for wish in Relaxation:
        if wish in wishes:
            question = relax(question, wish, weights, at) or question
    return question


def relaxations(question: Question, weights: Weights, at: int) -> dict[Relaxation, Question]:
    """For every wish this question has, the question without it."""
    found = {wish: relax(question, wish, weights, at) for wish in Relaxation}
    return {wish: wider for wish, wider in found.items() if wider is not None}


def _one_level_lower(need: LanguageNeed) -> LanguageNeed:
    """One step lower in every use that is needed, but never below a little."""
    return replace(
        need,
        speaking=max(need.speaking - 1, min(need.speaking, 1)),
        understanding=max(need.understanding - 1, min(need.understanding, 1)),
        reading=max(need.reading - 1, min(need.reading, 1)),
    )


def _other_time(question: Question, wish: Relaxation, weights: Weights, at: int) -> Question | None:
    if not question.timed:
        return None
    if wish is Relaxation.ANY_TIME:
        return replace(question, any_time=True)
    days = sorted({start // DAY for start in question.starts})
    if wish is Relaxation.SAME_WEEK:
        if days[-1] - days[0] >= 6:
            return None
        days = list(range(days[0], days[0] + 7))
    windows = []
    for day in days:
        start, end = day * DAY + weights.day_starts, day * DAY + weights.day_ends
        late = max(0, -(-(at - start) // weights.what_if_step))
        start += late * weights.what_if_step
        if start + question.duration <= end:
            windows.append(Window(start, end, weights.what_if_step))
    try:
        wider = replace(question, windows=question.windows + tuple(windows))
    except ValueError:
        return None
    return wider if set(wider.starts) > set(question.starts) else None
