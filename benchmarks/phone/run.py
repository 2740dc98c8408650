"""Lighthouse on what key persons and newcomers open.

    cd benchmarks/phone && npm ci --ignore-scripts          # once: Lighthouse, not part of the product
    ./start                                                 # in another window, or: --site of a running demo
    .venv/bin/python benchmarks/phone/run.py [--site http://localhost:8000] [--times 3]

Each page is opened on Lighthouse's mobile profile (a middle phone, slow 4G, processor four times slower, simulated) by
the Chromium of this computer, `--times` times; printed are the best performance, the medians per category, the first
paint of content and the bytes of the page with everything it fetched.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CATEGORIES = ("performance", "accessibility", "best-practices")


def addresses() -> dict[str, tuple[str, str]]:
    """Name of a page to its address and, where it needs an account, a session."""
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from sleutelbos.bridging.models import Offer, Visit
    from sleutelbos.bridging.services import log_link, newcomer_link, offer_link, visit_link
    from sleutelbos.keypersons.models import KeyPerson

    def path(link: str) -> str:
        return "/" + link.split("/", 3)[3]

    now = timezone.now()
    people = KeyPerson.objects.filter(membership__isnull=False, state="deployable").select_related("membership__user")
    busiest = max(
        people, key=lambda row: row.offers.filter(state="open").count() + row.visits.filter(ends_at__gt=now).count()
    )
    assert busiest.membership is not None
    client = Client()
    client.force_login(busiest.membership.user)
    session = client.cookies["sessionid"].value
    offer = Offer.objects.filter(state="open", expires_at__gt=now).order_by("pk")[0]
    confirmed = Visit.objects.filter(state="confirmed")
    ahead = confirmed.filter(starts_at__gt=now).order_by("starts_at")[0]
    over = confirmed.filter(ends_at__lt=now).order_by("-starts_at")[0]
    waiting = Visit.objects.filter(state="awaiting", request__newcomer__isnull=False).order_by("pk")[0]
    return {
        "home": (reverse("bridging:show-own-work"), session),
        "answer": (path(offer_link(offer)), ""),
        "appointment": (path(visit_link(ahead)), ""),
        "log": (path(log_link(over)), ""),
        "newcomer": (path(newcomer_link(waiting)), ""),
    }


def lighthouse(url: str, session: str, language: str, chrome: str) -> dict[str, Any]:
    """One run: the scores out of 100, the first paint of content in ms, the bytes, and what lost points."""
    cookie = f"taal={language}" + (f"; sessionid={session}" if session else "")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        headers = Path(folder) / "headers.json"
        headers.write_text(json.dumps({"Cookie": cookie}))
        flags = "--headless=new --disable-gpu" + (" --no-sandbox" if os.geteuid() == 0 else "")
        command = [str(HERE / "node_modules" / ".bin" / "lighthouse"), url, "--quiet", "--output=json"]
        command += [f"--output-path={report}", f"--chrome-flags={flags}", f"--extra-headers={headers}"]
        command += [f"--only-categories={','.join(CATEGORIES)}", "--form-factor=mobile"]
        environment = {**os.environ, "CHROME_PATH": chrome}
        # Now and then the browser gives no trace at all: once more.
        if subprocess.run(command, check=False, timeout=180, env=environment, cwd=folder).returncode:
            subprocess.run(command, check=True, timeout=180, env=environment, cwd=folder)
        said = json.loads(report.read_text())
    audits = said["audits"]
    lost = sorted(
        f"{audit['id']}={audit['score']}"
        for category in CATEGORIES
        for ref in said["categories"][category]["auditRefs"]
        if (audit := audits[ref["id"]])["score"] is not None and audit["score"] < 0.9 and ref["weight"]
    )
    return {
        **{name: round((said["categories"][name]["score"] or 0) * 100) for name in CATEGORIES},
        "paint": round(audits["first-contentful-paint"]["numericValue"]),
        "largest": round(audits["largest-contentful-paint"]["numericValue"]),
        "bytes": round(audits["total-byte-weight"]["numericValue"]),
        "lost": lost,
    }


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", default="http://localhost:8000")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--languages", default="nl,ar,ti")
    parser.add_argument("--pages", default="home,answer,appointment,log,newcomer")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.demo")
    os.environ.setdefault("SLEUTELBOS_DATABASE_SCOPE", "*")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    os.environ["SLEUTELBOS_SITE_URL"] = options.site
    import django

    django.setup()
    chrome = shutil.which("chromium") or shutil.which("google-chrome")
    assert chrome is not None, "apt-get install chromium"
    site = options.site.rstrip("/")
    pages = addresses()
    wanted = options.pages.split(",")
    print("| page | language | best | performance | accessibility | best practices | first paint, s | KB | lost |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in wanted:
        path, session = pages[name]
        for language in options.languages.split(","):
            runs = [lighthouse(site + path, session, language, chrome) for _ in range(options.times)]
            middle = [statistics.median(run[category] for run in runs) for category in CATEGORIES]
            paint = statistics.median(run["paint"] for run in runs) / 1000
            weight = statistics.median(run["bytes"] for run in runs) / 1000
            scores = " | ".join(f"{score:.0f}" for score in middle)
            best = max(run["performance"] for run in runs)
            lost = ", ".join(sorted({item for run in runs for item in run["lost"]}))
            print(f"| {name} | {language} | {best} | {scores} | {paint:.1f} | {weight:.0f} | {lost} |", flush=True)


if __name__ == "__main__":
    main()
