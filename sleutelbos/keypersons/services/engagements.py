"""For whom somebody works, in which form, for how long."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Municipality, Organisation
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.errors import RuleBroken, StateChanged

from ..models import Engagement, KeyPerson
from .claims import claim, record


@transaction.atomic
def add_engagement(
    *,
    key_person: KeyPerson,
    organisation: Organisation,
    form: str,
    valid_from: date,
    actor: Viewer,
    valid_until: date | None = None,
    municipalities: Iterable[Municipality] = (),
    fee_cents_per_hour: int = 0,
    km_cents: int = 0,
    hours_per_week: Decimal | None = None,
) -> Engagement:
    """Start an engagement; a fee belongs to a volunteer with a fee only, others are paid elsewhere."""
    if organisation.region_id != key_person.region_id:
        raise ValueError("an organisation of another region")
    if valid_until is not None and valid_until < valid_from:
        raise RuleBroken("days-turned", _("The last day is before the first day."))
    if form != Engagement.Form.VOLUNTEER_FEE:
        fee_cents_per_hour = 0
    claim(key_person, version=None)
    engagement = Engagement.objects.create(
        key_person=key_person,
        organisation=organisation,
        form=form,
        fee_cents_per_hour=fee_cents_per_hour,
        km_cents=km_cents,
        hours_per_week=hours_per_week,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    engagement.municipalities.set(municipalities)
    record("engagement.added", key_person, actor=actor, target=engagement, form=form)
    return engagement


@transaction.atomic
def end_engagement(*, engagement: Engagement, last_day: date, actor: Viewer) -> None:
    """Let an engagement end on a day; StateChanged where somebody else ended it on another day meanwhile."""
    if last_day < engagement.valid_from:
        raise RuleBroken("days-turned", _("The last day is before the first day."))
    same = Q(valid_until=engagement.valid_until) if engagement.valid_until else Q(valid_until__isnull=True)
    if not Engagement.objects.filter(same, pk=engagement.pk).update(valid_until=last_day):
        raise StateChanged
    engagement.valid_until = last_day
    claim(engagement.key_person, version=None)
    record("engagement.ended", engagement.key_person, actor=actor, target=engagement)
