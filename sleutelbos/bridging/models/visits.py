"""Offers to key persons, the appointments that come of them, and how they went."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.allowances.models import Booking
from sleutelbos.keypersons.models import Engagement, KeyPerson
from sleutelbos.ui.fields import GuardedCharField

from .requests import Request


def new_uid() -> str:
    """A calendar identifier that never changes and says nothing."""
    return f"{secrets.token_hex(12)}@sleutelbos"


class Offer(models.Model):
    """One key person asked for one question."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Next in line")
        OPEN = "open", _("Asked")
        ACCEPTED = "accepted", _("Said yes")
        DECLINED = "declined", _("Said no")
        OTHER_TIME = "other_time", _("Another time")
        REFERRED = "referred", _("Knows someone")
        LATER = "later", _("Ask next month")
        EXPIRED = "expired", _("No answer in time")
        WITHDRAWN = "withdrawn", _("Not needed any more")
        TAKEN = "taken", _("Somebody else was first")
        STEPPED_OUT = "stepped_out", _("Had to stop")
        ANOTHER_CHOSEN = "another_chosen", _("The newcomer asked for somebody else")

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="offers")
    key_person = models.ForeignKey(KeyPerson, on_delete=models.PROTECT, related_name="offers")
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, null=True, related_name="offers")
    state = models.CharField(max_length=15, choices=State.choices, default=State.OPEN)
    position = models.PositiveSmallIntegerField(default=0, help_text=_("Place in the line when asked in turn"))
    answer_hours = models.PositiveSmallIntegerField(default=48)
    reasons = models.JSONField(default=list, blank=True, help_text=_("Reason codes with points at the time of asking"))
    suggestion = models.CharField(
        max_length=80, blank=True, help_text=_("The suggestion this came from, as suggestion:12")
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    other_start = models.DateTimeField(null=True, blank=True)
    note = GuardedCharField(max_length=200, blank=True)
    ask_again_on = models.DateField(null=True, blank=True)
    link_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["key_person", "-asked_at"], name="offer_key_person"),
            models.Index(fields=["expires_at"], name="offer_due", condition=Q(state__in=["open", "other_time"])),
        ]
        constraints = [models.UniqueConstraint(fields=["request", "key_person"], name="offer_once_per_person")]

    def __str__(self) -> str:
        return f"{self.key_person} ({self.state})"


class Visit(models.Model):
    """An appointment of one key person for one question."""

    class State(models.TextChoices):
        AWAITING = "awaiting", _("Waits for the newcomer's yes")
        CONFIRMED = "confirmed", _("Agreed")
        DONE = "done", _("Happened")
        NO_SHOW = "no_show", _("The newcomer did not come")
        CANCELLED = "cancelled", _("Cancelled")
        HANDED_OVER = "handed_over", _("Somebody else goes")

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="visits")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="visit")
    key_person = models.ForeignKey(KeyPerson, on_delete=models.PROTECT, related_name="visits")
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, null=True, related_name="visits")
    state = models.CharField(max_length=12, choices=State.choices, default=State.AWAITING)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    where = models.CharField(max_length=10, choices=Request.Where.choices, default=Request.Where.PLACE)
    place = GuardedCharField(max_length=120, blank=True)
    address = GuardedCharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    calendar_uid = models.CharField(max_length=60, unique=True, default=new_uid)
    sequence = models.PositiveSmallIntegerField(default=0)
    link_version = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["key_person", "starts_at"], name="visit_key_person"),
            models.Index(fields=["state", "starts_at"], name="visit_state"),
        ]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_ends_after_start")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.starts_at:%Y-%m-%d %H:%M}"


class VisitLog(models.Model):
    """What a key person tells afterwards, in ticks; nothing about the newcomer."""

    ACTS = [
        ("explained", _("Explained")),
        ("accompanied", _("Went along")),
        ("referred", _("Showed the way to somebody else")),
        ("listened", _("Listened")),
        ("read_letter", _("Read a letter together")),
        ("called", _("Called together")),
    ]
    FOLLOW_UP = [
        ("none", _("Nothing more is needed")),
        ("organisation", _("The organisation does something")),
        ("coordinator", _("The coordinator does something")),
        ("again", _("One more visit")),
    ]
    NOT_MY_ROLE = [
        ("interpret", _("I had to interpret a medical or official talk")),
        ("money", _("I was asked for money")),
        ("sign", _("I was asked to sign")),
        ("drive", _("I was asked to drive or carry")),
        ("private", _("I was asked to tell private things")),
        ("other", _("Something else")),
    ]

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="log")
    happened = models.BooleanField()
    minutes = models.PositiveSmallIntegerField(default=0)
    acts = models.JSONField(default=list)
    follow_up = models.CharField(max_length=15, choices=FOLLOW_UP, default="none")
    km = models.DecimalField(max_digits=6, decimal_places=1, default=0)
    costs_cents = models.PositiveIntegerField(default=0)
    not_my_role = models.CharField(max_length=15, choices=NOT_MY_ROLE, blank=True)
    heavy = models.BooleanField(default=False)
    # A few words for the coordinator; they go after three months (retention.py).
    note = GuardedCharField(max_length=200, blank=True)
    # The name a phone gave to what it sent, so that sending it twice is keeping it once.
    sent_key = models.UUIDField(null=True, blank=True, unique=True)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"log of {self.visit_id}"


class CallRequest(models.Model):
    """A key person or newcomer asks to be called; the story itself is told, never typed."""

    class Kind(models.TextChoices):
        CALL_ME = "call_me", _("Please call me")
        NOT_MY_ROLE = "not_my_role", _("This is not my role")
        SAFETY = "safety", _("I am worried about safety")
        COMPLAINT = "complaint", _("A complaint")

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="call_requests")
    key_person = models.ForeignKey(
        KeyPerson, on_delete=models.CASCADE, null=True, blank=True, related_name="call_requests"
    )
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="call_requests")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    detail = models.CharField(max_length=20, blank=True)
    # Only for somebody whose number we do not know otherwise; gone as soon as the call was made.
    phone = models.CharField(max_length=20, blank=True)
    # The name a phone gave to what it sent, so that asking it twice is asking it once.
    sent_key = models.UUIDField(null=True, blank=True, unique=True)
    at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["region", "at"], name="call_open", condition=Q(handled_at__isnull=True))]

    def __str__(self) -> str:
        return self.kind


class Experience(models.Model):
    """Two questions after a visit, to the professional and to the newcomer."""

    class By(models.TextChoices):
        PROFESSIONAL = "professional", _("Professional")
        NEWCOMER = "newcomer", _("Newcomer")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="experiences")
    by = models.CharField(max_length=15, choices=By.choices)
    helped = models.PositiveSmallIntegerField(choices=[(1, _("No")), (2, _("A little")), (3, _("Yes"))])
    again = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "by"], name="experience_once")]

    def __str__(self) -> str:
        return f"{self.by} {self.helped}"
