"""Secret addresses of calendars: made, made anew, ended."""

import hashlib
import secrets
from datetime import date

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.errors import RuleBroken

from ..models import CalendarFeed


def new_token() -> str:
    """43 signs from 32 random bytes; with enough digits for a log line to know it as a key and hide it."""
    while True:
        token = secrets.token_urlsafe(32)
        if sum(sign.isdigit() for sign in token) >= 4 and token.lower() != token != token.upper():
            return token


def hash_of(token: str) -> str:
    """What is kept of a token: nobody who reads the database can read a calendar."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(*, key_person: KeyPerson, level: str, actor: Viewer) -> tuple[CalendarFeed, str]:
    """A fresh secret address for one level; the one before stops at once. Returns the secret, which is not kept."""
    if level not in CalendarFeed.Level.values:
        raise RuleBroken("unknown-choice")
    token = new_token()
    now = timezone.now()
    feed, _made = CalendarFeed.objects.update_or_create(
        key_person=key_person,
        level=level,
        defaults={
            "region_id": key_person.region_id,
            "token_hash": hash_of(token),
            "created_at": now,
            "changed_at": now,
            "digest": "",
            "last_read_on": None,
        },
    )
    _record("made", feed, actor)
    return feed, token


@transaction.atomic
def end_feed(*, feed: CalendarFeed, actor: Viewer) -> None:
    """The address stops: programs that read it find nothing any more."""
    _record("ended", feed, actor)
    feed.delete()


@transaction.atomic
def end_feeds(*, key_person: KeyPerson, actor: Viewer) -> int:
    """Every calendar address of somebody stops; returns how many there were."""
    feeds = list(CalendarFeed.objects.filter(key_person=key_person))
    for feed in feeds:
        end_feed(feed=feed, actor=actor)
    return len(feeds)


def note_read(feed: CalendarFeed, digest: str, today: date) -> CalendarFeed:
    """Keep what a program was told and on which day; most questions change nothing and cost no write.

    `changed_at` is the moment of the first question after a change, so it is never before it.
    """
    if feed.digest != digest:
        now = timezone.now()
        CalendarFeed.objects.filter(pk=feed.pk, digest=feed.digest).update(
            digest=digest, changed_at=now, last_read_on=today
        )
        feed.refresh_from_db(fields=["digest", "changed_at", "last_read_on"])
    elif feed.last_read_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=today)
    return feed


def _record(verb: str, feed: CalendarFeed, actor: Viewer) -> None:
    audit.record(
        f"exchange.feed.{verb}",
        actor=actor,
        target=feed,
        subject=f"keyperson:{feed.key_person_id}",
        region_id=feed.region_id,
        level=str(feed.level),
    )
