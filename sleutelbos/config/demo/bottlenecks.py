"""Signals of the demo: half a year of what key persons noticed, who sees to it, what was answered, what is late."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from sleutelbos.accounts.models import Membership, Municipality, Organisation, Role
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.notices import services as notices
from sleutelbos.signals import services
from sleutelbos.signals.models import Alert, Answer, Bottleneck, BottleneckStep, Signal, Theme

from .world import World, at


@dataclass(frozen=True, slots=True)
class Told:
    """A signal: days ago, theme, place (index of the municipality), variety, families, words in Dutch if any.

    `own` are the words as they were told, where that was in another language; the Dutch was then put beside them.
    """

    ago: int
    theme: str
    place: int
    language: str
    families: int = 1
    text: str = ""
    source: str = "app"
    own: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: days ago, to which theme and place, how it ended, the words per language."""

    ago: int
    theme: str
    place: int
    kind: str
    texts: tuple[tuple[str, str], ...]


_TOLD = [
    Told(172, "waiting_list", 0, "apc", 2, "Vier maanden wachten op een cursus. Zij vergeten wat zij al konden."),
    Told(168, "waiting_list", 0, "ti", 1, "Geen plek in de avond.", "log"),
    Told(165, "travel", 3, "apc", 1, "Twintig kilometer fietsen naar les, ook in de winter."),
    Told(160, "childcare", 1, "so", 1, "De les is om negen uur. De opvang heeft pas in maart een plek.", "log"),
    Told(150, "mixed_class", 0, "fa-AF", 3, "Mensen die niet kunnen lezen zitten bij mensen die snel gaan.", "group"),
    Told(148, "waiting_list", 0, "uk", 2),
    Told(141, "travel", 3, "ti", 2, "De bus rijdt niet op de tijd van de les."),
    Told(133, "teacher_shortage", 4, "apc", 4, "Al zes weken een invaller, soms geen les.", "group"),
    Told(126, "childcare", 1, "apc", 2),
    Told(120, "wrong_route", 0, "ti", 1, "In de z-route, maar hij leest elke dag en wil verder."),
    Told(112, "isolation", 5, "so", 2, "Vrouwen komen niet buiten als de kinderen op school zijn."),
    Told(104, "work_above_language", 2, "apc", 1, "De veiligheidsinstructie is te moeilijk.", "log"),
    Told(96, "waiting_list", 0, "tr", 1),
    Told(91, "naturalisation", 0, "apc", 4, "Veel angst over de naturalisatie. Wat klopt er?", "group"),
    Told(84, "letter", 6, "ti", 1, "Niemand begrijpt de brief over de eigen bijdrage."),
    Told(77, "travel", 3, "fa", 1),
    Told(18, "childcare", 0, "ti", 1, "Op de woensdagmiddag is er nergens opvang."),
    Told(61, "isolation", 5, "apc", 1, "", "log"),
    Told(13, "childcare", 0, "so", 2, "", "log"),
    Told(49, "teacher_shortage", 4, "uk", 2, "Er is weer een docent weg."),
    Told(41, "waiting_list", 2, "apc", 1, "Zes maanden tot de eerste les.", own="ستة أشهر حتى أول درس."),
    Told(9, "childcare", 0, "apc", 2, "Vaders gaan naar les, moeders wachten.", own="الآباء في الدرس والأمهات ينتظرن."),
    Told(27, "mixed_class", 0, "apc", 2),
    Told(23, "waiting_list", 2, "ti", 1, "", "log"),
    Told(16, "other", 7, "apc", 1, "Er is geen rustige plek om huiswerk te maken."),
    Told(12, "wrong_route", 2, "apc", 1, "Zij deed thuis de universiteit en zit nu in de z-route."),
    Told(6, "naturalisation", 3, "ti", 2),
    Told(3, "waiting_list", 2, "fa-AF", 2, "Ook hier een half jaar."),
    # Just told; nobody put it into Dutch yet.
    Told(1, "travel", 3, "apc", 1, "", "log", own="الدراجات المجانية نفدت."),
]
_SAID = [
    Said(
        136,
        "waiting_list",
        0,
        Answer.Kind.WILL_CHANGE,
        (
            ("nl", "U heeft gelijk: vier maanden is te lang. In januari begint er een tweede avondgroep."),
            ("ar", "معكم حق: أربعة أشهر مدة طويلة جداً. ستبدأ مجموعة مسائية ثانية في يناير."),
        ),
    ),
    Said(
        119,
        "travel",
        3,
        Answer.Kind.CANNOT,
        (
            (
                "nl",
                "De bustijden maakt de provincie. Wij hebben het gevraagd, maar voor dit jaar staan ze vast. "
                "Er zijn wel leenfietsen: vraag ernaar bij de receptie van de school.",
            ),
        ),
    ),
    Said(
        108,
        "childcare",
        1,
        Answer.Kind.CHANGED,
        (
            ("nl", "De school en de opvang hebben een afspraak gemaakt. Voor ouders in de les zijn acht plekken vrij."),
            ("ar", "اتفقت المدرسة مع الحضانة. توجد ثمانية أماكن للأهل الذين يذهبون إلى الدرس."),
        ),
    ),
    Said(
        95,
        "teacher_shortage",
        4,
        Answer.Kind.CHANGED,
        (("nl", "Er is een nieuwe docent. De lessen die uitvielen worden in de zomer ingehaald."),),
    ),
    Said(
        88,
        "wrong_route",
        0,
        Answer.Kind.CHANGED,
        (("nl", "School en gemeente kijken nu na tien weken samen of de route klopt. De cursist zit aan tafel."),),
    ),
    Said(
        74,
        "naturalisation",
        0,
        Answer.Kind.CHANGED,
        (
            ("nl", "Er is een pagina gemaakt met wat nu zeker is, en in november een avond met iemand die het weet."),
            ("ar", "أعددنا صفحة بما هو مؤكد الآن، وفي نوفمبر أمسية مع شخص يعرف الموضوع."),
        ),
    ),
    Said(
        66,
        "isolation",
        5,
        Answer.Kind.WILL_CHANGE,
        (("nl", "Vanaf maart is er op dinsdag een vrouwengroep met opvang."),),
    ),
    Said(58, "letter", 6, Answer.Kind.CHANGED, (("nl", "De brief is herschreven. Sleutelpersonen lazen mee."),)),
    Said(
        122,
        "mixed_class",
        0,
        Answer.Kind.CANNOT,
        (("nl", "Er zijn te weinig cursisten voor twee groepen. Wel komt er een vrijwilliger bij voor lezen."),),
    ),
    Said(84, "work_above_language", 2, Answer.Kind.CHANGED, (("nl", "De instructie is er nu ook met plaatjes."),)),
    Said(
        69,
        "waiting_list",
        0,
        Answer.Kind.CHANGED,
        (("nl", "De tweede avondgroep is begonnen, met tolk bij de start."),),
    ),
    Said(
        40, "isolation", 5, Answer.Kind.CHANGED, (("nl", "De vrouwengroep is begonnen. De eerste keer waren er elf."),)
    ),
    Said(
        24,
        "teacher_shortage",
        4,
        Answer.Kind.WILL_CHANGE,
        (("nl", "De vacature staat open. Tot dan geeft de bibliotheek les."),),
    ),
    Said(30, "travel", 3, Answer.Kind.CHANGED, (("nl", "Er zijn twintig leenfietsen bij gekomen."),)),
]


def make_signals(world: World, today: date) -> None:
    """Themes, rules, half a year of signals with their answers; some wait, one is late, one asks for attention."""
    region = world.region
    services.make_usual_themes(region.pk)
    themes = {row.code: row for row in Theme.objects.filter(region=region)}
    municipalities = list(Municipality.objects.filter(region=region).order_by("pk"))
    coordinator = _viewer(world, Role.COORDINATOR)
    _rules(world, themes, coordinator)
    speakers = {tag: people for tag, people in world.speakers.items() if people}
    favourite = KeyPerson.objects.get(pk=world.speakers["apc"][0].pk)
    events: list[tuple[int, int, Told | Said]] = [(-row.ago, 0, row) for row in _TOLD]
    events += [(-row.ago, 1, row) for row in _SAID]
    for number, (_day, _order, row) in enumerate(sorted(events, key=lambda event: event[:2])):
        place = municipalities[row.place % len(municipalities)]
        if isinstance(row, Told):
            people = speakers.get(row.language) or world.people
            # The persona of the demo told some of it, so that there is something on the own page.
            person = favourite if row.language == "apc" and number % 3 == 0 else people[number % len(people)]
            _tell(row, person, themes[row.theme], place, today, coordinator)
        else:
            _answer(row, themes[row.theme], place, coordinator, today)
    _take_some(coordinator, world)
    notices.cancel(prefix="signals:")


def _viewer(world: World, role: str) -> Viewer:
    row = Membership.objects.filter(region=world.region, role=role).order_by("pk").first()
    assert row is not None
    return viewer_of(row)


def _rules(world: World, themes: dict[str, Theme], coordinator: Viewer) -> None:
    officer = Membership.objects.filter(region=world.region, role=Role.POLICY_OFFICER).order_by("pk").first()
    school = Organisation.objects.filter(region=world.region, kind="language_school").order_by("pk").first()
    common = {"region_id": world.region.pk, "municipality": None, "actor": coordinator}
    for code, days in (("waiting_list", 30), ("travel", 28), ("naturalisation", 21)):
        services.add_owner_rule(theme=themes[code], owner=officer, organisation=None, days=days, **common)  # type: ignore[arg-type]
    if school is not None:
        for code in ("mixed_class", "teacher_shortage"):
            services.add_owner_rule(theme=themes[code], owner=None, organisation=school, days=28, **common)  # type: ignore[arg-type]


def _tell(row: Told, person: KeyPerson, theme: Theme, place: Municipality, today: date, coordinator: Viewer) -> None:
    signal = services.send_signal(
        person=person,
        theme=theme,
        municipality=place,
        language=row.language,
        families=row.families,
        text=row.own or row.text,
        source=row.source,
        actor=Viewer.by_link(whom=person.first_name, region_id=person.region_id),
    )
    moment = at(today - timedelta(days=row.ago), 600 + 37 * (row.ago % 11))
    Signal.objects.filter(pk=signal.pk).update(created_at=moment)
    bottleneck = signal.bottleneck
    if row.own and row.text:
        services.render_signal(signal=signal, dutch=row.text, seen=None, actor=coordinator)
        Signal.objects.filter(pk=signal.pk).update(dutch_at=moment + timedelta(hours=5))
    BottleneckStep.objects.filter(bottleneck=bottleneck, at__gte=timezone.now() - timedelta(hours=1)).update(at=moment)
    if bottleneck.signals.count() == 1:
        due = bottleneck.due_on - timedelta(days=row.ago)
        Bottleneck.objects.filter(pk=bottleneck.pk).update(opened_at=moment, due_on=due)
    Alert.objects.filter(bottleneck=bottleneck).update(raised_at=moment)


def _answer(row: Said, theme: Theme, place: Municipality, actor: Viewer, today: date) -> None:
    bottleneck = Bottleneck.objects.filter(theme=theme, municipality=place, state="open").order_by("pk").first()
    if bottleneck is None:
        return
    before = set(bottleneck.signals.filter(answered_at__isnull=True).values_list("pk", flat=True))
    day = today - timedelta(days=row.ago)
    answer = services.give_answer(
        bottleneck=bottleneck,
        kind=row.kind,
        texts=dict(row.texts),
        expected_on=today + timedelta(days=40) if row.kind == Answer.Kind.WILL_CHANGE else None,
        actor=actor,
    )
    moment = at(day, 930)
    Answer.objects.filter(pk=answer.pk).update(at=moment)
    Bottleneck.objects.filter(pk=bottleneck.pk).update(answered_at=moment)
    Signal.objects.filter(pk__in=before).update(answered_at=moment)
    BottleneckStep.objects.filter(bottleneck=bottleneck, kind=BottleneckStep.Kind.ANSWERED).update(at=moment)


def _take_some(coordinator: Viewer, world: World) -> None:
    """One is being worked on, and is about a school."""
    school = Organisation.objects.filter(region=world.region, kind="language_school").order_by("pk").first()
    row = Bottleneck.objects.filter(region=world.region, theme__code="mixed_class", state="open").first()
    if row is None:
        return
    if school is not None:
        services.change_bottleneck(
            bottleneck=row, title="Grote verschillen in één klas", organisations=[school], actor=coordinator
        )
    services.take(bottleneck=row, actor=coordinator)
