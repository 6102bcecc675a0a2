"""Pauses and extensions: asked below, decided above, never forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions, queries
from portal.cases.models import Case, CaseRequest
from portal.cases.rules import CaseStatus, Outcome, PauseReason, RequestKind, Step
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow, NotYours
from portal.messages import Message, Notice
from portal.policy.actions import set_value
from portal.policy.queries import policy_on, work_calendar
from tests.cases.test_jobs import run
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_unit,
)

pytestmark = pytest.mark.usefixtures("app")
NOW = datetime(2026, 9, 21, 2, tzinfo=UTC)  # a Monday; Mid-Autumn is on Friday the 25th
DAY = timedelta(days=1)


def rules(now=NOW):
    return {"policy": policy_on(clock.day_of(now)), "calendar": work_calendar()}


def handler_of(case):
    return a_clerk(Role.UNIT_CLERK, unit=case.unit)


def a_lead():
    return a_clerk(Role.LEAD, area_code=DISTRICT_CODE)


def pause_asked(case: Case, *, until=date(2026, 9, 24), by=None, now=NOW, **given) -> CaseRequest:
    asked = {"reason": PauseReason.COURT, "words": "等法院判决"} | given
    by = by or handler_of(case)
    return actions.ask_pause(case, until=until, by=by, now=now, **asked, **rules(now))


def paused(case: Case, *, now=NOW, **given) -> CaseRequest:
    asked = pause_asked(case, now=now, **given)
    actions.pause(case, note="", by=a_lead(), now=now)
    return asked


def days_asked(case: Case, days=2, *, by=None, now=NOW) -> CaseRequest:
    return actions.ask_extension(
        case,
        days=days,
        words="材料没到",
        by=by or handler_of(case),
        now=now,
        policy=policy_on(clock.day_of(now)),
    )


def kinds_told(person):
    rows = select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)
    return list(db.session.scalars(rows))


# pauses


def test_paused_working_days_are_added_when_the_clock_runs_on():
    case = a_dispatched_case()
    assert case.due_on == date(2026, 9, 29)
    paused(case)

    actions.resume(case, by=handler_of(case), now=NOW + 2 * DAY, calendar=work_calendar())

    assert (case.status, case.paused_days) == (CaseStatus.IN_HAND, 2)
    assert case.due_on == date(2026, 10, 8)  # 29, 30 September, then the holiday
    assert case.events[-1].step is Step.RESUME
    assert case.events[-1].due_on == case.due_on


def test_asking_stops_no_clock_and_only_one_thing_is_asked_at_a_time():
    case = a_dispatched_case()
    pause_asked(case)

    assert (case.status, case.due_on) == (CaseStatus.DISPATCHED, date(2026, 9, 29))
    with pytest.raises(NotAllowedNow):
        days_asked(case)
    with pytest.raises(NotAllowedNow):
        pause_asked(case)
    assert len(queries.requests_of(case)) == 1


def test_a_pause_that_nobody_ends_ends_by_itself_and_adds_no_more_than_was_approved():
    case = a_dispatched_case()
    clerk = handler_of(case)
    paused(case, until=date(2026, 9, 23))

    run("end_pauses", clock.start_of(date(2026, 9, 24)) - timedelta(seconds=1))
    assert case.status is CaseStatus.PAUSED
    run("end_pauses", NOW + 20 * DAY)
    run("end_pauses", NOW + 21 * DAY)

    assert (case.status, case.paused_days) == (CaseStatus.IN_HAND, 2)
    assert [event.step for event in case.events].count(Step.RESUME) == 1
    assert case.events[-1].by is None
    assert kinds_told(clerk)[-1] == "resumed"


def test_a_paused_case_does_not_turn_red_but_does_once_its_clock_runs_on():
    case = a_dispatched_case()
    paused(case, until=date(2026, 9, 24))

    run("mark_overdue", NOW + 60 * DAY)
    assert not case.is_overdue
    run("end_pauses", NOW + 60 * DAY)
    run("mark_overdue", NOW + 60 * DAY)
    assert case.is_overdue


def test_a_late_case_is_not_paused():
    case = a_dispatched_case()
    late = NOW + 9 * DAY

    with pytest.raises(NotAllowedNow, match="late case"):
        pause_asked(case, until=date(2026, 10, 9), now=late)

    pause_asked(case, until=date(2026, 10, 9), now=late - DAY)
    with pytest.raises(NotAllowedNow, match="late case"):
        actions.pause(case, note="", by=a_lead(), now=late)
    assert case.status is CaseStatus.DISPATCHED


@pytest.mark.parametrize(
    ("until", "words"),
    [
        pytest.param(date(2026, 9, 21), "等", id="over today"),
        pytest.param(date(2026, 9, 20), "等", id="over before it begins"),
        pytest.param(date(2026, 12, 1), "等", id="longer than the policy allows"),
        pytest.param(date(2026, 9, 24), "", id="without words"),
    ],
)
def test_a_pause_has_an_end_and_words(until, words):
    case = a_dispatched_case()

    with pytest.raises(NotAcceptable):
        pause_asked(case, until=until, words=words)
    assert queries.open_request(case) is None


def test_a_pause_whose_last_day_came_before_the_decision_is_asked_anew():
    case = a_dispatched_case()
    pause_asked(case, until=date(2026, 9, 22))

    with pytest.raises(NotAllowedNow, match="over already"):
        actions.pause(case, note="", by=a_lead(), now=NOW + DAY)


def test_the_first_answer_is_due_at_its_hour_also_while_a_case_is_paused():
    case = a_dispatched_case(matter=a_matter(first_response_hours=24))
    due = case.response_due_at
    paused(case)

    actions.resume(case, by=None, now=NOW + 3 * DAY, calendar=work_calendar())

    assert due == NOW + DAY
    assert (case.response_due_at, case.first_response_at) == (due, None)


def test_the_reporter_is_told_of_a_pause_with_its_words_and_of_the_new_date():
    contact = actions.ContactGiven(email="li@example.cn")
    case = a_dispatched_case(contact=contact, language="en")
    paused(case)
    actions.resume(case, by=None, now=NOW + 2 * DAY, calendar=work_calendar())

    *_before, pause, resumed = db.session.scalars(select(Message).order_by(Message.id))
    assert "等法院判决" in pause.body
    assert "8 October" in resumed.standing


# who decides


def test_nobody_decides_about_what_they_asked_for_or_have_in_hand():
    case = a_dispatched_case(unit=a_unit())
    asker = handler_of(case)
    pause_asked(case, by=asker)

    for person in (asker, handler_of(case)):
        with pytest.raises(NotYours):
            actions.pause(case, note="", by=person, now=NOW)
    assert case.status is CaseStatus.DISPATCHED


def waiting_for(person):
    return [asked.case_id for asked in queries.requests_waiting(person, clock.today())]


@pytest.mark.parametrize(
    ("level", "kind", "area", "deciding"),
    [
        pytest.param(
            2,
            UnitKind.COMMUNITY,
            COMMUNITY_CODE,
            {Role.STREET_CLERK, Role.DISPATCHER, Role.LEAD},
            id="a community's",
        ),
        pytest.param(
            3,
            UnitKind.STREET_TEAM,
            STREET_CODE,
            {Role.STREET_CLERK, Role.DISPATCHER, Role.LEAD},
            id="a street team's",
        ),
        pytest.param(
            3,
            UnitKind.COMMAND_ROOM,
            STREET_CODE,
            {Role.DISPATCHER, Role.LEAD},
            id="the command room's own",
        ),
        pytest.param(4, UnitKind.DEPARTMENT, DISTRICT_CODE, {Role.LEAD}, id="a department's"),
        pytest.param(
            4, UnitKind.COMMAND_CENTRE, DISTRICT_CODE, {Role.LEAD}, id="the command centre's own"
        ),
    ],
)
def test_somebody_above_the_unit_decides(level, kind, area, deciding):
    case = a_dispatched_case(level=level, unit=a_unit(kind=kind, area_code=area))
    people = {
        Role.COMMUNITY_CLERK: a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE),
        Role.STREET_CLERK: a_clerk(Role.STREET_CLERK, area_code=STREET_CODE),
        Role.DISPATCHER: a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE),
        Role.LEAD: a_lead(),
    }
    pause_asked(case, by=a_clerk(Role.UNIT_CLERK, unit=case.unit))

    assert {role for role, person in people.items() if waiting_for(person)} == deciding
    told = {role for role, person in people.items() if "request_asked" in kinds_told(person)}
    assert len(told) == 1
    assert told <= deciding


def test_whoever_has_the_case_does_not_decide_by_another_post_they_hold():
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    both = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    db.session.add(
        type(both.posts[0])(
            person=both, role=Role.UNIT_CLERK, unit=unit, started_on=date(2025, 1, 1)
        )
    )
    db.session.flush()
    pause_asked(case)

    assert waiting_for(both) == []
    assert Step.PAUSE not in queries.steps_for(both, case, clock.today())
    with pytest.raises(NotYours):
        actions.pause(case, note="", by=both, now=NOW)


def test_the_street_next_door_has_no_say():
    case = a_dispatched_case()
    pause_asked(case)

    assert waiting_for(a_clerk(Role.STREET_CLERK, area_code="330108001")) == []


def test_a_refusal_has_words_and_the_unit_reads_them():
    case = a_dispatched_case()
    clerk = handler_of(case)
    pause_asked(case, by=clerk)
    lead = a_lead()
    with pytest.raises(NotAcceptable):
        actions.refuse(case, note="", by=lead, now=NOW)

    actions.refuse(case, note="不必等", by=lead, now=NOW)

    (asked,) = queries.requests_of(case)
    assert (asked.is_granted, asked.answer, asked.decided_by) == (False, "不必等", lead)
    assert (case.status, case.due_on) == (CaseStatus.DISPATCHED, date(2026, 9, 29))
    assert kinds_told(clerk)[-1] == "request_refused"
    pause_asked(case)  # and may be asked for again


def test_what_was_not_asked_for_is_not_granted():
    case = a_dispatched_case()
    days_asked(case)

    with pytest.raises(NotAllowedNow):
        actions.pause(case, note="", by=a_lead(), now=NOW)
    assert case.status is CaseStatus.DISPATCHED


@pytest.mark.parametrize("step", ["transfer", "return", "resolve", "hand up"])
def test_a_request_is_over_once_its_unit_lets_go_of_the_case(step):
    case = a_dispatched_case(matter=a_matter(department=a_department().code))
    clerk = handler_of(case)
    days_asked(case, by=clerk)
    words = {"words": "说明", "by": clerk, "now": NOW}
    if step == "transfer":
        actions.transfer(case, unit=a_unit(), **words)
    elif step == "return":
        actions.return_to_triage(case, **words, **rules())
    elif step == "hand up":
        actions.hand_up(case, **words, **rules())
    else:
        actions.resolve(
            case, outcome=Outcome.EXPLAINED, photos=[], policy=policy_on(clock.today()), **words
        )

    assert queries.open_request(case) is None
    (asked,) = queries.requests_of(case)
    assert (asked.is_granted, asked.decided_by) == (None, None)


# more days


def a_department():
    return a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)


def test_more_days_are_added_to_the_date_that_was():
    case = a_dispatched_case()
    days_asked(case)

    actions.extend(case, note="", by=a_lead(), now=NOW, calendar=work_calendar())

    assert (case.extended_days, case.due_on) == (2, date(2026, 10, 8))
    assert (case.events[-1].step, case.events[-1].due_on) == (Step.EXTEND, case.due_on)
    with pytest.raises(NotAllowedNow):
        days_asked(case, 1)


@pytest.mark.parametrize(
    ("level", "most"),
    [pytest.param(3, 2, id="up to seven"), pytest.param(4, 8, id="up to fifteen")],
)
def test_no_more_days_than_the_level_can_have(level, most):
    unit = a_unit() if level == 3 else a_department()
    case = a_dispatched_case(level=level, unit=unit)

    for days in (0, -1, most + 1):
        with pytest.raises(NotAcceptable):
            days_asked(case, days)
    assert days_asked(case, most).kind is RequestKind.EXTENSION


@pytest.mark.parametrize("level", [1, 2])
def test_the_lower_levels_get_no_more_days(level):
    unit = a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE)
    case = a_dispatched_case(level=level, unit=unit)

    with pytest.raises(NotAllowedNow, match="no more days"):
        days_asked(case, 1)


def test_asked_in_time_and_granted_late_counts_from_the_old_date():
    case = a_dispatched_case()
    on_the_last_day = clock.start_of(date(2026, 9, 29))
    days_asked(case, now=on_the_last_day)

    run("mark_overdue", on_the_last_day + DAY)
    assert case.is_overdue, "an open question stops no clock"
    actions.extend(case, note="", by=a_lead(), now=on_the_last_day + DAY, calendar=work_calendar())

    assert (case.due_on, case.is_overdue) == (date(2026, 10, 8), False)
    run("mark_overdue", clock.start_of(date(2026, 10, 9)))
    assert case.is_overdue, "the new date can pass as well"
    assert [event.step for event in case.events].count(Step.EXPEDITE) == 2


def test_granted_after_the_new_date_it_stays_red_and_is_hurried_on_no_more():
    case = a_dispatched_case()
    days_asked(case)
    run("mark_overdue", NOW + 30 * DAY)

    actions.extend(case, note="", by=a_lead(), now=NOW + 30 * DAY, calendar=work_calendar())
    run("mark_overdue", NOW + 31 * DAY)

    assert case.is_overdue
    assert [event.step for event in case.events].count(Step.EXPEDITE) == 1


def test_after_its_date_nothing_more_is_asked_for():
    case = a_dispatched_case()

    with pytest.raises(NotAllowedNow, match="date has passed"):
        days_asked(case, now=NOW + 9 * DAY)


def test_a_new_clock_forgets_pauses_and_extensions():
    department = a_department()
    case = a_dispatched_case(matter=a_matter(department=department.code))
    days_asked(case)
    actions.extend(case, note="", by=a_lead(), now=NOW, calendar=work_calendar())

    actions.hand_up(case, words="需要区里", by=handler_of(case), now=NOW, **rules())

    assert (case.level, case.unit, case.extended_days) == (4, department, 0)
    assert case.due_on == date(2026, 10, 8)  # seven working days over Mid-Autumn and National Day
    assert days_asked(case, 8)


def test_a_changed_policy_moves_no_date_that_was_given():
    case = a_dispatched_case()
    set_value("level_days", [1, 3, 4, 7], from_day=date(2026, 9, 22), why="试", by="区", now=NOW)
    days_asked(case)

    actions.extend(case, note="", by=a_lead(), now=NOW + DAY, calendar=work_calendar())

    assert case.due_on == date(2026, 10, 8)


# a case kept before the days of its clock were


def test_a_case_of_before_counts_from_the_days_of_its_level():
    case = a_dispatched_case()
    case.clock_days = None
    days_asked(case)

    actions.extend(case, note="", by=a_lead(), now=NOW, calendar=work_calendar())

    assert case.due_on == date(2026, 10, 8)


# handing up, transfers and returns


def test_handing_up_starts_the_clock_of_the_level_above_and_answers_the_reporter():
    department = a_department()
    case = a_dispatched_case(
        matter=a_matter(department=department.code, first_response_hours=24),
        contact=actions.ContactGiven(email="li@example.cn"),
    )
    told = a_clerk(Role.UNIT_CLERK, unit=department)
    later = NOW + 2 * DAY

    actions.hand_up(case, words="需要区里", by=handler_of(case), now=later, **rules(later))

    assert (case.level, case.unit) == (4, department)
    assert clock.day_of(case.dispatched_at) == date(2026, 9, 23)
    assert case.first_response_at == later
    assert kinds_told(told) == ["handed_up"]
    assert any("需要区里" in body for body in db.session.scalars(select(Message.body)))


def test_from_the_top_level_nothing_goes_up():
    case = a_dispatched_case(level=4, unit=a_department())

    with pytest.raises(NotAllowedNow, match="no level above"):
        actions.hand_up(case, words="办不了", by=handler_of(case), now=NOW, **rules())
    assert case.level == 4


def test_a_transfer_keeps_the_date_and_is_a_first_answer():
    case = a_dispatched_case(matter=a_matter(first_response_hours=24))
    due = case.due_on

    actions.transfer(case, unit=a_unit(), words="归他们", by=handler_of(case), now=NOW + DAY)

    assert (case.due_on, case.first_response_at) == (due, NOW + DAY)


@pytest.mark.parametrize(
    ("days", "due", "answer_by"),
    [
        pytest.param(1, date(2026, 9, 30), NOW + 2 * DAY, id="within a working day it restarts"),
        pytest.param(2, date(2026, 9, 29), NOW + DAY, id="later it does not"),
    ],
)
def test_a_misdispatched_case_that_comes_back_soon_starts_afresh(days, due, answer_by):
    case = a_dispatched_case(matter=a_matter(first_response_hours=24))
    back = NOW + days * DAY
    actions.return_to_triage(case, words="不是我们的", by=handler_of(case), now=back, **rules(back))

    actions.dispatch(
        case,
        level=3,
        unit=a_unit(),
        note="",
        by=a_lead(),
        now=NOW + DAY if days == 1 else back,
        **rules(back),
    )

    assert (case.due_on, case.response_due_at) == (due, answer_by)


# triage and looking


def test_the_lead_is_told_once_of_a_report_that_waits_for_triage_too_long():
    lead, case = a_lead(), a_case()

    run("remind_of_triage", clock.start_of(date(2026, 9, 23)) - timedelta(seconds=1))
    assert kinds_told(lead) == []
    version = case.version
    run("remind_of_triage", clock.start_of(date(2026, 9, 23)))
    run("remind_of_triage", clock.start_of(date(2026, 9, 24)))

    assert kinds_told(lead) == ["triage_late"]
    assert case.version == version, "a form that is open somewhere stays good"


FIELD = {"evidence": "现场照片、文字说明"}


def resolved_case(outcome=Outcome.NOT_FOUND, **matter):
    case = a_dispatched_case(matter=a_matter(**FIELD | matter))
    actions.resolve(
        case,
        outcome=outcome,
        words="看过了",
        photos=[],
        by=handler_of(case),
        now=NOW,
        policy=policy_on(clock.today()),
    )
    return case


def test_a_worker_has_two_working_days_to_look_at_what_can_be_seen():
    assert resolved_case().verify_due_on == date(2026, 9, 23)
    assert resolved_case(Outcome.EXPLAINED).verify_due_on is None
    assert resolved_case(evidence="文字说明").verify_due_on is None


def test_the_worker_is_reminded_on_the_day_and_the_community_after_it_once_each():
    case = resolved_case()
    worker = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
    community = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)

    run("remind_to_verify", NOW + DAY)
    assert kinds_told(worker) == []
    for n in (2, 2, 3, 4):
        run("remind_to_verify", NOW + n * DAY)

    assert kinds_told(worker) == ["verify_due"]
    assert kinds_told(community) == ["verify_late"]


def test_whoever_resolved_it_is_not_asked_to_look():
    unit = a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE)
    case = a_dispatched_case(level=1, unit=unit, matter=a_matter(**FIELD))
    worker = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
    colleague = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
    policy = policy_on(clock.today())
    actions.resolve(
        case, outcome=Outcome.NOT_FOUND, words="无", photos=[], by=worker, now=NOW, policy=policy
    )

    run("remind_to_verify", NOW + 2 * DAY)

    assert "verify_due" in kinds_told(colleague)
    assert "verify_due" not in kinds_told(worker)


def test_a_case_opened_again_is_looked_at_by_a_new_day():
    case = resolved_case()
    worker = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
    run("remind_to_verify", NOW + 2 * DAY)

    actions.dispute(case, words="还在", by=worker, now=NOW + 2 * DAY, **rules())
    assert case.verify_due_on is None
    run("remind_to_verify", NOW + 3 * DAY)

    assert kinds_told(worker).count("verify_due") == 1
