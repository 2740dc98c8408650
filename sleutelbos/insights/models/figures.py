"""Figures that were counted before anybody asked, and the page about a year that goes to a council."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Municipality, Region
from sleutelbos.ui.fields import GuardedTextField


def council_code() -> str:
    """Twelve characters for the address of a page that anybody may read; says nothing about its row."""
    return secrets.token_urlsafe(9)


class FigureSheet(models.Model):
    """All figures of one region, or of one municipality of it, over some days, as they were at one moment.

    Holds what may be shown and nothing else: a count that is too small is not in the row.
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="figure_sheets")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="figure_sheets"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-last_day", "first_day"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "first_day", "last_day"],
                condition=Q(municipality__isnull=True),
                name="figure_sheet_once_per_region",
            ),
            models.UniqueConstraint(
                fields=["municipality", "first_day", "last_day"], name="figure_sheet_once_per_municipality"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="figure_sheet_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} - {self.last_day}"


class CouncilPage(models.Model):
    """One honest page about one municipality and one year; once public, its figures never change.

    A correction is a new row beside the old one: the newest is shown, the older ones can still be read.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        PUBLISHED = "published", _("Public")
        REPLACED = "replaced", _("Replaced by a newer one")
        WITHDRAWN = "withdrawn", _("Taken back")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="council_pages")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="council_pages")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # Own words beside the figures, per part of the page.
    done_words = GuardedTextField(max_length=800, blank=True)
    not_done_words = GuardedTextField(max_length=800, blank=True)
    heard_words = GuardedTextField(max_length=800, blank=True)
    cost_words = GuardedTextField(max_length=800, blank=True)
    # What readers get, what it says to later publications, and what it was judged beside; empty until counted.
    content = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text=_("Since when the figures are being counted"))
    public_id = models.CharField(max_length=20, unique=True, default=council_code)
    counted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-year", "-id"]
        indexes = [models.Index(fields=["region", "state", "year"], name="council_region_state_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year"], condition=Q(state="draft"), name="council_page_one_draft"
            ),
            models.UniqueConstraint(
                fields=["municipality", "year"], condition=Q(state="published"), name="council_page_one_public"
            ),
            models.CheckConstraint(condition=Q(year__gte=2020, year__lte=2100), name="council_page_year_believable"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False, counted_at__isnull=False),
                name="council_page_public_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.year}"

    @property
    def is_judged_together(self) -> bool:
        """Whether its figures were judged beside everything that was public."""
        return "threshold" in self.content
