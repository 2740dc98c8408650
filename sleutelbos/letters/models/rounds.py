"""A round: a panel reads a version along, or answers questions; and what was done with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sleutelbos.accounts.models import Municipality, Organisation, Region
from sleutelbos.keypersons.models import Engagement, KeyPerson
from sleutelbos.ui.fields import GuardedCharField, GuardedTextField

from ..reader_wording import KEPT_CLEAR, KEPT_LAW, KEPT_MEANING, KEPT_TERM
from .letters import Sentence, Version, public_code


class Round(models.Model):
    """One time that a panel is asked. A letter round has a version; an advice round has questions only."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("Reading a letter along")
        ADVICE = "advice", _("Advice")

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for a panel")
        OPEN = "open", pgettext_lazy("round", "Open")
        CLOSED = "closed", _("Waits for the answer")
        TOLD = "told", _("Answered")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="reading_rounds")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds")
    result = models.ForeignKey(
        Version, on_delete=models.PROTECT, null=True, blank=True, related_name="made_in", help_text=_("What it became")
    )
    number = models.PositiveSmallIntegerField(default=1)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reading_rounds"
    )
    writer_label = models.CharField(max_length=200, blank=True)
    title = GuardedCharField(max_length=120)
    purpose = GuardedTextField(max_length=600)
    receivers = GuardedCharField(max_length=200, blank=True)
    receivers_count = models.PositiveIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=15)
    wanted = models.PositiveSmallIntegerField(default=6)
    languages = models.JSONField(default=list, blank=True, help_text=_("Varieties the receivers speak, if known"))
    closes_on = models.DateField()
    answer_by = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    outcome = GuardedTextField(max_length=2000, blank=True)
    public_id = models.CharField(max_length=20, unique=True, default=public_code)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    # Learning routes in the panel as first invited, counted that once; empty where a count would tell somebody's.
    routes = models.JSONField(default=dict, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["region", "state"], name="reading_round_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="letter", version__isnull=False) | Q(kind="advice", version__isnull=True),
                name="round_of_a_letter_has_a_version",
            ),
            # One version is read by one panel: a second round reads the next version.
            models.UniqueConstraint(fields=["version"], condition=~Q(state="withdrawn"), name="round_once_per_version"),
            models.CheckConstraint(
                condition=Q(answer_by__gte=models.F("closes_on")), name="round_answered_after_it_closes"
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.pk}"


class Question(models.Model):
    """Asked back after reading ("what must this person do?"), or asked for advice. `code` is one of ours."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, blank=True)
    text = GuardedCharField(max_length=300, blank=True)
    options = models.JSONField(default=list, blank=True)
    right = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("Number of the right option, from 0"))

    class Meta:
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(fields=["round", "order"], name="question_order_once"),
            models.CheckConstraint(condition=~Q(code="", text=""), name="question_asks_something"),
        ]

    def __str__(self) -> str:
        return self.code or str(self.text)


class Reader(models.Model):
    """One key person in one panel; the link in the message opens this row and nothing else."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        READING = "reading", _("Is reading")
        FINISHED = "finished", _("Finished")
        PARTLY = "partly", _("Read a part")
        DECLINED = "declined", _("Said no")
        MISSED = "missed", _("Did not read")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="readers")
    key_person = models.ForeignKey(KeyPerson, on_delete=models.PROTECT, related_name="readings")
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    link_version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    shown_name = GuardedCharField(max_length=60, blank=True)
    language = models.CharField(max_length=10, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    may_quote = models.BooleanField(default=False)
    may_name = models.BooleanField(default=False)
    # Marks, without name and without own words, in a data set for everybody.
    may_share = models.BooleanField(default=False)
    invited_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "key_person"], name="reader_once_per_round")]

    def __str__(self) -> str:
        return f"reader {self.pk}"


class Mark(models.Model):
    """What one reader says of one sentence; `words` are numbers of words in it, `reasons` are codes."""

    class Verdict(models.TextChoices):
        CLEAR = "clear", pgettext_lazy("sentence", "Clear")
        DOUBT = "doubt", _("In doubt")
        UNCLEAR = "unclear", _("I do not understand")

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="marks")
    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="marks")
    verdict = models.CharField(max_length=7, choices=Verdict.choices)
    words = models.JSONField(default=list, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sentence", "id"]
        constraints = [models.UniqueConstraint(fields=["reader", "sentence"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.sentence_id}: {self.verdict}"


class Answer(models.Model):
    """One reader's answer to one question, in any language; `judged` is how an open one was weighed."""

    class Judged(models.TextChoices):
        RIGHT = "right", _("Understood")
        WRONG = "wrong", _("Not understood")

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    choice = models.PositiveSmallIntegerField(null=True, blank=True)
    text = GuardedTextField(max_length=1000, blank=True)
    judged = models.CharField(max_length=5, choices=Judged.choices, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["question", "id"]
        constraints = [models.UniqueConstraint(fields=["reader", "question"], name="answer_once")]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Proposal(models.Model):
    """A reader's own words for a sentence; other readers see them only after their own answer."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="proposals")
    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="proposals")
    text = GuardedCharField(max_length=600)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sentence", "id"]
        constraints = [models.UniqueConstraint(fields=["reader", "sentence"], name="proposal_once")]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class Vote(models.Model):
    """Whether one reader finds another's words better; skipping is no vote."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="votes")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="votes")
    better = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "proposal"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.better}"


class Decision(models.Model):
    """What the writer does with one sentence of a round, and what the readers are told about it."""

    class Kind(models.TextChoices):
        ACCEPT = "accept", _("Changed as a reader wrote it")
        ADAPT = "adapt", _("Changed in other words")
        KEEP = "keep", _("Kept")

    class Reason(models.TextChoices):
        LAW = "law", KEPT_LAW
        TERM = "term", KEPT_TERM
        MEANING = "meaning", KEPT_MEANING
        CLEAR = "clear", KEPT_CLEAR

    sentence = models.OneToOneField(Sentence, on_delete=models.CASCADE, related_name="decision")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    proposal = models.ForeignKey(Proposal, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    note = GuardedCharField(max_length=300, blank=True)
    lost_facts = models.JSONField(default=list, blank=True, help_text=_("What was confirmed although a fact changed"))
    by_label = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="keep", reason="", note=""), name="kept_with_a_reason"),
            models.CheckConstraint(condition=Q(kind="keep") | ~Q(text=""), name="changed_into_something"),
        ]

    def __str__(self) -> str:
        return f"{self.sentence_id}: {self.kind}"
