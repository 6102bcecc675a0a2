"""A grid worker looks and finds it not solved."""

from datetime import date, timedelta

from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role
from portal.cases.rules import CaseStatus, Step
from portal.db import db
from portal.messages import Notice
from tests.conftest import NOW
from tests.factories import a_clerk, a_resolved_case, a_unit, signed_in
from tests.staff.case_steps import look, press


def test_a_disputed_case_is_back_with_its_unit_on_a_fresh_clock(client):
    unit = a_unit()
    handler = a_clerk(Role.UNIT_CLERK, unit=unit)
    case = a_resolved_case(unit=unit, by=handler)
    with clock.stopped_at(NOW + timedelta(days=2)):
        signed_in(client, a_clerk(Role.GRID_WORKER, area_code=case.grid.code))
        page = look(client, case).text
        press(client, case, Step.DISPUTE, words="还有一半")

    assert "to be resolved by Thursday 8 October" in page
    assert (case.status, case.unit_id) == (CaseStatus.DISPATCHED, unit.id)
    assert case.due_on == date(2026, 10, 8)  # five working days, over both holidays
    assert case.reopened == 1
    told = db.session.scalars(select(Notice).where(Notice.kind == "reopened")).all()
    assert [notice.person_id for notice in told] == [handler.id]


def test_the_unit_reads_what_is_still_wrong(client):
    unit = a_unit()
    case = a_resolved_case(unit=unit)
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=case.grid.code))
    press(client, case, Step.DISPUTE, words="还有一半")

    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    page = look(client, case).text
    assert "A grid worker looked: not solved" in page
    assert "还有一半" in page
