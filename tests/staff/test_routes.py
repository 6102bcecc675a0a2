"""The pages of the routing table: read, added to, changed, moved, ended, and tried out."""

import html
import re

import pytest
from sqlalchemy import func, select

from portal.accounts.rules import Role, UnitKind
from portal.cases.actions import routing as actions
from portal.cases.actions.routing import Wish
from portal.cases.models import Case, Route
from portal.db import db
from portal.messages import Notice
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_grid,
    a_matter,
    a_unit,
    an_area,
    signed_in,
)
from tests.staff.case_steps import press

ROUTES = "/staff/routes"
OTHER_STREET = "330108001"


@pytest.fixture
def team(app):
    return a_unit(code="ZF", name_en="The Team", platform="综合执法")


@pytest.fixture
def editor(client):
    return enters(client, Role.DISPATCHER, DISTRICT_CODE)


def enters(client, role, area_code):
    an_area()
    person = a_clerk(role, area_code=area_code)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def a_route(unit, **given):
    defaults = {"matter": "", "platform": "", "area_code": STREET_CODE, "level": 3, "note": ""}
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    wish = Wish(**defaults | {"unit": unit, "kind": None, "person": None} | given)
    return actions.add_route(wish, by=by, now=NOW)


def fields(**given):
    good = {"matter": "", "platform": "", "area": STREET_CODE, "grid": "", "level": "3"}
    return good | {"unit": "ZF", "person": "", "note": "新来的规则", "position": ""} | given


def in_force():
    rows = select(Route).where(Route.ended_at.is_(None)).order_by(Route.position, Route.id)
    return [(r.id, r.position, r.note) for r in db.session.scalars(rows)]


def bare(page):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text)))


VIEWS = [
    ("get", ""),
    ("get", "/new"),
    ("get", "/test"),
    ("get", "/gaps"),
    ("get", "/history"),
    ("get", "/{row}"),
    ("post", "/new"),
    ("post", "/{row}/change"),
    ("post", "/{row}/move"),
    ("post", "/{row}/end"),
]


@pytest.mark.parametrize(("method", "path"), VIEWS)
def test_whoever_is_not_signed_in_is_sent_to_the_door(client, team, method, path):
    row = a_route(team)
    before = in_force()

    answer = getattr(client, method)(ROUTES + path.format(row=row.id), data=fields())

    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.location
    assert in_force() == before


@pytest.mark.parametrize(("method", "path"), VIEWS)
@pytest.mark.parametrize(
    ("role", "area"), [(Role.COMMUNITY_CLERK, COMMUNITY_CODE), (Role.LEAD, DISTRICT_CODE)]
)
def test_the_wrong_post_is_refused(client, team, method, path, role, area):
    row = a_route(team)
    enters(client, role, area)
    before = in_force()

    answer = getattr(client, method)(ROUTES + path.format(row=row.id), data=fields())

    assert answer.status_code == 403
    assert in_force() == before


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", ""),
        ("post", "/test"),
        ("post", "/gaps"),
        ("post", "/history"),
        ("post", "/1"),
        ("get", "/1/change"),
        ("get", "/1/move"),
        ("get", "/1/end"),
    ],
)
def test_the_wrong_method_is_refused(client, method, path):
    assert getattr(client, method)(ROUTES + path).status_code == 405


POSTS = [
    ("/{row}/change", fields()),
    ("/{row}/move", {"way": "up", "seen": "1"}),
    ("/{row}/end", {}),
]


@pytest.mark.parametrize(("path", "data"), [("/{row}", None), *POSTS])
def test_to_another_street_a_row_does_not_exist(client, team, path, data):
    row = a_route(team)
    enters(client, Role.STREET_CLERK, OTHER_STREET)
    before = in_force()

    address = ROUTES + path.format(row=row.id)
    answer = client.get(address) if data is None else client.post(address, data=data)

    assert answer.status_code == 404
    assert in_force() == before


@pytest.mark.parametrize(("path", "data"), POSTS)
def test_a_street_reads_the_districts_rows_and_changes_none(client, team, path, data):
    row = db.session.scalars(select(Route).order_by(Route.position)).first()
    enters(client, Role.STREET_CLERK, STREET_CODE)
    before = in_force()

    assert client.get(f"{ROUTES}/{row.id}").status_code == 200
    answer = client.post(ROUTES + path.format(row=row.id), data=data | {"seen": "1"})

    assert answer.status_code == 403
    assert in_force() == before


@pytest.mark.usefixtures("editor")
def test_the_table_stands_from_the_top_with_where_each_row_leads(client, team):
    a_route(team, note="执法队负责")

    words = bare(client.get(ROUTES))

    assert "The Team 执法队负责" in words
    assert "The department that the list of matters names" in words
    assert words.index("The Team") < words.index("The street's team of the matter's platform")


@pytest.mark.parametrize("number", ["0", "99999999", "9" * 30])
@pytest.mark.usefixtures("editor")
def test_a_row_that_is_none_is_not_there(client, number):
    assert client.get(f"{ROUTES}/{number}").status_code == 404


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("query", ["after=x", "after=1", "after=1.2.3", "area=330109", "area=x"])
def test_a_page_that_is_none_is_not_there(client, query):
    assert client.get(f"{ROUTES}?{query}").status_code == 404


def test_a_row_is_added_where_it_takes_effect_and_decides_the_next_case(client, team, editor):
    case = a_case(matter=a_matter(platform="便民服务"))
    clerk = a_clerk(Role.UNIT_CLERK, unit=team)

    answer = client.post(f"{ROUTES}/new", data=fields(person=clerk.number))
    page = client.get(answer.location)
    press(client, case, "dispatch", level="3", unit="")

    assert answer.status_code == 303
    assert "Added at position 3." in page.text
    assert (case.unit, case.assigned_to) == (team, clerk)
    row = db.session.scalars(select(Route).where(Route.note == "新来的规则")).one()
    assert (row.made_by, row.made_at, row.area_code) == (editor, NOW, STREET_CODE)


@pytest.mark.usefixtures("editor")
def test_a_row_may_be_for_one_grid_alone(client, team):
    grid = a_grid()

    answer = client.post(f"{ROUTES}/new", data=fields(grid=grid.name))

    assert answer.status_code == 303
    assert db.session.scalar(select(Route).where(Route.area_code == grid.code)).unit == team


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"matter": "ZZZ"}, "Choose a matter from the list"),
        ({"platform": "x"}, "Choose one of these"),
        ({"level": "5"}, "Choose one of these"),
        ({"area": "999999"}, "Choose one of these"),
        ({"grid": "没有的网格"}, "We know no such grid"),
        ({"unit": ""}, "Choose who takes these cases"),
        ({"unit": "NOPE"}, "Choose one of these"),
        ({"unit": "kind:community", "level": "4"}, "does not take cases of this level"),
        ({"level": "4"}, "does not take cases of this level"),
        ({"area": "330108001"}, "does not serve this area"),
        ({"note": "字" * 201}, "within 200 characters"),
        ({"position": "0"}, "Enter a number from 1"),
        ({"position": "x"}, "Not a valid integer value"),
    ],
)
@pytest.mark.parametrize("path", ["/new", "/{row}/change"])
def test_a_bad_form_comes_back_as_typed_and_changes_nothing(client, team, given, words, path):
    an_area("330108001")
    row = a_route(team)
    before = in_force()
    typed = fields(note="我写的说明") | given

    answer = client.post(ROUTES + path.format(row=row.id), data=typed)

    assert answer.status_code == 422
    assert words in answer.text
    assert typed["note"] in answer.text
    assert in_force() == before


@pytest.mark.usefixtures("editor")
def test_a_change_keeps_the_old_row_in_the_history(client, team):
    row = a_route(team, note="旧的")

    answer = client.post(f"{ROUTES}/{row.id}/change", data=fields(note="新的"))
    history = client.get(f"{ROUTES}/history")

    assert answer.status_code == 303
    assert "新的" in client.get(ROUTES).text
    assert "旧的" in history.text
    assert "A row that has ended" in client.get(f"{ROUTES}/{row.id}").text


@pytest.mark.usefixtures("editor")
def test_the_row_shows_what_it_says_to_be_changed(client, team):
    matter = a_matter(code="B219", name_en="Trading on the street")
    row = a_route(team, matter=matter.code, note="说明")

    page = client.get(f"{ROUTES}/{row.id}").text

    assert re.search(r'value="B219" checked', page)
    assert re.search(r'<option selected value="ZF">', page)
    assert 'value="说明"' in page


@pytest.mark.usefixtures("editor")
def test_what_a_browser_keeps_of_one_row_is_never_put_into_another(client, team):
    rows = [a_route(team), a_route(team, note="另一条")]

    forms = [client.get(f"{ROUTES}/{path}").text for path in ("new", *(row.id for row in rows))]

    ids = [re.search(r'id="(route-\w+)" data-keep', page)[1] for page in forms]
    assert len(set(ids)) == len(ids)
    assert f'data-sent="{ids[0]}"' in client.get(ROUTES).text


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("data", "position"),
    [
        ({"way": "up"}, 2),
        ({"way": "down"}, 4),
        ({"way": "to", "position": "1"}, 1),
        ({"way": "to", "position": "999"}, 7),
    ],
)
def test_a_row_is_moved_up_down_or_to_a_position(client, team, data, position):
    row = a_route(team)
    assert row.position == 3

    answer = client.post(f"{ROUTES}/{row.id}/move", data=data | {"seen": "3"})

    assert answer.status_code == 303
    assert db.session.get(Route, row.id).position == position
    assert [place for _id, place, _note in in_force()] == list(range(1, 8))


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    "data", [{}, {"way": "up"}, {"way": "to", "seen": "3"}, {"way": "sideways", "seen": "3"}]
)
def test_a_move_without_a_way_is_shown_again(client, team, data):
    row = a_route(team)
    before = in_force()

    assert client.post(f"{ROUTES}/{row.id}/move", data=data).status_code == 422
    assert in_force() == before


@pytest.mark.usefixtures("editor")
def test_the_top_row_moved_up_stays(client):
    first, position, _note = in_force()[0]

    client.post(f"{ROUTES}/{first}/move", data={"way": "up", "seen": str(position)})

    assert in_force()[0][0] == first


def test_a_streets_clerk_moves_a_row_past_the_one_they_see_beside_it(client, team):
    elsewhere = a_unit(area_code=OTHER_STREET)
    row = a_route(team)
    a_route(elsewhere, area_code=OTHER_STREET)
    assert row.position == 3
    enters(client, Role.STREET_CLERK, STREET_CODE)

    client.post(f"{ROUTES}/{row.id}/move", data={"way": "down", "seen": "3"})

    notes = [
        r.kind or r.unit.code
        for r in db.session.scalars(
            select(Route).where(Route.ended_at.is_(None)).order_by(Route.position)
        )
    ]
    assert notes.index("ZF") == notes.index(UnitKind.STREET_TEAM) + 1


@pytest.mark.usefixtures("editor")
def test_an_ended_row_takes_no_case_any_more(client, team):
    row = a_route(team)

    answer = client.post(f"{ROUTES}/{row.id}/end")

    assert answer.status_code == 303
    assert "It stays in the history" in client.get(answer.location).text
    assert row.id not in [number for number, _position, _note in in_force()]


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(("path", "data"), POSTS)
def test_the_second_of_two_editors_learns_what_the_first_did(client, team, path, data):
    row = a_route(team)
    other = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    other.name = "周先到"
    actions.end_route(row, by=other, now=NOW)
    before = in_force()

    answer = client.post(ROUTES + path.format(row=row.id), data=data | {"seen": str(row.position)})

    assert answer.status_code == 409
    assert "周先到" in answer.text
    assert in_force() == before


@pytest.mark.usefixtures("editor")
def test_an_order_that_has_changed_meanwhile_is_said(client, team):
    row = a_route(team)

    answer = client.post(f"{ROUTES}/{row.id}/move", data={"way": "up", "seen": "6"})

    assert answer.status_code == 409
    assert "order of the rows has changed" in answer.text


@pytest.mark.usefixtures("editor")
def test_a_row_that_points_at_an_ended_unit_is_flagged_loudly(client, team):
    row = a_route(team)
    a_route(a_unit(name_en="The Other Team", platform="市场监管"), note="还在的")
    team.ended_on = NOW.date()
    db.session.flush()

    page, narrowed = client.get(ROUTES), client.get(f"{ROUTES}?flagged=1")

    assert "Rows to look at:" in page.text
    assert "Skipped: its unit has ended" in page.text
    assert "The Other Team" not in narrowed.text
    assert "Skipped: its unit has ended" in client.get(f"{ROUTES}/{row.id}").text


@pytest.mark.parametrize(
    ("role", "area", "told"),
    [
        (Role.DISPATCHER, DISTRICT_CODE, True),
        (Role.ADMINISTRATOR, DISTRICT_CODE, True),
        (Role.STREET_CLERK, STREET_CODE, True),
        (Role.STREET_CLERK, OTHER_STREET, False),
        (Role.COMMUNITY_CLERK, COMMUNITY_CODE, False),
    ],
)
def test_whoever_may_mend_a_flagged_row_is_told_on_their_first_page(client, team, role, area, told):
    for kind, code in ((UnitKind.COMMAND_ROOM, STREET_CODE), (UnitKind.COMMUNITY, COMMUNITY_CODE)):
        a_unit(kind=kind, area_code=code)
    a_route(team)
    team.ended_on = NOW.date()
    enters(client, role, area)

    page = client.get("/staff/")

    assert ("row of the routing table is skipped" in page.text) is told


@pytest.mark.usefixtures("editor")
def test_the_table_is_narrowed_by_words(client, team):
    a_route(team, note="执法队负责")

    found = client.get(ROUTES, query_string={"q": "The Team"})
    none = client.get(ROUTES, query_string={"q": "<b>%_"})

    assert "执法队负责" in found.text
    assert "department that the list" not in found.text
    assert "No row is like that" in none.text
    assert "<b>%" not in none.text


@pytest.mark.usefixtures("editor")
def test_a_long_table_is_read_page_by_page(client, team):
    for n in range(60):
        a_route(team, note=f"第{n}条", position=1)

    first = client.get(ROUTES)
    rest = client.get(re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&"))

    assert "第59条" in first.text
    assert "第0条" not in first.text
    assert "第0条" in rest.text


@pytest.mark.usefixtures("editor")
def test_a_trial_says_who_takes_the_case_until_when_and_stores_nothing(client, team):
    grid, matter = a_grid(), a_matter()
    clerk = a_clerk(Role.UNIT_CLERK, unit=team)
    clerk.name = "吴受理"
    ended = a_unit()
    a_route(team)
    a_route(ended)
    ended.ended_on = NOW.date()
    asked = {"matter": matter.code, "area": STREET_CODE, "grid": grid.code, "level": "3"}

    page = client.get(f"{ROUTES}/test", query_string=asked)

    words = bare(page)
    assert page.status_code == 200
    assert "Goes to The Team" in words
    assert "To be resolved by Tuesday 29 September" in words
    assert "Told 吴受理" in words
    assert "its unit has ended" in words
    assert "for another level" in words
    assert db.session.scalar(select(func.count(Case.id))) == 0
    assert db.session.scalar(select(func.count(Notice.id))) == 0


@pytest.mark.usefixtures("editor")
def test_a_trial_of_an_area_is_grid_by_grid_and_without_a_level_the_lists(client, team):
    a_grid()
    matter = a_matter(level=3)
    a_route(team)

    page = client.get(
        f"{ROUTES}/test", query_string={"matter": matter.code, "area": STREET_CODE, "level": ""}
    )

    assert re.search(r"1 The Team row at position \d", bare(page))


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    "given",
    [{"matter": ""}, {"matter": "ZZZ"}, {"area": "999"}, {"grid": "没有"}, {"level": "9"}],
    ids=["no matter", "unknown matter", "unknown area", "unknown grid", "no such level"],
)
def test_a_trial_that_cannot_be_read_is_asked_again(client, given):
    asked = {"matter": a_matter().code, "area": STREET_CODE, "grid": "", "level": "3"} | given

    assert client.get(f"{ROUTES}/test", query_string=asked).status_code == 422


def test_a_trial_knows_no_grid_of_another_street(client):
    grid = a_grid()
    an_area(OTHER_STREET)
    enters(client, Role.STREET_CLERK, OTHER_STREET)
    asked = {"matter": a_matter().code, "area": OTHER_STREET, "grid": grid.code, "level": ""}

    page = client.get(f"{ROUTES}/test", query_string=asked)

    assert page.status_code == 422
    assert "We know no such grid" in page.text


@pytest.mark.usefixtures("editor")
def test_the_gaps_are_counted_and_listed(client, team):
    a_matter(code="B219", name_en="Trading on the street")
    a_route(team, matter="B219", area_code=STREET_CODE)

    page = client.get(f"{ROUTES}/gaps?area={STREET_CODE}")

    words = bare(page)
    assert "Of 4 pairs of a matter and a level, 3 have no row" in words
    assert "own, row 1" in words or re.search(r"own, row \d", words)


def test_the_gaps_of_another_street_are_not_there(client):
    an_area(OTHER_STREET)
    enters(client, Role.STREET_CLERK, OTHER_STREET)

    assert client.get(f"{ROUTES}/gaps?area={STREET_CODE}").status_code == 404


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("key", ["x", "1", "1.x", f"{'9' * 18}.1", f"{'9' * 30}.1"])
def test_a_page_of_the_history_that_is_none_is_not_there(client, key):
    assert client.get(f"{ROUTES}/history?before={key}").status_code == 404


def test_the_dispatch_form_names_the_person_of_the_row(client, team, editor):
    clerk = a_clerk(Role.UNIT_CLERK, unit=team)
    clerk.name = "吴受理"
    case = a_case()
    a_route(team, person=clerk)

    assert "The Team, 吴受理" in client.get(f"/staff/cases/{case.number}").text
    assert editor
