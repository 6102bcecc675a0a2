"""portal serve, portal work: the two processes that a portal is."""

import os
import socket
import sys

import click

from portal.cli.house import CHECKOUT, in_the_house, settings, this_app

THREADS = 4  # per worker: enough while one waits for the disk


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@in_the_house
def serve(host: str, port: int, workers: int) -> None:
    """Serve the portal's pages until told to stop."""
    refuse_taken_port(host, port)
    os.environ["PORTAL_HOME"] = str(settings().home)
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH")))
    )
    sys.stdout.flush()
    os.execv(sys.executable, server_command(host, port, workers))  # noqa: S606 - no shell wanted


@click.command("work")
@in_the_house
def work() -> None:
    """Do the work in the background: mail, overdue marks, figures; until told to stop."""
    from portal import worker  # noqa: PLC0415 - nothing else loads the workflow engine

    worker.run(this_app())


def server_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command that serves: granian over WSGI, a few threads in each worker."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": port,
        "--workers": workers,
        "--blocking-threads": THREADS,
        "--log-level": "warning",
        "--workers-kill-timeout": 10,
    }
    said = [str(part) for option in options.items() for part in option]
    return [
        sys.executable,
        "-m",
        "granian",
        *said,
        "--no-ws",
        "--respawn-failed-workers",
        "wsgi:application",
    ]


def refuse_taken_port(host: str, port: int) -> None:
    """Refuse to start where something listens already, or where we may not listen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as why:
            raise click.ClickException(
                f"Port {port} on {host} cannot be used ({why.strerror}). "
                "Stop what listens there, or choose another one with --port."
            ) from None
