"""What goes on while a case is worked on: answers, people, second units, judging, taking back."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.models import Person
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.queries import case_in_reach
from portal.cases.rules import CaseStatus, DeclineReason, Step, Validity
from portal.errors import NotAcceptable, NotAllowedNow, NotFound
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_person,
    a_unit,
)

pytestmark = pytest.mark.usefixtures("app")


def recall(case, **given):
    actions.recall(case, note="派错了", by=a_person(), now=clock.now(), **given)


def dispatch(case, unit, level=3):
    actions.dispatch(
        case,
        level=level,
        unit=unit,
        note="",
        by=a_person(),
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )


def test_an_answer_from_the_unit_meets_the_first_response_and_leaves_the_date():
    case = a_dispatched_case()
    due, clerk = case.due_on, a_clerk(Role.UNIT_CLERK, unit=case.unit)

    actions.answer(case, words="配件明天到", by=clerk, now=NOW + timedelta(hours=2))

    assert case.first_response_at == NOW + timedelta(hours=2)
    assert (case.status, case.due_on) == (CaseStatus.DISPATCHED, due)
    assert case.events[-1].words == "配件明天到"


def test_an_answer_from_the_command_room_is_not_the_units_first():
    case = a_dispatched_case()

    actions.answer(case, words="我们催一下", by=a_person(), now=clock.now())

    assert case.first_response_at is None


def test_an_answer_before_dispatch_is_not_the_units_first():
    case = a_case()

    actions.answer(case, words="收到", by=a_person(), now=clock.now())

    assert case.first_response_at is None


def test_only_somebody_of_the_unit_is_given_the_case():
    unit = a_unit()
    case, colleague = a_dispatched_case(unit=unit), a_clerk(Role.UNIT_CLERK, unit=unit)

    with pytest.raises(NotAcceptable):
        actions.assign(case, person=a_person(), by=colleague, now=clock.now())
    actions.assign(case, person=colleague, by=colleague, now=clock.now())

    assert case.assigned_to is colleague
    with pytest.raises(NotAcceptable):
        actions.assign(case, person=colleague, by=colleague, now=clock.now())


def test_nobody_judges_their_own_report():
    reporter: Person = a_person()
    case = a_case(by=reporter)

    with pytest.raises(NotAllowedNow):
        actions.judge(
            case,
            validity=Validity.VALID,
            reason=None,
            note="",
            by=reporter,
            now=clock.now(),
        )

    assert case.validity is Validity.NOT_JUDGED


def test_a_case_is_invalid_for_a_reason_and_valid_for_none():
    case, judge = a_dispatched_case(), a_person()

    def say(validity, reason):
        actions.judge(case, validity=validity, reason=reason, note="", by=judge, now=clock.now())

    with pytest.raises(NotAcceptable):
        say(Validity.INVALID, None)
    say(Validity.INVALID, DeclineReason.TEST)
    assert (case.validity, case.decline_reason) == (Validity.INVALID, DeclineReason.TEST)
    say(Validity.VALID, None)
    assert (case.validity, case.decline_reason) == (Validity.VALID, None)
    assert case.status is CaseStatus.DISPATCHED


def test_a_second_unit_sees_the_case_while_the_first_keeps_it():
    first, second = a_unit(), a_unit(area_code=DISTRICT_CODE)
    case, helper = a_dispatched_case(unit=first), a_clerk(Role.UNIT_CLERK, unit=second)
    with pytest.raises(NotFound):
        case_in_reach(helper, case.number, clock.today())

    actions.ask_help(case, unit=second, words="请断电", by=a_person(), now=clock.now())

    assert case_in_reach(helper, case.number, clock.today()) is case
    assert case.unit is first
    with pytest.raises(NotAcceptable):
        actions.ask_help(case, unit=second, words="请断电", by=a_person(), now=clock.now())
    actions.help_given(case, unit=second, words="已断电", photos=(), by=helper, now=clock.now())
    with pytest.raises(NotAllowedNow):
        actions.help_given(case, unit=second, words="又断了", photos=(), by=helper, now=clock.now())


def test_a_dispatch_that_nobody_acted_on_is_taken_back_with_its_date():
    case = a_case()
    dispatch(case, a_unit())

    recall(case)

    assert (case.status, case.unit, case.due_on) == (CaseStatus.REPORTED, None, None)
    assert case.validity is Validity.NOT_JUDGED


def test_taking_back_wins_no_days():
    case = a_dispatched_case()
    due = case.due_on
    with clock.stopped_at(NOW + timedelta(days=4)):
        actions.return_to_triage(
            case,
            words="不归我们",
            by=a_person(),
            now=clock.now(),
            policy=policy_on(clock.today()),
            calendar=work_calendar(),
        )
        dispatch(case, a_unit())
        recall(case)

    assert case.due_on == due


def test_a_dispatch_on_which_the_unit_began_is_not_taken_back():
    case = a_dispatched_case()
    actions.take(case, words="", by=a_person(), now=clock.now())

    with pytest.raises(NotAllowedNow):
        recall(case)


def test_a_reopened_case_is_not_taken_back_from_its_unit():
    case = a_dispatched_case()
    actions.transfer(case, unit=a_unit(), words="属于他们", by=a_person(), now=clock.now())

    with pytest.raises(NotAllowedNow):
        recall(case)


def test_a_decline_that_is_taken_back_waits_for_triage_again():
    case = a_case()
    actions.decline(
        case,
        reason=DeclineReason.NOT_LISTED,
        words="请拨打 12345",
        by=a_person(),
        now=clock.now(),
    )

    recall(case)

    assert (case.status, case.closed_at, case.decline_reason) == (CaseStatus.REPORTED, None, None)
    assert case.events[-1].step is Step.RECALL
