"""Whether an address on the internet still works, asked without trusting it: no private places, few steps, no content.

Every host is looked up once, and the connection goes to exactly the address that was found and judged: a name that is
another place a moment later leads nowhere. Nothing of an answer is read but its first lines.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

import certifi
import urllib3

CONNECT_SECONDS: Final = 4.0
READ_SECONDS: Final = 8.0
# For one address, over all its steps.
TOTAL_SECONDS: Final = 20.0
MOST_STEPS: Final = 5
# Between two questions to one host.
PAUSE_SECONDS: Final = 1.0
LONGEST: Final = 400
_HEADERS: Final = {"User-Agent": "Sleutelbos link check", "Accept": "*/*", "Accept-Encoding": "identity"}

Reach = Callable[[str, int], bool]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen at an address.

    `outcome`: works, moved (`address` says where to), gone, closed (not for programs), trouble (an error of the site),
    slow, unsafe (no valid certificate), nowhere (no site answers), refused (not an address we ask).
    """

    outcome: str
    status: int | None = None
    address: str = ""


def public(address: str, port: int) -> bool:
    """Whether a numeric address belongs to the public internet, at a port where pages are."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        # An old address in a new coat is judged by the old one.
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None)
        if number in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        if inner is not None:
            return public(str(inner), port)
    return port in {80, 443} and number.is_global and not number.is_multicast


class _Stop(Exception):
    def __init__(self, outcome: str, status: int | None = None) -> None:
        super().__init__(outcome)
        self.seen = Seen(outcome, status)


def look(url: str, *, reach: Reach = public) -> Seen:
    """What is at this address now; asks at most six times, reads no content, never raises.

    `reach` judges numeric address and port of every step; tests let it through to this computer.
    """
    ends = time.monotonic() + TOTAL_SECONDS
    here, for_good = url, True
    try:
        for _step in range(MOST_STEPS + 1):
            status, to = _ask(here, reach, ends)
            if to:
                for_good = for_good and status in {301, 308}
                here = to
                continue
            _judge(status)
            moved = here != url and for_good
            return Seen("moved", status, here) if moved and len(here) <= LONGEST else Seen("works", status)
    except _Stop as stop:
        return stop.seen
    return Seen("trouble", 310)


def _judge(status: int) -> None:
    if status in {404, 410}:
        raise _Stop("gone", status)
    if status in {401, 403, 405, 406, 429, 451}:
        raise _Stop("closed", status)
    if not 200 <= status < 300:
        raise _Stop("trouble", status)


def _ask(url: str, reach: Reach, ends: float) -> tuple[int, str]:
    """Status, and where the answer points to ("" for no other place)."""
    status, to = _send("HEAD", url, reach, ends)
    if status >= 400 and status != 429:
        # Some sites only know how to send a whole page.
        status, to = _send("GET", url, reach, ends)
    return status, to


def _send(method: str, url: str, reach: Reach, ends: float) -> tuple[int, str]:
    left = ends - time.monotonic()
    if left <= 0.05:
        raise _Stop("slow")
    scheme, host, port, path = _parts(url)
    address = _resolve(host, port, reach)
    timeout = urllib3.Timeout(connect=min(CONNECT_SECONDS, left), read=min(READ_SECONDS, left))
    name = f"[{host}]" if ":" in host else host
    headers = {**_HEADERS, "Host": name if port == {"http": 80, "https": 443}[scheme] else f"{name}:{port}"}
    pool: urllib3.HTTPConnectionPool
    if scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, retries=False, server_hostname=host, assert_hostname=host,
            cert_reqs="CERT_REQUIRED", ca_certs=certifi.where(),
        )  # fmt: skip
    else:
        pool = urllib3.HTTPConnectionPool(address, port, timeout=timeout, retries=False)
    try:
        answer = pool.urlopen(method, path, headers=headers, redirect=False, preload_content=False)
        try:
            to = answer.headers.get("Location", "") if answer.status in {301, 302, 303, 307, 308} else ""
            return answer.status, _joined(url, to) if to else ""
        finally:
            # Not read to its end: the connection goes with it.
            answer.close()
    except (urllib3.exceptions.SSLError, ssl.SSLError) as error:
        raise _Stop("unsafe") from error
    except (urllib3.exceptions.TimeoutError, TimeoutError) as error:
        raise _Stop("slow") from error
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise _Stop("nowhere") from error
    finally:
        pool.close()


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        odd = parts.username is not None or parts.password is not None or "\\" in url
        if parts.scheme not in {"http", "https"} or not host or odd or any(sign <= " " for sign in url):
            raise _Stop("refused")
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise _Stop("refused") from error
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return parts.scheme, host, port or {"http": 80, "https": 443}[parts.scheme], path


def _resolve(host: str, port: int, reach: Reach) -> str:
    try:
        found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise _Stop("nowhere") from error
    # One place inside is enough to refuse the name: which of them answers is up to chance.
    if not found or not all(reach(address, port) for address in found):
        raise _Stop("refused")
    return found[0]


def _joined(url: str, to: str) -> str:
    try:
        return urljoin(url, to)[:2000]
    except ValueError:
        raise _Stop("trouble") from None


def look_at(
    urls: Iterable[str], *, reach: Reach = public, wait: Callable[[float], None] = time.sleep
) -> Iterator[tuple[str, Seen]]:
    """Every address once, one after the other, with a pause between two questions to the same host."""
    last: dict[str, float] = {}
    for url in dict.fromkeys(urls):
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            host = ""
        since = time.monotonic() - last[host] if host in last else PAUSE_SECONDS
        if since < PAUSE_SECONDS:
            wait(PAUSE_SECONDS - since)
        yield url, look(url, reach=reach)
        last[host] = time.monotonic()
