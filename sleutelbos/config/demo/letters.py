"""Letters of the demo: one that was read twice and became better, one that is being read now, and advice."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from sleutelbos.accounts.models import Membership, Role
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.letters import queries, services
from sleutelbos.letters.models import Answer, Letter, Reader, Round, Sentence
from sleutelbos.notices import services as notices

from .world import World

LEARNING = """Uitnodiging leerbaarheidstoets

Geachte heer, mevrouw,

U bent inburgeringsplichtig op grond van de Wet inburgering 2021. In het kader van de brede intake dient u een leerbaarheidstoets af te leggen. De toets wordt door de gemeente afgenomen op 14 september 2027 om 10.00 uur in het gemeentehuis.

U dient zich vooraf te legitimeren met een geldig identiteitsbewijs. Indien u verhinderd bent, verzoeken wij u dit uiterlijk 7 september 2027 telefonisch kenbaar te maken via 14 0543.

De uitslag van de toets is mede bepalend voor de leerroute die voor u wordt vastgesteld, waarbij tevens rekening wordt gehouden met uw persoonlijke omstandigheden. Tegen de uitslag kan geen bezwaar worden gemaakt.

Bij het niet verschijnen zonder voorafgaande kennisgeving kan een boete van 250 euro worden opgelegd.

Heeft u vragen? Wij helpen u graag.

Met vriendelijke groet,

Gemeente Winterswijk, team Inburgering
"""  # noqa: E501  (a letter as it is pasted)

ALLOWANCE = """Uw bijdrage voor de kinderopvang

Beste ouder,

U ontvangt momenteel een tegemoetkoming in de kosten van kinderopvang. Ten behoeve van de herbeoordeling van uw recht verzoeken wij u onderstaande bewijsstukken aan te leveren.

Wat hebben wij nodig?

- een kopie van uw meest recente jaaropgave
- het contract met de kinderopvang

U kunt de stukken tot en met 30 september 2027 inleveren bij de balie. Bij gebreke van tijdige aanlevering wordt de tegemoetkoming met ingang van 1 oktober 2027 beëindigd.

Lukt het niet? Bel dan 14 0543. Wij zoeken samen een oplossing.
"""  # noqa: E501

# Sentence (a part of it), who stumbled (seats), words, reasons, a reader's words.
_SAID: list[tuple[str, tuple[int, ...], str, tuple[str, ...], str]] = [
    ("inburgeringsplichtig", (0, 2, 5), "plichtig", ("word",), "U moet inburgeren (Wet inburgering 2021)."),
    ("brede intake", (0, 1, 2, 3, 5), "intake", ("word", "what"), "U moet een toets doen: de leerbaarheidstoets."),
    ("afgenomen", (1, 3), "afgenomen", ("word",), "De toets is op 14 september 2027 om 10.00 uur in het gemeentehuis."),
    ("legitimeren", (0, 2, 3, 4), "legitimeren", ("word",), "Neem uw paspoort of ID-kaart mee."),
    ("verhinderd", (1, 2, 5), "verhinderd", ("word", "long"), "Kunt u niet? Bel uiterlijk 7 september 2027: 14 0543."),
    ("mede bepalend", (0, 1, 2, 3, 4, 5), "bepalend", ("long",), "Met de uitslag kiezen we samen uw leerroute."),
    ("bezwaar", (2, 4), "bezwaar", ("word",), ""),
    ("kennisgeving", (0, 1, 3, 5), "kennisgeving", ("angry",),
     "Komt u niet en belt u niet? Dan kunt u een boete krijgen (250 euro)."),
]  # fmt: skip


def make_letters(world: World, today: date) -> None:
    """Two letters and two rounds of advice, made by the people of the demo; nobody gets a mail about them."""
    rows = Membership.objects.filter(region=world.region).select_related("user", "organisation__municipality")
    writer = viewer_of(rows.get(role=Role.POLICY_OFFICER))
    coordinator = viewer_of(rows.filter(role=Role.COORDINATOR)[0])
    _twice_read(world, writer, coordinator, today)
    _being_read(world, writer, coordinator, today)
    _advice(world, writer, coordinator, today)
    notices.cancel(prefix="round:")


def _letter(world: World, writer: Viewer, title: str, text: str) -> Letter:
    organisation = Membership.objects.get(pk=writer.membership_id or 0).organisation
    letter = services.paste_letter(
        region=world.region,
        organisation=organisation,
        municipality=organisation.municipality if organisation else None,
        title=title,
        text=text,
        actor=writer,
    )
    services.pass_gate(letter=letter, actor=writer)
    letter.refresh_from_db()
    return letter


def _values(today: date, **more: Any) -> dict[str, Any]:
    return {
        "purpose": "Mensen moeten weten wat ze moeten doen, en niet schrikken.",
        "receivers": "Mensen die beginnen met inburgeren",
        "receivers_count": 340,
        "languages": ["ti", "apc"],
        "wanted": 6,
        "minutes": 15,
        "closes_on": today + timedelta(days=5),
        "answer_by": today + timedelta(days=19),
        **more,
    }


_ASKED_BACK: list[dict[str, Any]] = [
    {
        "code": "what",
        "text": "",
        "options": ["Een boete betalen", "Een toets doen", "Een leerroute kiezen"],
        "right": 1,
    },
    {"code": "when", "text": "", "options": ["14 september 2027", "7 september 2027", "Dat staat er niet"], "right": 0},
    {
        "code": "otherwise",
        "text": "",
        "options": ["Niets", "U krijgt misschien een boete", "U moet terug naar het azc"],
        "right": 1,
    },
]


def _twice_read(world: World, writer: Viewer, coordinator: Viewer, today: date) -> None:
    letter = _letter(world, writer, "Uitnodiging leerbaarheidstoets", LEARNING)
    first = services.ask_round(
        version=letter.versions.get(), values=_values(today), questions=_ASKED_BACK, actor=writer
    )
    readers = _panel(first, coordinator)
    _read(readers, right=[(True, True, False), (False, True, False), (False, True, True), (True, False, False)])
    sentences = list(letter.versions.get().sentences.all())
    for part, seats, word, reasons, instead in _SAID:
        sentence = next(row for row in sentences if part in row.text)
        for seat in seats[: len(readers)]:
            _stumble(readers[seat], sentence, word, reasons, "unclear" if seat % 2 == 0 else "doubt")
        if instead:
            services.propose(reader=readers[seats[0]], sentence=sentence, text=instead)
            proposal = readers[seats[0]].proposals.get(sentence=sentence)
            for seat in seats[1:4]:
                services.vote(reader=readers[seat], proposal=proposal, better=True)
    _finish(readers)
    services.close_round(round=first, actor=coordinator)
    for row in queries.desk_rows(first, with_findings=False):
        if row.proposals:
            services.decide(
                round=first,
                sentence=row.sentence,
                kind="accept",
                proposal=row.proposals[0].proposal,
                facts_confirmed=True,
                actor=writer,
            )
        elif row.asks:
            services.decide(round=first, sentence=row.sentence, kind="keep", reason="law", actor=writer)
    second_version = services.make_version(round=first, actor=writer)
    services.tell_readers(round=first, outcome="Dank u wel. Bijna alles is veranderd.", actor=writer)
    second = services.ask_round(version=second_version, values=_values(today), questions=[], actor=writer)
    others = _panel(second, coordinator)
    _read(others, right=[(True, True, True), (True, True, True), (True, True, False), (True, False, True)])
    _finish(others)
    services.close_round(round=second, actor=coordinator)
    services.tell_readers(round=second, outcome="", actor=writer)
    services.publish_letter(letter=letter, actor=writer)
    _long_ago(letter, [first, second], today)


def _being_read(world: World, writer: Viewer, coordinator: Viewer, today: date) -> None:
    letter = _letter(world, writer, "Brief over de bijdrage voor kinderopvang", ALLOWANCE)
    round = services.ask_round(
        version=letter.versions.get(),
        values=_values(today, receivers="Ouders met kinderopvang", receivers_count=1200),
        questions=[{"code": code, "text": "", "options": [], "right": None} for code in ("what", "when", "otherwise")],
        actor=writer,
    )
    luam = KeyPerson.objects.filter(region=world.region, email="luam@voorbeeld.example")
    readers = _panel(round, coordinator, first=[row for row in luam if row.pk in queries.may_be_asked(round)])
    ready = [reader for reader in readers if reader.key_person.email != "luam@voorbeeld.example"][:3]
    _read(ready, right=[])
    for reader, text in zip(ready, ("Papieren brengen.", "يجب إحضار الأوراق إلى البلدية", "Bellen?"), strict=False):
        question = round.questions.all()[0]
        services.answer_questions(reader=reader, answers={question.pk: (None, text)})
    sentences = list(letter.versions.get().sentences.all())
    for part, word, reason in (
        ("herbeoordeling", "herbeoordeling", "word"),
        ("tegemoetkoming in", "tegemoetkoming", "word"),
        ("Bij gebreke", "gebreke", "angry"),
    ):
        sentence = next(row for row in sentences if part in row.text)
        for reader in ready[:2]:
            _stumble(reader, sentence, word, (reason,), "unclear")
    for row in sentences:
        if "tegemoetkoming in" in row.text and ready:
            services.propose(reader=ready[0], sentence=row, text="U krijgt nu geld voor de kinderopvang.")
    _finish(ready[:2])


def _advice(world: World, writer: Viewer, coordinator: Viewer, today: date) -> None:
    organisation = Membership.objects.get(pk=writer.membership_id or 0).organisation
    common: dict[str, Any] = {
        "region": world.region,
        "organisation": organisation,
        "municipality": organisation.municipality if organisation else None,
        "actor": writer,
    }
    used = services.ask_advice(
        **common,
        title="Inloop voor inburgeraars: waar en wanneer?",
        values=_values(today, purpose="Wij willen een inloop beginnen waar mensen echt komen.", receivers_count=None),
        questions=[
            {
                "text": "Wanneer kunnen mensen komen?",
                "options": ["Overdag", "'s Avonds", "In het weekend"],
                "right": None,
            },
            {"text": "Waar komen mensen graag?", "options": [], "right": None},
        ],
    )
    readers = _panel(used, coordinator)
    where = ["In de bibliotheek, daar is het rustig.", "في المكتبة أو المدرسة", "Niet in het gemeentehuis."]
    for at, reader in enumerate(readers):
        _start(reader)
        when, place = used.questions.all()
        answers: dict[int, tuple[int | None, str]] = {when.pk: ((1, 1, 0, 2, 1, 1)[at % 6], "")}
        if at < len(where):
            answers[place.pk] = (None, where[at])
        services.answer_questions(reader=reader, answers=answers)
    _finish(readers)
    services.close_round(round=used, actor=coordinator)
    outcome = "De inloop komt op dinsdagavond in de bibliotheek, vanaf maart. Er is opvang voor kinderen."
    services.tell_readers(round=used, outcome=outcome, actor=writer)
    services.publish_round(round=used, actor=writer)
    services.ask_advice(
        **common,
        title="Welke vragen leven er over naturalisatie?",
        values=_values(today, purpose="Wij maken een themapagina.", receivers_count=None),
        questions=[{"text": "Wat wordt u het vaakst gevraagd?", "options": [], "right": None}],
    )


def _panel(round: Round, coordinator: Viewer, first: Sequence[KeyPerson] = ()) -> list[Reader]:
    people = queries.may_be_asked(round)
    seats = [people[seat.key_person] for seat in queries.seats(round, queries.candidates(people))]
    chosen = [*first, *(person for person in seats if person not in first)][: round.wanted]
    return services.invite_panel(round=round, people=chosen, actor=coordinator)


def _link(reader: Reader) -> Viewer:
    return Viewer.by_link(whom=reader.key_person.first_name, region_id=reader.round.region_id)


def _start(reader: Reader) -> None:
    person = reader.key_person
    services.start_reading(reader=reader, name=person.first_name, language=person.language, actor=_link(reader))
    reader.refresh_from_db()


def _read(readers: Sequence[Reader], *, right: Sequence[tuple[bool, bool, bool]]) -> None:
    """Start, read, answer (`right` by turns) and find every sentence clear; who stumbles says so afterwards."""
    for at, reader in enumerate(readers):
        _start(reader)
        services.confirm_read(reader=reader)
        answers: dict[int, tuple[int | None, str]] = {}
        for number, question in enumerate(reader.round.questions.all()):
            if question.right is not None and right:
                good = right[at % len(right)][number]
                answers[question.pk] = (question.right if good else (question.right + 1) % len(question.options), "")
        services.answer_questions(reader=reader, answers=answers)
        if reader.round.version is not None:
            for sentence in reader.round.version.sentences.all():
                services.mark_sentence(reader=reader, sentence=sentence, verdict="clear")


def _stumble(reader: Reader, sentence: Sentence, word: str, reasons: Sequence[str], verdict: str) -> None:
    words = [at for at, spoken in enumerate(sentence.text.split()) if word in spoken]
    services.mark_sentence(reader=reader, sentence=sentence, verdict=verdict, words=words, reasons=reasons)


def _finish(readers: Sequence[Reader]) -> None:
    for at, reader in enumerate(readers):
        services.finish(reader=reader, may_quote=at % 3 != 2, may_name=at % 2 == 0, actor=_link(reader))
        reader.refresh_from_db(fields=["state"])
        services.share(reader=reader, may_share=at % 4 != 3, actor=_link(reader))


def _long_ago(letter: Letter, rounds: Sequence[Round], today: date) -> None:
    """The letter that is done was done in the past weeks."""
    now = timezone.now()
    Letter.objects.filter(pk=letter.pk).update(
        created_at=now - timedelta(days=40), published_at=now - timedelta(days=3)
    )
    for days, round in zip((38, 20), rounds, strict=True):
        begun = now - timedelta(days=days)
        Round.objects.filter(pk=round.pk).update(
            created_at=begun,
            opened_at=begun + timedelta(days=1),
            closed_at=begun + timedelta(days=8),
            told_at=begun + timedelta(days=11),
            closes_on=today - timedelta(days=days - 7),
            answer_by=today - timedelta(days=days - 21),
        )
        Reader.objects.filter(round=round).update(invited_at=begun + timedelta(days=1))
        Answer.objects.filter(question__round=round).update(at=begun + timedelta(days=3))
