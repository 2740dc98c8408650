"""One travel model: a suggestion and a yes reckon with the same minutes."""

from __future__ import annotations

import numpy as np
import pytest

from sleutelbos.keypersons.rules import trip_minutes
from sleutelbos.matching.engine.travel import load_travel, on_sphere

PLACES = [(51.965, 6.288), (51.972, 6.719), (52.104, 6.311), (52.370, 4.895), (50.851, 5.690), (51.965, 6.288)]


@pytest.mark.parametrize("means", ["walk", "bike", "public", "car"])
def test_accepting_and_suggesting_take_the_same_minutes(means: str) -> None:
    model = load_travel()
    for here in PLACES:
        for there in PLACES:
            expected = int(model.minutes(np.array(on_sphere(*here)), np.array(on_sphere(*there)), means))  # type: ignore[arg-type]
            # One metre of rounding may tip a trip into the next minute.
            assert abs(trip_minutes(means, *here, *there) - expected) <= 1, (here, there)
