"""The matching core: values in, values out; no Django, no clock, no text.

``shortlist(snapshot, question, weights)`` answers who fits one question and why; ``checker.check`` re-tests
one person from raw data. The page docs/algorithms/matching.md says what is promised to the people
concerned.
"""

from sleutelbos.matching.engine.codes import RULES, PlanReason, Reason, Relation, Relaxation, Rule
from sleutelbos.matching.engine.languages import LanguageRules, Level, load_languages
from sleutelbos.matching.engine.ranking import shortlist, shortlist_in
from sleutelbos.matching.engine.replay import keep, replay
from sleutelbos.matching.engine.results import (
    Candidate,
    Excluded,
    LanguageMatch,
    NearMiss,
    Points,
    Shortlist,
    WhatIf,
)
from sleutelbos.matching.engine.travel import TravelModel, load_travel
from sleutelbos.matching.engine.types import (
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
from sleutelbos.matching.engine.weights import Weights, load_weights

__all__ = [
    "RULES",
    "Ask",
    "Block",
    "Booking",
    "Candidate",
    "Engagement",
    "Excluded",
    "Exclusion",
    "Known",
    "LanguageMatch",
    "LanguageNeed",
    "LanguageRules",
    "Level",
    "NearMiss",
    "Pause",
    "Person",
    "PersonLanguage",
    "Place",
    "PlanReason",
    "Points",
    "Question",
    "Readiness",
    "Reason",
    "Relation",
    "Relaxation",
    "Rule",
    "Shortlist",
    "Snapshot",
    "TimeException",
    "TravelModel",
    "Weights",
    "WhatIf",
    "Window",
    "keep",
    "load_languages",
    "load_travel",
    "load_weights",
    "replay",
    "shortlist",
    "shortlist_in",
]
