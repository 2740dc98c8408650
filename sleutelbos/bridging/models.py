"""One question and everything that happens to it."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Municipality, Organisation, Region
from sleutelbos.allowances.models import Booking
from sleutelbos.guidance.models import HelperRole, Topic, TriageRule
from sleutelbos.keypersons.models import Engagement, KeyPerson
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui.fields import GuardedCharField, GuardedTextField


def new_uid() -> str:
    """A calendar identifier that never changes and says nothing."""
    return f"{secrets.token_hex(12)}@sleutelbos"


class KnownAsker(models.Model):
    """An address that confirmed a question once: later questions from it go straight through."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="known_askers")
    email = models.EmailField(max_length=254)
    name = GuardedCharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, related_name="known_askers")
    confirmed_at = models.DateTimeField(default=timezone.now)
    blocked = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "email"], name="known_asker_once")]

    def __str__(self) -> str:
        return self.email


class Request(models.Model):
    """One question of an organisation; never a newcomer's name."""

    class Kind(models.TextChoices):
        ONE_NEWCOMER = "one_newcomer", _("Help for one newcomer or family")
        ACCOMPANIMENT = "accompaniment", _("Go along to an appointment")
        GROUP_SESSION = "group_session", _("Group meeting")
        READING_PANEL = "reading_panel", _("Read a letter along")
        ADVICE = "advice", _("Advice on our work")

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Waits for confirmation by mail")
        OPEN = "open", _("New")
        ASKING = "asking", _("Key persons are asked")
        ACCEPTED = "accepted", _("Waits for the newcomer's yes")
        PLANNED = "planned", _("Planned")
        DONE = "done", _("Finished")
        REDIRECTED = "redirected", _("To an interpreter or professional")
        UNMET = "unmet", _("Nobody could help")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Not confirmed in time")

    class Where(models.TextChoices):
        PLACE = "place", _("At a place")
        PHONE = "phone", _("By phone")
        ONLINE = "online", _("By video")

    class Urgency(models.TextChoices):
        NORMAL = "normal", _("Normal")
        SOON = "soon", _("This week")
        TODAY = "today", _("Today or tomorrow")

    class Fallback(models.TextChoices):
        NONE = "none", _("Only this language")
        DECLARED = "declared", _("A related language is fine")

    class Source(models.TextChoices):
        FORM = "form", _("Public form")
        ACCOUNT = "account", _("With an account")
        COORDINATOR = "coordinator", _("Typed in by the coordinator")
        IMPORT = "import", _("Spreadsheet")

    class Informed(models.TextChoices):
        YES = "yes", _("Yes, the newcomer knows and agrees")
        NOT_YET = "not_yet", _("Not yet")
        NOT_NEEDED = "not_needed", _("Does not apply")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="requests")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=15, choices=Source.choices, default=Source.FORM)

    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    asker_name = GuardedCharField(max_length=120)
    asker_email = models.EmailField(max_length=254, blank=True)
    asker_phone = models.CharField(max_length=20, blank=True)
    asker_organisation = GuardedCharField(max_length=160, blank=True)
    asker_organisation_kind = models.CharField(max_length=20, choices=Organisation.Kind.choices, blank=True)
    asker_language = models.CharField(max_length=10, default="nl")

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="requests")
    role = models.ForeignKey(HelperRole, on_delete=models.PROTECT, null=True, blank=True, related_name="requests")
    summary = GuardedTextField(max_length=600, blank=True)

    newcomer = models.ForeignKey(Newcomer, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests")
    newcomer_informed = models.CharField(max_length=12, choices=Informed.choices, default=Informed.NOT_YET)
    language = models.CharField(
        max_length=20, blank=True, help_text=_("Variety, as ti or apc; empty: no language needed")
    )
    min_level = models.PositiveSmallIntegerField(default=3)
    fallback = models.CharField(max_length=10, choices=Fallback.choices, default=Fallback.DECLARED)
    also_accepted = models.JSONField(
        default=list, blank=True, help_text=_("Other varieties the newcomer said are fine")
    )
    gender_wish = models.CharField(max_length=10, choices=Newcomer.GenderWish.choices, default=Newcomer.GenderWish.NONE)
    gender_required = models.BooleanField(default=False)
    not_from_own_place = models.BooleanField(default=False)
    newcomer_place = GuardedCharField(max_length=120, blank=True)
    not_person = GuardedCharField(
        max_length=120, blank=True, help_text=_("A name the newcomer does not want; no reason")
    )
    excluded = models.ManyToManyField(KeyPerson, blank=True, related_name="+")
    same_person = models.ForeignKey(KeyPerson, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    where = models.CharField(max_length=10, choices=Where.choices, default=Where.PLACE)
    place = GuardedCharField(max_length=120, blank=True)
    address = GuardedCharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(default=60)
    # When the asker has no fixed time: windows as [{"start": iso, "end": iso}], and a few words.
    windows = models.JSONField(default=list, blank=True)
    time_note = GuardedCharField(max_length=200, blank=True)
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)

    persons_wanted = models.PositiveSmallIntegerField(default=1)
    accepted_count = models.PositiveSmallIntegerField(default=0)

    triage_answers = models.JSONField(default=dict, blank=True, help_text=_("Rule code -> yes or no"))
    triage_outcome = models.CharField(max_length=30, choices=TriageRule.Outcome.choices, blank=True)
    triage_rule = models.SlugField(blank=True)
    triage_overridden_by = models.CharField(max_length=200, blank=True)
    triage_override_reason = GuardedCharField(max_length=300, blank=True)
    interpreter_arranged = models.BooleanField(default=False)

    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    state_since = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    first_asked_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    unmet_reason = models.CharField(max_length=20, blank=True)
    link_version = models.PositiveSmallIntegerField(default=1)
    # One form, one question: a second send of the same form finds the first.
    form_key = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["region", "state", "state_since"], name="request_desk"),
            models.Index(fields=["region", "-created_at"], name="request_newest"),
            models.Index(fields=["region", "language"], name="request_language"),
            models.Index(fields=["asker", "-created_at"], name="request_asker"),
            models.Index(fields=["organisation", "-created_at"], name="request_organisation"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["form_key"], condition=~Q(form_key=""), name="request_once_per_form"),
            models.CheckConstraint(condition=Q(persons_wanted__gte=1), name="request_wants_somebody"),
            # The scarce thing: nobody can take a place that is gone.
            models.CheckConstraint(condition=Q(accepted_count__lte=F("persons_wanted")), name="request_never_overfull"),
            models.CheckConstraint(condition=~Q(state="unmet") | ~Q(unmet_reason=""), name="unmet_request_has_reason"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_kind_display()}"

    @property
    def individual(self) -> bool:
        """Whether one newcomer or family is helped, so that the role router and the newcomer's yes apply."""
        return self.kind in {self.Kind.ONE_NEWCOMER, self.Kind.ACCOMPANIMENT}

    @property
    def asking_kind(self) -> str:
        """What kind of organisation asks: of the organisation we know, else as the asker said; may be empty."""
        return self.organisation.kind if self.organisation is not None else self.asker_organisation_kind


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


class Step(models.Model):
    """One move of a question, an offer or a visit; rows are only added (a database trigger says so too)."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="steps")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, null=True, related_name="steps")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True, related_name="steps")
    old = models.CharField(max_length=15, blank=True)
    new = models.CharField(max_length=15)
    reason = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=200, blank=True)
    by_user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.old} > {self.new}"


class SavedView(models.Model):
    """A coordinator's own filter of the desk, by name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="saved_views")
    name = GuardedCharField(max_length=60)
    query = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "region", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return str(self.name)


class BulkAction(models.Model):
    """What one click did to many questions, so that one click can undo it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulk_actions")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="bulk_actions")
    verb = models.CharField(max_length=40)
    items = models.JSONField(default=list, help_text=_("[{request, old, new}]"))
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.verb} ({len(self.items)})"
