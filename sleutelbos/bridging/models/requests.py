"""Questions, and who asks them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Municipality, Organisation, Region
from sleutelbos.guidance.models import HelperRole, Topic, TriageRule
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui.fields import GuardedCharField, GuardedTextField


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

    INDIVIDUAL = (Kind.ONE_NEWCOMER, Kind.ACCOMPANIMENT)

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
        return self.kind in self.INDIVIDUAL

    @property
    def unchecked(self) -> bool:
        """Whether the role router has not seen this question yet: one out of a list that was taken in."""
        return self.individual and not self.triage_outcome and not self.triage_overridden_by

    @property
    def asking_kind(self) -> str:
        """What kind of organisation asks: of the organisation we know, else as the asker said; may be empty."""
        return self.organisation.kind if self.organisation is not None else self.asker_organisation_kind
