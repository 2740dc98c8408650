"""Hours, fees and real costs apart, and the law as dated rows."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Municipality
from sleutelbos.keypersons.models import Engagement


class LawRow(models.Model):
    """One amount or term of law, for whom, from when, from which source."""

    code = models.SlugField(help_text=_("For example volunteer-fee-month"))
    value = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=20, help_text=_("EUR, EUR/hour, weeks, ..."))
    target_group = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    law = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=5)
    checked_on = models.DateField()

    class Meta:
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "target_group", "valid_from"], name="law_row_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="law_row_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.value} {self.unit}"


class Booking(models.Model):
    """Work done by one engagement for one municipality: minutes and fee in one ledger, real costs in the other."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        HELD = "held", _("Waits for the coordinator: over a legal cap")
        REVERSED = "reversed", _("Reversed")

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="bookings")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, related_name="bookings")
    source = models.CharField(max_length=80, unique=True, help_text=_("What the work was, as visit:12"))
    day = models.DateField()
    minutes = models.PositiveIntegerField()
    fee_cents = models.PositiveIntegerField(default=0)
    km = models.DecimalField(max_digits=6, decimal_places=1, default=0)
    costs_cents = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [
            models.Index(fields=["engagement", "day"], name="booking_engagement_day"),
            models.Index(fields=["day"], name="booking_day"),
            # What waits for a decision is always few among many.
            models.Index(fields=["state"], condition=Q(state="held"), name="booking_held"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.minutes} min"
