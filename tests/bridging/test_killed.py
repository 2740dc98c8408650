"""Web and worker are killed in the middle: what was confirmed is there, every message goes out and is kept once."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
OFFERS = 24

pytestmark = [pytest.mark.slow]

# Runs in a process of its own with the killed installation's settings; prints one line per offer.
PREPARE = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
# As `./start` does: on a fresh clone nobody may have collected them yet.
call_command("collectstatic", verbosity=0, interactive=False)
from tests import factories
from sleutelbos.bridging.services import offer_link
region = factories.RegionFactory()
for number in range({OFFERS}):
    offer = factories.OfferFactory(request__region=region, request__agreed=True, request__state="asking")
    print(offer.pk, offer_link(offer))
"""

COUNT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import django
django.setup()
import json
from sleutelbos.bridging.models import Offer, Visit
from sleutelbos.notices.models import Notice
print(json.dumps({{
    "accepted": list(Offer.objects.filter(state="accepted").values_list("pk", flat=True)),
    "visits": Visit.objects.filter(state="confirmed").count(),
    "waiting": Notice.objects.exclude(state__in=["sent", "cancelled"]).count(),
    "sent": list(Notice.objects.filter(state="sent").values_list("pk", flat=True)),
    "keys": Notice.objects.values("dedupe_key").distinct().count(),
    "notices": Notice.objects.count(),
}}))
"""


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """One installation on its own folder and database, started as people start it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _port()
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "sleutelbos.config.settings.demo",
            "SLEUTELBOS_VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/region.sqlite3",
            "SLEUTELBOS_SITE_URL": f"http://127.0.0.1:{self.port}",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def start(self) -> None:
        web = [sys.executable, "-m", "uvicorn", "sleutelbos.config.asgi:application", "--host", "127.0.0.1"]
        web += ["--port", str(self.port), "--log-level", "error", "--no-access-log"]
        worker = [sys.executable, "-m", "sleutelbos", "worker", "--tick", "1"]
        # A session of its own, so that -9 reaches all its children as a power cut would.
        self.processes = [
            subprocess.Popen(command, env=self.environment, cwd=ROOT, start_new_session=True)
            for command in (web, worker)
        ]
        for _ in range(900):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)
        raise AssertionError("the web server did not start")

    def kill(self) -> None:
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()
        self.processes = []


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path)
    yield made
    made.kill()


def _tap_yes(url: str) -> bool:
    """A phone's yes: get the page, send its form; True when the server confirmed."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    try:
        page = opener.open(url, timeout=60).read().decode()
        form = re.search(r'action="([^"]*accepteren[^"]*)"', page) or re.search(r'action="([^"]*/ja/[^"]*)"', page)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert form and token, page[:2000]
        base = url.split("/", 3)
        request = urllib.request.Request(
            "/".join(base[:3]) + form[1],
            data=urlencode({"csrfmiddlewaretoken": token[1]}).encode(),
            headers={"Referer": url},
        )
        return bool(opener.open(request, timeout=60).status == 200)
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError):
        return False


def test_a_power_cut_loses_nothing_that_was_confirmed_and_every_message_goes_out(installation: Installation) -> None:
    import json
    import threading

    lines = [line.split(" ", 1) for line in installation.run(PREPARE).splitlines()]
    links = {int(pk): link.strip() for pk, link in lines}
    confirmed: list[int] = []

    def tap(pk: int) -> None:
        if _tap_yes(links[pk]):
            confirmed.append(pk)

    numbers = list(links)
    for round_of in (numbers[:8], numbers[8:16]):
        installation.start()
        taps = [threading.Thread(target=tap, args=(pk,)) for pk in round_of]
        for thread in taps:
            thread.start()
        deadline = time.monotonic() + 120
        before = len(confirmed)
        while len(confirmed) < before + 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        installation.kill()  # in the middle: some taps are answered, some are not, messages are half sent
        for thread in taps:
            thread.join(timeout=120)

    assert len(confirmed) >= 6, "the test must kill after something was confirmed"
    installation.start()
    for pk in numbers[16:]:
        tap(pk)
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        # A message that the dead worker had taken waits for its lease; the test does not wait five minutes.
        installation.run(
            "import django; django.setup(); from sleutelbos.notices.models import Notice; "
            "Notice.objects.filter(state='sending').update(lease_until=None)"
        )
        state = json.loads(installation.run(COUNT))
        if state["waiting"] == 0:
            break
        time.sleep(1)
    assert set(confirmed) <= set(state["accepted"]), "a yes that the server confirmed is gone"
    assert state["visits"] == len(state["accepted"])
    assert state["waiting"] == 0
    assert state["keys"] == state["notices"], "a message is recorded twice"
    mails = "\n".join(file.read_text() for file in (installation.folder / "mail").glob("*"))
    sent = {int(number) for number in re.findall(r"<notice-(\d+)@sleutelbos>", mails)}
    assert sent == set(state["sent"]), "a message that is recorded as sent never left, or the other way round"
