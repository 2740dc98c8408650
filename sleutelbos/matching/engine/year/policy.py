"""The ways of asking that a simulated year compares."""

from dataclasses import replace
from enum import StrEnum

from sleutelbos.matching.engine.weights import LoadBand, Weights

NEVER = 1000


class Policy(StrEnum):
    """A way of finding somebody."""

    GROUP = "group"  # one message to everybody who could, the quickest yes wins
    NEAREST = "nearest"  # somebody known, else the nearest; one after the other
    SCORE = "score"  # the best score without fairness, one after the other
    EVEN = "even"  # the product's weights without caps on asks, one after the other
    FAIR = "fair"  # the product's weights and caps on asks, one after the other
    WEEK = "week"  # every Friday one plan for all that can wait, all in it asked at once; the rest as FAIR


def policy_weights(policy: Policy, weights: Weights) -> Weights:
    """The weights a way of asking uses: those of the product, without caps on asks but for ``FAIR`` and ``WEEK``."""
    if policy in (Policy.FAIR, Policy.WEEK):
        return weights
    free = replace(weights, asks_per_14_days=NEVER, open_asks=NEVER)
    if policy is Policy.SCORE:
        return replace(free, load=(LoadBand(100, 0),), last_asked_per_week=0, first_work=0)
    return free
