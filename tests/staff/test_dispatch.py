"""Accepting a report and handing it to a unit at a level."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions
from portal.cases.rules import CaseStatus, Step, Validity
from portal.db import db
from portal.messages import Mail, Notice
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_unit,
    signed_in,
)
from tests.staff.case_steps import a_community_unit, a_dispatcher, look, press


@pytest.fixture
def case(app):
    return a_case(contact=actions.ContactGiven(email="lin@example.org"))


@pytest.fixture
def dispatcher(client):
    person = a_dispatcher()
    signed_in(client, person)
    return person


def returned(case, by):
    actions.return_to_triage(
        case,
        words="不归我们",
        by=by,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )


@pytest.mark.usefixtures("dispatcher")
def test_the_usual_unit_of_the_level_is_chosen_when_none_is(client, case):
    team = a_unit(platform=case.matter.platform)
    clerk = a_clerk(Role.UNIT_CLERK, unit=team)

    answer = press(client, case, Step.DISPATCH, level="3", unit="", note="请先打电话")

    assert answer.status_code == 303
    assert (case.status, case.level, case.unit_id) == (CaseStatus.DISPATCHED, 3, team.id)
    assert case.due_on == date(2026, 9, 29)  # five working days, over Mid-Autumn
    assert case.validity is Validity.VALID
    assert case.events[-1].note == "请先打电话"
    assert db.session.scalars(select(Notice.person_id)).all() == [clerk.id]
    assert db.session.scalars(select(Mail.to)).all()[-1] == "lin@example.org"


@pytest.mark.usefixtures("dispatcher")
def test_the_page_says_what_has_changed(client, case):
    a_unit(platform=case.matter.platform, name_en="The Team")

    press(client, case, Step.DISPATCH, level="3", unit="")

    page = look(client, case)
    assert "Dispatched to The Team, to be resolved by Tuesday 29 September." in page.text


@pytest.mark.usefixtures("dispatcher")
def test_beside_each_level_stand_its_usual_unit_and_its_date(client, case):
    a_community_unit()
    a_unit(platform=case.matter.platform, name_en="The Team", about="占道经营")
    a_unit(kind=UnitKind.COMMAND_CENTRE, area_code=DISTRICT_CODE, name_en="The Centre")

    page = look(client, case).text

    assert "Level 1: the grid, on the spot · The Community · by Tuesday 22 September" in page
    assert "Level 2: the community · The Community · by Thursday 24 September" in page
    assert "Level 3: the street · The Team · by Tuesday 29 September" in page
    assert "Level 4: the district · The Centre · by Thursday 8 October" in page
    assert "The Team · 占道经营" in page  # duties stand where a unit is chosen
    assert 'label="Teams of the street"' in page


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize(
    ("level", "kind", "area"),
    [
        pytest.param("1", UnitKind.STREET_TEAM, STREET_CODE, id="a team on level 1"),
        pytest.param("2", UnitKind.DEPARTMENT, DISTRICT_CODE, id="a department on level 2"),
        pytest.param("3", UnitKind.COMMUNITY, COMMUNITY_CODE, id="a community on level 3"),
        pytest.param("4", UnitKind.STREET_TEAM, STREET_CODE, id="a team on level 4"),
    ],
)
def test_a_unit_that_does_not_serve_the_level_is_refused(client, case, level, kind, area):
    unit = a_unit(kind=kind, area_code=area)

    answer = press(client, case, Step.DISPATCH, level=level, unit=unit.code, note="带上工具")

    assert answer.status_code == 422
    assert "does not take cases of this level" in answer.text
    assert "带上工具" in answer.text
    assert case.status is CaseStatus.REPORTED


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        pytest.param({}, "Choose the level", id="no level"),
        pytest.param({"level": "5"}, "Choose one of the four levels", id="a fifth level"),
        pytest.param({"level": "two"}, "Choose one of the four levels", id="a word"),
        pytest.param({"level": "3", "unit": "NONE"}, "Choose a unit", id="an unknown unit"),
        pytest.param({"level": "3", "unit": ""}, "No unit is usual", id="no usual unit"),
        pytest.param({"level": "9" * 400, "unit": ""}, "four levels", id="a huge number"),
    ],
)
def test_a_form_that_cannot_be_kept_comes_back(client, case, fields, says):
    answer = press(client, case, Step.DISPATCH, **{"unit": ""} | fields, note="带上工具")

    assert answer.status_code == 422
    assert says in answer.text
    assert "带上工具" in answer.text
    assert case.status is CaseStatus.REPORTED


@pytest.mark.usefixtures("dispatcher")
def test_a_unit_of_another_street_is_not_offered_and_not_taken(client, case):
    a_unit(platform=case.matter.platform)
    other = a_unit(area_code="330108001", name_en="Far away")

    assert "Far away" not in look(client, case).text
    assert press(client, case, Step.DISPATCH, level="3", unit=other.code).status_code == 422


@pytest.mark.usefixtures("dispatcher")
def test_a_held_report_is_released_by_its_dispatch(client):
    case = a_case(is_held=True)
    a_unit(platform=case.matter.platform)
    assert "Held for a look" in look(client, case).text

    press(client, case, Step.DISPATCH, level="3", unit="")

    assert not case.is_held
    assert "Held for a look" not in look(client, case).text


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize(
    ("days_later", "due"),
    [
        pytest.param(1, date(2026, 9, 30), id="returned early, so the clock begins again"),
        pytest.param(3, date(2026, 9, 29), id="returned late, so the date stays"),
    ],
)
def test_the_date_after_a_return(client, days_later, due):
    unit = a_unit(platform="综合执法")
    case = a_dispatched_case(unit=unit)
    handler = a_clerk(Role.UNIT_CLERK, unit=unit)
    with clock.stopped_at(NOW + timedelta(days=days_later)):
        returned(case, handler)
        signed_in(client, a_dispatcher())
        shown = look(client, case).text
        press(client, case, Step.DISPATCH, level="3", unit="")

    assert case.due_on == due
    assert f"Level 3: the street · {unit.name_en} · by {due:%A} {due.day} September" in shown


def test_a_street_dispatches_its_own_cases(client, case):
    a_unit(platform=case.matter.platform)
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code=STREET_CODE))

    assert press(client, case, Step.DISPATCH, level="3", unit="").status_code == 303


def test_a_right_holds_only_where_its_post_does(client, case):
    """A street clerk of one street who works for a community of another does not dispatch there."""
    person = a_clerk(Role.STREET_CLERK, area_code="330108001")
    other = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    other.posts[0].person = person
    db.session.flush()
    db.session.refresh(person)
    a_unit(platform=case.matter.platform)
    signed_in(client, person)

    assert "Dispatch</summary>" not in look(client, case).text
    assert press(client, case, Step.DISPATCH, level="3", unit="").status_code == 403


@pytest.mark.usefixtures("dispatcher")
def test_the_command_centre_can_be_given_a_case_and_handles_it(client):
    case = a_case(matter=a_matter(level=4, department="DC"))
    a_unit(code="DC", kind=UnitKind.COMMAND_CENTRE, area_code=DISTRICT_CODE)

    press(client, case, Step.DISPATCH, level="4", unit="")

    assert press(client, case, Step.TAKE).status_code == 303
    assert case.status is CaseStatus.IN_HAND
