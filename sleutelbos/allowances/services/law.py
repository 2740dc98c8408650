"""The dated law: what ships with the product, and what an installation adds."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken

from ..models import LawRow

LAW = Path(__file__).resolve().parent.parent / "law.toml"


@transaction.atomic
def load_law() -> int:
    """Bring the amounts of law of `law.toml` into the table and return how many rows changed; twice changes nothing.

    A row that was checked in this installation on the day of the file or later is left alone. Nothing is removed.
    """
    changed = 0
    for subject in tomllib.loads(LAW.read_text(encoding="utf-8"))["row"]:
        for amount in subject["amounts"]:
            values = {
                "value": Decimal(amount["value"]),
                "unit": subject["unit"],
                "valid_until": amount["until"],
                "law": subject["law"],
                "source": amount["source"],
                "certainty": amount["certainty"],
                "checked_on": subject["checked_on"],
            }
            row, made = LawRow.objects.get_or_create(
                code=subject["code"],
                target_group=subject.get("target_group", ""),
                valid_from=amount["from"],
                defaults=values,
            )
            if not made and row.checked_on < subject["checked_on"]:
                LawRow.objects.filter(pk=row.pk).update(**values)
                made = True
            changed += made
    return changed


@transaction.atomic
def add_law_row(
    *,
    like: LawRow,
    value: Decimal,
    valid_from: date,
    source: str,
    certainty: str,
    checked_on: date,
    actor: Viewer,
    valid_until: date | None = None,
) -> LawRow:
    """Add the amount that comes after `like`; a row that was still open on that day ends the day before.

    The law is one for all regions of an installation, so every region's trail tells of it.
    """
    if valid_from <= like.valid_from:
        raise RuleBroken("law-not-later", _("The new amount starts after the old one."))
    same = LawRow.objects.filter(code=like.code, target_group=like.target_group)
    # The checked day goes along, so that load_law() does not open the old row again.
    same.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from), valid_from__lt=valid_from).update(
        valid_until=valid_from - timedelta(days=1), checked_on=checked_on
    )
    try:
        with transaction.atomic():
            row = LawRow.objects.create(
                code=like.code,
                target_group=like.target_group,
                unit=like.unit,
                law=like.law,
                value=value,
                valid_from=valid_from,
                valid_until=valid_until,
                source=source,
                certainty=certainty,
                checked_on=checked_on,
            )
    except IntegrityError as error:
        raise RuleBroken("law-known", _("There is an amount from this day already.")) from error
    for region_id in Region.objects.values_list("pk", flat=True):
        audit.record(
            "allowances.law.added", actor=actor, target=row, region_id=region_id, code=row.code, value=str(value)
        )
    return row
