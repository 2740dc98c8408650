"""The quarterly talk with an organisation: what is on the agenda, what was agreed, what came of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Organisation, Region
from sleutelbos.ui.fields import GuardedCharField, GuardedTextField

from .bottlenecks import Bottleneck


class Talk(models.Model):
    """One talk of the network with one organisation; while it is planned, its agenda follows what is open."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Does not happen")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="talks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="talks")
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    state_since = models.DateTimeField(default=timezone.now)
    minutes = GuardedTextField(max_length=600, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["region", "state", "on"], name="talk_region_state_on")]
        constraints = [
            # Two planned talks with one organisation would each have the same agenda.
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="planned"), name="talk_one_planned_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.on:%Y-%m-%d}"


class TalkPoint(models.Model):
    """A point on an agenda: a bottleneck as it stood when the talk was held, or a point of one's own."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="points")
    bottleneck = models.ForeignKey(
        Bottleneck, on_delete=models.CASCADE, null=True, blank=True, related_name="talk_points"
    )
    words = GuardedCharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(bottleneck__isnull=False) | ~Q(words=""), name="talk_point_is_about_something"
            ),
            models.UniqueConstraint(fields=["talk", "bottleneck"], name="talk_point_once"),
        ]

    def __str__(self) -> str:
        return str(self.words) or f"point {self.pk}"


class Agreement(models.Model):
    """What was agreed in a talk: what, who does it, by when; comes back at every next talk until it is settled."""

    class Party(models.TextChoices):
        ORGANISATION = "organisation", _("The organisation")
        NETWORK = "network", _("The network")
        MUNICIPALITY = "municipality", _("The municipality")

    class State(models.TextChoices):
        OPEN = "open", _("Runs")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Will not be done")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="agreements")
    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="agreements")
    bottleneck = models.ForeignKey(
        Bottleneck, on_delete=models.SET_NULL, null=True, blank=True, related_name="agreements"
    )
    what = GuardedCharField(max_length=160)
    party = models.CharField(max_length=12, choices=Party.choices)
    who = GuardedCharField(max_length=80, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    state_since = models.DateTimeField(default=timezone.now)
    outcome = GuardedCharField(max_length=160, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["region", "state", "due_on"], name="agreement_region_state_due")]
        constraints = [
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(outcome=""), name="dropped_agreement_says_why")
        ]

    def __str__(self) -> str:
        return str(self.what)

    @property
    def overdue(self) -> bool:
        """Whether it should have been done by now."""
        return self.state == self.State.OPEN and self.due_on < timezone.localdate()
