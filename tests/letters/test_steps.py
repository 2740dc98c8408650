"""Scores of versions: what is compared was reckoned by one index."""

from __future__ import annotations

from typing import Any

import pytest

from sleutelbos.letters.models import Score
from sleutelbos.letters.services.steps import score_version
from tests.letters import room

pytestmark = pytest.mark.django_db


def test_versions_of_a_letter_are_reckoned_by_one_index_and_letters_of_others_stay(region_a: Any) -> None:
    actor = room.writer(region_a)
    first, other = (room.letter(region_a, actor).versions.get() for _ in range(2))
    true = Score.objects.get(version=first).penalty
    Score.objects.update(index_version="older", penalty=9.0)
    second = first.letter.versions.create(number=2)
    block = second.blocks.create(key=1, kind="paragraph", text="Bel ons vandaag.")
    second.sentences.create(block=block, position=1, start=0, end=16, text=block.text, key="1.1")
    score_version(second)
    now = Score.objects.get(version=second).index_version
    again = Score.objects.get(version=first)
    assert now not in ("", "older") and (again.index_version, again.penalty) == (now, true)
    assert Score.objects.get(version=other).penalty == 9.0
