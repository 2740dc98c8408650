"""What a key person hands over and takes along."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.fields import GuardedTextField

from .visits import Visit


class Handover(models.Model):
    """A key person who has less time asks the newcomer whether somebody else may come; nobody else knows before."""

    class State(models.TextChoices):
        ASKED = "asked", _("The newcomer is asked")
        AGREED = "agreed", _("Somebody else may come")
        REFUSED = "refused", _("The newcomer wants nobody else")
        WITHDRAWN = "withdrawn", _("Not needed any more")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="handovers")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["visit"], condition=Q(state="asked"), name="handover_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.state}"


class ReferenceLetter(models.Model):
    """A letter about somebody's work: asked by the person, written by the coordinator, agreed by the person."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        PROPOSED = "proposed", _("Waits for the person's yes")
        AGREED = "agreed", _("Waits for the signature")
        ISSUED = "issued", _("Signed")
        WITHDRAWN = "withdrawn", _("Taken back")

    # What somebody may want to have in it, or leave out.
    PARTS = [
        ("period", _("Since when I help")),
        ("work", _("How many visits and hours")),
        ("languages", _("My languages")),
        ("roles", _("What I do")),
        ("topics", _("What I know about")),
        ("training", _("My training")),
    ]

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="reference_letters")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    parts = models.JSONField(default=list)
    language = models.CharField(max_length=10, default="nl")
    words = GuardedTextField(max_length=800, blank=True)
    # Exactly what stands in it: [[label, text], ...], as the person agreed to it.
    lines = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key_person"],
                condition=Q(state__in=["asked", "proposed", "agreed"]),
                name="reference_letter_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_person_id} {self.state}"
