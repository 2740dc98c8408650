"""An edition of the publication: chapters, interviews with a yes per use, quotes, figures, and what went out when."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui.fields import GuardedCharField, GuardedTextField


def edition_code() -> str:
    """Twelve characters for the address of a page that anybody may read; says nothing about its row."""
    return secrets.token_urlsafe(9)


class Edition(models.Model):
    """One year or theme of the publication in one language; what people read is an `Issue` of it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        REVIEW = "review", _("Being read through")
        PUBLISHED = "published", _("Published")
        REPLACED = "replaced", _("Replaced by a newer one")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="editions")
    title = GuardedCharField(max_length=120)
    subtitle = GuardedCharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10, default="nl")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    translated_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="translations"
    )
    # Publishing this one replaces that one; its address then points here.
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    publisher = GuardedCharField(max_length=160, blank=True)
    contact = models.EmailField(blank=True)
    accountability = GuardedTextField(
        max_length=4000, blank=True, help_text=_("How this was made, and with how many people")
    )
    not_represented = GuardedTextField(max_length=2000, blank=True, help_text=_("Who is not heard in this edition"))
    colophon = GuardedTextField(max_length=2000, blank=True)
    public_id = models.CharField(max_length=20, unique=True, default=edition_code)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "-id"]
        indexes = [models.Index(fields=["region", "state"], name="edition_region_state")]
        constraints = [
            models.CheckConstraint(condition=Q(year__gte=2020, year__lte=2100), name="edition_year_believable"),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "replaced"]) | Q(published_at__isnull=False),
                name="edition_published_has_moment",
            ),
            # A page for everybody never goes out without saying who is not in it.
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(accountability="") & ~Q(not_represented=""),
                name="edition_published_accounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"

    @property
    def is_open(self) -> bool:
        """Whether its text may still be changed; what went out stays as it is until the next issue."""
        return self.state != self.State.REPLACED


class Chapter(models.Model):
    """One part of an edition: a heading and text in the small markup of `editions/markup.py`."""

    class Kind(models.TextChoices):
        THEME = "theme", _("Theme")
        INTERVIEW = "interview", _("Interview")
        KEY_PERSONS = "key_persons", _("What key persons say")
        MUNICIPALITIES = "municipalities", _("What municipalities say")
        FIGURES = "figures", _("Figures")
        TIPS = "tips", _("Tips")

    class Picture(models.TextChoices):
        NONE = "", _("No illustration")
        BRIDGE = "bridge", _("A bridge")
        TABLE = "table", _("People at a table")
        DOOR = "door", _("An open door")
        CLASSROOM = "classroom", _("A classroom")
        PATH = "path", _("A path")
        LETTER = "letter", _("A letter")
        PERSON = "person", _("Somebody who tells")
        LISTENER = "listener", _("Somebody who listens")
        CIRCLE = "circle", _("A circle of people")
        TOWN = "town", _("A town")
        KEYS = "keys", _("Keys")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="chapters")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.THEME)
    theme = models.SlugField(max_length=40, blank=True, help_text=_("Code of a theme, to compare editions by"))
    heading = GuardedCharField(max_length=120)
    lead = GuardedCharField(max_length=300, blank=True)
    body = GuardedTextField(max_length=12000, blank=True)
    picture = models.CharField(max_length=12, choices=Picture.choices, blank=True, default="")
    interview = models.ForeignKey("Interview", on_delete=models.PROTECT, null=True, blank=True, related_name="chapters")
    translated_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["edition", "position"], name="chapter_place_once")]

    def __str__(self) -> str:
        return str(self.heading)


class Guide(models.Model):
    """The questions of an interview, one on a line; what was answered is never kept, only quotes with a yes."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="guides")
    kind = models.CharField(max_length=12)
    questions = GuardedTextField(max_length=4000)

    class Meta:
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["edition", "kind"], name="guide_once_per_kind")]

    def __str__(self) -> str:
        return self.kind


class Interview(models.Model):
    """One person who told something, and what this person said yes to; everything hangs on one signed link."""

    class Kind(models.TextChoices):
        KEY_PERSON = "key_person", _("Key person")
        NEWCOMER = "newcomer", _("Newcomer")
        PROFESSIONAL = "professional", _("Professional")

    class Shown(models.TextChoices):
        FIRST_NAME = "first_name", _("With my first name")
        OTHER_NAME = "other_name", _("With another name")
        ROLE = "role", _("Without a name")

    class State(models.TextChoices):
        TALKED = "talked", _("Quotes not sent yet")
        ASKED = "asked", _("Waits for this person")
        ANSWERED = "answered", _("Answered")
        WITHDRAWN = "withdrawn", _("Taken back")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="interviews")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="interviews")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key_person = models.ForeignKey(
        KeyPerson, on_delete=models.SET_NULL, null=True, blank=True, related_name="interviews"
    )
    newcomer = models.ForeignKey(Newcomer, on_delete=models.SET_NULL, null=True, blank=True, related_name="interviews")
    # Only to send the link to a professional; goes some time after publishing (retention.py).
    email = models.EmailField(blank=True)
    first_name = GuardedCharField(max_length=40, blank=True)
    role = GuardedCharField(max_length=80, help_text=_("For example: mother of two, teacher, key person"))
    language = models.CharField(max_length=10, default="nl", help_text=_("In which the person reads the quotes"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.TALKED)
    # The yes, per use.
    may_publish = models.BooleanField(default=False)
    may_translate = models.BooleanField(default=False)
    shown = models.CharField(max_length=10, choices=Shown.choices, default=Shown.ROLE)
    other_name = GuardedCharField(max_length=40, blank=True)
    talked_on = models.DateField(default=timezone.localdate)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    link_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(key_person__isnull=True) | Q(newcomer__isnull=True), name="interview_one_person"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(may_publish=False, withdrawn_at__isnull=False),
                name="interview_withdrawn_has_no_yes",
            ),
        ]

    def __str__(self) -> str:
        return f"interview {self.pk}"

    @property
    def name(self) -> str:
        """How this person wants to be called in public; empty: without a name."""
        if self.shown == self.Shown.FIRST_NAME:
            return str(self.first_name)
        return str(self.other_name) if self.shown == self.Shown.OTHER_NAME else ""


class Quote(models.Model):
    """Words of one person in the language of the edition; out only with this person's yes to exactly these words."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not sent yet")
        ASKED = "asked", _("Waits for this person")
        APPROVED = "approved", _("Yes")
        CHANGE = "change", _("Wants other words")
        REFUSED = "refused", _("No")
        WITHDRAWN = "withdrawn", _("Taken back")

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="quotes")
    # Where it stands when no text asks for it by number.
    chapter = models.ForeignKey(Chapter, on_delete=models.SET_NULL, null=True, blank=True, related_name="quotes")
    number = models.PositiveSmallIntegerField(help_text=_("In the text of a chapter: {quote 3}"))
    text = GuardedTextField(max_length=1200, blank=True)
    # The same in the language of the person: what the yes is about.
    own_text = GuardedTextField(max_length=1200, blank=True)
    own_language = models.CharField(max_length=10, blank=True)
    pulled = models.BooleanField(default=False, help_text=_("Big, beside the text"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # Raised with every change of words: a yes to older words is no yes.
    version = models.PositiveIntegerField(default=1)
    wish = GuardedTextField(max_length=600, blank=True, help_text=_("How the person would say it"))
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused", "withdrawn"]) | Q(decided_at__isnull=False),
                name="quote_decided_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "withdrawn"]) | Q(text="", own_text="", wish=""),
                name="quote_withdrawn_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"quote {self.number}"


class QuoteTranslation(models.Model):
    """The words of a quote in the language of a translated edition; used only with a yes to other languages."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10)
    text = GuardedTextField(max_length=1200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quote", "language"], name="quote_once_per_language")]

    def __str__(self) -> str:
        return self.language


class Figure(models.Model):
    """A chart with everything a reader needs to trust it: source, edition, day, status."""

    class Kind(models.TextChoices):
        BARS = "bars", _("Bars")
        COLUMNS = "columns", _("Columns")
        LINES = "lines", _("Lines")
        STACKED = "stacked", _("Stacked bars")

    class Origin(models.TextChoices):
        TYPED = "typed", _("Typed from a source")
        OWN = "own", _("Counted here")
        EXTERNAL = "external", _("External figures kept here")

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", _("Provisional")
        REVISED = "revised", _("Provisional, revised once")
        FINAL = "final", _("Final")
        CORRECTED = "corrected", _("Corrected")
        UNKNOWN = "unknown", _("Not stated")
        EXAMPLE = "example", _("Made up, as an example")

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="figures")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.BARS)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.TYPED)
    title = GuardedCharField(max_length=120)
    description = GuardedCharField(max_length=300, help_text=_("What one sees, in a sentence or two"))
    unit = GuardedCharField(max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    labels = models.JSONField(default=list)
    series = models.JSONField(default=list, help_text=_("[name, [value or null, ...]] per row"))
    source = GuardedCharField(max_length=200, blank=True)
    source_edition = GuardedCharField(max_length=80, blank=True)
    reference_day = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PROVISIONAL)
    note = GuardedCharField(max_length=300, blank=True)
    # The edition that the numbers were taken from: a newer one changes nothing here until somebody takes it.
    external = models.ForeignKey(
        "insights.SourceEdition", on_delete=models.PROTECT, null=True, blank=True, related_name="figures"
    )
    pick = models.JSONField(default=dict, blank=True, help_text="{measure, groups, periods}")

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(decimals__lte=2), name="figure_two_decimals"),
            models.CheckConstraint(
                condition=Q(origin="external", external__isnull=False) | ~Q(origin="external"),
                name="figure_external_has_edition",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Reading(models.Model):
    """Something to read further, and when somebody saw that the address still works."""

    class Outcome(models.TextChoices):
        """What a program saw at the address; `NO_NETWORK` says nothing about the address."""

        WORKS = "works", _("works")
        MOVED = "moved", _("works, at a new address")
        GONE = "gone", _("the page is not there any more")
        CLOSED = "closed", _("the site lets no program in")
        TROUBLE = "trouble", _("the site has a problem")
        SLOW = "slow", _("the site does not answer in time")
        UNSAFE = "unsafe", _("the site cannot prove who it is")
        NOWHERE = "nowhere", _("no site answers here")
        REFUSED = "refused", _("not a public address")
        NO_NETWORK = "no_network", _("there is no internet here")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="readings")
    position = models.PositiveSmallIntegerField(default=1)
    title = GuardedCharField(max_length=200)
    url = models.URLField(max_length=400)
    checked_on = models.DateField(null=True, blank=True)
    works = models.BooleanField(null=True)
    # By the program, for whoever writes; the page for everybody shows only `checked_on`.
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    moved_to = models.URLField(max_length=400, blank=True, default="")
    looked_at = models.DateTimeField(null=True, blank=True)
    # Set while a look is asked for and not done.
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.title)


class Issue(models.Model):
    """What went out at one moment, whole: every file can be made again from it, byte for byte.

    When somebody takes words back, every older issue of that edition with these words in it is emptied.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="issues")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    note = GuardedCharField(max_length=300, blank=True)
    content = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    pdf_hash = models.CharField(max_length=64)
    html_hash = models.CharField(max_length=64)
    data_hash = models.CharField(max_length=64)
    typst_version = models.CharField(max_length=20)
    # Kept so that opening a file costs nothing; made again by `sleutelbos edition check`.
    pdf = models.BinaryField(editable=False)
    emptied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="issue_once_per_edition"),
            models.CheckConstraint(
                condition=Q(emptied_at__isnull=True) | Q(emptied_at__gte=F("made_at")), name="issue_emptied_later"
            ),
        ]

    def __str__(self) -> str:
        return f"issue {self.number}"
