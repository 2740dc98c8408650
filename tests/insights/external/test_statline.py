"""Tables of StatLine: both protocols, several pages, revised numbers, marks of what is provisional, odd answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from sleutelbos.insights.external.statline import read_table
from sleutelbos.insights.external.values import Content
from sleutelbos.insights.external.web import FetchFailed, Limits, next_page, origin_of, within
from tests.insights.external import statline

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def server() -> Iterator[statline.Server]:
    with statline.running() as found:
        yield found


def read(server: statline.Server, protocol: str = "odata3", limits: Limits | None = None) -> Content:
    return read_table(server.wanted(protocol), origins=[server.origin], limits=limits)


def failure(server: statline.Server, protocol: str = "odata3", limits: Limits | None = None) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        read(server, protocol, limits)
    return caught.value


@pytest.mark.parametrize("protocol", ["odata3", "odata4"])
def test_every_page_is_read_and_every_period_says_whether_it_is_final(server: statline.Server, protocol: str) -> None:
    content = read(server, protocol)
    first = [one for one in content.numbers if one.measure in {"Eerste_1", "M1"}]
    assert len(first) == 9 and sum("skip" in path for path in server.asked) >= 2, "three pages of at most four rows"
    assert [one.value for one in first[:3]] == [Decimal(1000), Decimal(1001), Decimal(1002)]
    assert [one.status for one in first[:3]] == ["final", "revised", "provisional"]
    assert [one.period for one in first[:3]] == ["2022", "2023", "maart 2024"], "the star is told as status"
    assert {one.group for one in first} == {"Totaal", "Syrisch", "Turks"}
    assert {one.group_code for one in first} == {"T001059", "NAT9339", "NAT9340"}, "codes without their padding"
    assert (content.status, content.published) == ("provisional", "2026-05-07")
    assert content.reference_day == date(2024, 3, 31), "the last day of the newest period"


def test_a_filter_goes_along_with_the_question(server: statline.Server) -> None:
    read_table(server.wanted(filter="Perioden ge '2022JJ00'"), origins=[server.origin])
    asked = [path for path in server.asked if "TypedDataSet" in path]
    assert "%24filter=Perioden+ge+%272022JJ00%27" in asked[0]


def test_the_same_numbers_have_the_same_digest_and_a_changed_status_has_another(server: statline.Server) -> None:
    first = read(server).digest()
    server.table["modified"] = "2026-06-01T02:00:00"
    server.page = 100
    assert read(server).digest() == first, "delivered again without a change, in one page"
    server.table["periods"] = [{**one, "Status": "Definitief"} for one in statline.PERIODS]
    assert read(server).digest() != first


def test_a_number_that_is_kept_back_is_no_zero(server: statline.Server) -> None:
    server.table = statline.table(NAT9339_2022JJ00=None)
    for protocol, note in (("odata3", ""), ("odata4", "geheim")):
        (one,) = (
            one
            for one in read(server, protocol).numbers
            if (one.group, one.period) == ("Syrisch", "2022") and one.measure in {"Eerste_1", "M1"}
        )
        assert (one.value, one.note) == (None, note)


def test_a_reason_that_says_corrected_makes_the_edition_a_corrected_one(server: statline.Server) -> None:
    server.table["reason"] = "Correctie"
    content = read(server)
    assert (content.status, content.correction) == ("corrected", "Correctie")


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "redirect"),
        ((200, {"Content-Type": "text/html"}, b"<html>Inloggen</html>"), "not-json"),
        ((200, JSON, b"<html>"), "not-json"),
        ((200, JSON, b"[1, 2]"), "not-json"),
        ((200, JSON, b"[" * 100_000), "not-json"),
        ((200, JSON, b'{"value": [{"Eerste_1": NaN}]}'), "not-json"),
        ((200, {**JSON, "Content-Encoding": "gzip"}, b"\x1f\x8b"), "packed"),
        ((503, JSON, b"{}"), "refused"),
        ((404, JSON, b"{}"), "refused"),
        ((200, JSON, b"{}"), "odd-answer"),
        ((200, JSON, b'{"value": "veel"}'), "odd-answer"),
        ((200, JSON, b'{"value": [1, 2]}'), "odd-answer"),
        ((200, JSON, b'{"value": []}'), "no-numbers"),
        ((200, JSON, b'{"value": [{"Nationaliteit": "XX", "Perioden": "2022JJ00", "Eerste_1": 1}]}'), "odd-answer"),
        (
            (200, JSON, b'{"value": [{"Nationaliteit": "T001059", "Perioden": "2022JJ00", "Eerste_1": "veel"}]}'),
            "odd-answer",
        ),
        (
            (200, JSON, b'{"value": [{"Nationaliteit": "T001059", "Perioden": "2022JJ00", "Eerste_1": 1e40}]}'),
            "odd-answer",
        ),
    ],
)
def test_an_odd_answer_is_told_and_nothing_is_taken_from_it(
    server: statline.Server, odd: tuple[int, dict[str, str], bytes], code: str
) -> None:
    server.odd["TypedDataSet"] = odd
    assert failure(server).code == code


def test_a_row_that_comes_twice_is_no_table(server: statline.Server) -> None:
    row = {"Nationaliteit": "T001059", "Perioden": "2022JJ00", "Eerste_1": 1}
    server.odd["TypedDataSet"] = (200, JSON, json.dumps({"value": [row, row]}).encode())
    assert failure(server).code == "odd-answer"


def test_another_table_than_was_asked_for_is_refused(server: statline.Server) -> None:
    server.odd["TableInfos"] = (200, JSON, b'{"value": [{"Identifier": "12345NED"}]}')
    assert failure(server).code == "odd-answer"


def test_a_dimension_whose_name_is_an_address_is_not_asked_for(server: statline.Server) -> None:
    rows = [{"Type": "Dimension", "Key": "../../admin"}, {"Type": "Topic", "Key": "Eerste_1"}]
    server.odd["DataProperties"] = (200, JSON, json.dumps({"value": rows}).encode())
    assert failure(server).code == "odd-answer"
    assert not any("admin" in path for path in server.asked)


@pytest.mark.parametrize("link", ["http://example.org/x", "//example.org/odata3/80059ned/x", "/elders", 7, "http://[x"])
def test_a_next_page_elsewhere_is_not_asked_for(server: statline.Server, link: object) -> None:
    body = {"value": [], "odata.nextLink": link}
    server.odd["TypedDataSet"] = (200, JSON, json.dumps(body).encode())
    assert failure(server).code in {"elsewhere", "odd-answer"}
    assert len([path for path in server.asked if "TypedDataSet" in path]) == 1


def test_pages_that_go_round_end(server: statline.Server) -> None:
    address = f"{server.wanted().address}/TypedDataSet"
    body = {"value": [], "odata.nextLink": address}
    server.odd["TypedDataSet"] = (200, JSON, json.dumps(body).encode())
    assert failure(server).detail == "pages go round"


def test_a_table_that_is_too_large_stops_at_the_limit(server: statline.Server) -> None:
    server.odd["TypedDataSet"] = (200, JSON, b" " * 300_000)
    assert failure(server, limits=Limits(size=100_000)).code == "too-large"
    server.odd.clear()
    assert failure(server, limits=Limits(rows=5)).code == "too-many-rows"
    assert failure(server, limits=Limits(numbers=5)).code == "too-many-rows"
    assert failure(server, limits=Limits(pages=3)).code == "too-many-pages"


def test_an_answer_that_drips_is_given_up(server: statline.Server) -> None:
    server.drip = 0.05
    assert failure(server, limits=Limits(seconds=0.4)).code == "too-slow"


def test_nobody_there_is_told() -> None:
    with statline.running() as found:
        wanted, origin = found.wanted(), found.origin
    with pytest.raises(FetchFailed) as caught:
        read_table(wanted, origins=[origin])
    assert caught.value.code == "no-answer"


def test_only_places_of_the_list_are_asked() -> None:
    allowed = ["https://opendata.cbs.nl", "http://127.0.0.1:81"]
    assert origin_of("https://opendata.cbs.nl/ODataFeed/x", allowed) == allowed[0]
    for address in (
        "http://opendata.cbs.nl/x",
        "https://opendata.cbs.nl:8443/x",
        "https://opendata.cbs.nl.example.org/x",
        "https://opendata.cbs.nl@example.org/x",
        "https://user@opendata.cbs.nl/x",
        "https://example.org\\@opendata.cbs.nl/x",
        "http://127.0.0.1:82/x",
        "file:///etc/passwd",
        "https://[x/",
    ):
        with pytest.raises(FetchFailed):
            origin_of(address, allowed)


def test_a_next_page_under_http_is_asked_for_under_https() -> None:
    asked = "https://opendata.cbs.nl/ODataFeed/odata/80059ned/TypedDataSet"
    link = next_page("http://opendata.cbs.nl/ODataFeed/odata/80059ned/TypedDataSet?$skip=10000", asked)
    assert link.startswith("https://opendata.cbs.nl/") and within(link, "https://opendata.cbs.nl")
