"""portal prove-figures: count by hand what the figures say, and count anew what differs."""

from datetime import date, datetime

import click
from flask.cli import with_appcontext

from portal import clock
from portal.assessment import actions
from portal.assessment.queries import codes_of_grids, counted_months
from portal.db import db

MONTH = click.DateTime(formats=["%Y-%m"])


@click.command("prove-figures")
@click.option("--month", type=MONTH, help="Only this month, such as 2026-08; else all there are.")
@with_appcontext
def prove_figures(month: datetime | None) -> None:
    """Count every month's figures by another way, from the cases themselves.

    Safe to run at any time and again. What differs is listed and counted anew; the command then
    fails, so that somebody looks into why.
    """
    months = [month.date().replace(day=1)] if month else counted_months()
    wrong: list[tuple[int, date]] = []
    for each in months:
        proof, differing = actions.prove([each], now=clock.now())
        click.echo(f"{each:%Y-%m}  {proof.cells:,} cells, {len(differing):,} grids differ")
        wrong += differing
        db.session.commit()
    codes = codes_of_grids({grid_id for grid_id, _each in wrong})
    for grid_id, each in wrong:
        click.echo(f"{each:%Y-%m}  {codes[grid_id]} differed and was counted anew")
    if wrong:
        raise SystemExit(1)
