"""portal verify-log: check a published log of findings, with nothing but the file."""

import csv
from collections.abc import Iterator
from pathlib import Path

import click

from portal.errors import Refused
from portal.supervision.rules import Breach, LogLine, first_break, read_log

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WHY = {
    Breach.GAP: "an entry is missing before it, or stands twice",
    Breach.CHAIN: "it, or an entry before it, was changed",
    Breach.DETAILS: "its details are not those that were logged",
}


@click.command("verify-log")
@click.argument("file", type=FILE, metavar="LOG.csv")
@click.option("--head", help="The head that you noted or read on the public page.")
def verify_log(file: Path, head: str | None) -> None:
    """Check that no finding in LOG.csv was changed, added or left out afterwards.

    Needs no database and changes nothing: anyone may run it. With a head noted
    earlier it also shows that the log still holds what it held then.
    """
    lines: list[LogLine] = []
    try:
        lines.extend(_lines_of(file))
    except Refused as why:
        raise click.ClickException(str(why)) from None
    if broken := first_break(lines):
        raise click.ClickException(f"entry {broken.turn}: {WHY[broken.why]}.")
    hashes = [line.hash for line in lines]
    if head and head not in hashes:
        raise click.ClickException("the log holds, but no entry of it has that head.")
    opened = sum(bool(line.details) for line in lines)
    click.echo(f"{len(lines):,} entries hold, {opened:,} with their details")
    click.echo(f"head {hashes[-1]}" if hashes else "no head yet: the log is empty")


def _lines_of(file: Path) -> Iterator[LogLine]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            yield from read_log(text)
    except (OSError, UnicodeDecodeError, csv.Error) as why:
        raise click.ClickException(f"{file} cannot be read as CSV in UTF-8: {why}") from None
