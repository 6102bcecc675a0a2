"""portal demo: a whole portal with a year of life in it, built and running after one command."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError

from portal.cli.children import started, told_to_stop, wait_for_end
from portal.cli.house import CHECKOUT, count, settings
from portal.cli.running import refuse_taken_port, server_command
from portal.db import db
from portal.demo.building import Built, build, count_kept, shown_board
from portal.demo.people import Login, renew_passwords
from portal.demo.stage import shown_grid
from portal.demo.starting import Found, bring_up_to_date, clear_away, look

WORK = "from portal.app import main; main(['work'])"
BEFORE_CASES = 0.25  # what the steps before the cases are worth in the bar
UP_WITHIN = 60  # seconds


@click.command("demo")
@click.option("--cases", default=20_000, show_default=True, type=click.IntRange(1, 2_000_000))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--seed", default=1, show_default=True, help="Another seed tells another year.")
@click.option(
    "--home",
    default=Path("var/demo"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where database, photos and logs are kept.",
)
@click.option("--fresh", is_flag=True, help="Clear an earlier demonstration away and build anew.")
@click.option("--new-passwords", is_flag=True, help="Make and print new passwords.")
@click.option("--phone", is_flag=True, help="Let phones on the same network open it.")
@click.option("--no-serve", is_flag=True, help="Build only.")
@click.pass_context
def demo(
    context: click.Context,
    cases: int,
    port: int,
    seed: int,
    home: Path,
    *,
    fresh: bool,
    new_passwords: bool,
    phone: bool,
    no_serve: bool,
) -> None:
    """Build about a year of invented life in the shipped district, and run the portal on it.

    Keeps it in a folder of its own and uses it again the next time. Prints
    one login for each role once. Ends with Ctrl-C. PORTAL_DATABASE_URL may
    name an empty PostgreSQL database to build in.
    """
    host = "0.0.0.0" if phone else "127.0.0.1"  # noqa: S104 - asked for by name
    if not no_serve:
        refuse_taken_port(host, port)
    app = _app_of(context, home, f"http://{_lan_address() if phone else 'localhost'}:{port}")
    with app.app_context():
        logins = _ready(cases, seed, fresh=fresh, new_passwords=new_passwords)
        addresses = _addresses()
        db.session.remove()
        db.engine.dispose()
        if no_serve:
            _say(addresses, logins)
        else:
            _run(host, port, addresses, logins)


def _app_of(context: click.Context, home: Path, base_url: str) -> Flask:
    """Make the app with the demonstration's own settings, which its processes inherit."""
    os.environ |= {
        "PORTAL_INSTANCE": "demo",
        "PORTAL_HOME": str(home.resolve()),
        "PORTAL_BASE_URL": os.environ.get("PORTAL_BASE_URL") or base_url,
        "PYTHONPATH": os.pathsep.join(
            filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH", "")))
        ),
    }
    try:
        return context.ensure_object(ScriptInfo).load_app()
    except OSError as why:
        raise click.ClickException(f"{home} cannot be used: {why.strerror}.") from None


def _ready(cases: int, seed: int, *, fresh: bool, new_passwords: bool) -> list[Login]:
    """Build the demonstration, or use the one that is there; return logins that are new."""
    try:
        found = look()
    except OperationalError as why:
        raise click.ClickException(f"The database cannot be reached: {why.orig}") from None
    if found is Found.SOMETHING_ELSE:
        raise click.ClickException(
            "This database holds something that no demonstration made, and it stays untouched. "
            "Give another --home, or an empty database in PORTAL_DATABASE_URL."
        )
    if found is Found.HALF_OF_ONE or (found is Found.A_DEMONSTRATION and fresh):
        click.echo(f"Clearing away {found.value if fresh else 'a half-built demonstration'} …")
        clear_away(settings())
        found = Found.NOTHING
    if found is Found.NOTHING:
        return _build(cases, seed)
    bring_up_to_date()
    click.echo(
        f"Using the demonstration of {count(count_kept(), 'case')} in {settings().home}. "
        "Start afresh with --fresh; make new passwords with --new-passwords."
    )
    logins = renew_passwords(shown_grid()) if new_passwords else []
    db.session.commit()
    return logins


def _build(cases: int, seed: int) -> list[Login]:
    begun, built, before = time.monotonic(), Built(), round(cases * BEFORE_CASES)
    click.echo(f"Building the demonstration in {settings().home}")
    with click.progressbar(length=cases + before, label=f"{'calendar':<32}") as bar:
        for label, kept in build(cases, seed, built):
            bar.label = f"{label:<32}"
            bar.update(kept or before // 3)
        bar.update(bar.length - bar.pos if bar.length else 0)
    click.echo(f"{count(built.cases, 'case')} in {time.monotonic() - begun:.0f} seconds.")
    return built.logins


def _addresses() -> dict[str, str]:
    """Return where to look first."""
    board = f"{settings().base_url}/b/{shown_board().code}"
    return {
        "A board": board,
        "Its PDF": f"{board}/board.pdf",
        "Staff": f"{settings().base_url}/staff/sign-in",
    }


def _say(addresses: dict[str, str], logins: Sequence[Login]) -> None:
    click.echo()
    for what, address in addresses.items():
        click.echo(f"  {what:<10}{address}")
    if logins:
        click.echo("\n  Sign in as one of these; the passwords are shown this once:")
    for login in logins:
        click.echo(f"  {login.login:<12}{login.password:<18}{login.role:<17}{login.serves}")
    click.echo()


def _run(host: str, port: int, addresses: dict[str, str], logins: Sequence[Login]) -> None:
    commands = {
        "server": server_command(host, port, workers=2),
        "worker": [sys.executable, "-c", WORK],
    }
    home = settings().home
    with told_to_stop() as stop, started(commands, home) as running:
        _wait_until_up(port, stop)
        _say(addresses, logins)
        click.echo(f"Logs: {home}/server.log and worker.log. Stop with Ctrl-C.")
        ended = wait_for_end(running, stop)
        if ended:
            raise click.ClickException(f"The {ended} stopped by itself: see {home}/{ended}.log.")
        click.echo("\nStopping …")
    click.echo("Stopped.")


def _wait_until_up(port: int, stop: Event) -> None:
    """Wait until the server answers, so that the addresses work when they are read."""
    for _ in range(UP_WITHIN * 5):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            if stop.wait(0.2):
                return


def _lan_address() -> str:
    """Return this machine's address among its neighbours; no packet is sent to learn it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("192.0.2.1", 9))
        except OSError:
            raise click.ClickException(
                "This machine is on no network: leave --phone out."
            ) from None
        return str(line.getsockname()[0])
