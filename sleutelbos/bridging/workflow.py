"""Which states exist and which moves are legal; buttons, API and docs come from these tables."""

from typing import Final

from sleutelbos.keypersons.workflow import Machine, can_move, check

__all__ = ["HANDOVER", "OFFER", "REFERENCE_LETTER", "REQUEST", "VISIT", "Machine", "can_move", "check"]


def _machine(**moves: str) -> Machine:
    return {state: frozenset(nexts.split()) for state, nexts in moves.items()}


# A question, from the moment somebody typed it until it is closed.
REQUEST: Final = _machine(
    unconfirmed="open expired",  # waits for the signed link in the asker's mail
    open="asking accepted planned redirected unmet cancelled",  # the coordinator's turn
    asking="open accepted planned redirected unmet cancelled",  # key persons have been asked
    accepted="planned asking open cancelled",  # a key person said yes, the newcomer has not yet
    planned="done open asking accepted cancelled",  # an appointment stands
    done="",
    redirected="open",  # to an interpreter or a professional; the coordinator may override
    unmet="open",  # nobody could; it counts
    cancelled="open",
    expired="",
)

# What one key person is asked.
OFFER: Final = _machine(
    queued="open withdrawn",  # in turn: not asked yet
    open="accepted declined other_time referred later expired withdrawn taken",
    other_time="accepted declined withdrawn taken expired",
    # A change of mind is welcome as long as nobody else was chosen.
    declined="accepted withdrawn",
    referred="accepted declined withdrawn taken",
    later="accepted declined withdrawn taken",
    accepted="stepped_out another_chosen withdrawn",
    # Whoever did not answer, or was not needed, can be asked again.
    expired="open queued withdrawn",
    withdrawn="open queued",
    taken="open queued",
    stepped_out="",
    another_chosen="",
)

# An appointment of one key person.
VISIT: Final = _machine(
    awaiting="confirmed cancelled",  # waits for the newcomer's yes
    confirmed="done no_show cancelled handed_over",
    done="",
    no_show="",
    cancelled="",
    handed_over="",
)

# Somebody else may come: asked of the newcomer by the key person who has less time.
HANDOVER: Final = _machine(asked="agreed refused withdrawn", agreed="", refused="", withdrawn="")

# A letter about somebody's work. What it says is agreed before it is signed; another text needs another yes.
REFERENCE_LETTER: Final = _machine(
    asked="proposed withdrawn",
    proposed="agreed asked proposed withdrawn",
    agreed="issued proposed withdrawn",
    issued="",
    withdrawn="",
)

OPEN_REQUEST_STATES: Final = frozenset({"open", "asking", "accepted", "planned"})
OPEN_OFFER_STATES: Final = frozenset({"open", "other_time"})
STANDING_VISIT_STATES: Final = frozenset({"awaiting", "confirmed"})

# Why nobody could; a reason is a code so that it can be counted.
UNMET_REASONS: Final = (
    "no_language",
    "no_time",
    "no_gender",
    "too_far",
    "nobody_answered",
    "all_said_no",
    "newcomer_stopped",
    "not_our_role",
    "other",
)
