"""Who is assessed with what: areas sum, units answer for parts, samples stand apart."""

from datetime import date

import pytest

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.assessment import queries
from portal.assessment.actions import recount_month
from portal.assessment.rules import NAMES, OF_PLACE, Sampled, Subject, SubjectKind
from portal.cases import actions
from portal.cases.rules import Source
from portal.db import db
from portal.grids.rules import Duty
from portal.policy.queries import policy_on, work_calendar
from portal.supervision import actions as findings
from portal.supervision.rules import Verdict
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_grid,
    a_matter,
    a_person,
    a_resolved_case,
    a_unit,
    an_appointment,
    resolved,
)
from tests.supervision.finding_cast import a_cast, a_closed_case, looked_at, signed

SEPTEMBER = date(2026, 9, 1)


def september() -> dict[tuple[SubjectKind, str], Subject]:
    db.session.commit()
    recount_month(SEPTEMBER, now=clock.now())
    found = queries.subjects(SEPTEMBER, date(2026, 9, 30))
    return {(one.kind, one.code): one for one in found}


@pytest.mark.usefixtures("app")
def test_a_part_is_the_work_of_its_unit_alone_and_matters_sum():
    grid, other = a_grid(), a_grid()
    a_resolved_case(grid=other)
    whole, unit = a_case(grid=grid), a_unit()
    part = actions.PartAsked(matter=a_matter(), level=3, unit=unit)
    now = {"now": clock.now(), "policy": policy_on(clock.today()), "calendar": work_calendar()}
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.split(whole, [part, part], by=by, **now)
    for one in whole.parts:
        resolved(one)

    found = september()

    assert found[SubjectKind.STREET, grid.code[:9]].counts.resolved == 2
    assert found[SubjectKind.UNIT, unit.code].counts.resolved == 2
    for one in found.values():
        for name in NAMES:
            by_matter = sum(getattr(counts, name) for counts in one.by_matter.values())
            assert by_matter == getattr(one.counts, name), (one.code, name)


@pytest.mark.usefixtures("app")
def test_places_sum_and_each_answers_for_what_its_own_people_deal_with():
    """Four levels, each with a case of its own, and one that its community handed up too late."""
    grid = a_grid()
    community, team, department = (
        a_unit(kind=kind)
        for kind in (UnitKind.COMMUNITY, UnitKind.STREET_TEAM, UnitKind.DEPARTMENT)
    )
    for level, unit in enumerate((community, community, team, department), start=1):
        a_resolved_case(grid=grid, level=level, unit=unit)
    late = a_resolved_case(grid=grid, level=3, unit=team)
    late.clock_unit_id = community.id

    found = september()

    of = {kind: [one.counts for one in found.values() if one.kind is kind] for kind in SubjectKind}
    district = of[SubjectKind.DISTRICT][0]
    for name in OF_PLACE:
        for kind in (SubjectKind.STREET, SubjectKind.COMMUNITY, SubjectKind.GRID):
            assert sum(getattr(one, name) for one in of[kind]) == getattr(district, name)
    for name in set(NAMES) - OF_PLACE:
        sums = {kind: sum(getattr(one, name) for one in of[kind]) for kind in of}
        assert sums[SubjectKind.GRID] == sums[SubjectKind.COMMUNITY], name
        below = sums[SubjectKind.COMMUNITY] + sums[SubjectKind.UNIT]
        assert below == getattr(district, name), name
    resolutions = [of[kind][0].resolved for kind in (SubjectKind.STREET, SubjectKind.DISTRICT)]
    assert resolutions == [4, 5]
    assert found[SubjectKind.GRID, grid.code].counts.resolved == 3
    strata = found[SubjectKind.COMMUNITY, grid.code[:12]].strata
    assert sorted(name[-1] for name in strata) == ["1", "2", "3"]


@pytest.mark.usefixtures("app")
def test_a_month_of_a_grid_counts_for_whoever_was_its_worker_on_the_last_day():
    grid = a_grid()
    first, second = a_person(), a_person()
    left, came = date(2026, 9, 15), date(2026, 9, 15)
    given = {"started_on": date(2026, 1, 1), "ended_on": left}
    an_appointment(grid, Duty.FULL_TIME_WORKER, person=first, **given)
    an_appointment(grid, Duty.FULL_TIME_WORKER, person=second, started_on=came)
    a_resolved_case(grid=grid)

    found = september()

    worker = found[SubjectKind.WORKER, second.number]
    assert (worker.counts.reported, worker.peers) == (1, grid.kind)
    assert (SubjectKind.WORKER, first.number) not in found


@pytest.mark.usefixtures("app")
def test_what_a_sample_says_stands_apart_from_anybodys_word():
    """One passed, one failed and is open again; of two nobody says anything, of one the worker."""
    cast = a_cast()
    passed, failed, _silent, _urgent = (a_closed_case(cast) for _ in range(4))
    confirmed = a_resolved_case(grid=cast.grid, unit=cast.unit)
    worker = a_clerk(Role.GRID_WORKER, area_code=cast.grid.code)
    actions.verify(confirmed, words="", by=worker, now=clock.now())
    signed(cast, Verdict.SOLVED, sampled=looked_at(cast, passed.number, passed.id))
    finding = signed(cast, Verdict.NOT_SOLVED, sampled=looked_at(cast, failed.number, failed.id))
    findings.accept(finding, by=cast.clerk, now=clock.now())

    found = september()

    keys = ((SubjectKind.STREET, cast.grid.code[:9]), (SubjectKind.UNIT, cast.unit.code))
    for key in keys:
        (stratum,) = found[key].strata.values()
        assert (stratum.looked, stratum.passed, stratum.confirmed) == (2, 1, 1), key
        assert stratum.unconfirmed == found[key].counts.unconfirmed + 2
        assert found[key].sampled == Sampled(closures=2), key
    grid = found[SubjectKind.GRID, cast.grid.code]
    assert (grid.strata, grid.sampled) == ({}, Sampled())  # a street team dealt with all of it


@pytest.mark.usefixtures("app")
def test_a_false_look_counts_for_the_area_and_what_was_solved_on_the_spot_dilutes_nothing():
    cast = a_cast()
    looked, own = a_resolved_case(grid=cast.grid, unit=cast.unit), a_closed_case(cast)
    worker = a_clerk(Role.GRID_WORKER, area_code=cast.grid.code)
    actions.verify(looked, words="", by=worker, now=clock.now())
    own.source, own.reported_by_id = Source.WORKER, own.resolved_by_id
    drawn = looked_at(cast, looked.number, looked.id)
    finding = signed(cast, Verdict.NOT_SOLVED, sampled=drawn)
    findings.accept(finding, by=cast.clerk, now=clock.now())
    signed(cast, Verdict.SOLVED, sampled=looked_at(cast, own.number, own.id))
    assert looked.closed_by is None

    found = september()

    grid, unit = ((SubjectKind.GRID, cast.grid.code), (SubjectKind.UNIT, cast.unit.code))
    assert found[grid].sampled == Sampled(closures=1, false_closures=1)
    assert found[unit].sampled == Sampled(closures=1)
