"""portal init, portal make-staff: a portal is made ready, and somebody is let in."""

import sys

import click

from portal import clock
from portal.accounts.actions import make_staff as let_in
from portal.accounts.queries import unit_by_code
from portal.accounts.rules import Role
from portal.cli.house import count, in_the_house
from portal.db import db
from portal.district.loading import load_district, load_first_things
from portal.grids.queries import place_by_code


@click.command("init")
@click.option("--district", is_flag=True, help="Also load the shipped district as an example.")
@in_the_house
def init(*, district: bool) -> None:
    """Bring the database up to date and load what every portal needs.

    Migrations, the working-day calendar, the list of admitted matters, the
    handling units and the first rows of the routing table. Safe to run again:
    what is there stays as it is.
    """
    first = load_first_things(clock.today())
    db.session.commit()
    click.echo("The database is up to date.")
    years = ", ".join(map(str, first.years)) or "no new years"
    click.echo(f"Working-day calendar: {years}.")
    click.echo(f"Matters: {first.matters} new. Units: {first.units} new.")
    if first.routes:
        click.echo(f"Routing table: {first.routes} rows; staff change them under More, Routing.")
    if not district:
        click.echo(
            "No grids were loaded: import yours with `portal import-grids FILE`, "
            "or run `portal init --district` for the shipped example."
        )
        return
    changes = load_district(clock.today())
    db.session.commit()
    click.echo(
        "The shipped district is already there."
        if changes.is_nothing
        else f"The shipped district: {count(changes.added['grid'], 'grid')}, "
        f"{count(changes.added['staff'], 'appointment')}. "
        "Its people, numbers and outlines are invented."
    )


@click.command("make-staff")
@click.argument("login")
@click.option("--name", required=True, help="Their name, as colleagues see it.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--area", "area_code", help="Code of the street, community or grid they serve.")
@click.option("--unit", "unit_code", help="Code of the unit they work for (unit_clerk).")
@click.option("--number", help="Staff number of somebody the registry knows already.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@in_the_house
def make_staff(
    login: str,
    name: str,
    role: str,
    area_code: str | None,
    unit_code: str | None,
    number: str | None,
    *,
    password_stdin: bool,
) -> None:
    """Let somebody sign in as LOGIN with one role, for an area or for a unit.

    Asks for the password, so that it stands in no shell history.
    """
    if area_code:
        place_by_code(area_code)
    unit = unit_by_code(unit_code) if unit_code else None
    if unit_code and unit is None:
        raise click.ClickException(f"No unit has the code {unit_code}.")
    let_in(
        login,
        name,
        Role(role),
        password=_password(from_stdin=password_stdin),
        on=clock.today(),
        area_code=area_code,
        unit=unit,
        number=number,
    )
    db.session.commit()
    click.echo(f"{name} signs in as “{login}” with the role {role} for {area_code or unit_code}.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
