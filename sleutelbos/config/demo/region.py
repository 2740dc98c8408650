"""The demo: one region with eight municipalities, sixty key persons and a year that tells a story."""

import random
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.models import Membership, Organisation, Region, Role, User
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.allowances import services as allowances
from sleutelbos.bridging import services as bridging
from sleutelbos.bridging.models import KnownAsker, Offer, Request, Visit
from sleutelbos.guidance import services as guidance
from sleutelbos.guidance.models import HelperRole, Topic
from sleutelbos.insights import periods
from sleutelbos.insights.services.sheets import prepare_sheets
from sleutelbos.keypersons.models import AvailableBlock, KeyPerson, ReadinessItem

from . import names
from .bottlenecks import make_signals
from .edition import make_edition
from .group import make_group
from .history import make_history
from .letters import make_letters
from .messages import make_messages
from .people import make_people
from .releases import make_council_pages, make_releases
from .talks import make_talks
from .translators import make_translators
from .world import Report, World, at, make_region

SLUG = "achterhoek"
SEED = 2026

# Everybody a visitor of the demo can be: address, name, role, organisation.
PERSONAS = [
    ("marieke@voorbeeld.example", "Marieke Hofstede", Role.COORDINATOR, names.GO_BETWEEN),
    ("anke@voorbeeld.example", "Anke Wassink", Role.PROFESSIONAL, "Basisschool De Wilgenhoek"),
    ("joris@voorbeeld.example", "Joris te Brake", Role.PROFESSIONAL, "Huisartsen Oude IJssel"),
    ("fenna@voorbeeld.example", "Fenna Lammers", Role.CASE_WORKER, "Gemeente Doetinchem, team Inburgering"),
    ("bas@voorbeeld.example", "Bas Roelofs", Role.POLICY_OFFICER, "Gemeente Winterswijk, team Inburgering"),
    ("ida@voorbeeld.example", "Ida Stokkink", Role.RESEARCHER, None),
    ("wim@voorbeeld.example", "Wim Nijhof", Role.FUNCTIONAL_ADMINISTRATOR, names.GO_BETWEEN),
    ("petra@voorbeeld.example", "Petra Geurink", Role.PRIVACY_OFFICER, None),
]


@transaction.atomic
def fill(report: Report) -> None:
    """Make the demo region once; does nothing where it stands."""
    if Region.objects.filter(slug=SLUG).exists():
        return
    rng = random.Random(SEED)
    today = timezone.localdate()
    report("Topics, role cards, triage rules and dated law ...")
    guidance.load_content()
    allowances.load_law()
    report("Eight municipalities and their organisations ...")
    world = make_region(SLUG, "Achterhoek (voorbeeld)", names.PLACES, names.ORGANISATIONS, names.GO_BETWEEN)
    report("Sixty key persons ...")
    make_people(world, rng, 60, today)
    report("A year of questions and visits ...")
    make_history(world, rng, questions=620, today=today)
    report("Personas and what is on their desk today ...")
    _personas(world)
    _story(world, today)
    report("Letters that are read along, and advice ...")
    make_letters(world, today)
    report("What does not work, and what was done about it ...")
    make_signals(world, today)
    make_talks(world, today)
    report("Open figures of three quarters, and the page for a council ...")
    make_releases(world, today)
    make_council_pages(world, today)
    # So that nobody who tries the demo waits for the worker.
    prepare_sheets(limit=len(periods.choices(today)), only=world.region)
    report("The Group: rooms and what people say there ...")
    make_group(world)
    report("Figures of others, and the publication about the year ...")
    make_edition(world, today)
    make_translators(world)
    make_messages(world, rng)


def _personas(world: World) -> None:
    organisations = {row.name: row for row in Organisation.objects.filter(region=world.region)}
    for email, name, role, organisation in PERSONAS:
        user = _user(email, name)
        Membership.objects.create(
            user=user,
            region=world.region,
            role=role,
            organisation=organisations[organisation] if organisation else None,
            valid_from=date(2025, 1, 1),
        )
    # Two key persons with an account: the scarce Tigrinya speaker and the one who is always asked.
    luam, favourite = world.speakers["ti"][0], world.speakers["apc"][0]
    KeyPerson.objects.filter(region=world.region, first_name="Luam").update(first_name="Senait")
    KeyPerson.objects.filter(pk=luam.pk).update(
        first_name="Luam", last_name="Gebre", gender="woman", state="deployable", paused_until=None, language="nl"
    )
    for person, email in ((luam, "luam@voorbeeld.example"), (favourite, "favoriet@voorbeeld.example")):
        person.refresh_from_db()
        membership = Membership.objects.create(
            user=_user(email, person.first_name, language=person.language),
            region=world.region,
            role=Role.KEY_PERSON,
            valid_from=date(2025, 1, 1),
        )
        KeyPerson.objects.filter(pk=person.pk).update(
            membership=membership, email=email, state="deployable", paused_until=None
        )


# What else came in for next week: language, day, minute, topic, place (index), wish, what is asked.
_NEXT_WEEK = [
    ("apc", 0, 570, "care", 1, "none", "Uitleg over de huisarts en de apotheek."),
    ("apc", 0, 600, "school", 0, "woman", "Kennismaken met de juf van groep 3."),
    ("uk", 1, 780, "work", 2, "none", "Gesprek over vrijwilligerswerk bij de kringloop."),
    ("fa-AF", 1, 840, "housing", 3, "none", "Brief van de woningcorporatie over de verhuizing."),
    ("tr", 2, 540, "money", 4, "none", "Toeslagen: wat moet er opgestuurd worden?"),
    ("apc", 2, 810, "civic-integration", 0, "none", "Eerste gesprek over de leerroute."),
    ("fa", 3, 600, "upbringing", 5, "woman", "Gesprek met het consultatiebureau over slapen."),
    ("so", 3, 660, "school", 6, "woman", "Ouderavond over het schooladvies."),
    ("kmr", 4, 570, "care", 1, "none", "Mee naar de fysiotherapeut, een behandelplan bespreken."),
    ("apc", 4, 840, "housing", 2, "none", "Uitleg bij de oplevering van een huis."),
]


def _next_week(world: World, today: date) -> None:
    """Questions that wait for a plan: some want the same people at the same time, one has nobody at all."""
    monday = today + timedelta(days=7 - today.weekday())
    for language, day, minute, topic, place, wish, summary in _NEXT_WEEK:
        spot = world.spots[place % len(world.spots)]
        _question(
            world,
            language=language,
            topic=topic,
            gender_wish=wish,
            starts_at=at(monday + timedelta(days=day), minute),
            summary=summary,
            municipality=spot.municipality,
            place=spot.name,
            latitude=spot.latitude,
            longitude=spot.longitude,
        )


def _user(email: str, name: str, *, language: str = "nl") -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(email, name=name, language=language)
    EmailAddress.objects.filter(user=user).update(verified=True)
    return user


def _question(world: World, **values: object) -> Request:
    """One question of today, asked the way a known teacher asks it."""
    topic = Topic.objects.filter(code=values.pop("topic", "school")).first() or Topic.objects.first()
    spot = world.spots[0]
    defaults: dict[str, object] = {
        "kind": Request.Kind.ACCOMPANIMENT,
        "municipality": spot.municipality,
        "organisation": Organisation.objects.get(region=world.region, name="Basisschool De Wilgenhoek"),
        "asker_name": "Anke Wassink",
        "asker_email": "anke@voorbeeld.example",
        "asker_phone": "+31314000111",
        "asker_organisation": "Basisschool De Wilgenhoek",
        "topic": topic,
        "role": HelperRole.objects.first(),
        "language": "ti",
        "newcomer_informed": Request.Informed.YES,
        "place": spot.name,
        "address": "Schoolstraat 1",
        "latitude": spot.latitude,
        "longitude": spot.longitude,
    }
    answers = values.pop("answers", None)
    rules = bridging_rules()
    return bridging.ask_question(
        region=world.region,
        values={**defaults, **values},
        triage_answers={code: code in (answers or ()) for code in rules},  # type: ignore[operator]
        actor=Viewer.system(reason="demo", region_id=world.region.pk),
    )


def bridging_rules() -> list[str]:
    """The codes of the triage rules of today."""
    from sleutelbos.guidance.queries import rules_on

    return [rule.code for rule in rules_on(timezone.localdate())]


def _story(world: World, today: date) -> None:
    actor = Viewer.system(reason="demo", region_id=world.region.pk)
    for email, name in (
        ("anke@voorbeeld.example", "Anke Wassink"),
        ("joris@voorbeeld.example", "Joris te Brake"),
        ("docent@voorbeeld.example", "S. Kuenen"),
    ):
        KnownAsker.objects.create(region=world.region, email=email, name=name)
    thursday = today + timedelta(days=(3 - today.weekday()) % 7 or 7)
    luam = KeyPerson.objects.get(region=world.region, email="luam@voorbeeld.example")
    engagement = luam.engagements.first()
    for weekday in range(5):
        AvailableBlock.objects.get_or_create(
            key_person=luam, weekday=weekday, start_minute=480, defaults={"end_minute": 1080}
        )

    # The other speakers of Tigrinya are free on Thursday afternoon and have their papers in order.
    others = [person for person in world.speakers["ti"] if person.pk != luam.pk][:4]
    for person in others:
        AvailableBlock.objects.filter(key_person=person, weekday=3).delete()
        AvailableBlock.objects.create(key_person=person, weekday=3, start_minute=720, end_minute=1080)
        ReadinessItem.objects.bulk_create(
            ReadinessItem(key_person=person, kind=kind, seen_on=today - timedelta(days=60), version="2026")
            for kind in ReadinessItem.Kind.values
        )
    KeyPerson.objects.filter(pk__in=[person.pk for person in others]).update(
        state=KeyPerson.State.DEPLOYABLE, paused_until=None, travel=KeyPerson.Travel.CAR, max_travel_minutes=60
    )

    # J1: the question of this morning. Tigrinya, preferably a woman, Thursday at two.
    _question(
        world,
        gender_wish="woman",
        starts_at=at(thursday, 840),
        summary="Ouders begrijpen het advies voor speciaal onderwijs niet. Graag uitleg in hun eigen woorden.",
    )
    # J6: asked, waits for Luam's answer.
    asked = _question(
        world,
        starts_at=at(thursday + timedelta(days=4), 600),
        summary="Eerste gesprek op school over een nieuwe leerling.",
    )
    bridging.send_offers(request=asked, asks=[bridging.Ask(luam)], in_turn=False, actor=actor)
    # Another time was proposed, the coordinator's turn.
    moved = _question(
        world, starts_at=at(thursday + timedelta(days=5), 540), summary="Uitleg over de rapporten van groep 5."
    )
    offer = bridging.send_offers(request=moved, asks=[bridging.Ask(luam)], in_turn=False, actor=actor)[0]
    bridging.propose_other_time(offer=offer, start=at(thursday + timedelta(days=6), 780), actor=actor)
    # J15: a key person said yes, the newcomer has not yet.
    waiting = _question(
        world,
        newcomer_informed=Request.Informed.NOT_YET,
        starts_at=at(thursday + timedelta(days=7), 660),
        summary="Kennismaken met de nieuwe school en de route ernaartoe.",
    )
    offer = bridging.send_offers(request=waiting, asks=[bridging.Ask(luam)], in_turn=False, actor=actor)[0]
    bridging.accept_offer(offer=offer, actor=actor)
    # J7: yesterday's visit, the log is still to come.
    yesterday = _question(
        world, starts_at=at(today + timedelta(days=1), 600), summary="Oudergesprek over de overgang naar groep 8."
    )
    offer = bridging.send_offers(request=yesterday, asks=[bridging.Ask(luam)], in_turn=False, actor=actor)[0]
    if bridging.accept_offer(offer=offer, actor=actor) == "accepted":
        start = at(today - timedelta(days=1), 600)
        Visit.objects.filter(request=yesterday).update(starts_at=start, ends_at=start + timedelta(hours=1))
        Request.objects.filter(pk=yesterday.pk).update(starts_at=start)
    # J12: the role router sent this one to an interpreter.
    diagnosis = [code for code in bridging_rules() if "diagnos" in code or "medical" in code][:1]
    _question(
        world,
        topic="care",
        answers=tuple(diagnosis),
        organisation=Organisation.objects.get(region=world.region, name="Huisartsen Oude IJssel"),
        asker_name="Joris te Brake",
        asker_email="joris@voorbeeld.example",
        asker_organisation="Huisartsen Oude IJssel",
        starts_at=at(thursday + timedelta(days=1), 600),
        summary="Uitslag van een onderzoek bespreken.",
    )
    # R16: the wrong route. Everybody at one table, before the route can no longer change.
    _question(
        world,
        topic="civic-integration",
        organisation=Organisation.objects.get(region=world.region, name="Taalschool Oostwaarts"),
        asker_name="S. Kuenen",
        asker_email="docent@voorbeeld.example",
        asker_organisation="Taalschool Oostwaarts",
        starts_at=at(thursday + timedelta(days=8), 810),
        duration_minutes=90,
        summary="Tafelgesprek: cursist kan meer dan de Z-route. School, docent, gemeente en cursist samen.",
    )
    # R6: a letter to read along, three readers wanted.
    _question(
        world,
        kind=Request.Kind.READING_PANEL,
        topic="letters",
        persons_wanted=3,
        language="",
        newcomer_informed=Request.Informed.NOT_NEEDED,
        where=Request.Where.ONLINE,
        starts_at=at(thursday + timedelta(days=9), 1140),
        summary="Brief over de nieuwe taallessen: is hij duidelijk voor de mensen die hem krijgen?",
    )
    _next_week(world, today)
    bridging.ask_for_call(region_id=world.region.pk, key_person=luam, kind="call_me", actor=actor)
    Offer.objects.filter(request__region=world.region, engagement__isnull=True, key_person=luam).update(
        engagement=engagement
    )
