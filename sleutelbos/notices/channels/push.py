"""Web Push: RFC 8030 for the way, RFC 8291 for secrecy, RFC 8292 (VAPID) for who we are."""

import base64
import binascii
import hashlib
import json
import re
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import jwt
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from . import http
from .encryption import AUTH_BYTES, CURVE, KEY_BYTES, encrypt, point_of
from .failure import Undelivered

# How long a push service keeps a message for a phone that is off.
KEPT_SECONDS = 24 * 3600
TOKEN_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class Browser:
    """Where one browser takes messages; `p256dh` and `auth` as the browser gave them (base64url)."""

    endpoint: str
    p256dh: str
    auth: str


class Gone(Undelivered):
    """This browser does not take messages any more (404, 410, or keys of another installation)."""

    def __init__(self, detail: str) -> None:
        super().__init__("push-gone", again=False, detail=detail)


def unpack(text: str) -> bytes:
    """Base64url without padding; raises ValueError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("no base64url") from error


def pack(value: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def new_key() -> str:
    """A fresh private key for SLEUTELBOS_VAPID_KEY."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return pack(number.to_bytes(32, "big"))


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unpack(settings.VAPID_KEY), "big"), CURVE)


def available() -> bool:
    """Whether this installation can send push messages at all."""
    return bool(settings.VAPID_KEY) and not problems()


def public_key() -> str:
    """What a browser needs to subscribe with us."""
    return pack(point_of(_key()))


def problems() -> list[str]:
    """What is wrong with the settings, in sentences; nothing where push is off."""
    if not settings.VAPID_KEY:
        return []
    found = []
    try:
        key = unpack(settings.VAPID_KEY)
        if len(key) != 32:
            raise ValueError("not 32 bytes")
        _key()
    except (ValueError, InvalidKey):
        found.append("SLEUTELBOS_VAPID_KEY is not a private key of 32 bytes in base64url.")
    contact = settings.VAPID_CONTACT
    if not re.fullmatch(r"(mailto:[^@\s]+@[^@\s]+\.[^@\s]+|https://\S+)", contact) or "localhost" in contact:
        # Apple refuses messages from a sender without a real contact.
        found.append(f"SLEUTELBOS_VAPID_CONTACT={contact!r} is not mailto:somebody@somewhere.nl or an https address.")
    return found


def allowed(endpoint: str) -> bool:
    """Whether an address belongs to a push service we know: a browser names it, and we would post anywhere.

    `PUSH_SERVICES` holds host names, ".example.org" for everything under it, or a whole origin.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username or parts.password or len(endpoint) > 1000 or not re.fullmatch(r"[!-~]+", endpoint):
        return False
    if f"{parts.scheme}://{parts.netloc}" in settings.PUSH_SERVICES:
        return True
    if parts.scheme != "https" or port not in {None, 443}:
        return False
    return any(
        host.endswith(name) if name.startswith(".") else host == name
        for name in settings.PUSH_SERVICES
        if "://" not in name
    )


def check(browser: Browser) -> None:
    """Raises ValueError for what no browser gives."""
    if not allowed(browser.endpoint):
        raise ValueError("not a push service we know")
    if len(unpack(browser.p256dh)) != KEY_BYTES or len(unpack(browser.auth)) != AUTH_BYTES:
        raise ValueError("not the keys of a browser")
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unpack(browser.p256dh))


def payload(*, text: str, link: str, tag: str, language: str, direction: str) -> bytes:
    """What the service worker gets: one sentence, a path on this site, and a tag that makes twice once."""
    said = {"text": text, "link": link, "tag": tag, "lang": language, "dir": direction}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def send(browser: Browser, content: bytes, *, tag: str, urgent: bool = False) -> None:
    """Give one message to one browser's push service; raises Gone or Undelivered."""
    try:
        check(browser)
        body = encrypt(content, p256dh=unpack(browser.p256dh), auth=unpack(browser.auth))
    except ValueError as error:
        raise Gone("unusable subscription") from error
    answer = http.post(
        browser.endpoint,
        body,
        {
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(KEPT_SECONDS),
            "Urgency": "high" if urgent else "normal",
            # A newer one of the same takes the place of one that still waits at the push service.
            "Topic": pack(hashlib.sha256(tag.encode()).digest())[:32],
            "Authorization": _authorization(browser.endpoint),
        },
    )
    if answer.status in {200, 201, 202, 204}:
        return
    detail = f"push service said {answer.status}"
    if answer.status in {404, 410}:
        raise Gone(detail)
    if answer.status in {400, 401, 403, 413}:
        raise Undelivered("setup", again=False, detail=detail)
    raise Undelivered("no-answer", again=True, after=answer.after, detail=detail)


def _authorization(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + TOKEN_SECONDS,
        "sub": settings.VAPID_CONTACT,
    }
    key = _key()
    return f"vapid t={jwt.encode(claims, key, algorithm='ES256')},k={pack(point_of(key))}"
