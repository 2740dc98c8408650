"""What a reader said aloud instead of writing it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .letters import Sentence
from .rounds import Question, Reader


class Spoken(models.Model):
    """A voice note of a reader: other words for a sentence, or an answer. Goes after the answer (retention.py)."""

    class Kind(models.TextChoices):
        WEBM = "webm", "WebM"
        OGG = "ogg", "Ogg"
        MP4 = "mp4", "MP4"

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="spoken")
    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, null=True, blank=True, related_name="spoken")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, null=True, blank=True, related_name="spoken")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    seconds = models.PositiveSmallIntegerField()
    data = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["reader", "id"]
        constraints = [
            models.UniqueConstraint(fields=["reader", "sentence"], name="spoken_once_per_sentence"),
            models.UniqueConstraint(fields=["reader", "question"], name="spoken_once_per_question"),
            models.CheckConstraint(
                condition=Q(sentence__isnull=True, question__isnull=False)
                | Q(sentence__isnull=False, question__isnull=True),
                name="spoken_about_one_thing",
            ),
            models.CheckConstraint(condition=Q(seconds__lte=60), name="spoken_one_minute"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.seconds} s"
