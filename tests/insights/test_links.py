"""The addresses to read further: what a look sees, where it never goes, and what whoever writes reads about it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client
from django.urls import reverse

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.insights import links
from sleutelbos.insights.links import Seen, look, look_at, public
from sleutelbos.insights.models import Edition, Reading
from sleutelbos.insights.queries import editions as queries
from sleutelbos.insights.services import editions
from sleutelbos.insights.services import links as services
from sleutelbos.ui.errors import RuleBroken, StateChanged

from . import editing

pytestmark = pytest.mark.django_db

# Path -> status, where to ("" for nowhere).
PAGES = {
    "/goed": (200, ""),
    "/weg": (404, ""),
    "/dicht": (403, ""),
    "/stuk": (500, ""),
    "/verhuisd": (301, "/goed"),
    "/even": (302, "/goed"),
    "/verhuisd-en-weg": (308, "/weg"),
    "/rond": (302, "/rond"),
    "/naar-binnen": (302, "http://10.0.0.1/"),
    "/naar-de-cloud": (302, "http://169.254.169.254/latest/meta-data/"),
    "/naar-bestand": (302, "file:///etc/passwd"),
    "/naar-naam": (302, "http://localhost/"),
}


class Pages(BaseHTTPRequestHandler):
    """A site with every kind of page; `asked` keeps method and path of each question."""

    asked: list[str] = []
    until = threading.Event()

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        Pages.asked.append(f"{self.command} {self.path}")
        if self.path == "/traag":
            Pages.until.wait(10)
            return
        status, to = PAGES.get(self.path, (200, ""))
        if self.path == "/geen-hoofd" and self.command == "HEAD":
            status = 405
        self.send_response(status)
        if to:
            self.send_header("Location", to)
        self.end_headers()
        if self.path == "/geen-hoofd" and self.command == "GET":
            # Never ends by itself: whoever reads a body hangs here.
            self.wfile.write(b"x" * 1000)
            self.wfile.flush()
            Pages.until.wait(10)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Pages.asked, Pages.until = [], threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    Pages.until.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def actor(region_a: Any) -> Viewer:
    return editing.writer(region_a)


def here(address: str, port: int) -> bool:
    """Lets a test through to this computer, and nowhere else."""
    return address == "127.0.0.1" and port > 1024


@pytest.mark.parametrize(
    ("path", "outcome", "status"),
    [
        ("/goed", "works", 200),
        ("/weg", "gone", 404),
        ("/dicht", "closed", 403),
        ("/stuk", "trouble", 500),
        ("/even", "works", 200),
        ("/verhuisd-en-weg", "gone", 404),
        ("/rond", "trouble", 310),
        ("/geen-hoofd", "works", 200),
        ("/naar-binnen", "refused", None),
        ("/naar-de-cloud", "refused", None),
        ("/naar-bestand", "refused", None),
        ("/naar-naam", "refused", None),
    ],
)
def test_a_look_sees_what_is_there_and_follows_no_step_inside(site: str, path: str, outcome: str, status: int) -> None:
    assert look(site + path, reach=here) == Seen(outcome, status)
    assert len(Pages.asked) <= 2 * (links.MOST_STEPS + 1)


def test_a_page_that_moved_for_good_says_where_to(site: str) -> None:
    assert look(f"{site}/verhuisd", reach=here) == Seen("moved", 200, f"{site}/goed")
    assert Pages.asked == ["HEAD /verhuisd", "HEAD /goed"]


def test_a_site_that_does_not_answer_is_left(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "READ_SECONDS", 0.2)
    assert look(f"{site}/traag", reach=here).outcome == "slow"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "nothing",
    ],
)
def test_places_that_are_not_public_are_not_asked(address: str) -> None:
    assert not public(address, 80) and not public(address, 443)


def test_the_public_internet_is_asked_only_where_pages_are() -> None:
    assert public("93.184.216.34", 443) and public("2606:2800:220:1::1", 80)
    assert not public("93.184.216.34", 22) and not public("93.184.216.34", 8080)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::1]/",
        "http://user:secret@127.0.0.1/",
        "http://www.example.org@127.0.0.1/",
        "http://127.0.0.1\\@www.example.org/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "http://",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1/\r\nX-More: 1",
        "nonsense",
    ],
)
def test_an_address_that_leads_inside_or_is_none_is_refused(url: str) -> None:
    assert look(url).outcome == "refused"


def test_a_name_with_one_place_inside_is_refused_and_looked_up_once(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(site.rpartition(":")[2])
    answers = [["93.184.216.34", "10.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]]
    asked = []

    def resolve(host: str, *_more: Any, **_named: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answers[len(asked) - 1]]

    with monkeypatch.context() as patch:
        patch.setattr(links.socket, "getaddrinfo", lambda host, *a, **k: resolve(host))
        assert look("http://twee.example/").outcome == "refused"
    # A name that means something else a moment later: the connection goes to what was judged.
    real = socket.getaddrinfo
    with monkeypatch.context() as patch:
        named = "wissel.example"
        patch.setattr(links.socket, "getaddrinfo", lambda host, *a, **k: (resolve if host == named else real)(host, *a))
        assert look(f"http://{named}:{port}/goed", reach=here) == Seen("works", 200)
    assert asked == ["twee.example", "wissel.example"]


def test_a_site_that_cannot_prove_who_it_is_is_unsafe(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    parts = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "own.pem").write_bytes(parts)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "own.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    assert look(f"https://127.0.0.1:{server.server_port}/goed", reach=here).outcome == "unsafe"
    server.shutdown()
    server.server_close()


def test_one_host_is_asked_with_a_pause_and_one_address_once(site: str) -> None:
    waits: list[float] = []
    seen = dict(look_at([f"{site}/goed", f"{site}/weg", f"{site}/goed"], reach=here, wait=waits.append))
    assert [one.outcome for one in seen.values()] == ["works", "gone"]
    assert len(waits) == 1 and 0 < waits[0] <= links.PAUSE_SECONDS
    assert [one for one in Pages.asked if "goed" in one] == ["HEAD /goed"]


# --- On the desk --------------------------------------------------------------------------------------------


def _asked(edition: Edition, actor: Viewer, urls: list[str]) -> list[Reading]:
    for url in urls:
        editions.add_reading(edition=edition, title=url[-12:], url=url, actor=actor)
    started: list[int] = []
    services.ask_for_look(edition=edition, actor=actor, start=started.append)
    return list(edition.readings.order_by("position"))


def test_what_was_seen_stands_with_the_address_and_only_a_dead_one_says_no(
    region_a: Any, actor: Viewer, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "PAUSE_SECONDS", 0.0)
    made = editing.edition(region_a, actor)
    _asked(made, actor, [f"{site}{path}" for path in ("/goed", "/weg", "/dicht", "/verhuisd")])
    assert services.look_at_links(edition_id=made.pk, reach=here) == 4
    rows = list(made.readings.order_by("position"))
    assert [row.outcome for row in rows] == ["works", "gone", "closed", "moved"]
    assert [row.works for row in rows] == [True, False, None, True]
    assert [row.checked_on is None for row in rows] == [False, False, True, False]
    assert all(row.looked_at and row.asked_at is None for row in rows)
    told = {problem.code: problem.about for problem in queries.problems(made) if problem.where == "lezen"}
    assert set(told) == {"dead-link", "link-not-checked"}
    # Nothing waits any more: the same task again asks nobody.
    before = len(Pages.asked)
    assert services.look_at_links(edition_id=made.pk, reach=here) == 0
    assert len(Pages.asked) == before

    services.take_new_address(reading=rows[3], actor=actor)
    assert Reading.objects.get(pk=rows[3].pk).url == f"{site}/goed"
    with pytest.raises(StateChanged):
        services.take_new_address(reading=rows[3], actor=actor)
    # A person answers for what a program cannot see.
    editions.note_link(reading=rows[2], works=True, actor=actor)
    assert Reading.objects.get(pk=rows[2].pk).outcome == ""


def test_without_a_network_nothing_is_said_about_an_address(
    region_a: Any,
    actor: Viewer,
    monkeypatch: pytest.MonkeyPatch,
    client_of: Callable[[object], Client],
    coordinator: Any,
) -> None:
    def nobody(*_more: Any, **_named: Any) -> None:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(links, "PAUSE_SECONDS", 0.0)
    made = editing.edition(region_a, actor)
    row = _asked(made, actor, ["https://www.example.org/", "https://example.net/"])[0]
    editions.note_link(reading=row, works=True, actor=actor)
    with monkeypatch.context() as patch:
        patch.setattr(links.socket, "getaddrinfo", nobody)
        services.look_at_links(edition_id=made.pk)
    rows = list(made.readings.order_by("position"))
    assert [one.outcome for one in rows] == ["no_network", "no_network"]
    assert [one.works for one in rows] == [True, None], "what a person saw stays"
    page = client_of(coordinator).get(reverse("insights:show-edition", args=[made.pk])).content.decode()
    assert "er is hier geen internet" in page


def test_an_address_that_changed_while_it_was_looked_at_keeps_its_silence(
    region_a: Any, actor: Viewer, site: str
) -> None:
    made = editing.edition(region_a, actor)
    row = _asked(made, actor, [f"{site}/weg"])[0]

    def change(address: str, port: int) -> bool:
        Reading.objects.filter(pk=row.pk).update(url=f"{site}/goed")
        return here(address, port)

    services.look_at_links(edition_id=made.pk, reach=change)
    row.refresh_from_db()
    assert (row.outcome, row.works) == ("", None)


def test_the_button_stores_the_wish_and_the_page_for_everybody_says_only_the_day(
    region_a: Any, client_of: Callable[[object], Client], coordinator: Any, django_capture_on_commit_callbacks: Any
) -> None:
    actor = editing.writer(region_a)
    made = editing.edition(region_a, actor)
    desk = client_of(coordinator)
    address = reverse("insights:check-links", args=[made.pk])
    assert desk.post(address).status_code == 422, "there is nothing to look at"
    row = editing.reading(made, actor)
    with django_capture_on_commit_callbacks() as started:
        assert desk.post(address).status_code == 302
    assert started
    page = desk.get(reverse("insights:show-edition", args=[made.pk])).content.decode()
    assert "Een programma kijkt" in page
    Reading.objects.filter(pk=row.pk).update(outcome="trouble", http_status=500, asked_at=None)
    editing.says_yes(editing.interview(made, actor))
    made = Edition.objects.select_related("region").get(pk=made.pk)
    editions.move_edition(edition=made, new="review", actor=actor)
    editions.publish_edition(edition=made, actor=actor)
    public_page = desk.get(reverse("insights:show-published-edition", args=[made.public_id])).content.decode()
    assert "adres nagekeken op" in public_page
    assert "500" not in public_page.split("verder-lezen")[-1] and "Een programma" not in public_page


def test_nobody_asks_for_an_edition_that_was_replaced(region_a: Any, actor: Viewer) -> None:
    made = editing.edition(region_a, actor)
    with pytest.raises(RuleBroken):
        services.ask_for_look(edition=made, actor=actor, start=print)
    editing.reading(made, actor)
    made.state = Edition.State.REPLACED
    with pytest.raises(StateChanged):
        services.ask_for_look(edition=made, actor=actor, start=print)
