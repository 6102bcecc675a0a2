"""What is taken back before it went: the step's own words, and nobody hears of it for nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.queries import bulk_run
from portal.cases.rules import BulkKind, CaseStatus, DeclineReason
from portal.db import db
from portal.messages import Message, Notice, State
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, a_case, a_clerk, a_person, a_unit
from tests.test_messages import mail_server, postbox, with_mail
from tests.test_messages_joined import LI, TEN_MINUTES, work_until_done

__all__ = ["mail_server", "postbox", "with_mail"]  # fixtures
pytestmark = pytest.mark.usefixtures("with_mail")
WANG = actions.ContactGiven(email="wang@example.cn")
SOON = NOW + timedelta(minutes=5)


def dispatched(case, at=SOON):
    actions.dispatch(
        case,
        level=3,
        unit=a_unit(),
        note="",
        by=a_person(),
        now=at,
        policy=policy_on(clock.day_of(at)),
        calendar=work_calendar(),
    )


def recalled(case, at):
    actions.recall(case, note="派错了", by=a_person(), now=at)


def joined_to(case, contact=WANG):
    other = a_case(contact=contact)
    other.merged_into, other.status = case, CaseStatus.MERGED
    db.session.flush()
    return other


def told(number, *states):
    """The kinds of what was settled about a report and is in one of these states."""
    ours = select(Message).where(Message.case_number == number).order_by(Message.id)
    return [one.kind for one in db.session.scalars(ours) if one.state in states]


def test_a_dispatch_taken_back_before_it_was_told_is_never_told_nor_its_end(postbox):
    case = a_case(contact=LI)
    work_until_done(NOW)
    dispatched(case)

    recalled(case, SOON + timedelta(minutes=1))
    work_until_done(SOON + TEN_MINUTES)

    assert len(postbox.letters) == 1, "that it has arrived"
    assert told(case.number, State.WITHDRAWN) == ["dispatched"]
    assert told(case.number, State.SENT, State.WAITING) == ["received"]


def test_whoever_has_read_of_a_decision_is_told_that_it_is_taken_back(postbox):
    case = a_case(contact=LI, language="en")
    work_until_done(NOW)
    actions.decline(
        case, reason=DeclineReason.NOT_LISTED, words="Call 12345.", by=a_person(), now=SOON
    )
    work_until_done(SOON + TEN_MINUTES)

    recalled(case, SOON + TEN_MINUTES)
    work_until_done(SOON + 2 * TEN_MINUTES)

    assert told(case.number, State.SENT) == ["received", "declined", "recalled"]
    words = postbox.letters[-1][1].get_content()
    assert "look at it again" in words
    assert "Call 12345" not in words


def test_of_two_reporters_only_the_one_who_heard_is_told_of_the_end():
    case = a_case(contact=LI)
    other = joined_to(case)
    work_until_done(NOW)
    dispatched(case)
    for one in db.session.scalars(select(Message).where(Message.case_number == other.number)):
        one.sent_at = SOON

    recalled(case, SOON + timedelta(minutes=1))

    assert told(case.number, State.WITHDRAWN) == ["dispatched"]
    assert told(other.number, State.SENT, State.WAITING) == ["received", "dispatched", "recalled"]


def test_a_bulk_step_taken_back_is_taken_back_from_every_reporter_who_was_joined(postbox):
    case = a_case(contact=LI)
    other = joined_to(case)
    work_until_done(NOW)
    by, unit = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE), a_unit()
    with clock.stopped_at(SOON):
        asked = {"level": 3, "unit": unit.code}
        started = actions.start_bulk(
            BulkKind.DISPATCH, asked, [case], by=by, now=SOON, request_key="one"
        )
        while actions.run_portion(bulk_run(started.request_key), now=SOON):
            pass
        held = SOON + TEN_MINUTES - timedelta(seconds=1)
    work_until_done(held)
    assert len(postbox.letters) == 2, "each one's first word: the rest is held"

    with clock.stopped_at(held):
        assert actions.undo_bulk(started, by=by, now=held) == 1
    work_until_done(held + 2 * TEN_MINUTES)

    assert len(postbox.letters) == 2
    for number in (case.number, other.number):
        assert told(number, State.WITHDRAWN) == ["dispatched"]


def test_a_unit_is_told_that_a_case_was_taken_back_from_it():
    case = a_case()
    unit = a_unit()
    clerk = a_clerk(Role.UNIT_CLERK, unit=unit)
    actions.dispatch(
        case,
        level=3,
        unit=unit,
        note="",
        by=a_person(),
        now=SOON,
        policy=policy_on(clock.day_of(SOON)),
        calendar=work_calendar(),
    )

    recalled(case, SOON)

    notices = db.session.scalars(select(Notice).order_by(Notice.id)).all()
    assert [(one.person_id, one.kind, one.facts) for one in notices][-1] == (
        clerk.id,
        "recalled",
        "",
    )
