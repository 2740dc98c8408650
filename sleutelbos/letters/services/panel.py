"""Who reads: chosen by the coordinator, invited in the own language, paid through the own engagement."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances import services as allowances
from sleutelbos.audit import services as audit
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.notices import services as notices
from sleutelbos.notices.models import Kind
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import queries
from ..models import Reader, Round
from ..rules import gains
from .steps import move_round


@transaction.atomic
def invite_panel(*, round: Round, people: Sequence[KeyPerson], actor: Viewer) -> list[Reader]:
    """Open a round: each of these people gets a link in the own language."""
    if not people:
        raise RuleBroken("panel-empty", _("Choose at least one reader."))
    now = timezone.now()
    routes = queries.routes_to_count(round, people)
    move_round(round, Round.State.OPEN, actor=actor, opened_at=now, routes=routes)
    return [_invite(round, person, actor, now) for person in people]


@transaction.atomic
def add_reader(*, round: Round, key_person: KeyPerson, actor: Viewer) -> Reader:
    """One more reader in a round that is open."""
    held = Round.objects.select_for_update().get(pk=round.pk)
    if held.state != Round.State.OPEN:
        raise StateChanged
    return _invite(round, key_person, actor, timezone.now())


def minutes_of(reader: Reader) -> int:
    """What is or will be booked for this reader."""
    if reader.state != Reader.State.PARTLY:
        return reader.round.minutes
    sentences = reader.round.version.sentences.count() if reader.round.version else 0
    return gains.minutes_done(reader.round.minutes, reader.marks.count(), sentences)


def book(reader: Reader, actor: Viewer, part: int | None = None) -> None:
    """Book the time of a reader who finished, or of the part that was read."""
    round = reader.round
    minutes = round.minutes
    if part is not None and round.version is not None:
        minutes = gains.minutes_done(minutes, part, round.version.sentences.count())
    if reader.engagement is None:
        return
    allowances.book_work(
        engagement=reader.engagement,
        municipality=round.municipality,
        source=f"reading:{reader.pk}",
        day=timezone.localdate(),
        minutes=minutes,
        km=Decimal(0),
        costs_cents=0,
        actor=actor,
    )


def _invite(round: Round, person: KeyPerson, actor: Viewer, at: datetime) -> Reader:
    if person.pk not in queries.may_be_asked(round):
        raise RuleBroken(
            "not-in-panel",
            _("One of these people cannot be asked for this round."),
            _("Look at the list again: it may have changed."),
        )
    municipality_id = round.municipality_id
    reader, made = Reader.objects.get_or_create(
        round=round,
        key_person=person,
        defaults={
            "engagement": keypersons.engagement_for(person, day=timezone.localdate(), municipality_id=municipality_id),
            "language": person.language,
            "shown_name": person.first_name,
            "invited_at": at,
        },
    )
    if made:
        audit.record("letters.reader.invited", actor=actor, target=reader, subject=person, region_id=round.region_id)
        _mail_link(reader, f"round:{round.pk}:invite:{reader.pk}")
    return reader


def _mail_link(reader: Reader, key: str) -> None:
    from .reading import reader_token

    person, round = reader.key_person, reader.round
    link = links.absolute("letters:start-reading", reader_token(reader))
    notices.queue(
        template="letters/mail/invite.txt",
        to=person.email,
        language=person.language,
        dedupe_key=key,
        reader=audit.name_of(person),
        kind=Kind.QUESTION,
        link=link,
        context={"round": round, "person": person, "link": link},
        region_id=round.region_id,
    )


@transaction.atomic
def withdraw_links(*, key_person: KeyPerson) -> None:
    """A phone is lost: every link this person ever got to a round opens nothing any more."""
    Reader.objects.filter(key_person=key_person).update(link_version=F("link_version") + 1)


@transaction.atomic
def send_links(*, key_person: KeyPerson, actor: Viewer) -> int:
    """Mail new links to the rounds that this person can still read; returns how many."""
    rows = Reader.objects.filter(
        key_person=key_person,
        state__in=[Reader.State.INVITED, Reader.State.READING],
        round__state=Round.State.OPEN,
    ).select_related("round", "key_person")
    for reader in rows:
        _mail_link(reader, f"round:{reader.round_id}:invite:{reader.pk}:{reader.link_version}")
    return len(rows)
