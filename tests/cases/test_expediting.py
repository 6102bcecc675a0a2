"""Expedite orders: given by the clock or from above, answered in a thread, never overwritten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions, queries
from portal.cases.rules import Solved, Step
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow
from portal.messages import Message, Notice
from portal.policy.queries import policy_on, work_calendar
from tests.cases.test_jobs import run
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_dispatched_case,
    a_unit,
    resolved,
)

pytestmark = pytest.mark.usefixtures("app")
NOW = datetime(2026, 9, 21, 2, tzinfo=UTC)
DAY = timedelta(days=1)
WEDNESDAY = date(2026, 9, 23)


def a_street_clerk():
    return a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)


def ordered(case, *, by=None, words="请今天去看", reply_by=WEDNESDAY, now=NOW):
    by = by or a_street_clerk()
    return actions.order(case, words=words, reply_by=reply_by, by=by, now=now)


def handler_of(case):
    return a_clerk(Role.UNIT_CLERK, unit=case.unit)


def kinds_told(person):
    rows = select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)
    return list(db.session.scalars(rows))


def test_several_orders_stand_side_by_side_each_with_its_own_answers():
    case = a_dispatched_case()
    clerk, street, centre = (
        handler_of(case),
        a_street_clerk(),
        a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE),
    )
    first = ordered(case, by=street)
    second = ordered(case, by=centre, words="区里催办", reply_by=date(2026, 9, 24))

    actions.reply(first, words="明天去", by=clerk, now=NOW)
    actions.reply(first, words="请发照片", by=street, now=NOW + DAY)
    actions.reply(first, words="已发", by=clerk, now=NOW + 2 * DAY)

    newest, oldest = queries.threads_of(case, clock.today())
    assert (newest.order, newest.replies) == (second, [])
    assert [reply.words for reply, _late in oldest.replies] == ["明天去", "请发照片", "已发"]
    assert first.replied_at == NOW
    assert second.replied_at is None
    assert (first.office, second.office) == (UnitKind.COMMAND_ROOM, UnitKind.COMMAND_CENTRE)
    assert kinds_told(clerk) == ["expedite_order", "expedite_order", "expedite_reply"]
    assert kinds_told(street) == ["expedite_reply", "expedite_reply"]
    assert kinds_told(centre) == []


def test_an_order_moves_no_date_and_its_words_stay_among_staff():
    contact = actions.ContactGiven(email="li@example.cn")
    case = a_dispatched_case(contact=contact)
    due = case.due_on

    ordered(case, words="领导很着急")

    assert (case.due_on, case.is_overdue) == (due, False)
    assert (case.events[-1].words, case.events[-1].note) == ("", "领导很着急")
    told = list(db.session.scalars(select(Message).order_by(Message.id)))
    assert told[-1].kind == "expedited"
    assert not any("领导很着急" in one.body for one in told)


@pytest.mark.parametrize(
    ("words", "reply_by"),
    [
        pytest.param("", WEDNESDAY, id="no words"),
        pytest.param("快", date(2026, 9, 20), id="a day that has passed"),
    ],
)
def test_an_order_says_what_and_by_when(words, reply_by):
    case = a_dispatched_case()

    with pytest.raises(NotAcceptable):
        ordered(case, words=words, reply_by=reply_by)
    assert queries.orders_of(case) == []


def test_a_case_that_waits_for_nobody_below_is_not_hurried_on():
    case = a_dispatched_case()
    resolved(case)

    with pytest.raises(NotAllowedNow):
        ordered(case)
    assert queries.orders_of(case) == []


@pytest.mark.parametrize(
    ("days", "is_late"),
    [pytest.param(2, False, id="on its day"), pytest.param(3, True, id="after")],
)
def test_a_late_answer_is_marked_so(days, is_late):
    case = a_dispatched_case()
    given = ordered(case)
    actions.reply(given, words="好", by=handler_of(case), now=NOW + days * DAY)

    (thread,) = queries.threads_of(case, clock.today())
    assert [late for _reply, late in thread.replies] == [is_late]


def test_an_answer_needs_words():
    case = a_dispatched_case()
    given = ordered(case)

    with pytest.raises(NotAcceptable):
        actions.reply(given, words="", by=handler_of(case), now=NOW)
    assert given.replied_at is None


def test_the_clock_itself_gives_one_order_for_each_date_that_passes():
    case = a_dispatched_case()
    clerk, street = handler_of(case), a_street_clerk()
    midnight = clock.start_of(date(2026, 9, 30))

    run("mark_overdue", midnight)
    run("mark_overdue", midnight + 5 * DAY)

    (given,) = queries.orders_of(case)
    assert (given.by, given.office, given.reply_by) == (None, None, date(2026, 10, 9))
    assert given.event.step is Step.EXPEDITE
    assert kinds_told(clerk) == ["overdue"]
    assert kinds_told(street) == ["overdue"]
    actions.reply(given, words="人手不够", by=clerk, now=midnight + DAY)
    assert kinds_told(street) == ["overdue", "expedite_reply"]


def test_a_second_no_of_the_reporter_brings_an_order_with_it():
    unit = a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE)
    case = a_dispatched_case(level=2, unit=unit)
    above = a_unit()
    rules = {"policy": policy_on(clock.today()), "calendar": work_calendar(), "now": NOW}
    for _round in (1, 2):
        resolved(case)
        actions.say_solved(case.ratings[-1], Solved.NO, **rules)

    (given,) = queries.orders_of(case)
    assert given.event.step is Step.ESCALATE
    assert (case.level, case.unit) == (3, above)


def test_whoever_ordered_is_told_once_that_no_answer_came():
    case = a_dispatched_case()
    street, centre = a_street_clerk(), a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    ordered(case, by=street)
    ordered(case, by=centre, reply_by=date(2026, 9, 24))

    run("remind_of_orders", clock.start_of(date(2026, 9, 24)) - timedelta(seconds=1))
    assert kinds_told(street) == []
    for n in (24, 24, 25, 26):
        run("remind_of_orders", clock.start_of(date(2026, 9, n)))

    assert kinds_told(street) == ["order_late"]
    assert kinds_told(centre) == ["order_late"]


def test_an_order_is_said_to_be_late_though_one_of_another_case_with_the_same_day_was():
    earlier, later = a_street_clerk(), a_street_clerk()
    ordered(a_dispatched_case(), by=earlier)
    run("remind_of_orders", clock.start_of(date(2026, 9, 24)))
    ordered(a_dispatched_case(), by=later)

    run("remind_of_orders", clock.start_of(date(2026, 9, 24)))

    assert kinds_told(earlier) == kinds_told(later) == ["order_late"]


def test_an_answered_order_and_a_case_at_rest_bring_no_reminder():
    answered, at_rest = a_dispatched_case(), a_dispatched_case()
    street = a_street_clerk()
    actions.reply(ordered(answered, by=street), words="好", by=handler_of(answered), now=NOW)
    ordered(at_rest, by=street)
    resolved(at_rest)

    run("remind_of_orders", NOW + 9 * DAY)

    assert "order_late" not in kinds_told(street)


def test_the_thread_shows_an_order_that_was_left_without_an_answer():
    case = a_dispatched_case()
    ordered(case)

    assert [t.is_silent for t in queries.threads_of(case, WEDNESDAY)] == [False]
    assert [t.is_silent for t in queries.threads_of(case, WEDNESDAY + DAY)] == [True]
