"""Figures are proved: counted by hand from the rows of cases, and what differs is counted anew."""

from collections.abc import Sequence
from datetime import date, datetime

from portal.assessment.actions.counting import recount_marked
from portal.assessment.models import FigureProof
from portal.assessment.queries import differing_cells
from portal.db import db, first_look
from portal.jobs import want

Mark = tuple[int, date]


def ask_for_proof(month: date) -> None:
    """Have a month proved as soon as the worker is free."""
    want("prove_month", month.isoformat())


def prove(months: Sequence[date], *, now: datetime) -> tuple[FigureProof, list[Mark]]:
    """Count months by hand; keep how it went, and return it with the grids and months that differ.

    Those are counted anew. Nobody waits meanwhile: all is read before anything is written.
    """
    cells, wrong = 0, list[Mark]()
    for month in months:
        with first_look():
            counted, grids = differing_cells(month)
        cells += counted
        wrong += [(grid_id, month) for grid_id in sorted(grids)]
    if wrong:
        recount_marked(wrong, now=now)
    proof = FigureProof(
        at=now,
        first_month=months[0],
        last_month=months[-1],
        cells=cells,
        differing=len(wrong),
    )
    db.session.add(proof)
    db.session.flush()
    return proof, wrong
