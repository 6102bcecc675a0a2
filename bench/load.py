"""A small load: a few kept-open connections that send the same or growing requests."""

import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from bench.processor import milliseconds_of

CLIENTS = 4
ASKED = 45  # times in turns
TURNS = 3  # of a load beside the bare page's
REQUEST = Callable[[], bytes]


@dataclass(frozen=True)
class Measured:
    """What a load saw: answers per second and the 95th percentile in milliseconds."""

    per_second: float
    p95_ms: float


class Line:
    """One kept-open HTTP/1.1 connection that reads whole answers and checks their status."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, request: bytes, wanted: bytes) -> bytes:
        """Send a request and return its body; any other status than `wanted` stops the bench."""
        self.socket.sendall(request)
        head, _, self.rest = self._until(b"\r\n\r\n").partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 " + wanted):
            raise RuntimeError(f"unexpected answer: {head[:200]!r}")
        length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        while len(self.rest) < length:
            self.rest += self.socket.recv(65536)
        body, self.rest = self.rest[:length], self.rest[length:]
        return body

    def _until(self, mark: bytes) -> bytes:
        while mark not in self.rest:
            part = self.socket.recv(65536)
            if not part:
                raise RuntimeError("the server closed the line")
            self.rest += part
        return self.rest


def load(port: int, request: REQUEST, *, wanted: bytes = b"200", seconds: float = 6) -> Measured:
    """Ask from a few lines at once for some seconds, after a short warm-up."""
    _ask_for(port, request, wanted, 1.0, [])
    times: list[float] = []
    threads = [
        threading.Thread(target=_ask_for, args=(port, request, wanted, seconds, times))
        for _ in range(CLIENTS)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - start
    return Measured(len(times) / passed, 1000 * quantiles(times, n=20)[18])


def beside(port: int, page: bytes, bare: bytes) -> float:
    """Return a page's requests a second as part of the bare page's, asked in turns: the middle."""
    ratios = []
    for _ in range(TURNS):
        own, floor = (load(port, lambda r=r: r, seconds=3).per_second for r in (page, bare))
        ratios.append(own / floor)
    return median(ratios)


def in_turns(port: int, work: Sequence[int], asks: Mapping[str, REQUEST]) -> dict[str, float]:
    """Return the milliseconds that these processes work for each page: the middle of many.

    Asked in turns, so that what else the machine does touches all alike.
    """
    line = Line(port)
    times: dict[str, list[float]] = {page: [] for page in asks}
    for _ in range(ASKED + 2):
        for page, each in times.items():
            before = milliseconds_of(*work)
            line.ask(asks[page](), b"200")
            each.append(milliseconds_of(*work) - before)
    line.socket.close()
    return {page: median(each[2:]) for page, each in times.items()}


def _ask_for(
    port: int, request: REQUEST, wanted: bytes, seconds: float, times: list[float]
) -> None:
    line, end = Line(port), time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        line.ask(request(), wanted)
        times.append(time.perf_counter() - start)
    line.socket.close()


def get(path: str, cookie: str = "") -> bytes:
    """Return a GET request as bytes."""
    said = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{said}\r\n".encode()


def post(path: str, fields: dict[str, str], cookie: str, photo: bytes = b"") -> bytes:
    """Return a multipart POST as bytes, with one photo or none."""
    edge = "edge-of-this-part"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if photo:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n'
        parts += [f"{head}Content-Type: image/jpeg\r\n\r\n".encode(), photo, b"\r\n"]
    body = b"".join(parts) + f"--{edge}--\r\n".encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary={edge}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
