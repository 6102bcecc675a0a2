"""Whose figures somebody may look at before everybody may: their own, and those they lead."""

import pytest

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.assessment.queries import areas_led, refuse_beyond_line
from portal.assessment.rules import SubjectKind
from portal.errors import NotYours
from portal.grids.rules import Duty
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_grid,
    a_unit,
    an_appointment,
    an_area,
)

K = SubjectKind
OTHER_STREET, OTHER_COMMUNITY = "330108001", "330108002022"


def sees(person, kind, code):
    try:
        refuse_beyond_line(person, kind, code, clock.today())
    except NotYours:
        return False
    return True


@pytest.fixture
def town(app):
    """A grid worker, a street's team and a department of the district."""
    grid = a_grid()
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    department = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    return grid, worker, a_unit(), department


def test_figures_are_open_to_whom_they_are_about_and_to_their_line_alone(town):
    grid, worker, team, department = town
    subjects = (
        *((K.DISTRICT, DISTRICT_CODE), (K.STREET, STREET_CODE), (K.COMMUNITY, COMMUNITY_CODE)),
        *((K.COMMUNITY, OTHER_COMMUNITY), (K.GRID, grid.code), (K.UNIT, team.code)),
        *((K.UNIT, department.code), (K.WORKER, worker.number)),
    )
    colleague = a_clerk(Role.GRID_WORKER, area_code=f"{COMMUNITY_CODE}999")
    rows = {
        a_clerk(Role.LEAD, area_code=DISTRICT_CODE): "oooooooo",
        a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE): "oooooooo",
        a_clerk(Role.STREET_CLERK, area_code=STREET_CODE): "-ooooo-o",
        a_clerk(Role.STREET_CLERK, area_code=OTHER_STREET): "--------",
        a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE): "--o-o--o",
        a_clerk(Role.COMMUNITY_CLERK, area_code=OTHER_COMMUNITY): "---o----",
        a_clerk(Role.UNIT_CLERK, unit=team): "-----o--",
        a_clerk(Role.UNIT_CLERK, unit=department): "------o-",
        worker: "--o-o--o",
        colleague: "--o-----",
        a_clerk(Role.VOLUNTEER, area_code=grid.code): "--------",
        a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE): "--------",
        a_clerk(Role.FINANCE, area_code=DISTRICT_CODE): "--------",
        a_clerk(Role.INSPECTION_LEAD, area_code=DISTRICT_CODE): "--------",
    }

    for person, row in rows.items():
        found = "".join("o" if sees(person, *one) else "-" for one in subjects)
        assert found == row, person.posts[0].role


def test_a_worker_who_moves_is_seen_by_the_new_line_only(town):
    grid, worker, _team, _department = town
    worker.posts[0].area_code = f"{OTHER_COMMUNITY}001"
    old = a_clerk(Role.COMMUNITY_CLERK, area_code=grid.code[:12])
    new = a_clerk(Role.COMMUNITY_CLERK, area_code=OTHER_COMMUNITY)

    assert not sees(old, K.WORKER, worker.number)
    assert sees(new, K.WORKER, worker.number)


def test_a_worker_who_never_signs_in_is_seen_by_the_line_of_their_grid(town):
    grid, _worker, _team, _department = town
    quiet = an_appointment(grid, Duty.FULL_TIME_WORKER).person
    over = an_appointment(grid, Duty.FULL_TIME_WORKER, ended_on=clock.today()).person
    volunteer = an_appointment(grid, Duty.PART_TIME_WORKER).person
    clerk = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)

    assert sees(clerk, K.WORKER, quiet.number)
    assert not sees(clerk, K.WORKER, over.number)
    assert not sees(clerk, K.WORKER, volunteer.number)


def test_a_post_that_has_ended_opens_nothing(town):
    _grid, worker, _team, _department = town
    clerk = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    clerk.posts[0].ended_on = clock.today()

    assert not sees(clerk, K.WORKER, worker.number)
    assert not sees(clerk, K.WORKER, "nobody")


def test_who_leads_an_area_leads_what_lies_in_it(town):
    an_area(OTHER_COMMUNITY)
    street = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)

    led = [area.code for area in areas_led(street, clock.today())]

    assert led == [STREET_CODE, COMMUNITY_CODE, OTHER_COMMUNITY]
