"""What key persons notice, what it is made into, who sees to it and what the answer was."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Membership, Municipality, Organisation, Region
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.fields import GuardedCharField, GuardedTextField


class Theme(models.Model):
    """What a signal is about; a region has its own list, filled with the usual ones at first (`rules.THEMES`)."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="themes")
    code = models.SlugField(max_length=40)
    names = models.JSONField(
        default=dict, blank=True, help_text=_("Language code -> name; empty: the name the product knows")
    )
    icon = models.CharField(max_length=40, default="flag")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    # Signals of one theme and one municipality go together by themselves; where every case is another, they do not.
    gathers = models.BooleanField(default=True)
    days = models.PositiveSmallIntegerField(default=21, help_text=_("Days to answer where no rule says so"))
    alert_families = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("From so many families in one place the coordinator gets a notice")
    )
    alert_days = models.PositiveSmallIntegerField(default=90)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="theme_once_per_region"),
            models.CheckConstraint(condition=Q(days__gte=1), name="theme_days_at_least_one"),
            models.CheckConstraint(
                condition=Q(alert_families__isnull=True) | Q(alert_families__gte=2), name="theme_alert_from_two"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class OwnerRule(models.Model):
    """Who sees to signals of a theme in a municipality, and in how many days; an empty field means all of them.

    The rule that says most wins: theme and place, then theme, then place, then neither. No rule: the coordinator.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="owner_rules")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="owner_rules")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="owner_rules"
    )
    owner = models.ForeignKey(Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="owner_rules")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="owner_rules"
    )
    days = models.PositiveSmallIntegerField(default=21)
    valid_from = models.DateField(default=timezone.localdate)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(organisation__isnull=False), name="owner_rule_names_somebody"
            ),
            models.CheckConstraint(condition=Q(days__gte=1), name="owner_rule_days_at_least_one"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="owner_rule_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id or '*'} x {self.municipality_id or '*'}"


class Bottleneck(models.Model):
    """One thing that does not work, made of one or more signals: with an owner, a date, and at the end an answer."""

    class State(models.TextChoices):
        OPEN = "open", _("waits")
        BUSY = "busy", _("somebody works on it")
        ANSWERED = "answered", _("answered")
        MERGED = "merged", _("taken together with another")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="bottlenecks")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="bottlenecks")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="bottlenecks"
    )
    title = GuardedCharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    # Neither: the coordinator sees to it.
    owner = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="bottlenecks")
    owner_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_bottlenecks"
    )
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="bottlenecks")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    due_on = models.DateField()
    opened_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["region", "state", "due_on"], name="bottleneck_region_state_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="merged") & Q(merged_into__isnull=False)
                | ~Q(state="merged") & Q(merged_into__isnull=True),
                name="bottleneck_merged_into_one",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False), name="bottleneck_answered_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title) or f"bottleneck {self.pk}"

    @property
    def waits(self) -> bool:
        """Whether an answer is still owed."""
        return self.state in {self.State.OPEN, self.State.BUSY}

    @property
    def overdue(self) -> bool:
        """Whether the answer should have been there."""
        return self.waits and self.due_on < timezone.localdate()


class Signal(models.Model):
    """What one key person noticed: a theme and a place, about how many families; never who."""

    class Source(models.TextChoices):
        LOG = "log", _("after a visit")
        APP = "app", _("from the home page")
        GROUP = "group", _("in a group meeting")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="signals")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="signals")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="signals"
    )
    bottleneck = models.ForeignKey(Bottleneck, on_delete=models.PROTECT, related_name="signals")
    language = models.CharField(max_length=20, blank=True, help_text=_("Variety most of these people speak"))
    families = models.PositiveSmallIntegerField(default=1)
    text = GuardedTextField(max_length=300, blank=True)
    text_language = models.CharField(max_length=10, blank=True)
    # What was written or said in another language, in Dutch: beside the words themselves, never in their place.
    dutch = GuardedTextField(max_length=500, blank=True)
    dutch_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    dutch_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=5, choices=Source.choices)
    signaller = models.ForeignKey(KeyPerson, on_delete=models.SET_NULL, null=True, blank=True, related_name="signals")
    # Made with the empty form: the same form sent twice is one signal.
    once = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # The first answer that was sent for it.
    answered_at = models.DateTimeField(null=True, blank=True)
    # When the signaller last opened what came of it; an answer after this is new to them.
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["region", "theme", "created_at"], name="signal_region_theme_created")]
        constraints = [
            models.UniqueConstraint(fields=["signaller", "once"], name="signal_form_once"),
            models.CheckConstraint(condition=Q(families__gte=1, families__lte=99), name="signal_families_counted"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("created_at")),
                name="signal_answered_after_it_came",
            ),
            models.CheckConstraint(
                condition=Q(dutch="") & Q(dutch_at__isnull=True) | ~Q(dutch="") & Q(dutch_at__isnull=False),
                name="signal_dutch_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"signal {self.pk}"

    @property
    def in_other_language(self) -> bool:
        """Whether the words are not Dutch."""
        return bool(self.text) and self.text_language != "nl"

    @property
    def may_have_dutch(self) -> bool:
        """Whether Dutch can stand beside it: its words are in another language, or it was spoken."""
        return self.in_other_language or hasattr(self, "voice")


class SignalVoice(models.Model):
    """The spoken form of a signal; goes first (retention.py)."""

    class Kind(models.TextChoices):
        WEBM = "webm", "WebM"
        OGG = "ogg", "Ogg"
        MP4 = "mp4", "MP4"

    signal = models.OneToOneField(Signal, on_delete=models.CASCADE, related_name="voice")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    seconds = models.PositiveSmallIntegerField()
    data = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(seconds__lte=60), name="signal_voice_one_minute")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.seconds} s"


class BottleneckStep(models.Model):
    """One thing that happened to a bottleneck; rows are only added."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        JOINED = "joined", _("One more signal")
        RENDERED = "rendered", _("What was told, put into Dutch")
        TAKEN = "taken", _("Work on it began")
        PUT_BACK = "put_back", _("Put back")
        ASSIGNED = "assigned", _("Given to somebody else")
        CHANGED = "changed", _("Description changed")
        REMINDED = "reminded", _("Reminded")
        ESCALATED = "escalated", _("Overdue: the coordinator was told")
        MERGED = "merged", _("Taken together with another")
        TOOK_IN = "took_in", _("Took in another")
        SPLIT_OFF = "split_off", _("Some signals went apart")
        CAME_APART = "came_apart", _("Came apart from another")
        ANSWERED = "answered", _("Answered")
        TRANSLATED = "translated", _("Answer in one more language")
        REOPENED = "reopened", _("Opened again")

    bottleneck = models.ForeignKey(Bottleneck, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    old = models.CharField(max_length=10, blank=True)
    new = models.CharField(max_length=10, blank=True)
    note = GuardedCharField(max_length=200, blank=True)
    other = models.ForeignKey(Bottleneck, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=200, blank=True)
    by_user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.kind


class Answer(models.Model):
    """What came of it, in plain words; that something cannot change, and why, is an answer too."""

    class Kind(models.TextChoices):
        CHANGED = "changed", _("It has changed")
        WILL_CHANGE = "will_change", _("It will change")
        CANNOT = "cannot", _("We cannot change this")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="signal_answers")
    bottleneck = models.ForeignKey(Bottleneck, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    expected_on = models.DateField(null=True, blank=True, help_text=_("When it will have changed"))
    by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class AnswerText(models.Model):
    """The words of an answer in one language; the first row is in the language it was written in."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    text = GuardedTextField(max_length=1000)
    by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["answer", "language"], name="answer_text_once_per_language")]

    def __str__(self) -> str:
        return self.language


class Alert(models.Model):
    """Many families, one bottleneck: so many of a theme in one place within some days that the coordinator is told."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="signal_alerts")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="alerts")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    bottleneck = models.ForeignKey(Bottleneck, on_delete=models.SET_NULL, null=True, related_name="alerts")
    families = models.PositiveSmallIntegerField()
    since = models.DateField()
    raised_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-raised_at", "-id"]

    def __str__(self) -> str:
        return f"{self.families} families"
