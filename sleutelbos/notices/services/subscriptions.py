"""Browsers that take push messages for somebody."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sleutelbos.audit.services import Actor
from sleutelbos.ui.errors import RuleBroken

from ..channels import push
from ..models import PushSubscription
from .choices import reader_for
from .trail import Machine, record

# A phone, a tablet, a computer, and the phone before this one.
MOST_BROWSERS = 5


def _hash(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


@transaction.atomic
def subscribe(*, who: str, region_id: int, endpoint: str, p256dh: str, auth: str, actor: Actor) -> PushSubscription:
    """Let one browser take messages for somebody; whoever had this browser before loses it. May run twice.

    Raises RuleBroken for an address that is no push service we know, or keys that no browser gives.
    """
    try:
        push.check(push.Browser(endpoint, p256dh, auth))
    except ValueError:
        raise RuleBroken("no-push-service", _("Your browser cannot do this here."), _("Choose SMS or mail.")) from None
    row = reader_for(who, region_id)
    subscription, _made = PushSubscription.objects.update_or_create(
        endpoint_hash=_hash(endpoint),
        defaults={"reader": row, "region_id": region_id, "endpoint": endpoint, "p256dh": p256dh, "auth": auth},
    )
    too_many = PushSubscription.objects.filter(reader=row).order_by("-created_at", "-pk")[MOST_BROWSERS:]
    PushSubscription.objects.filter(pk__in=[old.pk for old in too_many]).delete()
    record("push.started", row, actor=actor)
    return subscription


@transaction.atomic
def unsubscribe(*, endpoint: str, actor: Actor) -> bool:
    """This browser takes no messages any more, whoever it was for: asked by the browser itself."""
    found = PushSubscription.objects.select_related("reader").filter(endpoint_hash=_hash(endpoint)).first()
    if found is None:
        return False
    record("push.ended", found.reader, actor=actor)
    found.delete()
    return True


@transaction.atomic
def end_subscription(*, subscription: PushSubscription, actor: Actor) -> None:
    """One of the own browsers takes no messages any more, said from another one."""
    record("push.ended", subscription.reader, actor=actor)
    subscription.delete()


@transaction.atomic
def end_gone(subscription: PushSubscription) -> None:
    """The push service says that this browser is gone."""
    actor = Machine(reason="the push service says that this browser is gone", region_id=subscription.region_id)
    record("push.ended", subscription.reader, actor=actor)
    PushSubscription.objects.filter(pk=subscription.pk).delete()
