"""Rounds: visits that can move within the day, made by people who travel from one to the next.

A solver of its own for a day of home visits, some of which need two people at once or one after the other. It shares
nothing with the week plan, whose appointments have a time already. ``solve`` answers; ``cost_of`` counts again what an
answer costs, from nothing but its rounds and times.
"""

from sleutelbos.matching.engine.rounds.problem import Day, Round, Stop, Task, cost_of
from sleutelbos.matching.engine.rounds.reader import read_day
from sleutelbos.matching.engine.rounds.search import Rounds, solve

__all__ = ["Day", "Round", "Rounds", "Stop", "Task", "cost_of", "read_day", "solve"]
