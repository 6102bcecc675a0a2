"""portal import-grids: a district's registry comes in from a file."""

from pathlib import Path

import click

from portal import clock
from portal.cli.house import in_the_house
from portal.db import db
from portal.grids.actions import Changes, import_registry, read_registry
from portal.grids.queries import known_codes
from portal.grids.rules import Checked, RowKind, check_rows
from portal.policy.queries import policy_on

SHOWN = 200  # notes of one kind; a file with more has one cause


@click.command("import-grids")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keep-good", is_flag=True, help="Import the good rows although others are wrong.")
@in_the_house
def import_grids(file: Path, *, keep_good: bool) -> None:
    """Import streets, communities, grids, staff and duties from FILE.

    FILE is CSV (UTF-8 or GBK), XLSX or GeoJSON, with the columns of
    portal/district/registry.csv, in English or Chinese. Every bad row is
    named with its reason, and then nothing is imported, unless --keep-good.
    People whom the file no longer lists for a grid are ended, never deleted.
    Safe to run again: the same file changes nothing.
    """
    rows = read_registry(_content(file))
    limit = policy_on(clock.today()).residents_limit
    checked = check_rows(rows, known_codes(), residents_limit=limit)
    _say(checked)
    if checked.faults and not keep_good:
        db.session.rollback()
        raise click.ClickException(
            "Nothing was imported. Correct these rows, or import the others with --keep-good."
        )
    changes = import_registry(checked, today=clock.today())
    db.session.commit()
    _sum_up(checked, changes)
    if checked.faults:
        raise click.exceptions.Exit(1)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as why:
        raise click.ClickException(f"{file} cannot be read: {why.strerror}.") from None


def _say(checked: Checked) -> None:
    for what, notes in (("wrong", checked.faults), ("warning", checked.warnings)):
        for note in notes[:SHOWN]:
            click.echo(f"{what}: {note}", err=what == "wrong")
        if len(notes) > SHOWN:
            click.echo(f"… and {len(notes) - SHOWN:,} more {what} rows", err=what == "wrong")


def _sum_up(checked: Checked, changes: Changes) -> None:
    for kind in RowKind:
        if entries := len(checked.entries[kind]):
            click.echo(
                f"{kind:<10} {entries:>6,} rows: {changes.added[kind]:,} added, "
                f"{changes.changed[kind]:,} changed, {changes.unchanged[kind]:,} unchanged"
            )
    click.echo(
        f"{changes.ended:,} ended, {len(checked.warnings):,} warnings, "
        f"{len(checked.faults):,} wrong"
    )
    if changes.is_nothing:
        click.echo("nothing changed")
