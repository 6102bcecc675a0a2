"""The life of a case, step by step, on both databases."""

from datetime import date

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.rules import CaseStatus, Outcome, Solved, Step
from portal.policy.queries import policy_on, work_calendar
from tests.factories import a_case, a_clerk, a_dispatched_case, a_unit

pytestmark = pytest.mark.usefixtures("app")


def test_a_report_gets_a_number_and_a_promise_that_it_keeps_for_good():
    case = a_case()

    assert case.number.startswith("BJ20260921")
    assert case.status is CaseStatus.REPORTED
    assert case.triage_due_on == date(2026, 9, 22)
    assert case.promised_on == date(2026, 9, 30)  # over Mid-Autumn


def test_the_same_form_sent_twice_makes_one_case():
    first = a_case(request_key="the same")
    again = a_case(request_key="the same")

    assert again is first


def test_a_case_from_report_to_a_confirmed_close():
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    handler = a_clerk(Role.UNIT_CLERK, unit=unit)
    actions.take(case, words="马上去看", by=handler, now=clock.now())
    actions.resolve(
        case,
        outcome=Outcome.DONE,
        words="已清理",
        photos=[],
        by=handler,
        now=clock.now(),
        policy=policy_on(clock.today()),
    )
    assert case.status is CaseStatus.RESOLVED

    actions.say_solved(
        case.ratings[0],
        Solved.YES,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )

    assert case.status is CaseStatus.CLOSED
    assert [event.step for event in case.events] == [
        Step.REPORT,
        Step.DISPATCH,
        Step.TAKE,
        Step.RESOLVE,
        Step.CONFIRM,
    ]
