"""Keeping all that a shortlist came from, so that the same one can be made a year later."""

from typing import Any

from sleutelbos.matching.engine import codec
from sleutelbos.matching.engine.languages import LanguageRules, load_languages
from sleutelbos.matching.engine.ranking import ENGINE_VERSION, shortlist
from sleutelbos.matching.engine.results import Shortlist
from sleutelbos.matching.engine.travel import DistanceModel
from sleutelbos.matching.engine.travel_table import TravelTable, travel_from_plain, travel_to_plain
from sleutelbos.matching.engine.types import Question, Snapshot
from sleutelbos.matching.engine.weights import Weights


def keep(
    snapshot: Snapshot,
    question: Question,
    weights: Weights,
    *,
    limit: int = 10,
    languages: LanguageRules | None = None,
    travel: DistanceModel | TravelTable | None = None,
) -> dict[str, Any]:
    """Everything ``shortlist`` was given, as plain JSON values: also the rule files, which may change."""
    return {
        "engine": ENGINE_VERSION,
        "limit": limit,
        "snapshot": snapshot.to_json(),
        "question": question.to_json(),
        "weights": weights.to_json(),
        "languages": codec.to_plain(languages or load_languages()),
        "travel": travel_to_plain(travel),
    }


def replay(kept: dict[str, Any]) -> Shortlist:
    """The shortlist of what ``keep`` gave; its ``input_hash`` is the old one while the engine is the same.

    Raises ValueError when something is missing or malformed. Another engine version answers all the same, with
    another hash: compare ``kept["engine"]`` to know.
    """
    try:
        return shortlist(
            Snapshot.from_json(kept["snapshot"]),
            Question.from_json(kept["question"]),
            codec.from_plain(Weights, kept["weights"]),
            limit=kept["limit"],
            languages=codec.from_plain(LanguageRules, kept["languages"]),
            travel=travel_from_plain(kept["travel"]),
        )
    except KeyError as error:
        raise ValueError(f"kept input: {error} is missing") from error
