"""Figures that others publish: where they come from, each edition as it was, and every number in it.

National, of no region: everybody may read all of it. An edition is never changed; what its publisher revises becomes
a newer edition beside it.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """What the publisher says of a number."""

    PROVISIONAL = "provisional", _("Provisional")
    REVISED = "revised", _("Provisional, revised once")
    FINAL = "final", _("Final")
    CORRECTED = "corrected", _("Corrected")
    UNKNOWN = "unknown", _("Not stated")


class Certainty(models.TextChoices):
    """How sure we are that this is what the source says, and that the source can know it."""

    HIGH = "high", _("Sure: official, or two sources agree")
    MEDIUM = "medium", _("Fairly sure: one good source")
    LOW = "low", _("Not sure: one weak source, or an experience")


class Source(models.Model):
    """A publication or a table of somebody else; its words are in Dutch, as the publication is."""

    class Protocol(models.TextChoices):
        TYPED = "", _("Typed over from a publication")
        V3 = "odata3", "OData 3"
        V4 = "odata4", "OData 4"

    code = models.SlugField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(default=100)
    publisher = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    about = models.CharField(max_length=1000, blank=True)
    denominator = models.CharField(max_length=300, blank=True, help_text=_("Of whom, or of how many"))
    note = models.CharField(max_length=600, blank=True)
    licence = models.CharField(max_length=160, blank=True)
    licence_url = models.URLField(max_length=200, blank=True)
    url = models.URLField(max_length=400, blank=True)
    protocol = models.CharField(max_length=8, choices=Protocol.choices, blank=True, default="")
    table_id = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(protocol="", table_id="") | ~Q(protocol="") & ~Q(table_id=""),
                name="source_table_has_protocol",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SourceEdition(models.Model):
    """What a source said at one moment; written once. The highest number is the newest."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80, help_text=_("What the publisher calls it, or the day of the table"))
    # The last day that the numbers are about; empty where the source does not say.
    reference_day = models.DateField(null=True, blank=True)
    # ISO 8601, as precisely as the source says: 2024, 2025-09 or 2025-09-14.
    published = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.UNKNOWN)
    correction = models.CharField(max_length=600, blank=True, help_text=_("What the publisher says was changed"))
    measures = models.JSONField(default=list, help_text="[{code, name, unit, decimals, about}]")
    retrieved_at = models.DateTimeField(default=timezone.now)
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="source_edition_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="source_edition_from_one"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an edition of a source is never changed; keep a newer one")
        super().save(*args, **kwargs)


class Observation(models.Model):
    """One number of an edition: what, of whom, where, when. Without a value where the source gives none."""

    edition = models.ForeignKey(SourceEdition, on_delete=models.CASCADE, related_name="observations")
    position = models.PositiveIntegerField()
    measure = models.CharField(max_length=80)
    group_code = models.CharField(max_length=160, blank=True)
    group = models.CharField(max_length=240, blank=True)
    area_code = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=120, blank=True)
    period_code = models.CharField(max_length=20, blank=True)
    period = models.CharField(max_length=60, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.UNKNOWN)
    certainty = models.CharField(max_length=6, choices=Certainty.choices, default=Certainty.HIGH)
    note = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=120, blank=True, help_text=_("Page or section"))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "measure", "group_code", "area_code", "period_code"], name="observation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.group} {self.period}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a number of an edition is never changed; keep a newer edition")
        super().save(*args, **kwargs)


# From the least sure to the surest: a chart of several numbers is as sure as the least of them.
ORDER = (Status.UNKNOWN, Status.PROVISIONAL, Status.REVISED, Status.CORRECTED, Status.FINAL)


def least_sure(statuses: Iterable[str]) -> str:
    """The status of several numbers together; unknown for none at all."""
    found = set(statuses)
    return next((str(one.value) for one in ORDER if one.value in found), str(Status.UNKNOWN.value))
