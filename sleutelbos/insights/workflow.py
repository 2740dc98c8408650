"""Which states an edition and a quote have, and which moves are legal."""

from typing import Final

from sleutelbos.keypersons.workflow import Machine, can_move, check

__all__ = ["COUNCIL_PAGE", "EDITION", "QUOTE", "RELEASE", "Machine", "can_move", "check"]

# The publication; what people read is an issue of it, and issues are never changed.
EDITION: Final[Machine] = {
    "draft": frozenset({"review"}),
    "review": frozenset({"draft", "published"}),
    "published": frozenset({"replaced"}),  # corrections and withdrawn words make a new issue, not a new state
    "replaced": frozenset(),
}

# Words of one person.
QUOTE: Final[Machine] = {
    "draft": frozenset({"asked"}),
    "asked": frozenset({"approved", "change", "refused", "draft"}),  # other words: back to the beginning
    "change": frozenset({"draft", "approved", "refused"}),
    "approved": frozenset({"withdrawn", "draft"}),
    "refused": frozenset(),
    "withdrawn": frozenset(),
}

# Open figures of a period; what is public stays known, so there is no way back.
RELEASE: Final[Machine] = {
    "preparing": frozenset({"ready", "failed", "discarded"}),
    "ready": frozenset({"published", "discarded"}),
    "published": frozenset(),
    "failed": frozenset(),
    "discarded": frozenset(),
}

# The page about a year for a council; its figures never change, a correction is a new page beside the old one.
COUNCIL_PAGE: Final[Machine] = {
    "draft": frozenset({"published"}),
    "published": frozenset({"replaced", "withdrawn"}),
    "replaced": frozenset({"withdrawn"}),
    "withdrawn": frozenset(),
}
