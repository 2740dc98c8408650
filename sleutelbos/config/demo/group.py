"""The Group of the demo: rooms with what people say to each other in a week."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from sleutelbos.accounts.models import Membership, Role
from sleutelbos.community.models import Message, ReadMark, Room
from sleutelbos.guidance.models import Topic

from .world import World

# Room, what it is for, varieties, subject.
_ROOMS: list[tuple[str, str, list[str], str]] = [
    ("Iedereen", "Voor alle sleutelpersonen van de Achterhoek.", [], ""),
    ("ትግርኛ", "Voor wie Tigrinya spreekt. Praat hier in uw eigen taal.", ["ti"], ""),
    ("العربية", "Voor wie Arabisch spreekt. Praat hier in uw eigen taal.", ["apc", "ar", "arz", "ary", "acm"], ""),
    ("School en kinderen", "Vragen over school, opvang en schooladvies.", [], "school"),
]


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody said: in which room, hours ago, who (a number in the room; None is the coordinator)."""

    room: int
    ago: float
    who: int | None
    text: str
    kind: str = "message"
    answers: int | None = None
    thanked: bool = False


_SAID = [
    Line(0, 170.0, None, "Welkom in de Groep! Hier helpen we elkaar. Geen namen van mensen die u helpt."),
    Line(0, 168.5, 1, "Fijn dat dit er is. Veel rustiger dan vijf appgroepen."),
    Line(0, 150.0, 2, "Wie kan mij helpen met de kinderopvangtoeslag? Ik moet het morgen uitleggen.", kind="question"),
    Line(
        0,
        149.2,
        3,
        "Op toeslagen.nl staat een proefberekening. Doe die samen, dat gaat het beste.",
        answers=2,
        thanked=True,
    ),
    Line(
        0,
        148.8,
        4,
        "En zeg erbij: geef een verandering op tijd door. Anders moet je later terugbetalen.",
        answers=2,
        thanked=True,
    ),
    Line(0, 72.0, 0, "Gisteren mee geweest naar de bibliotheek. Ze hebben een taalcafé op dinsdag, gratis."),
    Line(0, 71.0, 5, "Goed om te weten. Is er ook iets in Winterswijk?"),
    Line(0, 70.4, None, "Ja, op donderdagmiddag. Ik zet het op het prikbord bij welzijn."),
    Line(
        0,
        26.0,
        None,
        "Dinsdag om 19.30 uur is onze intervisie. We praten over: nee durven zeggen.",
        kind="announcement",
    ),
    Line(0, 5.0, 6, "Wie kan mij helpen met uitleg over de eigen bijdrage bij de tandarts?", kind="question"),
    Line(0, 2.5, 0, "Vandaag lukt het mij niet om te antwoorden, morgen wel. Sterkte allemaal!"),
    Line(1, 96.0, 0, "ሰላም ኩላትኩም፣ ኣብዚ ብቋንቋና ክንዛረብ ንኽእል ኢና።"),
    Line(1, 95.0, 1, "ሰላም! ኣዝዩ ጽቡቕ። የቐንየለይ።"),
    Line(1, 20.0, 1, "መን ክሕግዘኒ ይኽእል ብዛዕባ ምዝገባ ቤት ትምህርቲ?", kind="question"),
    Line(1, 18.0, 0, "ኣነ ክሕግዘኪ እኽእል እየ። ጽባሕ ድሕሪ ቐትሪ ግዜ ኣለኒ።", answers=13),
    Line(2, 60.0, 0, "السلام عليكم، أهلاً بالجميع في هذه الغرفة."),
    Line(2, 59.0, 1, "وعليكم السلام، فكرة جميلة. شكراً لكم."),
    Line(2, 30.0, 1, "من يستطيع أن يساعدني في شرح بطاقة التأمين الصحي؟", kind="question"),
    Line(2, 29.0, 0, "أنا أستطيع. شرحت ذلك الأسبوع الماضي لعائلة أخرى.", answers=17, thanked=True),
    Line(3, 50.0, 1, "Tip: vraag de school om het advies ook mondeling uit te leggen. Dat doen ze graag."),
    Line(3, 49.0, 0, "Ja! En neem tien minuten extra, ouders vragen vaak pas aan het eind iets."),
]


def make_group(world: World) -> None:
    """Rooms, messages, questions that were answered, and an announcement that half of the people have read."""
    region, now = world.region, timezone.now()
    coordinator = Membership.objects.filter(region=region, role=Role.COORDINATOR).order_by("pk").first()
    favourite = world.speakers["apc"][0]
    luam = world.speakers["ti"][0]
    others = [row for row in world.people if row.state == "deployable" and row.pk not in {luam.pk, favourite.pk}]
    speakers = {
        0: [luam, favourite, *others[:6]],
        1: world.speakers["ti"][:3],
        2: world.speakers["apc"][:3],
        3: [luam, others[6]],
    }
    # Who speaks needs a role in the region; they get no address anybody could sign in with.
    for person in [row for people in speakers.values() for row in people]:
        person.refresh_from_db()
        if person.membership_id is None:
            person.membership = _member(world, person.first_name, person.email)
            person.save(update_fields=["membership"])
    topics = {row.code: row for row in Topic.objects.all()}
    luam.topics.add(*filter(None, [topics.get("school")]))
    others[6].topics.add(*filter(None, [topics.get("school")]))
    rooms = [
        Room.objects.create(region=region, title=title, about=about, languages=tags, topic=topics.get(code))
        for title, about, tags, code in _ROOMS
    ]
    said: list[Message] = []
    for line in _SAID:
        author = coordinator if line.who is None else speakers[line.room][line.who].membership
        answers = None if line.answers is None else said[line.answers]
        said.append(_say(rooms[line.room], author, line, answers, now - timedelta(hours=line.ago)))
    for room in rooms:
        room.save(update_fields=["counter"])
    announcement = next(row for row in said if row.kind == Message.Kind.ANNOUNCEMENT)
    for person in speakers[0][1:4]:
        ReadMark.objects.create(message=announcement, membership_id=person.membership_id or 0)


def _say(room: Room, author: Membership | None, line: Line, answers: Message | None, at: datetime) -> Message:
    room.counter += 1
    if answers is not None:
        Message.objects.filter(pk=answers.pk).update(question_state=Message.QuestionState.ANSWERED)
    script = "ti" if room.title == "ትግርኛ" else "ar" if room.title == "العربية" else "nl"
    return Message.objects.create(
        room=room,
        region=room.region,
        author=author,
        kind=line.kind,
        answers=answers,
        text=line.text,
        language=script,
        question_state=Message.QuestionState.OPEN if line.kind == Message.Kind.QUESTION else "",
        thanked_at=at + timedelta(hours=3) if line.thanked else None,
        number=room.counter,
        change=room.counter,
        created_at=at,
    )


def _member(world: World, name: str, email: str) -> Membership:
    from sleutelbos.accounts.models import User

    user = User.objects.create_user(email, name=name)
    return Membership.objects.create(user=user, region=world.region, role=Role.KEY_PERSON)
