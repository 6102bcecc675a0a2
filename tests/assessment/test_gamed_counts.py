"""What stops gaming in the counts themselves: of cases as they happen."""

from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from runpy import run_path

import pytest
from sqlalchemy import text

from portal.accounts.rules import Role, UnitKind
from portal.assessment.actions import recount_month
from portal.assessment.models import Exclusion
from portal.assessment.queries import count_cases, counted_cells, differing_cells
from portal.assessment.rules import Counts
from portal.cases import actions
from portal.cases.rules import Source
from portal.clock import day_of, end_of
from portal.db import db
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_clerk,
    a_dispatched_case,
    a_person,
    a_resolved_case,
    a_unit,
    resolved,
)

pytestmark = pytest.mark.usefixtures("app")
VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
MIGRATION = run_path(str(VERSIONS / "0035_given_away.py"))


def counted(case):
    """What is counted of a case in the month in which it was due."""
    db.session.flush()
    return count_cases(case.grid_id, case.due_on.replace(day=1))


def test_what_its_reporter_solved_is_reported_and_never_due():
    case = a_resolved_case()
    case.source, case.reported_by_id = Source.WORKER, a_person().id
    by_another = counted(case)
    case.reported_by_id = case.resolved_by_id

    own = counted(case)

    assert (by_another.due, by_another.resolved) == (1, 1)
    assert (own.reported, own.due, own.due_valid, own.resolved, own.on_time) == (1, 0, 0, 0, 0)


def test_what_came_back_is_in_time_no_more_whatever_its_new_clock_says():
    case = a_resolved_case()
    actions.verify(case, words="", by=a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE), now=NOW)
    assert counted(case).closed_in_time == 1

    case.reopened = 1

    assert (counted(case).closed, counted(case).closed_in_time) == (1, 0)


def test_a_request_counts_with_what_became_of_it():
    case, clerk = a_resolved_case(), a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE)
    for is_granted in (True, False, None):
        decided = NOW if is_granted is not None else None
        asked = {"asked_by": clerk, "asked_at": NOW - timedelta(hours=1), "reason": "下雨"}
        one = Exclusion(case=case, is_granted=is_granted, decided_at=decided, **asked)
        db.session.add(one)

    assert (counted(case).requested, counted(case).granted) == (2, 1)


def test_who_hands_a_case_on_still_answers_for_its_date_and_who_gets_it_does_not():
    case, other = a_dispatched_case(), a_unit()
    a_unit(kind=UnitKind.COMMAND_CENTRE, area_code=DISTRICT_CODE)
    first, clerk = case.unit, a_clerk(Role.UNIT_CLERK, unit=case.unit)
    late = NOW + timedelta(days=3)

    actions.transfer(case, unit=other, words="转办", by=clerk, now=late)
    assert of_units(case, "due") == {first.id: (1,)}


@pytest.mark.parametrize(
    ("hours", "is_late"),
    [pytest.param(20, False, id="at once"), pytest.param(120, True, id="late")],
)
def test_what_goes_up_late_stays_with_who_had_it_and_is_in_time_no_more(hours, is_late):
    case, at = a_dispatched_case(), NOW + timedelta(hours=hours)
    a_unit(kind=UnitKind.COMMAND_CENTRE, area_code=DISTRICT_CODE)
    first, clerk = case.unit, a_clerk(Role.UNIT_CLERK, unit=case.unit)
    rules = {"policy": policy_on(day_of(NOW)), "calendar": work_calendar()}

    actions.hand_up(case, words="需上级协调", by=clerk, now=at, **rules)
    resolved(case)
    worker = a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE)
    actions.verify(case, words="", by=worker, now=at)

    whose = first if is_late else case.unit
    assert case.was_in_time
    assert of_units(case, "due", "closed", "closed_in_time") == {whose.id: (1, 1, not is_late)}


def test_who_hands_a_case_on_still_answers_for_what_is_said_of_it_and_for_what_comes_back():
    case, other = a_dispatched_case(), a_unit()
    first, clerk = case.unit, a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.transfer(case, unit=other, words="转办", by=clerk, now=NOW)
    resolved(case)
    assert of_units(case, *SAID) == {first.id: (1, 1, 0, 1)}

    rules = {"policy": policy_on(day_of(NOW)), "calendar": work_calendar()}
    worker = a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE)
    actions.dispute(case, words="没有解决", by=worker, now=NOW, **rules)
    resolved(case)

    assert case.unit_id == other.id
    assert of_units(case, *SAID) == {first.id: (2, 2, 1, 1)}


def test_a_dispatch_that_was_taken_back_never_made_it_anybody_elses():
    case, other = a_dispatched_case(), a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    first, late = case.unit, NOW + timedelta(days=3)
    sent_back(case, late)
    handed_out(case, other, 4, late)
    dispatcher = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.recall(case, note="派错了", by=dispatcher, now=late)
    handed_out(case, a_unit(), 3, late)
    resolved(case)
    rules = {"policy": policy_on(day_of(NOW)), "calendar": work_calendar()}
    worker = a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE)
    actions.dispute(case, words="没有解决", by=worker, now=late, **rules)
    resolved(case)

    assert of_units(case, "due") == {first.id: (1,)}


def test_what_goes_to_a_level_above_at_the_moment_of_another_step_is_of_that_level_from_then_on():
    case, other = a_dispatched_case(), a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    late, clerk = NOW + timedelta(days=3), a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.transfer(case, unit=a_unit(), words="转办", by=clerk, now=late)
    sent_back(case, late)
    handed_out(case, other, 4, late)

    assert of_units(case, "due") == {other.id: (1,)}


@pytest.mark.parametrize(
    ("comes_back", "is_upheld"),
    [pytest.param(False, 1, id="it stays above"), pytest.param(True, 0, id="it is sent back")],
)
def test_what_goes_up_counts_as_given_away_and_as_right_unless_it_comes_back(comes_back, is_upheld):
    case = a_dispatched_case()
    a_unit(kind=UnitKind.COMMAND_CENTRE, area_code=DISTRICT_CODE)
    first, clerk = case.unit, a_clerk(Role.UNIT_CLERK, unit=case.unit)
    rules = {"policy": policy_on(day_of(NOW)), "calendar": work_calendar()}
    actions.hand_up(case, words="需上级协调", by=clerk, now=NOW, **rules)
    if comes_back:
        sent_back(case, NOW)
        handed_out(case, first, 3, NOW)

    counted = of_units(case, "returned", "returns_upheld", month=day_of(NOW).replace(day=1))
    assert counted[first.id] == (1, is_upheld)
    # Who sends it back was right to: it went to another unit than theirs.
    assert list(counted.values()) == [(1, is_upheld)] + [(1, 1)] * comes_back


@pytest.mark.parametrize(
    ("day", "is_in_time"),
    [pytest.param(1, True, id="by the first date"), pytest.param(2, False, id="by the second")],
)
def test_what_goes_up_within_a_unit_is_given_to_nobody_and_gets_no_more_time(day, is_in_time):
    unit = a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE)
    case, clerk = a_dispatched_case(level=1, unit=unit), a_clerk(Role.UNIT_CLERK, unit=unit)
    rules = {"policy": policy_on(day_of(NOW)), "calendar": work_calendar()}
    actions.hand_up(case, words="要社区一起做", by=clerk, now=NOW + timedelta(hours=1), **rules)
    resolved(case, now=NOW + timedelta(days=day))
    worker = a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE)
    actions.verify(case, words="", by=worker, now=NOW + timedelta(days=day))

    counted = of_units(case, "due", "closed_in_time", "returned", "confirmed", "unconfirmed")

    assert (case.unit, case.was_in_time) == (unit, True)
    assert counted == {unit.id: (1, is_in_time, 0, 0, 1)}  # their own look confirms nothing
    assert as_the_migration_says(case) is not is_in_time
    assert (case.came_from_grid, case.handed_on, case.has_parts) == (True, True, False)


def test_a_unit_that_has_a_case_back_from_above_has_no_more_time_for_it():
    case, at = a_dispatched_case(), NOW + timedelta(hours=20)
    a_unit(kind=UnitKind.COMMAND_CENTRE, area_code=DISTRICT_CODE)
    first, clerk, due_on = case.unit, a_clerk(Role.UNIT_CLERK, unit=case.unit), case.due_on
    rules = {"policy": policy_on(day_of(NOW)), "calendar": work_calendar()}
    actions.hand_up(case, words="需上级协调", by=clerk, now=at, **rules)
    sent_back(case, at)
    handed_out(case, first, 3, at)
    assert case.due_on > due_on
    resolved(case, now=end_of(due_on) + timedelta(hours=1))
    worker = a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE)
    actions.verify(case, words="", by=worker, now=end_of(due_on) + timedelta(hours=2))

    assert case.was_in_time
    assert not case.came_from_grid
    assert of_units(case, "due", "closed", "closed_in_time") == {first.id: (1, 1, 0)}


def test_a_request_stays_with_whoever_had_the_clock_that_it_moved():
    case, other = a_dispatched_case(), a_unit()
    first, clerk = case.unit, a_clerk(Role.UNIT_CLERK, unit=case.unit)
    asked = {"asked_by": clerk, "asked_at": NOW, "reason": "下雨", "decided_at": NOW}
    db.session.add(Exclusion(case=case, is_granted=False, **asked))
    actions.transfer(case, unit=other, words="转办", by=clerk, now=NOW)

    assert of_units(case, "requested", "granted") == {first.id: (1, 0)}


def as_the_migration_says(case):
    """Whether a case of before, of which nothing was noted, is found to have had more time."""
    case.went_up_late = False
    db.session.flush()
    resolved_on = MIGRATION["RESOLVED_ON"][db.engine.dialect.name]
    db.session.execute(text(MIGRATION["LATE"].format(resolved_on=resolved_on)))
    db.session.refresh(case)
    return case.went_up_late


def sent_back(case, now):
    """Let its unit say that it is not theirs."""
    rules = {"policy": policy_on(day_of(NOW)), "calendar": work_calendar()}
    clerk = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.return_to_triage(case, words="不归我们", by=clerk, now=now, **rules)


def handed_out(case, unit, level, now):
    """Hand it to a unit on a level."""
    rules = {"policy": policy_on(day_of(NOW)), "calendar": work_calendar()}
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.dispatch(case, level=level, unit=unit, note="", by=by, now=now, **rules)


SAID = ("asked", "resolutions", "reworked", "due")


def of_units(case, *names, month=None):
    """What is counted for each unit; the statement and the proof by hand agree."""
    month = month or case.due_on.replace(day=1)
    db.session.commit()
    recount_month(month, now=NOW)
    assert differing_cells(month)[1] == set()
    counted: dict[int, Counts] = defaultdict(Counts)
    for key, counts in counted_cells([month], [case.grid_id]):
        counted[key[4]] += counts
    many = {unit: tuple(getattr(of, name) for name in names) for unit, of in counted.items()}
    return {unit: some for unit, some in many.items() if any(some)}
