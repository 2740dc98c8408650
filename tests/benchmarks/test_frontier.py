"""What a repair could keep at all is never less than a repair keeps, and leaving out what is far away costs nothing."""

from itertools import product

import numpy as np
import pytest

from benchmarks.matching import frontier, tables
from benchmarks.matching.checker import Judge
from benchmarks.matching.frontier import ANY, Event, Most
from benchmarks.matching.generator import Instance, make
from benchmarks.matching.objective import Visit
from benchmarks.matching.repairs import Trouble, by_hand, repaired, troubles
from sleutelbos.matching.engine import load_weights
from sleutelbos.matching.engine.plan import Limits, plan


@pytest.fixture(scope="module")
def instance() -> Instance:
    return make("S", 3)


@pytest.fixture(scope="module")
def visits(instance: Instance) -> list[Visit]:
    found = plan(instance.snapshot, instance.questions, limits=Limits(seconds=None, work=1), seed=3, workers=1)
    return [Visit(item.question, item.person, item.start) for item in found.assignments]


@pytest.fixture(scope="module")
def illnesses(instance: Instance, visits: list[Visit]) -> list[Trouble]:
    return troubles(instance, visits, 3)["illnesses"]


def test_more_moves_never_keep_less_and_every_plan_is_valid(
    instance: Instance, visits: list[Visit], illnesses: list[Trouble]
) -> None:
    for trouble in illnesses:
        event = Event(instance, visits, trouble)
        judge = Judge(event.snapshot, event.week.questions, load_weights())
        before = 0
        for moves in (0, 1, 2, ANY):
            most = event.most(moves, 20.0)
            assert before <= most.kept == most.bound <= len(event.lost)
            assert most.moves <= moves
            assert not judge.findings(most.visits)
            assert {visit.question for visit in event.stands} <= {visit.question for visit in most.visits}
            before = most.kept
        assert event.most(ANY, 20.0, drop=True).kept >= before


def test_what_is_left_out_as_too_far_away_would_not_have_helped(
    instance: Instance, visits: list[Visit], illnesses: list[Trouble], monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [Event(instance, visits, trouble) for trouble in illnesses]
    near = [[event.most(moves, 20.0).kept for moves in (0, 1, 2)] for event in events]
    everything = (np.zeros, np.ones)
    monkeypatch.setattr(
        Event, "_bounds", lambda self, _moves, _lost: tuple(of(self.columns, dtype=np.int64) for of in everything)
    )
    assert near == [[event.most(moves, 20.0).kept for moves in (0, 1, 2)] for event in events]


def test_no_repair_keeps_more_than_the_frontier_says(
    instance: Instance, visits: list[Visit], illnesses: list[Trouble]
) -> None:
    for trouble in illnesses:
        event = Event(instance, visits, trouble)
        for method in (by_hand, repaired(wide=False)):
            after = method(instance, instance.questions, visits, trouble)
            served = {visit.question for visit in after}
            if {visit.question for visit in event.stands} <= served:
                moved = len(event.stands - set(after))
                assert len(event.lost & served) <= event.most(moved, 20.0).bound


def test_moves_are_shared_out_as_trying_everything_would() -> None:
    events = [[(0, 1), (1, 2), (3, 5)], [(0, 0), (2, 3)], [(0, 2), (1, 2), (2, 4)]]
    for budget in range(8):
        tried = [
            sum(kept for _moves, kept in choice)
            for choice in product(*events)
            if sum(moves for moves, _kept in choice) <= budget
        ]
        assert frontier.shared_out(events, budget) == max(tried)


def test_between_two_numbers_of_moves_nothing_passes_the_bound_of_the_greater_one() -> None:
    found = {0: Most(1, 0, 1), 2: Most(2, 2, 3), ANY: Most(4, 9, 4)}
    assert frontier.ceilings(found) == [(0, 1), (1, 3), (2, 3), (3, 4)]


@pytest.mark.parametrize("commands", [tables.everything(""), tables.quick(), tables.tried()])
def test_every_table_has_a_module_that_can_be_run(commands: list[tuple[str, str]]) -> None:
    for _name, command in commands:
        module = command.split()[0]
        assert __import__(module, fromlist=["main"]).main


def test_the_tables_say_which_commit_they_are_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert tables.commit() == "commit not known"
