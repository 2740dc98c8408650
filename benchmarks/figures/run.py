"""Figures of the largest regions of a whole country: counting a sheet, and the pages that show one.

    python benchmarks/figures/run.py                       # SQLite, the set of benchmarks/pages
    python tests/postgres.py run -- python benchmarks/figures/run.py   # PostgreSQL

Pages of figures are counted before anybody asks; the page for a council is counted while the writer looks and kept as
it is when it is published. Printed: median and p95 in milliseconds by the clock, p95 of the processor time of this
process alone, and queries.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--share", type=float, default=1.0)
    options = parser.parse_args()
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{ROOT}/var/national-{options.share}.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.demo")
    os.environ["SLEUTELBOS_DATABASE_SCOPE"] = "*"
    import django

    django.setup()
    from django.conf import settings

    from benchmarks.pages.run import prepare

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    prepare(options.share)
    measure(options.times)


def measure(times: int) -> None:
    """Count, then look."""
    from django.db import connection
    from django.db.models import Count
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from django.utils import timezone

    from sleutelbos.accounts.models import Membership, Region
    from sleutelbos.accounts.viewer import Viewer
    from sleutelbos.bridging.models import Visit
    from sleutelbos.insights import periods
    from sleutelbos.insights.queries.figures import Scope
    from sleutelbos.insights.services import council
    from sleutelbos.insights.services.sheets import count_sheet, prepare_sheets

    print(f"{connection.vendor}: {Visit.objects.count()} visits")
    regions = list(Region.objects.annotate(n=Count("requests")).order_by("-n")[:3])
    last = Visit.objects.order_by("-starts_at").values_list("starts_at", flat=True)[0].year
    year = min(last, timezone.localdate().year)
    kept, clients, towns, codes = 0, [], [], []
    for region in regions:
        kept += prepare_sheets(limit=len(periods.choices(timezone.localdate())) + 4, only=region)
        client = Client()
        client.force_login(Membership.objects.select_related("user").get(region=region, role="coordinator").user)
        clients.append(client)
        town = region.municipalities.annotate(n=Count("requests")).order_by("-n")[0]
        towns.append(town)
        actor = Viewer(user_id=1, role="coordinator", region_id=region.pk, email="benchmark@example.org")
        seal = council.count_page(town, year).seal
        codes.append(council.publish_page(municipality=town, year=year, seal=seal, actor=actor).public_id)
    print(f"{kept} sheets kept")
    today = periods.rolling(timezone.localdate())

    def look(number: int, address: Callable[[int], str]) -> None:
        response = clients[number % 3].get(address(number % 3))
        assert response.status_code == 200, response.status_code

    figures, draft, page = "insights:show-figures", "insights:show-council-draft", "insights:show-council-page"
    jobs: dict[str, Callable[[int], object]] = {
        "count a region, 12 months": lambda n: count_sheet(
            Scope(regions[n % 3].pk, None, today.first_day, today.last_day)
        ),
        "count a municipality, 12 months": lambda n: count_sheet(
            Scope(regions[n % 3].pk, towns[n % 3].pk, today.first_day, today.last_day)
        ),
        "page of figures, kept sheet": lambda n: look(n, lambda at: reverse(figures)),
        "council page, while writing": lambda n: look(n, lambda at: reverse(draft, args=[towns[at].pk, year])),
        "council page, public": lambda n: look(n, lambda at: reverse(page, args=[codes[at]])),
    }
    print(f"{'what':<34}{'median ms':>10}{'p95 ms':>9}{'own p95':>9}{'queries':>9}")
    for name, job in jobs.items():
        taken, own = [], []
        for number in range(times + 3):
            started, worked = time.perf_counter(), time.process_time()
            job(number)
            if number >= 3:
                taken.append((time.perf_counter() - started) * 1000)
                own.append((time.process_time() - worked) * 1000)
        with CaptureQueriesContext(connection) as asked:
            job(0)
        at = max(0, round(0.95 * len(taken)) - 1)
        middle = statistics.median(taken)
        print(f"{name:<34}{middle:>10.0f}{sorted(taken)[at]:>9.0f}{sorted(own)[at]:>9.0f}{len(asked):>9}")


if __name__ == "__main__":
    main()
