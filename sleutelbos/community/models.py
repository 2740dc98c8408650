"""Rooms of a region and what is said in them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Membership, Region
from sleutelbos.guidance.models import Topic
from sleutelbos.ui.fields import GuardedCharField, GuardedTextField


class Room(models.Model):
    """A place where the key persons of a region and its coordinator talk; perhaps only speakers of some languages.

    `counter` is the number of the last change in this room. It is raised under the row's lock, so the order of the
    numbers is the order in which changes become visible: whoever has seen number 12 misses nothing below 13.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="rooms")
    title = GuardedCharField(max_length=60)
    about = GuardedCharField(max_length=200, blank=True)
    languages = models.JSONField(default=list, blank=True, help_text=_("Varieties; empty for everybody"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="rooms")
    counter = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "title"], condition=Q(closed_at__isnull=True), name="open_room_title_once_per_region"
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class Participant(models.Model):
    """What one member did with a room: left it, silenced it, how far they read. No row: in it, nothing read yet."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="participants")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="room_participations")
    left_at = models.DateTimeField(null=True)
    muted = models.BooleanField(default=False)
    seen = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "membership"], name="participant_once_per_room")]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.room_id}"


class Message(models.Model):
    """Something somebody said in a room. `number` is its place in the room, `change` the number of its last change."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")
        QUESTION = "question", _("Question to colleagues")
        ANNOUNCEMENT = "announcement", _("Announcement")

    class State(models.TextChoices):
        SHOWN = "shown", _("everybody in the room reads it")
        REPORTED = "reported", _("hidden until the coordinator has looked")
        WITHDRAWN = "withdrawn", _("taken away by its author")
        REMOVED = "removed", _("taken away by the coordinator")

    class QuestionState(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ANSWERED = "answered", _("has an answer")
        CLOSED = "closed", _("closed by who asked")

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    # The same as the room's: the wall between regions stands around what people wrote, too.
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="messages")
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.MESSAGE)
    answers = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    text = GuardedTextField(max_length=1000, blank=True)
    language = models.CharField(max_length=10, blank=True, help_text=_("In which language to read it aloud"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.SHOWN)
    question_state = models.CharField(max_length=10, choices=QuestionState.choices, blank=True)
    thanked_at = models.DateTimeField(null=True)
    number = models.PositiveBigIntegerField()
    change = models.PositiveBigIntegerField()
    # Made with the empty form: the same form sent twice is one message.
    once = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["room", "number"], name="message_room_number")]
        constraints = [
            models.UniqueConstraint(fields=["room", "change"], name="change_once_per_room"),
            models.UniqueConstraint(fields=["author", "once"], name="message_form_once"),
            models.CheckConstraint(
                condition=Q(kind="question") & ~Q(question_state="") | ~Q(kind="question") & Q(question_state=""),
                name="message_question_has_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["withdrawn", "removed"]) & Q(text="")
                | Q(state__in=["shown", "reported"]) & ~Q(text=""),
                name="message_has_words_while_it_stands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} in room {self.room_id}"

    @property
    def stands(self) -> bool:
        """Whether people in the room may read it now."""
        return self.state == self.State.SHOWN


class VoiceNote(models.Model):
    """The spoken form of a message whose words its author also wrote; goes earlier than the words (retention.py)."""

    class Kind(models.TextChoices):
        WEBM = "webm", "WebM"
        OGG = "ogg", "Ogg"
        MP4 = "mp4", "MP4"

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="voice")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    seconds = models.PositiveSmallIntegerField()
    data = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(seconds__lte=60), name="voice_note_one_minute")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.seconds} s"


class Report(models.Model):
    """Somebody asks the coordinator to look at a message."""

    class Reason(models.TextChoices):
        PRIVATE = "private", _("It tells something private about somebody")
        HURTS = "hurts", _("It hurts or threatens")
        WRONG = "wrong", _("It is not true")
        SELLS = "sells", _("It sells something or asks for money")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        KEPT = "kept", _("it may stay")
        REMOVED = "removed", _("it was taken away")
        GONE = "gone", _("its author took it away")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    note = GuardedCharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["message", "reporter"], name="report_once_per_person")]

    def __str__(self) -> str:
        return f"{self.reason} about {self.message_id}"


class ReadMark(models.Model):
    """Somebody said that they read an announcement."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="read_marks")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "membership"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.membership_id} read {self.message_id}"
