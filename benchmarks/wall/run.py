"""What the wall between regions costs on PostgreSQL: the same queries with row-level security on and off.

    python tests/postgres.py run -- python benchmarks/wall/run.py

Makes 35 regions with 5,000 key persons and 40,000 questions in a fresh database. Printed per query: median milliseconds
with the wall and without, in turns within one run; and the round trip that names the region once per request.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

REGIONS, PEOPLE, QUESTIONS, TIMES = 35, 5_000, 40_000, 60


def main() -> None:
    os.environ["SLEUTELBOS_DATABASE_SCOPE"] = "*"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.demo")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor != "postgresql":
        sys.exit("This measures PostgreSQL: python tests/postgres.py run -- python benchmarks/wall/run.py")
    call_command("migrate", verbosity=0)
    region = fill()
    from sleutelbos.accounts.services.scope import act_in

    act_in(region)
    for name, query in queries(region).items():
        with_wall, without = measure(query)
        print(f"{name:40} {with_wall:8.2f} ms   without {without:8.2f} ms   {with_wall - without:+.2f} ms")
    print(f"{'naming the region, once per request':40} {median(lambda: act_in(region)):8.2f} ms")


def fill() -> int:
    """Rows of all regions; returns the number of one of them."""
    from sleutelbos.accounts.models import Municipality, Region
    from sleutelbos.bridging.models import Request
    from sleutelbos.guidance.models import Topic
    from sleutelbos.keypersons.models import KeyPerson

    regions = Region.objects.bulk_create(Region(slug=f"r{n}", name=f"Regio {n}") for n in range(REGIONS))
    places = Municipality.objects.bulk_create(Municipality(region=region, name="Plaats") for region in regions)
    topic = Topic.objects.first() or Topic.objects.create(code="school", names={"nl": "School"})
    KeyPerson.objects.bulk_create(
        KeyPerson(region=regions[n % REGIONS], first_name=f"Naam {n}", state="deployable") for n in range(PEOPLE)
    )
    Request.objects.bulk_create(
        (
            Request(
                region=regions[n % REGIONS],
                municipality=places[n % REGIONS],
                kind="accompaniment",
                topic=topic,
                asker_name="A",
                asker_email=f"a{n}@school.example",
                summary="Vraag",
                language="ti",
                place="Plaats",
                state="open" if n % 20 == 0 else "done",
            )
            for n in range(QUESTIONS)
        ),
        batch_size=2000,
    )
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return regions[3].pk


def queries(region: int) -> dict[str, Callable[[], object]]:
    """What pages ask most."""
    from sleutelbos.bridging.models import Request
    from sleutelbos.keypersons.models import KeyPerson

    number = Request.objects.filter(region_id=region).first()
    assert number is not None
    return {
        "open questions of a region": lambda: list(Request.objects.filter(region_id=region, state="open")[:50]),
        "number of questions by state": lambda: Request.objects.filter(region_id=region).count(),
        "one question by its number": lambda: Request.objects.get(pk=number.pk),
        "people who can be asked": lambda: list(KeyPerson.objects.filter(region_id=region, state="deployable")),
        "people by part of a name": lambda: list(
            KeyPerson.objects.filter(region_id=region, first_name__icontains="12")
        ),
    }


def measure(query: Callable[[], object]) -> tuple[float, float]:
    """Medians with and without, measured in turns so that a busy computer hits both."""
    from django.db import connection

    tables = ["bridging_request", "keypersons_keyperson"]

    def wall(word: str) -> None:
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"alter table {table} {word} row level security")

    spent: dict[str, list[float]] = {"enable": [], "disable": []}
    for _ in range(6):
        for word, times in spent.items():
            wall(word)
            query()
            for _ in range(TIMES // 6):
                started = time.perf_counter()
                query()
                times.append((time.perf_counter() - started) * 1000)
    wall("enable")
    return statistics.median(spent["enable"]), statistics.median(spent["disable"])


def median(action: Callable[[], object]) -> float:
    times = []
    for _ in range(200):
        started = time.perf_counter()
        action()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
