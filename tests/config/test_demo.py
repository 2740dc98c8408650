"""What somebody who types `./start` for the first time reads in the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sleutelbos.config.management.commands import demo
from sleutelbos.config.management.commands.demo import Command

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_catalogues_are_made_before_anything_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []
    monkeypatch.setattr(demo, "call_command", lambda name, **options: happened.append(name))
    monkeypatch.setattr(demo.region, "fill", lambda say: happened.append("fill"))
    monkeypatch.setattr(Command, "check", lambda self: happened.append("check"))
    Command()._prepare()
    assert not Command.requires_system_checks
    assert happened[:3] == ["compile_catalogues", "check", "migrate"]
    assert happened[-1] == "fill"


def test_the_worker_of_the_demo_only_speaks_of_trouble(tmp_path: Path) -> None:
    script = """
import logging, django
django.setup()
for name in ("django_tasks", "django_tasks_db"):
    logging.getLogger(name).setLevel(logging.INFO)  # as the worker does by itself
    assert logging.getLogger(name).hasHandlers()
    logging.getLogger(name).info("%s says it runs", name)
    logging.getLogger(name).error("%s says it failed", name)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "sleutelbos.config.settings.demo",
            "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3",
        },
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert "says it runs" not in done.stdout + done.stderr
    assert done.stderr.count("says it failed") == 2
