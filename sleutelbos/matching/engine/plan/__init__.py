"""Plans of a week: many questions, many people, at once; proposed, explained, with a proven bound, and repaired.

Not exported from ``engine``: this package loads SciPy, which a page about one question need not.
``check_plan`` and ``score_of`` are the dumb twins of the planner and share no rule with it.
"""

from sleutelbos.matching.engine.plan.checker import check_plan, score_of
from sleutelbos.matching.engine.plan.marginal import marginal_value
from sleutelbos.matching.engine.plan.planner import plan
from sleutelbos.matching.engine.plan.repair import repair
from sleutelbos.matching.engine.plan.types import (
    Assignment,
    Because,
    Broken,
    Change,
    Event,
    Limits,
    Moved,
    NewQuestion,
    PersonOut,
    Plan,
    PlanError,
    Planned,
    Price,
    Progress,
    QuestionGone,
    Repair,
    Unserved,
    Violation,
    Why,
    Worth,
)

__all__ = [
    "Assignment",
    "Because",
    "Broken",
    "Change",
    "Event",
    "Limits",
    "Moved",
    "NewQuestion",
    "PersonOut",
    "Plan",
    "PlanError",
    "Planned",
    "Price",
    "Progress",
    "QuestionGone",
    "Repair",
    "Unserved",
    "Violation",
    "Why",
    "Worth",
    "check_plan",
    "marginal_value",
    "plan",
    "repair",
    "score_of",
]
