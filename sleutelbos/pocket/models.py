"""Which phones keep something of a key person."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.keypersons.models import KeyPerson


class Phone(models.Model):
    """A browser on which a key person's appointments are kept; it named itself with a random number."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        COMPUTER = "computer", _("Computer")

    id = models.UUIDField(primary_key=True, editable=False)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="phones")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    lost_at = models.DateTimeField(null=True, blank=True)
    # The lost phone asked, and was told to forget everything.
    wiped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_seen"]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
