"""What one more person with a given profile would be worth to a week: for finding and training people."""

from collections.abc import Sequence
from dataclasses import replace

from sleutelbos.matching.engine.plan.planner import plan
from sleutelbos.matching.engine.plan.types import Limits, Plan, Worth
from sleutelbos.matching.engine.travel import TravelModel
from sleutelbos.matching.engine.types import Person, Question, Snapshot
from sleutelbos.matching.engine.weights import Weights


def marginal_value(
    snapshot: Snapshot,
    questions: Sequence[Question],
    person: Person,
    weights: Weights | None = None,
    *,
    base: Plan | None = None,
    limits: Limits | None = None,
    workers: int = 1,
    travel: TravelModel | None = None,
) -> Worth:
    """How many points and which questions a plan gains with this person (with an id of its own) in it.

    ``base`` is a plan without the person that was made with the same limits; without it, it is made. Where a limit
    stops the search before the best plan is found, both plans are estimates, and so is the difference. Raises
    ValueError when the id is taken.
    """
    if any(each.id == person.id for each in snapshot.people):
        raise ValueError(f"person {person.id} is there already")
    limits = limits or Limits()
    base = base or plan(snapshot, questions, weights, limits=limits, workers=workers, travel=travel)
    more = replace(snapshot, people=(*snapshot.people, person))
    better = plan(more, questions, weights, limits=limits, workers=workers, start_from=base.assignments, travel=travel)
    before = {item.question for item in base.assignments}
    after = {item.question for item in better.assignments}
    return Worth(better.score - base.score, len(after) - len(before), tuple(sorted(after - before)))
