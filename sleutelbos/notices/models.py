"""The outbox: what must leave the database, once it is certain; and how people want to be told."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a message reaches somebody, in the order in which one takes over from another."""

    PUSH = "push", _("On my phone")
    SMS = "sms", _("SMS")
    MAIL = "mail", _("E-mail")


class Kind(models.TextChoices):
    """What a message is about, as far as a choice goes."""

    QUESTION = "question", _("A new question")
    APPOINTMENT = "appointment", _("My appointments")
    NEWS = "news", _("Other news")
    CODE = "code", _("A code")
    TEST = "test", _("A test")


class Notice(models.Model):
    """One message by one channel; sent at least once, recorded once (`dedupe_key`).

    A message that goes by more than one channel has a row for each, with the same `message`.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("arrived")
        FAILED = "failed", _("not delivered")
        CANCELLED = "cancelled", _("not needed any more")
        MERGED = "merged", _("part of one longer message")

    dedupe_key = models.CharField(max_length=220, unique=True)
    message = models.CharField(max_length=200, blank=True, db_index=True)
    region_id = models.BigIntegerField(null=True, db_index=True)
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.MAIL)
    reader = models.CharField(max_length=60, blank=True, help_text=_("For whom, as keyperson:12"))
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.NEWS)
    template = models.CharField(max_length=80)
    language = models.CharField(max_length=10)
    to = models.CharField(max_length=254, blank=True, help_text=_("A mail address or a phone number"))
    email = models.CharField(max_length=254, blank=True, help_text=_("Where it goes when no other way works"))
    subject = models.CharField(max_length=300)
    body = models.TextField()
    link = models.CharField(max_length=500, blank=True)
    urgent = models.BooleanField(default=False)
    digest = models.BooleanField(default=False, help_text=_("Waits for the one message of the day or week"))
    deadline = models.DateTimeField(null=True)
    calendar = models.BinaryField(null=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30, blank=True, help_text=_("Why it did not arrive, as a code"))
    last_error = models.CharField(max_length=300, blank=True)
    provider_id = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], name="notice_due", condition=Q(state__in=["queued", "sending"])),
            models.Index(fields=["reader", "-id"], name="notice_reader"),
            models.Index(fields=["region_id", "-id"], name="notice_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.state})"


class Reader(models.Model):
    """How somebody wants to be told; without a row everything comes by mail."""

    class Rhythm(models.TextChoices):
        NOW = "now", _("At once")
        DAY = "day", _("Once a day")
        WEEK = "week", _("Once a week")

    who = models.CharField(max_length=60, unique=True, help_text=_("As keyperson:12"))
    region_id = models.BigIntegerField(db_index=True)
    channels = models.JSONField(default=dict, blank=True, help_text=_("Kind to a list of channels"))
    rhythm = models.CharField(max_length=5, choices=Rhythm.choices, default=Rhythm.NOW)
    quiet = models.BooleanField(default=True, help_text=_("No push and no SMS at night"))
    quiet_from = models.PositiveSmallIntegerField(default=22 * 60)
    quiet_until = models.PositiveSmallIntegerField(default=7 * 60)
    wake_for_urgent = models.BooleanField(default=False)
    phone = models.CharField(max_length=20, blank=True)
    phone_confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quiet_from__lt=1440, quiet_until__lt=1440), name="quiet_inside_a_day"),
            models.CheckConstraint(
                condition=Q(phone="", phone_confirmed_at__isnull=True) | ~Q(phone=""), name="confirmed_phone_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.who


class NumberCheck(models.Model):
    """A phone number that waits for its code."""

    reader = models.OneToOneField(Reader, on_delete=models.CASCADE, related_name="number_check")
    region_id = models.BigIntegerField(db_index=True)
    phone = models.CharField(max_length=20)
    code_hash = models.CharField(max_length=80)
    valid_until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    counted_since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.reader_id)


class PushSubscription(models.Model):
    """One browser that takes messages for somebody; ends when its push service says so."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="subscriptions")
    region_id = models.BigIntegerField(db_index=True)
    endpoint = models.CharField(max_length=1000)
    endpoint_hash = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.pk}"
