"""Questions to the database; `visible_letters` and `visible_rounds` are the only doors to rows shown to people."""

from .desk import desk_rows, gains_of, proposals_of, question_results
from .letters import letters_with_counts, published, visible_letters, word_proposals
from .panels import balance_of, candidates, may_be_asked, routes_to_count, seats
from .public import published_rounds
from .reading import cards, others_proposals, own_readings, reader_findings, remarks_of
from .rounds import decided_changes, overdue, progress_of, public_overdue, undecided, visible_rounds

__all__ = [
    "balance_of",
    "candidates",
    "cards",
    "decided_changes",
    "desk_rows",
    "gains_of",
    "letters_with_counts",
    "may_be_asked",
    "others_proposals",
    "overdue",
    "own_readings",
    "progress_of",
    "proposals_of",
    "public_overdue",
    "published",
    "published_rounds",
    "question_results",
    "reader_findings",
    "remarks_of",
    "routes_to_count",
    "seats",
    "undecided",
    "visible_letters",
    "visible_rounds",
    "word_proposals",
]
