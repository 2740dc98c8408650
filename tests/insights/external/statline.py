"""A server on this computer that speaks both protocols of StatLine, politely or not."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sleutelbos.insights.external.reading import Wanted

PERIODS = [
    {"Key": "2022JJ00", "Title": "2022", "Description": "", "Status": "Definitief"},
    {"Key": "2023JJ00", "Title": "2023*", "Description": "", "Status": "NaderVoorlopig"},
    {"Key": "2024MM03", "Title": "2024 maart", "Description": "", "Status": "Voorlopig"},
]
GROUPS = [("T001059  ", "Totaal"), ("NAT9339  ", "Syrisch"), ("NAT9340  ", "Turks")]


def table(**values: float | None) -> dict[str, Any]:
    """Three groups by three periods, two measures; `values`: group_period=number in the first measure."""
    cells: dict[tuple[str, str], float | None] = {}
    for at, (group, _name) in enumerate(GROUPS):
        for add, period in enumerate(PERIODS):
            cells[group.strip(), period["Key"]] = values.get(f"{group.strip()}_{period['Key']}", 1000 - 100 * at + add)
    return {"cells": cells, "modified": "2026-05-07T02:00:00", "reason": "Actualisering", "periods": PERIODS}


class Server:
    """What the server tells; a test changes it between two visits."""

    def __init__(self) -> None:
        self.table = table()
        # Rows per page.
        self.page = 4
        # Path ending -> (status, headers, body) in place of what is right; or seconds to wait before each byte.
        self.odd: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.drip = 0.0
        self.asked: list[str] = []
        self.origin = ""

    def wanted(self, protocol: str = "odata3", filter: str = "") -> Wanted:
        return Wanted(
            code="proef",
            said={"publisher": "CBS", "title": "Proeftabel", "about": "", "url": "https://example.org/"},
            table_id="80059ned",
            protocol=protocol,
            address=f"{self.origin}/{protocol}/80059ned",
            filter=filter,
        )

    def answer(self, path: str, query: dict[str, list[str]]) -> dict[str, Any] | None:
        last = path.rsplit("/", 1)[-1]
        if path.startswith("/odata3/"):
            return self._v3(path, last, query)
        return self._v4(path, last, query)

    def _paged(self, path: str, rows: list[dict[str, Any]], query: dict[str, list[str]], key: str) -> dict[str, Any]:
        skip = int(query.get("$skip", ["0"])[0])
        found: dict[str, Any] = {"value": rows[skip : skip + self.page]}
        if skip + self.page < len(rows):
            found[key] = f"{self.origin}{path}?$skip={skip + self.page}"
        return found

    def _v3(self, path: str, last: str, query: dict[str, list[str]]) -> dict[str, Any] | None:
        key = "odata.nextLink"
        if last == "TableInfos":
            info = {"Identifier": "80059NED", "Title": "Proef", "Modified": self.table["modified"]}
            return {"value": [{**info, "ReasonDelivery": self.table["reason"]}]}
        if last == "DataProperties":
            rows = [
                {"Type": "Dimension", "Key": "Nationaliteit", "Title": "Nationaliteit"},
                {"Type": "TimeDimension", "Key": "Perioden", "Title": "Perioden"},
                {"Type": "TopicGroup", "Key": "", "Title": "Asielverzoeken"},
                {"Type": "Topic", "Key": "Eerste_1", "Title": "Eerste", "Unit": "aantal", "Decimals": 0},
                {"Type": "Topic", "Key": "Aandeel_2", "Title": "Aandeel", "Unit": "%", "Decimals": 1},
            ]
            return {"value": rows}
        if last == "Nationaliteit":
            return self._paged(path, [{"Key": code, "Title": name} for code, name in GROUPS], query, key)
        if last == "Perioden":
            return {"value": self.table["periods"]}
        if last == "TypedDataSet":
            rows = [
                {"ID": at, "Nationaliteit": f"{group}  ", "Perioden": period, "Eerste_1": value, "Aandeel_2": 12.5}
                for at, ((group, period), value) in enumerate(self.table["cells"].items())
            ]
            return self._paged(path, rows, query, key)
        return None

    def _v4(self, path: str, last: str, query: dict[str, list[str]]) -> dict[str, Any] | None:
        key = "@odata.nextLink"
        if last == "Properties":
            return {"Identifier": "80059NED", "ObservationsModified": self.table["modified"], "VersionReason": ""}
        if last == "MeasureCodes":
            return {"value": [{"Identifier": "M1", "Title": "Eerste", "Unit": "aantal", "Decimals": 0}]}
        if last == "Dimensions":
            rows = [{"Identifier": "Nationaliteit", "Kind": "Dimension"}]
            return {"value": [*rows, {"Identifier": "Perioden", "Kind": "TimeDimension"}]}
        if last == "NationaliteitCodes":
            return {"value": [{"Identifier": code, "Title": name} for code, name in GROUPS]}
        if last == "PeriodenCodes":
            return {"value": [{"Identifier": one["Key"], **one} for one in self.table["periods"]]}
        if last == "Observations":
            rows = [
                {
                    "Id": at,
                    "Measure": "M1",
                    "ValueAttribute": "None" if value is not None else "Confidential",
                    "Value": value,
                    "Nationaliteit": group,
                    "Perioden": period,
                }
                for at, ((group, period), value) in enumerate(self.table["cells"].items())
            ]
            return self._paged(path, rows, query, key)
        return None


@contextmanager
def running() -> Iterator[Server]:
    """The server, on a free port."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            server.asked.append(self.path)
            odd = next((one for end, one in server.odd.items() if parts.path.endswith(end)), None)
            if odd is not None:
                status, headers, body = odd
            else:
                found = server.answer(parts.path, parse_qs(parts.query))
                status, body = (200, json.dumps(found).encode()) if found is not None else (404, b"{}")
                headers = {"Content-Type": "application/json; charset=utf-8"}
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                if server.drip:
                    for at in range(len(body)):
                        self.wfile.write(body[at : at + 1])
                        self.wfile.flush()
                        time.sleep(server.drip)
                else:
                    self.wfile.write(body)
            except OSError:
                # Whoever asked has gone.
                return

        def log_message(self, format: str, *args: Any) -> None:
            return

    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.daemon_threads = True
    server.origin = f"http://127.0.0.1:{found.server_address[1]}"
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        found.shutdown()
        found.server_close()
