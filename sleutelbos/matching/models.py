"""What was suggested, kept so that it can be made again a year later."""

from django.db import models
from django.utils import timezone

from sleutelbos.bridging.models import Request


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
    """A coordinator asked somebody the list did not put first, or left somebody out; never a person's score."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="overrides")
    key_person_id = models.BigIntegerField()
    reason = models.CharField(max_length=30)
    by_user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.reason
