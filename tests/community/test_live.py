"""Open rooms: everybody gets what changed, once, in their own language, as long as they may read it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.utils import timezone

from sleutelbos.accounts.models import Membership
from sleutelbos.accounts.services.scope import region_scope
from sleutelbos.community import services
from sleutelbos.community.live import hub as live
from sleutelbos.community.live import reading
from sleutelbos.community.live.ticket import Ticket
from sleutelbos.community.models import Room
from sleutelbos.config import gateway
from sleutelbos.config.gateway import Gateway
from tests import factories

from .conftest import viewer

pytestmark = pytest.mark.django_db(transaction=True)

# The first request of a process reads every address and template; on a busy computer that alone takes seconds.
PATIENCE = 120.0


class Line:
    """One browser on an open room, talking to the gateway the way a server does."""

    def __init__(self, app: Gateway, room: Room, session: str, last: str = "", language: str = "en") -> None:
        self.got = b""
        self.head: dict[str, Any] = {}
        self.ended = asyncio.Event()
        self.came = asyncio.Event()
        self._leave: asyncio.Event = asyncio.Event()
        self._asked = False
        cookies = f"{django_settings.SESSION_COOKIE_NAME}={session}; {django_settings.LANGUAGE_COOKIE_NAME}={language}"
        headers = [(b"host", b"testserver"), (b"cookie", cookies.encode())]
        if last:
            headers.append((b"last-event-id", last.encode()))
        scope = {
            "type": "http",
            "method": "GET",
            "path": f"/groep/{room.pk}/stroom/",
            "query_string": b"na=0",
            "http_version": "1.1",
            "headers": headers,
        }
        self.task = asyncio.ensure_future(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b""}
        await self._leave.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.head = message
            return
        self.got += message.get("body", b"")
        self.came.set()
        if not message.get("more_body", False):
            self.ended.set()

    async def until(self, words: str) -> None:
        """Wait until these words have arrived."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.got.decode():
                self.came.clear()
                await self.came.wait()

    @property
    def numbers(self) -> list[int]:
        return [int(number) for number in re.findall(r"^id: (\d+)$", self.got.decode(), re.MULTILINE)]

    async def leave(self) -> None:
        self._leave.set()
        await asyncio.wait_for(self.task, PATIENCE)


def session_of(who: Any) -> str:
    client = Client()
    client.force_login(who.membership.user)
    return str(client.cookies[django_settings.SESSION_COOKIE_NAME].value)


def play(story: Callable[[Gateway], Awaitable[None]]) -> None:
    """Run a story with a server around it; threads give their connections back at the end."""

    async def run() -> None:
        app = Gateway(WSGIHandler(), threads=2)
        try:
            await story(app)
        finally:
            if app.hub is not None:
                await app.hub.stop()
            await asyncio.to_thread(app.close)

    asyncio.run(asyncio.wait_for(run(), 600))


async def later(work: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Do something with the database beside the loop, as another process would."""

    def done() -> Any:
        try:
            return work(*args, **named)
        finally:
            connection.close()

    return await asyncio.to_thread(done)


def say(room: Room, who: Any, text: str) -> Any:
    return services.write_message(room=room, text=text, actor=viewer(who))


@pytest.fixture(autouse=True)
def _quick_sweep(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(live, "SWEEP_EVERY", 0.5)
    yield


def test_everybody_in_the_room_gets_a_message_in_the_own_language(room: Room, key_person: Any, colleague: Any) -> None:
    first, second = session_of(key_person), session_of(colleague)

    async def story(app: Gateway) -> None:
        english, dutch = Line(app, room, first), Line(app, room, second, language="nl")
        await english.until("retry:")
        await dutch.until("retry:")
        await later(services.ask_colleagues, room=room, text="Wie helpt?", actor=viewer(colleague))
        await english.until("Wie helpt?")
        await dutch.until("Wie helpt?")
        assert "No answer yet" in english.got.decode()
        assert "No answer yet" not in dutch.got.decode()
        assert english.head["status"] == 200
        assert (b"content-type", b"text/event-stream; charset=utf-8") in english.head["headers"]
        await english.leave()
        await dutch.leave()
        assert app.hub is not None and app.hub.count == 0

    play(story)


def test_who_comes_again_gets_what_was_missed_and_nothing_twice(room: Room, key_person: Any, colleague: Any) -> None:
    session = session_of(key_person)
    say(room, colleague, "voor alles")

    async def story(app: Gateway) -> None:
        line = Line(app, room, session)
        await line.until("voor alles")
        await later(say, room, colleague, "tijdens")
        await line.until("tijdens")
        await line.leave()
        for number in range(5):
            await later(say, room, colleague, f"gemist {number}")
        again = Line(app, room, session, last=str(line.numbers[-1]))
        await again.until("gemist 4")
        await later(say, room, colleague, "daarna")
        await again.until("daarna")
        assert line.numbers == [1, 2]
        assert again.numbers == [3, 4, 5, 6, 7, 8]
        await again.leave()

    play(story)


def test_many_at_once_with_cuts_lose_nothing_and_double_nothing(room: Room, key_person: Any, colleague: Any) -> None:
    sessions = [session_of(key_person), session_of(colleague)]

    async def story(app: Gateway) -> None:
        async def reader(session: str, rests: list[float]) -> list[int]:
            seen: list[int] = []
            for rest in rests:
                line = Line(app, room, session, last=str(seen[-1]) if seen else "0")
                await line.until("retry:")
                await asyncio.sleep(rest)
                await line.leave()
                seen += line.numbers
            last = Line(app, room, session, last=str(seen[-1]) if seen else "0")
            await last.until("id: 40\n") if 40 not in seen else None
            await last.leave()
            return seen + last.numbers

        async def writer(who: Any) -> None:
            for number in range(20):
                await later(say, room, who, f"bericht {number}")

        readers = [reader(sessions[n % 2], [0.05 * (n + 1), 0.2, 0.11 * n]) for n in range(4)]
        told = await asyncio.gather(*readers, writer(key_person), writer(colleague))
        for numbers in told[:4]:
            assert numbers == list(range(1, 41))

    play(story)


def test_a_change_arrives_as_the_message_is_now(room: Room, key_person: Any, colleague: Any) -> None:
    session = session_of(colleague)
    said = say(room, key_person, "oude woorden")

    async def story(app: Gateway) -> None:
        line = Line(app, room, session)
        await line.until("oude woorden")
        await later(services.withdraw_message, message=said, actor=viewer(key_person))
        await line.until("taken away")
        await line.leave()
        again = Line(app, room, session, last="0")
        await again.until("taken away")
        assert "oude woorden" not in again.got.decode()
        await again.leave()

    play(story)


def _leaves(room: Room, who: Any, session: str) -> None:
    services.leave_room(room=room, actor=viewer(who))


def _signs_out(room: Room, who: Any, session: str) -> None:
    Session.objects.filter(session_key=session).delete()


def _session_is_over(room: Room, who: Any, session: str) -> None:
    Session.objects.filter(session_key=session).update(expire_date=timezone.now() - timedelta(seconds=1))


def _role_ends(room: Room, who: Any, session: str) -> None:
    Membership.objects.filter(pk=who.membership_id).update(valid_until=timezone.localdate() - timedelta(days=1))


def _account_closes(room: Room, who: Any, session: str) -> None:
    type(who.membership.user).objects.filter(pk=who.membership.user_id).update(is_active=False)


def _says_goodbye(room: Room, who: Any, session: str) -> None:
    type(who).objects.filter(pk=who.pk).update(state="alumni")


def _room_becomes_for_others(room: Room, who: Any, session: str) -> None:
    Room.objects.filter(pk=room.pk).update(languages=["apc"])


@pytest.mark.parametrize(
    "happens",
    [
        _leaves,
        _signs_out,
        _session_is_over,
        _role_ends,
        _account_closes,
        _says_goodbye,
        _room_becomes_for_others,
    ],
)
def test_who_may_not_read_any_more_gets_not_one_word_and_the_line_ends(
    room: Room, key_person: Any, colleague: Any, happens: Callable[[Room, Any, str], None]
) -> None:
    session = session_of(key_person)

    async def story(app: Gateway) -> None:
        line = Line(app, room, session)
        await line.until("retry:")
        await later(happens, room, key_person, session)
        await later(say, room, colleague, "geheim geworden")
        await asyncio.wait_for(line.ended.wait(), PATIENCE)
        assert "geheim" not in line.got.decode()
        assert line.got.decode().endswith("event: over\ndata: \n\n")

    play(story)


def test_signing_out_on_the_page_ends_a_quiet_line(room: Room, key_person: Any, client_of: Any) -> None:
    client = client_of(key_person.membership.user)
    session = str(client.cookies[django_settings.SESSION_COOKIE_NAME].value)

    async def story(app: Gateway) -> None:
        line = Line(app, room, session)
        await line.until("retry:")
        await later(client.logout)
        await asyncio.wait_for(line.ended.wait(), PATIENCE)

    play(story)


def test_who_may_not_gets_the_ordinary_answer(room: Room, neighbour: Any, key_person: Any) -> None:
    client = Client()
    client.force_login(neighbour)
    other = str(client.cookies[django_settings.SESSION_COOKIE_NAME].value)

    async def story(app: Gateway) -> None:
        for session, status in ((other, 404), ("nobody", 302)):
            line = Line(app, room, session)
            await asyncio.wait_for(line.task, PATIENCE)
            assert line.head["status"] == status
        assert app.hub is None

    play(story)


def test_the_reader_stays_inside_the_wall_of_the_region(room: Room, region_b: Any, key_person: Any) -> None:
    say(room, key_person, "van ons")
    ticket = Ticket(room.pk, region_b.pk, key_person.membership_id, session_of(key_person), "nl", 0)
    news = reading.read_news(room.pk, region_b.pk, 0, [ticket])
    assert (news.by_language, news.inside) == ({}, set())
    with region_scope(room.region_id):
        ticket = Ticket(room.pk, room.region_id, ticket.membership_id, ticket.session_key, "nl", 0)
    news = reading.read_news(room.pk, room.region_id, 0, [ticket])
    assert len(news.by_language["nl"]) == 1 and len(news.inside) == 1


@pytest.mark.postgres
def test_without_the_region_of_its_page_a_reader_sees_no_message(room: Room, region_b: Any, key_person: Any) -> None:
    from sleutelbos.community.models import Message

    say(room, key_person, "van ons")
    for scope in (region_b.pk, 0):
        with region_scope(scope):
            assert not Room.objects.filter(pk=room.pk).exists()
            assert not Message.objects.exists()


def test_one_person_holds_a_few_lines_and_a_slow_one_is_cut_off_to_come_again(room: Room, key_person: Any) -> None:
    session = session_of(key_person)

    async def story(app: Gateway) -> None:
        lines = [Line(app, room, session) for _number in range(live.MOST_PAGES_OF_ONE + 2)]
        for line in lines:
            await line.until("retry:")
        assert app.hub is not None
        async with asyncio.timeout(PATIENCE):
            while app.hub.count != live.MOST_PAGES_OF_ONE:
                await asyncio.sleep(0.05)
        page = live.Page(Ticket(room.pk, room.region_id, 1, session, "nl", 0))
        for number in range(1, live.MOST_WAITING + 5):
            page.give(number, b"x")
        assert page.over and page.after == live.MOST_WAITING
        for line in lines:
            await line.leave()

    play(story)


def test_half_a_form_is_never_acted_on_and_a_header_with_an_underscore_is_not_believed() -> None:
    asked: list[dict[str, Any]] = []

    def pages(environ: dict[str, Any], start: Any) -> list[bytes]:
        asked.append({**environ, "body": environ["wsgi.input"].read()})
        start("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", " a=b")])
        return [b"yes"]

    async def ask(*parts: dict[str, Any], method: str = "POST") -> list[Any]:
        waiting, sent = list(parts), []

        async def receive() -> dict[str, Any]:
            return waiting.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": "/groep/é/",
            "query_string": b"a=\xe9",
            "http_version": "1.1",
            "headers": [
                (b"x_forwarded_proto", b"https"),
                (b"x-forwarded-for", b"1.1.1.1"),
                (b"x-forwarded-for", b"2.2.2.2"),
                (b"cookie", b"a=1"),
                (b"cookie", b"b=2"),
            ],
        }
        await Gateway(pages)(scope, receive, send)
        return sent

    async def story() -> None:
        first = {"type": "http.request", "body": b"text=half", "more_body": True}
        assert await ask(first, {"type": "http.disconnect"}) == []
        assert asked == []
        sent = await ask(first, {"type": "http.request", "body": b" and whole"})
        assert sent[0]["headers"] == [(b"content-type", b"text/plain"), (b"set-cookie", b"a=b")]
        assert sent[1]["body"] == b"yes"
        (environ,) = asked
        assert environ["body"] == b"text=half and whole"
        assert environ["CONTENT_LENGTH"] == str(len(environ["body"]))
        assert environ["PATH_INFO"] == "/groep/é/".encode().decode("latin-1")
        assert "HTTP_X_FORWARDED_PROTO" not in environ
        assert environ["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"
        assert environ["HTTP_COOKIE"] == "a=1; b=2"
        large = [{"type": "http.request", "body": b"x" * 10_000_000, "more_body": True}] * 5
        assert (await ask(*large))[0]["status"] == 413
        assert len(asked) == 1

    asyncio.run(story())
    assert gateway.MOST_BODY > 10_000_000


def test_a_neighbours_room_with_the_same_number_of_changes_stays_theirs(
    room: Room, region_b: Any, key_person: Any
) -> None:
    theirs = Room.objects.create(region=region_b, title="Iedereen")
    stranger = factories.KeyPersonFactory(region=region_b, first_name="Rim", with_account=True)
    session = session_of(key_person)

    async def story(app: Gateway) -> None:
        line = Line(app, room, session)
        await line.until("retry:")
        await later(say, theirs, stranger, "van de buren")
        await later(say, room, key_person, "van hier")
        await line.until("van hier")
        assert "buren" not in line.got.decode()
        await line.leave()

    play(story)
