"""Talks, contacts and no-shows of the demo: two language schools with a year of talks, and who to call for what."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from sleutelbos.accounts.models import Membership, Organisation, Role
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request, Visit
from sleutelbos.newcomers.models import Consent, Newcomer
from sleutelbos.notices import services as notices
from sleutelbos.signals.models import Absence, Agreement, BarrierCount, Bottleneck, Contact, Talk, TalkPoint
from sleutelbos.signals.models.absences import ABOUT, PURPOSE
from sleutelbos.signals.queries import talks as queries
from sleutelbos.signals.services import absences as absence_services
from sleutelbos.signals.services import contacts as contact_services
from sleutelbos.signals.services import talks as services

from .world import World

SCHOOL, HOUSE, WORKSHOP = "Taalschool Oostwaarts", "Taalhuis Berkelland", "Werkplaats Meedoen"
PRIMARY, DEPARTMENT = "Basisschool De Wilgenhoek", "Gemeente Doetinchem, team Inburgering"
# Which themes wait at the language school: they are on the agenda of its next talk.
AT_SCHOOL = ("waiting_list", "mixed_class", "teacher_shortage", "wrong_route")


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody to call: where, for what, function, last digits, best time, days since it was checked."""

    organisation: str
    subject: str
    function: str
    digits: str
    best_time: str = ""
    days: int = 60
    about: str = ""
    name: str = ""


_CONTACTS = [
    Row(SCHOOL, "sign_up", "Cursistenadministratie", "101", "maandag tot en met donderdag, 9 tot 12 uur", 40),
    Row(SCHOOL, "absent", "Receptie", "102", "elke dag vanaf 8.30 uur", 40),
    Row(SCHOOL, "level", "Trajectbegeleider", "103", "dinsdag en donderdag", 380, "ook over overstappen", "Ineke"),
    Row(SCHOOL, "agreements", "Teamleider", "104", "maandagochtend", 40),
    Row(HOUSE, "sign_up", "Vrijwilligerscoördinator", "111", "woensdagmiddag", 200, "taalmaatje en taalcafé"),
    Row(HOUSE, "level", "Docent alfabetisering", "112", "", 120),
    Row(WORKSHOP, "work", "Werkbegeleider", "121", "ochtend", 15),
    Row(WORKSHOP, "absent", "Planning", "122", "vanaf 8 uur", 15),
    Row(DEPARTMENT, "money", "Klantmanager van dienst", "131", "9 tot 11 uur", 90, "uitkering, eigen bijdrage"),
    Row(DEPARTMENT, "childcare", "Consulent kinderopvang", "132", "maandag en woensdag", 300),
    Row(DEPARTMENT, "travel", "Klantmanager van dienst", "131", "9 tot 11 uur", 90, "reiskosten"),
    Row("Huisartsen Oude IJssel", "health", "Praktijkassistente", "141", "na 10 uur", 25),
    Row("Woonvereniging De Hoeve", "housing", "Wijkconsulent", "151", "dinsdagmiddag", 410),
    Row(PRIMARY, "absent", "Conciërge", "161", "voor 8.30 uur", 70),
]

# Talk of so many days ago: report, and agreements (what, party, function, days from the talk, state, outcome, theme).
_Agreed = tuple[str, str, str, int, str, str, int | None]
_HELD: list[tuple[int, str, list[_Agreed]]] = [
    (
        190,
        "Vooral over de wachtlijst. De school zoekt docenten voor de avond. Wij vertellen wat mensen horen.",
        [
            ("Een tweede avondgroep beginnen", "organisation", "teamleider", 60, "done", "Begonnen in januari", 0),
            ("Uitleg over de wachttijd in vijf talen", "network", "coördinator", 30, "done", "", 0),
        ],
    ),
    (
        98,
        "Niveaus lopen ver uit elkaar. Splitsen kan pas met een extra docent. Vaste contactpersoon is er nu.",
        [
            ("De groep van dinsdag in twee niveaus splitsen", "organisation", "teamleider", 70, "open", "", 1),
            ("Na tien weken samen kijken of de route klopt", "municipality", "klantmanager", 45, "done", "Loopt", 3),
            ("Een sleutelpersoon bij de kennismakingsles", "network", "coördinator", 120, "open", "", None),
        ],
    ),
]
_BARRIERS = [("childcare", 9), ("travel", 7), ("not_understood", 6), ("illness", 5), ("appointment", 3), ("work", 2)]


def make_talks(world: World, today: date) -> None:
    """Contacts, talks, agreements and an agreement about no-shows, made by the people of the demo."""
    rows = Membership.objects.filter(region=world.region).select_related("user", "organisation")
    coordinator = viewer_of(rows.filter(role=Role.COORDINATOR)[0])
    there = {row.name: row for row in Organisation.objects.filter(region=world.region)}
    _contacts(there, coordinator, today)
    _talks(there[SCHOOL], coordinator, today)
    _absences(world, there, coordinator, today)
    notices.cancel(prefix="signals:absence:")


def _contacts(there: dict[str, Organisation], actor: Viewer, today: date) -> None:
    for number, row in enumerate(_CONTACTS):
        contact = contact_services.add_contact(
            organisation=there[row.organisation],
            subject=row.subject,
            about=row.about,
            function=row.function,
            name=row.name,
            phone=f"+31314000{row.digits}",
            email=f"contact{number}@voorbeeld.example" if number % 3 == 0 else "",
            best_time=row.best_time,
            for_key_persons=row.subject != Contact.Subject.AGREEMENTS,
            actor=actor,
        )
        Contact.objects.filter(pk=contact.pk).update(checked_on=today - timedelta(days=row.days))


def _talks(school: Organisation, actor: Viewer, today: date) -> None:
    waiting = []
    for theme in AT_SCHOOL:
        rows = Bottleneck.objects.filter(region_id=school.region_id, theme__code=theme).exclude(state="merged")
        for bottleneck in rows:
            bottleneck.organisations.add(school)
        waiting.append(rows.first())
    for ago, minutes, agreed in _HELD:
        on = today - timedelta(days=ago)
        talk = Talk.objects.create(
            region_id=school.region_id, organisation=school, on=on, state=Talk.State.HELD, minutes=minutes
        )
        about = {waiting[row[6]] for row in agreed if row[6] is not None and waiting[row[6]] is not None}
        TalkPoint.objects.bulk_create(
            TalkPoint(talk=talk, bottleneck=row)
            for row in sorted((one for one in about if one is not None), key=lambda one: one.pk)
        )
        for what, party, who, days, state, outcome, theme_number in agreed:
            due = on + timedelta(days=days)
            agreement = services.agree(
                talk=talk,
                bottleneck=waiting[theme_number] if theme_number is not None else None,
                what=what,
                party=party,
                who=who,
                due_on=due,
                actor=actor,
            )
            if state == Agreement.State.DONE:
                moment = timezone.now() - (timezone.localdate() - due)
                Agreement.objects.filter(pk=agreement.pk).update(state=state, outcome=outcome, state_since=moment)
    services.plan_talk(organisation=school, on=today + timedelta(days=5), actor=actor)
    talk = Talk.objects.get(organisation=school, state=Talk.State.PLANNED)
    services.add_point(talk=talk, words="Kennismaken met de nieuwe trajectbegeleider", actor=actor)
    assert queries.agenda(talk).points


def _absences(world: World, there: dict[str, Organisation], actor: Viewer, today: date) -> None:
    for name, times in ((PRIMARY, 2), (WORKSHOP, 1)):
        absence_services.make_rule(
            organisation=there[name],
            from_times=times,
            days="oudergesprekken en ouderavonden" if name == PRIMARY else "",
            told=there[DEPARTMENT],
            keep_days=30,
            source="Gesprek over snelle hulp, voorjaar",
            valid_from=today - timedelta(days=120),
            actor=actor,
        )
    for number, (barrier, times) in enumerate(_BARRIERS):
        month = (today.replace(day=1) - timedelta(days=28 * (number % 3))).replace(day=1)
        BarrierCount.objects.create(region=world.region, month=month, barrier=barrier, times=times)
    teacher = Membership.objects.filter(
        region=world.region, organisation=there[PRIMARY], role=Role.PROFESSIONAL
    ).first()
    if teacher is None:
        return
    # One whom Luam helped and who lets her hear it; one whose code only the case worker has.
    helped = (
        Visit.objects.filter(
            key_person__region=world.region, key_person__first_name="Luam", request__newcomer__stopped_at__isnull=True
        )
        .exclude(request__newcomer=None)
        .filter(state__in=[Visit.State.DONE, Visit.State.CONFIRMED])
        .order_by("-starts_at")
        .first()
    )
    if helped is not None and helped.request.newcomer is not None:
        _told(world, helped.request.newcomer, there[PRIMARY], teacher, today, "KM-LIJSTER", hears=True)
    other = (
        Newcomer.objects.filter(region=world.region, case_code="", stopped_at__isnull=True)
        .filter(requests__in=Request.objects.filter(organisation=there[PRIMARY]))
        .order_by("-pk")
        .first()
    )
    if other is not None:
        _told(world, other, there[PRIMARY], teacher, today - timedelta(days=1), "KM-KIEVIT", hears=False)


def _told(
    world: World,
    newcomer: Newcomer,
    organisation: Organisation,
    teacher: Membership,
    day: date,
    code: str,
    *,
    hears: bool,
) -> None:
    if not newcomer.case_code:
        Newcomer.objects.filter(pk=newcomer.pk).update(case_code=code)
    if hears:
        Consent.objects.create(newcomer=newcomer, purpose=PURPOSE, about=ABOUT, answer=Consent.Answer.YES, way="spoken")
    rule = organisation.absence_rules.get()
    absence_services.tell_absence(rule=rule, newcomer=newcomer, day=day, actor=viewer_of(teacher))
    assert Absence.objects.filter(newcomer=newcomer).exists()
