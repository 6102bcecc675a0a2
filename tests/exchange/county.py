"""A county's Open311 server on this machine: it behaves, and misbehaves as it is told."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, bytes]


class County:
    """Keeps what it was asked and the reports it has; `next_answers` are given first, in turn."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], dict[str, str]]] = []
        self.reports: dict[str, dict[str, Any]] = {}
        self.next_answers: list[Callable[[County, dict[str, str]], Answer | None]] = []
        self.gives_tokens = False
        county = self

        class Door(BaseHTTPRequestHandler):
            def log_message(self, *_words: object) -> None:
                pass

            def do_GET(self) -> None:
                address = urlsplit(self.path)
                self._answer("GET", address.path, address.query)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer("POST", self.path, body)

            def _answer(self, method: str, path: str, form: str) -> None:
                said = {name: values[0] for name, values in parse_qs(form).items()}
                county.asked.append((method, path, said, dict(self.headers)))
                given = county.next_answers.pop(0) if county.next_answers else None
                answer = given(county, said) if given else county.answer(method, path, said)
                if answer is None:  # hangs up without a word
                    return
                status, body = answer
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v2"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def posts(self) -> list[dict[str, str]]:
        return [said for method, _path, said, _headers in self.asked if method == "POST"]

    def says(self, status: int, body: bytes | str = b"") -> None:
        """Answer the next question with this."""
        told = body.encode() if isinstance(body, str) else body
        self.next_answers.append(lambda _county, _said: (status, told))

    def files(self, said: dict[str, str]) -> str:
        number = f"C-{len(self.reports) + 1}"
        row = {"service_request_id": number, "status": "open", "status_notes": None}
        self.reports[number] = row | {"description": said["description"]}
        return number

    def answer(self, method: str, path: str, said: dict[str, str]) -> Answer:
        rows: Any
        if method == "POST":
            number = self.files(said)
            rows = [{"token": f"T-{number}"} if self.gives_tokens else self.reports[number]]
        elif path.startswith("/v2/tokens/"):
            rows = [{"service_request_id": path[len("/v2/tokens/T-") : -len(".json")]}]
        elif path == "/v2/services.json":
            rows = [{"service_code": "pothole", "service_name": "Potholes <b>"}, {"odd": 1}]
        else:
            asked = said.get("service_request_id")
            rows = (
                [self.reports[one] for one in asked.split(",") if one in self.reports]
                if asked
                else [*self.reports.values()]
            )
        return 200, json.dumps(rows).encode()


def hangs_up_having_filed(county: County, said: dict[str, str]) -> None:
    county.files(said)


def hangs_up(_county: County, _said: dict[str, str]) -> None:
    return None
