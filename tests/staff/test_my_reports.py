"""What became of what I reported; what waits for my look; what I have looked at."""

import re
from datetime import date

import pytest

from portal import clock
from portal.access import GRANTS, Permission
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions, queries
from portal.cases.actions import ContactGiven
from portal.cases.rules import CaseStatus, DeclineReason, Outcome
from portal.staff import my_reports
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_resolved_case,
    a_unit,
    resolved,
    signed_in,
)
from tests.laws.test_pages import faults_of
from tests.plans import listening, scans_of, without_scans
from tests.staff.case_steps import a_community_unit, press

REPORTS, VERIFY, LOOKED = "/staff/my-reports", "/staff/to-verify", "/staff/looked-at"
HANDS = "/staff/in-my-hands"
PAGES = (REPORTS, VERIFY, LOOKED, HANDS)


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def worker(client, grid):
    person = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def in_order(page, *words):
    places = [page.index(word) for word in words]
    return places == sorted(places)


# what I reported


def test_each_state_is_said_in_a_sentence(client, worker, grid):
    unit = a_unit(name_en="The Team")
    waiting = a_case(by=worker, grid=grid)
    with_unit = a_dispatched_case(by=worker, grid=grid, unit=unit)
    done = a_dispatched_case(by=worker, grid=grid, unit=unit)
    resolved(done, words="已清运", outcome=Outcome.DONE)
    declined = a_case(by=worker, grid=grid)
    dispatcher = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.decline(
        declined, reason=DeclineReason.NOT_LISTED, words="请打12345", by=dispatcher, now=NOW
    )

    page = client.get(REPORTS).text

    assert list(faults_of(page, "en")) == []
    assert "Waiting to be passed to a unit" in page
    assert f"With The Team, to be resolved by {with_unit.due_on:%A %-d %B}" in page
    assert "The Team says: Done. Not yet confirmed" in page
    assert "已清运" in page
    assert "Declined: Not on the list of admitted matters" in page
    assert "请打12345" in page
    cases = (declined, done, with_unit, waiting)
    assert in_order(page, *(case.number for case in cases))


@pytest.mark.parametrize("status", list(CaseStatus))
def test_every_state_has_its_sentence(client, worker, grid, status):
    case = a_dispatched_case(by=worker, grid=grid)
    case.status = status
    if not status.is_open:
        case.closed_at = NOW

    page = client.get(REPORTS)

    assert page.status_code == 200
    assert case.number in page.text


def test_what_came_back_from_a_unit_says_so(client, worker, grid):
    case = a_dispatched_case(by=worker, grid=grid)
    unit_clerk = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    signed_in(client, unit_clerk)
    press(client, case, "return", words="不在本街道")
    signed_in(client, worker)

    assert "Came back from a unit" in client.get(REPORTS).text


def test_what_others_reported_is_not_mine(client, worker, grid):
    colleague = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    others = [a_case(grid=grid), a_case(by=colleague, grid=grid)]

    page = client.get(REPORTS).text

    assert "You have reported nothing yet" in page
    assert not any(case.number in page for case in others)


@pytest.mark.parametrize("address", [REPORTS, LOOKED])
def test_long_lists_come_in_parts_and_nothing_comes_twice(client, worker, grid, address):
    matter, unit = a_matter(), a_unit()
    numbers = []
    for _n in range(32):
        if address == REPORTS:
            case = a_case(by=worker, grid=grid, matter=matter)
        else:
            case = a_resolved_case(grid=grid, matter=matter, unit=unit)
            look(case, worker)
        numbers.append(case.number)

    first = client.get(address).text
    older = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = client.get(older).text

    shown = re.findall(r"/staff/cases/(BJ\w+)", first) + re.findall(r"/staff/cases/(BJ\w+)", second)
    assert shown == numbers[::-1]
    assert "The list ends here" in client.get(f"{address}?after=1").text


@pytest.mark.parametrize("address", [REPORTS, LOOKED])
@pytest.mark.parametrize("key", ["x", "-1", "1.5", "9" * 30, "²"])
def test_a_part_that_does_not_exist_is_not_there(client, worker, address, key):
    assert client.get(f"{address}?after={key}").status_code == 404


# what waits for my look


def look(case, worker):
    actions.verify(case, words="看过", by=worker, now=clock.now())


def test_what_waits_for_a_look_stands_with_the_units_words_the_soonest_due_first(
    client, worker, grid
):
    late, soon, undated = (
        a_resolved_case(grid=grid, words_back=words) for words in ("补好了", "扫净了", "换好了")
    )
    late.verify_due_on, soon.verify_due_on = date(2026, 9, 18), date(2026, 9, 23)
    undated.verify_due_on = None

    page = client.get(VERIFY).text

    assert list(faults_of(page, "en")) == []
    assert in_order(page, late.number, soon.number, undated.number)
    assert "Look was due Friday 18 September" in page
    assert "Look by Wednesday 23 September" in page
    assert "扫净了" in page


def test_a_look_is_said_on_the_list_itself(client, worker, grid):
    solved, not_solved = a_resolved_case(grid=grid), a_resolved_case(grid=grid)

    page = client.get(VERIFY).text

    for case in (solved, not_solved):
        assert f'action="/staff/cases/{case.number}/verify"' in page
        assert page.count(f'data-once="{case.number}"') == 2
    assert page.count(f'data-page="{VERIFY}"') == 4
    assert f"It is open again, to be resolved by {solved.due_on:%A %-d %B}" in page


def test_nothing_of_a_reporter_stands_on_the_list_and_of_a_household_only_its_grid(
    client, worker, grid
):
    reporter = ContactGiven(phone="13812345678")
    place = "桥下，电话13912344321"
    a_resolved_case(grid=grid, words="叫我老王", contact=reporter, place_note=place)
    household = a_matter(is_private=True)
    a_resolved_case(grid=grid, matter=household, place_note="三单元", words_back="已调解")

    page = client.get(VERIFY).text

    assert "桥下" in page
    hidden = ("老王", "12345678", "12344321", "****", "三单元", "已调解", "/photos/")
    assert not any(word in page for word in hidden)
    assert "it is about a household" in page


def test_ones_own_work_and_other_grids_are_nobodys_to_verify_here(client, worker, grid):
    own = a_dispatched_case(grid=grid, level=1, unit=a_community_unit())
    resolved(own, by=worker)
    other, open_one = a_resolved_case(grid=a_grid()), a_dispatched_case(grid=grid)

    page = client.get(VERIFY).text

    assert "Nothing to verify" in page
    assert not any(case.number in page for case in (own, other, open_one))


def test_more_than_fit_are_counted(client, worker, grid, monkeypatch):
    for _n in range(3):
        a_resolved_case(grid=grid)

    assert len(queries.to_verify(worker, clock.today(), most=2)) == 2
    assert queries.how_many_to_verify(worker, clock.today()) == 3


# what I have in hand


def mine(grid, **given):
    return a_dispatched_case(grid=grid, level=1, unit=a_community_unit(), **given)


def test_what_i_am_to_solve_stands_with_its_form_the_soonest_due_first(client, worker, grid):
    later, sooner = mine(grid, place_note="桥下，电话13812345678", words="老王说的"), mine(grid)
    later.due_on, sooner.due_on = date(2026, 9, 25), date(2026, 9, 18)

    page = client.get(HANDS).text

    assert list(faults_of(page, "en")) == []
    assert in_order(page, sooner.number, later.number)
    assert "Was due Friday 18 September" in page
    assert "桥下" in page
    assert not any(word in page for word in ("12345678", "****", "老王说的", "/photos/", "/look/"))
    assert press(client, later, "resolve", outcome="done", words="已清运").status_code == 303
    assert later.number not in client.get(HANDS).text


def test_of_a_household_in_hand_only_the_grid_is_named(client, worker, grid):
    mine(grid, matter=a_matter(is_private=True), place_note="三单元")

    page = client.get(HANDS).text

    assert "it is about a household" in page
    assert "三单元" not in page


def test_what_others_have_in_hand_is_not_mine(client, worker, grid):
    room = a_unit(kind=UnitKind.COMMAND_ROOM)
    others = (
        a_dispatched_case(grid=grid, level=3),
        mine(a_grid()),
        a_case(grid=grid),
        a_dispatched_case(grid=grid, level=2, unit=a_community_unit()),
    )
    at_the_room = mine(grid)
    at_the_room.unit = room

    page = client.get(HANDS).text

    assert "Nothing in your hands" in page
    assert not any(case.number in page for case in (*others, at_the_room))


def test_more_in_hand_than_fit_are_said(client, worker, grid, monkeypatch):
    monkeypatch.setattr(my_reports, "MOST_IN_HAND", 2)
    cases = [mine(grid) for _n in range(3)]

    page = client.get(HANDS).text

    assert "These are the 2 that are due first" in page
    assert sum(f"#{case.number}" in page or case.number in page for case in cases) == 2


# what I looked at


def test_what_i_said_is_kept_with_where_the_case_stands_now(client, worker, grid):
    solved, not_solved = a_resolved_case(grid=grid), a_resolved_case(grid=grid)
    for case, step, words in ((solved, "verify", "干净了"), (not_solved, "dispute", "还在")):
        assert press(client, case, step, words=words).status_code == 303

    page = client.get(LOOKED).text

    assert list(faults_of(page, "en")) == []
    assert in_order(page, not_solved.number, solved.number)
    assert "I said: solved" in page
    assert "I said: not solved" in page
    assert "还在" in page


def test_other_peoples_looks_are_theirs(client, worker, grid):
    look(a_resolved_case(grid=grid), a_clerk(Role.GRID_WORKER, area_code=grid.code))

    assert "You have verified nothing yet" in client.get(LOOKED).text


def test_each_of_these_lists_is_sought_in_an_index(worker):
    without_scans()

    with listening() as sent:
        queries.reported_by(worker, after_key="9")
        queries.looked_at_by(worker, after_key="9")
        queries.to_verify(worker, clock.today(), most=5)
        queries.how_many_to_verify(worker, clock.today())
        queries.in_my_hands(worker, clock.today(), most=5)

    assert len(sent) >= 5
    growing = ("cases", "case_events")
    assert [scan for one in sent for scan in scans_of(*one, growing)] == []


# who


@pytest.mark.parametrize("address", PAGES)
def test_only_grid_workers_have_these_pages(client, address):
    for role in (Role.DISPATCHER, Role.ADMINISTRATOR):
        assert Permission.REPORT_CASE not in GRANTS[role]
        signed_in(client, a_clerk(role, area_code=DISTRICT_CODE))
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", PAGES)
def test_whoever_is_not_signed_in_is_asked_to(client, address):
    assert client.get(address).location == f"/staff/sign-in?next={address}"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_to_read_takes_no_form(client, worker, address):
    assert client.post(address).status_code == 405
    assert client.get(address).status_code == 200


def test_the_start_page_of_a_worker_has_the_three_large_ways(client, worker):
    page = client.get("/staff/").text

    for address in ("/staff/cases/new", "/staff/patrols", "/staff/info-items", *PAGES[:2]):
        assert f'href="{address}"' in page
