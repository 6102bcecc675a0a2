"""Behind every number stand its cases: as many as it says, within reach, the left out with why."""

import re

import pytest
from sqlalchemy import insert, select

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.assessment.actions import recount_month
from portal.assessment.indicators import INDICATORS
from portal.assessment.models import Exclusion
from portal.assessment.queries import Part, cases_behind, subjects
from portal.assessment.rules import SubjectKind
from portal.cases import actions
from portal.db import db
from portal.grids.models import Grid
from portal.grids.rules import Duty
from portal.policy.queries import policy_on, work_calendar
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_resolved_case,
    a_unit,
    an_appointment,
    signed_in,
)
from tests.plans import GROWING, listening, scans_of, without_scans

HERE = "/staff/figures/cases"


@pytest.fixture
def month(client):
    """A month with something behind most numbers; one case of it is left out."""
    grid, unit = a_grid(), a_unit()
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    confirmed, lapsed, out, *_more = (a_resolved_case(grid=grid, unit=unit) for _ in range(4))
    actions.verify(confirmed, words="", by=worker, now=clock.now())
    actions.lapse(lapsed, now=clock.now())
    a_case(grid=grid)
    own = {"grid": grid, "unit": a_unit(kind=UnitKind.COMMUNITY)}
    for level in (1, 2):
        actions.verify(a_resolved_case(**own, level=level), words="", by=worker, now=clock.now())
    back = a_dispatched_case(grid=grid, unit=unit)
    clerk = a_clerk(Role.UNIT_CLERK, unit=unit)
    rules = {"policy": policy_on(clock.today()), "calendar": work_calendar()}
    actions.return_to_triage(back, words="不归我们", by=clerk, now=clock.now(), **rules)
    db.session.add(
        Exclusion(
            case=out, reason="台风停工", asked_by=clerk, asked_at=clock.now(), is_granted=True
        )
    )
    actions.changed(out)
    db.session.commit()
    for each in (clock.today().replace(day=1), clock.next_month(clock.today())):
        recount_month(each, now=clock.now())
    return grid, unit, out


def test_as_many_cases_are_behind_a_number_as_it_says(month):
    begins, ends = clock.today().replace(day=1), clock.next_month(clock.today())
    found = {(one.kind, one.code): one for one in subjects(begins, ends)}
    grid, unit, _out = month
    places = [
        (SubjectKind.GRID, grid.code),
        (SubjectKind.COMMUNITY, grid.code[:12]),
        (SubjectKind.STREET, grid.code[:9]),
        (SubjectKind.DISTRICT, DISTRICT_CODE),
    ]
    due = [found[place].counts.due for place in places]
    assert due == [2, 2, due[3], due[3]]
    assert due[3] > 2
    for kind, code in (*places, (SubjectKind.UNIT, unit.code)):
        for name, one in INDICATORS.items():
            if one.is_sampled or "stars" in one.numerator:
                continue
            for part, number in (
                (Part.NUMERATOR, one.part_of(found[kind, code])),
                (Part.DENOMINATOR, one.whole_of(found[kind, code])),
            ):
                page = cases_behind(kind, code, name, part, begins, ends)
                assert len(page.cases) == number, (kind, name, part)


def test_the_list_pages_by_keys_and_says_why_a_case_is_left_out(month, client):
    grid, _unit, out = month
    first = cases_behind(
        SubjectKind.GRID,
        grid.code,
        "reported",
        Part.NUMERATOR,
        *[out.reported_at.date()] * 2,
        most=4,
    )
    rest = cases_behind(
        *(SubjectKind.GRID, grid.code, "reported", Part.NUMERATOR),
        *[out.reported_at.date()] * 2,
        after=first.next_key,
    )
    assert len(first.cases) == 4
    assert rest.next_key is None
    assert not {one.id for one in first.cases} & {one.id for one in rest.cases}

    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    asked = f"{HERE}?kind=street&code={grid.code[:9]}&of=closed_rate&month={out.due_on:%Y-%m}"
    page = client.get(f"{asked}&part=excluded")
    assert page.status_code == 200
    assert "台风停工" in page.text
    assert re.findall(r"/staff/cases/(BJ\w+)", page.text) == [out.number]


def test_the_list_says_by_name_whose_number_it_is(month, client):
    grid, unit, _out = month
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    an_appointment(grid, Duty.FULL_TIME_WORKER, person=worker)
    for kind, code, name in (
        ("grid", grid.code, grid.name_en),
        ("unit", unit.code, unit.name_en),
        ("worker", worker.number, worker.name),
        ("community", grid.community.code, grid.community.name_en),
    ):
        assert f"{name} · " in client.get(f"{HERE}?kind={kind}&code={code}&lang=en").text, kind


def test_nobody_looks_behind_the_figures_of_others(month, client):
    grid, unit, _out = month
    elsewhere = a_clerk(Role.COMMUNITY_CLERK, area_code="330108003005")
    signed_in(client, elsewhere)
    for kind, code in (("grid", grid.code), ("unit", unit.code), ("worker", "none"), ("x", "y")):
        assert client.get(f"{HERE}?kind={kind}&code={code}").status_code == 404
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))
    assert client.get(f"{HERE}?kind=unit&code={unit.code}").status_code == 200
    assert client.get(f"{HERE}?kind=unit&code={unit.code}&of=nothing").status_code == 404


@pytest.fixture
def no_scans(app):
    without_scans()


@pytest.mark.parametrize("many", [0, 2000])
@pytest.mark.usefixtures("no_scans", "month")
def test_no_page_of_cases_reads_all_cases_however_many_grids_there_are(client, many):
    known = vars(db.session.scalars(select(Grid).limit(1)).one())
    grid = {column.key: known[column.key] for column in Grid.__table__.columns}
    for n in range(many):
        db.session.execute(insert(Grid).values(grid | {"id": 10**6 + n, "code": f"6{n:014}"}))
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    with listening() as sent:
        for name in INDICATORS:
            client.get(f"{HERE}?kind=district&code={DISTRICT_CODE}&of={name}")
    plans = [scan for said, given in sent for scan in scans_of(said, given, GROWING)]
    assert plans == []
