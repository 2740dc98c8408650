"""The national set for measuring: 342 municipalities, 5,000 key persons, 200,000 past visits; seeded."""

import random
import time

from django.utils import timezone

from sleutelbos.accounts.models import Membership, Role, User
from sleutelbos.accounts.places import municipalities
from sleutelbos.allowances import services as allowances
from sleutelbos.guidance import services as guidance

from .history import make_history
from .people import make_people
from .world import Report, make_region

REGIONS = 35
PEOPLE = 5_000
VISITS = 200_000


def fill(report: Report, *, seed: int = 7, share: float = 1.0) -> int:
    """Make 35 regions out of all municipalities; `share` makes a smaller set. Returns the number of visits made."""
    started = time.monotonic()
    rng = random.Random(seed)
    guidance.load_content()
    allowances.load_law()
    towns = municipalities()
    # Neighbours belong together: by latitude in five bands, in each from west to east.
    ordered = sorted(towns, key=lambda town: (round((town.latitude - 50.7) / 0.6), town.longitude))
    today = timezone.localdate()
    total = 0
    for number in range(REGIONS):
        part = ordered[len(ordered) * number // REGIONS : len(ordered) * (number + 1) // REGIONS]
        places = {town.name: [(town.name, town.latitude, town.longitude)] for town in part}
        organisations = [
            (kind, f"{label} {town.name}", town.name)
            for town in part
            for kind, label in (("municipality", "Gemeente"), ("school", "School"), ("practice", "Praktijk"))
        ]
        world = make_region(
            f"regio-{number + 1}", f"Regio {number + 1}", places, organisations, f"Netwerk {number + 1}"
        )
        make_people(world, rng, max(20, int(PEOPLE * share / REGIONS + 0.5)), today)
        # About nine in ten questions that somebody can serve end as a visit; the rest stays unmet or open.
        wanted = int(VISITS * share / REGIONS)
        made = 0
        while made < wanted:
            made += make_history(
                world, rng, questions=max(200, int((wanted - made) * 1.3)), today=today, days=1400, steps=share < 1
            )
        total += made
        user = User.objects.create_user(f"coordinator{number + 1}@voorbeeld.example", name=f"Coördinator {number + 1}")
        Membership.objects.create(user=user, region=world.region, role=Role.COORDINATOR)
        report(
            f"{world.region.name}: {len(world.people)} key persons, {made} visits ({time.monotonic() - started:.0f} s)"
        )
    return total
