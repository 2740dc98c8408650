"""One way to talk to a provider: short waits, no redirects, a bounded answer, nothing personal in an error."""

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import requests

from .failure import Undelivered

CONNECT_SECONDS = 3.05
ANSWER_SECONDS = 10.0
MOST_BYTES = 64_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    body: bytes
    after: float


def post(url: str, data: bytes, headers: Mapping[str, str]) -> Answer:
    """Post and read at most 64 kB; raises Undelivered where nobody answered in time. Follows no redirect."""
    try:
        with requests.post(
            url,
            data=data,
            headers=dict(headers),
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            body = response.raw.read(MOST_BYTES, decode_content=True) or b""
            return Answer(response.status_code, body, _seconds(response.headers.get("Retry-After", "")))
    except requests.Timeout as error:
        raise Undelivered("no-answer", again=True, detail="timeout") from error
    except (requests.RequestException, OSError) as error:
        raise Undelivered("no-answer", again=True, detail=type(error).__name__) from error


def _seconds(text: str) -> float:
    """The header Retry-After, in seconds or as a date; 0 for nonsense."""
    if text.strip().isdigit():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
