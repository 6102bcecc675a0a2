"""Processes that run beside a command and end with it."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

PATIENCE = 15  # seconds that a process has to stop by itself
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def started(
    commands: Mapping[str, Sequence[str]], logs: Path
) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Start processes, each with a log of its own, and stop them all at the end, however it comes.

    They stand in sessions of their own: Ctrl-C reaches this process alone,
    which then ends them in order.
    """
    with ExitStack() as stack:
        running = {}
        for name, command in commands.items():
            log = stack.enter_context((logs / f"{name}.log").open("ab"))
            child = subprocess.Popen(  # noqa: S603 - our own commands
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
            stack.callback(_stop, child)
            running[name] = child
        yield running


def wait_for_end(
    running: Mapping[str, subprocess.Popen[bytes]], stop: threading.Event
) -> str | None:
    """Wait until told to stop, and return None; or return the process that ended by itself."""
    while not stop.wait(0.3):
        for name, child in running.items():
            if child.poll() is not None:
                return name
    return None


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """Turn Ctrl-C, a kill and a closed terminal into one event."""
    stop = threading.Event()
    before = {wanted: signal.signal(wanted, lambda *_: stop.set()) for wanted in STOPS}
    try:
        yield stop
    finally:
        for wanted, handler in before.items():
            signal.signal(wanted, handler)


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
