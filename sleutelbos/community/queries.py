"""Questions about rooms; `visible_rooms` and `visible_messages` are the only doors to rows shown to people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from sleutelbos.accounts.models import Membership, Role
from sleutelbos.accounts.queries import valid_memberships
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.models import KeyPerson, SpokenLanguage
from sleutelbos.keypersons.queries import FOUND_FROM_LEVEL

from .models import Message, Participant, ReadMark, Report, Room, VoiceNote

# So many messages stand on one page; earlier ones are a tap away.
PAGE = 20


def visible_rooms(viewer: Viewer) -> QuerySet[Room]:
    """The region's rooms for its coordinator; for a key person those whose language and subject are theirs.

    Nobody else, and nobody who looks along to help: what colleagues tell each other is not the installation's.
    """
    rows = Room.objects.filter(region_id=viewer.region_id or 0).select_related("topic")
    if viewer.support or not viewer.has_role(Role.COORDINATOR, Role.KEY_PERSON):
        return rows.none()
    if viewer.has_role(Role.COORDINATOR):
        return rows
    person = (
        KeyPerson.objects.filter(membership_id=viewer.membership_id or 0, region_id=viewer.region_id or 0)
        .exclude(state=KeyPerson.State.ALUMNI)
        .first()
    )
    if person is None:
        return rows.none()
    own = set(_spoken().filter(key_person=person).values_list("variety", flat=True))
    # A region has a handful of rooms; which languages a room is for is a list in its row.
    fitting = [pk for pk, wanted in rows.values_list("pk", "languages") if not wanted or own & set(wanted)]
    return rows.filter(pk__in=fitting).filter(Q(topic__isnull=True) | Q(topic__in=person.topics.all()))


def _spoken() -> QuerySet[SpokenLanguage]:
    return SpokenLanguage.objects.filter(Q(speaking__gte=FOUND_FROM_LEVEL) | Q(understanding__gte=FOUND_FROM_LEVEL))


def admitted(room: Room) -> QuerySet[Membership]:
    """Everybody the room is for: the region's coordinators, and key persons of its languages and subject."""
    people = KeyPerson.objects.filter(region_id=room.region_id, membership=OuterRef("pk")).exclude(
        state=KeyPerson.State.ALUMNI
    )
    if room.languages:
        people = people.filter(Exists(_spoken().filter(key_person=OuterRef("pk"), variety__in=room.languages)))
    if room.topic_id:
        people = people.filter(topics=room.topic_id)
    return (
        valid_memberships()
        .filter(region_id=room.region_id, user__is_active=True)
        .filter(Q(role=Role.COORDINATOR) | Q(role=Role.KEY_PERSON) & Exists(people))
    )


def audience(room: Room) -> QuerySet[Membership]:
    """Everybody who is in the room: admitted, and not left."""
    left = Participant.objects.filter(room=room, membership=OuterRef("pk"), left_at__isnull=False)
    return admitted(room).exclude(Exists(left)).select_related("user", "key_person").order_by("pk")


def still_in(room: Room, pairs: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of these (membership, session) pairs may still read the room: signed in, in the room, room of theirs."""
    members = {pk for pk, _session in pairs}
    keys = {session for _pk, session in pairs}
    inside = set(audience(room).filter(pk__in=members).values_list("pk", flat=True))
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    return {(pk, session) for pk, session in pairs if pk in inside and session in alive}


def rooms_with_news(viewer: Viewer) -> QuerySet[Room]:
    """The visible rooms, open ones first, each with `unread`, `left` and `muted` for this viewer."""
    mine = Participant.objects.filter(room=OuterRef("pk"), membership=viewer.membership_id)
    return (
        visible_rooms(viewer)
        .annotate(
            left=Exists(mine.filter(left_at__isnull=False)),
            muted=Exists(mine.filter(muted=True)),
            seen=mine.values("seen")[:1],
        )
        .annotate(
            unread=Count(
                "messages",
                filter=Q(messages__state=Message.State.SHOWN)
                & (Q(seen__isnull=True) | Q(messages__number__gt=F("seen")))
                & ~Q(messages__author=viewer.membership_id or 0),
            )
        )
        .order_by(F("closed_at").asc(nulls_first=True), "title", "pk")
    )


def has_left(viewer: Viewer, room: Room) -> bool:
    """Whether this viewer left this room."""
    rows = Participant.objects.filter(room=room, membership=viewer.membership_id, left_at__isnull=False)
    return rows.exists()


def participation(viewer: Viewer, room: Room) -> Participant | None:
    """What this viewer did with the room; None for nothing yet."""
    return Participant.objects.filter(room=room, membership=viewer.membership_id).first()


def visible_messages(viewer: Viewer) -> QuerySet[Message]:
    """Messages of rooms the viewer may read, in whatever state; a page shows the words of those that stand only."""
    rooms = visible_rooms(viewer)
    return with_author(Message.objects.filter(region_id=viewer.region_id or 0, room__in=rooms))


def with_author(rows: QuerySet[Message]) -> QuerySet[Message]:
    """The same rows with everything one line of the page shows, in one query."""
    return (
        rows.select_related("room", "author__user", "author__key_person", "answers__author__key_person", "voice")
        .defer("voice__data")
        .annotate(replies_count=Count("replies", filter=Q(replies__state=Message.State.SHOWN)))
        .order_by("number")
    )


def page_of_messages(viewer: Viewer, room: Room, *, before: int | None = None) -> list[Message]:
    """The last messages of a room, oldest first; `before` gives the page above a number."""
    rows = visible_messages(viewer).filter(room=room)
    if before is not None:
        rows = rows.filter(number__lt=before)
    return list(reversed(rows.order_by("-number")[:PAGE]))


def changes_after(room: Room, change: int) -> list[Message]:
    """What changed in a room after a number, in the order of the changes; each message as it is now."""
    rows = Message.objects.filter(room=room, region_id=room.region_id, change__gt=change)
    return list(with_author(rows).order_by("change"))


def replies(viewer: Viewer, question: Message) -> list[Message]:
    """The answers to a question, oldest first."""
    return list(visible_messages(viewer).filter(answers=question))


def unread_announcements(viewer: Viewer, room: Room) -> QuerySet[Message]:
    """Announcements in a room that the viewer has not marked as read."""
    return announced(viewer, [room])


def announced(viewer: Viewer, rooms: Iterable[Room]) -> QuerySet[Message]:
    """The same in several rooms."""
    read = ReadMark.objects.filter(message=OuterRef("pk"), membership=viewer.membership_id)
    rows = visible_messages(viewer).filter(room__in=rooms, kind=Message.Kind.ANNOUNCEMENT, state=Message.State.SHOWN)
    return rows.exclude(author=viewer.membership_id or 0).exclude(Exists(read))


@dataclass(frozen=True, slots=True)
class Readers:
    """Who is in a room, apart by whether they marked an announcement as read."""

    read: list[Membership]
    waiting: list[Membership]


def readers(announcement: Message) -> Readers:
    """Who read an announcement and who has not yet; its author is in neither list."""
    marked = set(announcement.read_marks.values_list("membership_id", flat=True))
    people = [row for row in audience(announcement.room) if row.pk != announcement.author_id]
    return Readers([row for row in people if row.pk in marked], [row for row in people if row.pk not in marked])


def open_reports(viewer: Viewer) -> list[Message]:
    """Messages that wait for the coordinator's eye, oldest report first, with `open_reports` on each."""
    if viewer.support or not viewer.has_role(Role.COORDINATOR):
        return []
    rows = Report.objects.filter(handled_at__isnull=True, message__region_id=viewer.region_id or 0)
    found: dict[int, list[Report]] = {}
    for report in rows.select_related("reporter__user", "reporter__key_person"):
        found.setdefault(report.message_id, []).append(report)
    messages = {row.pk: row for row in visible_messages(viewer).filter(pk__in=found)}
    for pk, message in messages.items():
        message.open_reports = found[pk]  # type: ignore[attr-defined]
    return [messages[pk] for pk in found if pk in messages]


def counters(rooms: Iterable[int]) -> dict[int, int]:
    """The number of the last change of each of these rooms; for the process that watches them, not for people."""
    return dict(Room.objects.filter(pk__in=list(rooms)).values_list("pk", "counter"))


def voice_note(viewer: Viewer, message_pk: int) -> VoiceNote | None:
    """The spoken form of a message that stands in a room of the viewer's."""
    standing = visible_messages(viewer).filter(state=Message.State.SHOWN).order_by()
    return VoiceNote.objects.filter(message=message_pk, message__in=standing.values("pk")).first()
