"""The hours for a first answer: amber at 80 %, then red and an order that nobody has to give."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions, queries
from portal.cases.queries import Wanted
from portal.cases.rules import CaseStatus, Light, PauseReason, Step, answer_light
from portal.db import db
from portal.messages import Notice
from portal.policy.queries import policy_on, work_calendar
from portal.policy.rules import DRAFT
from tests.cases.test_jobs import run
from tests.factories import (
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_person,
    a_unit,
)

pytestmark = pytest.mark.usefixtures("app")
NOW = datetime(2026, 9, 21, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def an_unanswered_case(hours=10, **given):
    return a_dispatched_case(matter=a_matter(first_response_hours=hours), **given)


def handler_of(case):
    return a_clerk(Role.UNIT_CLERK, unit=case.unit)


def kinds_told(person):
    rows = select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)
    return list(db.session.scalars(rows))


def listed(person, hours):
    with clock.stopped_at(NOW + hours * HOUR):
        page = queries.list_cases(
            person, Wanted(view="answer"), after_key=None, today=clock.today()
        )
    return list(page.cases)


def light_of(case, hours):
    running = queries.answer_clock_of(case, NOW + hours * HOUR, policy_on(clock.today()))
    return running and running.light


@pytest.mark.parametrize(
    ("minutes", "light"),
    [
        pytest.param(0, Light.GREEN, id="just dispatched"),
        pytest.param(479, Light.GREEN, id="before 80 %"),
        pytest.param(480, Light.AMBER, id="at 80 %"),
        pytest.param(600, Light.AMBER, id="at its very end"),
        pytest.param(601, Light.RED, id="past it"),
    ],
)
def test_the_hours_turn_amber_and_red(minutes, light):
    now = NOW + timedelta(minutes=minutes)

    assert answer_light(NOW, NOW + 10 * HOUR, now, DRAFT) is light


def test_they_run_from_dispatch_over_nights_and_stop_with_an_answer():
    case = an_unanswered_case()
    assert [light_of(case, n) for n in (7, 8, 11)] == [Light.GREEN, Light.AMBER, Light.RED]

    actions.answer(case, words="明天去看", by=handler_of(case), now=NOW + HOUR)

    assert light_of(case, 11) is None


def test_they_run_through_a_pause():
    case, lead = an_unanswered_case(), a_clerk(Role.LEAD, area_code=DISTRICT_CODE)
    rules = {"policy": policy_on(clock.today()), "calendar": work_calendar()}
    until = rules["calendar"].add(clock.today(), 3)
    handler = handler_of(case)
    actions.ask_pause(
        case, reason=PauseReason.COURT, words="等", until=until, by=handler, now=NOW, **rules
    )
    actions.pause(case, note="", by=lead, now=NOW)

    assert case.status is CaseStatus.PAUSED
    assert light_of(case, 11) is Light.RED
    assert listed(handler, 11) == [case]


def test_the_list_holds_what_the_rule_calls_amber_and_red():
    unit = a_unit()
    clerk = a_clerk(Role.UNIT_CLERK, unit=unit)
    street = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    cases = [an_unanswered_case(hours, unit=unit) for hours in (2, 10, 24, 200)]
    an_unanswered_case(None, unit=unit)
    an_unanswered_case(2)
    answered = an_unanswered_case(2, unit=unit)
    actions.take(answered, words="", by=clerk, now=NOW)

    for hours in (0, 1, 2, 8, 11, 20, 160, 300):
        due = [one for one in cases if light_of(one, hours) is not Light.GREEN]
        assert listed(clerk, hours) == due[::-1], hours
        assert set(due) <= set(listed(street, hours))
        assert answered not in listed(street, hours)


def test_past_them_the_portal_orders_an_answer_once_and_the_date_stays():
    case = an_unanswered_case()
    clerk, street = handler_of(case), a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    due = case.due_on

    run("hurry_answers", NOW + 10 * HOUR)
    assert queries.orders_of(case) == []
    for hours in (11, 12, 40):
        run("hurry_answers", NOW + hours * HOUR)

    (order,) = queries.orders_of(case)
    (thread,) = queries.threads_of(case, clock.today())
    assert (order.by, thread.is_over_answer) == (None, True)
    assert order.words
    assert (case.due_on, case.is_overdue, case.events[-1].step) == (due, False, Step.EXPEDITE)
    assert kinds_told(clerk) == kinds_told(street) == ["answer_late"]


def test_an_order_that_somebody_gave_is_no_reason_to_keep_silent():
    case = an_unanswered_case()
    by = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    day = clock.today()
    actions.order(case, words="请抓紧", reply_by=day, by=by, now=NOW + 11 * HOUR)

    run("hurry_answers", NOW + 12 * HOUR)

    assert len(queries.orders_of(case)) == 2


def test_a_case_past_its_day_is_hurried_on_for_that_alone():
    case = an_unanswered_case(hours=24)
    late = clock.start_of(case.due_on + timedelta(days=1))

    run("hurry_answers", late)
    run("mark_overdue", late)
    run("hurry_answers", late + HOUR)

    (thread,) = queries.threads_of(case, clock.today())
    assert not thread.is_over_answer
    assert case.is_overdue


def test_an_answered_case_and_one_without_hours_are_left_alone():
    answered, without = an_unanswered_case(), an_unanswered_case(None)
    actions.take(answered, words="", by=handler_of(answered), now=NOW)

    run("hurry_answers", NOW + 30 * HOUR)

    assert [queries.orders_of(case) for case in (answered, without)] == [[], []]


def test_the_next_unit_has_its_own_hours_after_an_early_return():
    case = an_unanswered_case()
    run("hurry_answers", NOW + 11 * HOUR)
    rules = {"policy": policy_on(clock.today()), "calendar": work_calendar()}
    back = NOW + 12 * HOUR
    actions.return_to_triage(case, words="不归我们", by=handler_of(case), now=back, **rules)
    assert light_of(case, 13) is None, "nobody owes an answer while it waits for a unit"

    again = {"level": 3, "unit": a_unit(), "note": "", "by": a_person()}
    actions.dispatch(case, **again, now=back, **rules)
    run("hurry_answers", back + 10 * HOUR)
    assert len(queries.orders_of(case)) == 1
    run("hurry_answers", back + 11 * HOUR)
    assert len(queries.orders_of(case)) == 2
