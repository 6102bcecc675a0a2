"""Ports for the servers that tests start."""

import random
import socket
from contextlib import ExitStack

# Below every system's range for outgoing lines (Linux 32768, macOS and Windows 49152): what is
# free there is not taken by somebody's line before the server that it is for listens.
RANGE = range(12_000, 32_000)


def free_port() -> int:
    """Return a port of this machine that nobody listens on just now."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Return `count` different ports of this machine that nobody listens on just now."""
    found: list[int] = []
    with ExitStack() as held:
        for port in random.sample(RANGE, len(RANGE)):
            trial = held.enter_context(socket.socket())
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
            if len(found) == count:
                return found
    raise RuntimeError("no port is free")
