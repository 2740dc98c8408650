"""The links of one key person: withdrawn where a phone is lost, and made anew."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.notices import services as notices

from .. import queries, workflow
from ..models import Offer, Visit
from .offers import offer_link
from .visits import log_link, visit_link


@transaction.atomic
def withdraw_links(*, key_person: KeyPerson) -> None:
    """Every link this person ever got to a question, and to an appointment that is not over, opens nothing any more."""
    Offer.objects.filter(key_person=key_person).update(link_version=F("link_version") + 1)
    Visit.objects.filter(key_person=key_person, state__in=workflow.STANDING_VISIT_STATES).update(
        link_version=F("link_version") + 1
    )


@transaction.atomic
def send_links(*, key_person: KeyPerson, actor: Viewer) -> int:
    """Mail new links to everything that still runs: questions, appointments, logs to do; returns how many.

    Nothing is sent where nothing runs. By mail only: where the messages go was perhaps on the lost phone.
    """
    now = timezone.now()
    asked = [(offer, offer_link(offer)) for offer in queries.own_offers(key_person, now)]
    visits = [(visit, visit_link(visit)) for visit in queries.own_visits_ahead(key_person, now)]
    logs = [(visit, log_link(visit)) for visit in queries.own_logs_to_do(key_person, now)]
    count = len(asked) + len(visits) + len(logs)
    if not count:
        return 0
    notices.queue(
        template="bridging/mail/new_links.txt",
        to=key_person.email,
        language=key_person.language,
        dedupe_key=f"links:{key_person.pk}:{now:%Y%m%d%H%M}",
        context={
            "key_person": key_person,
            "region": key_person.region,
            "asked": asked,
            "visits": visits,
            "logs": logs,
        },
        region_id=key_person.region_id,
        deadline=now + timedelta(days=2),
    )
    audit.record(
        "bridging.links.sent",
        actor=actor,
        target=key_person,
        subject=f"keyperson:{key_person.pk}",
        region_id=key_person.region_id,
        count=count,
    )
    return count
