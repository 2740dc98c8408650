"""Figures that everybody may have: what was published about a period, as it was published."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region


class Release(models.Model):
    """The open figures of one region and one period; a later edition stands beside an earlier one.

    Holds what readers get and nothing else: a hidden count is not in the row, and the fingerprint of the counts is made
    with the installation's own key, so that nobody can try counts until it fits.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", _("Is being made")
        READY = "ready", _("Ready to look at")
        PUBLISHED = "published", _("Public")
        DISCARDED = "discarded", _("Thrown away")
        FAILED = "failed", _("Could not be made")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="releases")
    period = models.CharField(max_length=7, help_text=_("A quarter as 2026-Q3, or a year as 2026"))
    edition = models.PositiveSmallIntegerField(null=True, help_text=_("Given when it is published"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    threshold = models.PositiveSmallIntegerField(default=5)
    width = models.PositiveSmallIntegerField(default=5)
    # Sets of figures with their tables and cells: open_data/content.py.
    content = models.JSONField(default=dict, blank=True)
    # Names of sets and tables that cannot be published; for the maker.
    withheld = models.JSONField(default=list, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    # The published releases that this one was checked against, as numbers; with others it must be made again.
    checked_against = models.JSONField(default=list, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-period", "-edition", "-id"]
        indexes = [models.Index(fields=["region", "state", "period"], name="release_region_state_period")]
        constraints = [
            models.UniqueConstraint(fields=["region", "period", "edition"], name="release_once_per_edition"),
            models.UniqueConstraint(
                fields=["region", "period"],
                condition=Q(state__in=["preparing", "ready"]),
                name="release_one_draft_per_period",
            ),
            models.CheckConstraint(condition=Q(threshold__gte=5, width__gte=5), name="release_hides_under_five"),
            models.CheckConstraint(
                condition=Q(state="published", edition__isnull=False, published_at__isnull=False)
                | ~Q(state="published") & Q(edition__isnull=True, published_at__isnull=True),
                name="release_published_has_edition",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} ({self.edition or self.state})"
