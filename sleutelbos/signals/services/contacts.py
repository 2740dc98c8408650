"""Keeping up who to call for what: the coordinator's hand, and the organisation's own yearly word."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.models import Organisation
from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import StateChanged

from .. import workflow
from ..models import Contact
from ..queries import contacts as queries

# So many mails in one round of the clock.
AT_ONCE = 100


def contact_token(contact: Contact) -> str:
    """The key in the yearly mail: opens this one row."""
    return links.make_token("contact", contact.pk, contact.link_version)


@transaction.atomic
def add_contact(*, organisation: Organisation, actor: Viewer, **fields: Any) -> Contact:
    """Add who to call for one subject at an organisation; counts as checked today."""
    contact = Contact.objects.create(
        region_id=organisation.region_id, organisation=organisation, checked_by=actor.label, **fields
    )
    audit.record("signals.contact.added", actor=actor, target=contact, region_id=contact.region_id)
    return contact


@transaction.atomic
def change_contact(*, contact: Contact, actor: Viewer, **fields: Any) -> None:
    """Change a row, which says that it is right now; another address makes older links useless."""
    changed = sorted(name for name, value in fields.items() if getattr(contact, name) != value)
    values = {**fields, "checked_on": timezone.localdate(), "checked_by": actor.label}
    if "email" in changed:
        values |= {"link_version": contact.link_version + 1, "nudged_on": None}
    if contact.state == Contact.State.DOUBTFUL:
        values |= {"state": Contact.State.CURRENT, "state_since": timezone.now()}
    same = {"pk": contact.pk, "state": contact.state, "link_version": contact.link_version}
    if not Contact.objects.filter(**same).update(**values):
        raise StateChanged
    contact.refresh_from_db()
    audit.record("signals.contact.changed", actor=actor, target=contact, region_id=contact.region_id, fields=changed)


@transaction.atomic
def check_contact(*, contact: Contact, actor: Viewer) -> None:
    """Somebody says that a row is right; saying it twice changes nothing more."""
    values: dict[str, Any] = {"checked_on": timezone.localdate(), "checked_by": actor.label}
    if contact.state == Contact.State.DOUBTFUL:
        values |= {"state": Contact.State.CURRENT, "state_since": timezone.now()}
    elif contact.state != Contact.State.CURRENT:
        raise StateChanged
    if not Contact.objects.filter(pk=contact.pk, state=contact.state).update(**values):
        raise StateChanged
    contact.refresh_from_db()
    audit.record("signals.contact.checked", actor=actor, target=contact, region_id=contact.region_id)


@transaction.atomic
def doubt_contact(*, contact: Contact, actor: Viewer) -> None:
    """The organisation says that this is not the right person any more; the coordinator finds out who is."""
    _move(contact, Contact.State.DOUBTFUL, verb="signals.contact.doubted", actor=actor)


@transaction.atomic
def end_contact(*, contact: Contact, actor: Viewer) -> None:
    """Nobody calls this any more; its links stop."""
    _move(
        contact,
        Contact.State.ENDED,
        verb="signals.contact.ended",
        actor=actor,
        link_version=contact.link_version + 1,
    )


@transaction.atomic
def reopen_contact(*, contact: Contact, actor: Viewer) -> None:
    """It is in use again, and right."""
    _move(
        contact,
        Contact.State.CURRENT,
        verb="signals.contact.reopened",
        actor=actor,
        checked_on=timezone.localdate(),
        checked_by=actor.label,
    )


def _move(contact: Contact, new: str, *, verb: str, actor: Viewer, **values: Any) -> None:
    if not workflow.can_move(workflow.CONTACT, contact.state, new):
        raise StateChanged
    done = Contact.objects.filter(pk=contact.pk, state=contact.state).update(
        state=new, state_since=timezone.now(), **values
    )
    if not done:
        raise StateChanged
    contact.refresh_from_db()
    audit.record(verb, actor=actor, target=contact, region_id=contact.region_id)


def nudge_contacts() -> int:
    """Ask every organisation once a year whether its rows are still right; returns how many were asked."""
    today, count = timezone.localdate(), 0
    for contact in queries.to_nudge(today)[:AT_ONCE]:
        with transaction.atomic():
            same = {"pk": contact.pk, "state": contact.state, "nudged_on": contact.nudged_on}
            if not Contact.objects.filter(**same).update(nudged_on=today):
                continue
            notices.queue(
                template="signals/mail/contact_check.txt",
                to=contact.email,
                language="nl",
                dedupe_key=f"signals:contact:{contact.pk}:{today:%Y-%m-%d}",
                context={
                    "contact": contact,
                    "region": contact.region,
                    "url": links.absolute("signals:confirm-contact", contact_token(contact)),
                },
                region_id=contact.region_id,
            )
            count += 1
    return count
