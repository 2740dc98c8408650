"""Telling people in time that a paper or an engagement ends: the person, and the coordinator."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from django.db import IntegrityError, transaction
from django.utils import translation

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.services import name_of
from sleutelbos.notices import services as notices

from .. import queries, wording
from ..models import KeyPerson, ToldEnding
from ..rules import Ending

# So long a list fits in a mail; the rest is on the desk.
LINES = 40


def remind_of_endings(*, today: date) -> int:
    """Put reminders in the outbox for what ends within a term of its region, once per term; returns how many ends.

    May run twice and at the same time: what was told is kept in the same transaction, and whoever comes second finds
    it told. Where two terms have come, the nearest end counts. What is over already stands on the desk, not in a mail.
    """
    told = 0
    for region in Region.objects.order_by("pk"):
        try:
            with transaction.atomic():
                told += _remind(region, today)
        except IntegrityError:
            # The other run is just telling them.
            continue
    return told


def _remind(region: Region, today: date) -> int:
    terms = queries.reminder_terms(region.pk)
    if not terms:
        return 0
    viewer = Viewer.system(reason="reminders", region_id=region.pk)
    rows = ToldEnding.objects.filter(key_person__region=region, until__gte=today)
    told = set(rows.values_list("key_person_id", "subject", "until", "days_before"))
    due = []
    for ending in queries.endings(viewer, today=today, days=terms[-1]):
        if ending.until < today:
            continue
        term = next(days for days in terms if ending.until <= today + timedelta(days=days))
        if (ending.key_person_id, ending.subject, ending.until, term) not in told:
            due.append((ending, term))
    if not due:
        return 0
    due.sort(key=lambda pair: pair[0].key_person_id)
    kept = ToldEnding.objects.bulk_create(
        ToldEnding(key_person_id=ending.key_person_id, subject=ending.subject, until=ending.until, days_before=term)
        for ending, term in due
    )
    people = KeyPerson.objects.select_related("membership").in_bulk({ending.key_person_id for ending, _ in due})
    numbered = zip(kept, (ending for ending, _term in due), strict=True)
    for person_id, group in groupby(numbered, key=lambda pair: pair[1].key_person_id):
        pairs = list(group)
        _tell_person(people[person_id], region, [ending for _row, ending in pairs], today, number=pairs[0][0].pk)
    _tell_coordinator(region, [ending for ending, _term in due], people, today, number=kept[0].pk)
    return len(due)


def _tell_person(person: KeyPerson, region: Region, endings: Sequence[Ending], today: date, *, number: int) -> None:
    with translation.override(person.language):
        lines = [wording.ending_words(ending, today) for ending in endings]
    notices.queue(
        template="keypersons/mail/ends_soon.txt",
        to=person.email,
        language=person.language,
        dedupe_key=f"ending:{number}:key_person:{person.pk}",
        context={
            "key_person": person,
            "region": region,
            "phone": wording.phone_words(region.coordinator_phone),
            "lines": lines,
            "link": links.absolute("keypersons:show-own-profile") if queries.can_sign_in(person) else "",
        },
        region_id=region.pk,
        reader=name_of(person),
        link=links.absolute("keypersons:show-own-profile"),
    )


def _tell_coordinator(
    region: Region, endings: Sequence[Ending], people: dict[int, KeyPerson], today: date, *, number: int
) -> None:
    ordered = sorted(endings, key=lambda ending: (ending.until, ending.key_person_id))
    with translation.override("nl"):
        lines = [
            {
                "name": ending.name,
                "words": wording.ending_words(ending, today),
                "no_mail": not people[ending.key_person_id].email,
                "link": links.absolute("keypersons:show-key-person", ending.key_person_id),
            }
            for ending in ordered[:LINES]
        ]
    notices.queue(
        template="keypersons/mail/ends_soon_coordinator.txt",
        to=region.coordinator_email,
        language="nl",
        dedupe_key=f"ending:{number}:coordinator:{region.pk}",
        context={
            "lines": lines,
            "count": len(ordered),
            "more": len(ordered) - len(lines),
            "link": links.absolute("bridging:show-desk"),
        },
        region_id=region.pk,
    )
