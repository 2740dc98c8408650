"""A spreadsheet on its way in: what it said, what was asked about it, what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Organisation, Region
from sleutelbos.bridging.models import Request
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.fields import GuardedCharField


class ImportBatch(models.Model):
    """One uploaded file. The file itself is never kept: only its cells, without what may not be stored, and those
    only until the import is finished."""

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        CHECKING = "checking", _("To be checked")
        IMPORTING = "importing", _("Being taken in")
        IMPORTED = "imported", _("Taken in")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")
        DISCARDED = "discarded", _("Thrown away")
        FAILED = "failed", _("Went wrong")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="imports")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    made_by_label = models.CharField(max_length=200, blank=True)
    file_name = GuardedCharField(max_length=120)
    kind = models.CharField(max_length=4, choices=[("xlsx", "xlsx"), ("ods", "ods"), ("csv", "csv")])
    encoding = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64)
    notices = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    state_since = models.DateTimeField(default=timezone.now)
    # Cells of the file after redaction, packed; empty as soon as they are not needed any more.
    cells = models.BinaryField(null=True, blank=True, editable=False)
    layouts = models.JSONField(default=list)
    answers = models.JSONField(default=dict, blank=True, help_text=_("Question key -> answer, for every row"))
    row_answers = models.JSONField(
        default=dict, blank=True, help_text=_("Sheet:row -> answers, corrected texts, left out or not")
    )
    groups = models.JSONField(
        default=list, blank=True, help_text=_("Open questions, each once, with how many rows ask")
    )
    # Every change of answers or layout counts up: a reading that is overtaken is thrown away.
    version = models.PositiveIntegerField(default=1)
    # What the list itself does not say about everybody in it.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="imports"
    )
    engaged_from = models.DateField(null=True, blank=True)
    initial_state = models.CharField(
        max_length=15,
        blank=True,
        choices=[(state, state) for state in ("candidate", "in_training", "deployable")],
        default="",
    )
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    trial = models.JSONField(default=dict, blank=True, help_text=_("What the last trial run said"))
    created_at = models.DateTimeField(default=timezone.now)
    imported_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["region", "digest"], name="import_digest")]
        constraints = [
            # The same file twice at the same moment is one import.
            models.UniqueConstraint(
                fields=["region", "digest"],
                condition=~Q(state__in=["undone", "discarded"]),
                name="file_once_per_region",
            )
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportRow(models.Model):
    """One row of a file: what was understood, what is open, what it became."""

    class State(models.TextChoices):
        WAITS = "waits", _("Waits for an answer")
        READY = "ready", _("Ready")
        SKIPPED = "skipped", _("Left out")
        UNCHANGED = "unchanged", _("Was here already")
        IMPORTED = "imported", _("Taken in")
        KEPT = "kept", _("Could not be taken back")
        UNDONE = "undone", _("Taken back")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    sheet = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[("people", "people"), ("requests", "requests")])
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=40, blank=True, help_text=_("Code: why left out, or why not taken back"))
    label = GuardedCharField(max_length=200, blank=True)
    read = models.JSONField(default=dict, help_text=_("Fields, questions, problems and notes of the row"))
    open_questions = models.PositiveSmallIntegerField(default=0)
    refused = models.PositiveSmallIntegerField(default=0)
    fingerprint = models.CharField(max_length=40, blank=True)
    same_as = models.CharField(max_length=40, blank=True)
    key_person = models.ForeignKey(KeyPerson, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made = models.BooleanField(default=False, help_text=_("Whether the row made somebody, or completed somebody"))
    before = models.JSONField(default=dict, blank=True, help_text=_("What completing changed, to put it back"))
    after = models.CharField(max_length=64, blank=True, help_text=_("Hash of what was made, to see later changes"))

    class Meta:
        ordering = ["batch", "sheet", "number"]
        indexes = [
            models.Index(fields=["batch", "state"], name="import_row_state"),
            models.Index(fields=["fingerprint"], name="import_row_fingerprint"),
        ]
        constraints = [models.UniqueConstraint(fields=["batch", "sheet", "number"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.sheet}/{self.number}"


class CalendarFeed(models.Model):
    """A secret address where a calendar program reads somebody's appointments; only the hash of the secret is kept."""

    class Level(models.TextChoices):
        BUSY = "busy", _("Only that I am busy")
        PLACE = "place", _("Time and place")
        FULL = "full", _("Everything, also whom I meet")

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="calendar_feeds")
    level = models.CharField(max_length=5, choices=Level.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    # What the programs were told last, so that an answer of "nothing new" can be given with its date.
    digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    last_read_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key_person", "level"], name="feed_once_per_level")]

    def __str__(self) -> str:
        return f"{self.pk} ({self.level})"
