"""What happens to cases when dates pass."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal import clock, jobs
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases import jobs as case_jobs
from portal.cases.models import Case, Contact
from portal.cases.rules import CaseStatus, DeclineReason, Step
from portal.db import db
from portal.messages import Mail, Notice
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_resolved_case,
    a_unit,
)

pytestmark = pytest.mark.usefixtures("app")
NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)


def run(name: str, at: datetime) -> int:
    """Run a timed job as the worker does; return its batches."""
    batches = 1
    with clock.stopped_at(at):
        while jobs.run_timed(name):
            batches += 1
    return batches


def steps(case: Case) -> list[Step]:
    return [event.step for event in case.events]


def after_midnight_of(case: Case) -> datetime:
    assert case.due_on
    return clock.start_of(case.due_on + timedelta(days=1))


def test_a_case_is_late_from_the_midnight_after_its_date_and_expedited_once():
    unit = a_unit()
    clerk = a_clerk(Role.UNIT_CLERK, unit=unit)
    case = a_dispatched_case(unit=unit)
    told_before = notices_of(clerk.id)

    run("mark_overdue", after_midnight_of(case) - timedelta(seconds=1))
    assert not case.is_overdue

    run("mark_overdue", after_midnight_of(case))
    run("mark_overdue", after_midnight_of(case) + timedelta(days=1))
    assert case.is_overdue
    assert steps(case).count(Step.EXPEDITE) == 1
    assert notices_of(clerk.id) == told_before + 1


@pytest.mark.parametrize("is_left_alone", ["resolved", "waiting for triage"])
def test_only_a_case_that_a_unit_has_in_hand_is_late(is_left_alone: str):
    case = a_resolved_case() if is_left_alone == "resolved" else a_case()
    run("mark_overdue", NOW + timedelta(days=60))

    assert not case.is_overdue


def test_a_backlog_is_done_at_one_go_in_batches(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(case_jobs, "AT_ONCE", 3)
    grid, matter, unit = a_grid(), a_matter(), a_unit()
    cases = [a_dispatched_case(grid=grid, matter=matter, unit=unit) for _ in range(7)]

    assert run("mark_overdue", NOW + timedelta(days=60)) == 3
    assert all(steps(case).count(Step.EXPEDITE) == 1 for case in cases)


def test_a_resolved_case_closes_when_nobody_objects_in_time():
    case = a_resolved_case()
    run("close_unopposed", NOW + timedelta(days=15))
    assert case.status is CaseStatus.RESOLVED

    late = NOW + timedelta(days=15, seconds=1)
    run("close_unopposed", late)
    run("close_unopposed", late)
    assert (case.status, case.closed_by, case.closed_at) == (CaseStatus.CLOSED, Step.LAPSE, late)
    assert steps(case).count(Step.LAPSE) == 1


def test_a_contact_is_erased_730_days_after_closing_and_its_mails_with_it():
    declined, still_open = (
        a_case(contact=actions.ContactGiven(email="li@example.cn", phone="13800000000")),
        a_case(contact=actions.ContactGiven(email="wu@example.cn")),
    )
    dispatcher = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.decline(declined, reason=DeclineReason.TEST, words="测试", by=dispatcher, now=NOW)
    run("erase_old_contacts", NOW + timedelta(days=730))
    assert contact_of(declined).email == "li@example.cn"

    erased_at = NOW + timedelta(days=730, seconds=1)
    run("erase_old_contacts", erased_at)
    run("erase_old_contacts", erased_at + timedelta(days=1))
    gone = contact_of(declined)
    assert (gone.email, gone.phone, gone.erased_at) == (None, None, erased_at)
    assert gone.consented_at == NOW, "that there was one stays known"
    assert contact_of(still_open).email == "wu@example.cn"
    assert set(db.session.scalars(select(Mail.to))) == {"wu@example.cn"}


def contact_of(case: Case) -> Contact:
    return db.session.get_one(Contact, case.id)


def notices_of(person_id: int) -> int:
    rows = select(func.count(Notice.id)).where(Notice.person_id == person_id)
    return db.session.scalar(rows) or 0
