"""Which states a message has and which moves are legal."""

from typing import Final


def _machine(**moves: str) -> dict[str, frozenset[str]]:
    return {state: frozenset(nexts.split()) for state, nexts in moves.items()}


NOTICE: Final = _machine(
    queued="sending cancelled merged",
    # A worker has it; back to waiting when it should be tried again.
    sending="sent queued failed cancelled delivered",
    sent="delivered failed",  # the provider tells later how it ended
    delivered="",
    failed="delivered",  # a provider may change its mind
    cancelled="",
    merged="",
)
# A message in one of these is on its way or there: no other way is needed.
ALIVE: Final = frozenset({"queued", "sending", "sent", "delivered", "merged"})
