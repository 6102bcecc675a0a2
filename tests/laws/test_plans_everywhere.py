"""No page, no step and no job reads a table that grows from end to end."""

import importlib

import pytest

from portal import clock, jobs
from portal.accounts.rules import Role
from portal.cases.rules import Step
from tests.factories import (
    DISTRICT_CODE,
    STREET_CODE,
    a_board,
    a_case,
    a_clerk,
    a_course,
    a_dispatched_case,
    a_gathering,
    a_patrol,
    a_place,
    a_released_story,
    a_resolved_case,
    a_result,
    a_unit,
    signed_in,
)
from tests.plans import GROWING, listening, scans_of, without_scans
from tests.public.results_cast import published, subjects
from tests.staff.case_steps import GOOD, press, ready_for
from tests.supervision.cast import a_check, a_team, closed_cases, drawn


@pytest.fixture
def no_scans(app):
    without_scans()


def scans_in(sent):
    plans = ((said, scans_of(said, given, GROWING)) for said, given in sent)
    return [f"{scan}: {said}" for said, scans in plans for scan in scans]


@pytest.fixture
def cast(app):
    """A grid where something of each kind has happened, and somebody of each role."""
    unit = a_unit()
    case = a_dispatched_case(unit=unit, words="路灯坏了")
    grid = case.grid
    a_case(grid=grid, matter=case.matter)
    resolved = a_resolved_case(grid=grid, unit=unit)
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    a_patrol(grid, worker, places=(a_place(grid),))
    people = {
        Role.DISPATCHER: a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE),
        Role.LEAD: a_clerk(Role.LEAD, area_code=DISTRICT_CODE),
        Role.ADMINISTRATOR: a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE),
        Role.STREET_CLERK: a_clerk(Role.STREET_CLERK, area_code=STREET_CODE),
        Role.COMMUNITY_CLERK: a_clerk(Role.COMMUNITY_CLERK, area_code=grid.code[:12]),
        Role.UNIT_CLERK: a_clerk(Role.UNIT_CLERK, unit=unit),
        Role.GRID_WORKER: worker,
        Role.VOLUNTEER: a_clerk(Role.VOLUNTEER, area_code=grid.code),
        Role.FINANCE: a_clerk(Role.FINANCE, area_code=DISTRICT_CODE),
        Role.INSPECTOR: (team := a_team()).members[1].person,
        Role.INSPECTION_LEAD: team.members[0].person,
    }
    closed_cases(grid, 4)
    drawn(check := a_check(team))
    board = a_board(grid)
    places = {"code": board.code, "token": resolved.follow_token, "number": case.number}
    places["form"] = "json"
    places["story"] = a_released_story(grid=grid).code
    course = a_course(required_from=clock.today())
    places["certificate"] = a_result(worker, course).code
    places |= {"course": course.code, "gathering": a_gathering(course=course).code, "word": "X"}
    revision = published(whom=subjects(grid=grid.code))
    places |= {"period": revision.period.name, "edition": "r1", "who": "grid", "which": grid.code}
    places["indicator"] = "effective_resolution"
    places |= {"team": team.code, "check": check.code}
    places["name"] = revision.period.name
    return people, places


def addresses(app, door, known):
    """Every address below a door that can be opened with what is known."""
    for rule in app.url_map.iter_rules():
        is_there = "GET" in rule.methods and rule.rule.startswith(door)
        asked = rule.arguments - set(rule.defaults or ())
        if is_there and asked <= set(known) and "int:" not in rule.rule:
            yield rule.rule, rule.build({key: known[key] for key in asked})[1]


@pytest.mark.usefixtures("no_scans")
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_no_staff_page_reads_a_growing_table_from_end_to_end(app, client, cast, role):
    people, places = cast
    signed_in(client, people[role])
    found, opened = [], 0

    for rule, address in addresses(
        app, "/staff", {name: given for name, given in places.items() if name != "token"}
    ):
        with listening() as sent:
            opened += client.get(address).status_code == 200
        found += [f"{rule}: {scan}" for scan in scans_in(sent)]

    assert opened >= 8
    assert found == []


@pytest.mark.usefixtures("no_scans")
@pytest.mark.parametrize(
    "door",
    [
        "/b/",
        "/certificate/",
        "/f/",
        "/results",
        "/stories/",
        "/supervision",
        "/open311/",
        "/open-data/",
    ],
)
def test_no_open_page_reads_a_growing_table_from_end_to_end(app, client, cast, door):
    _people, places = cast
    found, opened = [], 0

    for rule, address in addresses(app, door, places):
        with listening() as sent:
            opened += client.get(address).status_code == 200
        found += [f"{rule}: {scan}" for scan in scans_in(sent)]

    assert opened
    assert found == []


@pytest.mark.usefixtures("no_scans")
@pytest.mark.parametrize("step", [Step(name) for name in GOOD], ids=str)
def test_no_step_reads_a_growing_table_from_end_to_end(client, step):
    case, by = ready_for(step)
    signed_in(client, by)

    with listening() as sent:
        press(client, case, step, **GOOD[step])

    assert len(sent) > 10
    assert scans_in(sent) == []


@pytest.mark.usefixtures("no_scans", "cast")
def test_no_job_on_the_timetable_reads_a_growing_table_from_end_to_end():
    found = []
    rooms = ("accounts", "assessment", "boards", "cases", "exchange", "grids", "publicity")
    for room in (*rooms, "rewards"):
        importlib.import_module(f"portal.{room}.jobs")

    ours = {name: timed for name, timed in jobs.TIMETABLE.items() if is_of_the_portal(timed)}
    for name, timed in ours.items():
        with listening() as sent:
            timed.run()
        found += [f"{name}: {scan}" for scan in scans_in(sent)]

    assert len(ours) > 10
    assert found == []


def is_of_the_portal(timed):
    """The worker also puts the housekeeping of its workflow engine on the timetable."""
    return timed.run.__module__ != "portal.worker"
