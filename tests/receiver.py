"""Another system, on this machine: it keeps what it was asked, and fails as it is told."""

import re
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
A_GREETING = b"\x16"  # of a line in secret


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    line: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """Listens on a port of its own; `answer` does with a line what the test is about."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer: Callable[[socket.socket], None] = lambda line: line.sendall(OK)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.over = threading.Event()
        self.secret: ssl.SSLContext | None = None  # with one it speaks https
        threading.Thread(target=self._serve, daemon=True).start()

    def says(self, status: int, *headers: str) -> None:
        """Answer with a status from now on."""
        head = "".join(f"{header}\r\n" for header in headers)
        said = f"HTTP/1.1 {status} X\r\n{head}Content-Length: 0\r\n\r\n".encode()
        self.answer = lambda line: line.sendall(said)

    def drip(self, line: socket.socket, beginning: bytes) -> None:
        """Begin an answer and go on with it for ever, one sign at a time."""
        line.sendall(beginning)
        while not self.over.wait(0.05):
            line.sendall(b"x")

    def close(self) -> None:
        """Listen no more."""
        self.over.set()
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _from = self.door.accept()
            except OSError:
                return
            with line:
                try:
                    self._serve_one(line)
                except OSError:
                    continue

    def _serve_one(self, line: socket.socket) -> None:
        if self.secret:
            line = self.secret.wrap_socket(line, server_side=True)
        with line:
            if asked := _whole(line):
                self.asked.append(asked)
            self.answer(line)


def _whole(line: socket.socket) -> Asked | None:
    """Read a request to its end, so that closing the line resets nothing."""
    read = b""
    while b"\r\n\r\n" not in read:
        more = line.recv(65536)
        read += more
        if not more or read.startswith(A_GREETING):
            return None
    head, _empty, body = read.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    length = int((re.findall(rb"(?i)content-length: (\d+)", head) or [b"0"])[0])
    while len(body) < length:
        body += line.recv(65536)
    return Asked(first, dict(header.split(": ", 1) for header in rest), body)
