"""The one browser of a test run: Playwright starts once in a process, whichever folder asks for it first."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

# A busy computer answers late, and late is not wrong: only what never comes is.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)


def missing(what: str, how: str) -> None:
    """Skip a test for what this computer lacks; where everything must be there, fail it."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing. {how}", pytrace=False)
    pytest.skip(f"{what} is missing. {how}")


@contextmanager
def all_answered(seconds: float = 30) -> Iterator[None]:
    """Leave only when the server has answered what it was asked: a late answer writes into the next test's rows."""
    lock, busy = threading.Lock(), 0

    def count(change: int) -> Callable[..., None]:
        def counted(**_about: Any) -> None:
            nonlocal busy
            with lock:
                busy += change

        return counted

    began, ended = count(1), count(-1)
    request_started.connect(began)
    request_finished.connect(ended)
    try:
        yield
        until, quiet = time.monotonic() + seconds, 0
        while quiet < 2 and time.monotonic() < until:
            time.sleep(0.02)
            quiet = quiet + 1 if busy <= 0 else 0
    finally:
        request_started.disconnect(began)
        request_finished.disconnect(ended)


def until(page: Page, true: Callable[[], bool], seconds: int = 120) -> None:
    """Wait for what a page does after it has loaded; one that is just going elsewhere is asked again."""
    over = time.monotonic() + seconds
    while True:
        try:
            if true():
                return
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
        if time.monotonic() > over:
            pytest.fail(f"not within {seconds} seconds")
        page.wait_for_timeout(100)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("Chromium", "Run ./start test, or: apt-get install chromium libatomic1")
    with sync_playwright() as playwright:
        flags = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
        flags += ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = playwright.chromium.launch(executable_path=path, args=flags)
        yield opened
        opened.close()
