"""The demonstration's routing table and the counts of its live page."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.cases.actions.tallies import recount
from portal.cases.models import Case, DayTally, Route
from portal.cases.queries import route_table, usual_units
from portal.cases.rules import Why
from portal.db import db
from portal.grids.rules import DISTRICT


def counts():
    rows = db.session.scalars(select(DayTally)).all()
    return {(row.kind, row.day, row.street_id, row.key): row.count for row in rows}


def test_the_counts_of_the_live_page_are_those_that_a_recount_finds(told):
    kept = counts()

    recount(clock.today() - timedelta(days=366), clock.today())
    db.session.expire_all()

    assert told
    assert len(kept) > 300
    assert counts() == kept


def test_one_row_of_the_routing_table_waits_to_be_mended(told):
    assert told
    assert list(route_table.faults([DISTRICT]).values()) == [Why.UNIT_ENDED]
    assert route_table.lacks([DISTRICT]) == []
    assert len(db.session.scalars(select(Route)).all()) == 11


def test_every_case_would_find_its_unit_by_a_row_of_the_table(told):
    assert told
    for case in db.session.scalars(select(Case).limit(40)):
        usual = usual_units(case.matter, case.grid)
        assert all(each and each.row for each in usual.values())
