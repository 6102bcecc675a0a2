"""The list of cases: by reach, in three views and an order, narrowed, searched, paged."""

import html
import re
from datetime import date, timedelta
from itertools import chain

import pytest
from sqlalchemy import event, select

from portal import clock, files
from portal.accounts.rules import Role, UnitKind
from portal.cases import jobs, queries
from portal.cases.models import Assist, Case, CaseRequest, ExpediteOrder
from portal.cases.queries import Trait, counts, strands
from portal.cases.rules import CaseStatus, Outcome, PauseReason, RequestKind, Validity
from portal.db import db
from portal.policy.queries import policy_on, work_calendar
from portal.staff.case_filter import COLUMNS, FILTERS
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
def test_what_was_asked_stays_in_the_form_in_the_links_and_above_the_list(client):
    a_matter(code="B777", name_en="A lamp is out")

    page, _shown = listed(client, status="reported", level="2", matter="B777", q="路灯 <b>")

    assert 'name="status" value="reported" checked' in page.text
    assert 'name="level" value="2" checked' in page.text
    assert '<option value="B777" selected>' in page.text
    assert 'value="路灯 &lt;b&gt;"' in page.text
    assert "view=overdue&amp;status=reported&amp;level=2&amp;matter=B777" in page.text
    chips = page.text[page.text.index("chips") :]
    assert re.search(r"Status</span> To be dispatched", chips)
    assert re.search(r"Matter</span> A lamp is out", chips)


@pytest.mark.usefixtures("dispatcher")
def test_each_chip_takes_one_filter_away_and_leaves_the_others(client):
    page, _shown = listed(client, status=["reported", "closed"], level="2")

    links = [html.unescape(link) for link in re.findall(r'class="chip" href="([^"]+)"', page.text)]
    assert links == [
        "/staff/cases?view=all&status=closed&level=2",
        "/staff/cases?view=all&status=reported&level=2",
        "/staff/cases?view=all&status=reported&status=closed",
    ]


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize("name", [one.name for one in FILTERS] + ["grid"])
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


# Each filter by itself.


def a_case_for(name):
    """Return a case that a filter finds, and how it is asked for."""
    now, matter = clock.now(), a_matter(code="B777", group_code="B7", platform="市场监管")
    unit, community = a_unit(), an_area("330108001001")
    worker = a_clerk(Role.UNIT_CLERK, unit=unit)
    made = {
        "reported-from": a_case,
        "reported-to": lambda: a_case(now=now - timedelta(days=40)),
        "source": lambda: a_case(by=a_clerk(Role.GRID_WORKER, area_code=a_grid().code)),
        "outcome": lambda: a_resolved_case(outcome=Outcome.NOT_FOUND, now=now - timedelta(days=1)),
        "area": lambda: a_case(grid=a_grid(community=community)),
        "light": lambda: a_dispatched_case(now=now - timedelta(days=30)),
        "status": lambda: a_dispatched_case(unit=unit),
        "level": lambda: a_dispatched_case(level=2, unit=a_community_unit()),
        "unit": lambda: a_dispatched_case(unit=unit),
        "person": lambda: a_dispatched_case(unit=unit),
        "due-from": a_dispatched_case,
        "due-to": a_dispatched_case,
        "resolved-from": a_resolved_case,
        "resolved-to": a_resolved_case,
    }
    case = made.get(name, lambda: a_case(matter=matter))()
    case.validity = Validity.INVALID if name == "validity" else case.validity
    case.reopened = int(name == "has")
    case.assigned_to = worker if name == "person" else None
    case.matter.category = "D" if name == "category" else case.matter.category
    db.session.flush()
    asked = {
        "status": "dispatched",
        "level": "2",
        "light": "red",
        "matter": "B777",
        "group": "B7",
        "category": "D",
        "platform": "市场监管",
        "area": community.code[:9],
        "unit": unit.code,
        "person": worker.name,
        "source": "worker",
        "validity": "invalid",
        "outcome": "not_found",
        "has": "reopened",
        "reported-from": "2026-09-21",
        "reported-to": "2026-08-31",
        "due-from": "2026-09-22",
        "due-to": "2026-10-31",
        "resolved-from": "2026-09-21",
        "resolved-to": "2026-09-21",
    }
    return case, asked[name]


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize("name", [one.name for one in FILTERS])
def test_each_filter_finds_its_own_and_leaves_out_the_rest(client, name):
    with clock.stopped_at(NOW - timedelta(days=0 if name == "light" else 10)):
        other = a_case()
    case, value = a_case_for(name)

    page, shown = listed(client, **{name: value})

    assert case.number in shown
    assert other.number not in shown
    assert 'class="chip"' in page.text


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize("trait", list(Trait))
def test_each_trait_finds_its_own(client, trait):
    case, other = a_dispatched_case(), a_case()
    has = {
        Trait.REOPENED: {"reopened": 1},
        Trait.PART: {"part_of_id": other.id, "part": 1},
        Trait.PAUSED: {"paused_days": 2},
        Trait.PROVISIONAL: {"is_due_provisional": True},
    }
    for name, value in has.get(trait, {}).items():
        setattr(case, name, value)
    case = WITH_TRAIT[trait](case, other) if trait in WITH_TRAIT else case
    db.session.flush()

    assert set(listed(client, has=trait)[1]) == numbers(case)


def joined(case, other):
    other.merged_into, other.status = case, CaseStatus.MERGED
    return case


def hurried_on(case, _other):
    with clock.stopped_at(NOW + timedelta(days=60)):
        jobs.mark_overdue()
    return case


def unhappy(_case, _other):
    resolved = a_resolved_case()
    resolved.ratings[0].stars = 2
    return resolved


WITH_TRAIT = {
    Trait.MERGED: joined,
    Trait.EXPEDITED: hurried_on,
    Trait.UNHAPPY: unhappy,
    Trait.PHOTOS: lambda _case, _other: a_case(photos=[files.Kept("a.jpg", 320, 240)]),
    Trait.HELD: lambda _case, _other: a_case(is_held=True),
}


@pytest.mark.usefixtures("dispatcher")
def test_a_retired_matter_still_finds_its_old_cases(client):
    old = a_matter(code="B777", ended_on=NOW.date())
    new = a_matter(code="B777", started_on=NOW.date(), name_en="Its new name")
    cases = [a_case(matter=old), a_case(matter=new)]

    page, shown = listed(client, matter="B777")

    assert set(shown) == numbers(*cases)
    assert page.text.count('value="B777"') == 1
    assert "Its new name" in page.text


@pytest.mark.usefixtures("dispatcher")
def test_days_are_asked_for_with_the_first_and_the_last_among_them(client):
    days = [NOW - timedelta(days=n) for n in range(5)]
    made = [a_case(now=day) for day in days]

    shown = listed(client, **{"reported-from": "2026-09-18", "reported-to": "2026-09-20"})[1]

    assert shown == [case.number for case in made[1:4]]


@pytest.mark.usefixtures("dispatcher")
def test_the_lights_of_the_filter_are_those_of_the_list(client):
    """Red and amber are asked of the database; each row's badge is worked out by the rule."""
    grid, matter = a_grid(), a_matter()
    units = {3: a_unit(), 4: a_unit(kind=UnitKind.DEPARTMENT, area_code="330108")}
    for back in range(24):
        with clock.stopped_at(NOW - timedelta(days=back)):
            a_case(grid=grid, matter=matter)
            for level, unit in units.items():
                case = a_dispatched_case(unit=unit, grid=grid, matter=matter, level=level)
                if back % 3 == 0:
                    case.paused_days, case.clock_days = 2, case.clock_days or 5
    db.session.flush()
    policy, calendar = policy_on(clock.today()), work_calendar()
    by_rule = {"red": set(), "amber": set()}
    for case in db.session.scalars(select(Case)):
        running = queries.clock_of(case, clock.today(), policy, calendar)
        if running and running.light in by_rule:
            by_rule[running.light].add(case.number)

    for light, numbers_of in by_rule.items():
        found, address = set(), f"/staff/cases?view=all&light={light}"
        while address:
            page = client.get(address)
            found |= set(re.findall(r'href="/staff/cases/(BJ\d+)"', page.text))
            link = re.search(r'rel="next" href="([^"]+)"', page.text)
            address = html.unescape(link[1]) if link else None
        assert found == numbers_of, light
        assert found


# Lists of one's own.


def test_what_waits_for_approval_stands_with_whoever_decides(client):
    case = a_dispatched_case(unit=a_unit(), level=3)
    asked = CaseRequest(
        case=case,
        kind=RequestKind.PAUSE,
        reason=PauseReason.WEATHER,
        words="台风",
        until=date(2026, 9, 25),
        asked_by=a_clerk(Role.UNIT_CLERK, unit=case.unit),
        asked_at=NOW,
    )
    db.session.add(asked)
    a_dispatched_case()
    decides = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)

    signed_in(client, decides)
    assert set(listed(client, view="approve")[1]) == numbers(case)
    signed_in(client, asked.asked_by)
    assert listed(client, view="approve")[1] == []


def test_where_a_second_unit_helps_it_sees_the_case_until_its_part_is_done(client):
    helper, case = a_unit(), a_dispatched_case()
    assist = Assist(case=case, unit=helper, asked_by=a_dispatcher(), asked_at=NOW, ask="请协助")
    db.session.add(assist)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=helper))

    assert set(listed(client, view="help")[1]) == numbers(case)
    assert listed(client, view="all")[1] == []
    assist.answered_at = NOW
    assert listed(client, view="help")[1] == []


def test_what_was_given_to_me_is_not_what_was_given_to_others(client):
    unit = a_unit()
    me, colleague = (a_clerk(Role.UNIT_CLERK, unit=unit) for _ in range(2))
    mine, theirs = a_dispatched_case(unit=unit), a_dispatched_case(unit=unit)
    mine.assigned_to, theirs.assigned_to = me, colleague
    db.session.flush()
    signed_in(client, me)

    assert set(listed(client, view="assigned")[1]) == numbers(mine)
    assert set(listed(client, person="me")[1]) == numbers(mine)
    assert set(listed(client, person=colleague.number)[1]) == numbers(theirs)


def test_a_worker_looks_at_what_others_resolved_in_their_own_grid(client):
    grid = a_grid()
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    resolved_there, own, _elsewhere = (
        a_resolved_case(grid=grid),
        a_resolved_case(grid=grid),
        a_resolved_case(),
    )
    own.resolved_by = worker
    db.session.flush()
    signed_in(client, worker)

    assert set(listed(client, view="verify")[1]) == numbers(resolved_there)


def test_an_order_stands_with_the_unit_until_it_is_answered(client):
    unit = a_unit()
    with clock.stopped_at(NOW - timedelta(days=30)):
        case = a_dispatched_case(unit=unit)
    a_dispatched_case(unit=unit)
    jobs.mark_overdue()
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    assert set(listed(client, view="orders")[1]) == numbers(case)
    db.session.scalars(select(ExpediteOrder)).one().replied_at = NOW
    assert listed(client, view="orders")[1] == []


@pytest.mark.usefixtures("dispatcher")
def test_what_is_held_for_a_look_stands_by_itself(client):
    held = a_case(is_held=True)
    a_case()

    assert set(listed(client, view="held")[1]) == numbers(held)


# Columns and counts.


@pytest.mark.usefixtures("dispatcher")
def test_the_columns_that_are_asked_for_show_and_no_others(client):
    a_dispatched_case(words="路灯坏了")

    page, _shown = listed(client, col=["words", "community", "nonsense"])

    heads = re.findall(r'<th scope="col">([^<]+)</th>', page.text)
    assert heads == ["Number", "Community", "Words"]
    assert "Chunjiang Community" in page.text
    assert "col=community&amp;col=words" in page.text or "col=words&amp;col=community" in page.text


@pytest.mark.usefixtures("dispatcher")
def test_every_column_can_be_shown_of_every_kind_of_case(client):
    a_case(), a_dispatched_case(), a_resolved_case()

    page, shown = listed(client, col=list(COLUMNS))

    assert len(shown) == 3
    assert len(re.findall(r'<th scope="col">[^<]', page.text)) == len(COLUMNS) + 1


@pytest.mark.usefixtures("dispatcher")
def test_a_list_says_how_many_cases_it_holds(client, monkeypatch):
    grid, matter = a_grid(), a_matter()
    for _ in range(queries.PAGE + 3):
        a_case(grid=grid, matter=matter)
    total = queries.PAGE + 3

    assert f"{total} cases." in listed(client, view="mine")[0].text
    assert f"{total} cases." in listed(client, view="all")[0].text
    monkeypatch.setattr(counts, "MOST_EVER", 31)
    assert "More than 31 cases." in listed(client, view="all")[0].text
    assert f"{total} cases." in listed(client, view="mine")[0].text


@pytest.mark.usefixtures("dispatcher")
def test_a_page_looks_at_so_many_cases_and_the_next_one_goes_on(client, monkeypatch):
    """What is rare is found in the end, however far back, without any page taking long."""
    monkeypatch.setattr(strands, "STRIDES", (4, 6))
    monkeypatch.setattr(strands, "FAR_STRIDES", (4, 6))
    grid, matter, unit = a_grid(), a_matter(), a_unit()
    for number in range(35):
        case = a_case(grid=grid, matter=matter, words="路灯坏了")
        case.reopened = int(number in {2, 21})
    rare = {case.number for case in db.session.scalars(select(Case).where(Case.reopened > 0))}
    db.session.flush()

    for asked in ("has=reopened", "has=reopened&q=路灯", f"has=reopened&area={grid.code}"):
        found, address, pages = [], f"/staff/cases?lang=en&view=all&{asked}", 0
        while address:
            page = client.get(address)
            found += re.findall(r'href="/staff/cases/(BJ\d+)"', page.text)
            link = re.search(r'class="button quiet"[^>]* href="([^"]+after=[^"]+)"', page.text)
            assert not link or "Look further back" in page.text
            address, pages = html.unescape(link[1]) if link else None, pages + 1
        assert sorted(found) == sorted(rare)
        assert 4 <= pages <= 6
    assert unit


@pytest.mark.usefixtures("dispatcher")
def test_ticked_cases_go_on_to_what_can_be_done_with_many(client):
    page, shown = listed(client) if a_case() else None

    assert 'action="/staff/bulk"' in page.text
    assert f'name="case" value="{shown[0]}"' in page.text
    signed_in(client, a_clerk(Role.LEAD, area_code="330108"))
    assert 'action="/staff/bulk"' not in listed(client)[0].text


# Searching.


@pytest.mark.usefixtures("dispatcher")
def test_a_case_is_found_by_two_characters_its_place_its_matter_or_its_number(client):
    lamp = a_case(words="路口的路灯坏了，晚上很黑", place_note="公交站旁")
    bin_ = a_case(words="垃圾桶满了", matter=a_matter(name="路灯故障"))
    latin = a_case(words="the LED lamp Ａ１ café")
    there = a_case(words="", grid=a_grid(name="星光苑网格"))

    assert set(listed(client, q="路灯")[1]) == numbers(lamp, bin_)
    assert set(listed(client, q="灯坏")[1]) == numbers(lamp)
    assert set(listed(client, q="公交站")[1]) == numbers(lamp)
    assert set(listed(client, q="路灯 晚上")[1]) == numbers(lamp)
    assert set(listed(client, q="led")[1]) == numbers(latin)
    assert set(listed(client, q="LED lamps")[1]) == numbers()
    assert set(listed(client, q="lam cafe a1")[1]) == numbers(latin)
    assert set(listed(client, q="灯")[1]) == numbers(lamp, bin_)
    assert set(listed(client, q="黑")[1]) == numbers(lamp)
    assert set(listed(client, q="星光苑")[1]) == numbers(there)
    assert set(listed(client, q=bin_.number)[1]) == numbers(bin_)
    assert set(listed(client, q=bin_.number.lower())[1]) == numbers(bin_)
    assert set(listed(client, q=f"{bin_.number[:10]} {bin_.number[10:]}")[1]) == numbers(bin_)
    assert set(listed(client, q=bin_.number[2:])[1]) == numbers(bin_)
    assert set(listed(client, q="BJ20260921")[1]) == numbers(lamp, bin_, latin, there)
    assert listed(client, q="BJ20250921")[1] == []
    assert listed(client, q="水管")[1] == []


@pytest.mark.usefixtures("dispatcher")
def test_beside_a_common_word_a_rare_one_leads_and_both_must_be_there(client):
    grid, matter = a_grid(), a_matter()
    for _often in range(4):
        a_case(grid=grid, matter=matter, words="The street is dirty")
    both = a_case(grid=grid, matter=matter, words="Two lamps in this street are out")
    a_case(grid=grid, matter=matter, words="A lamp at home")

    for asked in ("street lamp", "lamp stree", "stre lam"):
        assert listed(client, q=asked)[1] == [both.number]


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
