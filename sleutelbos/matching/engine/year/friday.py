"""The week plan as the simulated year uses it."""

from collections.abc import Sequence

from sleutelbos.matching.engine.types import Question, Snapshot
from sleutelbos.matching.engine.weights import Weights

# Close enough for a simulation, and by rounds of work instead of seconds, so that a year can be repeated.
GAP, WORK = 0.005, 2


def best_for_all(snapshot: Snapshot, questions: Sequence[Question], weights: Weights) -> dict[int, tuple[int, int]]:
    """Per question id the person and the start of a plan for all of them; who is not in it was not planned."""
    # Imported here: the planner brings solvers with it that the other ways of asking do not need.
    from sleutelbos.matching.engine.plan import Limits, plan

    found = plan(snapshot, questions, weights, limits=Limits(seconds=None, gap=GAP, work=WORK), workers=1)
    return {item.question: (item.person, item.start) for item in found.assignments}
