"""Messages about signals: to who sees to them, to the coordinator, to who sent them."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from sleutelbos.accounts.models import Membership, Role
from sleutelbos.accounts.queries import valid_memberships
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.notices import services as notices

from .. import wording
from ..models import Answer, Bottleneck, Signal

OWNING_ROLES = (Role.PROFESSIONAL, Role.CASE_WORKER, Role.POLICY_OFFICER)


def owners_of(bottleneck: Bottleneck) -> list[Membership]:
    """Who gets the mail: the owner where the membership still holds, else everybody of the owning organisation."""
    rows = valid_memberships().filter(region_id=bottleneck.region_id, user__is_active=True).select_related("user")
    if bottleneck.owner_id:
        return list(rows.filter(pk=bottleneck.owner_id))
    if bottleneck.owner_organisation_id:
        return list(rows.filter(organisation_id=bottleneck.owner_organisation_id, role__in=OWNING_ROLES))
    return []


def tell_owners(bottleneck: Bottleneck, template: str, *, key: str) -> int:
    """Mail whoever sees to a bottleneck, or the coordinator where nobody else does; returns to how many it went."""
    people = owners_of(bottleneck)
    for person in people:
        _mail(bottleneck, template, to=person.user.email, language=person.user.language, key=f"{key}:{person.pk}")
    if not people:
        tell_coordinator(bottleneck, template, key=key)
    return len(people) or 1


def tell_coordinator(bottleneck: Bottleneck, template: str, *, key: str) -> None:
    """Mail the coordinator of the region."""
    _mail(bottleneck, template, to=bottleneck.region.coordinator_email, language="nl", key=f"{key}:coordinator")


def _mail(bottleneck: Bottleneck, template: str, *, to: str, language: str, key: str) -> None:
    with translation.override(language):
        title, owner = wording.title_of(bottleneck), wording.owner_of(bottleneck)
    notices.queue(
        template=f"signals/mail/{template}.txt",
        to=to,
        language=language,
        dedupe_key=f"signals:{key}",
        context={
            "title": title,
            "owner": owner,
            "bottleneck": bottleneck,
            "signals": bottleneck.signals.count(),
            "url": settings.SITE_URL + reverse("signals:show-bottleneck", args=[bottleneck.pk]),
        },
        region_id=bottleneck.region_id,
    )


def tell_signallers(answer: Answer, *, only: str = "") -> int:
    """Send an answer to everybody who sent a signal about it, once each, in the own language; returns to how many.

    `only` limits it to who reads that language: the words came later in it.
    """
    bottleneck = answer.bottleneck
    texts = {row.language: row.text for row in answer.texts.all()}
    first = answer.texts.first()
    people = KeyPerson.objects.filter(
        pk__in=Signal.objects.filter(bottleneck=bottleneck, signaller__isnull=False).values("signaller")
    )
    if only:
        people = people.filter(language=only)
    told = 0
    for person in people.select_related("membership__user").order_by("pk"):
        with translation.override(person.language):
            theme, place = wording.theme_name(bottleneck.theme), wording.place_of(bottleneck)
            kind = str(wording.ANSWERS[answer.kind])
        url = settings.SITE_URL + reverse("signals:list-own-signals")
        user = person.membership.user if person.membership is not None else None
        notice = notices.queue(
            template="signals/mail/answer.txt",
            to=person.email or (user.email if user else ""),
            language=person.language,
            dedupe_key=f"signals:answer:{answer.pk}:{person.pk}" + (f":{only}" if only else ""),
            context={
                "theme": theme,
                "place": place,
                "kind": kind,
                "text": texts.get(person.language) or (first.text if first else ""),
                "in_own_language": person.language in texts,
                "expected_on": answer.expected_on,
                "url": url,
            },
            region_id=bottleneck.region_id,
            reader=audit.name_of(person),
            link=url,
        )
        told += notice is not None
    return told
