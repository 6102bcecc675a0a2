"""The triage clock: from the report, and anew from a return, never unseen."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions, queries
from portal.cases.queries import Wanted
from portal.cases.rules import DeclineReason, Light, triage_light
from portal.policy.queries import policy_on, work_calendar
from portal.policy.rules import DRAFT
from tests.cases.test_first_answer import kinds_told
from tests.cases.test_jobs import run
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_person,
    a_unit,
)
from tests.policy.test_rules import CALENDAR

pytestmark = pytest.mark.usefixtures("app")
NOW = datetime(2026, 9, 21, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def rules():
    return {"policy": policy_on(clock.today()), "calendar": work_calendar()}


def given_back(case, now):
    by = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.return_to_triage(case, words="不归我们", by=by, now=now, **rules())


def light_of(case, now):
    running = queries.clock_of(case, clock.day_of(now), **rules())
    return running and running.light


@pytest.mark.parametrize(
    ("today", "light"),
    [
        pytest.param(date(2026, 9, 18), Light.GREEN, id="a working day is left"),
        pytest.param(date(2026, 9, 19), Light.GREEN, id="on a Saturday before it"),
        pytest.param(date(2026, 9, 21), Light.AMBER, id="on its last day"),
        pytest.param(date(2026, 9, 22), Light.RED, id="past it"),
    ],
)
def test_triage_turns_amber_and_red(today, light):
    assert triage_light(date(2026, 9, 21), today, DRAFT, CALENDAR) is light


@pytest.mark.parametrize("days", [1, 4])
def test_a_returned_case_has_the_triage_time_of_a_new_one(days):
    case, back = a_dispatched_case(), NOW + days * DAY
    lead = a_clerk(Role.LEAD, area_code=DISTRICT_CODE)

    given_back(case, back)

    due = work_calendar().add(clock.day_of(back), 1)
    assert case.triage_due_on == due
    moments = [back, clock.start_of(due), clock.start_of(due + DAY)]
    lights = [Light.GREEN, Light.AMBER, Light.RED]
    assert [light_of(case, moment) for moment in moments] == lights
    for moment, light in zip(moments, lights, strict=True):
        for wanted in (Light.AMBER, Light.RED):
            today = clock.day_of(moment)
            page = queries.list_cases(
                lead, Wanted(view="all", light=wanted), after_key=None, today=today
            )
            assert (case in page.cases) == (light is wanted)


def test_a_returned_case_that_waits_too_long_is_told_to_the_lead():
    case, lead = a_dispatched_case(), a_clerk(Role.LEAD, area_code=DISTRICT_CODE)
    given_back(case, NOW)

    for days in (1, 2, 3):
        run("remind_of_triage", NOW + days * DAY)

    assert kinds_told(lead) == ["triage_late"]


def test_a_recalled_case_that_waits_too_long_is_told_to_the_lead():
    case, lead = a_dispatched_case(), a_clerk(Role.LEAD, area_code=DISTRICT_CODE)
    actions.recall(case, note="派错了", by=a_person(), now=NOW)

    run("remind_of_triage", NOW + 2 * DAY)

    assert kinds_told(lead) == ["triage_late"]


def test_the_unit_is_told_that_a_case_was_taken_back_from_it():
    case = a_dispatched_case()
    clerk = a_clerk(Role.UNIT_CLERK, unit=case.unit)

    actions.recall(case, note="派错了", by=a_person(), now=NOW)

    assert kinds_told(clerk) == ["recalled"]


def test_taking_a_decline_back_tells_no_unit_anything():
    community = a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE)
    case = a_dispatched_case(level=1, unit=community)
    worker = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
    given_back(case, NOW)
    words = {"reason": DeclineReason.NOT_LISTED, "words": "请拨打12345"}
    actions.decline(case, **words, by=a_person(), now=NOW)

    actions.recall(case, note="再看看", by=a_person(), now=NOW)

    assert kinds_told(worker) == []


def test_a_new_report_keeps_its_triage_day_when_it_is_dispatched_and_recalled():
    case = a_case()
    due = case.triage_due_on
    actions.dispatch(
        case,
        level=3,
        unit=a_dispatched_case().unit,
        note="",
        by=a_person(),
        now=NOW,
        **rules(),
    )
    actions.recall(case, note="派错了", by=a_person(), now=NOW + DAY)

    assert case.triage_due_on == due


def test_taking_back_a_dispatch_to_a_higher_level_wins_no_days():
    case = a_dispatched_case()
    due, began, late = case.due_on, case.dispatched_at, NOW + 3 * DAY
    given_back(case, late)
    department = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    lead = {"note": "", "by": a_person(), "now": late}
    actions.dispatch(case, level=4, unit=department, **lead, **rules())
    assert case.due_on > due

    actions.recall(case, note="派错了", by=a_person(), now=late)
    assert (case.due_on, case.level, case.dispatched_at) == (due, 3, began)
    actions.dispatch(case, level=3, unit=a_unit(), **lead, **rules())

    assert case.due_on == due
