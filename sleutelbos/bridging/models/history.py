"""Every move of a question and of all that follows from it."""

from django.db import models
from django.utils import timezone

from .requests import Request
from .visits import Offer, Visit


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
