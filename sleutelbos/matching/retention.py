"""How long plans stay: what a plan was made from goes a year after its week, so that it can be explained that long."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from .models import Repair, WeekPlan

KEPT_FOR = timedelta(days=365)


def put_away() -> int:
    """Put open plans of weeks that are over away; forget what old plans and repairs were made from."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    over = WeekPlan.objects.filter(monday__lt=monday, state__in=[WeekPlan.State.DRAFT, WeekPlan.State.PROPOSED])
    count = over.update(
        state=WeekPlan.State.EXPIRED, state_since=timezone.now(), work=WeekPlan.Work.NONE, version=F("version") + 1
    )
    for plan in WeekPlan.objects.filter(monday__lt=today - KEPT_FOR)[:100]:
        plan.delete()
        count += 1
    count += Repair.objects.filter(last_day__lt=today - KEPT_FOR).delete()[0]
    return count
