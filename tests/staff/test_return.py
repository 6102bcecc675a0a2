"""Giving a case back as not ours."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases.rules import CaseStatus, Step
from tests.conftest import NOW
from tests.factories import a_clerk, a_dispatched_case, a_unit, signed_in
from tests.staff.case_steps import a_dispatcher, look, press


@pytest.mark.parametrize(
    ("days_later", "is_restarted", "says"),
    [
        pytest.param(1, True, "the next unit starts with a full clock", id="early"),
        pytest.param(3, False, "the date stays for the next unit", id="late"),
    ],
)
def test_the_page_says_what_a_return_does_to_the_date_and_it_does(
    client, days_later, is_restarted, says
):
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    with clock.stopped_at(NOW + timedelta(days=days_later)):
        signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))
        page = look(client, case).text
        press(client, case, Step.RETURN, words="不归我们")

    assert says in page
    assert (case.due_on is None) == is_restarted
    assert (case.status, case.unit_id) == (CaseStatus.REPORTED, None)


def test_it_waits_for_the_dispatcher_again(client):
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))
    press(client, case, Step.RETURN, words="不归我们")

    signed_in(client, a_dispatcher())

    assert case.number in client.get("/staff/cases?view=mine").text
    assert "不归我们" in look(client, case).text
