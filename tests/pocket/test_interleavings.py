"""Two hundred phones on a bad network lose nothing and double nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from sleutelbos.allowances.models import Booking
from sleutelbos.bridging.models import Visit, VisitLog
from sleutelbos.bridging.services import visit_token
from tests import factories
from tests.browser import all_answered, missing

SCRIPT = Path(__file__).resolve().parents[1] / "node" / "interleavings.mjs"
SEED = 20261122
PHONES = 200


def _visits(count: int) -> list[Visit]:
    region = factories.RegionFactory()
    made: list[Visit] = []
    for number in range(count):
        # Each of somebody else: a person is at one place at a time, and PostgreSQL holds everybody to it.
        person = factories.KeyPersonFactory(region=region)
        request = factories.RequestFactory(region=region, state="planned", accepted_count=1, municipality=None)
        # Every tenth was called off while the phone was away.
        state = "cancelled" if number % 10 == 9 else "confirmed"
        made.append(factories.VisitFactory(request=request, key_person=person, over=True, state=state, offer=None))
    return made


@pytest.mark.django_db(transaction=True)
def test_two_hundred_interleavings_of_offline_reload_and_double_send(live_server: Any, settings: Any) -> None:
    node = shutil.which("node")
    if node is None:
        missing("Node", "Run ./start test: it installs Node.")
    settings.ALLOWED_HOSTS = ["*"]
    visits = _visits(PHONES * 5 // 4)
    phones: list[list[Visit]] = [[visit] for visit in visits[:PHONES]]
    for extra, visit in enumerate(visits[PHONES:]):
        phones[extra * 2].append(visit)
    addresses = {visit.pk: visit_token(visit) for visit in visits}
    plan = {
        "base": live_server.url,
        "seed": SEED,
        "phones": [
            [
                {
                    "path": reverse("bridging:log-visit", args=[addresses[visit.pk]]),
                    "send": reverse("bridging:send-log", args=[addresses[visit.pk]]),
                }
                for visit in phone
            ]
            for phone in phones
        ],
    }
    with all_answered():
        done = subprocess.run(
            [str(node), str(SCRIPT)], input=json.dumps(plan), capture_output=True, text=True, timeout=900, check=False
        )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout)

    logs = {log.visit_id: log for log in VisitLog.objects.all()}
    bookings = Counter(Booking.objects.values_list("source", flat=True))
    assert set(bookings.values()) <= {1}, "a visit was booked twice"
    seen: Counter[str] = Counter()
    for number, (phone, lived) in enumerate(zip(phones, answer["outcome"], strict=True)):
        assert lived["left"] == 0, f"phone {SEED + number} could not send with a good network"
        for visit, known in zip(phone, lived["visits"], strict=True):
            about = f"phone {SEED + number}, visit {visit.pk}: {known}"
            log = logs.get(visit.pk)
            if known["kept"] is None:
                seen["not submitted"] += 1
                # What was typed and never sent is still there to go on with.
                assert known["draft"] == known["typed"], about
                assert (log is not None) == (known["other"] is not None and visit.state == "confirmed"), about
                assert not known["told"], about
            elif visit.state == "cancelled":
                seen["called off meanwhile"] += 1
                assert log is None, about
                assert known["told"], f"nobody was told. {about}"
            elif log is not None and str(log.sent_key) == known["name"]:
                seen["sent once"] += 1
                assert log.minutes == known["kept"], about
                # A second window that sent other words later was told that the first ones count.
                later = [row["id"] for row in known.get("more", []) if row["id"] != known["name"]]
                assert len(known["told"]) <= len(later), about
                assert bookings[f"visit:{visit.pk}"] == 1, about
            else:
                seen["told by another phone first"] += 1
                assert log is not None and str(log.sent_key) == known["other"], f"a log was lost. {about}"
                assert known["told"], f"nobody was told. {about}"
    assert min(seen.values()) > 2 and len(seen) == 4, seen
    # The run was as bad as it was meant to be; how often each thing comes depends on how quick the machine is.
    assert all(answer["counts"][what] > 5 for what in ("sent", "lost", "refused", "foreign", "killed")), answer[
        "counts"
    ]
