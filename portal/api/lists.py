"""What stands around cases: matters, units, and published figures in reach."""

from flask import Response

from portal import clock
from portal.accounts.queries import units_below
from portal.api.case_shapes import listed
from portal.api.operations import Asked, Operation, Parameter, Reply, operation, said
from portal.api.shapes import CODE
from portal.assessment.queries import shown_periods, shown_revision
from portal.assessment.rules import PeriodKind
from portal.cases.queries import all_matters
from portal.errors import N_
from portal.exchange.queries.told import TEXT, Fact, document
from portal.exchange.queries.told_more import (
    FIGURE_FACTS,
    MATTER_FACTS,
    UNIT_FACTS,
    figure_lines,
)
from portal.exchange.rules import Scope
from portal.grids.rules import DISTRICT

MATTERS = (listed("matters", MATTER_FACTS, N_("Matters, in order of their codes")),)
UNITS = (listed("units", UNIT_FACTS, N_("Units, in order of their codes")),)
NAMES = {"type": "array", "items": TEXT}
PERIODS = (Fact("periods", NAMES, N_("Names such as 2026-08, 2026Q3 and 2026"), list),)
FIGURES = (
    Fact("period", TEXT, N_("Name of the period"), str),
    Fact("edition", {"type": "integer"}, N_("1 is the first edition, later ones correct it"), int),
    listed("figures", FIGURE_FACTS, N_("Figures of areas, grids and units in reach")),
)
PERIOD = Parameter("period", N_("Name of a published period"), CODE, is_required=True)


@operation(
    Operation(
        "GET",
        "/matters",
        Scope.READ_CASES,
        N_("List the matters that are admitted today"),
        Reply(N_("The list"), MATTERS, headers=("ETag",)),
    )
)
def list_matters(_asked: Asked) -> Response:
    """Give today's list of matters."""
    return said({"matters": [document(one, MATTER_FACTS) for one in all_matters()]})


@operation(
    Operation(
        "GET",
        "/units",
        Scope.READ_CASES,
        N_("List the units that handle cases"),
        Reply(N_("The list"), UNITS, headers=("ETag",)),
    )
)
def list_units(_asked: Asked) -> Response:
    """Give the units that take cases today."""
    return said({"units": [document(one, UNIT_FACTS) for one in units_below(DISTRICT)]})


@operation(
    Operation(
        "GET",
        "/periods",
        Scope.READ_FIGURES,
        N_("List the periods of which figures are published, the newest of each kind first"),
        Reply(N_("Their names"), PERIODS, headers=("ETag",)),
    )
)
def list_periods(_asked: Asked) -> Response:
    """Give the names of the published periods."""
    return said({"periods": [one.name for kind in PeriodKind for one in shown_periods(kind)]})


@operation(
    Operation(
        "GET",
        "/figures",
        Scope.READ_FIGURES,
        N_("Read the published figures in reach, with numerators and denominators"),
        Reply(N_("The figures"), FIGURES, headers=("ETag",)),
        (PERIOD,),
    )
)
def show_figures(asked: Asked) -> Response:
    """Give the newest published figures of a period, of whatever lies in reach."""
    revision = shown_revision(asked.given["period"])
    lines = figure_lines(asked.key.person, revision, on=clock.today())
    figures = [document(line, FIGURE_FACTS) for line in lines]
    return said({"period": revision.period.name, "edition": revision.number, "figures": figures})
