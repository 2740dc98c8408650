"""When and by which way somebody is told: rules that need only values."""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from typing import Final

# One takes over from the other in this order.
ORDER: Final = ("push", "sms", "mail")
# About these somebody must hear: a choice of nothing at all is no choice.
MUST_HEAR: Final = frozenset({"question", "appointment"})
# The one message of the day or the week, local time; Monday is 0.
DIGEST_AT: Final = time(8, 0)
DIGEST_WEEKDAY: Final = 0
# A question that must be answered sooner than this after the one message of the day is told at once.
ROOM_TO_ANSWER: Final = timedelta(hours=4)


def ways(chosen: Sequence[str], usable: Collection[str], *, with_calendar: bool = False) -> list[str]:
    """The channels a message goes by: the chosen ones that work, else the first that works; empty for none.

    A calendar invitation is a mail, so a message with one also goes by mail.
    """
    found = [way for way in ORDER if way in chosen and way in usable]
    if not found:
        # Whoever chose nothing that works is told all the same: by mail, the quietest way, if there is an address.
        found = [way for way in reversed(ORDER) if way in usable][:1]
    if with_calendar and "mail" in usable and "mail" not in found:
        found.append("mail")
    return found


def next_way(tried: Collection[str], usable: Collection[str]) -> str | None:
    """The channel that takes over when those that were tried did not work."""
    return next((way for way in ORDER if way in usable and way not in tried), None)


def quiet_end(local: datetime, *, quiet_from: int, quiet_until: int) -> datetime | None:
    """When the quiet hours end that `local` lies in; None outside them. Minutes of the day, local time.

    The same minute twice means no quiet hours. `local` is aware and in the reader's zone; so is the answer.
    """
    if quiet_from == quiet_until:
        return None
    minute = local.hour * 60 + local.minute
    crosses = quiet_from > quiet_until
    inside = (minute >= quiet_from or minute < quiet_until) if crosses else quiet_from <= minute < quiet_until
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if crosses and minute >= quiet_from else 0)
    return datetime.combine(day, time(quiet_until // 60, quiet_until % 60), tzinfo=local.tzinfo)


def digest_moment(local: datetime, rhythm: str) -> datetime | None:
    """When the next one message of the day or the week goes out; None for somebody who is told at once."""
    if rhythm not in {"day", "week"}:
        return None
    moment = datetime.combine(local.date(), DIGEST_AT, tzinfo=local.tzinfo)
    if rhythm == "week":
        moment += timedelta(days=(DIGEST_WEEKDAY - local.weekday()) % 7)
    if moment <= local:
        moment += timedelta(days=1 if rhythm == "day" else 7)
        # Wall time, also over the night the clock changes.
        moment = datetime.combine(moment.date(), DIGEST_AT, tzinfo=local.tzinfo)
    return moment


def may_wait(moment: datetime, deadline: datetime | None) -> bool:
    """Whether there is still room to answer when a message goes out at `moment`."""
    return deadline is None or moment + ROOM_TO_ANSWER <= deadline


def back_off(attempts: int, *, at_least: float = 0) -> timedelta:
    """How long to wait before the next try: one minute, two, four ... or what the other side asked for."""
    return timedelta(seconds=max(30 * 2**attempts, min(at_least, 6 * 3600)))
