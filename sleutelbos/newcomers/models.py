"""The newcomer: wishes, a yes or a no, and nothing that says who this is."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.keypersons.models import KeyPerson


class Newcomer(models.Model):
    """A person behind a link code; no name, no number, no origin."""

    class GenderWish(models.TextChoices):
        NONE = "none", _("No wish")
        WOMAN = "woman", _("A woman")
        MAN = "man", _("A man")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="newcomers")
    # The code on the paper card and in the link; also what a case worker may call this person by.
    code = models.CharField(max_length=20, unique=True)
    case_code = models.CharField(
        max_length=20, blank=True, help_text=_("A case worker's own link code; never a BSN or V-number")
    )
    language = models.CharField(max_length=20, blank=True, help_text=_("Variety the newcomer speaks best"))
    page_language = models.CharField(max_length=10, blank=True)
    gender_wish = models.CharField(max_length=10, choices=GenderWish.choices, default=GenderWish.NONE)
    gender_required = models.BooleanField(default=False)
    not_from_own_place = models.BooleanField(default=False)
    place = models.CharField(max_length=120, blank=True)
    # Nobody is told why: an exclusion has no reason and no author.
    excluded = models.ManyToManyField(KeyPerson, blank=True, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    delete_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "case_code"], condition=~Q(case_code=""), name="case_code_once_per_region"
            )
        ]

    def __str__(self) -> str:
        return f"newcomer {self.pk}"


class Consent(models.Model):
    """One yes or no of a newcomer, how it was given, and when it ended; rows are only added."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        ANOTHER = "another", _("Someone else, please")
        STOP = "stop", _("Stop")
        NOT_NOW = "not_now", _("Not this appointment")
        NO = "no", _("No")

    class Way(models.TextChoices):
        LINK = "link", _("On the own page")
        SPOKEN = "spoken", _("Said to the professional")
        PAPER = "paper", _("On paper")

    newcomer = models.ForeignKey(Newcomer, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40, default="help_by_key_person")
    about = models.CharField(max_length=40, blank=True, help_text=_("What exactly, as visit:12"))
    answer = models.CharField(max_length=10, choices=Answer.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    language = models.CharField(max_length=10, blank=True)
    # The sentence as it stood there, in that language: a better translation later does not change what was said.
    words = models.TextField(max_length=400, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.answer} {self.at:%Y-%m-%d}"
