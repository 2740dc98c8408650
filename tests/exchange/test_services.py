"""From a file to key persons and questions, and back."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sleutelbos.accounts.models import Organisation, Region
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.bridging.models import Request, Step, Visit, VisitLog
from sleutelbos.exchange import queries, retention, services, tasks
from sleutelbos.exchange.models import ImportBatch, ImportRow
from sleutelbos.exchange.reading.refusals import RefusedFile
from sleutelbos.exchange.services import reading, running, undoing
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.notices.models import Notice
from sleutelbos.ui.errors import RuleBroken, StateChanged
from tests import factories
from tests.exchange import builders

HEADINGS = [
    "Voornaam", "Achternaam", "M/V", "Talen", "Woonplaats", "Telefoon", "E-mail", "Thema's", "Beschikbaar", "VOG",
    "Vorm", "Opmerkingen",
]  # fmt: skip
SELAM = [
    "Selam", "Tesfay", "V", "Tigrinya moedertaal, NL B2", "Ulft", "0612340100", "selam@voorbeeld.nl", "school",
    "ma/wo 9-12", "06-05-2025", "vrijwilliger", None,
]  # fmt: skip
HANAN = [
    "Hanan", "Hassan", "V", "Arabisch moedertaal", "Aalten", "0612340101", None, None, "flexibel", "2025",
    "in dienst welzijn", "liever geen ziekenhuis",
]  # fmt: skip
LOG = [
    "Datum binnen", "Aanvrager", "Contact", "Vraag", "Taal", "Wens", "Plaats", "Wanneer", "Wie gevraagd", "Status",
    "Uren", "km",
]  # fmt: skip
BSN = "123456782"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _topics(db: None) -> None:
    factories.TopicFactory(code="school", names={"nl": "School", "en": "School"})
    factories.TopicFactory(code="integration", names={"nl": "Inburgering", "en": "Civic integration"})


@pytest.fixture
def actor(region_a: Region, coordinator: Any) -> Viewer:
    return viewer_of(coordinator.memberships.get())


@pytest.fixture
def welfare(region_a: Region) -> Organisation:
    made: Organisation = factories.OrganisationFactory(region=region_a, name="Figuur Welzijn", kind="welfare")
    return made


def upload(region: Region, actor: Viewer, rows: Any, name: str = "lijst.xlsx") -> ImportBatch:
    """A list as it stands after reading."""
    content = rows if isinstance(rows, bytes) else builders.xlsx(rows)
    batch, _ = services.upload_file(region=region, content=content, name=name, actor=actor)
    batch.refresh_from_db()
    return batch


def take_in(batch: ImportBatch, actor: Viewer) -> ImportBatch:
    services.start_import(batch=batch, actor=actor)
    batch.refresh_from_db()
    return batch


def undo(batch: ImportBatch, actor: Viewer) -> ImportBatch:
    services.start_undo(batch=batch, actor=actor)
    batch.refresh_from_db()
    return batch


def answer(batch: ImportBatch, actor: Viewer, **answers: str) -> ImportBatch:
    services.answer_questions(
        batch=batch, answers={key.replace("__", ":"): value for key, value in answers.items()}, actor=actor
    )
    batch.refresh_from_db()
    return batch


def log_row(**more: Any) -> list[Any]:
    """One line of a log: open, of a school, in Ulft."""
    values = {
        "received": "03-11-2026", "requester": "OBS De Esdoorn", "contact": "juf.anke@voorbeeld.nl",
        "question": "mee naar intake", "language": "Tigrinya", "wish": None, "place": "Ulft", "when": "z.s.m.",
        "who": None, "status": "open", "hours": None, "km": None, **more,
    }  # fmt: skip
    return list(values.values())


# Uploading


def test_a_list_is_read_and_waits_for_a_person(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, SELAM, HANAN])
    assert batch.state == "checking"
    assert list(batch.rows.values_list("number", "state", "label")) == [
        (2, "ready", "Selam Tesfay"),
        (3, "ready", "Hanan Hassan"),
    ]
    assert KeyPerson.objects.count() == 0


def test_a_refused_file_leaves_nothing_behind(region_a: Region, actor: Viewer) -> None:
    with pytest.raises(RefusedFile):
        services.upload_file(region=region_a, content=b"%PDF-1.7\n%\xe2\xe3", name="lijst.xlsx", actor=actor)
    assert ImportBatch.objects.count() == 0


def test_the_same_file_twice_is_one_import(region_a: Region, region_b: Region, actor: Viewer) -> None:
    content = builders.xlsx([HEADINGS, SELAM])
    first, is_new = services.upload_file(region=region_a, content=content, name="lijst.xlsx", actor=actor)
    again, is_new_again = services.upload_file(region=region_a, content=content, name="kopie.xlsx", actor=actor)
    assert (is_new, is_new_again, first.pk == again.pk) == (True, False, True)
    take_in(ImportBatch.objects.get(pk=first.pk), actor)
    third, _ = services.upload_file(region=region_a, content=content, name="lijst.xlsx", actor=actor)
    assert (third.pk, KeyPerson.objects.count()) == (first.pk, 1)
    elsewhere, is_new_there = services.upload_file(region=region_b, content=content, name="lijst.xlsx", actor=actor)
    assert is_new_there
    assert elsewhere.pk != first.pk


def test_nothing_forbidden_of_a_file_reaches_the_database(region_a: Region, actor: Viewer) -> None:
    rows = [
        ["BSN", *HEADINGS],
        [BSN, *SELAM[:11], f"bsn {BSN}, zwanger, terug in mei"],
        ["", *HANAN],
    ]
    batch = upload(region_a, actor, rows, f"lijst {BSN}.xlsx")
    batch = take_in(batch, actor)
    from sleutelbos.exchange.reading import storing

    packed = storing.unpack(bytes(batch.cells)) if batch.cells else ""
    everything = repr(
        [batch.__dict__, packed, *(row.__dict__ for row in batch.rows.all()), *(e.data for e in Event.objects.all())]
        + [person.__dict__ for person in KeyPerson.objects.all()]
    )
    assert BSN not in everything
    assert "zwanger" not in everything


def test_the_bytes_of_the_file_are_nowhere_and_the_cells_go_when_all_is_in(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, SELAM])
    assert batch.cells is not None
    assert b"PK\x03\x04" not in bytes(batch.cells)
    assert take_in(batch, actor).cells is None


# Checking


def test_one_answer_settles_all_rows_and_is_kept_for_the_next_reading(region_a: Region, actor: Viewer) -> None:
    rows = [HEADINGS, [*SELAM[:3], "Tigrinya", *SELAM[4:]], [*HANAN[:3], "Arabisch", *HANAN[4:]]]
    batch = upload(region_a, actor, rows)
    keys = [group["question"]["key"] for group in batch.groups]
    assert "languages:level:first" in keys
    batch = answer(batch, actor, languages__level__first="4")
    assert "languages:level:first" not in [group["question"]["key"] for group in batch.groups]
    take_in(batch, actor)
    assert sorted(KeyPerson.objects.values_list("languages__variety", "languages__speaking")) == [("ar", 4), ("ti", 4)]


def test_answers_can_be_taken_back(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, [*SELAM[:3], "Tigrinya", *SELAM[4:]]])
    before = batch.groups
    batch = answer(batch, actor, languages__level__first="4")
    batch = answer(batch, actor, languages__level__first="")
    assert (batch.answers, batch.groups) == ({}, before)


def test_a_row_is_corrected_answered_and_left_out(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, [None, *SELAM[1:]], HANAN])
    row = batch.rows.get(number=2)
    assert row.state == "waits"
    services.change_row(batch=batch, row=row, texts={"first_name": "Selam"}, answers={}, skip=None, actor=actor)
    batch.refresh_from_db()
    assert batch.rows.get(number=2).state == "ready"
    other = batch.rows.get(number=3)
    services.change_row(batch=batch, row=other, texts={}, answers={}, skip=True, actor=actor)
    batch.refresh_from_db()
    assert batch.rows.get(number=3).state == "skipped"
    take_in(batch, actor)
    assert list(KeyPerson.objects.values_list("first_name", flat=True)) == ["Selam"]


def test_a_correction_with_a_forbidden_number_is_refused_and_nowhere(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, SELAM])
    row = batch.rows.get(number=2)
    with pytest.raises(RuleBroken):
        services.change_row(batch=batch, row=row, texts={"remarks": f"bsn {BSN}"}, answers={}, skip=None, actor=actor)
    batch.refresh_from_db()
    assert batch.row_answers == {}


def test_another_meaning_of_a_column_reads_the_list_again(region_a: Region, actor: Viewer) -> None:
    rows = [["Voornaam", "Achternaam", "Iets", "Talen"], ["Selam", "Tesfay", "rijdt auto", "Tigrinya goed"]]
    batch = upload(region_a, actor, rows)
    assert "remarks" not in batch.rows.get().read["fields"]
    sheets = {0: {"chosen": True, "kind": "people", "fields": {3: "remarks"}}}
    services.choose_columns(
        batch=batch, sheets=sheets, organisation=None, engaged_from=None, initial_state="deployable", actor=actor
    )
    batch.refresh_from_db()
    assert "remarks" in batch.rows.get().read["fields"]
    take_in(batch, actor)
    assert KeyPerson.objects.get().state == "deployable"


def test_a_refused_column_cannot_be_given_another_meaning(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [["BSN", *HEADINGS], [BSN, *SELAM]])
    sheets = {0: {"chosen": True, "kind": "people", "fields": {1: "remarks"}}}
    services.choose_columns(
        batch=batch, sheets=sheets, organisation=None, engaged_from=None, initial_state="", actor=actor
    )
    batch.refresh_from_db()
    assert queries.layouts_of(batch)[0].columns[0].field == "refused:bsn"


def test_an_answer_that_comes_while_the_list_is_busy_is_refused(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, SELAM])
    ImportBatch.objects.filter(pk=batch.pk).update(state="importing")
    with pytest.raises(StateChanged):
        services.answer_questions(batch=batch, answers={"languages:star": "4"}, actor=actor)


def test_a_reading_that_was_overtaken_does_nothing(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, SELAM])
    ImportBatch.objects.filter(pk=batch.pk).update(state="reading")
    assert services.read_batch(batch_id=batch.pk, version=batch.version + 1) is False
    assert services.read_batch(batch_id=batch.pk, version=batch.version) is True
    assert services.read_batch(batch_id=batch.pk, version=batch.version) is False


# Taking in people


def test_a_row_becomes_a_key_person_with_everything_it_says(
    region_a: Region, actor: Viewer, welfare: Organisation
) -> None:
    batch = upload(region_a, actor, [HEADINGS, SELAM])
    services.choose_columns(
        batch=batch, sheets={}, organisation=welfare, engaged_from=date(2024, 3, 1), initial_state="", actor=actor
    )
    batch.refresh_from_db()
    take_in(batch, actor)
    selam = KeyPerson.objects.get()
    assert (selam.first_name, selam.last_name, selam.gender) == ("Selam", "Tesfay", "woman")
    assert (selam.phone, selam.email, selam.home_place) == ("+31612340100", "selam@voorbeeld.nl", "Ulft")
    assert selam.latitude is not None
    assert (selam.state, selam.note) == ("candidate", "")
    assert sorted(selam.languages.values_list("variety", "speaking", "understanding")) == [("nl", 3, 3), ("ti", 4, 4)]
    assert list(selam.topics.values_list("code", flat=True)) == ["school"]
    assert list(selam.blocks.values_list("weekday", "start_minute", "end_minute")) == [(0, 540, 720), (2, 540, 720)]
    item = selam.readiness.get()
    assert (item.kind, item.seen_on, item.precision) == ("vog", date(2025, 5, 6), "day")
    engagement = selam.engagements.get()
    assert (engagement.form, engagement.organisation, engagement.valid_from) == (
        "volunteer", welfare, date(2024, 3, 1),
    )  # fmt: skip
    row = batch.rows.get()
    assert (row.state, row.key_person, row.made) == ("imported", selam, True)


def test_without_an_organisation_nobody_is_engaged_and_a_year_stays_a_year(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, HANAN])
    batch = answer(batch, actor, remarks__wish__practice="wish")
    take_in(batch, actor)
    hanan = KeyPerson.objects.get()
    assert hanan.engagements.count() == 0
    assert (hanan.flexible, hanan.blocks.count()) == (True, 0)
    assert (hanan.readiness.get().precision, hanan.readiness.get().seen_on) == ("year", date(2025, 1, 1))
    assert list(hanan.wishes.values_list("kind", "value")) == [("not_organisation_kind", "practice")]


def test_what_is_asked_is_not_taken_in_and_stays_a_question(region_a: Region, actor: Viewer) -> None:
    rows = [HEADINGS, [*SELAM[:3], "Koerdisch, NL B1", *SELAM[4:8], "in overleg", "ja", "betaald 12u", "alleen fiets"]]
    batch = take_in(upload(region_a, actor, rows), actor)
    person = KeyPerson.objects.get()
    assert list(person.languages.values_list("variety", flat=True)) == ["nl"]
    assert (person.blocks.count(), person.flexible, person.readiness.count(), person.engagements.count()) == (
        0,
        False,
        0,
        0,
    )
    row = batch.rows.get()
    assert row.open_questions == 5
    assert batch.cells is not None


def test_states_come_from_grey_rows_columns_remarks_and_pauses(region_a: Region, actor: Viewer) -> None:
    rows = [
        [*HEADINGS, "Status"],
        [*SELAM, "actief"],
        [*HANAN[:11], "gestopt?", None],
        [
            "Yonas",
            "Kidane",
            "M",
            "Tigrinya goed",
            "Didam",
            "0612340102",
            None,
            None,
            None,
            None,
            None,
            "terug in mei",
            None,
        ],
    ]
    batch = upload(region_a, actor, rows)
    pause = next(group["question"]["key"] for group in batch.groups if "pause" in group["question"]["key"])
    services.answer_questions(batch=batch, answers={"remarks:state:stopped": "alumni", pause: "pause"}, actor=actor)
    batch.refresh_from_db()
    take_in(batch, actor)
    states = dict(KeyPerson.objects.values_list("first_name", "state"))
    assert states == {"Selam": "deployable", "Hanan": "alumni", "Yonas": "paused"}
    yonas = KeyPerson.objects.get(first_name="Yonas")
    assert yonas.paused_until is not None
    assert yonas.paused_until.month == 4
    assert list(yonas.state_changes.values_list("old", "new")) == [
        ("", "candidate"), ("candidate", "deployable"), ("deployable", "paused"),
    ]  # fmt: skip


def test_words_without_a_place_of_their_own_are_kept_as_a_note(region_a: Region, actor: Viewer) -> None:
    rows = [HEADINGS, [*SELAM[:5], "0612340100 (WhatsApp)", *SELAM[6:9], "aangevraagd", None, "niet bellen voor 10u"]]
    batch = upload(region_a, actor, rows)
    batch = answer(batch, actor, **{"remarks:keep:niet bellen voor 10u": "note"})
    take_in(batch, actor)
    note = KeyPerson.objects.get().note
    assert "aangevraagd" in note
    assert "WhatsApp" in note
    assert "niet bellen voor 10u" in note


def test_somebody_who_is_here_already_is_completed_and_nothing_is_overwritten(region_a: Region, actor: Viewer) -> None:
    known = factories.KeyPersonFactory(
        region=region_a, first_name="Selam", last_name="Tesfay", phone="+31612340100", email="oud@voorbeeld.nl",
        home_place="", speaks=["ti"], always_available=False, engaged=False, ready=False, gender="unknown",
    )  # fmt: skip
    batch = upload(region_a, actor, [HEADINGS, SELAM])
    assert batch.rows.get().state == "waits"
    row = batch.rows.get()
    services.change_row(batch=batch, row=row, texts={}, answers={"row:known": "complete"}, skip=None, actor=actor)
    batch.refresh_from_db()
    take_in(batch, actor)
    known.refresh_from_db()
    assert KeyPerson.objects.count() == 1
    assert (known.email, known.home_place, known.gender) == ("oud@voorbeeld.nl", "Ulft", "woman")
    assert sorted(known.languages.values_list("variety", flat=True)) == ["nl", "ti"]
    assert known.blocks.count() == 2
    batch = undo(batch, actor)
    known.refresh_from_db()
    assert batch.state == "undone"
    assert (known.home_place, known.gender, known.blocks.count()) == ("", "unknown", 0)
    assert list(known.languages.values_list("variety", flat=True)) == ["ti"]


def test_a_row_that_breaks_a_rule_waits_and_the_others_come_in(region_a: Region, actor: Viewer) -> None:
    factories.KeyPersonFactory(region=region_a, first_name="Rim", email="hanan@voorbeeld.nl", phone="")
    rows = [HEADINGS, SELAM, [*HANAN[:6], "hanan@voorbeeld.nl", *HANAN[7:]]]
    batch = upload(region_a, actor, rows)
    person = batch.rows.get(number=3)
    key = f"row:same:{KeyPerson.objects.get(first_name='Rim').pk}"
    services.change_row(batch=batch, row=person, texts={}, answers={key: "different"}, skip=None, actor=actor)
    batch.refresh_from_db()
    batch = take_in(batch, actor)
    assert list(batch.rows.values_list("state", "reason")) == [("imported", ""), ("waits", "email-known")]
    assert sorted(KeyPerson.objects.values_list("first_name", flat=True)) == ["Rim", "Selam"]


def test_waiting_rows_come_in_later_and_what_is_in_stays(region_a: Region, actor: Viewer) -> None:
    batch = take_in(upload(region_a, actor, [HEADINGS, SELAM, [None, *HANAN[1:]]]), actor)
    assert batch.state == "imported"
    assert Counter(batch.rows.values_list("state", flat=True)) == {"imported": 1, "waits": 1}
    row = batch.rows.get(state="waits")
    services.change_row(batch=batch, row=row, texts={"first_name": "Hanan"}, answers={}, skip=None, actor=actor)
    batch.refresh_from_db()
    selam = KeyPerson.objects.get()
    batch = take_in(batch, actor)
    assert Counter(batch.rows.values_list("state", flat=True)) == {"imported": 2}
    assert sorted(KeyPerson.objects.values_list("first_name", flat=True)) == ["Hanan", "Selam"]
    assert KeyPerson.objects.get(first_name="Selam").pk == selam.pk


def test_rows_of_another_file_that_came_in_before_change_nothing(region_a: Region, actor: Viewer) -> None:
    take_in(upload(region_a, actor, [HEADINGS, SELAM]), actor)
    rows = builders.csv_text([["" if value is None else value for value in row] for row in (HEADINGS, SELAM, HANAN)])
    batch = upload(region_a, actor, rows, "andere.csv")
    assert list(batch.rows.values_list("number", "state")) == [(2, "unchanged"), (3, "ready")]
    take_in(batch, actor)
    assert sorted(KeyPerson.objects.values_list("first_name", flat=True)) == ["Hanan", "Selam"]


def test_nothing_ready_is_said(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, [None, *SELAM[1:]]])
    with pytest.raises(RuleBroken):
        services.start_import(batch=batch, actor=actor)


# The trial


def test_a_trial_says_what_would_happen_and_leaves_nothing(region_a: Region, actor: Viewer) -> None:
    factories.KeyPersonFactory(region=region_a, first_name="Rim", email="hanan@voorbeeld.nl", phone="")
    before = KeyPerson.objects.count(), Event.objects.filter(verb__startswith="keypersons").count()
    rows = [HEADINGS, SELAM, [*HANAN[:6], "hanan@voorbeeld.nl", *HANAN[7:]]]
    batch = upload(region_a, actor, rows)
    key = f"row:same:{KeyPerson.objects.get(first_name='Rim').pk}"
    services.change_row(
        batch=batch, row=batch.rows.get(number=3), texts={}, answers={key: "different"}, skip=None, actor=actor
    )
    batch.refresh_from_db()
    trial = services.try_import(batch=batch, actor=actor)
    assert trial == {
        "tried": True, "made": 1, "completed": 0, "requests": 0, "visits": 0, "refused": {"email-known": 1},
    }  # fmt: skip
    assert (KeyPerson.objects.count(), Event.objects.filter(verb__startswith="keypersons").count()) == before
    assert set(batch.rows.values_list("state", flat=True)) == {"ready"}


# Taking in requests


@time_machine.travel("2026-11-22 12:00", tick=False)
def test_an_open_question_comes_in_with_its_wishes_and_without_a_message(region_a: Region, actor: Viewer) -> None:
    school = factories.OrganisationFactory(region=region_a, name="OBS De Esdoorn")
    rows = [LOG, log_row(wish="liefst vrouw, niet uit zelfde dorp", when="volgende week")]
    take_in(upload(region_a, actor, rows), actor)
    request = Request.objects.get()
    assert (request.state, request.source, request.kind) == ("open", "import", "accompaniment")
    assert (request.organisation, request.asker_email, request.asker_name) == (
        school, "juf.anke@voorbeeld.nl", "OBS De Esdoorn",
    )  # fmt: skip
    assert (request.language, request.gender_wish, request.gender_required) == ("ti", "woman", False)
    assert (request.not_from_own_place, request.newcomer_place, request.place) == (True, "Ulft", "Ulft")
    assert request.latitude is not None
    assert request.windows == [{"start": "2026-11-09T08:00:00+01:00", "end": "2026-11-15T22:00:00+01:00"}]
    assert timezone.localdate(request.created_at) == date(2026, 11, 3)
    assert request.newcomer is not None
    assert Step.objects.filter(request=request).count() == 1
    assert Notice.objects.count() == 0


@time_machine.travel("2026-11-22 12:00", tick=False)
def test_a_finished_question_gets_its_visit_and_log_and_books_nothing(region_a: Region, actor: Viewer) -> None:
    person = factories.KeyPersonFactory(region=region_a, first_name="Selam")
    rows = [LOG, log_row(when="10-11-2026 9:30-10:30", who="Selam", status="klaar", hours="1:30", km="24 km")]
    take_in(upload(region_a, actor, rows), actor)
    request = Request.objects.get()
    visit = Visit.objects.get()
    log = VisitLog.objects.get()
    assert (request.state, visit.state, visit.key_person) == ("done", "done", person)
    assert timezone.localtime(visit.starts_at).isoformat() == "2026-11-10T09:30:00+01:00"
    assert (visit.ends_at - visit.starts_at) == timedelta(hours=1)
    assert (log.minutes, log.km, log.booking) == (90, 24, None)
    assert request.newcomer is None


@time_machine.travel("2026-11-22 12:00", tick=False)
def test_planned_needs_a_person_and_a_moment_else_it_is_open(region_a: Region, actor: Viewer) -> None:
    factories.KeyPersonFactory(region=region_a, first_name="Selam")
    rows = [
        LOG,
        log_row(when="10-12-2026 14:00", who="Selam", status="gepland"),
        log_row(when="volgende week", who="Selam", status="gepland", received="20-11-2026"),
        log_row(when="11-12-2026 14:00", status="gepland"),
    ]
    batch = upload(region_a, actor, rows)
    assert [row.read["notes"] for row in batch.rows.all()] == [
        [], ["planned-without-visit"], ["planned-without-visit"],
    ]  # fmt: skip
    take_in(batch, actor)
    assert list(Request.objects.order_by("pk").values_list("state", flat=True)) == ["planned", "open", "open"]
    assert list(Visit.objects.values_list("state", flat=True)) == ["confirmed"]
    assert Notice.objects.count() == 0


@time_machine.travel("2026-11-22 12:00", tick=False)
def test_people_and_questions_of_one_file_find_each_other_and_go_back_together(region_a: Region, actor: Viewer) -> None:
    content = builders.xlsx(
        [HEADINGS, SELAM, HANAN],
        "Sleutelpersonen",
        Aanvragen=[LOG, log_row(when="10-11-2026 9:30-10:30", who="Selam", status="klaar", hours="1")],
    )
    batch = take_in(upload(region_a, actor, content), actor)
    assert Visit.objects.get().key_person.first_name == "Selam"
    batch = undo(batch, actor)
    assert (batch.state, KeyPerson.objects.count(), Request.objects.count(), Visit.objects.count()) == (
        "undone",
        0,
        0,
        0,
    )


@time_machine.travel("2026-11-22 12:00", tick=False)
def test_unmet_cancelled_and_redirected_keep_their_state(region_a: Region, actor: Viewer) -> None:
    rows = [
        LOG,
        log_row(status="geen match"),
        log_row(status="geannuleerd", place="Didam"),
        log_row(status="doorverwezen", place="Wehl"),
    ]
    take_in(upload(region_a, actor, rows), actor)
    assert list(Request.objects.order_by("pk").values_list("state", "unmet_reason")) == [
        ("unmet", "other"), ("cancelled", ""), ("redirected", ""),
    ]  # fmt: skip


# Taking back


def test_a_whole_import_is_taken_back(region_a: Region, actor: Viewer) -> None:
    batch = undo(take_in(upload(region_a, actor, [HEADINGS, SELAM, HANAN]), actor), actor)
    assert (batch.state, KeyPerson.objects.count(), batch.cells) == ("undone", 0, None)
    assert set(batch.rows.values_list("state", flat=True)) == {"undone"}
    again = upload(region_a, actor, [HEADINGS, SELAM, HANAN])
    assert again.pk != batch.pk
    assert take_in(again, actor).state == "imported"


def test_rows_somebody_built_on_stay_and_say_why(region_a: Region, actor: Viewer) -> None:
    yonas = ["Yonas", "Kidane", "M", "Tigrinya goed", "Didam", "0612340102", None, None, None, None, None, None]
    batch = take_in(upload(region_a, actor, [HEADINGS, SELAM, HANAN, yonas]), actor)
    selam = KeyPerson.objects.get(first_name="Selam")
    factories.OfferFactory(request__region=region_a, key_person=selam, engagement=None)
    hanan = KeyPerson.objects.get(first_name="Hanan")
    hanan.note = "Belde vandaag"
    hanan.save()
    batch = undo(batch, actor)
    assert batch.state == "imported"
    assert {row.label: (row.state, row.reason) for row in batch.rows.all()} == {
        "Selam Tesfay": ("kept", "in-use"),
        "Hanan Hassan": ("kept", "changed"),
        "Yonas Kidane": ("undone", ""),
    }
    assert sorted(KeyPerson.objects.filter(region=region_a).values_list("first_name", flat=True)) == ["Hanan", "Selam"]


@pytest.mark.parametrize("what", ["account", "excluded", "same_person", "newcomer"])
def test_anything_that_points_at_a_person_keeps_the_person(what: str, region_a: Region, actor: Viewer) -> None:
    batch = take_in(upload(region_a, actor, [HEADINGS, SELAM]), actor)
    selam = KeyPerson.objects.get(first_name="Selam")
    if what == "account":
        selam.membership = factories.MembershipFactory(region=region_a, role="key_person")
        selam.save()
    elif what == "excluded":
        factories.RequestFactory(region=region_a).excluded.add(selam)
    elif what == "same_person":
        factories.RequestFactory(region=region_a, same_person=selam)
    else:
        factories.NewcomerFactory(region=region_a).excluded.add(selam)
    undo(batch, actor)
    assert batch.rows.get().reason == "in-use"
    assert KeyPerson.objects.filter(pk=selam.pk).exists()


@time_machine.travel("2026-11-22 12:00", tick=False)
def test_a_question_somebody_worked_with_stays(region_a: Region, actor: Viewer) -> None:
    batch = take_in(upload(region_a, actor, [LOG, log_row(), log_row(place="Didam")]), actor)
    first, second = Request.objects.order_by("pk")
    factories.OfferFactory(request=first, key_person__region=region_a)
    batch = undo(batch, actor)
    assert list(Request.objects.values_list("pk", flat=True)) == [first.pk]
    assert Newcomer.objects.filter(pk=second.newcomer_id).count() == 0
    assert batch.rows.get(state="kept").reason == "in-use"


def test_what_stayed_can_be_taken_back_when_nothing_hangs_on_it_any_more(region_a: Region, actor: Viewer) -> None:
    batch = take_in(upload(region_a, actor, [HEADINGS, SELAM]), actor)
    request = factories.RequestFactory(region=region_a)
    request.excluded.add(KeyPerson.objects.get(first_name="Selam"))
    batch = undo(batch, actor)
    assert batch.state == "imported"
    request.excluded.clear()
    assert undo(batch, actor).state == "undone"


def test_after_the_time_to_undo_nothing_is_taken_back(region_a: Region, actor: Viewer) -> None:
    batch = take_in(upload(region_a, actor, [HEADINGS, SELAM]), actor)
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - timedelta(days=61))
    batch.refresh_from_db()
    with pytest.raises(RuleBroken):
        services.start_undo(batch=batch, actor=actor)


# Long lists, killed workers


def people(count: int) -> list[list[Any]]:
    letters = "abcdefghij"
    names = [f"Naam{''.join(letters[int(digit)] for digit in str(number))}" for number in range(count)]
    return [
        [name, "Tesfay", "V", "Tigrinya goed", "Ulft", None, f"{name}@voorbeeld.nl", None, None, None, None, None]
        for name in names
    ]


def test_a_long_list_is_read_and_taken_in_by_the_worker(
    region_a: Region, actor: Viewer, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An eighth of what is long in life, in as many chunks.
    assert all(module.AT_ONCE == reading.AT_ONCE for module in (running, undoing)), "one idea of what is long"
    for module in (reading, running, undoing):
        monkeypatch.setattr(module, "AT_ONCE", 50)
    for module in (running, undoing):
        monkeypatch.setattr(module, "CHUNK", 12)
    content = builders.xlsx([HEADINGS, *people(reading.AT_ONCE + 5)])
    with django_capture_on_commit_callbacks(execute=True):
        batch, _ = services.upload_file(region=region_a, content=content, name="lang.xlsx", actor=actor)
    batch.refresh_from_db()
    assert batch.state == "reading"
    assert DBTaskResult.objects.count() == 1
    assert tasks.read_import.call(batch.pk, batch.version) is True
    assert tasks.read_import.call(batch.pk, batch.version) is False
    batch.refresh_from_db()
    assert (batch.state, batch.rows.count()) == ("checking", reading.AT_ONCE + 5)
    with django_capture_on_commit_callbacks(execute=True):
        services.start_import(batch=batch, actor=actor)
    batch.refresh_from_db()
    assert batch.state == "importing"
    assert tasks.run_import.call(batch.pk, actor.membership_id) is True
    assert tasks.run_import.call(batch.pk, actor.membership_id) is False
    assert KeyPerson.objects.count() == reading.AT_ONCE + 5
    with django_capture_on_commit_callbacks(execute=True):
        batch.refresh_from_db()
        services.start_undo(batch=batch, actor=actor)
    assert tasks.undo_import.call(batch.pk, actor.membership_id) is True
    assert KeyPerson.objects.count() == 0


def test_a_worker_killed_in_the_middle_goes_on_where_it_stopped(
    region_a: Region, actor: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)
    batch = upload(region_a, actor, [HEADINGS, *people(5)])
    taken: list[int] = []
    original = running._take_in

    def dies(batch: ImportBatch, row: ImportRow, actor: Viewer) -> str:
        if len(taken) == 3:
            raise KeyboardInterrupt
        taken.append(row.number)
        return original(batch, row, actor)

    monkeypatch.setattr(running, "_take_in", dies)
    with pytest.raises(KeyboardInterrupt):
        services.start_import(batch=batch, actor=actor)
    batch.refresh_from_db()
    assert (batch.state, batch.done, KeyPerson.objects.count()) == ("importing", 2, 2)
    monkeypatch.setattr(running, "_take_in", original)
    assert services.run_batch(batch_id=batch.pk, membership_id=actor.membership_id) is True
    assert KeyPerson.objects.count() == 5
    assert len(set(KeyPerson.objects.values_list("email", flat=True))) == 5


def test_work_that_stands_still_can_be_given_to_a_worker_again(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, SELAM])
    ImportBatch.objects.filter(pk=batch.pk).update(state="importing")
    batch.refresh_from_db()
    with pytest.raises(StateChanged):
        services.resume(batch=batch, actor=actor)
    ImportBatch.objects.filter(pk=batch.pk).update(state_since=timezone.now() - timedelta(minutes=11))
    batch.refresh_from_db()
    services.resume(batch=batch, actor=actor)
    assert DBTaskResult.objects.filter(task_path="sleutelbos.exchange.tasks.run_import").count() == 1


def test_a_file_that_cannot_be_read_says_so_and_can_be_tried_again(
    region_a: Region, actor: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*args: Any, **kwargs: Any) -> Any:
        raise ZeroDivisionError

    original = reading.read_book
    monkeypatch.setattr(reading, "read_book", breaks)
    batch = upload(region_a, actor, [HEADINGS, SELAM])
    assert (batch.state, batch.rows.count()) == ("failed", 0)
    monkeypatch.setattr(reading, "read_book", original)
    services.resume(batch=batch, actor=actor)
    batch.refresh_from_db()
    assert (batch.state, batch.rows.count()) == ("checking", 1)


def test_a_row_with_something_unforeseen_never_keeps_the_others_out(
    region_a: Region, actor: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = running.people.make_person

    def breaks(*, row: Any, **kwargs: Any) -> KeyPerson:
        if row.number == 2:
            raise ZeroDivisionError
        return original(row=row, **kwargs)

    monkeypatch.setattr(running.people, "make_person", breaks)
    batch = take_in(upload(region_a, actor, [HEADINGS, SELAM, HANAN]), actor)
    assert list(batch.rows.values_list("state", "reason")) == [("waits", "not-possible"), ("imported", "")]


def test_taking_back_goes_chunk_by_chunk(region_a: Region, actor: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    batch = take_in(upload(region_a, actor, [HEADINGS, *people(5)]), actor)
    assert undo(batch, actor).state == "undone"


# Letting go


def test_an_import_nobody_finished_is_thrown_away(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, SELAM])
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert retention.let_go() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.cells, batch.layouts, batch.rows.count()) == ("discarded", None, [], 0)
    assert retention.let_go() == 0


def test_texts_and_names_go_and_fingerprints_stay(region_a: Region, actor: Viewer) -> None:
    batch = take_in(upload(region_a, actor, [HEADINGS, SELAM, [None, *HANAN[1:]]]), actor)
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - timedelta(days=61))
    assert retention.let_go() == 1
    row = batch.rows.get()
    assert (row.label, row.read, row.state) == ("", {}, "imported")
    assert len(row.fingerprint) == 40
    assert KeyPerson.objects.count() == 1
    assert retention.let_go() == 0


def test_discarding_removes_everything_at_once(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, SELAM])
    services.discard_import(batch=batch, actor=actor)
    batch.refresh_from_db()
    assert (batch.state, batch.cells, batch.rows.count()) == ("discarded", None, 0)
    taken = take_in(upload(region_a, actor, [HEADINGS, HANAN]), actor)
    with pytest.raises(StateChanged):
        services.discard_import(batch=taken, actor=actor)


# The trail


def test_every_step_is_in_the_trail_without_anybodys_words(region_a: Region, actor: Viewer) -> None:
    batch = undo(take_in(upload(region_a, actor, [HEADINGS, SELAM]), actor), actor)
    verbs = list(Event.objects.filter(target=f"importbatch:{batch.pk}").order_by("id").values_list("verb", flat=True))
    assert verbs == [
        "exchange.file.uploaded", "exchange.import.checking", "exchange.import.importing", "exchange.import.imported",
        "exchange.import.finished", "exchange.import.undoing", "exchange.import.undone", "exchange.import.taken_back",
    ]  # fmt: skip
    assert "Selam" not in repr([event.data for event in Event.objects.all()])


# Many rows cost no more queries for reading


def test_reading_costs_the_same_queries_for_ten_and_for_forty_rows(
    region_a: Region, actor: Viewer, django_assert_max_num_queries: Any
) -> None:
    used = []
    for count in (10, 40):
        content = builders.xlsx([HEADINGS, *people(count)])
        batch, _ = services.upload_file(region=region_a, content=content, name="a.xlsx", actor=actor)
        ImportBatch.objects.filter(pk=batch.pk).update(state="reading")
        with django_assert_max_num_queries(40) as captured:
            services.read_batch(batch_id=batch.pk, version=1)
        used.append(len(captured))
    assert used[0] == used[1]
    assert connection.vendor in {"sqlite", "postgresql"}
