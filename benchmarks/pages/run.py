"""Server time and queries of the pages people wait for, on the national set.

    python benchmarks/pages/run.py                       # SQLite, makes the set once in var/national.sqlite3
    python tests/postgres.py run -- python benchmarks/pages/run.py   # PostgreSQL
    python benchmarks/pages/run.py --share 0.05          # a twentieth, to try it

Each page is asked `--times` times by a signed-in client inside this process (no network), after three warm-ups, for
regions in turn. Printed per page: median and p95 of the time in milliseconds, p95 of the processor time of this
process alone (on a busy machine the difference is waiting for a turn; PostgreSQL's own work is in the first only), the
median as a ratio to the health page in the same run, queries at least and at most, and bytes.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))


def prepare(share: float) -> None:
    """Fill the database once."""
    from django.core.management import call_command
    from django.db import connection

    from sleutelbos.accounts.models import Region

    call_command("compile_catalogues", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not Region.objects.exists():
        call_command("national_set", share=share)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")  # as its own housekeeping does within minutes of such a change


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--share", type=float, default=1.0)
    options = parser.parse_args()
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/national-{options.share}.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.demo")
    # The set is made for all regions; each page then names its own, as everywhere.
    os.environ.setdefault("SLEUTELBOS_DATABASE_SCOPE", "*")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    prepare(options.share)
    scope = os.environ["SLEUTELBOS_DATABASE_SCOPE"]
    from sleutelbos.config import wsgi  # as a server starts

    assert wsgi.application
    os.environ["SLEUTELBOS_DATABASE_SCOPE"] = scope
    measure(options.times)


def measure(times: int) -> None:
    """Ask every page and print the table."""
    from django.db import connection
    from django.db.models import Count
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from sleutelbos.accounts.models import Membership, Region
    from sleutelbos.bridging.models import Offer, Request, Visit
    from sleutelbos.bridging.services import offer_link
    from sleutelbos.keypersons.models import KeyPerson

    counts = {model.__name__: model._default_manager.count() for model in (Region, KeyPerson, Request, Visit)}
    print(f"{connection.vendor}: {counts}")
    regions = list(Region.objects.annotate(n=Count("requests")).order_by("-n")[:5])
    clients = {}
    for region in regions:
        client = Client()
        client.force_login(Membership.objects.select_related("user").get(region=region, role="coordinator").user)
        clients[region.pk] = client
    stranger = Client()

    def rows(query: Callable[[Region], list[str]]) -> list[tuple[Client, str]]:
        return [(clients[region.pk], url) for region in regions for url in query(region)]

    opened = {
        region.pk: list(
            Request.objects.filter(region=region, state__in=["open", "asking"]).values_list("pk", flat=True)[:6]
        )
        for region in regions
    }
    people = {
        region.pk: list(KeyPerson.objects.filter(region=region).values_list("pk", flat=True)[:6]) for region in regions
    }
    offers = Offer.objects.filter(state="open", request__region__in=regions).select_related("request", "key_person")[
        :12
    ]
    pages: dict[str, list[tuple[Client, str]]] = {
        "health": [(stranger, reverse("readyz"))],
        "desk": rows(lambda region: [reverse("bridging:show-desk")]),
        "questions, first page": rows(lambda region: [reverse("bridging:list-requests") + "?volgorde=newest"]),
        "questions, page 40": rows(lambda region: [reverse("bridging:list-requests") + "?volgorde=newest&page=40"]),
        "questions, filtered": rows(
            lambda region: [reverse("bridging:list-requests") + "?status=unmet&taal=ti&zoek=school&volgorde=newest"]
        ),
        "appointments": rows(lambda region: [reverse("bridging:list-visits")]),
        "question": rows(lambda region: [reverse("bridging:show-request", args=[pk]) for pk in opened[region.pk]]),
        "suggestions": rows(
            lambda region: [reverse("matching:show-suggestions", args=[pk]) for pk in opened[region.pk]]
        ),
        "key persons": rows(lambda region: [reverse("keypersons:list-key-persons")]),
        "key person": rows(
            lambda region: [reverse("keypersons:show-key-person", args=[pk]) for pk in people[region.pk]]
        ),
        "answer page": [(stranger, "/" + offer_link(offer).split("/", 3)[3]) for offer in offers],
    }
    heads = ("median ms", 10), ("p95 ms", 9), ("own p95", 9), ("x health", 10), ("queries", 10), ("bytes", 9)
    print(f"{'page':<24}" + "".join(f"{head:>{width}}" for head, width in (*heads, ("gzip", 8))))
    base = 0.0
    for name, targets in pages.items():
        if not targets:
            print(f"{name:<24} nothing to measure")
            continue
        taken: list[float] = []
        own: list[float] = []
        queries: set[int] = set()
        size = packed = 0
        for number in range(times + 3):
            client, url = targets[number % len(targets)]
            started, worked = time.perf_counter(), time.process_time()
            response = client.get(url)
            body = response.content
            elapsed, worked = time.perf_counter() - started, time.process_time() - worked
            assert response.status_code == 200, (name, url, response.status_code)
            if number >= 3:
                taken.append(elapsed * 1000)
                own.append(worked * 1000)
            size, packed = max(size, len(body)), max(packed, len(gzip.compress(body)))
        for client, url in targets:
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            queries.add(len(captured))
        median, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        processor = statistics.quantiles(own, n=20)[-1]
        base = base or median
        span = f"{min(queries)}" if len(queries) == 1 else f"{min(queries)}-{max(queries)}"
        line = f"{median:>10.1f}{p95:>9.1f}{processor:>9.1f}{median / base:>10.1f}"
        print(f"{name:<24}{line}{span:>10}{size:>9}{packed:>8}")


if __name__ == "__main__":
    main()
