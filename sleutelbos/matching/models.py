"""What was suggested and planned, kept so that it can be made again a year later."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.bridging.models import Offer, Request
from sleutelbos.keypersons.models import KeyPerson


class Suggestion(models.Model):
    """One shortlist as it was shown: versions, input hash, result, and the input itself for re-computation."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="suggestions")
    at = models.DateTimeField(default=timezone.now)
    by_user_id = models.BigIntegerField(null=True)
    input_hash = models.CharField(max_length=64)
    rules_version = models.CharField(max_length=120)
    weights_version = models.CharField(max_length=120)
    result = models.JSONField()
    # Compressed JSON of what the engine was given; erased with the question.
    input = models.BinaryField(default=b"")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["request", "input_hash"], name="suggestion_once_per_input")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.input_hash[:8]}"


class Override(models.Model):
    """A coordinator asked somebody the list did not put first, or somebody outside it; never a person's score."""

    class Reason(models.TextChoices):
        OUTSIDE = "asked-outside-list", _("Asked although not on the list")
        KNOWS = "knows-better", _("I know that this person fits better")
        SPOKEN = "spoken", _("I spoke to this person already")
        WISH = "wish", _("The newcomer or the organisation wants this person")
        SPREAD = "spread", _("I want to spread the work differently")
        LIST_WRONG = "list-wrong", _("Something in the list is not right")
        UNSAID = "unsaid", _("I do not want to say")

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="overrides")
    key_person_id = models.BigIntegerField()
    reason = models.CharField(max_length=30, choices=Reason.choices)
    by_user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.reason


class WeekPlan(models.Model):
    """A proposal for the open questions of one region in one week; a coordinator changes it and asks the people."""

    class State(models.TextChoices):
        DRAFT = "draft", _("No proposal yet")
        PROPOSED = "proposed", _("Proposal")
        PUBLISHED = "published", _("People are asked")
        EXPIRED = "expired", _("Put away")

    class Work(models.TextChoices):
        NONE = "", _("Nothing is going on")
        RUNNING = "running", _("A proposal is being made")
        FAILED = "failed", _("Went wrong")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="week_plans")
    monday = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField(default=timezone.now)
    made_by_label = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    # Every change of the proposal counts up: a change to what somebody else changed meanwhile is refused.
    version = models.PositiveIntegerField(default=1)

    work = models.CharField(max_length=10, choices=Work.choices, blank=True, default=Work.NONE)
    work_since = models.DateTimeField(null=True, blank=True)
    stop_asked = models.BooleanField(default=False)
    progress = models.JSONField(default=dict, blank=True, help_text=_("Seconds, score, served, phase"))

    seed = models.PositiveIntegerField(default=0)
    input_hash = models.CharField(max_length=64, blank=True)
    rules_version = models.CharField(max_length=120, blank=True)
    weights_version = models.CharField(max_length=120, blank=True)
    # Compressed JSON of what the engine was given, pins included; goes a year after the week.
    input = models.BinaryField(default=b"")
    score = models.IntegerField(default=0)
    bound = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    finished = models.BooleanField(default=False)
    unserved = models.JSONField(default=list, blank=True, help_text=_("Questions without anybody, with why"))
    prices = models.JSONField(default=list, blank=True, help_text=_("What is short, as the engine says it"))

    class Meta:
        ordering = ["-monday", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "monday"],
                condition=Q(state__in=["draft", "proposed"]),
                name="one_open_plan_per_week",
            )
        ]

    def __str__(self) -> str:
        return f"plan {self.pk} {self.monday}"

    @property
    def last_day(self) -> date:
        """The Sunday of the week."""
        return self.monday + timedelta(days=6)


class PlannedVisit(models.Model):
    """One line of a week plan: this person for this question at this moment; nothing is asked by it."""

    class Outcome(models.TextChoices):
        NONE = "", _("Not decided yet")
        ASKED = "asked", _("Asked")
        CHANGED = "changed", _("Something changed meanwhile: not asked")
        LEFT_OUT = "left_out", _("Left out")

    plan = models.ForeignKey(WeekPlan, on_delete=models.CASCADE, related_name="visits")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="planned_visits")
    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="planned_visits")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    # What a coordinator decided stays as it is when planning again.
    pinned = models.BooleanField(default=False)
    taken_off = models.BooleanField(default=False)
    accepted = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)
    score = models.IntegerField(default=0)
    reasons = models.JSONField(default=list, blank=True)
    travel_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    travel_mode = models.CharField(max_length=10, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default=Outcome.NONE)
    outcome_rules = models.JSONField(default=list, blank=True, help_text=_("Codes of what stood in the way"))
    offer = models.ForeignKey(Offer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "request", "key_person"], name="planned_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.request_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class Repair(models.Model):
    """Somebody fell out: what was proposed instead and what it came from, kept as a suggestion is."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="repairs")
    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="repairs")
    first_day = models.DateField()
    last_day = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by_user_id = models.BigIntegerField(null=True)
    input_hash = models.CharField(max_length=64)
    rules_version = models.CharField(max_length=120)
    weights_version = models.CharField(max_length=120)
    input = models.BinaryField(default=b"")
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"repair {self.pk}"


class TravelTimes(models.Model):
    """What a routing server said about the trips in a region by one means; places by rounded coordinates alone."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="travel_times")
    mode = models.CharField(max_length=10)
    # Kind and profile of the server: what another one said is not mixed with it.
    source = models.CharField(max_length=80)
    # Latitude and longitude in thousandths of a degree.
    spots = models.JSONField(default=list)
    # Compressed seconds from each place to each, four bytes a number, row by row.
    seconds = models.BinaryField(default=b"")
    # When all of it was asked, and when the last place came to it.
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "mode"], name="travel_times_once_per_mode")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.mode}"


class Mark(models.Model):
    """One change of the data matching reads of people, written by the database itself (see `marks`).

    A number without a person behind it tells nothing: there is no region, no time and no kind of change in it.
    """

    class What(models.TextChoices):
        PERSON = "p", "person"
        ENGAGEMENT = "e", "engagement"
        VISIT = "v", "visit"
        QUESTION = "q", "question"
        EVERYBODY = "*", "everybody"

    what = models.CharField(max_length=1, choices=What)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.what} {self.number}"
