"""A key person: what they speak, when they can, for whom they work, and what they do not want."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Membership, Municipality, Organisation, Region
from sleutelbos.guidance.models import HelperRole, Network, Topic
from sleutelbos.ui.fields import GuardedCharField, GuardedTextField


class KeyPerson(models.Model):
    """Somebody who came here and now bridges; no origin, no photo, no document is kept."""

    class Gender(models.TextChoices):
        WOMAN = "woman", _("Woman")
        MAN = "man", _("Man")
        OTHER = "other", _("Other")
        UNKNOWN = "unknown", _("Not said")

    class LearningRoute(models.TextChoices):
        B1 = "b1", _("B1 route")
        EDUCATION = "education", _("Education route")
        SELF_RELIANCE = "self_reliance", _("Z route")
        EARLIER = "earlier", _("An earlier law, or no route")

    class State(models.TextChoices):
        CANDIDATE = "candidate", _("Candidate")
        IN_TRAINING = "in_training", _("In training")
        DEPLOYABLE = "deployable", _("Can be asked")
        PAUSED = "paused", _("Paused")
        ALUMNI = "alumni", _("Alumni")

    class Travel(models.TextChoices):
        WALK = "walk", _("On foot")
        BIKE = "bike", _("Bicycle")
        PUBLIC = "public", _("Bus or train")
        CAR = "car", _("Car")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="key_persons")
    membership = models.OneToOneField(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="key_person"
    )
    first_name = GuardedCharField(max_length=80)
    last_name = GuardedCharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True, help_text=_("International form, as +31612345678"))
    language = models.CharField(max_length=10, default="nl", help_text=_("Language of messages and screens"))
    gender = models.CharField(max_length=10, choices=Gender.choices, default=Gender.UNKNOWN)
    # Told freely, only to mix panels that read letters; nobody is listed or found by it, and it goes with a goodbye.
    learning_route = models.CharField(max_length=15, choices=LearningRoute.choices, blank=True)
    home_place = GuardedCharField(max_length=120, blank=True)
    home_postcode = models.CharField(max_length=4, blank=True, help_text=_("The four digits only"))
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    travel = models.CharField(max_length=10, choices=Travel.choices, default=Travel.BIKE)
    max_travel_minutes = models.PositiveSmallIntegerField(default=45)
    online = models.BooleanField(default=True, help_text=_("Can also help by phone or video"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="key_persons")
    roles = models.ManyToManyField(HelperRole, blank=True, related_name="key_persons")
    networks = models.ManyToManyField(Network, blank=True, related_name="key_persons")
    max_visits_per_week = models.PositiveSmallIntegerField(default=3)
    max_minutes_per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    not_in_own_place = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False, help_text=_("Never shown outside the coordinator's own screens"))
    public_profile_since = models.DateTimeField(null=True, blank=True)
    public_text = GuardedTextField(blank=True, max_length=600)
    state = models.CharField(max_length=15, choices=State.choices, default=State.CANDIDATE)
    paused_until = models.DateField(null=True, blank=True)
    # Of somebody who said goodbye: whether they want to be asked back. None: not said.
    may_be_asked_back = models.BooleanField(null=True, blank=True)
    flexible = models.BooleanField(default=False, help_text=_("No fixed hours: every time can be asked"))
    note = GuardedTextField(
        blank=True, max_length=600, help_text=_("For the coordinator and the person; never about health or belief.")
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["first_name", "last_name", "id"]
        indexes = [models.Index(fields=["region", "state"], name="keyperson_region_state")]
        constraints = [
            models.CheckConstraint(condition=~Q(first_name=""), name="keyperson_has_first_name"),
            models.UniqueConstraint(
                fields=["region", "email"], condition=~Q(email=""), name="keyperson_email_once_per_region"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class SpokenLanguage(models.Model):
    """One variety a key person knows, per way of using it; levels 0-4 (none .. mother tongue)."""

    LEVELS = [
        (0, _("not at all")),
        (1, _("a little")),
        (2, _("simple talk")),
        (3, _("well")),
        (4, _("as a mother tongue")),
    ]
    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="languages")
    variety = models.CharField(max_length=20)
    speaking = models.PositiveSmallIntegerField(choices=LEVELS, default=0)
    understanding = models.PositiveSmallIntegerField(choices=LEVELS, default=0)
    reading = models.PositiveSmallIntegerField(choices=LEVELS, default=0)
    script = models.CharField(max_length=4, blank=True)

    class Meta:
        ordering = ["-speaking", "-understanding", "variety"]
        constraints = [
            models.UniqueConstraint(fields=["key_person", "variety"], name="variety_once_per_key_person"),
            models.CheckConstraint(
                condition=Q(speaking__lte=4, understanding__lte=4, reading__lte=4), name="language_level_known"
            ),
        ]

    def __str__(self) -> str:
        return self.variety


class AvailableBlock(models.Model):
    """A block in the week when somebody can be asked; minutes from midnight, local time."""

    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="blocks")
    weekday = models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)], help_text=_("0 is Monday"))
    start_minute = models.PositiveSmallIntegerField(validators=[MaxValueValidator(1439)])
    end_minute = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(1440)])

    class Meta:
        ordering = ["weekday", "start_minute"]
        constraints = [
            models.UniqueConstraint(fields=["key_person", "weekday", "start_minute"], name="block_once"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, end_minute__lte=1440, end_minute__gt=F("start_minute")),
                name="block_inside_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.start_minute}-{self.end_minute}"


class AvailabilityException(models.Model):
    """Days that differ from the week: away, or extra available."""

    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="exceptions")
    first_day = models.DateField()
    last_day = models.DateField()
    available = models.BooleanField(default=False)
    start_minute = models.PositiveSmallIntegerField(default=0)
    end_minute = models.PositiveSmallIntegerField(default=1440)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="exception_ends_after_start"),
            models.CheckConstraint(
                condition=Q(end_minute__lte=1440, end_minute__gt=F("start_minute")), name="exception_inside_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} - {self.last_day}"


class Wish(models.Model):
    """What a key person does not want (a topic, a kind of organisation, a place), and with whom somebody likes to go.

    The value of the last two is a key person's number, and nothing.
    """

    class Kind(models.TextChoices):
        NOT_TOPIC = "not_topic", _("Not this topic")
        NOT_ORGANISATION_KIND = "not_organisation_kind", _("Not at this kind of organisation")
        NOT_PLACE = "not_place", _("Not in this place")
        GOES_WITH = "goes_with", _("Likes to go with this person")
        GOES_ALONG = "goes_along", _("Goes along with somebody who knows the work")

    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    value = GuardedCharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key_person", "kind", "value"], name="wish_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class StandingConflict(models.Model):
    """This person is never asked for this organisation; why is not asked, and nobody but the two sides here sees it.

    The two sides are the person and the coordinator. Somebody works there, has family there, or complained: no field
    tells which.
    """

    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="standing_conflicts")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["key_person", "organisation"], name="conflict_once_per_organisation"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="conflict_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Engagement(models.Model):
    """For whom somebody works, in which form, for how long; the form belongs here and not to the person."""

    class Form(models.TextChoices):
        VOLUNTEER = "volunteer", _("Volunteer without a fee")
        VOLUNTEER_FEE = "volunteer_fee", _("Volunteer with a fee")
        EMPLOYED = "employed", _("Employed")
        HIRED = "hired", _("Hired, own business")
        VIA_WELFARE = "via_welfare", _("Via a welfare organisation")

    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="engagements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="engagements")
    municipalities = models.ManyToManyField(
        Municipality, blank=True, related_name="engagements", help_text=_("Empty: every municipality of the region")
    )
    form = models.CharField(max_length=20, choices=Form.choices)
    fee_cents_per_hour = models.PositiveIntegerField(default=0)
    km_cents = models.PositiveIntegerField(default=0, help_text=_("Real travel costs per kilometre, in cents"))
    hours_per_week = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="engagement_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_person} · {self.get_form_display()}"


class ReadinessItem(models.Model):
    """One thing seen or signed before somebody goes on a visit; the document itself is never kept."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Agreement")
        CONFIDENTIALITY = "confidentiality", _("Promise to keep secrets")
        CODE_OF_CONDUCT = "code_of_conduct", _("Code of conduct")
        VOG = "vog", _("Certificate of conduct (VOG) seen")
        INSURANCE = "insurance", _("Insurance")
        TRAINING = "training", _("Basic training")

    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="readiness")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    seen_on = models.DateField()
    # A date somebody wrote as "2025" or "mei 2024" keeps that precision: nothing is invented.
    precision = models.CharField(
        max_length=5, default="day", choices=[("day", "day"), ("month", "month"), ("year", "year")]
    )
    version = GuardedCharField(max_length=60, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "-seen_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("seen_on")),
                name="readiness_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.seen_on}"


class ReadinessRequirement(models.Model):
    """What a region asks before a visit of some kind, and how long it holds; a row, never a constant."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="readiness_requirements")
    kind = models.CharField(max_length=20, choices=ReadinessItem.Kind.choices)
    individual = models.BooleanField(default=True, help_text=_("Needed before help to one newcomer"))
    collective = models.BooleanField(default=False, help_text=_("Needed before group work"))
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "kind"], name="requirement_once")]

    def __str__(self) -> str:
        return self.kind


class ReminderTerm(models.Model):
    """How long before a paper or an engagement ends people are told; a region's own rows replace the product's."""

    region = models.ForeignKey(
        Region,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="reminder_terms",
        help_text=_("Empty: for every region without own rows"),
    )
    days_before = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["-days_before"]
        constraints = [
            models.UniqueConstraint(fields=["region", "days_before"], name="reminder_term_once_per_region"),
            models.UniqueConstraint(
                fields=["days_before"], condition=Q(region__isnull=True), name="reminder_term_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_before}"


class RestTerm(models.Model):
    """For how many days nobody asks somebody who wants rest after a heavy visit; a region's own row goes first."""

    region = models.ForeignKey(
        Region,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="rest_terms",
        help_text=_("Empty: for every region without an own row"),
    )
    days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region"], name="rest_term_once_per_region"),
            models.UniqueConstraint(fields=["days"], condition=Q(region__isnull=True), name="rest_term_once"),
        ]

    def __str__(self) -> str:
        return f"{self.days}"


class ToldEnding(models.Model):
    """That people were told of one end at one term: nobody reads the same twice."""

    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="told_endings")
    subject = models.CharField(max_length=40, help_text=_("A kind of paper, or engagement:12"))
    until = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_person", "subject", "until", "days_before"], name="ending_told_once_per_term"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.until}"


class StateChange(models.Model):
    """One step in somebody's life cycle; rows are only added."""

    key_person = models.ForeignKey(KeyPerson, on_delete=models.CASCADE, related_name="state_changes")
    old = models.CharField(max_length=15, blank=True)
    new = models.CharField(max_length=15)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.old} > {self.new}"
