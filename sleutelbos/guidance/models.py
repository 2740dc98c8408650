"""What a coordinator can read and change: topics, roles, role cards, triage rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """What a question is about, coarse on purpose: details are told in person."""

    code = models.SlugField(unique=True)
    names = models.JSONField(help_text=_("Language code -> name"))
    icon = models.CharField(max_length=40, blank=True)
    sensitive = models.BooleanField(default=False, help_text=_("Counts as a heavy visit: rest afterwards is asked."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class HelperRole(models.Model):
    """What a key person does on a visit: connector, explainer, informer, adviser."""

    code = models.SlugField(unique=True)
    names = models.JSONField()
    descriptions = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class RoleCard(models.Model):
    """What a key person does and does not do, in one language, dated; goes with every appointment."""

    language = models.CharField(max_length=10)
    version = models.CharField(max_length=20)
    content = models.JSONField()
    checked_on = models.DateField()
    reviewed_by = models.CharField(max_length=120, blank=True)
    translated_from = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "version"], name="role_card_once")]

    def __str__(self) -> str:
        return f"{self.language} {self.version}"


class TriageRule(models.Model):
    """One question of the role router, and where a yes leads; a row that a coordinator can read."""

    class Outcome(models.TextChoices):
        EMERGENCY = "emergency", _("Call 112")
        INTERPRETER_FIRST = "interpreter_first", _("Professional interpreter first")
        PROFESSIONAL_FIRST = "professional_first", _("Professional first")
        BESIDE = "key_person_beside", _("Key person beside an interpreter")
        KEY_PERSON = "key_person", _("Key person")

    code = models.SlugField()
    position = models.PositiveSmallIntegerField()
    question = models.JSONField(help_text=_("Language code -> question"))
    advice = models.JSONField(help_text=_("Language code -> what to do"))
    outcome = models.CharField(max_length=30, choices=Outcome.choices)
    source = models.CharField(max_length=300)
    source_certainty = models.CharField(max_length=5, blank=True)
    checked_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="triage_rule_once")]

    def __str__(self) -> str:
        return self.code


class Network(models.Model):
    """A network of key persons that exists; somebody can belong to several."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    about = models.JSONField(default=dict)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
