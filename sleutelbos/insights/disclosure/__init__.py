"""Which figures can be published without telling about a few people. Pure: counts in, shown and hidden cells out."""

from sleutelbos.insights.disclosure.hiding import Outcome, Reason, Release, Shown, hide
from sleutelbos.insights.disclosure.intervals import Interval, interval_of
from sleutelbos.insights.disclosure.rounding import rounded
from sleutelbos.insights.disclosure.tables import Cell, Dimension, Population, Rule, Table, cells_of

__all__ = [
    "Cell", "Dimension", "Interval", "Outcome", "Population", "Reason", "Release", "Rule", "Shown", "Table", "cells_of",
    "hide", "interval_of", "rounded",
]  # fmt: skip
