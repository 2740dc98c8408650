"""A calendar that programs read: three levels, secret addresses, cheap questions, and real programs that read it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit.models import Event
from sleutelbos.exchange import retention, services
from sleutelbos.exchange.models import CalendarFeed
from sleutelbos.exchange.services.feeds import new_token
from sleutelbos.pocket.models import Phone
from sleutelbos.ui.logging import redact
from tests import factories
from tests.browser import missing

pytestmark = pytest.mark.django_db
ACTOR = Viewer.system(reason="test")


@pytest.fixture(autouse=True)
def monday() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) as traveller:
        yield traveller


@pytest.fixture
def visit(key_person: Any) -> Any:
    """An agreed appointment; everything about it is a word that can be looked for."""
    request = factories.RequestFactory(
        region=key_person.region,
        state="planned",
        accepted_count=1,
        starts_at=datetime(2026, 11, 26, 13, 0, tzinfo=UTC),
        summary="Zorgen over het kind",
    )
    return factories.VisitFactory(request=request, key_person=key_person)


def address(person: Any, level: str) -> str:
    _feed, token = services.make_feed(key_person=person, level=level, actor=ACTOR)
    return reverse("exchange:read-feed", args=[token])


def events(body: bytes) -> list[Any]:
    return list(Calendar.from_ical(body).walk("VEVENT"))


# --- what it says ---------------------------------------------------------------------------------------------------

ADDRESS = "Schoolstraat 1"
WHO = ("Anke de Vries", "OBS De Esdoorn", "06 12340500")
# Never in a calendar, at no level, in no state.
NEVER = ("Zorgen", "kind", "School,", "ti\r\n", "Tigrinya", "Selam", "TEST-CODE", "/afspraak/", "keyperson")


@pytest.mark.parametrize(
    ("level", "state", "has", "has_not"),
    [
        ("busy", "confirmed", ("Bezet", "STATUS:CONFIRMED"), (ADDRESS, "Doetinchem", *WHO, "URL:")),
        ("busy", "awaiting", ("STATUS:TENTATIVE",), (ADDRESS, "Doetinchem", *WHO, "URL:")),
        ("place", "confirmed", (ADDRESS, "Doetinchem"), (*WHO, "URL:")),
        ("place", "awaiting", ("Doetinchem", "STATUS:TENTATIVE"), (ADDRESS, *WHO, "URL:")),
        ("full", "confirmed", (ADDRESS, *WHO, "URL:"), ()),
        ("full", "awaiting", ("Doetinchem", "STATUS:TENTATIVE"), (ADDRESS, *WHO)),
        ("full", "done", (ADDRESS, *WHO), ()),
    ],
)
def test_a_calendar_says_what_its_level_and_the_state_allow(
    level: str, state: str, has: tuple[str, ...], has_not: tuple[str, ...], visit: Any, client: Client
) -> None:
    type(visit).objects.update(state=state)
    body = client.get(address(visit.key_person, level)).content
    text = body.decode().replace("\r\n ", "").replace("\\,", ",")
    assert not [word for word in has if word not in text], text
    assert not [word for word in (*has_not, *NEVER) if word in text], text


@pytest.mark.parametrize("state", ["cancelled", "handed_over"])
@pytest.mark.parametrize("level", CalendarFeed.Level.values)
def test_a_cancelled_appointment_leaves_the_calendar(level: str, state: str, visit: Any, client: Client) -> None:
    path = address(visit.key_person, level)
    assert len(events(client.get(path).content)) == 1
    type(visit).objects.update(state=state)
    assert events(client.get(path).content) == []


def test_what_waited_until_it_was_over_is_gone_and_old_ones_too(visit: Any, client: Client, monday: Any) -> None:
    path = address(visit.key_person, "place")
    type(visit).objects.update(state="awaiting")
    monday.move_to(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))
    assert events(client.get(path).content) == []
    type(visit).objects.update(state="done")
    assert len(events(client.get(path).content)) == 1
    monday.move_to(datetime(2027, 1, 20, 9, 0, tzinfo=UTC))
    assert events(client.get(path).content) == []


def test_nobody_elses_appointments_are_in_it(visit: Any, client: Client) -> None:
    other = factories.KeyPersonFactory(region=visit.key_person.region, with_account=True)
    assert events(client.get(address(other, "full")).content) == []


@pytest.mark.parametrize(("language", "word"), [("nl", "Bezet"), ("en", "Busy")])
def test_a_calendar_speaks_the_language_of_its_owner(language: str, word: str, visit: Any, client: Client) -> None:
    type(visit.key_person).objects.update(language=language)
    (event,) = events(client.get(address(visit.key_person, "busy"), HTTP_ACCEPT_LANGUAGE="fr").content)
    assert str(event["SUMMARY"]) == word


def test_times_are_of_amsterdam_with_the_zone_in_the_file(visit: Any, client: Client) -> None:
    body = client.get(address(visit.key_person, "busy")).content
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Amsterdam" in body
    assert b"DTSTART;TZID=Europe/Amsterdam:20261126T140000" in body
    assert b"\n" not in body.replace(b"\r\n", b"") and max(map(len, body.split(b"\r\n"))) <= 75


# --- cheap questions ------------------------------------------------------------------------------------------------


def test_nothing_new_is_said_in_a_few_bytes_until_something_changes(visit: Any, client: Client, monday: Any) -> None:
    path = address(visit.key_person, "full")
    first = client.get(path)
    assert first.status_code == 200 and first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    by_tag = {"HTTP_IF_NONE_MATCH": first.headers["ETag"]}
    by_date = {"HTTP_IF_MODIFIED_SINCE": first.headers["Last-Modified"]}
    monday.shift(timedelta(minutes=5))
    for header in (by_tag, by_date, {"HTTP_IF_NONE_MATCH": f"W/{first.headers['ETag']}"}):
        again = client.get(path, **header)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get(path).content == first.content, "the same bytes as long as nothing changes"
    type(visit).objects.update(address="Dorpsstraat 2", sequence=1)
    for header in (by_tag, by_date):
        changed = client.get(path, **header)
        assert changed.status_code == 200 and b"Dorpsstraat" in changed.content
    assert changed.headers["ETag"] != first.headers["ETag"]
    assert changed.headers["Last-Modified"] != first.headers["Last-Modified"]


def test_a_name_that_was_corrected_is_news_for_who_sees_names_only(visit: Any, client: Client) -> None:
    paths = {level: address(visit.key_person, level) for level in CalendarFeed.Level.values}
    tags = {level: client.get(path).headers["ETag"] for level, path in paths.items()}
    type(visit.request).objects.update(asker_name="Anke Jansen")
    found = {level: client.get(path, HTTP_IF_NONE_MATCH=tags[level]).status_code for level, path in paths.items()}
    assert found == {"busy": 304, "place": 304, "full": 200}


def test_a_question_costs_the_same_for_two_and_for_twenty_appointments(visit: Any, client: Client) -> None:
    path = address(visit.key_person, "full")

    def cost(**headers: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(path, **headers)
        return len(queries)

    client.get(path)
    before = cost()
    for day in range(1, 19):
        start = visit.starts_at + timedelta(days=day)
        factories.VisitFactory(request=visit.request, key_person=visit.key_person, offer=None, starts_at=start)
    client.get(path)
    assert cost() == before <= 2
    assert cost(HTTP_IF_NONE_MATCH=client.get(path).headers["ETag"]) <= 2


def test_the_answer_is_for_one_program_only_and_tells_nobody_where_it_came_from(visit: Any, client: Client) -> None:
    answer = client.get(address(visit.key_person, "full"))
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert not answer.cookies


# --- the secret address ---------------------------------------------------------------------------------------------


@pytest.fixture
def me(key_person: Any, client_of: Callable[[object], Client]) -> Client:
    return client_of(key_person.membership.user)


def _made(me: Client, level: str) -> str:
    page = me.post(reverse("exchange:make-feed"), {"level": level})
    assert "no-store" in page.headers["Cache-Control"]
    found = re.search(r"http://testserver(/agenda/[\w-]+\.ics)", page.text)
    assert found and f'href="webcal://testserver{found[1]}"' in page.text
    return found[1]


def test_an_address_is_shown_once_and_only_its_hash_is_kept(me: Client, visit: Any, client: Client) -> None:
    path = _made(me, "place")
    token = path.removeprefix("/agenda/").removesuffix(".ics")
    assert token not in str(list(CalendarFeed.objects.values())) + str(list(Event.objects.values()))
    assert token not in me.get(reverse("exchange:list-feeds")).text
    assert client.get(path).status_code == 200
    assert "niemand" not in me.get(reverse("exchange:list-feeds")).text
    assert Event.objects.filter(verb="exchange.feed.made", subject=f"keyperson:{visit.key_person_id}").count() == 1


def test_a_new_address_stops_the_old_one_and_stopping_stops_it(me: Client, key_person: Any, client: Client) -> None:
    old, other = _made(me, "place"), _made(me, "busy")
    new = _made(me, "place")
    assert [client.get(path).status_code for path in (old, new, other)] == [404, 200, 200]
    feed = CalendarFeed.objects.get(level="place")
    me.post(reverse("exchange:end-feed", args=[feed.pk]))
    assert [client.get(path).status_code for path in (new, other)] == [404, 200]
    assert me.post(reverse("exchange:end-feed", args=[feed.pk])).status_code == 404


def test_nobody_ends_the_calendar_of_another(key_person: Any, client_of: Callable[[object], Client]) -> None:
    feed, _token = services.make_feed(key_person=key_person, level="busy", actor=ACTOR)
    other = factories.KeyPersonFactory(region=key_person.region, with_account=True)
    answer = client_of(other.membership.user).post(reverse("exchange:end-feed", args=[feed.pk]))
    assert answer.status_code == 404 and CalendarFeed.objects.filter(pk=feed.pk).exists()


def test_who_has_no_role_any_more_or_said_goodbye_has_no_calendar(key_person: Any, client: Client) -> None:
    path = address(key_person, "full")
    membership = key_person.membership
    membership.valid_until = timezone.localdate() - timedelta(days=1)
    membership.save()
    assert client.get(path).status_code == 404
    membership.valid_until = None
    membership.save()
    assert client.get(path).status_code == 200
    type(key_person).objects.update(state="alumni")
    assert client.get(path).status_code == 404
    assert retention.let_feeds_go() == 1 and retention.let_feeds_go() == 0


def test_a_log_line_hides_every_token_we_can_make() -> None:
    for _ in range(500):
        token = new_token()
        for line in (f"Not Found: /agenda/{token}.ics", f'"GET /agenda/{token}.ics HTTP/1.1" 304 0'):
            assert token not in redact(line)


# --- programs that know nothing of us -------------------------------------------------------------------------------


@pytest.fixture
def served(client: Client) -> Iterator[tuple[str, list[tuple[int, dict[str, str]]]]]:
    """The pages over real HTTP, one question at a time; what was asked and answered is kept."""
    seen: list[tuple[int, dict[str, str]]] = []
    waiting: list[tuple[str, dict[str, str], threading.Event, list[Any]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            done, answer = threading.Event(), []
            waiting.append((self.path, dict(self.headers), done, answer))
            done.wait(120)
            response = answer[0]
            seen.append((response.status_code, dict(self.headers)))
            self.send_response(response.status_code)
            for name, value in {**response.headers, "Content-Length": str(len(response.content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.content)

        do_HEAD = do_GET

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.waiting, server.client = waiting, client  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server, seen  # type: ignore[misc]
    finally:
        server.shutdown()
        server.server_close()


def run(served: Any, command: list[str], environment: dict[str, str]) -> str:
    """A program beside the test; its questions are answered in this thread, where the rows of the test are."""
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL
    )
    for _ in range(6000):
        while served.waiting:
            path, headers, done, answer = served.waiting.pop(0)
            wanted = {
                f"HTTP_{name.upper().replace('-', '_')}": value
                for name, value in headers.items()
                if name.lower().startswith("if-")
            }
            answer.append(served.client.get(path, **wanted))
            done.set()
        try:
            process.wait(timeout=0.05)
            break
        except subprocess.TimeoutExpired:
            continue
    else:
        process.kill()
        raise AssertionError("the program did not end")
    assert process.stdout
    text = process.stdout.read()
    process.stdout.close()
    assert process.returncode == 0, text
    return text


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        missing(f"the program {name} is not installed", f"sudo apt-get install -y {name}")
    assert found
    return found


def test_khal_shows_what_the_address_gives_and_forgets_what_was_cancelled(
    visit: Any, client: Client, tmp_path: Path
) -> None:
    khal = program("khal")
    path = address(visit.key_person, "full")
    home = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    file = tmp_path / "feed.ics"
    (tmp_path / "events").mkdir()
    clock = "".join(f"{name} = %Y-%m-%d\n" for name in ("dateformat", "longdateformat"))
    clock += "timeformat = %H:%M\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    (tmp_path / "config").write_text(
        f"[calendars]\n[[mine]]\npath = {tmp_path}/events\n[locale]\n{clock}"
        "local_timezone = Europe/Amsterdam\ndefault_timezone = Europe/Amsterdam\n"
        f"[sqlite]\npath = {tmp_path}/khal.db\n"
    )

    line_format = "{start-date} {start-time} {end-time} {title} @ {location}"

    def listing() -> list[str]:
        file.write_bytes(client.get(path).content)
        printed = subprocess.run(
            [khal, "-c", str(tmp_path / "config"), "printics", "--format", line_format, str(file)],
            env=home,
            capture_output=True,
            text=True,
            timeout=600,
            check=True,
        ).stdout
        return [line for line in printed.splitlines() if "@" in line]

    (line,) = listing()
    assert "14:00" in line and "15:00" in line
    assert "Afspraak met Anke de Vries, OBS De Esdoorn @ Schoolstraat 1, Doetinchem" in line
    type(visit).objects.update(state="cancelled")
    assert listing() == []


def test_vdirsyncer_subscribes_follows_and_lets_go(visit: Any, served: Any, tmp_path: Path) -> None:
    vdirsyncer = shutil.which("vdirsyncer")
    if vdirsyncer is None:
        pytest.skip("vdirsyncer is not installed: sudo apt-get install -y vdirsyncer")
    server, seen = served
    url = f"http://127.0.0.1:{server.server_port}{address(visit.key_person, 'place')}"
    (tmp_path / "config").write_text(
        f'[general]\nstatus_path = "{tmp_path}/status/"\n'
        '[pair mine]\na = "here"\nb = "there"\ncollections = null\n'
        f'[storage here]\ntype = "filesystem"\npath = "{tmp_path}/events/"\nfileext = ".ics"\n'
        f'[storage there]\ntype = "http"\nurl = "{url}"\n'
    )
    (tmp_path / "events").mkdir()
    home = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    command = [vdirsyncer, "-c", str(tmp_path / "config")]

    def files() -> list[str]:
        run(server, [*command, "sync"], home)
        return [file.read_text() for file in (tmp_path / "events").glob("*.ics")]

    run(server, [*command, "discover"], home)
    (found,) = files()
    assert "Schoolstraat 1" in found and "DTSTART;TZID=Europe/Amsterdam:20261126T140000" in found
    type(visit).objects.update(starts_at=visit.starts_at + timedelta(days=1), ends_at=visit.ends_at + timedelta(days=1))
    (found,) = files()
    assert "20261127T140000" in found
    second = factories.VisitFactory(key_person=visit.key_person, request=visit.request, offer=None)
    assert len(files()) == 2
    type(second).objects.filter(pk=second.pk).update(state="cancelled")
    assert len(files()) == 1
    assert seen and all(status == 200 for status, _headers in seen)


# --- A phone is lost ------------------------------------------------------------------------------------------------


def test_after_a_lost_phone_one_question_ends_every_calendar(client_of: Callable[..., Client], key_person: Any) -> None:
    feeds = [address(key_person, level) for level in ("busy", "full")]
    number = "0c1a9c54-4a55-4d0b-9f5d-6f3a2f6b7d11"
    Phone.objects.create(pk=number, region=key_person.region, key_person=key_person, kind="phone")
    own = client_of(key_person.membership.user)
    own.cookies["taal"] = "en"
    asked = own.post(reverse("pocket:lose-own-phone", args=[number]), follow=True)
    assert "Did that phone read your calendar?" in asked.content.decode()
    assert "forgets everything" in asked.content.decode(), "what was done is said as well"
    assert Client().get(feeds[0]).status_code == 200, "nothing stops before the answer"
    own.get(reverse("pocket:list-phones"))
    assert Client().get(feeds[0]).status_code == 200, "no lets it be"
    answered = own.post(reverse("exchange:end-own-feeds"))
    assert answered["Location"] == reverse("pocket:list-phones")
    assert [Client().get(feed).status_code for feed in feeds] == [404, 404]
    assert Event.objects.filter(verb="exchange.feed.ended", subject=f"keyperson:{key_person.pk}").count() == 2


def test_without_a_calendar_nothing_is_asked(client_of: Callable[..., Client], key_person: Any) -> None:
    own = client_of(key_person.membership.user)
    assert own.get(reverse("exchange:end-own-feeds"))["Location"] == reverse("pocket:list-phones")


def test_the_coordinator_is_asked_the_same_and_only_of_the_own_region(
    client_of: Callable[..., Client], coordinator: Any, neighbour: Any, key_person: Any
) -> None:
    feed = address(key_person, "full")
    desk = client_of(coordinator)
    desk.cookies["taal"] = "en"
    lost = reverse("pocket:lose-phone-of", args=[key_person.pk])
    assert "read the calendar?" in desk.post(lost, follow=True).content.decode()
    page = reverse("exchange:end-feeds-of", args=[key_person.pk])
    assert client_of(neighbour).post(page).status_code == 404
    assert Client().get(feed).status_code == 200
    assert desk.post(page)["Location"] == lost
    assert Client().get(feed).status_code == 404
    assert desk.get(page)["Location"] == lost
