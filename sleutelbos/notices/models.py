"""The outbox: what must leave the database, once it is certain."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One message to one address; sent at least once, recorded once (`dedupe_key`)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not delivered")
        CANCELLED = "cancelled", _("not needed any more")

    dedupe_key = models.CharField(max_length=200, unique=True)
    region_id = models.BigIntegerField(null=True, db_index=True)
    template = models.CharField(max_length=80)
    language = models.CharField(max_length=10)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    calendar = models.BinaryField(null=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], name="notice_due", condition=models.Q(state__in=["queued", "sending"])),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.state})"
