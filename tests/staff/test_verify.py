"""A grid worker looks and finds it solved."""

import pytest

from portal.accounts.rules import Role
from portal.cases.rules import CaseStatus, Step
from tests.factories import a_clerk, a_dispatched_case, a_resolved_case, resolved, signed_in
from tests.staff.case_steps import a_community_unit, look, press


def test_a_verified_case_is_closed_as_confirmed(client):
    case = a_resolved_case()
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=case.grid.code))

    press(client, case, Step.VERIFY, words="看过了")

    assert (case.status, case.closed_by) == (CaseStatus.CLOSED, Step.VERIFY)
    assert "看过了" in look(client, case).text


def test_the_worker_of_the_next_grid_neither_sees_nor_verifies_it(client):
    case = a_resolved_case()
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code="330108002021999"))

    assert press(client, case, Step.VERIFY).status_code == 404


@pytest.mark.parametrize("step", [Step.VERIFY, Step.DISPUTE])
def test_nobody_confirms_their_own_work(client, step):
    case = a_dispatched_case(level=1, unit=a_community_unit())
    worker = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
    resolved(case, by=worker)
    signed_in(client, worker)

    page, answer = look(client, case), press(client, case, step, words="很好")

    assert "There is nothing for you to do here now" in page.text
    assert answer.status_code == 409
    assert "Nobody confirms their own work" in answer.text
    assert case.status is CaseStatus.RESOLVED


def test_a_case_that_is_still_open_cannot_be_verified(client):
    case = a_dispatched_case()
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=case.grid.code))

    assert press(client, case, Step.VERIFY).status_code == 409
    assert case.status is CaseStatus.DISPATCHED
