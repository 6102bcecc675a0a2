"""Today: what is late, what soon will be, what waits for whoever looks."""

import html
import re
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases.models import Assist
from portal.db import db
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
    """Return what stands on the large buttons: how many of what."""
    shown = re.findall(r"<strong class=\"lede number\">([\d+]+)</strong>([^<]+)</a>", page.text)
    return {title: number for number, title in shown}


def test_an_empty_day_says_so(client, dispatcher):
    page = client.get(TODAY)

    assert page.status_code == 200
    assert piles(page) == {}
    assert "Nothing waits for you just now, and nothing is late." in page.text
    assert "Nothing to do here" in page.text
    assert dispatcher.name in page.text


def test_cases_stand_where_their_clocks_put_them(client, dispatcher):
    with clock.stopped_at(NOW - timedelta(days=14)):
        late = a_dispatched_case()
    with clock.stopped_at(NOW - timedelta(days=5)):
        soon = a_dispatched_case()  # level 3: due on Tuesday the 22nd
    a_dispatched_case()
    waiting, held = a_case(), a_case(is_held=True)

    page = client.get(TODAY)

    assert dispatcher
    assert piles(page) == {
        "Late": "1",
        "Due soon": "1",
        "To be dispatched": "2",
        "Held for a look": "1",
    }
    late_at, soon_at, waiting_at = (page.text.index(c.number) for c in (late, soon, waiting))
    assert late_at < soon_at < waiting_at
    assert page.text.count(held.number) >= 2


def test_only_the_first_few_stand_here_and_the_list_has_the_rest(client, dispatcher):
    for _case in range(7):
        a_case()

    page = client.get(TODAY)

    assert dispatcher
    assert piles(page) == {"To be dispatched": "7"}
    assert page.text.count('class="dense') == 1
    assert len(set(re.findall(r'href="/staff/cases/(BJ\d+)', page.text))) == 5
    assert 'href="/staff/cases?view=mine&amp;status=reported"' in page.text


def test_only_what_is_in_reach_is_counted(client):
    ours, theirs = a_unit(), a_unit()
    with clock.stopped_at(NOW - timedelta(days=14)):
        mine = a_dispatched_case(unit=ours)
        other = a_dispatched_case(unit=theirs)
    client.set_cookie("lang", "en")
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=ours))

    page = client.get(TODAY)

    assert piles(page) == {"Late": "1", "In our hands": "1"}
    assert mine.number in page.text
    assert other.number not in page.text


def test_what_is_due_today_stands_by_itself(client):
    unit = a_unit()
    with clock.stopped_at(NOW - timedelta(days=6)):
        case = a_dispatched_case(unit=unit)  # level 3: five working days, of which one on a Sunday
    client.set_cookie("lang", "en")
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    page = client.get(TODAY)

    assert case.due_on == clock.today()
    assert piles(page) == {"Due today": "1", "Due soon": "1", "In our hands": "1"}


def test_every_pile_leads_to_a_list_of_just_its_cases(client, dispatcher):
    for _case in range(6):
        with clock.stopped_at(NOW - timedelta(days=5)):
            a_dispatched_case()
        a_case(is_held=True)

    page = client.get(TODAY)

    assert dispatcher
    links = re.findall(r'<a href="([^"]+)">All of them', page.text)
    assert len(links) == 3
    for link in links:
        shown = client.get(html.unescape(link)).text
        assert len(set(re.findall(r'href="/staff/cases/(BJ\d+)', shown))) == 6


def test_each_role_is_asked_for_what_is_theirs(client):
    """What a second unit helps with, what was given to me, what waits for the lead's word."""
    unit, helper = a_unit(), a_unit()
    me = a_clerk(Role.UNIT_CLERK, unit=helper)
    case, given = a_dispatched_case(unit=unit), a_dispatched_case(unit=helper)
    given.assigned_to = me
    ask = Assist(case=case, unit=helper, asked_by=a_clerk(Role.LEAD, area_code=DISTRICT_CODE))
    ask.asked_at, ask.ask = NOW, "请协助"
    db.session.add(ask)
    client.set_cookie("lang", "en")
    signed_in(client, me)

    assert piles(client.get(TODAY)) == {
        "Where we help": "1",
        "In our hands": "1",
        "Given to me": "1",
    }


def test_a_grid_worker_is_shown_their_own_grid_only(client):
    here, there = a_grid(), a_grid()
    office = a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE)
    with clock.stopped_at(NOW - timedelta(days=9)):
        mine = a_dispatched_case(grid=here, level=1, unit=office)
        a_dispatched_case(grid=there, level=1, unit=office)
    client.set_cookie("lang", "en")
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=here.code))

    page = client.get(TODAY)

    assert piles(page) == {"Late": "1", "In our hands": "1"}
    assert 'href="/staff/cases/new"' in page.text or 'href="/staff/new' in page.text
    assert mine.number in page.text


def test_an_administrator_sees_no_cases_but_the_ways_on(client):
    an_area()
    case = a_case()
    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE))

    page = client.get(TODAY)

    assert page.status_code == 200
    assert case.number not in page.text
    assert piles(page) == {}
    assert 'href="/staff/policy"' in page.text
    assert "/staff/cases" not in page.text


def test_unread_notices_are_announced(client, dispatcher):
    assert "Notices you have not read" not in client.get(TODAY).text

    notify(dispatcher.id, "overdue", case_number=a_case().number, now=clock.now())

    assert "Notices you have not read: 1" in client.get(TODAY).text
