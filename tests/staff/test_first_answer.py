"""The first answer on the pages: the case, the list, today, and what its reporter reads."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import jobs
from tests.conftest import NOW
from tests.factories import a_clerk, a_dispatched_case, a_matter, a_unit, signed_in
from tests.staff.case_steps import a_dispatcher, look
from tests.staff.test_case_list import listed
from tests.staff.test_today import piles


@pytest.fixture
def case(app):
    assert app
    return a_dispatched_case(unit=a_unit(), matter=a_matter(first_response_hours=10))


def at(hours):
    return clock.stopped_at(NOW + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("hours", "light"),
    [
        pytest.param(1, "In time", id="green"),
        pytest.param(9, "Due soon", id="amber"),
        pytest.param(11, "Late", id="red"),
    ],
)
def test_the_case_shows_how_the_hours_stand(client, case, hours, light):
    with at(hours):
        signed_in(client, a_clerk(Role.UNIT_CLERK, unit=case.unit))
        page = look(client, case).text

    row = page[page.index("<dt>First answer</dt>") :]
    assert light in row[: row.index("</dd>")]


def test_today_and_the_list_hold_it_for_the_unit_and_for_those_above(client, case):
    for person in (a_clerk(Role.UNIT_CLERK, unit=case.unit), a_dispatcher()):
        with at(9):
            signed_in(client, person)
            client.set_cookie("lang", "en")
            today = client.get("/staff/")
            page, shown = listed(client, view="answer")

        assert piles(today)["First answer soon due or late"] == "1"
        assert "Monday 21 September 20:00" in today.text
        assert shown == [case.number]
        assert "first answer by Monday 21 September 20:00" in page.text


def test_its_order_is_told_as_what_it_is(client, case):
    with at(11):
        jobs.hurry_answers()
        signed_in(client, a_clerk(Role.UNIT_CLERK, unit=case.unit))
        page = look(client, case).text
        followed = client.get(f"/f/{case.follow_token}", query_string={"lang": "en"}).text

    assert "No first answer in time" in page
    assert "The date has passed" not in page
    assert "You had no answer in time; the level above was told" in followed
    assert "The promised day passed" not in followed
