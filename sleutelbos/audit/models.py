"""One table that only grows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Who did or saw what, of whom, and why; a database trigger refuses change and removal.

    No foreign keys: the trail outlives the rows it speaks of. `subject` is the person concerned
    ("keyperson:12", "newcomer:7", "user:3"), so that this person can read it.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor_user_id = models.BigIntegerField(null=True)
    actor_role = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(
        max_length=200, blank=True, help_text=_("How the actor is shown to the person concerned.")
    )
    verb = models.CharField(max_length=80)
    look = models.BooleanField(default=False)
    target = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    region_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject", "-id"], name="audit_subject"),
            models.Index(fields=["region_id", "-id"], name="audit_region"),
            models.Index(fields=["target", "-id"], name="audit_target"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target}"
