"""Each day that was counted without its holidays says so, to staff and to whoever reported."""

from datetime import UTC, datetime, timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.rules import Outcome
from portal.policy.queries import work_calendar
from tests.cases.test_settling import load_2027
from tests.factories import (
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_resolved_case,
    resolved,
    signed_in,
)
from tests.staff.case_steps import a_dispatcher, look

EVE = datetime(2026, 12, 31, 2, tzinfo=UTC)  # a Thursday; of 2027 nothing is known
FRIDAY, MONDAY = "Friday 1 January 2027 (provisional)", "Monday 4 January 2027 (provisional)"
ANEW = "The day was computed anew"
MAY_MOVE = "The holidays of that year are not announced yet"


@pytest.fixture(autouse=True)
def _eve(client):  # who has a clock of their own
    assert client
    with clock.stopped_at(EVE):
        yield


def test_the_day_of_triage_says_so_on_the_page_in_the_list_and_today(client):
    case = a_case(now=EVE)
    signed_in(client, a_dispatcher())

    assert FRIDAY in look(client, case).text
    assert FRIDAY in client.get("/staff/cases?view=mine&lang=en").text
    assert FRIDAY in client.get("/staff/?lang=en").text


def test_the_day_of_the_look_says_so_to_the_worker(client):
    case = a_resolved_case(now=EVE, matter=a_matter(evidence="现场照片"), outcome=Outcome.NOT_FOUND)
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=case.grid.code))

    assert MONDAY in look(client, case).text
    assert f"Look by {MONDAY}" in client.get("/staff/to-verify?lang=en").text


def test_the_day_of_an_order_says_so(client):
    with clock.stopped_at(EVE - timedelta(days=20)):
        case = a_dispatched_case(now=clock.now())
    actions.expedite(case, now=EVE)
    signed_in(client, a_dispatcher())

    assert f"answer by {MONDAY}" in look(client, case).text


def test_the_reporter_of_a_resolved_case_reads_of_a_new_due_date_but_not_of_a_days_look(client):
    with clock.stopped_at(EVE - timedelta(days=20)):
        looked = a_dispatched_case(now=clock.now(), matter=a_matter(evidence="现场照片"))
    resolved(looked, outcome=Outcome.NOT_FOUND)
    dated = a_resolved_case(now=EVE)
    load_2027()
    for case in (looked, dated):
        actions.settle_dates(case, now=EVE, calendar=work_calendar())

    assert ANEW not in client.get(f"/f/{looked.follow_token}?lang=en").text
    assert ANEW in client.get(f"/f/{dated.follow_token}?lang=en").text


def test_the_reporter_reads_that_the_day_may_move_only_while_it_may(client):
    case, old = a_case(now=EVE), a_case(now=EVE - timedelta(days=20))

    assert MAY_MOVE in client.get(f"/f/{case.follow_token}?lang=en").text
    assert MAY_MOVE not in client.get(f"/f/{old.follow_token}?lang=en").text
