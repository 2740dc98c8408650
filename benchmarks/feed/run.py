"""What a calendar program's question costs: the whole calendar, and "nothing new" (304), in processor time.

    python benchmarks/feed/run.py

Makes one key person with 5, 20 and 100 appointments in a database in memory and asks each address many times, whole and
with the last ETag in turns. Printed: median milliseconds of processor time in our process, bytes, queries, the ratio.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
TIMES = 150


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sleutelbos.config.settings.test"
    os.environ["DATABASE_URL"] = "sqlite:///:memory:"
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from sleutelbos.accounts.viewer import Viewer
    from sleutelbos.exchange import services
    from tests import factories

    print(f"{'calendar':14}{'whole ms':>10}{'304 ms':>10}{'ratio':>8}{'whole kB':>10}{'304 B':>7}{'queries':>9}")
    for level in ("busy", "place", "full"):
        for number in (5, 20, 100):
            person = factories.KeyPersonFactory(with_account=True)
            request = factories.RequestFactory(region=person.region, state="planned")
            for at in range(number):
                start = timezone.now() + timedelta(days=1 + at, hours=at % 7)
                factories.VisitFactory(
                    request=request, key_person=person, offer=None, starts_at=start, ends_at=start + timedelta(hours=1)
                )
            _feed, token = services.make_feed(key_person=person, level=level, actor=Viewer.system(reason="measuring"))
            client, address = Client(), reverse("exchange:read-feed", args=[token])
            first = client.get(address)
            tag = {"HTTP_IF_NONE_MATCH": client.get(address).headers["ETag"]}
            whole: list[float] = []
            short: list[float] = []
            for _ in range(TIMES):
                for taken, headers in ((whole, {}), (short, tag)):
                    start_at = time.process_time()
                    client.get(address, **headers)
                    taken.append(1000 * (time.process_time() - start_at))
            with CaptureQueriesContext(connection) as queries:
                nothing_new = client.get(address, **tag)
            assert nothing_new.status_code == 304 and first.status_code == 200
            ms, ms_304 = statistics.median(whole), statistics.median(short)
            sent = sum(len(f"{name}: {value}\r\n") for name, value in nothing_new.headers.items())
            print(
                f"{level + ', ' + str(number):14}{ms:10.2f}{ms_304:10.2f}{ms_304 / ms:8.2f}"
                f"{len(first.content) / 1000:10.1f}{sent:7}{len(queries):9}"
            )


if __name__ == "__main__":
    main()
