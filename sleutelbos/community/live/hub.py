"""The open pages of one server process, and how each gets what it has not had yet."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.db import connection, connections

from . import reading, watch
from .ticket import Ticket, frame

logger = logging.getLogger(__name__)

# How often every page is asked whether it may still be there, and given what was somehow missed.
SWEEP_EVERY: Final = 10.0
# More unsent words than this and the page is cut off: it comes again and says how far it was.
MOST_WAITING: Final = 200
MOST_PAGES: Final = 2_000
MOST_PAGES_OF_ONE: Final = 6


class Page:
    """One open page: the words waiting for it. None in the queue means: this is the end."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.after = ticket.after
        self.waiting: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.over = False

    def give(self, number: int, words: bytes) -> None:
        """Hand over a change, once; the same number again is left out."""
        if self.over or number <= self.after:
            return
        if self.waiting.qsize() >= MOST_WAITING:
            self.end()
            return
        self.after = number
        self.waiting.put_nowait(words)

    def end(self, last: bytes = b"") -> None:
        """Nothing more comes; `last` is said before the line is closed."""
        if self.over:
            return
        self.over = True
        if last:
            self.waiting.put_nowait(last)
        self.waiting.put_nowait(None)


class Hub:
    """All open pages of this process; lives in the event loop that made it, reads the database in one thread."""

    def __init__(self) -> None:
        self.rooms: dict[int, set[Page]] = {}
        self._dirty: set[int] = set()
        self._reading: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._watching: list[asyncio.Task[None]] = []
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rooms")

    @property
    def count(self) -> int:
        """How many pages are open."""
        return sum(map(len, self.rooms.values()))

    def open(self, ticket: Ticket) -> Page:
        """Add a page; it is given at once what changed between its ticket and now. The oldest of too many ends."""
        self._start()
        page = Page(ticket)
        own = [
            other
            for others in self.rooms.values()
            for other in others
            if other.ticket.membership_id == ticket.membership_id
        ]
        for other in own[: max(0, len(own) - MOST_PAGES_OF_ONE + 1)]:
            other.end(frame("over", ""))
        self.rooms.setdefault(ticket.room_id, set()).add(page)
        self.changed(ticket.room_id)
        return page

    def close(self, page: Page) -> None:
        """Forget a page."""
        pages = self.rooms.get(page.ticket.room_id, set())
        pages.discard(page)
        if not pages:
            self.rooms.pop(page.ticket.room_id, None)

    def changed(self, room_id: int | None) -> None:
        """A room changed, or (None) any room may have; several at once are read once."""
        for room in list(self.rooms) if room_id is None else [room_id]:
            if room in self.rooms:
                self._dirty.add(room)
                if room not in self._reading:
                    self._reading.add(room)
                    self._keep(asyncio.get_running_loop().create_task(self._read(room)))

    async def stop(self) -> None:
        """End every page and the watching; for tests and for a server that stops."""
        for pages in list(self.rooms.values()):
            for page in list(pages):
                page.end()
        for task in [*self._watching, *self._tasks]:
            task.cancel()
        await asyncio.gather(*self._watching, *self._tasks, return_exceptions=True)
        self._watching = []
        await asyncio.get_running_loop().run_in_executor(self._thread, connections.close_all)
        self._thread.shutdown(wait=False)

    def _start(self) -> None:
        if self._watching and not any(task.done() for task in self._watching):
            return
        for task in self._watching:
            task.cancel()
        loop = asyncio.get_running_loop()
        told = connection.vendor == "postgresql"
        hears = watch.listen(self.changed) if told else watch.look(self.changed, self._run)
        self._watching = [loop.create_task(hears), loop.create_task(self._sweep())]

    def _keep(self, task: asyncio.Task[None]) -> None:
        # A task nobody holds may be collected before it has run.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, work: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            self.changed(None)

    async def _read(self, room: int) -> None:
        try:
            while room in self._dirty:
                self._dirty.discard(room)
                pages = list(self.rooms.get(room, ()))
                if pages:
                    await self._give(room, pages)
        except Exception:
            # The next change or sweep tries again; nobody's number moved, so nothing is lost.
            logger.exception("reading a room failed")
        finally:
            self._reading.discard(room)

    async def _give(self, room: int, pages: list[Page]) -> None:
        after = min(page.after for page in pages)
        region = pages[0].ticket.region_id
        news = await self._run(reading.read_news, room, region, after, [page.ticket for page in pages])
        for page in pages:
            ticket = page.ticket
            if ticket.region_id != region or (ticket.membership_id, ticket.session_key) not in news.inside:
                page.end(frame("over", ""))
                continue
            for number, words in news.by_language.get(ticket.language, ()):
                page.give(number, words)
