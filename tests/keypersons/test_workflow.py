"""The life cycle of a key person is one table."""

import pytest

from sleutelbos.keypersons import wording, workflow
from sleutelbos.keypersons.models import KeyPerson


def test_the_table_knows_every_state_and_no_other() -> None:
    states = set(KeyPerson.State.values)
    assert set(workflow.KEY_PERSON) == states
    assert set().union(*workflow.KEY_PERSON.values()) <= states


def test_no_state_is_a_dead_end_and_every_state_can_be_left_for_alumni() -> None:
    for state, nexts in workflow.KEY_PERSON.items():
        assert nexts
        assert state == "alumni" or "alumni" in nexts


def test_what_somebody_does_alone_is_a_legal_step() -> None:
    for old, new in workflow.OWN_STEPS:
        workflow.check(workflow.KEY_PERSON, old, new)


def test_an_unknown_step_is_a_mistake_in_code() -> None:
    with pytest.raises(ValueError, match="candidate > paused"):
        workflow.check(workflow.KEY_PERSON, "candidate", "paused")


def test_every_state_has_a_button_and_a_colour() -> None:
    assert set(wording.MOVE_NAMES) == set(wording.STATE_TONES) == set(workflow.KEY_PERSON)
