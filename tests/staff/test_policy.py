"""The rules in force, to read: each with its clause, its state, and the days that are off."""

import re
from dataclasses import fields
from datetime import date

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.db import db
from portal.policy.actions import set_value
from portal.policy.models import CalendarYear
from portal.policy.rules import Policy
from tests.factories import DISTRICT_CODE, a_clerk, signed_in

POLICY = "/staff/policy"


@pytest.fixture
def dispatcher(client):
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def row_of(page, name):
    """Return the words of the row that begins with a name."""
    rows = re.findall(r"<tr>.*?</tr>", page.text, re.DOTALL)
    found = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]
    return next(row for row in found if row.startswith(name))


def test_every_value_stands_with_its_clause_and_as_a_draft(client, dispatcher):
    page = client.get(POLICY)

    assert dispatcher
    assert page.status_code == 200
    known = [field.metadata for field in fields(Policy) if field.metadata]
    assert len(known) > 15
    for metadata in known:
        row = row_of(page, metadata["words"])
        assert row.endswith(metadata["clause"])
        assert "Draft from the start the portal" in row
    assert "1 · 3 · 5 · 7" in row_of(page, "Working days by level")


def test_a_change_shows_since_when_why_and_by_whom_and_only_once_it_is_in_force(client, dispatcher):
    for day, days in ((date(2026, 9, 1), [1, 2, 4, 6]), (date(2026, 10, 1), [9, 9, 9, 9])):
        row = set_value(
            "level_days", days, from_day=day, why="区里决定", by="command centre", now=clock.now()
        )
        row.is_draft = False
    db.session.flush()

    row = row_of(client.get(POLICY), "Working days by level")

    assert dispatcher
    assert "1 · 2 · 4 · 6 Confirmed Tuesday 1 September 区里决定 (command centre)" in row


def test_the_years_holidays_and_make_up_days_are_listed(client, dispatcher):
    page = client.get(POLICY)

    assert dispatcher
    assert row_of(page, "Thursday 1 October") == "Thursday 1 October Off National Day"
    assert row_of(page, "Sunday 20 September") == "Sunday 20 September Worked made up for a holiday"


def test_whether_next_year_is_loaded_is_said_plainly(client, dispatcher):
    assert "The official holidays of 2027 are not loaded yet" in client.get(POLICY).text

    db.session.add(CalendarYear(year=2027, source="test"))
    db.session.flush()

    assert dispatcher
    assert "The official holidays of 2027 are loaded." in client.get(POLICY).text


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.COMMUNITY_CLERK, Role.GRID_WORKER])
def test_it_is_not_open_to_those_who_only_handle(client, role):
    signed_in(client, a_clerk(role, area_code=DISTRICT_CODE))

    assert client.get(POLICY).status_code == 403
