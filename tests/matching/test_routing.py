"""A routing server of the installation: what goes out, what comes in, and that nothing it does stops the work."""

from __future__ import annotations

import json
import math
import re
import time
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as datetime_time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request
from sleutelbos.matching import routing, services
from sleutelbos.matching.engine.travel_table import NOT_SAID, TravelTable
from sleutelbos.matching.load import load_week, travel_for
from sleutelbos.matching.models import Suggestion, TravelTimes
from tests import factories

HOMES = [(51.93123456, 6.58123456), (51.97, 6.72), (52.104, 6.311)]


def seconds_between(here: tuple[float, float], there: tuple[float, float]) -> float:
    """What the pretended server says: not the same there and back."""
    return round(math.dist(here, there) * 7000 + (90 if here < there else 0), 1)


class Pretended(ThreadingHTTPServer):
    """Speaks both protocols; `mood` makes it misbehave."""

    daemon_threads = True
    mood = ""
    outside: frozenset[tuple[float, float]] = frozenset()
    asked: list[tuple[str, bytes]]

    def handle_error(self, *args: Any) -> None:
        """A client that hangs up is what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Pretended

    def do_GET(self) -> None:
        self.server.asked.append((self.path, b""))
        found = re.fullmatch(
            r"/table/v1/([\w-]+)/([\d.,;-]+)\?sources=([\d;]+)&destinations=([\d;]+)&annotations=duration", self.path
        )
        if found is None:
            return self.say(400, {"code": "InvalidUrl"})
        places = [(float(lat), float(lon)) for lon, lat in (pair.split(",") for pair in found[2].split(";"))]
        if self.server.outside & set(places):
            return self.say(400, {"code": "NoSegment"})
        rows, columns = ([places[int(at)] for at in found[group].split(";")] for group in (3, 4))
        if len(rows) * len(columns) > 2500 or len(places) > 100:
            return self.say(400, {"code": "TooBig"})
        return self.say(200, {"code": "Ok", "durations": [[seconds_between(a, b) for b in columns] for a in rows]})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, body))
        asked = json.loads(body)
        rows, columns = ([(item["lat"], item["lon"]) for item in asked[name]] for name in ("sources", "targets"))
        table = [[seconds_between(a, b) for b in columns] for a in rows]
        if self.server.mood == "short":
            return self.say(200, {"sources_to_targets": {"durations": table}})
        cells = [
            [{"time": time, "distance": 1, "from_index": i, "to_index": j} for j, time in enumerate(row)]
            for i, row in enumerate(table)
        ]
        return self.say(200, {"sources_to_targets": cells, "units": "kilometers"})

    def say(self, status: int, value: Any) -> None:
        mood = self.server.mood
        data = json.dumps(value).encode()
        if mood == "elsewhere":
            self.send_response(302)
            self.send_header("Location", "http://192.0.2.1/" + self.path)
            self.end_headers()
            return
        if mood == "broken":
            status = 500
        elif mood == "nonsense":
            data = b"<html>"
        elif mood == "list":
            data = b"[]"
        elif mood == "refuses":
            data = b'{"code": "NoTable"}'
        elif mood == "smaller":
            data = json.dumps({"code": "Ok", "durations": [[1]]}).encode()
        elif mood == "wild":
            data = re.sub(rb"\[\[[\d.]+", b"[[-1", data)
        elif mood == "nan":
            data = re.sub(rb"\[\[[\d.]+", b"[[NaN", data)
        elif mood == "null":
            data = re.sub(rb"\[\[[\d.]+, [\d.]+", b"[[0, null", data)
        elif mood == "long":
            data += b" " * routing.MOST_BYTES
        elif mood == "slow":
            time.sleep(1)
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def pretended() -> Iterator[Pretended]:
    server = Pretended(("127.0.0.1", 0), Handler)
    server.asked = []
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def osrm(pretended: Pretended, settings: Any) -> Pretended:
    settings.ROUTING_URL = f"http://127.0.0.1:{pretended.server_port}"
    settings.ROUTING_KIND = "osrm"
    settings.ROUTING_PROFILES = ["car=driving", "bike=cycling"]
    return pretended


@pytest.fixture
def valhalla(osrm: Pretended, settings: Any) -> Pretended:
    settings.ROUTING_KIND = "valhalla"
    settings.ROUTING_PROFILES = []
    return osrm


def here() -> routing.Server:
    found = routing.server()
    assert found is not None
    return found


SPOTS = [(51931, 6581), (51970, 6720), (52104, 6311)]


def expected(spots: list[tuple[int, int]]) -> list[list[int]]:
    places = [(lat / 1000, lon / 1000) for lat, lon in spots]
    return [[math.ceil(seconds_between(a, b)) for b in places] for a in places]


# --- the protocols ------------------------------------------------------------------------------------------------


def test_osrm_is_asked_by_its_table_service(osrm: Pretended) -> None:
    assert routing.ask(here(), "car", SPOTS, SPOTS).tolist() == expected(SPOTS)
    assert osrm.asked[0][0].startswith("/table/v1/driving/6.581,51.931;6.720,51.970;")


@pytest.mark.parametrize("mood", ["", "short"])
def test_valhalla_is_asked_by_its_matrix_in_both_of_its_forms(valhalla: Pretended, mood: str) -> None:
    valhalla.mood = mood
    assert routing.ask(here(), "walk", SPOTS, SPOTS).tolist() == expected(SPOTS)
    path, body = valhalla.asked[0]
    assert (path, json.loads(body)["costing"]) == ("/sources_to_targets", "pedestrian")


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_many_places_are_asked_in_blocks_and_put_together(osrm: Pretended, settings: Any, kind: str) -> None:
    settings.ROUTING_KIND = kind
    spots = [(51_000 + 7 * at, 6_000 + 3 * at) for at in range(routing.BLOCK * 2 + 3)]
    assert routing.ask(here(), "car", spots, spots).tolist() == expected(spots)
    assert len(osrm.asked) == 9


def test_the_profile_may_be_part_of_the_address(osrm: Pretended, settings: Any) -> None:
    settings.ROUTING_URL += "/routed-{profile}"
    assert here().address("bike").endswith("/routed-cycling")


def test_no_way_is_not_a_time(osrm: Pretended) -> None:
    osrm.mood = "null"
    assert routing.ask(here(), "car", SPOTS, SPOTS)[0, 1] == NOT_SAID


def test_a_place_outside_the_map_does_not_cost_the_others_their_times(osrm: Pretended) -> None:
    osrm.outside = frozenset({(SPOTS[1][0] / 1000, SPOTS[1][1] / 1000)})
    said = routing.ask(here(), "car", SPOTS, SPOTS)
    assert said[1].tolist() == said[:, 1].tolist() == [NOT_SAID] * 3
    assert said[np.ix_([0, 2], [0, 2])].tolist() == expected([SPOTS[0], SPOTS[2]])


@pytest.mark.parametrize(
    "mood", ["elsewhere", "broken", "nonsense", "list", "refuses", "smaller", "wild", "nan", "long", "slow"]
)
def test_an_answer_that_is_not_right_is_refused(osrm: Pretended, monkeypatch: Any, mood: str) -> None:
    if mood == "slow":
        monkeypatch.setattr(routing, "ANSWER_SECONDS", 0.3)
    osrm.mood = mood
    with pytest.raises(routing.RoutingFailed) as failed:
        routing.ask(here(), "car", SPOTS, SPOTS)
    # What is logged never has the places in it.
    assert "51.9" not in str(failed.value)
    assert len(osrm.asked) == (4 if mood == "refuses" else 1)  # a refusal is looked into, place by place


def test_nobody_there_is_a_failure_too(osrm: Pretended, settings: Any) -> None:
    settings.ROUTING_URL = "http://127.0.0.1:1"
    with pytest.raises(routing.RoutingFailed):
        routing.ask(here(), "car", SPOTS, SPOTS)


@pytest.mark.parametrize(
    ("kind", "url", "profiles", "count"),
    [
        ("osrm", "", ["nonsense"], 0),
        ("osrm", "http://osrm:5000", [], 0),
        ("valhalla", "https://routes.example.nl/valhalla", ["car=auto"], 0),
        ("osrm", "http://osrm-{profile}:5000", ["bike=bike"], 0),
        ("google", "http://osrm:5000", [], 1),
        ("osrm", "osrm:5000", [], 1),
        ("osrm", "http://osrm:5000/", [], 1),
        ("osrm", "http://osrm:port", [], 1),
        ("osrm", "http://me:secret@osrm", [], 1),
        ("osrm", "http://osrm/?a=b", [], 1),
        ("osrm", "file:///etc/passwd", [], 1),
        ("osrm", "http://osrm\r\nX: y", [], 1),
        ("osrm", "http://osrm:5000", ["public=bus", "car=a/b", "bike"], 3),
    ],
)
def test_nonsense_in_the_settings_is_said_by_a_check_and_not_used(
    settings: Any, kind: str, url: str, profiles: list[str], count: int
) -> None:
    from sleutelbos.config.checks import check_routing

    settings.ROUTING_KIND, settings.ROUTING_URL, settings.ROUTING_PROFILES = kind, url, profiles
    assert [item.id for item in check_routing(None)] == ["sleutelbos.E006"] * count
    assert (routing.server() is None) == (count > 0 or not url)


# --- what is kept -------------------------------------------------------------------------------------------------


@pytest.fixture
def people(region_a: Any) -> list[Any]:
    return [
        factories.KeyPersonFactory(region=region_a, latitude=lat, longitude=lon, travel="car") for lat, lon in HOMES
    ]


@pytest.fixture
def question(region_a: Any) -> Request:
    made: Request = factories.RequestFactory(region=region_a, where="place", latitude=51.965, longitude=6.288)
    return made


def test_without_a_setting_nothing_is_asked_or_read(region_a: Any, people: Any, question: Request) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert services.refresh_travel_times() == 0
        assert travel_for(region_a) is None
    assert not queries.captured_queries
    assert services.suggest(question).shortlist.rules_version.endswith("travel 2026-1")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_what_the_server_said_is_kept_and_used(
    osrm: Pretended, settings: Any, region_a: Any, people: Any, question: Request, kind: str
) -> None:
    settings.ROUTING_KIND = kind
    before = services.suggest(question)
    assert before.travel is None
    assert services.refresh_travel_times() == 2
    after = services.suggest(question)
    model = travel_for(region_a)
    assert model is not None
    assert after.travel is not None
    assert after.travel.digest == model.digest
    assert after.shortlist.input_hash != before.shortlist.input_hash
    assert f"travel {kind} " in after.shortlist.rules_version
    # Everything is known: a second round asks nothing.
    asked = len(osrm.asked)
    assert services.refresh_travel_times() == 0
    assert len(osrm.asked) == asked


def test_only_rounded_places_leave_the_house(osrm: Pretended, people: Any, question: Request) -> None:
    services.refresh_travel_times()
    assert osrm.asked
    for path, body in osrm.asked:
        assert not body
        assert re.fullmatch(r"/table/v1/(driving|cycling)/(\d+\.\d{3},\d+\.\d{3};?)+\?[sourcedtinaw=;\d&]+", path), path
    assert "51.931," not in osrm.asked[0][0].split("?")[1]
    assert {tuple(spot) for row in TravelTimes.objects.all() for spot in row.spots} == {*SPOTS, (51965, 6288)}


def test_a_new_place_is_asked_alone_and_old_ones_after_a_week(
    osrm: Pretended, region_a: Any, people: Any, question: Request
) -> None:
    services.refresh_travel_times()
    whole = TravelTimes.objects.get(mode="car")
    osrm.asked.clear()
    factories.KeyPersonFactory(region=region_a, latitude=51.84, longitude=6.4)
    assert services.refresh_travel_times() == 2
    grown = TravelTimes.objects.get(mode="car")
    assert len(osrm.asked) == 4  # for two means: from the new place to all, and from all to the new one
    assert (grown.asked_at, len(grown.spots)) == (whole.asked_at, len(whole.spots) + 1)
    from sleutelbos.matching.load.travel import spots_and_seconds

    spots, seconds = spots_and_seconds(grown)
    assert seconds.tolist() == expected(spots)
    TravelTimes.objects.update(asked_at=timezone.now() - timedelta(days=8))
    people[0].delete()
    assert services.refresh_travel_times() == 2
    assert SPOTS[0] not in {tuple(spot) for spot in TravelTimes.objects.get(mode="car").spots}


@pytest.mark.parametrize("mood", ["broken", "nonsense", "elsewhere"])
def test_what_is_kept_stays_where_the_server_fails_and_the_log_says_so(
    osrm: Pretended, region_a: Any, people: Any, question: Request, caplog: Any, mood: str
) -> None:
    services.refresh_travel_times()
    model = travel_for(region_a)
    osrm.mood = mood
    osrm.asked.clear()
    factories.KeyPersonFactory(region=region_a, latitude=51.84, longitude=6.4)
    assert services.refresh_travel_times() == 0
    assert len(osrm.asked) == 1  # one failure is enough for a round
    assert "the routing server failed" in caplog.text
    assert "51.8" not in caplog.text
    after = travel_for(region_a)
    assert model is not None
    assert after is not None
    assert after.digest == model.digest
    assert services.suggest(question).shortlist is not None


def test_a_refusal_is_about_one_table_and_a_round_has_an_end(
    osrm: Pretended, settings: Any, monkeypatch: Any, region_a: Any, people: Any, caplog: Any
) -> None:
    from sleutelbos.matching.services import travelling

    with monkeypatch.context() as patched:
        patched.setattr(travelling, "ROUND_SECONDS", 0.0)
        assert services.refresh_travel_times() == 0
    assert not osrm.asked
    osrm.mood = "refuses"
    assert services.refresh_travel_times() == 0
    assert [mode for mode in ("bike", "car") if f"failed for {mode} " in caplog.text] == ["bike", "car"]


def test_another_server_starts_afresh(osrm: Pretended, settings: Any, region_a: Any, people: Any) -> None:
    services.refresh_travel_times()
    settings.ROUTING_PROFILES = ["car=taxi"]
    assert travel_for(region_a) is None
    assert services.refresh_travel_times() == 1
    assert travel_for(region_a) is not None


def test_a_region_keeps_to_its_own_places(osrm: Pretended, region_a: Any, region_b: Any, people: Any) -> None:
    factories.KeyPersonFactory(region=region_b, latitude=50.85, longitude=5.69)
    services.refresh_travel_times()
    assert travel_for(region_b) is not None
    assert TravelTimes.objects.get(region=region_b, mode="car").spots == [[50850, 5690]]
    assert [50850, 5690] not in TravelTimes.objects.get(region=region_a, mode="car").spots


def test_of_too_many_places_the_rarest_are_left_out(
    osrm: Pretended, monkeypatch: Any, region_a: Any, people: Any, caplog: Any
) -> None:
    from sleutelbos.matching.services import travelling

    monkeypatch.setattr(travelling, "MOST_PLACES", 2)
    factories.KeyPersonFactory(region=region_a, latitude=HOMES[2][0], longitude=HOMES[2][1])
    services.refresh_travel_times()
    spots = TravelTimes.objects.get(mode="car").spots
    assert len(spots) == 2
    assert list(SPOTS[2]) in spots
    assert "2 are asked" in caplog.text


def test_a_suggestion_made_with_a_table_is_made_again_without_it(
    osrm: Pretended, region_a: Any, coordinator: Any, people: Any, question: Request
) -> None:
    services.refresh_travel_times()
    suggested = services.suggest(question)
    assert suggested.shortlist.fitting
    actor = Viewer(user_id=coordinator.pk, role="coordinator", region_id=region_a.pk, name="Renske")
    services.ask_people(request=question, key_person_ids=[suggested.shortlist.fitting[0]], in_turn=False, actor=actor)
    TravelTimes.objects.all().delete()
    kept = Suggestion.objects.get()
    again = services.suggest_again(kept)
    assert (again.input_hash, again.to_json()) == (kept.input_hash, kept.result)


def test_with_a_server_one_query_more_and_never_two(
    osrm: Pretended, settings: Any, region_a: Any, people: Any, question: Request
) -> None:
    services.refresh_travel_times()
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    asked = Request.objects.select_related("region", "topic", "role").get(pk=question.pk)
    looks = (lambda: services.suggest(asked), lambda: load_week(region_a, monday))
    with_server = [count(look) for look in looks]
    settings.ROUTING_URL = ""
    assert with_server == [count(look) + 1 for look in looks]


def count(look: Any) -> int:
    look()
    with CaptureQueriesContext(connection) as queries:
        look()
    return len(queries)


def test_a_tick_of_the_clock_asks(osrm: Pretended, people: Any) -> None:
    from sleutelbos.config.clock import JOBS

    assert JOBS["travel times asked"]() == 2


def test_the_table_is_what_a_plan_and_a_repair_reckon_with(
    osrm: Pretended, region_a: Any, people: Any, question: Request
) -> None:
    from sleutelbos.matching.load import load_standing

    services.refresh_travel_times()
    today = timezone.localdate()
    week = load_week(region_a, today - timedelta(days=today.weekday()))
    standing = load_standing(region_a, today, today)
    assert week.travel is not None
    assert standing.travel is week.travel
    assert standing.without(()).travel is week.travel
    assert np.array_equal(week.travel.modes[0][1].minutes, week.travel.modes[0][1].minutes.T)


def test_a_week_plan_keeps_the_table_it_was_made_with(
    osrm: Pretended, settings: Any, region_a: Any, coordinator: Any, people: Any
) -> None:
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    at = timezone.make_aware(datetime.combine(monday + timedelta(days=1), datetime_time(10)))
    factories.RequestFactory(region=region_a, starts_at=at, latitude=51.965, longitude=6.288)
    actor = Viewer(user_id=coordinator.pk, role="coordinator", region_id=region_a.pk, name="Renske")
    services.refresh_travel_times()
    model = travel_for(region_a)
    assert model is not None
    kept = []
    for url in (settings.ROUTING_URL, ""):
        settings.ROUTING_URL = url
        plan = services.start_plan(region=region_a, monday=monday, actor=actor)
        assert services.make_plan(plan_id=plan.pk, version=plan.version)
        plan.refresh_from_db()
        assert (f"travel {model.version}" in plan.rules_version) == bool(url)
        kept.append(json.loads(zlib.decompress(bytes(plan.input))))
    assert TravelTable.from_json(kept[0]["travel"]).digest == model.digest
    assert "travel" not in kept[1]
