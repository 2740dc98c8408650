"""What every channel says when a message did not leave."""


class Undelivered(Exception):
    """A message was not taken. `reason` is a code of notices/wording.py; `again` whether to try later.

    `after`: seconds the other side asked us to wait. `detail`: a few words for the log, never an address or a text.
    """

    def __init__(self, reason: str, *, again: bool, after: float = 0, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.again = again
        self.after = after
        self.detail = detail
