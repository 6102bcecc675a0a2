"""Records: made from the tick-list, looked at again with one tap, never cases."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.access import GRANTS, Permission
from portal.accounts.rules import Role
from portal.cases.models import Case
from portal.db import db
from portal.grids.models import InfoCheck, InfoItem
from portal.grids.queries import info_items_of
from portal.grids.rules import InfoFinding
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_clerk,
    a_grid,
    a_matter,
    a_unit,
    an_area,
    an_info_item,
    signed_in,
)
from tests.laws.test_pages import faults_of

LIST, NEW = "/staff/info-items", "/staff/info-items/new"
DAY = timedelta(days=1)


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def matter(app):
    return a_matter(code="B101", is_info=True, name_en="Rental home", initials="czf")


@pytest.fixture
def worker(client, grid, matter):
    person = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def key_of(page):
    return re.search(r'name="key"[^>]*value="([^"]+)"', page)[1]


def form_of(client, **filled):
    defaults = {"matter": "B101", "subject": "3-2-501", "words": "出租，两人"}
    return {"key": key_of(client.get(NEW).text)} | defaults | filled


def check_of(client, item, finding, **more):
    """The form on the page of an item, with one of its buttons."""
    page = client.get(f"{LIST}/{item.id}").text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    return {"key": key_of(page), "version": version, "finding": finding} | more


def check(client, item, form):
    return client.post(f"{LIST}/{item.id}/check", data=form)


def how_many(model=InfoItem):
    return db.session.scalar(select(func.count(model.id)))


def test_the_form_offers_the_matters_of_records_and_no_others(client, worker):
    a_matter(code="A001", name_en="Loose tile")
    a_matter(code="B102", is_info=True, name_en="Ended matter", ended_on=date(2026, 9, 1))

    page = client.get(NEW).text

    assert list(faults_of(page, "en")) == []
    assert 'value="B101"' in page
    assert 'data-words="czf"' in page
    assert 'value="A001"' not in page
    assert 'value="B102"' not in page


def test_what_is_recorded_counts_as_checked_and_is_no_case(client, worker, grid):
    answer = client.post(NEW, data=form_of(client))

    item = db.session.scalars(select(InfoItem)).one()
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{item.id}")
    assert (item.grid_id, item.matter_code, item.subject) == (grid.id, "B101", "3-2-501")
    assert (item.last_checked_on, item.checked_by_id) == (clock.today(), worker.id)
    assert how_many(InfoCheck) == 1
    assert how_many(Case) == 0
    page = client.get(answer.location).text
    assert list(faults_of(page, "en")) == []
    assert "Rental home" in page
    assert "出租，两人" in page


def test_the_same_form_sent_twice_is_one_record(client, worker):
    form = form_of(client)

    first, again = client.post(NEW, data=form), client.post(NEW, data=form)

    assert first.location == again.location
    assert how_many() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"matter": ""}, "Choose what it is about", id="no matter"),
        pytest.param({"matter": "A001"}, "Choose what it is about", id="a case's matter"),
        pytest.param({"subject": ""}, "Say which one", id="no subject"),
        pytest.param({"subject": "长" * 81}, "within 80 characters", id="long subject"),
        pytest.param({"words": "长" * 501}, "Shorten them to 500", id="long words"),
        pytest.param({"key": "short"}, "was not complete", id="no key"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_typed(client, worker, wrong, said):
    a_matter(code="A001")
    form = form_of(client) | wrong

    answer = client.post(NEW, data=form)

    assert answer.status_code == 422
    assert said in answer.text
    assert form["words"] in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert how_many() == 0


def test_who_works_in_two_grids_says_in_which(client, worker):
    (post,) = a_clerk(Role.GRID_WORKER, area_code=a_grid().code).posts
    post.person = worker

    answer = client.post(NEW, data=form_of(client, grid=a_grid().code))

    assert answer.status_code == 422
    assert "Choose one of your grids" in answer.text


def test_the_longest_unchecked_stands_first_and_what_has_ended_nowhere(client, worker, grid):
    for days, subject in ((3, "三天前"), (9, "九天前"), (1, "一天前")):
        an_info_item(grid, worker, subject=subject, now=NOW - days * DAY)
    an_info_item(grid, worker, subject="结束了").ended_on = date(2026, 9, 1)

    page = client.get(LIST).text

    assert list(faults_of(page, "en")) == []
    assert [page.index(s) for s in ("九天前", "三天前", "一天前")] == sorted(
        page.index(s) for s in ("九天前", "三天前", "一天前")
    )
    assert "结束了" not in page
    assert "Last checked Saturday 12 September" in page


def test_still_right_is_one_tap_along_the_list(client, worker, grid):
    item = an_info_item(grid, worker, now=NOW - 9 * DAY)
    page = client.get(LIST).text
    form = dict(re.findall(r'name="(key|version|is_of_list|finding)" value="([^"]*)"', page))

    answer = check(client, item, form)

    assert (answer.status_code, answer.location) == (303, f"{LIST}?grid={grid.code}")
    assert item.last_checked_on == clock.today()
    assert item.words == "出租，两人"
    assert "checked today" in client.get(LIST).text


def test_the_same_tap_sent_twice_is_one_look(client, worker, grid):
    item = an_info_item(grid, worker, now=NOW - 9 * DAY)
    form = check_of(client, item, "still_right")

    assert [check(client, item, form).status_code for _n in range(2)] == [303, 303]
    assert how_many(InfoCheck) == 2


def test_a_change_keeps_the_new_words_and_every_look_stays(client, worker, grid):
    item = an_info_item(grid, worker, now=NOW - 9 * DAY)

    check(client, item, check_of(client, item, "changed", words="空置"))

    assert item.words == "空置"
    assert [look.words for look in item.checks] == ["空置", "出租，两人"]
    page = client.get(f"{LIST}/{item.id}").text
    assert "出租，两人" in page
    assert list(faults_of(page, "en")) == []


def test_what_is_gone_leaves_the_list_and_is_looked_at_no_more(client, worker, grid):
    item = an_info_item(grid, worker, now=NOW - 9 * DAY)
    form = check_of(client, item, "gone")

    check(client, item, form)

    assert item.ended_on == clock.today()
    client.get(LIST)  # says that it was checked
    assert item.subject not in client.get(LIST).text
    assert "nothing more to look after" in client.get(f"{LIST}/{item.id}").text
    assert check(client, item, form | {"key": "another-key-of-mine"}).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"finding": "changed", "words": ""}, "Write what has changed", id="no words"),
        pytest.param({"words": "长" * 501}, "Shorten them to 500", id="long words"),
        pytest.param({"finding": "odd"}, "Press one of the three", id="no button"),
        pytest.param({"version": ""}, "Reload the page", id="no version"),
        pytest.param({"version": str(2**70)}, "version", id="huge version"),
        pytest.param({"key": ""}, "was not complete", id="no key"),
    ],
)
def test_a_bad_look_changes_nothing(client, worker, grid, wrong, said):
    item = an_info_item(grid, worker, now=NOW - 9 * DAY)
    before = item.last_checked_on

    answer = check(client, item, check_of(client, item, "changed", words="空置") | wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert (item.words, item.last_checked_on) == ("出租，两人", before)


def test_a_stale_page_is_told_who_was_there_meanwhile(client, worker, grid):
    item = an_info_item(grid, worker, now=NOW - 9 * DAY)
    mine = check_of(client, item, "still_right")
    colleague = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    signed_in(client, colleague)
    check(client, item, check_of(client, item, "changed", words="空置"))

    signed_in(client, worker)
    answer = check(client, item, mine)

    assert answer.status_code == 409
    assert colleague.name in answer.text
    assert item.checks[0].finding is InfoFinding.CHANGED


def test_a_long_list_comes_in_parts_and_nothing_comes_twice(client, worker, grid):
    for n in range(33):
        an_info_item(grid, worker, subject=f"第{n:02}户", now=NOW - (n // 5) * DAY)

    first = client.get(LIST).text
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(older).text

    shown = [n for page in (first, second) for n in re.findall(r"<strong>第(\d\d)户", page)]
    assert sorted(shown) == [f"{n:02}" for n in range(33)]
    assert info_items_of(grid, after_key=None).next_key


@pytest.mark.parametrize("key", ["x", "2026-13-01.1", "2026-09-01", "2026-09-01.²", "9"])
def test_a_part_that_does_not_exist_is_not_there(client, worker, key):
    assert client.get(f"{LIST}?after={key}").status_code == 404


def test_the_list_is_narrowed_to_one_matter(client, worker, grid):
    a_matter(code="B104", is_info=True, name_en="Care visit")
    an_info_item(grid, worker, subject="出租房")
    an_info_item(grid, worker, subject="独居老人", matter_code="B104")

    page = client.get(f"{LIST}?matter=B104").text

    assert "独居老人" in page
    assert "出租房" not in page
    assert "Nothing is recorded here yet" in client.get(f"{LIST}?matter=Z999").text


def test_a_matter_that_has_ended_keeps_its_name_on_its_records(client, worker, grid, matter):
    item = an_info_item(grid, worker)
    matter.ended_on = date(2026, 9, 1)

    assert "Rental home" in client.get(f"{LIST}/{item.id}").text


# who


def test_those_above_read_and_change_nothing(client, worker, grid):
    item = an_info_item(grid, worker)
    for role, area in ((Role.COMMUNITY_CLERK, COMMUNITY_CODE), (Role.DISPATCHER, DISTRICT_CODE)):
        signed_in(client, a_clerk(role, area_code=area))
        page = client.get(f"{LIST}?grid={grid.code}").text
        assert item.subject in page
        assert "still right" not in page
        assert client.get(f"{LIST}/{item.id}").status_code == 200
        assert client.get(NEW).status_code == 403
        assert client.post(NEW).status_code == 403
        assert client.post(f"{LIST}/{item.id}/check").status_code == 403


def test_out_of_reach_a_record_does_not_exist(client, worker, grid):
    item = an_info_item(grid, worker)
    far = an_area("330108001001")
    strangers = (
        a_clerk(Role.COMMUNITY_CLERK, area_code=far.code),
        a_clerk(Role.GRID_WORKER, area_code=a_grid().code),
    )
    for stranger in strangers:
        signed_in(client, stranger)
        assert client.get(f"{LIST}/{item.id}").status_code == 404
        assert client.get(f"{LIST}?grid={grid.code}").status_code == 404
    assert client.post(f"{LIST}/{item.id}/check").status_code == 404


@pytest.mark.parametrize("number", [0, 2**31 - 1, 2**63, 2**70])
def test_a_number_that_nobody_has_is_not_there(client, worker, number):
    assert client.get(f"{LIST}/{number}").status_code == 404
    assert client.post(f"{LIST}/{number}/check").status_code == 404


READ, WRITE = (LIST, NEW, f"{LIST}/1"), (NEW, f"{LIST}/1/check")


@pytest.mark.parametrize("role", [r for r in Role if Permission.SEE_PATROLS not in GRANTS[r]])
def test_other_roles_see_nothing_of_it(client, role):
    unit = a_unit() if role is Role.UNIT_CLERK else None
    signed_in(client, a_clerk(role, area_code=None if unit else DISTRICT_CODE, unit=unit))

    assert {client.get(address).status_code for address in READ} == {403}
    assert {client.post(address).status_code for address in WRITE} == {403}


def test_whoever_is_not_signed_in_is_asked_to(client):
    for address in READ:
        assert client.get(address).location.startswith("/staff/sign-in")
    for address in WRITE:
        assert client.post(address).location.startswith("/staff/sign-in")


def test_no_other_method_is_answered(client, worker):
    assert client.post(LIST).status_code == 405
    assert client.put(NEW).status_code == 405
    assert client.get(f"{LIST}/1/check").status_code == 405


def test_without_a_grid_of_ones_own_the_page_says_so(client, worker, grid):
    grid.ended_on = date(2026, 1, 1)

    assert "No grid is yours just now" in client.get(LIST).text
    assert "No grid is yours just now" in client.get(NEW).text
