"""SMS through one interface: NotifyNL (GOV.UK Notify), any gateway with an HTTP address, or a folder."""

import json
import re
import time
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import jwt
from django.conf import settings

from . import http
from .failure import Undelivered

KINDS: Final = ("notify", "gateway", "folder")
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_API_KEY = re.compile(rf"(?:.+-)?(?P<service>{_UUID})-(?P<secret>{_UUID})")
# The one placeholder of the template at Notify.
PLACEHOLDER: Final = "message"
TOKEN_LENGTH: Final = 20


class Provider(Protocol):
    """Whoever brings an SMS."""

    def send(self, *, to: str, text: str, reference: str) -> str:
        """Give one SMS away and return the provider's own number for it; raises Undelivered."""


class Notify:
    """NotifyNL, or any other service with the API of GOV.UK Notify: POST /v2/notifications/sms, JWT (HS256)."""

    def __init__(self, *, url: str, api_key: str, template: str) -> None:
        match = _API_KEY.fullmatch(api_key)
        if match is None:
            raise ValueError("not an API key of Notify")
        self.url = f"{url}/v2/notifications/sms"
        self.service, self.secret, self.template = match["service"], match["secret"], template

    def send(self, *, to: str, text: str, reference: str) -> str:
        """One template with one placeholder, so that the words stay ours in every language."""
        token = jwt.encode({"iss": self.service, "iat": int(time.time())}, self.secret, algorithm="HS256")
        asked = {
            "phone_number": to,
            "template_id": self.template,
            "personalisation": {PLACEHOLDER: text},
            "reference": reference,
        }
        answer = http.post(
            self.url,
            json.dumps(asked).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        said = _json(answer.body)
        if answer.status == 201:
            return str(said.get("id", ""))[:100]
        raise _refusal(answer, said)


def _refusal(answer: http.Answer, said: dict[str, Any]) -> Undelivered:
    """What an error of Notify means; its message may hold the number, so only its kind goes on."""
    errors = said.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    kind = re.sub(r"[^A-Za-z]", "", str(first.get("error", "")))[:40]
    detail = f"Notify said {answer.status} {kind}".strip()
    if answer.status == 400:
        about_number = "phone_number" in str(first.get("message", "")) or "InvalidPhone" in kind
        return Undelivered("number-wrong" if about_number else "setup", again=False, detail=detail)
    if answer.status in {401, 403, 404}:
        # A key or a clock that is wrong is mended by somebody; the message waits for that.
        return Undelivered("setup", again=True, detail=detail)
    # A daily limit is told with the same number as too many in a minute.
    return Undelivered("no-answer", again=True, after=answer.after, detail=detail)


class Gateway:
    """Any supplier with an HTTP address: the settings say how the JSON looks and where the key goes."""

    def __init__(self, *, url: str, body: str, header: str, token: str, id_path: str) -> None:
        self.url, self.id_path = url, id_path
        self.body = json.loads(body)
        name, _colon, value = header.partition(":")
        self.headers = {"Content-Type": "application/json"}
        if token:
            self.headers[name.strip()] = value.strip().replace("{token}", token)

    def send(self, *, to: str, text: str, reference: str) -> str:
        """Fill {to}, {text} and {reference} in wherever they stand."""
        filled = _fill(self.body, {"{to}": to, "{text}": text, "{reference}": reference})
        answer = http.post(self.url, json.dumps(filled).encode(), self.headers)
        if 200 <= answer.status < 300:
            return _at(_json(answer.body), self.id_path)
        detail = f"SMS gateway said {answer.status}"
        if answer.status in {400, 422}:
            raise Undelivered("number-wrong", again=False, detail=detail)
        if answer.status in {401, 403, 404}:
            raise Undelivered("setup", again=True, detail=detail)
        raise Undelivered("no-answer", again=True, after=answer.after, detail=detail)


class Folder:
    """Nothing is sent: every SMS lies as a file. For the demo."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, *, to: str, text: str, reference: str) -> str:
        """Write it down; a second time writes the same file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{reference}.txt").write_text(f"{to}\n\n{text}\n", encoding="utf-8")
        return reference


def provider() -> Provider | None:
    """The provider of this installation; None where SMS is off or the settings are nonsense."""
    if not settings.SMS_PROVIDER or problems():
        return None
    if settings.SMS_PROVIDER == "folder":
        return Folder(Path(settings.SMS_FOLDER))
    if settings.SMS_PROVIDER == "notify":
        return Notify(url=settings.NOTIFY_URL, api_key=settings.NOTIFY_API_KEY, template=settings.NOTIFY_TEMPLATE)
    return Gateway(
        url=settings.SMS_GATEWAY_URL,
        body=settings.SMS_GATEWAY_BODY,
        header=settings.SMS_GATEWAY_HEADER,
        token=settings.SMS_GATEWAY_TOKEN,
        id_path=settings.SMS_GATEWAY_ID,
    )


def available() -> bool:
    """Whether this installation can send an SMS at all."""
    return provider() is not None


def problems() -> list[str]:
    """What is wrong with the settings, in sentences; nothing where SMS is off."""
    kind = settings.SMS_PROVIDER
    if not kind:
        return []
    if kind not in KINDS:
        return [f"SLEUTELBOS_SMS_PROVIDER={kind!r} is neither notify nor gateway."]
    found = []
    if kind == "folder" and settings.PRODUCTION:
        found.append("SLEUTELBOS_SMS_PROVIDER=folder writes messages to a file and sends nothing.")
    if kind == "notify":
        if not _an_address(settings.NOTIFY_URL):
            found.append(f"SLEUTELBOS_NOTIFY_URL={settings.NOTIFY_URL!r} is not an https address without a slash.")
        if not _API_KEY.fullmatch(settings.NOTIFY_API_KEY):
            # The key itself is never shown.
            found.append("SLEUTELBOS_NOTIFY_API_KEY is not a key of Notify: a name and two long numbers.")
        if not re.fullmatch(_UUID, settings.NOTIFY_TEMPLATE):
            found.append("SLEUTELBOS_NOTIFY_TEMPLATE is not the number of a template.")
    if kind == "gateway":
        if not _an_address(settings.SMS_GATEWAY_URL):
            found.append("SLEUTELBOS_SMS_GATEWAY_URL is not an https address.")
        found += _body_problems(settings.SMS_GATEWAY_BODY)
        if settings.SMS_GATEWAY_TOKEN and "{token}" not in settings.SMS_GATEWAY_HEADER.partition(":")[2]:
            found.append('SLEUTELBOS_SMS_GATEWAY_HEADER has no {token}: write it as "Authorization: Bearer {token}".')
    token = settings.RECEIPT_TOKEN
    if token and len(token) < TOKEN_LENGTH:
        found.append(f"SLEUTELBOS_RECEIPT_TOKEN is shorter than {TOKEN_LENGTH} characters.")
    return found


def _body_problems(body: str) -> list[str]:
    try:
        shape = json.loads(body)
    except ValueError:
        return ["SLEUTELBOS_SMS_GATEWAY_BODY is no JSON."]
    text = json.dumps(shape)
    missing = [name for name in ("{to}", "{text}") if name not in text]
    return [f"SLEUTELBOS_SMS_GATEWAY_BODY lacks {' and '.join(missing)}."] if missing else []


def _an_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        return (parts.scheme == "https" or (parts.scheme == "http" and here)) and not url.endswith("/")
    except ValueError:
        return False


def _fill(shape: Any, values: dict[str, str]) -> Any:
    if isinstance(shape, dict):
        return {key: _fill(value, values) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_fill(value, values) for value in shape]
    if isinstance(shape, str):
        # Whole pieces only once: a text that holds "{to}" stays as it is.
        return re.sub(r"\{(?:to|text|reference)\}", lambda found: values[found.group()], shape)
    return shape


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {"": said}


def _at(said: Any, path: str) -> str:
    for name in path.split(".") if path else []:
        if isinstance(said, dict):
            said = said.get(name)
        elif isinstance(said, list) and name.isdigit() and int(name) < len(said):
            said = said[int(name)]
        else:
            return ""
    return str(said)[:100] if path and said is not None else ""
