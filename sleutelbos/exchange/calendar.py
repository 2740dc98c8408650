"""Appointments as a calendar that programs subscribe to (RFC 5545, 7986), in three levels of privacy.

Whoever reads a calendar of somebody else (Google, a partner, a colleague) reads all of it, so each level is its own
address. No level says anything about a newcomer.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from sleutelbos.notices.calendar import TIMEZONE, ZONE, line
from sleutelbos.ui.guard import mask

# Raised when the same appointments are written differently: programs must then read them anew.
FORM = "1"
# What programs are asked to keep to; a question of "anything new?" costs little, so an hour is fine.
EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment as far as its level and its state allow; aware times, empty texts where nothing may be known."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    certain: bool
    summary: str = ""
    location: str = ""
    description: str = ""
    url: str = ""


_PARTS = attrgetter(*(field.name for field in fields(Entry)))


def fingerprint(entries: Iterable[Entry], *, name: str, language: str) -> str:
    """A word that changes when a program would show something else."""
    digest = hashlib.sha256(f"{FORM}\0{name}\0{language}".encode())
    for entry in entries:
        digest.update(repr(_PARTS(entry)).encode())
    return digest.hexdigest()


def feed(entries: Iterable[Entry], *, name: str, language: str, changed_at: datetime) -> bytes:
    """The whole calendar: UTF-8, CRLF, lines of at most 75 octets; the same bytes for the same entries."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sleutelbos//Sleutelbos//NL")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, line(name))
    calendar.add("x-wr-timezone", "Europe/Amsterdam")
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(Timezone.from_ical(TIMEZONE))
    stamp = changed_at.astimezone(UTC).replace(microsecond=0)
    with translation.override(language):
        for entry in entries:
            calendar.add_component(_event(entry, stamp))
    return bytes(calendar.to_ical())


def _event(entry: Entry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", line(entry.uid))
    event.add("sequence", entry.sequence)
    for key in ("dtstamp", "last-modified"):
        event.add(key, stamp)
    event.add("dtstart", entry.starts_at.astimezone(ZONE).replace(microsecond=0))
    event.add("dtend", entry.ends_at.astimezone(ZONE).replace(microsecond=0))
    event.add("summary", mask(line(entry.summary)) or _("Busy"))
    if entry.location:
        event.add("location", mask(line(entry.location)))
    if entry.description:
        event.add("description", mask(entry.description.strip()))
    if entry.url:
        event.add("url", line(entry.url))
    event.add("status", "CONFIRMED" if entry.certain else "TENTATIVE")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event
