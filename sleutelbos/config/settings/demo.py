"""`./start`: a living region on this computer. Not for real people."""

import secrets
from typing import Any

from sleutelbos.config import env

from .base import *  # noqa: F403
from .base import VAR_DIR

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


SECRET_KEY = env.text("SLEUTELBOS_SECRET_KEY", "") or _own_secret()
ALLOWED_HOSTS = env.words("SLEUTELBOS_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.text("SLEUTELBOS_SITE_URL", "http://localhost:8000")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
SECURE_HSTS_SECONDS: Any = 0
