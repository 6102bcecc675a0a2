"""Today: what is late, what soon will be, what waits for whoever looks."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.messages import notify
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_unit,
    an_area,
    signed_in,
)

TODAY = "/staff/"


@pytest.fixture
def dispatcher(client):
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def piles(page):
    """Return the numbers on the three large buttons: late, due soon, waiting for me."""
    return [int(n) for n in re.findall(r"<strong[^>]*>(\d+)</strong>", page.text)]


def test_an_empty_day_says_so(client, dispatcher):
    page = client.get(TODAY)

    assert page.status_code == 200
    assert piles(page) == [0, 0, 0]
    assert "Nothing is late." in page.text
    assert "Nothing waits for me just now." in page.text
    assert dispatcher.name in page.text


def test_cases_stand_where_their_clocks_put_them(client, dispatcher):
    with clock.stopped_at(NOW - timedelta(days=14)):
        late = a_dispatched_case()
    with clock.stopped_at(NOW - timedelta(days=5)):
        soon = a_dispatched_case()  # level 3: due on Tuesday the 22nd
    a_dispatched_case()
    waiting = a_case()

    page = client.get(TODAY)

    assert dispatcher
    assert piles(page) == [1, 1, 1]
    late_at, soon_at, waiting_at = (page.text.index(c.number) for c in (late, soon, waiting))
    assert late_at < soon_at < waiting_at


def test_only_the_first_few_stand_here_and_the_list_has_the_rest(client, dispatcher):
    for _case in range(7):
        a_case()

    page = client.get(TODAY)

    assert dispatcher
    assert piles(page) == [0, 0, 7]
    assert page.text.count('class="dense"') == 1
    assert len(re.findall(r'href="/staff/cases/BJ', page.text)) == 5
    assert 'href="/staff/cases?view=mine"' in page.text


def test_only_what_is_in_reach_is_counted(client):
    ours, theirs = a_unit(), a_unit()
    with clock.stopped_at(NOW - timedelta(days=14)):
        mine = a_dispatched_case(unit=ours)
        other = a_dispatched_case(unit=theirs)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=ours))

    page = client.get(TODAY)

    assert piles(page) == [1, 0, 1]
    assert mine.number in page.text
    assert other.number not in page.text


def test_a_grid_worker_is_shown_their_own_grid_only(client):
    here, there = a_grid(), a_grid()
    office = a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE)
    with clock.stopped_at(NOW - timedelta(days=9)):
        mine = a_dispatched_case(grid=here, level=1, unit=office)
        a_dispatched_case(grid=there, level=1, unit=office)
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=here.code))

    page = client.get(TODAY)

    assert piles(page) == [1, 0, 1]
    assert mine.number in page.text


def test_an_administrator_sees_no_cases_but_the_ways_on(client):
    an_area()
    case = a_case()
    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE))

    page = client.get(TODAY)

    assert page.status_code == 200
    assert case.number not in page.text
    assert piles(page) == []
    assert 'href="/staff/policy"' in page.text
    assert "/staff/cases" not in page.text


def test_unread_notices_are_announced(client, dispatcher):
    assert "Notices you have not read" not in client.get(TODAY).text

    notify(dispatcher.id, "overdue", case_number=a_case().number, now=clock.now())

    assert "Notices you have not read: 1" in client.get(TODAY).text
