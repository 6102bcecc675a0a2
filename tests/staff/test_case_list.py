"""The list of cases: by reach, in three views and an order, narrowed, searched, paged."""

import re
from datetime import timedelta
from itertools import chain

import pytest
from sqlalchemy import event

from portal import clock
from portal.accounts.rules import Role
from portal.cases import queries
from portal.db import db
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_resolved_case,
    a_unit,
    an_area,
    signed_in,
)
from tests.staff.case_steps import a_community_unit, a_dispatcher


@pytest.fixture
def dispatcher(client):
    person = a_dispatcher()
    signed_in(client, person)
    return person


def listed(client, **asked):
    """Return the page of the list, and the numbers on it from top to bottom."""
    page = client.get("/staff/cases", query_string={"lang": "en", "view": "all"} | asked)
    assert page.status_code == 200
    return page, re.findall(r'href="/staff/cases/(BJ\d+)"', page.text)


def numbers(*cases):
    return {case.number for case in cases}


# Whose cases.


@pytest.mark.parametrize(
    ("role", "area"),
    [
        pytest.param(Role.DISPATCHER, "330108", id="the district"),
        pytest.param(Role.STREET_CLERK, STREET_CODE, id="its street"),
        pytest.param(Role.COMMUNITY_CLERK, COMMUNITY_CODE, id="its community"),
    ],
)
def test_the_list_holds_what_lies_in_reach(client, role, area):
    here = a_case()
    elsewhere = a_case(grid=a_grid(community=an_area("330108001001")))
    signed_in(client, a_clerk(role, area_code=area))

    _page, shown = listed(client)

    assert here.number in shown
    assert (elsewhere.number in shown) == (role is Role.DISPATCHER)


def test_a_grid_worker_sees_their_grid_and_a_unit_its_own(client):
    unit = a_unit()
    mine, other = a_dispatched_case(unit=unit), a_dispatched_case()

    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=mine.grid.code))
    assert set(listed(client)[1]) == numbers(mine)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))
    assert set(listed(client)[1]) == numbers(mine)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=other.unit))
    assert set(listed(client)[1]) == numbers(other)


def test_a_post_in_two_places_sees_both(client):
    here, there = a_case(), a_case()
    a_case()
    person = a_clerk(Role.GRID_WORKER, area_code=here.grid.code)
    second = a_clerk(Role.GRID_WORKER, area_code=there.grid.code)
    second.posts[0].person = person
    db.session.flush()
    db.session.refresh(person)
    signed_in(client, person)

    assert set(listed(client)[1]) == numbers(here, there)


def test_whoever_is_not_signed_in_or_has_no_cases_is_turned_away(client):
    assert client.get("/staff/cases").status_code == 303
    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code="330108"))
    assert client.get("/staff/cases").status_code == 403
    assert client.post("/staff/cases").status_code == 405


# The views.


def test_what_waits_for_a_dispatcher_is_what_nobody_has_yet(client, dispatcher):
    new = a_case()
    a_dispatched_case()

    assert set(listed(client, view="mine")[1]) == numbers(new)


def test_what_waits_for_a_unit_is_what_it_has_open(client):
    unit = a_unit()
    open_one = a_dispatched_case(unit=unit)
    a_resolved_case(unit=unit)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    assert set(listed(client, view="mine")[1]) == numbers(open_one)


def test_what_waits_for_a_grid_worker_is_to_be_looked_at_or_level_1(client):
    grid = a_grid()
    resolved, level_1 = (
        a_resolved_case(grid=grid),
        a_dispatched_case(grid=grid, level=1, unit=a_community_unit()),
    )
    a_dispatched_case(grid=grid)
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=grid.code))

    assert set(listed(client, view="mine")[1]) == numbers(resolved, level_1)


def test_each_post_waits_only_for_its_own_place(client):
    """Triage of one street and a community of another: new reports there are not theirs."""
    there = a_case(grid=a_grid(community=an_area("330108001001")))
    a_case()
    person = a_clerk(Role.STREET_CLERK, area_code="330108001")
    second = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    second.posts[0].person = person
    db.session.flush()
    db.session.refresh(person)
    signed_in(client, person)

    assert set(listed(client, view="mine")[1]) == numbers(there)


@pytest.mark.usefixtures("dispatcher")
def test_the_late_ones_come_the_longest_late_first(client):
    later = a_dispatched_case(now=NOW - timedelta(days=12))
    earlier = a_dispatched_case(now=NOW - timedelta(days=20))
    a_dispatched_case()
    a_case(now=NOW - timedelta(days=30))

    page, shown = listed(client, view="overdue")

    assert shown == [earlier.number, later.number]
    assert "Late" in page.text


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param({"view": "mine"}, "Nothing waits for you", id="mine"),
        pytest.param({"view": "overdue"}, "Nothing is late", id="late"),
        pytest.param({"view": "all"}, "No cases yet", id="all"),
        pytest.param({"view": "all", "q": "井盖"}, "Nothing fits", id="a search"),
        pytest.param({"view": "all", "after": "1"}, "The list ends here", id="past the end"),
    ],
)
def test_an_empty_list_says_what_will_be_here(client, asked, says):
    assert says in listed(client, **asked)[0].text


# Narrowing.


@pytest.mark.usefixtures("dispatcher")
def test_the_list_is_narrowed_by_status_level_matter_and_grid(client):
    light, grid = a_matter(code="B777", name_en="A lamp is out"), a_grid()
    wanted = a_dispatched_case(matter=light, grid=grid, level=2, unit=a_community_unit())
    others = [a_dispatched_case(), a_case()]

    for asked in (
        {"level": "2"},
        {"matter": "B777"},
        {"grid": grid.code},
        {"grid": grid.name},
        {"grid": grid.name_en},
        {"status": "dispatched", "level": "2", "matter": "B777", "grid": grid.code},
    ):
        assert set(listed(client, **asked)[1]) == numbers(wanted)
    assert set(listed(client, status="dispatched")[1]) == numbers(wanted, others[0])
    assert set(listed(client, status="reported")[1]) == numbers(others[1])
    assert listed(client, status="closed", matter="B777")[1] == []


@pytest.mark.usefixtures("dispatcher")
def test_what_was_asked_stays_in_the_form_and_in_the_links(client):
    a_matter(code="B777", name_en="A lamp is out")

    page, _shown = listed(client, status="reported", level="2", matter="B777", q="路灯 <b>")

    assert '<option value="reported" selected>' in page.text
    assert '<option value="2" selected>' in page.text
    assert '<option value="B777" selected>' in page.text
    assert 'value="路灯 &lt;b&gt;"' in page.text
    assert "view=overdue&amp;status=reported&amp;level=2&amp;matter=B777" in page.text


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize("name", ["status", "level", "matter", "grid"])
@pytest.mark.parametrize("value", ["nonsense", "5", "-1", "'; DROP TABLE cases", "２", "9" * 500])
def test_a_value_that_is_not_known_is_left_out_and_said(client, name, value):
    case = a_case()

    page, shown = listed(client, **{name: value})

    assert shown == [case.number]
    assert "so the list is not narrowed by it" in page.text


@pytest.mark.usefixtures("dispatcher")
def test_other_words_in_the_address_do_nothing(client):
    case = a_case()

    page, shown = listed(
        client, view="mine", _scheme="javascript", _anchor="x", _external="1", number="x"
    )

    assert shown == [case.number]
    assert "javascript:" not in page.text


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize("view", ["", "none", "MINE", "'"])
def test_an_unknown_view_is_what_waits_for_me(client, view):
    new = a_case()
    a_dispatched_case()

    assert listed(client, view=view)[1] == [new.number]


# Searching.


@pytest.mark.usefixtures("dispatcher")
def test_a_case_is_found_by_two_characters_its_place_its_matter_or_its_number(client):
    lamp = a_case(words="路口的路灯坏了，晚上很黑", place_note="公交站旁")
    bin_ = a_case(words="垃圾桶满了", matter=a_matter(name="路灯故障"))
    latin = a_case(words="the LED lamp Ａ１ café")

    assert set(listed(client, q="路灯")[1]) == numbers(lamp, bin_)
    assert set(listed(client, q="灯坏")[1]) == numbers(lamp)
    assert set(listed(client, q="公交站")[1]) == numbers(lamp)
    assert set(listed(client, q="路灯 晚上")[1]) == numbers(lamp)
    assert set(listed(client, q="led")[1]) == numbers(latin)
    assert set(listed(client, q=bin_.number)[1]) == numbers(bin_)
    assert set(listed(client, q=bin_.number.lower())[1]) == numbers(bin_)
    assert set(listed(client, q="BJ20260921")[1]) == numbers(lamp, bin_, latin)
    assert listed(client, q="BJ20250921")[1] == []
    assert listed(client, q="水管")[1] == []


NASTY = [
    '"',
    "'",
    "*",
    "%",
    "_",
    "\\",
    ":",
    ";",
    "(",
    ")",
    "--",
    "/*",
    "&&",
    "||",
    "!",
    "~",
    "^",
    "{",
    "}",
    "<->",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    '"路灯',
    '路灯"',
    "'路灯'",
    "路灯*",
    "路灯:*",
    "words:路灯",
    "路灯'--",
    "路灯\\",
    "-路灯",
    "(路灯",
    "NEAR(路灯)",
    "²³",
    "١٢",
    "路",
    "a",
    "é",
    "BJ",
    "BJ'",
    "BJ1%",
    "BJ１２",
    "👍",
    "\u200b",
]


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize("words", [*NASTY, "路 灯", "AND OR", "路灯" * 200, "' OR 1=1 --"])
def test_no_sign_or_operator_breaks_a_search_or_finds_too_much(client, words):
    a_case(words="垃圾桶满了")
    lamp = a_case(words="路灯坏了")

    _page, shown = listed(client, q=words)

    assert set(shown) <= numbers(lamp)


@pytest.mark.usefixtures("dispatcher")
def test_a_search_stays_within_reach(client):
    case = a_case(words="路灯坏了", grid=a_grid(community=an_area("330108001001")))
    assert listed(client, q="路灯")[1] == [case.number]

    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))

    assert listed(client, q="路灯")[1] == []
    assert listed(client, q=case.number)[1] == []


# Paging.


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize("view", ["all", "mine", "overdue", "due"])
def test_turning_the_pages_shows_every_case_once(client, view):
    grid, matter, unit = a_grid(), a_matter(), a_unit()
    make = a_case if view == "mine" else a_dispatched_case
    given = {} if view == "mine" else {"unit": unit}
    when = NOW - timedelta(days=20 if view == "overdue" else 0)
    made = [
        make(grid=grid, matter=matter, now=when - timedelta(days=n // 20), **given).number
        for n in range(queries.PAGE * 2 + 5)
    ]

    pages, address = [], f"/staff/cases?lang=en&view={view}"
    while address:
        page = client.get(address)
        pages.append(re.findall(r'href="/staff/cases/(BJ\d+)"', page.text))
        link = re.search(r'rel="next" href="([^"]+)"', page.text)
        address = link and link[1].replace("&amp;", "&")

    assert [len(shown) for shown in pages] == [queries.PAGE, queries.PAGE, 5]
    assert sorted(chain(*pages)) == sorted(made)
    assert "First page" in page.text


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize("view", ["mine", "overdue", "due", "all"])
@pytest.mark.parametrize(
    "key", ["x", "-1", "1.5", "2026-09-01", "2026-09-01.", "2026-13-01.1", ".1", "9" * 30, "१२.x"]
)
def test_a_page_that_does_not_exist_is_not_found(client, view, key):
    answer = client.get("/staff/cases", query_string={"view": view, "after": key})

    assert answer.status_code == 404


@pytest.mark.usefixtures("dispatcher")
def test_a_full_page_asks_the_database_no_more_often_than_a_short_one(client):
    def asked():
        count = []
        listen = lambda *_args: count.append(1)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        client.get("/staff/cases?view=all")
        event.remove(db.engine, "before_cursor_execute", listen)
        return len(count)

    a_dispatched_case()
    few = asked()
    for _ in range(12):
        a_dispatched_case()

    assert asked() == few


@pytest.mark.usefixtures("dispatcher")
def test_the_clock_and_the_held_ones_are_marked_with_words(client):
    a_case(is_held=True)
    with clock.stopped_at(NOW - timedelta(days=20)):
        a_dispatched_case()
    page, _shown = listed(client)

    assert "Held for a look" in page.text
    assert "Late" in page.text
