"""Dates beyond the loaded calendar: marked, and computed anew when their year is loaded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions, queries
from portal.cases.queries import Trait, Wanted
from portal.cases.rules import CaseStatus, DeclineReason, Outcome, Step
from portal.db import db
from portal.messages import Message
from portal.policy.models import CalendarYear, WorkDay
from portal.policy.queries import policy_on, work_calendar
from tests.cases.test_jobs import run
from tests.cases.test_requests import kinds_told
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_resolved_case,
)

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)
LATE = datetime(2026, 12, 30, 2, tzinfo=UTC)  # a Wednesday; of 2027 nothing is known
EVE = datetime(2026, 12, 31, 2, tzinfo=UTC)
NEW_YEAR = date(2027, 1, 1)  # a Friday
MONDAY = date(2027, 1, 4)


def load_2027(*, holiday=NEW_YEAR):
    db.session.add(CalendarYear(year=2027, source="test"))
    db.session.flush()
    db.session.add(WorkDay(day=holiday, year=2027, is_working=False, name="元旦"))
    db.session.flush()


def settle(at):
    return run("settle_provisional_dates", at)


def redated(case):
    return [event for event in case.events if event.step is Step.REDATE]


def rules(now):
    return {"policy": policy_on(clock.day_of(now)), "calendar": work_calendar()}


# the date by which it is to be resolved


def test_a_date_beyond_the_calendar_is_computed_anew_when_its_year_is_loaded():
    contact = actions.ContactGiven(email="li@example.cn")
    with clock.stopped_at(LATE):
        case = a_dispatched_case(now=LATE, contact=contact)
        clerk = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    assert (case.due_on, case.is_due_provisional) == (date(2027, 1, 6), True)
    settle(LATE)
    assert case.is_due_provisional, "nothing is known yet"

    load_2027()
    settle(LATE + DAY)
    settle(LATE + 2 * DAY)

    assert (case.due_on, case.is_due_provisional) == (date(2027, 1, 7), False)
    assert [event.due_on for event in redated(case)] == [date(2027, 1, 7)]
    assert kinds_told(clerk)[-1] == "redated"


def test_a_date_that_stays_is_settled_without_telling_anybody():
    with clock.stopped_at(LATE):
        case = a_dispatched_case(now=LATE)
        clerk = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    before = kinds_told(clerk)

    load_2027(holiday=date(2027, 5, 3))
    settle(LATE + DAY)

    assert not case.is_due_provisional
    assert case.events[-1].step is Step.REDATE
    assert kinds_told(clerk) == before


def test_a_case_that_came_back_late_has_its_date_computed_anew_in_triage():
    with clock.stopped_at(LATE - 2 * DAY):
        case = a_dispatched_case(now=LATE - 2 * DAY, level=3)
    by = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    with clock.stopped_at(LATE):
        actions.return_to_triage(case, words="不归我们", by=by, now=LATE, **rules(LATE))
    assert case.due_on == MONDAY

    load_2027()
    settle(LATE + DAY)

    assert (case.status, case.due_on) == (CaseStatus.REPORTED, date(2027, 1, 5))


def test_a_resolved_case_is_judged_anew_by_its_settled_date():
    with clock.stopped_at(LATE):
        case = a_dispatched_case(now=LATE)
    late_by_weekdays = clock.start_of(date(2027, 1, 7)) + timedelta(hours=1)
    with clock.stopped_at(late_by_weekdays):
        actions.expedite(case, now=clock.now())
        said = {"outcome": Outcome.EXPLAINED, "words": "已说明", "photos": []}
        by = a_clerk(Role.UNIT_CLERK, unit=case.unit)
        actions.resolve(case, **said, by=by, now=clock.now(), policy=policy_on(clock.today()))
    assert (case.was_in_time, case.is_overdue) == (False, True)
    heard = db.session.query(Message).count()

    load_2027()
    settle(late_by_weekdays + DAY)

    assert (case.was_in_time, case.is_overdue) == (True, False)
    assert case.status is CaseStatus.RESOLVED
    assert len(redated(case)) == 1
    assert db.session.query(Message).count() == heard, "nobody waits for that date any more"


def test_a_closed_case_is_judged_anew_and_stays_closed():
    with clock.stopped_at(LATE):
        case = a_resolved_case(now=LATE)
        actions.lapse(case, now=LATE)

    load_2027()
    settle(LATE + DAY)

    assert (case.status, case.is_due_provisional) == (CaseStatus.CLOSED, False)
    assert [(row.status, row.due_on) for row in redated(case)] == [
        (CaseStatus.CLOSED, date(2027, 1, 7))
    ]


# triage


def test_the_day_of_triage_is_marked_and_computed_anew():
    with clock.stopped_at(EVE):
        case = a_case(now=EVE)
    assert (case.triage_due_on, case.is_triage_provisional) == (NEW_YEAR, True)

    load_2027()
    settle(EVE + timedelta(hours=1))
    settle(EVE + timedelta(hours=2))

    assert (case.triage_due_on, case.is_triage_provisional) == (MONDAY, False)
    assert [row.note for row in redated(case)] == [
        "最晚2027年1月4日（周一）交办，不再是2027年1月1日（周五）。"
    ]


def test_triage_counts_from_the_last_time_that_it_came_back():
    with clock.stopped_at(EVE - 10 * DAY):
        case = a_dispatched_case(now=EVE - 10 * DAY)
        by = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    with clock.stopped_at(EVE):
        actions.return_to_triage(case, words="不归我们", by=by, now=EVE, **rules(EVE))
        actions.note(case, note="记一笔", by=by, now=EVE + timedelta(hours=3))
    assert (case.triage_due_on, case.is_triage_provisional) == (NEW_YEAR, True)

    load_2027()
    settle(EVE + timedelta(hours=4))

    assert case.triage_due_on == MONDAY


def test_taking_a_dispatch_back_wins_no_days_of_triage():
    with clock.stopped_at(EVE):
        case = a_dispatched_case(now=EVE)
        lead = a_clerk(Role.LEAD, area_code=DISTRICT_CODE)
    with clock.stopped_at(EVE + 4 * DAY):
        actions.recall(case, note="派错了", by=lead, now=clock.now())
    assert case.is_triage_provisional

    load_2027()
    settle(EVE + 4 * DAY)

    assert case.triage_due_on == MONDAY
    assert queries.triage_from(case) == date(2026, 12, 31)


# the look of the grid's worker


def test_the_day_of_the_look_is_marked_and_computed_anew():
    with clock.stopped_at(LATE):
        case = a_resolved_case(
            now=LATE, matter=a_matter(evidence="现场照片"), outcome=Outcome.NOT_FOUND
        )
    assert (case.verify_due_on, case.is_verify_provisional) == (NEW_YEAR, True)

    load_2027()
    settle(LATE + timedelta(hours=1))

    assert (case.verify_due_on, case.is_verify_provisional) == (MONDAY, False)
    assert "最晚2027年1月4日（周一）核查" in redated(case)[-1].note


# expedite orders


def test_an_order_by_itself_is_answered_by_a_day_that_is_computed_anew():
    with clock.stopped_at(LATE):
        case = a_dispatched_case(now=LATE)
        actions.expedite(case, now=LATE)
    [order] = queries.orders_of(case)
    assert order.is_provisional
    by_weekdays = order.reply_by

    load_2027()
    settle(LATE + DAY)

    assert order.reply_by == MONDAY
    assert (order.reply_by > by_weekdays, order.is_provisional) == (True, False)


@pytest.mark.parametrize(
    ("named", "settled"), [(NEW_YEAR, MONDAY), (date(2027, 1, 5), date(2027, 1, 5))]
)
def test_a_day_that_somebody_named_moves_only_if_nobody_works_on_it(named, settled):
    with clock.stopped_at(LATE):
        case = a_dispatched_case(now=LATE)
        lead = a_clerk(Role.LEAD, area_code=DISTRICT_CODE)
        order = actions.order(case, words="请抓紧", reply_by=named, by=lead, now=LATE)
    assert order.is_provisional

    load_2027()
    settle(LATE + DAY)

    assert (order.reply_by, order.is_provisional) == (settled, False)


# finding them


def test_only_what_may_still_move_is_listed_as_provisional():
    lead = a_clerk(Role.LEAD, area_code=DISTRICT_CODE)
    with clock.stopped_at(EVE):
        waits, dispatched = a_case(now=EVE), a_dispatched_case(now=EVE)
        declined = a_case(now=EVE)
        said = {"reason": DeclineReason.NOT_LISTED, "words": "请拨打12345"}
        actions.decline(declined, **said, by=lead, now=EVE)
        long_ago = a_case(now=EVE - 10 * DAY)
        wanted = Wanted(view="all", traits=frozenset({Trait.PROVISIONAL}))
        found = queries.glance(lead, wanted, today=clock.today(), most=9).cases

    assert {case.id for case in found} == {waits.id, dispatched.id}
    assert not long_ago.is_triage_provisional
