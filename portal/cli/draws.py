"""portal verify-draw: repeat a published draw, with nothing but the list and the seed."""

import csv
from collections.abc import Iterable
from pathlib import Path

import click

from portal.errors import N_, NotAcceptable, Refused
from portal.supervision.rules import Row, draw, list_hash, populations, shared_out, ticket

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify-draw")
@click.argument("file", type=FILE, metavar="LIST.csv")
@click.option("--seed", required=True, help="The public seed, letter for letter.")
@click.option(
    "--size",
    "sizes",
    required=True,
    multiple=True,
    help="How many in all (40), shared out in proportion; or one STRATUM=5 for each stratum.",
)
@click.option("--earlier", type=FILE, help="A list of what earlier rounds drew: it is left out.")
def verify_draw(file: Path, seed: str, sizes: tuple[str, ...], earlier: Path | None) -> None:
    """Print the hash of LIST.csv and the numbers that this seed draws from it.

    LIST.csv has the columns number and stratum. Needs no database and changes
    nothing: anyone may run it and compare with the published record.
    """
    try:
        rows = _rows_of(file)
        left_out = {row.number for row in _rows_of(earlier)} if earlier else set()
        wanted = _sizes(sizes, populations(rows))
        drawn = draw(rows, wanted, seed, earlier=left_out)
        click.echo(f"list {list_hash(rows)}  {len(rows):,} rows")
    except Refused as why:
        raise click.ClickException(str(why)) from None
    _show(drawn, rows, seed)


def _show(drawn: Iterable[str], rows: list[Row], seed: str) -> None:
    stratum_of = dict(rows)
    for number in drawn:
        click.echo(f"{number}\t{stratum_of[number]}\t{ticket(seed, number)}")


def _rows_of(file: Path) -> list[Row]:
    """Return the rows of a CSV file in UTF-8; other columns may stand beside ours."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            if not {"number", "stratum"} <= set(table.fieldnames or ()):
                raise NotAcceptable(N_("The first line must name the columns number and stratum."))
            return [Row(line["number"] or "", line["stratum"] or "") for line in table]
    except (OSError, UnicodeDecodeError, csv.Error) as why:
        raise click.ClickException(f"{file} cannot be read as CSV in UTF-8: {why}") from None


def _sizes(given: tuple[str, ...], there: dict[str, int]) -> dict[str, int]:
    """Return how many to draw from each stratum, as asked."""
    if len(given) == 1 and "=" not in given[0]:
        return shared_out(_number(given[0]), there) if there else {}
    named = (one.rpartition("=") for one in given)
    return {stratum: _number(size) for stratum, _sign, size in named}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise click.BadParameter(f"{text!r} is not a number above 0.", param_hint="--size")
    return int(text)
