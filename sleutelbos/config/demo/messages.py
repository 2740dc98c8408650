"""How people of the demo region want to be told, what was sent to them, and what did not arrive; all made up."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.exchange import services as exchange
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.notices.models import Channel, Kind, Notice, Reader

from .world import World

# How often people choose which ways, and how messages end by each.
_WAYS = {("mail",): 45, ("sms",): 22, ("sms", "mail"): 15, ("mail", "push"): 8, ("push",): 10}
_ENDS = {
    "mail": [("sent", "", 96), ("failed", "address-unknown", 2), ("failed", "mail-refused", 2)],
    "sms": [("delivered", "", 92), ("failed", "phone-off", 5), ("failed", "number-wrong", 3)],
    "push": [("sent", "", 94), ("failed", "push-gone", 6)],
}


def make_messages(world: World, rng: random.Random) -> None:
    """Choices of everybody with a phone, and four weeks of messages; no address is real and nothing is sent."""
    now = timezone.now()
    people = list(KeyPerson.objects.filter(region=world.region).exclude(state=KeyPerson.State.ALUMNI).order_by("pk"))
    readers, notices = [], []
    for person in people:
        ways = list(rng.choices(list(_WAYS), weights=list(_WAYS.values()))[0])
        who = f"keyperson:{person.pk}"
        readers.append(
            Reader(
                who=who,
                region_id=person.region_id,
                channels={kind.value: ways for kind in (Kind.QUESTION, Kind.APPOINTMENT)},
                rhythm=rng.choices(Reader.Rhythm.values, weights=[80, 15, 5])[0],
                quiet=rng.random() < 0.9,
                wake_for_urgent=rng.random() < 0.2,
                phone=person.phone if "sms" in ways else "",
                phone_confirmed_at=now - timedelta(days=rng.randint(20, 300)) if "sms" in ways else None,
            )
        )
        for number in range(rng.randint(0, 5)):
            notices += _message(rng, person, who, ways[0], number, now - timedelta(hours=rng.randint(5, 27 * 24)))
    Reader.objects.bulk_create(readers)
    Notice.objects.bulk_create(notices)
    # The one whose pages visitors look at: a calendar that her phone reads.
    luam = KeyPerson.objects.filter(region=world.region, email="luam@voorbeeld.example").first()
    if luam is not None:
        actor = Viewer.system(reason="demo", region_id=world.region.pk)
        feed, _token = exchange.make_feed(key_person=luam, level="place", actor=actor)
        type(feed).objects.filter(pk=feed.pk).update(last_read_on=timezone.localdate())


def _message(rng: random.Random, person: KeyPerson, who: str, way: str, number: int, at: datetime) -> list[Notice]:
    ends = _ENDS[way]
    state, reason, _weight = rng.choices(ends, weights=[weight for _state, _reason, weight in ends])[0]
    kind = rng.choices([Kind.QUESTION, Kind.APPOINTMENT, Kind.NEWS], weights=[50, 40, 10])[0]
    message = f"demo:{person.pk}:{number}"
    first = _row(person, who, way, message, kind, state, reason, at)
    # What failed goes by mail; sometimes that fails too, and somebody has to call.
    if state == "failed" and way != Channel.MAIL and rng.random() < 0.7:
        return [first, _row(person, who, "mail", message, kind, "sent", "", at)]
    return [first]


def _row(
    person: KeyPerson, who: str, way: str, message: str, kind: str, state: str, reason: str, at: datetime
) -> Notice:
    done = state in {"sent", "delivered"}
    return Notice(
        dedupe_key=message if way == Channel.MAIL else f"{message}#{way}",
        message=message,
        region_id=person.region_id,
        channel=way,
        reader=who,
        kind=kind,
        template="demo",
        language=person.language,
        to={"mail": person.email, "sms": person.phone}.get(way, ""),
        state=state,
        reason=reason,
        attempts=1,
        sent_at=at if done else None,
        delivered_at=at if state == "delivered" else None,
        not_before=at,
    )
