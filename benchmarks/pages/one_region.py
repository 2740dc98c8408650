"""The list of suggestions as a page fragment, for a region in which all 5,000 key persons of the country are.

    python benchmarks/pages/one_region.py                       # makes the set once in var/one-region-5000.sqlite3
    python benchmarks/pages/one_region.py --people 500 --times 50   # a tenth, to try it
    python benchmarks/pages/one_region.py --profile             # and what the time goes to

No region is that large: it is the whole country without its borders. The fragment is asked as the page asks it (htmx),
by a signed-in client inside this process, for different open questions in turn. Printed: processor time of this process
alone, as on a busy machine the clock says more about the machine. `first` is a process that knows nobody yet; `after a
change` is a look after the hours of one person were saved elsewhere, which makes that person read again.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))


def fill(people: int) -> None:
    """One region with all municipalities, these people, and enough history that weeks are full of visits."""
    from django.utils import timezone

    from sleutelbos.accounts.models import Membership, Role, User
    from sleutelbos.accounts.places import municipalities
    from sleutelbos.allowances import services as allowances
    from sleutelbos.config.demo.history import make_history
    from sleutelbos.config.demo.people import make_people
    from sleutelbos.config.demo.world import make_region
    from sleutelbos.guidance import services as guidance

    rng = random.Random(11)
    guidance.load_content()
    allowances.load_law()
    towns = municipalities()
    places = {town.name: [(town.name, town.latitude, town.longitude)] for town in towns}
    organisations = [
        (kind, f"{label} {town.name}", town.name)
        for town in towns
        for kind, label in (("municipality", "Gemeente"), ("practice", "Praktijk"))
    ]
    world = make_region("land", "Heel het land", places, organisations, "Netwerk")
    today = timezone.localdate()
    make_people(world, rng, people, today)
    make_history(world, rng, questions=3 * people, today=today, days=120, steps=False)
    user = User.objects.create_user("coordinator@voorbeeld.example", name="Coördinator")
    Membership.objects.create(user=user, region=world.region, role=Role.COORDINATOR)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    (ROOT / "var").mkdir(exist_ok=True)
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{ROOT}/var/one-region-{options.people}.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.demo")
    os.environ.setdefault("SLEUTELBOS_DATABASE_SCOPE", "*")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from sleutelbos.accounts.models import Region
    from sleutelbos.matching.tasks import forget_marks

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("compile_catalogues", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not Region.objects.exists():
        fill(options.people)
    forget_marks()
    measure(options.times, profile=options.profile)


def measure(times: int, *, profile: bool) -> None:
    """Ask the fragment and print one line."""
    import cProfile
    import pstats

    from django.db.models import F
    from django.test import Client
    from django.urls import reverse

    from sleutelbos.accounts.models import Membership
    from sleutelbos.bridging.models import Offer, Request, Visit
    from sleutelbos.keypersons.models import AvailableBlock, KeyPerson

    rows = [(model.__name__, model._default_manager.count()) for model in (KeyPerson, Request, Visit, Offer)]
    print(", ".join(f"{count:,} {name}" for name, count in rows))
    client = Client()
    client.force_login(Membership.objects.select_related("user").get(role="coordinator").user)
    numbers = list(Request.objects.filter(state__in=["open", "asking"]).order_by("pk").values_list("pk", flat=True))
    random.Random(3).shuffle(numbers)
    import_module("sleutelbos.config.wsgi")  # as the server does: what start-up made is spared from garbage collection
    targets = [reverse("matching:show-suggestions", args=[number]) for number in numbers[:200]]
    people = list(KeyPerson.objects.order_by("pk").values_list("pk", flat=True)[:200])
    watch = cProfile.Profile()
    own, clock, changed, size = [], [], [], 0

    def ask(number: int) -> tuple[float, float]:
        nonlocal size
        began, worked = time.perf_counter(), time.process_time()
        answer = client.get(targets[number % len(targets)], headers={"HX-Request": "true"})
        took = 1000 * (time.process_time() - worked), 1000 * (time.perf_counter() - began)
        assert answer.status_code == 200, (targets[number % len(targets)], answer.status_code)
        size = max(size, len(answer.content))
        return took

    for number in range(times + 1):
        if profile and number:
            watch.enable()
        processor, waited = ask(number)
        watch.disable()
        own.append(processor)
        clock.append(waited)
    for number in range(min(times, 50)):
        AvailableBlock.objects.filter(key_person=people[number % len(people)]).update(end_minute=F("end_minute"))
        changed.append(ask(number)[0])
    first, own, clock = own[0], own[1:], clock[1:]
    cuts = statistics.quantiles(own, n=100)
    print(f"{len(targets)} questions, {times} times, at most {size:,} bytes; first {first:.0f} ms")
    print(f"processor ms: median {cuts[49]:.1f}, p95 {cuts[94]:.1f}, p99 {cuts[98]:.1f}, worst {max(own):.1f}")
    print(f"after a change: median {statistics.median(changed):.1f}, worst of {len(changed)}: {max(changed):.1f}")
    print(f"clock ms: median {statistics.median(clock):.1f}, p95 {statistics.quantiles(clock, n=20)[-1]:.1f}")
    if profile:
        pstats.Stats(watch).sort_stats("tottime").print_stats(30)
        pstats.Stats(watch).sort_stats("cumtime").print_stats(60)


if __name__ == "__main__":
    main()
