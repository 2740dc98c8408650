"""`./start`: a living region on this computer. Not for real people."""

import base64
import secrets
from typing import Any

from sleutelbos.config import env

from .base import *  # noqa: F403
from .base import LOGGING, VAPID_KEY, VAR_DIR

DEMO = True
SECOND_FACTOR_REQUIRED = False
VAR_DIR.mkdir(exist_ok=True)


def _own_secret() -> str:
    # Each computer its own key, so that a copied demo database never signs links for another one.
    file = VAR_DIR / "secret_key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


def _own_vapid_key() -> str:
    file = VAR_DIR / "vapid_key"
    if not file.exists():
        # 32 bytes that are a number below the order of the curve: the top byte of that order is all ones.
        key = b"\x7f" + secrets.token_bytes(31)
        file.touch(mode=0o600)
        file.write_text(base64.urlsafe_b64encode(key).rstrip(b"=").decode())
    return file.read_text()


SECRET_KEY = env.text("SLEUTELBOS_SECRET_KEY", "") or _own_secret()
ALLOWED_HOSTS = env.words("SLEUTELBOS_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.text("SLEUTELBOS_SITE_URL", "http://localhost:8000")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
# An SMS lies as a file beside the mail; push works where the browser of this computer reaches its push service.
SMS_PROVIDER = "folder"
VAPID_KEY = VAPID_KEY or _own_vapid_key()
VAPID_CONTACT = "https://sleutelbos.example"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
SECURE_HSTS_SECONDS: Any = 0
# The worker says a line for every message it sends; the line with the address of the demo would drown in them.
LOGGING["handlers"]["trouble"] = {**LOGGING["handlers"]["console"], "level": "WARNING"}
for _name in ("django_tasks", "django_tasks_db"):
    LOGGING["loggers"][_name] = {"handlers": ["trouble"], "propagate": False}
