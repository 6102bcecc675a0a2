"""Processor time of processes and all their children: the same whatever else the machine does."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROCESSES = Path("/proc")


def milliseconds_of(*roots: int) -> float:
    """Return the milliseconds that processes, their children and all their threads have run."""
    ran = (_nanoseconds(thread) for root in roots for thread in _threads(str(root)))
    return sum(ran) / 1e6


def _threads(process: str) -> Iterator[Path]:
    with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
        for thread in (PROCESSES / process / "task").iterdir():
            yield thread
            for child in (thread / "children").read_text().split():
                yield from _threads(child)


def _nanoseconds(thread: Path) -> int:
    return int((thread / "schedstat").read_text().split()[0])
