"""A simulated year: what a way of asking does to questions and to people, under behaviour that is only assumed.

One clock runs through all questions: somebody is asked, answers or stays silent, the next is asked, somebody stops. Two
ways of asking meet the same questions and the same luck: the answer of one person to one question is drawn from the
seed, the two ids and nothing else. Nothing in here may be quoted as a claim about real people.
"""

from sleutelbos.matching.engine.year.behaviour import Assumption, Behaviour, load_behaviour
from sleutelbos.matching.engine.year.outcome import Outcome, gini, jain
from sleutelbos.matching.engine.year.policy import Policy
from sleutelbos.matching.engine.year.simulation import Could, servable, simulate, who_could

__all__ = [
    "Assumption",
    "Behaviour",
    "Could",
    "Outcome",
    "Policy",
    "gini",
    "jain",
    "load_behaviour",
    "servable",
    "simulate",
    "who_could",
]
