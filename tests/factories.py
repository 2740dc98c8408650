"""Rows for tests: factories with traits for states, and a named cast."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import factory
from django.utils import timezone

from sleutelbos.accounts import models as accounts
from sleutelbos.bridging import models as bridging
from sleutelbos.guidance import models as guidance
from sleutelbos.keypersons import models as keypersons
from sleutelbos.newcomers import models as newcomers


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = accounts.Region

    slug = factory.Sequence(lambda n: f"region-{n}")
    name = factory.Sequence(lambda n: f"Region {n}")
    coordinator_email = factory.LazyAttribute(lambda o: f"coordinator@{o.slug}.example")
    coordinator_phone = "+31314000000"
    interpreter_route = "Call the interpreter desk of the region"
    safety_contact = "Miriam, 0314 000 001"
    complaints_name = "Harriët"
    complaints_phone = "+31314000002"
    complaints_email = factory.LazyAttribute(lambda o: f"klachten@{o.slug}.example")


class MunicipalityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = accounts.Municipality

    region = factory.SubFactory(RegionFactory)
    name = factory.Sequence(lambda n: f"Gemeente {n}")
    latitude = 51.965
    longitude = 6.288


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = accounts.Organisation

    region = factory.SubFactory(RegionFactory)
    municipality = factory.SubFactory(MunicipalityFactory, region=factory.SelfAttribute("..region"))
    name = factory.Sequence(lambda n: f"Basisschool {n}")
    kind = accounts.Organisation.Kind.SCHOOL
    place = "Doetinchem"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = accounts.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    name = factory.Sequence(lambda n: f"Gebruiker {chr(65 + n % 26)}")
    password = "!"

    @factory.post_generation
    def verified(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """An address that was confirmed, as every account of an invited person has."""
        if create:
            from allauth.account.models import EmailAddress

            EmailAddress.objects.get_or_create(
                user=self, email=self.email, defaults={"verified": True, "primary": True}
            )


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = accounts.Membership

    user = factory.SubFactory(UserFactory)
    region = factory.SubFactory(RegionFactory)
    role = accounts.Role.COORDINATOR
    valid_from = date(2020, 1, 1)


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = guidance.Topic
        django_get_or_create = ("code",)

    code = "school"
    names = {"nl": "School", "en": "School"}


class HelperRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = guidance.HelperRole
        django_get_or_create = ("code",)

    code = "connector"
    names = {"nl": "verbinder", "en": "connector"}


class GuideFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = guidance.Guide
        django_get_or_create = ("code",)

    code = "pip"
    icon = "file-text"


class GuideTextFactory(factory.django.DjangoModelFactory):
    """A text in Dutch that everybody reads; `source=` makes it a translation."""

    class Meta:
        model = guidance.GuideText

    guide = factory.SubFactory(GuideFactory)
    language = "nl"
    version = 1
    state = "published"
    content = factory.LazyFunction(
        lambda: {
            "title": "Wat is een PIP?",
            "summary": "Het PIP is jouw plan.",
            "sections": [
                {"group": "", "heading": "Hoe gaat het?", "lines": ["Eerst is er een gesprek.", "Dan komt het PIP."]},
                {"group": "status", "heading": "Met asiel", "lines": ["Je krijgt geen boete."]},
                {"group": "family", "heading": "Anders", "lines": ["DUO kan een boete geven."]},
            ],
        }
    )
    law_version = "Wet inburgering 2021"
    checked_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=10))
    check_before = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=100))
    official_link = "https://www.inburgeren.nl"
    link_name = "inburgeren.nl"
    sources = factory.LazyFunction(lambda: [{"text": "Wet inburgering 2021, artikel 15", "certainty": "H"}])
    translated_from = factory.LazyAttribute(lambda o: o.source.language if getattr(o, "source", None) else "")


class KeyPersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = keypersons.KeyPerson
        skip_postgeneration_save = True

    class Params:
        with_account = factory.Trait(
            membership=factory.SubFactory(
                MembershipFactory, role=accounts.Role.KEY_PERSON, region=factory.SelfAttribute("..region")
            )
        )
        paused = factory.Trait(state=keypersons.KeyPerson.State.PAUSED)
        alumni = factory.Trait(state=keypersons.KeyPerson.State.ALUMNI)
        candidate = factory.Trait(state=keypersons.KeyPerson.State.CANDIDATE)

    region = factory.SubFactory(RegionFactory)
    first_name = factory.Sequence(lambda n: ["Selam", "Hanan", "Yonas", "Parisa", "Iryna", "Rim"][n % 6])
    last_name = factory.Sequence(lambda n: f"Tesfay{n}")
    email = factory.Sequence(lambda n: f"keyperson{n}@example.org")
    gender = keypersons.KeyPerson.Gender.WOMAN
    home_place = "Doetinchem"
    latitude = 51.965
    longitude = 6.288
    state = keypersons.KeyPerson.State.DEPLOYABLE
    max_visits_per_week = 5

    @factory.post_generation
    def speaks(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`speaks="ti"` or a list of tags; Tigrinya as a mother tongue and good Dutch when nothing is said."""
        if not create:
            return
        wanted = ["ti", "nl"] if extracted is None else [extracted] if isinstance(extracted, str) else list(extracted)
        for number, variety in enumerate(wanted):
            level = 4 if number == 0 else 3
            keypersons.SpokenLanguage.objects.create(
                key_person=self, variety=variety, speaking=level, understanding=level, reading=level
            )

    @factory.post_generation
    def always_available(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Every day from eight to ten in the evening, unless `always_available=False`."""
        if create and extracted is not False:
            for weekday in range(7):
                keypersons.AvailableBlock.objects.create(
                    key_person=self, weekday=weekday, start_minute=480, end_minute=1320
                )

    @factory.post_generation
    def engaged(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """A volunteer of the region's go-between, unless `engaged=False`."""
        if create and extracted is not False:
            organisation, _ = accounts.Organisation.objects.get_or_create(
                region=self.region, name="Welzijn", defaults={"kind": accounts.Organisation.Kind.GO_BETWEEN}
            )
            keypersons.Engagement.objects.create(
                key_person=self,
                organisation=organisation,
                form=keypersons.Engagement.Form.VOLUNTEER_FEE,
                fee_cents_per_hour=500,
                km_cents=23,
                valid_from=date(2020, 1, 1),
            )

    @factory.post_generation
    def ready(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Everything signed and seen, unless `ready=False`."""
        if create and extracted is not False:
            for kind in keypersons.ReadinessItem.Kind:
                keypersons.ReadinessItem.objects.create(
                    key_person=self, kind=kind, seen_on=timezone.localdate() - timedelta(days=100)
                )


def in_days(days: int, hour: int = 14) -> datetime:
    """A moment some days from now at a whole hour, local time."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


class NewcomerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = newcomers.Newcomer

    region = factory.SubFactory(RegionFactory)
    code = factory.Sequence(lambda n: f"TEST-CODE-{n:04}")
    language = "ti"


class RequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = bridging.Request

    class Params:
        unconfirmed = factory.Trait(state="unconfirmed", confirmed_at=None)
        asking = factory.Trait(state="asking")
        collective = factory.Trait(
            kind="group_session", newcomer=None, newcomer_informed="not_needed", triage_outcome=""
        )
        agreed = factory.Trait(newcomer_informed="yes")

    region = factory.SubFactory(RegionFactory)
    municipality = factory.SubFactory(MunicipalityFactory, region=factory.SelfAttribute("..region"))
    kind = bridging.Request.Kind.ACCOMPANIMENT
    asker_name = "Anke de Vries"
    asker_email = "anke@school.example"
    asker_phone = "+31612340500"
    asker_organisation = "OBS De Esdoorn"
    topic = factory.SubFactory(TopicFactory)
    summary = "Ouders begrijpen het advies van de school niet."
    newcomer = factory.SubFactory(NewcomerFactory, region=factory.SelfAttribute("..region"))
    language = "ti"
    place = "Doetinchem"
    address = "Schoolstraat 1"
    latitude = 51.965
    longitude = 6.288
    starts_at = factory.LazyFunction(lambda: in_days(4))
    triage_outcome = "key_person"
    state = "open"
    confirmed_at = factory.LazyFunction(timezone.now)


class OfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = bridging.Offer

    request = factory.SubFactory(RequestFactory, state="asking")
    key_person = factory.SubFactory(KeyPersonFactory, region=factory.SelfAttribute("..request.region"))
    engagement = factory.LazyAttribute(lambda o: o.key_person.engagements.first())
    state = "open"
    asked_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=24))


class VisitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = bridging.Visit

    class Params:
        over = factory.Trait(
            starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=3)),
            ends_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=2)),
        )

    request = factory.SubFactory(RequestFactory, state="planned", accepted_count=1)
    key_person = factory.SubFactory(KeyPersonFactory, region=factory.SelfAttribute("..request.region"))
    offer = factory.SubFactory(
        OfferFactory,
        request=factory.SelfAttribute("..request"),
        key_person=factory.SelfAttribute("..key_person"),
        state="accepted",
    )
    engagement = factory.LazyAttribute(lambda o: o.key_person.engagements.first())
    state = "confirmed"
    starts_at = factory.LazyAttribute(lambda o: o.request.starts_at)
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(minutes=60))
    place = "Doetinchem"
    address = "Schoolstraat 1"
