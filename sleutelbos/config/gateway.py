"""One server for both kinds of answers: ordinary pages run in a few threads, open rooms cost no thread at all.

An ASGI application around the product's WSGI application. A request is read whole, answered by Django in one of a few
threads, and sent; a slow phone holds no thread while it uploads or downloads. A view that may keep a page open leaves
a ticket in the request (community/live/ticket.py); then the answer's words are sent and the line stays open in the
event loop, fed by the hub. Everything about who may (sign-in, second factor, role, region, room) has been decided by
the ordinary request before that.
"""

import asyncio
import io
import logging
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import IO, Any, Final

from django.db import connections

from sleutelbos.community.live.hub import MOST_PAGES, Hub, Page
from sleutelbos.community.live.ticket import SLOT, Slot, Ticket

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

THREADS: Final = 4
# The largest list somebody uploads is 10 MB; Django refuses more with words, this is for what would fill the disk.
MOST_BODY: Final = 40_000_000
IN_MEMORY: Final = 1_000_000
# A comment on a quiet line, so that no proxy between takes it for dead.
BREATH: Final = 20.0
# After about this long a page comes again by itself and is let in anew.
LONGEST_LINE: Final = 3_600.0


class Gone(Exception):
    """The visitor went away before the request was complete."""


class TooMuch(Exception):
    """The request is larger than anything the product takes."""


class Gateway:
    """The ASGI application."""

    def __init__(self, pages: Callable[..., Iterable[bytes]], *, threads: int = THREADS) -> None:
        self.pages = pages
        self.hub: Hub | None = None
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="pages")

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request; the server's own start and stop are told here too."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            told = await receive()
            if told["type"] == "lifespan.shutdown":
                if self.hub is not None:
                    await self.hub.stop()
                await asyncio.get_running_loop().run_in_executor(None, self.close)
            await send({"type": f"{told['type']}.complete"})
            if told["type"] == "lifespan.shutdown":
                return

    def close(self) -> None:
        """Let every thread give its database connection back and end; for a server that stops."""
        threads = len(self._threads._threads)
        together = Barrier(max(1, threads))

        def leave() -> None:
            # One for each thread: nobody takes two while another still waits.
            together.wait(10)
            connections.close_all()

        for _thread in range(threads):
            self._threads.submit(leave)
        self._threads.shutdown(wait=True)

    async def _answer(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        try:
            body = await _whole_body(receive)
        except Gone:
            return
        except TooMuch:
            await _say(send, 413, [(b"content-type", b"text/plain"), (b"connection", b"close")], b"Too large")
            return
        slot = Slot()
        with body:
            environ = environ_of(scope, body)
            environ[SLOT] = slot
            loop = asyncio.get_running_loop()
            status, headers, pieces = await loop.run_in_executor(self._threads, self._page, environ)
        if slot.ticket is None or status != 200:
            await _say(send, status, headers, b"".join(pieces))
            return
        await self._hold(slot.ticket, headers, b"".join(pieces), receive, send)

    def _page(self, environ: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], list[bytes]]:
        answer: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
            answer["status"] = int(status.split(" ", 1)[0])
            # Django writes a cookie with a space before it, which servers of this kind refuse.
            answer["headers"] = [(k.lower().encode("latin-1"), v.strip().encode("latin-1")) for k, v in headers]
            return lambda piece: None

        made = self.pages(environ, start)
        try:
            pieces = [piece for piece in made if piece]
        finally:
            # Django gives its database connection back here.
            getattr(made, "close", lambda: None)()
        return answer["status"], answer["headers"], pieces

    async def _hold(
        self, ticket: Ticket, headers: list[tuple[bytes, bytes]], first: bytes, receive: Receive, send: Send
    ) -> None:
        if self.hub is None:
            self.hub = Hub()
        if self.hub.count >= MOST_PAGES:
            await _say(send, 503, [(b"content-type", b"text/plain"), (b"retry-after", b"30")], b"")
            return
        page = self.hub.open(ticket)
        leaving = asyncio.get_running_loop().create_task(_until_gone(receive, page))
        try:
            kept = [(name, value) for name, value in headers if name != b"content-length"]
            await send({"type": "http.response.start", "status": 200, "headers": kept})
            await send({"type": "http.response.body", "body": first, "more_body": True})
            await _feed(page, send)
        finally:
            self.hub.close(page)
            leaving.cancel()


async def _feed(page: Page, send: Send) -> None:
    until = time.monotonic() + LONGEST_LINE * random.uniform(0.8, 1.0)  # noqa: S311 (spreading, no secret)
    while True:
        try:
            words = await asyncio.wait_for(page.waiting.get(), BREATH)
        except TimeoutError:
            words = b":\n\n"
        if words is None or time.monotonic() > until:
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.body", "body": words, "more_body": True})


async def _until_gone(receive: Receive, page: Page) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    page.end()


async def _whole_body(receive: Receive) -> IO[bytes]:
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed by who asked for it)
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            # Half a form is no form: what somebody did not finish sending is never acted on.
            body.close()
            raise Gone
        piece = message.get("body", b"")
        size += len(piece)
        if size > MOST_BODY:
            body.close()
            raise TooMuch
        body.write(piece)
        if not message.get("more_body", False):
            body.seek(0)
            return body


async def _say(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def environ_of(scope: MutableMapping[str, Any], body: IO[bytes]) -> dict[str, Any]:
    """What a WSGI application is told of a request (PEP 3333).

    A header with an underscore in its name is left out: as a variable it could not be told from the one with a dash,
    which the proxy in front answers for.
    """
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": str(client[0]),
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        if key not in {"CONTENT_LENGTH", "CONTENT_TYPE"}:
            key = f"HTTP_{key}"
        joiner = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joiner}{value}" if key in environ else value
    if "CONTENT_LENGTH" not in environ and scope["method"] not in {"GET", "HEAD"}:
        # A body in pieces (chunked) has no length in its head; here it is known.
        environ["CONTENT_LENGTH"] = str(body.seek(0, io.SEEK_END))
        body.seek(0)
    return environ
