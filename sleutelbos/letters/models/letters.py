"""A letter, its versions in blocks and sentences, what the index says of each, and words it taught us."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Municipality, Organisation, Region
from sleutelbos.ui.fields import GuardedCharField


def public_code() -> str:
    """Twelve characters for the address of a page that anybody may read; says nothing about its row."""
    return secrets.token_urlsafe(9)


class Letter(models.Model):
    """A template of a letter. Nobody but its writer sees it before the personal data in it are dealt with."""

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        CONFIRMING = "confirming", _("Text to be checked")
        GATE = "gate", _("Personal data to be checked")
        READY = "ready", _("Ready")
        DISCARDED = "discarded", _("Thrown away")
        FAILED = "failed", _("Could not be read")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="letters")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="letters")
    writer_label = models.CharField(max_length=200, blank=True)
    title = GuardedCharField(max_length=120)
    kind = models.CharField(max_length=5, blank=True, help_text=_("docx, odt, pdf, text"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    state_since = models.DateTimeField(default=timezone.now)
    notices = models.JSONField(default=list, blank=True, help_text=_("Codes: what was left aside while reading"))
    refusal = models.JSONField(default=dict, blank=True, help_text=_("Code and facts, when the file was refused"))
    # A PDF until it is read. Of a Word file the file itself, for tracked changes, if nothing personal was in it.
    source = models.BinaryField(null=True, blank=True, editable=False)
    removed = models.JSONField(default=dict, blank=True, help_text=_("Kind of number -> how many never came in"))
    public_terms = models.JSONField(default=list, blank=True, help_text=_("[kind, words] confirmed as public"))
    public_id = models.CharField(max_length=20, unique=True, default=public_code)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["region", "state"], name="letter_region_state")]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Version(models.Model):
    """The text of a letter at one moment; never changed once people have read it."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    made_by_label = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["letter", "number"]
        constraints = [models.UniqueConstraint(fields=["letter", "number"], name="version_once_per_letter")]

    def __str__(self) -> str:
        return f"letter {self.letter_id} version {self.number}"


class Block(models.Model):
    """A paragraph, heading, list item or cell; `key` stays the same from version to version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="blocks")
    key = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    text = models.TextField()

    class Meta:
        ordering = ["version", "key"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="block_key_once")]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.key}"


class Sentence(models.Model):
    """What people react to. `key` is block, order and a hash of the words: the same words keep it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="sentences")
    block = models.ForeignKey(Block, on_delete=models.CASCADE, related_name="sentences")
    position = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    key = models.CharField(max_length=30)
    came_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="became")

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="sentence_position_once"),
            models.UniqueConstraint(fields=["version", "key"], name="sentence_key_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="sentence_has_words"),
        ]

    def __str__(self) -> str:
        return self.key


class Score(models.Model):
    """The reading index of a version and how often each rule fired, with the version of the weights."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="score")
    penalty = models.FloatField(null=True)
    nearest = models.CharField(max_length=30, blank=True)
    index_version = models.CharField(max_length=30, blank=True)
    counts = models.JSONField(default=dict)
    sentences = models.PositiveSmallIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.version_id}: {self.penalty}"


class WordProposal(models.Model):
    """A word that a letter lost and what came instead, with how often: food for the word list, decided by people."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="word_proposals")
    word = GuardedCharField(max_length=60)
    instead = GuardedCharField(max_length=80)
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-times", "word"]
        constraints = [
            models.UniqueConstraint(fields=["region", "word", "instead"], name="word_proposal_once_per_region")
        ]

    def __str__(self) -> str:
        return f"{self.word} > {self.instead}"
