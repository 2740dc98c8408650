"""What a newcomer would like to change about an appointment."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .visits import Visit


class TimeWish(models.Model):
    """Another time, please: when it suits, in two taps; the coordinator moves the appointment or lets it stand."""

    class When(models.TextChoices):
        SAME_DAY = "same_day", _("Another hour on the same day")
        SAME_WEEK = "same_week", _("Another day in the same week")
        LATER = "later", _("Another week")

    class Part(models.TextChoices):
        ANY = "any", _("Every time is fine")
        MORNING = "morning", _("In the morning")
        AFTERNOON = "afternoon", _("In the afternoon")
        EVENING = "evening", _("In the evening")

    class Answer(models.TextChoices):
        """Why an appointment stays as it is: sentences, so that the newcomer reads them in the own language."""

        NO_OTHER_TIME = "no_other", _("There is no other time.")
        PERSON_CANNOT = "person", _("The person who helps you cannot come at that time.")
        PLACE_CANNOT = "place", _("Where you go, they have no other time.")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="time_wishes")
    when = models.CharField(max_length=10, choices=When.choices)
    part = models.CharField(max_length=10, choices=Part.choices)
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            # Who changes their mind changes the wish that waits.
            models.UniqueConstraint(
                fields=["visit"], condition=Q(settled_at__isnull=True), name="time_wish_once_per_visit"
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(settled_at__isnull=False), name="time_wish_answered_is_settled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.when} {self.part}"
