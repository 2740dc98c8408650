"""Which states a letter, a round and a reader have, and which moves are legal."""

from typing import Final

from sleutelbos.keypersons.workflow import Machine, can_move

__all__ = ["LETTER", "READER", "ROUND", "Machine", "can_move"]


def _machine(**moves: str) -> Machine:
    return {state: frozenset(nexts.split()) for state, nexts in moves.items()}


# A text on its way to readers.
LETTER: Final = _machine(
    reading="confirming gate failed discarded",  # the file is being read
    confirming="gate discarded",  # text out of a PDF: the writer looks whether it is whole
    gate="ready discarded",  # personal data are replaced or confirmed as public; only the writer sees it
    ready="discarded",  # may be read by a panel
    failed="discarded",  # refused, with a reason
    discarded="",
)

# A panel that is asked.
ROUND: Final = _machine(
    asked="open withdrawn",  # the writer wants readers; the coordinator chooses the panel
    open="closed withdrawn",  # people read
    closed="told",  # the writer decides; past its date everybody can see that
    told="",  # every reader knows what was done with it
    withdrawn="",
)

# One person of a panel.
READER: Final = _machine(
    invited="reading declined missed",  # has a link
    reading="finished declined partly missed",  # opened it and said so
    finished="",
    partly="",  # the round closed before the end; what was said counts, and so does the time
    declined="reading",  # may come back as long as the round is open
    missed="",
)
