"""The environment, read once and loudly: a wrong value stops the start with a sentence that says which."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent

_TRUE = {"1", "true", "yes", "ja", "on"}
_FALSE = {"0", "false", "no", "nee", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The variable as text; without a default it must be there."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def flag(name: str, default: bool) -> bool:
    """The variable as yes or no; anything else is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is neither yes nor no. Use 1 or 0.")


def number(name: str, default: int) -> int:
    """The variable as a whole number."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number.") from None


def words(name: str, default: list[str]) -> list[str]:
    """The variable as a list separated by commas."""
    raw = os.environ.get(name)
    return default if raw is None else [part.strip() for part in raw.split(",") if part.strip()]


def database(url: str) -> dict[str, Any]:
    """Django's connection settings for `sqlite:///path` or `postgresql://user:password@host:port/name`.

    A socket folder may stand in the query (`?host=/var/run/postgresql`). Anything else is refused.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path)
        # sqlite:///relative.db and sqlite:////absolute.db, as everywhere else
        file = path[1:] if path.startswith("/") else path
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file or str(BASE_DIR / "var" / "sleutelbos.sqlite3"),
            "OPTIONS": {
                # A write transaction takes its lock at once, so that two coordinators wait instead of failing.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", unquote(parts.hostname or "")),
            "PORT": str(options.pop("port", parts.port or "")),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(options),
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL starts with {parts.scheme!r}. Use sqlite:///path or postgresql://user:password@host/name."
    )


def identity_providers(file: str) -> list[dict[str, Any]]:
    """Organisations whose own sign-in page we accept, from a JSON file; an empty name means none.

    The file holds a list of objects: `id` (short, for addresses), `name` (on the button), `server_url` (https),
    `client_id`, `secret`, `domains` (mail domains it may vouch for, at least one) and, where its sign-in page lives
    on another host, `origins`. Returns for each `app` (the sign-in library's form) and `origins` (for the CSP).
    """
    if not file:
        return []
    try:
        rows = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ImproperlyConfigured(f"SLEUTELBOS_IDENTITY_PROVIDERS={file!r} is no readable JSON: {problem}") from None
    found = []
    for row in rows:
        missing = [key for key in ("id", "name", "server_url", "client_id", "secret", "domains") if not row.get(key)]
        if missing:
            raise ImproperlyConfigured(f"{file}: the provider {row.get('id', '?')!r} lacks {', '.join(missing)}.")
        server = urlsplit(row["server_url"])
        if server.scheme != "https" and server.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise ImproperlyConfigured(f"{file}: server_url of {row['id']!r} must start with https.")
        settings = {"server_url": row["server_url"], "domains": row["domains"]}
        found.append(
            {
                "app": {
                    "provider_id": row["id"],
                    "name": row["name"],
                    "client_id": row["client_id"],
                    "secret": row["secret"],
                    "settings": settings,
                },
                "origins": [f"{server.scheme}://{server.netloc}", *row.get("origins", [])],
            }
        )
    return found
