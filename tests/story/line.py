"""A line that can be cut: between a browser and the portal, for everything that a browser runs.

A browser's own switch leaves its service workers on the line; this does not.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

CHUNK = 65536


class Line:
    """Carries bytes to and from one address until it is cut, and again when it is mended."""

    def __init__(self, to: str) -> None:
        """Open a port of our own, for whoever would talk to `to`."""
        parts = urlsplit(to)
        self._to = (parts.hostname, parts.port)
        self._is_whole = True
        self._calls: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://localhost:{self._door.getsockname()[1]}"
        threading.Thread(target=self._answer, daemon=True).start()

    def cut(self) -> None:
        """End every call, and take no new one."""
        self._is_whole = False
        for call in list(self._calls):
            with contextlib.suppress(OSError):
                call.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Carry again."""
        self._is_whole = True

    def close(self) -> None:
        """Take the line down for good."""
        self.cut()
        self._door.close()

    def _answer(self) -> None:
        while True:
            try:
                caller, _address = self._door.accept()
            except OSError:
                return
            if self._is_whole:
                threading.Thread(target=self._connect, args=(caller,), daemon=True).start()
            else:
                caller.close()

    def _connect(self, caller: socket.socket) -> None:
        try:
            called = socket.create_connection(self._to)
        except OSError:
            caller.close()
            return
        self._calls |= {caller, called}
        back = threading.Thread(target=self._carry, args=(called, caller), daemon=True)
        back.start()
        self._carry(caller, called)
        back.join()
        self._calls -= {caller, called}
        caller.close()
        called.close()

    def _carry(self, speaker: socket.socket, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := speaker.recv(CHUNK):
                listener.sendall(said)
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_WR)


@contextmanager
def line_to(address: str) -> Iterator[Line]:
    """Hold a line to an address."""
    line = Line(address)
    try:
        yield line
    finally:
        line.close()
