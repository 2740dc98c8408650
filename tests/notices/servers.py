"""Local servers that speak what the real ones speak: a push service with browsers behind it, Notify, a gateway."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import jwt
import py_vapid
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@dataclass
class Server:
    """A server on this computer; `answers` are used up first, then every request is answered as the real one would."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    delay: float = 0.0

    def take(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        raise NotImplementedError


@dataclass
class Browser:
    """A browser's half of a subscription."""

    path: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"sixteen bytes !!"
    shown: list[dict[str, Any]] = field(default_factory=list)
    gone: int = 0

    @property
    def p256dh(self) -> str:
        return b64(
            self.key.public_key().public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
            )
        )

    def decrypt(self, body: bytes) -> dict[str, Any]:
        """With the reference implementation of the author of the standard, which knows nothing of ours."""
        text = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        said: dict[str, Any] = json.loads(text)
        return said


class PushService(Server):
    """RFC 8030 with RFC 8292: refuses who does not sign, and gives what it takes to the browser behind the address."""

    def __init__(self, vapid_public: str) -> None:
        super().__init__()
        self.vapid_public = vapid_public
        self.browsers: dict[str, Browser] = {}

    def new_browser(self) -> Browser:
        browser = Browser(path=f"/send/{len(self.browsers)}-{b64(bytes(range(20)))}")
        self.browsers[browser.path] = browser
        return browser

    def endpoint(self, browser: Browser) -> str:
        return self.url + browser.path

    def take(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        browser = self.browsers.get(path)
        if browser is None:
            return 404, {}, b""
        if browser.gone:
            return browser.gone, {}, b""
        if not py_vapid.Vapid02.verify(headers["Authorization"]):
            return 401, {}, b"unauthorized"
        parts = dict(part.strip().split("=", 1) for part in headers["Authorization"].removeprefix("vapid ").split(","))
        claims = jwt.decode(
            parts["t"],
            ec.EllipticCurvePublicKey.from_encoded_point(
                ec.SECP256R1(), base64.urlsafe_b64decode(parts["k"] + "=" * (-len(parts["k"]) % 4))
            ),
            algorithms=["ES256"],
            audience=self.url,
        )
        good = parts["k"] == self.vapid_public and claims["sub"].startswith(("mailto:", "https:"))
        if not good or not time.time() < claims["exp"] <= time.time() + 24 * 3600:
            return 403, {}, b"other keys"
        if headers["Content-Encoding"] != "aes128gcm" or "TTL" not in headers or len(body) > 4096:
            return 400, {}, b""
        if len(headers.get("Topic", "")) > 32:
            return 400, {}, b""
        browser.shown.append(browser.decrypt(body))
        return 201, {"Location": f"{self.url}/message/{len(browser.shown)}"}, b""


SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


class Notify(Server):
    """The documented part of NotifyNL: JWT, template and personalisation, and the errors it tells."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []

    def take(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        def error(status: int, kind: str, message: str) -> tuple[int, dict[str, str], bytes]:
            said = {"status_code": status, "errors": [{"error": kind, "message": message}]}
            return status, {}, json.dumps(said).encode()

        if path != "/v2/notifications/sms":
            return error(404, "NotFound", "no such page")
        try:
            token = headers["Authorization"].removeprefix("Bearer ")
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"require": ["iat", "iss"]})
        except jwt.PyJWTError:
            return error(403, "AuthError", "Invalid token: API key not found")
        if claims["iss"] != SERVICE or abs(claims["iat"] - time.time()) > 30:
            return error(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")
        asked = json.loads(body)
        if set(asked) != {"phone_number", "template_id", "personalisation", "reference"}:
            return error(400, "ValidationError", "Additional properties are not allowed")
        if asked["template_id"] != TEMPLATE:
            return error(400, "BadRequestError", "Template not found")
        if set(asked["personalisation"]) != {"message"}:
            return error(400, "BadRequestError", "Missing personalisation: message")
        if not asked["phone_number"].startswith("+31"):
            return error(400, "ValidationError", f"phone_number {asked['phone_number']} Not enough digits")
        self.sent.append(asked)
        said = {
            "id": f"740e5834-3a29-46b4-9a6f-{len(self.sent):012}",
            "reference": asked["reference"],
            "content": {"body": asked["personalisation"]["message"], "from_number": "Sleutelbos"},
        }
        return 201, {}, json.dumps(said).encode()


class SmsGateway(Server):
    """Some supplier: a key in a header, a list of messages, and its number deep in the answer."""

    def take(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if headers.get("X-API-Key") != "open sesame please":
            return 401, {}, b"{}"
        return 200, {}, json.dumps({"messages": [{"id": 12345, "to": json.loads(body)["messages"][0]["to"]}]}).encode()


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """The server on a free port of this computer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.asked.append({"path": self.path, "headers": dict(self.headers), "body": body})
            if server.delay:
                time.sleep(server.delay)
            status, headers, answer = (
                server.answers.pop(0) if server.answers else server.take(self.path, self.headers, body)
            )
            try:
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the other side waited no longer

        def log_message(self, *args: Any) -> None:
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    server.url = f"http://127.0.0.1:{made.server_port}"
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        made.shutdown()
        made.server_close()
