"""The command line: thin like a view. Parse, call one action, print, commit."""

import click

from portal.cli.boards import boards
from portal.cli.demo import demo
from portal.cli.draws import verify_draw
from portal.cli.figures import prove_figures
from portal.cli.logs import verify_log
from portal.cli.registry import import_grids
from portal.cli.results import verify_results
from portal.cli.running import serve, work
from portal.cli.setup import init, make_staff

COMMANDS: tuple[click.Command, ...] = (
    init,
    demo,
    serve,
    work,
    import_grids,
    boards,
    make_staff,
    verify_draw,
    verify_log,
    verify_results,
    prove_figures,
)


def add_to(group: click.Group) -> None:
    """Give a group of commands ours; each makes the app only when it runs."""
    for command in COMMANDS:
        group.add_command(command)
