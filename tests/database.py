"""The migrated SQLite database of a test run: the first process makes it, the others copy it.

Going through all migrations takes a process longer than most folders of tests. A copy is only taken of a database
that exactly these files made, within the last hour; whatever is odd ends in going through the migrations as always.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import time
from pathlib import Path
from typing import IO

import django
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "tests"
KEPT = 3600  # seconds; rows that a migration makes carry its moment

_lock: IO[str] | None = None


def lay_down() -> bool:
    """Put a migrated database where this process will look for its own; False when it must make one.

    Then this process holds the lock until `keep` or `let_go`: others wait for what it makes. PostgreSQL makes its own.
    """
    if connection.vendor != "sqlite":
        return False
    made = _place()
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        _hold(made.with_suffix(".lock"))
        if time.time() - made.stat().st_mtime > KEPT:
            return False
        _copy(made, Path(connection.creation._get_test_db_name()))
    except (OSError, sqlite3.Error):
        return False
    let_go()
    return True


def keep() -> None:
    """Keep a copy of the database that this process has just migrated, for the others; then let them go on."""
    if _lock is None:
        return
    made = _place()
    try:
        for old in FOLDER.glob("*.*"):
            if time.time() - old.stat().st_mtime > KEPT:
                old.unlink()
        half = made.with_suffix(f".{os.getpid()}")
        with sqlite3.connect(half) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
            copy.execute("pragma journal_mode = delete")  # one file, without its log beside it
        copy.close()
        half.replace(made)
    except (OSError, sqlite3.Error):
        pass  # the next process makes its own
    let_go()


def let_go() -> None:
    """Drop the lock, when this process has it."""
    global _lock
    if _lock is not None:
        _lock.close()
        _lock = None


def remove() -> None:
    """Remove this process' own copy."""
    connection.close()
    Path(connection.settings_dict["NAME"]).unlink(missing_ok=True)


def _hold(place: Path) -> None:
    global _lock
    _lock = place.open("w")
    fcntl.flock(_lock, fcntl.LOCK_EX)  # the kernel drops it when its owner dies


def _copy(made: Path, place: Path) -> None:
    place.unlink(missing_ok=True)
    with sqlite3.connect(f"file:{made}?mode=ro", uri=True) as source, sqlite3.connect(place) as copy:
        source.backup(copy)
    source.close()
    copy.close()


def _place() -> Path:
    return FOLDER / f"migrated-{_fingerprint()}.sqlite3"


def _fingerprint() -> str:
    """Of everything that migrations may read: the product without pages and words, Django, and what is installed."""
    seen = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    files = sorted(path for path in (ROOT / "sleutelbos").rglob("*") if path.is_file())
    for path in [ROOT / "requirements-dev.lock", *files]:
        name = path.relative_to(ROOT)
        if not {"__pycache__", "locale", "static", "templates"} & set(name.parts):
            seen.update(f"{name} {path.stat().st_size} ".encode())
            seen.update(path.read_bytes())
    return seen.hexdigest()[:32]
