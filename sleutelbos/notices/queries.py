"""Questions about messages and about how people want to be told."""

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from .channels import push, sms
from .models import Kind, Notice, PushSubscription, Reader

DIGEST_TEMPLATE: Final = "notices/digest"


def reader_row(who: str) -> Reader | None:
    """How somebody wants to be told, with `has_push` on it; None for somebody who chose nothing."""
    browsers = PushSubscription.objects.filter(reader=OuterRef("pk"))
    return Reader.objects.annotate(has_push=Exists(browsers)).filter(who=who).first()


def confirmed_phone(row: Reader | None) -> str:
    """The number that its owner confirmed, or nothing."""
    return row.phone if row is not None and row.phone_confirmed_at is not None else ""


def usable_channels(row: Reader | None, *, email: str) -> frozenset[str]:
    """The channels that can reach somebody now; `row` comes from `reader_row`."""
    found = {"mail"} if email else set()
    if confirmed_phone(row) and sms.available():
        found.add("sms")
    if row is not None and getattr(row, "has_push", False) and push.available():
        found.add("push")
    return frozenset(found)


def subscriptions_of(who: str) -> QuerySet[PushSubscription]:
    """The browsers that take messages for somebody."""
    return PushSubscription.objects.filter(reader__who=who)


def messages_to(who: str) -> QuerySet[Notice]:
    """What was sent to somebody, newest first; not the codes, and nothing that was never needed."""
    rows = Notice.objects.filter(reader=who).exclude(kind__in=[Kind.CODE, Kind.TEST])
    return rows.exclude(state=Notice.State.CANCELLED, reason="").defer("body", "calendar").order_by("-pk")


def not_delivered(region_id: int, *, since: datetime) -> QuerySet[Notice]:
    """Messages of a region that did not arrive, newest first; one that came by another way is left out."""
    other_way = Notice.objects.filter(message=OuterRef("message"), state__in=["sent", "delivered"]).exclude(message="")
    rows = Notice.objects.filter(region_id=region_id, state=Notice.State.FAILED, created_at__gte=since)
    return rows.exclude(kind__in=[Kind.CODE, Kind.TEST]).exclude(Exists(other_way)).order_by("-pk")
