"""Who can help in which language: the language model applied to all people at once."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sleutelbos.matching.engine.codes import Reason, Relation
from sleutelbos.matching.engine.columns import Bools, Ints, LanguageRows
from sleutelbos.matching.engine.languages import USES, LanguageRules, Route
from sleutelbos.matching.engine.results import LanguageMatch, Points
from sleutelbos.matching.engine.types import LanguageNeed, Question
from sleutelbos.matching.engine.weights import Weights
from sleutelbos.matching.engine.world import World

Values = tuple[tuple[str, int | str], ...]

WORST = -(1 << 40)
LANGUAGE_REASON = {
    Relation.DIRECT: Reason.LANGUAGE_DIRECT,
    Relation.OPEN: Reason.LANGUAGE_OPEN,
    Relation.FALLBACK: Reason.LANGUAGE_FALLBACK,
}


@dataclass(frozen=True)
class LanguageFit:
    """For everybody: whether the languages do, and the best of the possible pairs of varieties.

    ``option`` indexes ``options`` (a need and a way to serve it), -1 for nobody's; ``points`` are those of
    that option, the steps above the minimum included.
    """

    fits: Bools
    also: Bools
    option: Ints
    points: Ints
    options: tuple[tuple[LanguageNeed, Route], ...]

    def match(self, world: World, person: int) -> LanguageMatch | None:
        """The pair of varieties the match of one person (a position) rests on."""
        if self.option[person] < 0:
            return None
        need, route = self.options[int(self.option[person])]
        rows = world.languages[route.have]
        levels = rows.levels[:, int(rows.person.searchsorted(person))]
        kept = [route.level(use, int(levels[use])) for use in range(3)]
        return LanguageMatch(
            need.variety, route.have, route.relation, need.accepted, kept[0], kept[1], kept[2], route.note
        )

    def reasons(self, world: World, person: int, weights: Weights) -> tuple[Points, ...]:
        """The language points of one person (a position): what the match rests on, a yes, and the level."""
        match = self.match(world, person)
        if match is None:
            return ()
        need, route = self.options[int(self.option[person])]
        use, minimum = main_use(need)
        level = (match.speaking, match.understanding, match.reading)[use]
        accepted = weights.language_accepted if need.accepted else 0
        pair: Values = (("asked", match.asked), ("used", match.used))
        values: Values = (*pair, ("level", level), ("minimum", minimum), ("use", USES[use]))
        if match.note:
            values = (*values, ("note", match.note))
        points = route_points(need, route, weights) - accepted
        told = [Points(LANGUAGE_REASON[route.relation], points, values)]
        if need.accepted:
            told.append(Points(Reason.LANGUAGE_ACCEPTED, accepted, pair))
        if steps := max(level - minimum, 0):
            told.append(Points(Reason.LANGUAGE_LEVEL, weights.language_level * steps, (("steps", steps),)))
        return tuple(told)


def fit_languages(world: World, question: Question, weights: Weights, languages: LanguageRules) -> LanguageFit:
    """Holds everybody against the languages of a question; the best pair is the one with most points."""
    also = np.ones(world.size, dtype=bool)
    for need in question.also:
        able = np.zeros(world.size, dtype=bool)
        for route in languages.routes(need.variety, fallback=False):
            for rows, passed, _levels in _served(world, languages, need, route):
                able[rows.person[passed]] = True
        also &= able
    best = np.full(world.size, WORST, dtype=np.int64)
    option = np.full(world.size, -1, dtype=np.int64)
    options: list[tuple[LanguageNeed, Route]] = []
    for need in question.languages:
        use, minimum = main_use(need)
        for route in languages.routes(need.variety, fallback=question.fallback == "declared"):
            for rows, passed, levels in _served(world, languages, need, route):
                who = rows.person[passed]
                points = route_points(need, route, weights)
                points = points + weights.language_level * np.maximum(levels[use][passed] - minimum, 0)
                better = points > best[who]
                best[who[better]] = points[better]
                option[who[better]] = len(options)
            options.append((need, route))
    fits = option >= 0 if question.languages else np.ones(world.size, dtype=bool)
    return LanguageFit(fits, also, option, np.where(option >= 0, best, 0), tuple(options))


def main_use(need: LanguageNeed) -> tuple[int, int]:
    """The use that counts for levels above the minimum (an index into USES) and that minimum."""
    for use, minimum in enumerate((need.speaking, need.understanding, need.reading)):
        if minimum:
            return use, minimum
    return 0, 0


def route_points(need: LanguageNeed, route: Route, weights: Weights) -> int:
    """The points of serving a need by a route, without the steps above the minimum."""
    use, _minimum = main_use(need)
    points = weights.language_accepted if need.accepted else 0
    if route.relation is Relation.DIRECT:
        return points + weights.language_direct
    if route.relation is Relation.OPEN:
        return points + weights.language_open
    return points + weights.language_fallback + weights.language_fallback_per_level * (route.costs[use] or 0)


def _served(
    world: World, languages: LanguageRules, need: LanguageNeed, route: Route
) -> Iterable[tuple[LanguageRows, Bools, Ints]]:
    """The rows that list the variety of a route, which of them pass, and their levels after its cost."""
    rows = world.languages.get(route.have)
    if rows is None:
        return
    minima = (need.speaking, need.understanding, need.reading)
    costs = [0 if cost is None else cost for cost in route.costs]
    levels = np.maximum(rows.levels - np.array(costs)[:, None], 0)
    passed = np.ones(len(rows.person), dtype=bool)
    for use, minimum in enumerate(minima):
        if minimum:
            passed &= (levels[use] >= minimum) if route.costs[use] is not None else False
    if need.reading and need.script:
        usual = languages.usual_scripts(route.have)
        unsaid = usual if len(usual) == 1 else ()
        passed &= np.array([need.script in (scripts or unsaid) for scripts in rows.scripts], dtype=bool)
    yield rows, passed, levels
