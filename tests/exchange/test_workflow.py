"""The table of an import's states."""

from __future__ import annotations

from sleutelbos.exchange import workflow
from sleutelbos.exchange.models import ImportBatch


def test_every_state_is_in_the_table_and_can_be_reached() -> None:
    assert set(workflow.IMPORT) == set(ImportBatch.State.values)
    reached = {"reading"}
    while grown := {new for state in reached for new in workflow.IMPORT[state]} - reached:
        reached |= grown
    assert reached == set(ImportBatch.State.values)
    assert set(workflow.IMPORT) >= workflow.BUSY


def test_what_was_taken_back_or_thrown_away_never_comes_back() -> None:
    assert workflow.IMPORT["undone"] == workflow.IMPORT["discarded"] == frozenset()
    assert not workflow.can_move(workflow.IMPORT, "imported", "discarded")
