"""How long a message is on its way to everybody in a room: 200 people connected, on the production server.

    python tests/postgres.py run -- python benchmarks/group/run.py

Starts the server the way the Dockerfile does, makes a region with `--people` key persons with an account, connects each
over a line of its own (server-sent events, HTTP/1.1), and lets people write `--messages` messages through the ordinary
page, form and all, at `--per-minute`. Measured for each person and message: from the moment the writer's form was sent
to the moment the words arrived. This client runs on the same computer and takes part of its processors; it is told how
much. Then half of the lines are cut while messages come, and connect again with the number they had: nothing may be
lost or come twice.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))


def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fill(people: int) -> tuple[int, list[str]]:
    """A region, a room for everybody and so many people in it: number of the room, a session for each."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from sleutelbos.accounts.models import Membership, Region, Role, User
    from sleutelbos.community.models import Room
    from sleutelbos.keypersons.models import KeyPerson

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    region = Region.objects.create(slug="maat", name="Regio Maat")
    room = Room.objects.create(region=region, title="Iedereen")
    sessions = []
    for number in range(people):
        user = User.objects.create_user(f"p{number}@maat.example", name=f"Persoon {number}")
        membership = Membership.objects.create(user=user, region=region, role=Role.KEY_PERSON)
        KeyPerson.objects.create(
            region=region, membership=membership, first_name=f"Persoon {number}", email=user.email, state="deployable"
        )
        client = Client()
        client.force_login(user)
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return room.pk, sessions


class Listener:
    """One person's line to the room."""

    def __init__(self, where: int, room: int, session: str) -> None:
        self.where, self.room, self.session = where, room, session
        self.arrived: dict[str, float] = {}
        self.twice = 0
        self.last = ""
        self.open = asyncio.Event()
        self.writer: asyncio.StreamWriter | None = None

    async def listen(self) -> None:
        reader, self.writer = await asyncio.open_connection("127.0.0.1", self.where)
        number = f"Last-Event-ID: {self.last}\r\n" if self.last else ""
        self.writer.write(
            f"GET /groep/{self.room}/stroom/ HTTP/1.1\r\nHost: localhost\r\nAccept-Language: nl\r\n"
            f"X-Forwarded-Proto: https\r\nCookie: sessionid={self.session}\r\n{number}\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n")[0], head
        try:
            while line := await reader.readline():
                if line.startswith(b"retry:"):
                    self.open.set()
                if line.startswith(b"id: "):
                    self.last = line[4:].strip().decode()
                for mark in re.findall(rb"maat-(\d+)-", line):
                    if mark.decode() in self.arrived:
                        self.twice += 1
                    self.arrived.setdefault(mark.decode(), time.perf_counter())
        except (ConnectionError, asyncio.IncompleteReadError):
            return

    def cut(self) -> None:
        assert self.writer is not None
        self.writer.transport.abort()
        self.open.clear()


async def ask(where: int, method: str, path: str, session: str, body: str = "", cookie: str = "") -> tuple[str, bytes]:
    """One request on a connection of its own: head and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", where)
    writer.write(
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: nl\r\nX-Forwarded-Proto: https\r\n"
        f"Referer: https://localhost/\r\nConnection: close\r\nCookie: sessionid={session}{cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    answer = await reader.read()
    writer.close()
    head, _, rest = answer.partition(b"\r\n\r\n")
    return head.decode(), rest


class Writer:
    """Somebody with the page of the room open, who sends the form of it."""

    def __init__(self, where: int, room: int, session: str) -> None:
        self.where, self.room, self.session = where, room, session
        self.token = self.cookie = ""

    async def get_ready(self) -> None:
        head, page = await ask(self.where, "GET", f"/groep/{self.room}/", self.session)
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        cookie = re.search(r"csrftoken=(\w+)", head)
        assert token and cookie, head
        self.token, self.cookie = token[1].decode(), cookie[1]

    async def write(self, number: int) -> float:
        form = urlencode({"csrfmiddlewaretoken": self.token, "text": f"Bericht maat-{number}- voor iedereen."})
        sent = time.perf_counter()
        head, _page = await ask(
            self.where, "POST", f"/groep/{self.room}/", self.session, form, f"; csrftoken={self.cookie}"
        )
        assert " 302 " in head.split("\r\n")[0], head
        return sent


async def measure(where: int, room: int, sessions: list[str], options: argparse.Namespace) -> None:
    listeners = [Listener(where, room, session) for session in sessions]
    started = time.perf_counter()
    tasks = [asyncio.create_task(listener.listen()) for listener in listeners]
    await asyncio.wait_for(asyncio.gather(*(listener.open.wait() for listener in listeners)), 120)
    print(f"{len(listeners)} lines open after {time.perf_counter() - started:.1f} s")
    writers = [Writer(where, room, session) for session in sessions[:8]]
    for writer in writers:
        await writer.get_ready()
    await asyncio.sleep(2)
    pause = 60 / options.per_minute
    sent: dict[int, float] = {}

    async def write(number: int) -> None:
        sent[number] = time.perf_counter()
        sent[number] = await writers[number % len(writers)].write(number)

    async def write_many(first: int, count: int) -> None:
        waiting = []
        for number in range(first, first + count):
            waiting.append(asyncio.create_task(write(number)))
            await asyncio.sleep(pause)
        await asyncio.gather(*waiting)
        await asyncio.sleep(3)

    await write_many(0, options.messages)
    taken = [
        (listener.arrived[str(number)] - at) * 1000
        for listener in listeners
        for number, at in sent.items()
        if str(number) in listener.arrived
    ]
    missing = len(listeners) * len(sent) - len(taken)
    cuts = statistics.quantiles(taken, n=100)
    print(
        f"{len(sent)} messages, {options.per_minute} a minute, to {len(listeners)} people: {len(taken)} arrivals, "
        f"{missing} missing, {sum(row.twice for row in listeners)} twice"
    )
    print(f"ms from sending: median {cuts[49]:.0f}, p95 {cuts[94]:.0f}, p99 {cuts[98]:.0f}, most {max(taken):.0f}")
    half = listeners[::2]
    for listener in half:
        listener.cut()
    coming = asyncio.create_task(write_many(options.messages, 20))
    await asyncio.sleep(2)
    tasks += [asyncio.create_task(listener.listen()) for listener in half]
    await coming
    everything = {str(number) for number in sent}
    lost = sum(len(everything - set(listener.arrived)) for listener in listeners)
    twice = sum(listener.twice for listener in listeners)
    print(f"{len(half)} lines cut and opened again among 20 messages: {lost} lost, {twice} twice")
    for task in tasks:
        task.cancel()
    assert not lost and not twice and not missing


def serve(where: int, workers: int) -> subprocess.Popen[bytes]:
    """The server, with the words of the Dockerfile but for the address and the number of processes."""
    line = next(row for row in (ROOT / "Dockerfile").read_text().splitlines() if row.startswith("CMD ["))
    words = [str(word) for word in json.loads(line.removeprefix("CMD "))]
    words[words.index("--host") + 1] = "127.0.0.1"
    words[words.index("--port") + 1] = str(where)
    words[words.index("--workers") + 1] = str(workers)
    server = subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, start_new_session=True)
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", where)) == 0:
                return server
        time.sleep(0.2)
    os.killpg(server.pid, signal.SIGKILL)
    raise SystemExit("the server did not start")


def processor(pids: list[int]) -> float:
    """Seconds of processor time these processes have used."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pids: list[int]) -> list[int]:
    """Megabytes in memory of each process."""
    return [
        int(found[1]) // 1024
        for pid in pids
        if (found := re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()))
    ]


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--messages", type=int, default=60)
    parser.add_argument("--per-minute", type=int, default=60)
    parser.add_argument("--workers", type=int, default=3)
    options = parser.parse_args()
    folder = tempfile.TemporaryDirectory(prefix="sleutelbos-group-")
    where = port()
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder.name}/region.sqlite3")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "sleutelbos.config.settings.production",
        "SLEUTELBOS_SECRET_KEY": "only for this measurement " * 3,
        "SLEUTELBOS_SITE_URL": "https://localhost",
        "SLEUTELBOS_HOSTS": "localhost",
        "SLEUTELBOS_BEHIND_PROXY": "1",
        "SLEUTELBOS_VAR_DIR": folder.name,
    }
    run(where, options)
    folder.cleanup()


def run(where: int, options: argparse.Namespace) -> None:
    os.environ["SLEUTELBOS_DATABASE_SCOPE"] = "*"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", verbosity=0, interactive=False)
    room, sessions = fill(options.people)
    print(f"{connection.vendor}, {options.workers} processes, load of the machine {os.getloadavg()[0]:.1f}")
    connection.close()
    del os.environ["SLEUTELBOS_DATABASE_SCOPE"]
    server: Any = serve(where, options.workers)
    try:
        time.sleep(8)  # every process is up
        pids = children(server.pid)
        before = processor(pids)
        started = time.perf_counter()
        asyncio.run(measure(where, room, sessions, options))
        took = time.perf_counter() - started
        own = resource.getrusage(resource.RUSAGE_SELF)
        print(
            f"{took:.0f} s: the server used {processor(pids) - before:.1f} s of processor, this client "
            f"{own.ru_utime + own.ru_stime:.1f} s with its preparations; memory of the server {memory(pids)} MB; "
            f"load at the end {os.getloadavg()[0]:.1f}"
        )
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


if __name__ == "__main__":
    main()
