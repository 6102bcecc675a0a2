"""Taking a case in hand."""

from portal.accounts.rules import Role
from portal.cases.rules import CaseStatus, Step
from tests.conftest import NOW
from tests.factories import COMMUNITY_CODE, a_clerk, a_dispatched_case, a_unit, signed_in
from tests.staff.case_steps import a_community_unit, look, press


def test_taking_a_case_is_the_first_answer_to_its_reporter(client):
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    press(client, case, Step.TAKE, words="下午到")

    assert case.status is CaseStatus.IN_HAND
    assert case.first_response_at == NOW
    assert "下午到" in look(client, case).text


def test_words_are_welcome_and_not_needed(client):
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    assert press(client, case, Step.TAKE).status_code == 303


def test_a_community_takes_what_is_with_it(client):
    case = a_dispatched_case(level=2, unit=a_community_unit())
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))

    assert press(client, case, Step.TAKE).status_code == 303


def test_a_grid_worker_takes_a_case_of_level_1_in_their_grid(client):
    case = a_dispatched_case(level=1, unit=a_community_unit())
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=case.grid.code))

    assert press(client, case, Step.TAKE).status_code == 303


def test_a_case_in_the_area_but_with_another_unit_is_not_theirs_to_take(client):
    case = a_dispatched_case(level=3)
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))

    assert 'id="take"' not in look(client, case).text
    assert press(client, case, Step.TAKE).status_code == 403
    assert case.status is CaseStatus.DISPATCHED
