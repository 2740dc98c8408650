"""Who there is: regions, municipalities, organisations, users and their memberships."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.ui.fields import GuardedCharField


class Role(models.TextChoices):
    """What a membership lets somebody do; nobody's role sees everything."""

    COORDINATOR = "coordinator", _("Coordinator")
    PROFESSIONAL = "professional", _("Professional")
    CASE_WORKER = "case_worker", _("Case worker")
    POLICY_OFFICER = "policy_officer", _("Policy officer")
    RESEARCHER = "researcher", _("Researcher")
    FUNCTIONAL_ADMINISTRATOR = "functional_administrator", _("Functional administrator")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    KEY_PERSON = "key_person", _("Key person")


class Region(models.Model):
    """A network of municipalities that share their key persons and a coordinator."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    # R27: the name of the role is the region's own ("sleutelpersoon", "cultuurverbinder", "talk-voorlichter").
    role_name = models.CharField(max_length=60, default="sleutelpersoon")
    role_name_plural = models.CharField(max_length=60, default="sleutelpersonen")
    theme = models.JSONField(default=dict, blank=True)
    coordinator_email = models.EmailField(blank=True)
    coordinator_phone = models.CharField(max_length=20, blank=True)
    # For worries about safety. Somebody else than the independent person for complaints, who works with nobody here.
    safety_contact = models.CharField(max_length=200, blank=True)
    complaints_name = GuardedCharField(max_length=120, blank=True)
    complaints_phone = models.CharField(max_length=20, blank=True)
    complaints_email = models.EmailField(blank=True)
    interpreter_route = models.CharField(
        max_length=300, blank=True, help_text=_("How an organisation in this region gets a professional interpreter.")
    )
    answer_within_hours = models.PositiveSmallIntegerField(default=48)
    max_asks_per_14_days = models.PositiveSmallIntegerField(default=4)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_independent_person(self) -> bool:
        """Whether a newcomer with a complaint has somebody to go to: a name, and a way to reach it."""
        return bool(self.complaints_name and (self.complaints_phone or self.complaints_email))


class Municipality(models.Model):
    """One municipality of one region; work is settled per municipality."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="municipalities")
    name = models.CharField(max_length=120)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "municipalities"
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="municipality_once_per_region")]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """Whoever asks, or whoever engages key persons."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality department")
        SCHOOL = "school", _("School")
        PRACTICE = "practice", _("GP or care practice")
        WELFARE = "welfare", _("Welfare organisation")
        PARTICIPATION = "participation", _("Participation organisation")
        LANGUAGE_SCHOOL = "language_school", _("Language school")
        GO_BETWEEN = "go_between", _("Go-between of the network")
        OTHER = "other", _("Other")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="organisations")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    name = GuardedCharField(max_length=160)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    place = GuardedCharField(max_length=120, blank=True)
    address = GuardedCharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="organisation_once_per_region")]

    def __str__(self) -> str:
        return str(self.name)


class UserManager(BaseUserManager["User"]):
    """What Django and the sign-in library ask of a user table without passwords."""

    def create_user(self, email: str, **extra: Any) -> "User":
        """A user who signs in by a code, a passkey or the own organisation; never by a password."""
        from allauth.account.models import EmailAddress  # its models are not ready when this file is read

        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_unusable_password()
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            # The sign-in library verifies addresses it knows: without this row the first code leads nowhere.
            EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
        return user


class User(AbstractBaseUser):
    """Somebody who can sign in."""

    email = models.EmailField(unique=True, max_length=254)
    name = GuardedCharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, default="nl")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email


class Membership(models.Model):
    """One role of one user in one region, at an organisation where that matters, for a time."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=30, choices=Role.choices)
    valid_from = models.DateField(default=timezone.localdate)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "region", "organisation", "role"], name="membership_once"),
            # SQLite and PostgreSQL both see two empty organisations as different: the second constraint closes that.
            models.UniqueConstraint(
                fields=["user", "region", "role"],
                condition=Q(organisation__isnull=True),
                name="membership_once_without_organisation",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["professional", "case_worker"]) | Q(organisation__isnull=False),
                name="membership_needs_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class SupportSession(models.Model):
    """A functional administrator's timed look at somebody else's work, with a reason that everybody can read."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="support_sessions")
    reason = GuardedCharField(max_length=300)
    started_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.membership} until {self.ends_at:%H:%M}"
