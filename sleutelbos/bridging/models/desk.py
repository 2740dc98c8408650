"""What a coordinator keeps of the own desk."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.ui.fields import GuardedCharField


class SavedView(models.Model):
    """A coordinator's own filter of the desk, by name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="saved_views")
    name = GuardedCharField(max_length=60)
    query = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "region", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return str(self.name)


class BulkAction(models.Model):
    """What one click did to many questions, so that one click can undo it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulk_actions")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="bulk_actions")
    verb = models.CharField(max_length=40)
    items = models.JSONField(default=list, help_text=_("[{request, old, new}]"))
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.verb} ({len(self.items)})"
