"""Asking a place for JSON: only places of a list, a bounded answer in a bounded time, no redirects, nothing trusted."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

import requests
import urllib3

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 15.0
_PIECE: Final = 65_536


class FetchFailed(Exception):
    """A table could not be read: `code` for programs and tests, `detail` says in a few words what came instead."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of one table: bytes and seconds over all its pages, pages, rows of one list, numbers."""

    size: int = 20_000_000
    seconds: float = 120.0
    pages: int = 300
    rows: int = 20_000
    numbers: int = 60_000


@dataclass
class Visit:
    """One table being read: what was spent of its limits, and the one place (`origin`) that it is read from."""

    origin: str
    limits: Limits
    started: float = field(default_factory=time.monotonic)
    taken: int = 0
    pages: int = 0

    def json(self, url: str, params: dict[str, str] | None = None) -> dict[str, Any]:
        """The object at this address; FetchFailed for anything else. `url` must lie at the origin of this visit."""
        if not within(url, self.origin):
            raise FetchFailed("elsewhere", _short(url))
        self.pages += 1
        if self.pages > self.limits.pages:
            raise FetchFailed("too-many-pages", str(self.limits.pages))
        try:
            found = json.loads(self._body(url, params), parse_float=Decimal, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise FetchFailed("not-json", type(error).__name__) from error
        if not isinstance(found, dict):
            raise FetchFailed("not-json", type(found).__name__)
        return found

    def _body(self, url: str, params: dict[str, str] | None) -> bytes:
        try:
            with requests.get(
                url,
                params=params,
                # Not packed: a small packed answer can be a very large one.
                headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Sleutelbos"},
                timeout=(CONNECT_SECONDS, min(READ_SECONDS, max(self._left(), 0.1))),
                allow_redirects=False,
                stream=True,
            ) as response:
                self._check(response)
                return self._read(response)
        except requests.Timeout as error:
            raise FetchFailed("too-slow") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise FetchFailed("no-answer", type(error).__name__) from error

    def _check(self, response: requests.Response) -> None:
        if 300 <= response.status_code < 400:
            raise FetchFailed("redirect", _short(response.headers.get("Location", "")))
        if response.status_code != 200:
            raise FetchFailed("refused", str(response.status_code))
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise FetchFailed("not-json", _short(kind))
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise FetchFailed("packed", _short(response.headers["Content-Encoding"]))

    def _read(self, response: requests.Response) -> bytes:
        pieces = []
        # As it comes, so that an answer that drips is seen to be slow.
        while piece := response.raw.read1(_PIECE):
            self.taken += len(piece)
            if self.taken > self.limits.size:
                raise FetchFailed("too-large", str(self.limits.size))
            if self._left() <= 0:
                raise FetchFailed("too-slow")
            pieces.append(piece)
        return b"".join(pieces)

    def _left(self) -> float:
        left = self.limits.seconds - (time.monotonic() - self.started)
        if left <= 0:
            raise FetchFailed("too-slow")
        return left


def origin_of(url: str, allowed: Sequence[str]) -> str:
    """The place of the list in which this address lies; FetchFailed for an address elsewhere."""
    found = next((one for one in allowed if within(url, one)), None)
    if found is None:
        raise FetchFailed("elsewhere", _short(url))
    return found


def within(url: str, origin: str) -> bool:
    """Whether an address lies at this place: the same scheme, host and port, and nothing in it that hides a host."""
    try:
        here, there = urlsplit(url), urlsplit(origin)
        same = (here.scheme, here.hostname, here.port) == (there.scheme, there.hostname, there.port)
    except ValueError:
        return False
    plain = here.username is None and here.password is None and "\\" not in url
    return same and plain and here.scheme in {"http", "https"} and bool(here.hostname)


def next_page(link: Any, url: str) -> str:
    """The address of the next page as a server names it, at the place that was asked and under no other scheme.

    CBS itself names http where https was asked; that is the same page, asked for in the open no more.
    """
    if not isinstance(link, str) or len(link) > 4000:
        raise FetchFailed("odd-answer", "next page")
    asked = urlsplit(url)
    try:
        named = urlsplit(link)
        if not named.netloc:
            raise FetchFailed("odd-answer", "next page")
        if named.scheme == "http" and asked.scheme == "https" and named.port in {None, 80}:
            named = named._replace(scheme="https", netloc=named.hostname or "")
    except ValueError as error:
        raise FetchFailed("odd-answer", "next page") from error
    # Of the same table: its path begins with that of the page before.
    if not named.path.startswith(asked.path.rsplit("/", 1)[0] + "/"):
        raise FetchFailed("elsewhere", _short(link))
    return named.geturl()


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _short(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)[:120]
