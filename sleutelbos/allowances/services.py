"""Booking work."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from sleutelbos.accounts.models import Municipality
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import Engagement

from .models import Booking, LawRow


@transaction.atomic
def book_work(
    *,
    engagement: Engagement,
    municipality: Municipality | None,
    source: str,
    day: date,
    minutes: int,
    km: Decimal,
    costs_cents: int,
    actor: Viewer,
) -> Booking:
    """Book minutes with their fee, and real costs apart, to one engagement; once per source."""
    fee = 0
    if engagement.form == Engagement.Form.VOLUNTEER_FEE:
        fee = engagement.fee_cents_per_hour * minutes // 60
    booking, created = Booking.objects.get_or_create(
        source=source,
        defaults={
            "engagement": engagement,
            "municipality": municipality,
            "day": day,
            "minutes": minutes,
            "fee_cents": fee,
            "km": km,
            "costs_cents": costs_cents + int(km * engagement.km_cents),
        },
    )
    if created:
        audit.record(
            "allowances.booking.made",
            actor=actor,
            target=booking,
            subject=f"keyperson:{engagement.key_person_id}",
            minutes=minutes,
        )
    return booking


@transaction.atomic
def load_law() -> None:
    """Bring the dated amounts of law that ship with the product into the database; running it twice changes nothing."""
    rows = tomllib.loads(Path(__file__).with_name("content").joinpath("law.toml").read_text(encoding="utf-8"))["row"]
    for row in rows:
        LawRow.objects.get_or_create(
            code=row["code"],
            target_group=row["target_group"],
            valid_from=row["valid_from"],
            defaults={name: row[name] for name in ("unit", "valid_until", "law", "source", "certainty", "checked_on")}
            | {"value": Decimal(row["value"])},
        )
