"""Who to call for what: one row per subject at one organisation, with the day somebody last said it is right."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Organisation, Region
from sleutelbos.ui.fields import GuardedCharField

# An icon for who reads little.
ICONS: Final[dict[str, str]] = {
    "sign_up": "user-plus",
    "absent": "calendar-x",
    "level": "graduation-cap",
    "childcare": "baby",
    "travel": "bus",
    "money": "euro",
    "work": "briefcase",
    "health": "stethoscope",
    "housing": "house",
    "agreements": "handshake",
    "other": "info",
}


class Contact(models.Model):
    """One function at an organisation, for one subject; the person's name is there because people call people."""

    class Subject(models.TextChoices):
        SIGN_UP = "sign_up", _("Sign up or start")
        ABSENT = "absent", _("Ill, late or cannot come")
        LEVEL = "level", _("The lessons, the group or the level")
        CHILDCARE = "childcare", _("Childcare")
        TRAVEL = "travel", _("Travel")
        MONEY = "money", _("Money and letters")
        WORK = "work", _("Work and practice")
        HEALTH = "health", _("Health care")
        HOUSING = "housing", _("House and neighbourhood")
        AGREEMENTS = "agreements", _("Agreements with the network")
        OTHER = "other", _("Other questions")

    class State(models.TextChoices):
        CURRENT = "current", _("In use")
        DOUBTFUL = "doubtful", _("Not right any more, says the organisation")
        ENDED = "ended", _("Not in use")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="contacts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    subject = models.CharField(max_length=12, choices=Subject.choices)
    about = GuardedCharField(max_length=100, blank=True)
    function = GuardedCharField(max_length=80)
    name = GuardedCharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    best_time = GuardedCharField(max_length=80, blank=True)
    # Some numbers are for the network only: a key person then asks the coordinator.
    for_key_persons = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CURRENT)
    state_since = models.DateTimeField(default=timezone.now)
    checked_on = models.DateField(default=timezone.localdate)
    checked_by = models.CharField(max_length=200, blank=True)
    nudged_on = models.DateField(null=True, blank=True)
    link_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["organisation__name", "subject", "id"]
        indexes = [models.Index(fields=["region", "state", "checked_on"], name="contact_region_state_checked")]
        constraints = [
            models.CheckConstraint(condition=~Q(phone="") | ~Q(email=""), name="contact_can_be_reached"),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.function}"

    @property
    def icon(self) -> str:
        """The picture of the subject."""
        return ICONS[self.subject]

    @property
    def subject_words(self) -> str | Promise:
        """The subject in the page's language."""
        return self.Subject(self.subject).label
