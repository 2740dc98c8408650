"""What the prices of a search say: which question, person or hour is short."""

import numpy as np

from sleutelbos.matching.engine.columns import Ints
from sleutelbos.matching.engine.plan.search import Search
from sleutelbos.matching.engine.plan.types import Price

SHOWN = 10


def prices_of(search: Search) -> tuple[Price, ...]:
    """The highest prices of each kind, highest first; nothing when the search stopped before it had any."""
    model = search.model
    if model is None or not len(search.prices):
        return ()
    pool, prices = search.groups.pool, search.prices
    person = np.zeros(pool.world.size)
    hour: dict[int, float] = {}
    for number, clique_row in enumerate(model.clique_rows):
        # Cliques that were added later have no price yet.
        price = float(prices[clique_row]) if clique_row < len(prices) else 0.0
        if price <= 1e-6:
            continue
        row = int(model.rows[min(model.cliques[number], key=lambda at: int(pool.start[model.rows[at]]))])
        person[pool.person[row]] += price
        begins = int(pool.start[row]) // 60 * 60
        hour[begins] = hour.get(begins, 0.0) + price
    weeks, months = max(len(search.groups.weeks), 1), max(len(search.groups.months), 1)
    for (low, tight), width in zip(model.cap_rows, (weeks, weeks, months, 1), strict=True):
        if len(tight):
            part = slice(low, low + len(tight))
            np.add.at(person, tight // width, prices[part] * model.most[part])
    question = np.zeros(len(pool.questions))
    np.maximum.at(question, model.question, search.reduced)
    ids: Ints = np.array([item.id for item in pool.questions], dtype=np.int64)
    hours = sorted(hour)
    return (
        *_highest("question", ids, question),
        *_highest("person", pool.world.ids, person),
        *_highest("hour", np.array(hours, dtype=np.int64), np.array([hour[each] for each in hours])),
    )


def _highest(kind: str, subjects: Ints, tenths: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> list[Price]:
    points = np.round(tenths / 10).astype(np.int64)
    order = np.lexsort((subjects, -points))[:SHOWN]
    return [Price(kind, int(subjects[at]), int(points[at])) for at in order.tolist() if points[at] > 0]  # type: ignore[arg-type]
