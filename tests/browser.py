"""The one browser of a test run: Playwright starts once in a process, whichever folder asks for it first."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright


def missing(what: str, how: str) -> None:
    """Skip a test for what this computer lacks; where everything must be there, fail it."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing. {how}", pytrace=False)
    pytest.skip(f"{what} is missing. {how}")


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
