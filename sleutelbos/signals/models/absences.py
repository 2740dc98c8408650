"""Somebody could not come: told by an agreed rule so that somebody calls about what stood in the way.

Never a sanction: no table here counts a person, nothing is exported, and a row goes when the call was made and the
organisation's own short term is over.
"""

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Membership, Organisation, Region
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui.fields import GuardedCharField

# What the newcomer says yes or no to, in the row of the consent.
PURPOSE: Final = "told_when_absent"
ABOUT: Final = "absence"


class AbsenceRule(models.Model):
    """What an organisation and the municipality agreed: from which missed time, who hears it, how long it is kept."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="absence_rules")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="absence_rules")
    # The organisation counts by its own list; the product never does.
    from_times = models.PositiveSmallIntegerField(default=1)
    days = GuardedCharField(max_length=80, blank=True, help_text=_("Which days or lessons this is about"))
    told = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    keep_days = models.PositiveSmallIntegerField(default=30)
    source = GuardedCharField(max_length=160)
    valid_from = models.DateField(default=timezone.localdate)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(from_times__gte=1, from_times__lte=5), name="absence_rule_early"),
            models.CheckConstraint(condition=Q(keep_days__gte=7, keep_days__lte=90), name="absence_rule_kept_short"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="absence_rule_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"absence rule {self.pk}"


class Barrier(models.TextChoices):
    """What stood in the way; the whole vocabulary of an outcome."""

    CHILDCARE = "childcare", _("Childcare")
    TRAVEL = "travel", _("Travel")
    ILLNESS = "illness", _("Illness or care")
    WORK = "work", _("Work")
    APPOINTMENT = "appointment", _("Another appointment")
    NOT_UNDERSTOOD = "not_understood", _("Did not know or understand it")
    WRONG_GROUP = "wrong_group", _("The group or the level does not fit")
    LETTER = "letter", _("A letter that was not clear")
    OTHER = "other", _("Something else")
    NOT_REACHED = "not_reached", _("Not reached, or rather not said")


BARRIER_ICONS: Final[dict[str, str]] = {
    "childcare": "baby",
    "travel": "bus",
    "illness": "stethoscope",
    "work": "briefcase",
    "appointment": "calendar",
    "not_understood": "circle-help",
    "wrong_group": "users",
    "letter": "mail",
    "other": "info",
    "not_reached": "phone",
}


class Absence(models.Model):
    """One day somebody could not come, until somebody called; goes with the newcomer."""

    class State(models.TextChoices):
        TOLD = "told", _("Waits for a call")
        ASKED = "asked", _("A key person is asked to call")
        CALLING = "calling", _("Somebody calls")
        SETTLED = "settled", _("There was a call")
        WITHDRAWN = "withdrawn", _("It was a mistake")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="absences")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="absences")
    rule = models.ForeignKey(AbsenceRule, on_delete=models.PROTECT, related_name="absences")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.CASCADE, related_name="absences")
    day = models.DateField(default=timezone.localdate)
    told_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.TOLD)
    state_since = models.DateTimeField(default=timezone.now)
    # Who calls: a key person whom the newcomer lets hear it, else the case worker.
    key_person = models.ForeignKey(KeyPerson, on_delete=models.SET_NULL, null=True, blank=True, related_name="absences")
    case_worker = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    barrier = models.CharField(max_length=16, choices=Barrier.choices, blank=True)
    # A key person passes on what was said only when the newcomer wants that; else nothing is kept but the call.
    passed_on = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    delete_on = models.DateField()

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["delete_on"], name="absence_delete_on")]
        constraints = [
            models.UniqueConstraint(fields=["newcomer", "organisation", "day"], name="absence_once_a_day"),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(key_person__isnull=False), name="absence_asked_somebody"
            ),
            models.CheckConstraint(condition=Q(barrier="") | Q(state="settled"), name="absence_barrier_after_call"),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"

    @property
    def waits(self) -> bool:
        """Whether nobody called yet."""
        return self.state in {self.State.TOLD, self.State.ASKED, self.State.CALLING}


class BarrierCount(models.Model):
    """How often a barrier was named in a region in a month; all that stays, and it leads to nobody."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="barrier_counts")
    month = models.DateField(help_text=_("The first day of the month"))
    barrier = models.CharField(max_length=16, choices=Barrier.choices)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-month", "barrier"]
        constraints = [models.UniqueConstraint(fields=["region", "month", "barrier"], name="barrier_once_a_month")]

    def __str__(self) -> str:
        return f"{self.barrier} {self.month:%Y-%m}"
