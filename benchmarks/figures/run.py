"""Figures of the largest regions of a whole country: counting a sheet, and every page that shows figures.

    python benchmarks/figures/run.py                       # SQLite, the set of benchmarks/pages
    python tests/postgres.py run -- python benchmarks/figures/run.py   # PostgreSQL, the same set made anew
    ... --rows-of var/national-1.0.sqlite3                 # PostgreSQL, rows copied from there: a minute, not six

Sheets, pages for councils and open figures are counted by the worker before anybody looks; the first lines say how long
that takes, the others what somebody waits for. Printed: median and p95 in milliseconds by the clock; p95 of the
processor time of this process alone, which a loaded machine does not stretch by waiting; the mean processor time of the
database's own process, where it has one; and queries.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sleutelbos.accounts.models import Municipality, Region
    from sleutelbos.insights.models import CouncilPage, Release

# What a page may take at p95, in milliseconds.
LIMIT = 300
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--regions", type=int, default=5)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--rows-of", type=Path, help="a SQLite set to copy into an empty PostgreSQL database")
    options = parser.parse_args()
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{ROOT}/var/national-{options.share}.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.demo")
    os.environ["SLEUTELBOS_DATABASE_SCOPE"] = "*"
    import django

    django.setup()
    from django.conf import settings

    from benchmarks.pages.run import prepare
    from sleutelbos.config import urls  # every page, before the long copying

    assert urls.urlpatterns
    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    if options.rows_of is None:
        prepare(options.share)
    else:
        copy(options.rows_of)
    measure(options.times, options.regions)


def copy(source: Path) -> None:
    """An empty PostgreSQL database with the rows of a SQLite set."""
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.pages.copied import copy_rows

    if connection.vendor != "postgresql":
        raise SystemExit("--rows-of fills a PostgreSQL database: python tests/postgres.py run -- ...")
    started = time.perf_counter()
    call_command("compile_catalogues", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    copied = copy_rows(source)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    print(f"{copied} rows copied from {source} in {time.perf_counter() - started:.0f} s")


def measure(times: int, number_of_regions: int) -> None:
    """Count, then look."""
    from django.db import connection
    from django.db.models import Count
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from django.utils import timezone

    from sleutelbos.accounts.models import Membership, Region
    from sleutelbos.bridging.models import Request, Visit
    from sleutelbos.insights import periods
    from sleutelbos.insights.queries.figures import Scope
    from sleutelbos.insights.services.sheets import count_asked, count_sheet, prepare_sheets

    visits, questions = Visit.objects.count(), Request.objects.count()
    print(f"{connection.vendor}, Python {platform.python_version()}: {visits} visits, {questions} questions")
    print(
        f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {timezone.now():%Y-%m-%d %H:%M} UTC"
    )
    regions = list(Region.objects.annotate(n=Count("requests")).order_by("-n", "pk")[:number_of_regions])
    print("regions: " + ", ".join(f"{one.name} ({one.n} questions)" for one in regions))
    last = Visit.objects.order_by("-starts_at").values_list("starts_at", flat=True)[0].year
    year = min(last, timezone.localdate().year)
    kept, clients, towns, codes, drafts, releases = 0, [], [], [], [], []
    for region in regions:
        kept += prepare_sheets(limit=len(periods.choices(timezone.localdate())) + 4, only=region)
        client = Client()
        client.force_login(Membership.objects.select_related("user").get(region=region, role="coordinator").user)
        clients.append(client)
        most, second = region.municipalities.annotate(n=Count("requests")).order_by("-n", "pk")[:2]
        towns.append(most)
        kept += count_asked(region_id=region.pk, municipality_id=most.pk, code=periods.ROLLING)
        codes.append(council_page(most, year, publish=True).public_id)
        drafts.append(council_page(second, year, publish=False))
        releases.append(open_figures(region))
    print(f"{kept} sheets kept")
    today = periods.rolling(timezone.localdate())
    stranger = Client()

    def look(client: Client, address: str) -> None:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        assert b"cijfers-vraag" not in response.content, "a page that waits for its figures is quick and says nothing"

    def own(name: str, query: str = "") -> Callable[[int], object]:
        return lambda n: look(clients[n % len(regions)], reverse(f"insights:{name}") + query)

    def of_town(number: int) -> str:
        return reverse("insights:show-figures") + f"?gemeente={towns[number % len(regions)].pk}"

    def wait(number: int) -> None:
        response = clients[number % len(regions)].get(
            reverse("insights:show-figures"), {"periode": "12m", "keer": "1"}, headers={"HX-Request": "true"}
        )
        assert response.status_code == 200 and response.headers.get("HX-Retarget") == "#cijfers"

    def figures_of(number: int) -> str:
        one = releases[number % len(regions)]
        return reverse("insights:show-release", args=[one.region.slug, one.period, one.edition])

    def draft_of(number: int) -> str:
        return reverse("insights:show-council-draft", args=[drafts[number % len(regions)].municipality_id, year])

    jobs: dict[str, Callable[[int], object]] = {
        "count a region, 12 months": lambda n: count_sheet(
            Scope(regions[n % len(regions)].pk, None, today.first_day, today.last_day)
        ),
        "count a municipality, 12 months": lambda n: count_sheet(
            Scope(regions[n % len(regions)].pk, towns[n % len(regions)].pk, today.first_day, today.last_day)
        ),
        "page of figures, a region": own("show-figures"),
        "page of figures, last year": own("show-figures", f"?periode={year - 1}"),
        "page of figures, a municipality": lambda n: look(clients[n % len(regions)], of_town(n)),
        "figures into a page that waits": wait,
        "how much each key person does": own("show-load"),
        "how much, last year": own("show-load", f"?periode={year - 1}"),
        "what the figures mean": own("show-definitions"),
        "national figures, list": own("list-sources"),
        "list of pages for councils": own("list-council-pages"),
        "council page, draft": lambda n: look(clients[n % len(regions)], draft_of(n)),
        "council page, public": lambda n: look(
            stranger, reverse("insights:show-council-page", args=[codes[n % len(regions)]])
        ),
        "list of public council pages": lambda _n: look(stranger, reverse("insights:list-public-council-pages")),
        "open figures, own list": own("list-own-releases"),
        "open figures, list": lambda _n: look(stranger, reverse("insights:list-releases")),
        "open figures, one quarter": lambda n: look(stranger, figures_of(n)),
        "open figures, CSV": lambda n: look(stranger, figures_of(n) + "questions.csv"),
        "open figures, JSON": lambda n: look(stranger, figures_of(n) + "cijfers.json"),
        "open figures, data package": lambda n: look(stranger, figures_of(n) + "datapackage.json"),
        "how many key persons": lambda _n: look(stranger, reverse("insights:show-key-person-counts")),
    }
    print(f"{'what':<34}{'median ms':>10}{'p95 ms':>9}{'own p95':>9}{'database':>10}{'queries':>9}")
    worker = {"count a region, 12 months", "count a municipality, 12 months"}
    slow: list[str] = []
    for name, job in jobs.items():
        taken, worked_for, database = [], [], 0.0
        # Nobody waits for the worker: fewer times.
        often = max(1, times // 4) if name in worker else times
        for number in range(len(regions) + often):
            if number == len(regions):
                database = database_worked()
            started, worked = time.perf_counter(), time.process_time()
            job(number)
            # Every region is warmed up once.
            if number >= len(regions):
                taken.append((time.perf_counter() - started) * 1000)
                worked_for.append((time.process_time() - worked) * 1000)
        database = (database_worked() - database) * 1000 / often
        with CaptureQueriesContext(connection) as asked:
            job(0)
        at = max(0, math.ceil(0.95 * often) - 1)
        clock, own_time = sorted(taken)[at], sorted(worked_for)[at]
        apart = f"{database:.1f}" if connection.vendor == "postgresql" else "in own"
        middle = statistics.median(taken)
        print(f"{name:<34}{middle:>10.0f}{clock:>9.0f}{own_time:>9.0f}{apart:>10}{len(asked):>9}", flush=True)
        if name not in worker and clock >= LIMIT:
            slow.append(f"{name} ({clock:.0f} ms by the clock, {own_time:.0f} of its own)")
    print(f"load of the machine {os.getloadavg()[0]:.1f}, {timezone.now():%H:%M} UTC")
    print(f"pages of {LIMIT} ms or more at p95: {'; '.join(slow) or 'none'}")


def database_worked() -> float:
    """Seconds of processor time of the database's process for us, on this machine; 0 where it has none of its own."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (number,) = cursor.fetchone()
    parts = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def council_page(town: Municipality, year: int, *, publish: bool) -> CouncilPage:
    """The page of a municipality as the worker counts it; made public, or kept as a draft."""
    from sleutelbos.accounts.viewer import Viewer
    from sleutelbos.insights.models import CouncilPage
    from sleutelbos.insights.services import council

    state = CouncilPage.State.PUBLISHED if publish else CouncilPage.State.DRAFT
    there = CouncilPage.objects.filter(municipality=town, year=year, state=state).exclude(content={}).first()
    if there is not None:
        return there
    actor = Viewer(user_id=1, role="coordinator", region_id=town.region_id, email="benchmark@example.org")
    page = council.ask_figures(municipality=town, year=year, actor=actor)
    started = time.process_time()
    council.count_draft(page_id=page.pk)
    print(f"counting and judging a page for a council: {time.process_time() - started:.1f} s of processor time")
    page.refresh_from_db()
    if publish:
        page = council.publish_page(municipality=town, year=year, seal=council.seal_of(page.content), actor=actor)
    return page


def open_figures(region: Region) -> Release:
    """The figures of a quarter, made and public."""
    from django.utils import timezone

    from sleutelbos.accounts.viewer import Viewer
    from sleutelbos.insights.models import Release
    from sleutelbos.insights.open_data.periods import is_year
    from sleutelbos.insights.queries.releases import periods_to_publish
    from sleutelbos.insights.services import releases

    there = Release.objects.filter(region=region, state=Release.State.PUBLISHED).first()
    if there is not None:
        return there
    period = next(one for one in periods_to_publish(region.pk, timezone.localdate()) if not is_year(one))
    release = Release.objects.create(region=region, period=period, asked_by="benchmark")
    started = time.process_time()
    releases.make_release(release_id=release.pk)
    print(f"making open figures of a quarter: {time.process_time() - started:.1f} s of processor time")
    release.refresh_from_db()
    releases.publish_release(release=release, actor=Viewer.system(reason="benchmark", region_id=region.pk))
    release.refresh_from_db()
    return release


if __name__ == "__main__":
    main()
