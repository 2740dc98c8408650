"""A web server in front of the one under test: it counts bytes, can serve collected files, and can lose its network.

Cutting it is what a phone in a tunnel sees, for pages and for service workers alike: no connection at all.
"""

from __future__ import annotations

import gzip
import http.client
import mimetypes
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Front:
    """`url` is where a browser goes; `sent` counts every byte it got; without `files` the server behind serves them."""

    def __init__(self, behind: str, files: Path | None = None) -> None:
        self.behind = urlsplit(behind).netloc
        self.files = files
        self.sent = 0
        self.whole = True
        self.asked: list[str] = []
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:
                pass

            def do_GET(self) -> None:
                front.serve(self)

            do_POST = do_HEAD = do_GET

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def cut(self) -> None:
        """Airplane mode."""
        self.whole = False

    def mend(self) -> None:
        """The network is back."""
        self.whole = True

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def count(self) -> int:
        """How many bytes the browser got since the last time somebody asked."""
        sent, self.sent = self.sent, 0
        return sent

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        if not self.whole:
            handler.close_connection = True
            handler.connection.close()
            return
        self.asked.append(f"{handler.command} {handler.path}")
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length) if length else None
        path = handler.path.split("?")[0]
        if self.files is not None and path.startswith("/static/"):
            status, headers, content = self._file(self.files, path)
        else:
            status, headers, content = self._behind(handler, body)
        if not self.whole:
            # Cut while the answer was on its way.
            handler.close_connection = True
            handler.connection.close()
            return
        lines = [f"{name}: {value}" for name, value in headers]
        self.sent += sum(len(line) + 2 for line in lines) + len(content) + 40
        try:
            handler.send_response_only(status)
            for name, value in headers:
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True

    def _behind(self, handler: BaseHTTPRequestHandler, body: bytes | None) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self.behind, timeout=120)
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in HOP}
        connection.request(handler.command, handler.path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, [(k, v) for k, v in answer.getheaders() if k.lower() not in HOP], content

    def _file(self, files: Path, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        file = (files / path.removeprefix("/static/")).resolve()
        if files.resolve() not in file.parents or not file.is_file():
            return 404, [], b""
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers = [("Content-Type", kind), ("Cache-Control", "max-age=315360000, public, immutable")]
        content = file.read_bytes()
        if kind.startswith("text/") or "javascript" in kind or "svg" in kind:
            content = gzip.compress(content, 9)
            headers.append(("Content-Encoding", "gzip"))
        return 200, headers, content
