"""What a coordinator can read and change: topics, roles, role cards, triage rules, pages with what people ask about."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Membership, Region


class Topic(models.Model):
    """What a question is about, coarse on purpose: details are told in person."""

    code = models.SlugField(unique=True)
    names = models.JSONField(help_text=_("Language code -> name"))
    icon = models.CharField(max_length=40, blank=True)
    sensitive = models.BooleanField(default=False, help_text=_("Counts as a heavy visit: rest afterwards is asked."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class HelperRole(models.Model):
    """What a key person does on a visit: connector, explainer, informer, adviser."""

    code = models.SlugField(unique=True)
    names = models.JSONField()
    descriptions = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class RoleCard(models.Model):
    """What a key person does and does not do, in one language, dated; goes with every appointment."""

    language = models.CharField(max_length=10)
    version = models.CharField(max_length=20)
    content = models.JSONField()
    checked_on = models.DateField()
    reviewed_by = models.CharField(max_length=120, blank=True)
    translated_from = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "version"], name="role_card_once")]

    def __str__(self) -> str:
        return f"{self.language} {self.version}"


class TriageRule(models.Model):
    """One question of the role router, and where a yes leads; a row that a coordinator can read."""

    class Outcome(models.TextChoices):
        EMERGENCY = "emergency", _("Call 112")
        INTERPRETER_FIRST = "interpreter_first", _("Professional interpreter first")
        PROFESSIONAL_FIRST = "professional_first", _("Professional first")
        BESIDE = "key_person_beside", _("Key person beside an interpreter")
        KEY_PERSON = "key_person", _("Key person")

    code = models.SlugField()
    position = models.PositiveSmallIntegerField()
    question = models.JSONField(help_text=_("Language code -> question"))
    advice = models.JSONField(help_text=_("Language code -> what to do"))
    outcome = models.CharField(max_length=30, choices=Outcome.choices)
    source = models.CharField(max_length=300)
    source_certainty = models.CharField(max_length=5, blank=True)
    checked_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="triage_rule_once")]

    def __str__(self) -> str:
        return self.code


class Network(models.Model):
    """A network of key persons that exists; somebody can belong to several."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    about = models.JSONField(default=dict)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Guide(models.Model):
    """A page with what people ask about, for everybody and without an account; its words are rows per language."""

    code = models.SlugField(unique=True)
    icon = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class GuideText(models.Model):
    """One version of a guide in one language; dated, with its law, its sources and what it was translated from.

    `content` holds `title`, `summary` and `sections`: dicts of `heading`, `group` (a Group or "") and `lines`.
    A translation has the same sections and as many lines as its `source`.
    """

    class Group(models.TextChoices):
        STATUS = "status", _("With an asylum permit")
        FAMILY = "family", _("Family or other migrant")
        OLD_LAW = "wi2013", _("Began before 2022 (old law)")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        SUPERSEDED = "superseded", _("Older version")
        DROPPED = "dropped", _("Thrown away")

    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    # Of the versions that came with the product; empty for what was written in this installation.
    edition = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    # Goes up with every save of a draft: whoever saves says which one they read.
    revision = models.PositiveIntegerField(default=1)
    content = models.JSONField()
    law_version = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField()
    check_before = models.DateField()
    official_link = models.URLField(max_length=300, blank=True)
    link_name = models.CharField(max_length=120, blank=True)
    sources = models.JSONField(default=list)
    translated_from = models.CharField(max_length=10, blank=True)
    source = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="translations")
    made_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    reviewed_by = models.CharField(max_length=120, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["guide", "language", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "language", "version"], name="guide_version_once"),
            models.UniqueConstraint(
                fields=["guide", "language"], condition=Q(state="published"), name="guide_published_once"
            ),
            models.UniqueConstraint(fields=["guide", "language"], condition=Q(state="draft"), name="guide_draft_once"),
            models.CheckConstraint(
                condition=Q(check_before__gte=models.F("checked_on")), name="guide_checked_before_it_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guide_id} {self.language} {self.version}"

    @property
    def title(self) -> str:
        """The heading of the page."""
        return str(self.content.get("title", ""))

    @property
    def is_source(self) -> bool:
        """Whether this was written and not translated."""
        return not self.translated_from

    @property
    def is_outdated(self) -> bool:
        """Whether the text it was translated from has been replaced."""
        return self.source is not None and self.source.state == self.State.SUPERSEDED

    @property
    def is_reviewed(self) -> bool:
        """Whether a native speaker has read it; what was written in Dutch by the network needs no such reading."""
        return self.is_source or self.reviewed_on is not None

    def has_expired(self, today: date) -> bool:
        """Whether the day has passed before which somebody should have held it against its sources again."""
        return today > self.check_before


class Translator(models.Model):
    """The right of a key person to write and review guides in one language."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="translates")
    language = models.CharField(max_length=10)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["membership", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "language"], condition=Q(until__isnull=True), name="translator_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.language}"
