"""Handing a case to another unit on its level; the date stays."""

import pytest
from sqlalchemy import select

from portal.accounts.rules import Role, UnitKind
from portal.cases.rules import CaseStatus, Step
from portal.db import db
from portal.messages import Notice
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_clerk,
    a_dispatched_case,
    a_unit,
    signed_in,
)
from tests.staff.case_steps import a_community_unit, look, press


@pytest.fixture
def unit(app):
    return a_unit()


@pytest.fixture
def case(client, unit):
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))
    return a_dispatched_case(unit=unit)


def test_the_other_unit_has_it_with_the_same_date_and_is_told(client, case):
    other, due = a_unit(name_en="Another Team"), case.due_on
    clerk = a_clerk(Role.UNIT_CLERK, unit=other)

    press(client, case, Step.TRANSFER, unit=other.code, words="属于市场监管")

    assert (case.unit_id, case.due_on, case.status) == (other.id, due, CaseStatus.DISPATCHED)
    assert clerk.id in db.session.scalars(select(Notice.person_id)).all()


def test_whoever_gave_it_away_can_look_back_and_do_no_more(client, case):
    other = a_unit(name_en="Another Team")
    press(client, case, Step.TRANSFER, unit=other.code, words="属于市场监管")

    page = look(client, case)

    assert "Handed to another unit · Another Team" in page.text
    assert "There is nothing for you to do here now" in page.text
    assert press(client, case, Step.TAKE).status_code == 403


@pytest.mark.parametrize("choice", [None, "", "NONE"], ids=["none", "empty", "unknown"])
def test_without_a_unit_it_stays_where_it_is(client, case, unit, choice):
    a_unit(name_en="Another Team")

    answer = press(client, case, Step.TRANSFER, unit=choice, words="属于市场监管")

    assert answer.status_code == 422
    assert "属于市场监管" in answer.text
    assert case.unit_id == unit.id


@pytest.mark.parametrize(
    ("kind", "area"),
    [
        pytest.param(UnitKind.DEPARTMENT, DISTRICT_CODE, id="a department"),
        pytest.param(UnitKind.COMMUNITY, COMMUNITY_CODE, id="a community"),
    ],
)
def test_a_unit_of_another_level_is_not_offered(client, case, kind, area):
    other = a_unit(kind=kind, area_code=area, name_en="Another Level")
    a_unit(name_en="Another Team")

    offered = look(client, case).text.partition('id="transfer"')[2].partition("</details>")[0]
    assert "Another Team" in offered
    assert "Another Level" not in offered
    answer = press(client, case, Step.TRANSFER, unit=other.code, words="属于市场监管")
    assert answer.status_code == 422


def test_where_no_other_unit_serves_the_level_the_page_says_so(client):
    case = a_dispatched_case(level=2, unit=a_community_unit())
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))

    assert "No other unit serves this level here" in look(client, case).text
