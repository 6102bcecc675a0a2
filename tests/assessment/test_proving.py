"""Proofs: a kept figure that was tampered with is found, named and counted anew."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal import clock
from portal.accounts.rules import Role
from portal.assessment import actions, queries
from portal.assessment.jobs import recount_changed_months
from portal.assessment.models import FigureCell, FigureProof
from portal.cli import prove_figures
from portal.db import db
from portal.grids.models import Grid
from portal.jobs import WantedJob
from tests.factories import DISTRICT_CODE, STREET_CODE, a_case, a_clerk, a_grid, signed_in

SEPTEMBER = date(2026, 9, 1)
PROVE = "/staff/figures/prove"


@pytest.fixture
def tampered(app: Flask) -> Grid:
    """Two grids with a case each, one of which somebody made into five by hand."""
    grid, other = a_grid(), a_grid()
    for one in (grid, other):
        a_case(grid=one)
    db.session.commit()  # marks are made when what changed is kept
    recount_changed_months()
    of_grid = (FigureCell.grid_id == grid.id, FigureCell.month == SEPTEMBER)
    db.session.execute(update(FigureCell).where(*of_grid).values(reported=5))
    db.session.commit()
    return grid


def reported_in(grid: Grid) -> int | None:
    return db.session.scalar(
        select(func.sum(FigureCell.reported)).where(FigureCell.grid_id == grid.id)
    )


def test_a_proof_finds_the_grid_and_month_that_differ_and_counts_them_anew(tampered: Grid):
    proof, wrong = actions.prove([SEPTEMBER], now=clock.now())

    assert wrong == [(tampered.id, SEPTEMBER)]
    assert (proof.differing, proof.cells) == (1, 2)
    assert reported_in(tampered) == 1

    again, wrong = actions.prove([SEPTEMBER], now=clock.now())

    assert (again.differing, wrong) == (0, [])
    assert queries.last_proof() is again


def test_a_cell_that_no_case_stands_behind_is_found_and_goes(tampered: Grid):
    actions.prove([SEPTEMBER], now=clock.now())
    (cell,) = db.session.scalars(select(FigureCell).where(FigureCell.grid_id == tampered.id))
    keys = {key: getattr(cell, key) for key in queries.KEYS}
    db.session.add(FigureCell(**keys | {"level": 4}, resolved=3))
    db.session.flush()

    _proof, wrong = actions.prove([SEPTEMBER], now=clock.now())

    assert wrong == [(tampered.id, SEPTEMBER)]
    assert queries.counts_of_grid(tampered, SEPTEMBER, SEPTEMBER).resolved == 0


def test_the_command_names_what_differed_and_fails_once(app: Flask, tampered: Grid):
    command = app.test_cli_runner()

    found = command.invoke(prove_figures, ["--month", "2026-09"])
    mended = command.invoke(prove_figures)

    assert found.exit_code == 1
    assert "2026-09  2 cells, 1 grids differ" in found.output
    assert f"2026-09  {tampered.code} differed and was counted anew" in found.output
    assert mended.exit_code == 0
    assert "2026-09  2 cells, 0 grids differ" in mended.output


def test_a_month_that_is_none_is_said(app: Flask):
    refused = app.test_cli_runner().invoke(prove_figures, ["--month", "2026-13"])

    assert refused.exit_code == 2
    assert "2026-13" in refused.output
    assert db.session.scalar(select(func.count(FigureProof.id))) == 0


def proofs_wanted() -> list[list[str]]:
    wanted = select(WantedJob).where(WantedJob.name == "prove_month")
    return [row.args for row in db.session.scalars(wanted)]


@pytest.mark.parametrize(
    ("role", "area_code", "status"),
    [
        (Role.ADMINISTRATOR, DISTRICT_CODE, 303),
        (Role.STREET_CLERK, STREET_CODE, 404),
        (Role.INSPECTOR, DISTRICT_CODE, 403),
    ],
)
def test_who_sees_the_figures_of_the_district_has_a_month_proved(
    client: FlaskClient, role: Role, area_code: str, status: int
):
    a_grid()
    signed_in(client, a_clerk(role, area_code=area_code))

    answer = client.post(PROVE, data={"month": "2026-09"})

    assert answer.status_code == status
    assert proofs_wanted() == ([["2026-09-01"]] if status == 303 else [])


def test_the_page_offers_the_button_and_says_how_the_last_proof_went(
    client: FlaskClient, tampered: Grid
):
    actions.prove([SEPTEMBER], now=clock.now())
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    client.set_cookie("lang", "en")

    page = client.get("/staff/figures?month=2026-09").text

    assert f'action="{PROVE}"' in page
    assert "1 grids differed and were counted anew" in page
