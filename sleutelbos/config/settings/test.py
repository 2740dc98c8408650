"""The tests: the same rules as production where they matter, quick where they do not."""

import os
import tempfile
from pathlib import Path

from sleutelbos.config import env

from .base import *  # noqa: F403
from .base import LOGGING

SECRET_KEY = "only for tests, never for people"
ALLOWED_HOSTS = ["*"]
SITE_URL = "http://testserver"
DATABASES = {"default": env.database(env.text("DATABASE_URL", "sqlite:///"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that threads of a live server see the same rows as the test.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"sleutelbos-test-{os.getpid()}.sqlite3")}
# Tests make rows of every region; a request in a test sees what it would see anywhere.
DATABASE_SCOPE = "*"
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"]["options"] = "-c app.region=*"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = Path(tempfile.gettempdir())
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# Its own tests put this back; every other test would need an authenticator for its coordinator.
SECOND_FACTOR_REQUIRED = False
LOGGING["root"]["level"] = "ERROR"
