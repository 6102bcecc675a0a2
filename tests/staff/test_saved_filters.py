"""Lists kept under a name: seen where they are shared, changed by their owner, never wider."""

import re

import pytest
from sqlalchemy import func, select

from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.actions import saving
from portal.cases.models import SavedFilter
from portal.db import db
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_grid,
    a_unit,
    an_area,
    signed_in,
)

LATE = "view=mine&status=reported&level=2"


@pytest.fixture
def clerk(client):
    an_area()
    person = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def keep(client, name="Mine, level 2", query=LATE, shared_with="", **more):
    return client.post(
        "/staff/filters", data={"name": name, "query": query, "shared_with": shared_with} | more
    )


def a_saved_filter(person, **given):
    defaults = {"name": "Mine, level 2", "query": LATE, "shared_with": "", "now": NOW}
    asked = defaults | given
    saved = actions.save_filter(
        asked["name"],
        asked["query"],
        shared_with=asked["shared_with"],
        by=person,
        now=asked["now"],
    )
    db.session.flush()
    return saved


def how_many_kept():
    return db.session.scalar(select(func.count(SavedFilter.id)))


def names_on(page):
    return re.findall(r'class="chip[^"]*" href="/staff/cases\?[^"]*"[^>]*>([^<]+)', page.text)


def test_a_list_is_kept_and_stands_above_the_lists_with_its_count(client, clerk):
    a_case()

    answer = keep(client, query="view=mine&status=reported")

    assert answer.status_code == 303
    assert answer.location.endswith("/staff/cases?view=mine&status=reported")
    page = client.get("/staff/cases")
    assert re.search(r"Mine, level 2 <span class=\"number\">1</span>", page.text)
    assert "Mine, level 2" in client.get("/staff/filters").text
    assert clerk


def test_only_what_a_list_knows_is_kept_of_an_address(client, clerk):
    keep(client, query="view=all&status=reported&evil=javascript:x&after=5&status=reported&view=x")

    (saved,) = db.session.scalars(select(SavedFilter))
    assert saved.query == "view=all&status=reported"
    assert saved.person_id == clerk.id


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        pytest.param({"name": ""}, "Give the list a name", id="no name"),
        pytest.param({"name": "x" * 41}, "Keep the name within 40 characters", id="long name"),
        pytest.param({"shared_with": "330108"}, "Not a valid choice", id="a wider area"),
        pytest.param({"shared_with": "unit:U1"}, "Not a valid choice", id="another's unit"),
    ],
)
def test_a_list_that_cannot_be_kept_is_shown_again_as_typed(client, changed, says):
    answer = keep(client, **changed)

    assert answer.status_code == 422
    assert says in answer.text
    assert "status=reported" in answer.text
    assert how_many_kept() == 0


def test_there_is_an_end_to_how_many_somebody_keeps(client, clerk, monkeypatch):
    monkeypatch.setattr(saving, "MOST", 1)
    a_saved_filter(clerk)

    answer = keep(client)

    assert answer.status_code == 422
    assert "You keep 1 lists already" in answer.text
    assert how_many_kept() == 1


@pytest.mark.parametrize(
    ("shared_with", "role", "area", "sees"),
    [
        pytest.param("", Role.STREET_CLERK, STREET_CODE, False, id="to nobody"),
        pytest.param(STREET_CODE, Role.STREET_CLERK, STREET_CODE, True, id="a colleague"),
        pytest.param(STREET_CODE, Role.COMMUNITY_CLERK, COMMUNITY_CODE, True, id="within the area"),
        pytest.param(STREET_CODE, Role.STREET_CLERK, "330108001", False, id="the next street"),
        pytest.param(STREET_CODE, Role.DISPATCHER, DISTRICT_CODE, False, id="above the area"),
    ],
)
def test_a_list_is_seen_where_it_is_shared(client, clerk, shared_with, role, area, sees):
    an_area("330108001001")
    a_saved_filter(clerk, shared_with=shared_with)
    signed_in(client, a_clerk(role, area_code=area))

    page = client.get("/staff/cases")

    assert (names_on(page) != []) is sees


def test_a_unit_shares_among_its_own_people(client):
    unit, other = a_unit(), a_unit()
    owner = a_clerk(Role.UNIT_CLERK, unit=unit)
    a_saved_filter(owner, shared_with=f"unit:{unit.code}")

    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))
    assert names_on(client.get("/staff/cases")) != []
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=other))
    assert names_on(client.get("/staff/cases")) == []


def test_a_shared_list_shows_no_case_beyond_ones_own_reach(client, clerk):
    here = a_case()
    there = a_case(grid=a_grid(community=an_area("330108002022")))
    saved = a_saved_filter(clerk, query="view=all", shared_with=STREET_CODE)
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))

    page = client.get(f"/staff/cases?{saved.query}")

    assert here.number in page.text
    assert there.number not in page.text


def test_its_owner_renames_shares_and_deletes_a_list(client, clerk):
    saved = a_saved_filter(clerk)
    address = f"/staff/filters/{saved.id}"

    changed = client.post(address, data={"name": "Level 2", "shared_with": STREET_CODE})
    assert changed.status_code == 303
    assert (saved.name, saved.shared_with) == ("Level 2", STREET_CODE)

    wrong = client.post(address, data={"name": "", "shared_with": STREET_CODE})
    assert wrong.status_code == 422
    assert saved.name == "Level 2"

    assert client.post(f"{address}/delete").status_code == 303
    assert how_many_kept() == 0


@pytest.mark.parametrize("end", ["", "/delete"])
def test_nobody_changes_or_deletes_the_list_of_another(client, clerk, end):
    saved = a_saved_filter(clerk, shared_with=STREET_CODE)
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code=STREET_CODE))

    answer = client.post(
        f"/staff/filters/{saved.id}{end}", data={"name": "Taken", "shared_with": ""}
    )

    assert answer.status_code == 404
    assert client.post(f"/staff/filters/99999{end}", data={"name": "x"}).status_code == 404
    assert how_many_kept() == 1
    assert saved.name == "Mine, level 2"


@pytest.mark.parametrize(
    "address", ["/staff/filters", "/staff/filters/1", "/staff/filters/1/delete"]
)
def test_strangers_sign_in_first_and_whoever_sees_no_cases_keeps_no_lists(client, address):
    assert client.post(address).status_code == 303
    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE))
    assert client.post(address).status_code == 403
    assert client.put(address).status_code == 405


@pytest.mark.usefixtures("clerk")
def test_with_nothing_kept_the_page_says_how_to_begin(client):
    assert "No lists are kept yet" in client.get("/staff/filters").text
