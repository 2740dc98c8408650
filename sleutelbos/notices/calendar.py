"""Calendar invitations by mail (iTIP and iMIP: RFC 5545, 5546, 6047) that real programs take.

Who gets one sees the appointment in Outlook, Google, Apple or Thunderbird, and a later message with the
same `uid` and a higher `sequence` moves or removes it.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.mime.application import MIMEApplication
from typing import Literal
from zoneinfo import ZoneInfo

from django.core.mail import EmailMultiAlternatives
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from sleutelbos.ui.guard import mask

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]

ZONE = ZoneInfo("Europe/Amsterdam")
FILE_NAME = "invite.ics"
# A region without an address can plan all the same. Nobody owns a name under .invalid, so that no stranger
# gets the answers.
NOBODY = "no-reply@sleutelbos.invalid"

# Written out with rules, because Outlook reads these and not the list of single dates that a library derives.
TIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One appointment as the other side's calendar will show it.

    `uid` stays the same for the life of the appointment; `sequence` grows with every change and with the
    cancellation. `starts_at` and `ends_at` are aware. `summary`, `location` and `description` are read by
    calendar companies and by whoever shares a calendar: nothing in them may point at a newcomer.
    `attendees` are pairs of name and e-mail address; an address in `accepted` is shown as having said yes.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    organizer_email: str
    organizer_name: str = ""
    location: str = ""
    description: str = ""
    url: str = ""
    attendees: tuple[tuple[str, str], ...] = ()
    accepted: frozenset[str] = frozenset()
    stamp: datetime = field(default_factory=lambda: datetime.now(UTC))


def invitation(event: CalendarEvent, method: Method = "REQUEST") -> bytes:
    """The message a calendar program acts on: put it there or move it (REQUEST), take it away (CANCEL).

    UTF-8 with CRLF line ends and lines of at most 75 octets. Raises ValueError for times without a time
    zone or an end that is not after the start.
    """
    if event.starts_at.tzinfo is None or event.ends_at.tzinfo is None:
        raise ValueError("starts_at and ends_at need a time zone")
    if event.ends_at <= event.starts_at:
        raise ValueError("ends_at must be after starts_at")
    calendar = Calendar()
    calendar.add("prodid", "-//Sleutelbos//Sleutelbos//NL")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(Timezone.from_ical(TIMEZONE))
    calendar.add_component(_vevent(event, method))
    return bytes(calendar.to_ical())


def publication(event: CalendarEvent) -> bytes:
    """The same appointment as a file somebody puts in the own calendar: nobody is asked to answer."""
    return invitation(replace(event, attendees=()), method="PUBLISH")


def attach(message: EmailMultiAlternatives, calendar: bytes, *, method: str = "") -> None:
    """Add an invitation to a mail in both ways that programs look for it.

    Outlook, Google and Apple act on the text/calendar alternative, some others only on the attached file.
    Without `method` the one inside the invitation is used.
    """
    if not method:
        method = str(Calendar.from_ical(calendar)["METHOD"])
    message.attach_alternative(calendar.decode(), f"text/calendar; method={method}")
    # Another type than text/calendar on purpose: with two of those Outlook shows the invitation twice.
    attached = MIMEApplication(calendar, "ics", name=FILE_NAME)
    attached.add_header("Content-Disposition", "attachment", filename=FILE_NAME)
    message.attach(attached)


def message(
    event: CalendarEvent,
    *,
    subject: str,
    body: str,
    to: str,
    method: Method = "REQUEST",
    sender: str | None = None,
) -> EmailMultiAlternatives:
    """A mail to one address with the invitation in it, ready to send."""
    mail = EmailMultiAlternatives(subject=subject, body=body, from_email=sender, to=[to])
    attach(mail, invitation(event, method), method=method)
    return mail


def _vevent(event: CalendarEvent, method: Method) -> Event:
    cancelled = method == "CANCEL"
    vevent = Event()
    vevent.add("uid", line(event.uid))
    vevent.add("sequence", event.sequence)
    stamp = event.stamp.astimezone(UTC).replace(microsecond=0)
    for name in ("dtstamp", "last-modified"):
        vevent.add(name, stamp)
    vevent.add("dtstart", event.starts_at.astimezone(ZONE).replace(microsecond=0))
    vevent.add("dtend", event.ends_at.astimezone(ZONE).replace(microsecond=0))
    vevent.add("summary", mask(line(event.summary)))
    for name, value in (("location", line(event.location)), ("description", event.description.strip())):
        if value:
            vevent.add(name, mask(value))
    if event.url:
        vevent.add("url", line(event.url))
    vevent.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    vevent.add("class", "PRIVATE")
    vevent.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    vevent.add("organizer", _address(event.organizer_name, event.organizer_email or NOBODY))
    for name, email in event.attendees:
        vevent.add("attendee", _attendee(name, email, accepted=email in event.accepted))
    return vevent


def _attendee(name: str, email: str, *, accepted: bool) -> vCalAddress:
    address = _address(name, email)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("ACCEPTED" if accepted else "NEEDS-ACTION")
    address.params["RSVP"] = vText("FALSE" if accepted else "TRUE")
    return address


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{line(email)}")
    # A double quote cannot stand in a parameter; older programs do not know the escape for it.
    address.params["CN"] = vText(line(name).replace('"', "'") or line(email))
    return address


def line(text: str) -> str:
    """One line of a text: a line end in a name must never start a new property."""
    return re.sub(r"\s+", " ", re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", text)).strip()
