"""Phones that come and go: met, lost, wiped."""

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from sleutelbos.accounts.services.scope import EVERYWHERE, region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.bridging import services as bridging
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.notices import queries as notices_queries
from sleutelbos.notices.services import subscriptions

from .models import Phone

# More than anybody has; older ones that were never reported make room.
MOST_PHONES = 20


@transaction.atomic
def phone_in_touch(*, number: UUID, key_person: KeyPerson | None, kind: str) -> str:
    """A phone says it is there: "lost" where somebody reported it, "ok" where it is known or may be, else "unknown".

    A lost phone is lost for everybody: also for who signs in on it, until its browser forgot everything and takes a
    new number.
    """
    now = timezone.now()
    # Whoever holds the phone may hold no link that still works: only its own number says which region it belongs to.
    with region_scope(EVERYWHERE):
        phone = Phone.objects.select_for_update().filter(pk=number).first()
        if phone is not None and phone.lost_at is not None:
            if phone.wiped_at is None:
                Phone.objects.filter(pk=number).update(wiped_at=now)
                audit.record(
                    "pocket.phone.wiped",
                    actor=Viewer.system(reason="the phone was reported lost", region_id=phone.region_id),
                    target=f"phone:{number}",
                    subject=f"keyperson:{phone.key_person_id}",
                    region_id=phone.region_id,
                )
            return "lost"
        if phone is not None:
            Phone.objects.filter(pk=number).update(last_seen=now)
            return "ok"
    if key_person is None:
        return "unknown"
    Phone.objects.create(pk=number, region_id=key_person.region_id, key_person=key_person, kind=kind)
    for old in Phone.objects.filter(key_person=key_person, lost_at__isnull=True)[MOST_PHONES:]:
        old.delete()
    return "ok"


@transaction.atomic
def lose_phones(
    *, key_person: KeyPerson, actor: Viewer, phone: Phone | None = None, keep_session: str | None = None
) -> int:
    """A phone is lost, or all of them: it forgets what it kept at its next contact, and opens nothing any more.

    Ends every session of the account except `keep_session` and every browser that takes messages, and withdraws every
    link to what is still running; `send_links` sends new ones. Returns
    how many phones were reported.
    """
    rows = Phone.objects.filter(key_person=key_person, lost_at__isnull=True)
    if phone is not None:
        rows = rows.filter(pk=phone.pk)
    count = rows.update(lost_at=timezone.now())
    if key_person.membership is not None:
        for session in UserSession.objects.filter(user_id=key_person.membership.user_id):
            if session.session_key != keep_session:
                session.end()
    # Every browser that takes messages, for nobody knows which of them is the lost one; the others start again.
    for browser in notices_queries.subscriptions_of(f"keyperson:{key_person.pk}"):
        subscriptions.end_subscription(subscription=browser, actor=actor)
    bridging.withdraw_links(key_person=key_person)
    for beside in settings.PHONE_LINKS.values():
        import_string(beside["withdraw"])(key_person=key_person)
    audit.record(
        "pocket.phone.lost",
        actor=actor,
        target=key_person,
        subject=f"keyperson:{key_person.pk}",
        region_id=key_person.region_id,
        count=count,
    )
    return count


@transaction.atomic
def send_links(*, key_person: KeyPerson, actor: Viewer) -> int:
    """Mail new links to everything that still runs, of every app that makes links; returns to how many things."""
    count = bridging.send_links(key_person=key_person, actor=actor)
    for beside in settings.PHONE_LINKS.values():
        count += import_string(beside["send"])(key_person=key_person, actor=actor)
    return count
