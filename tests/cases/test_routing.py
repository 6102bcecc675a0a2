"""The routing table: first match wins, what cannot take is skipped, and nobody is never the end."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, select, update

from portal import clock, i18n
from portal.accounts.models import Post
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions as case_actions
from portal.cases.actions import routing as actions
from portal.cases.actions.routing import Wish
from portal.cases.models import Route
from portal.cases.queries import people_at, suggested_unit, usual_units
from portal.cases.queries import route_table as table
from portal.cases.queries import route_trials as trials
from portal.cases.rules import LEVELS, Why, may_receive
from portal.cases.rules.routing import Row, Taker, Wanting, decide, fault_of, last_resort, mismatch
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_grid,
    a_matter,
    a_person,
    a_unit,
)

# -- the rule itself, without a database --

GRID = f"{COMMUNITY_CODE}001"
ROOM = Taker(1, "CR", UnitKind.COMMAND_ROOM, "", STREET_CODE)
TEAM = Taker(2, "ZF", UnitKind.STREET_TEAM, "综合执法", STREET_CODE)
COMMUNITY = Taker(3, "C", UnitKind.COMMUNITY, "", COMMUNITY_CODE)
BUREAU = Taker(4, "CGJ", UnitKind.DEPARTMENT, "综合执法", DISTRICT_CODE)
CENTRE = Taker(5, "DC", UnitKind.COMMAND_CENTRE, "", DISTRICT_CODE)
HERE = (ROOM, TEAM, COMMUNITY, BUREAU, CENTRE)
WANTING = Wanting(("B219", "B2", "B"), "综合执法", "CGJ", GRID, 3)


def a_row(**given):
    defaults = {"number": 1, "position": 1, "matter": "", "platform": "", "area": DISTRICT_CODE}
    return Row(**defaults | {"level": None, "taker": TEAM} | given)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param({}, None, id="a row for everything fits"),
        pytest.param({"matter": "B219"}, None, id="the matter's own code"),
        pytest.param({"matter": "B2"}, None, id="its group"),
        pytest.param({"matter": "B"}, None, id="its category"),
        pytest.param({"matter": "B21"}, Why.OTHER_MATTER, id="a part of a code is no group"),
        pytest.param({"matter": "B220"}, Why.OTHER_MATTER, id="another matter"),
        pytest.param({"platform": "市场监管"}, Why.OTHER_PLATFORM, id="another platform"),
        pytest.param({"area": GRID}, None, id="this very grid"),
        pytest.param({"area": f"{COMMUNITY_CODE}002"}, Why.OTHER_PLACE, id="the next grid"),
        pytest.param({"area": "330108001"}, Why.OTHER_PLACE, id="another street"),
        pytest.param({"level": 3}, None, id="its level"),
        pytest.param({"level": 4}, Why.OTHER_LEVEL, id="another level"),
    ],
)
def test_a_row_fits_by_matter_platform_place_and_level(given, why):
    assert mismatch(a_row(**given), WANTING) is why


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param({}, None, id="all is well"),
        pytest.param({"taker": replace(TEAM, has_ended=True)}, Why.UNIT_ENDED, id="unit ended"),
        pytest.param({"person_fault": Why.PERSON_ENDED}, Why.PERSON_ENDED, id="person gone"),
        pytest.param({"person_fault": Why.PERSON_LEFT}, Why.PERSON_LEFT, id="person elsewhere"),
        pytest.param({"level": 4}, Why.WRONG_LEVEL, id="a team at level 4"),
        pytest.param({"level": 4, "taker": ROOM}, None, id="the command room takes any level"),
        pytest.param({"area": "330108001"}, Why.WRONG_PLACE, id="a team of another street"),
        pytest.param({"taker": None, "kind": UnitKind.COMMUNITY}, None, id="a kind for any level"),
        pytest.param(
            {"taker": None, "kind": UnitKind.COMMUNITY, "level": 4},
            Why.WRONG_LEVEL,
            id="a community at level 4",
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_known_whatever_the_case(given, why):
    assert fault_of(a_row(**given)) is why


def test_the_first_row_that_can_wins_and_says_why_those_above_did_not():
    rows = [
        a_row(number=1, matter="C1"),
        a_row(number=2, taker=replace(TEAM, has_ended=True)),
        a_row(number=3, taker=COMMUNITY),  # not of level 3
        a_row(number=4),
        a_row(number=5, taker=ROOM),
    ]

    decision = decide(rows, WANTING, HERE)

    assert (decision.row.number, decision.taker) == (4, TEAM)
    assert [(row.number, why) for row, why in decision.passed] == [
        (1, Why.OTHER_MATTER),
        (2, Why.UNIT_ENDED),
        (3, Why.WRONG_LEVEL),
    ]


@pytest.mark.parametrize(
    ("kind", "level", "taker"),
    [
        (UnitKind.DEPARTMENT, 4, BUREAU),
        (UnitKind.COMMAND_CENTRE, 4, CENTRE),
        (UnitKind.STREET_TEAM, 3, TEAM),
        (UnitKind.COMMAND_ROOM, 3, ROOM),
        (UnitKind.COMMUNITY, 2, COMMUNITY),
        (UnitKind.COMMUNITY, 1, COMMUNITY),
    ],
)
def test_a_kind_of_unit_is_found_where_the_case_lies(kind, level, taker):
    row = a_row(taker=None, kind=kind, level=level)

    assert decide([row], replace(WANTING, level=level), HERE).taker == taker


def test_a_kind_that_is_not_there_lets_the_next_row_have_it():
    rows = [a_row(number=1, taker=None, kind=UnitKind.STREET_TEAM), a_row(number=2, taker=ROOM)]

    decision = decide(rows, replace(WANTING, platform="便民服务"), HERE)

    assert decision.row.number == 2
    assert decision.passed[0][1] is Why.NO_SUCH_UNIT


areas = st.sampled_from([DISTRICT_CODE, STREET_CODE, COMMUNITY_CODE, GRID, "330108001"])
takers = st.sampled_from(HERE)
any_rows = st.lists(
    st.builds(
        Row,
        number=st.integers(1, 99),
        position=st.integers(1, 99),
        matter=st.sampled_from(["", "B", "B2", "B219", "C1"]),
        platform=st.sampled_from(["", "综合执法", "市场监管"]),
        area=areas,
        level=st.sampled_from([None, *LEVELS]),
        taker=st.builds(lambda unit, gone: replace(unit, has_ended=gone), takers, st.booleans()),
        person_fault=st.sampled_from([None, None, Why.PERSON_LEFT]),
    ),
    max_size=12,
)


@given(any_rows, st.sampled_from(LEVELS))
def test_every_case_goes_to_a_unit_that_may_have_it_whatever_the_table_says(rows, level):
    decision = decide(rows, replace(WANTING, level=level), HERE)

    assert decision.taker is not None
    assert not decision.taker.has_ended
    assert may_receive(level, decision.taker.kind)
    assert decision.row is not None or decision.taker == ROOM


@given(any_rows, any_rows, st.sampled_from(LEVELS))
def test_rows_below_the_one_that_wins_never_matter(rows, more, level):
    wanting = replace(WANTING, level=level)
    alone = decide(rows, wanting, HERE)

    if alone.row:
        assert decide([*rows, *more], wanting, HERE) == alone


def test_without_a_room_the_districts_centre_takes_what_nobody_takes():
    assert last_resort((TEAM, CENTRE)) == CENTRE
    assert last_resort((replace(ROOM, has_ended=True), CENTRE)) == CENTRE
    assert last_resort((TEAM,)) is None


# -- the table as it is stored --


@pytest.fixture
def place(app):
    """A grid with a unit of each kind around it."""
    grid = a_grid()
    return grid, {
        kind: a_unit(kind=kind, area_code=area, platform="综合执法", code=code)
        for kind, area, code in (
            (UnitKind.COMMAND_ROOM, STREET_CODE, "CR"),
            (UnitKind.STREET_TEAM, STREET_CODE, "ZF"),
            (UnitKind.COMMUNITY, COMMUNITY_CODE, "C"),
            (UnitKind.DEPARTMENT, DISTRICT_CODE, "CGJ"),
            (UnitKind.COMMAND_CENTRE, DISTRICT_CODE, "DC"),
        )
    }


@pytest.fixture
def editor(app):
    return a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)


def wish(**given):
    defaults = {"matter": "", "platform": "", "area_code": DISTRICT_CODE, "level": None}
    return Wish(**defaults | {"unit": None, "kind": None, "person": None, "note": ""} | given)


def added(editor, **given):
    return actions.add_route(wish(**given), by=editor, now=NOW)


def order():
    """Return the rows in force from the top, by what they are about."""
    rows = select(Route).where(Route.ended_at.is_(None)).order_by(Route.position)
    found = db.session.scalars(rows).all()
    assert [route.position for route in found] == list(range(1, len(found) + 1))
    return [route.note or str(route.kind) for route in found]


@pytest.fixture
def empty_table(app):
    db.session.execute(update(Route).values(ended_at=NOW))


def test_a_new_portal_begins_with_the_units_of_the_place(place):
    grid, units = place
    matter = a_matter(department="CGJ", platform="综合执法")

    usual = {level: each.unit for level, each in usual_units(matter, grid).items()}

    assert usual == {
        1: units[UnitKind.COMMUNITY],
        2: units[UnitKind.COMMUNITY],
        3: units[UnitKind.STREET_TEAM],
        4: units[UnitKind.DEPARTMENT],
    }


def test_what_the_first_rows_do_not_find_goes_one_row_further(place):
    grid, units = place
    matter = a_matter(department="", platform="便民服务")

    assert suggested_unit(matter, 3, grid) == units[UnitKind.COMMAND_ROOM]
    assert suggested_unit(matter, 4, grid) == units[UnitKind.COMMAND_CENTRE]


@pytest.mark.usefixtures("empty_table")
@pytest.mark.parametrize("level", LEVELS)
def test_an_empty_table_leads_to_the_streets_command_room_and_a_case_can_go_there(place, level):
    grid, units = place
    case = a_case(grid=grid)
    clerk = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)

    room = suggested_unit(case.matter, level, grid)
    case_actions.dispatch(
        case,
        level=level,
        unit=room,
        note="",
        by=a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE),
        now=NOW,
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )

    assert room == units[UnitKind.COMMAND_ROOM]
    assert case.unit == room
    assert [person.id for person in people_at(level, room, grid.code, clock.today())] == [clerk.id]


@pytest.mark.usefixtures("app")
def test_a_first_start_loads_the_first_rows_once():
    assert actions.load_routes(now=NOW) == 0


def test_a_row_with_a_person_names_whom_the_case_is_given_to(place, editor):
    grid, units = place
    team = units[UnitKind.STREET_TEAM]
    clerk = a_clerk(Role.UNIT_CLERK, unit=team)
    added(editor, level=3, unit=team, person=clerk)

    assert usual_units(a_matter(), grid)[3].person == clerk


@pytest.mark.parametrize("gone", ["left the unit", "left altogether", "unit ended"])
def test_a_row_that_points_at_somebody_gone_is_flagged_and_skipped(place, editor, gone):
    grid, units = place
    team = a_unit(platform="便民服务")
    clerk = a_clerk(Role.UNIT_CLERK, unit=team)
    route = added(editor, level=3, unit=team, person=clerk)
    assert suggested_unit(a_matter(), 3, grid) == team

    yesterday = date(2026, 9, 20)
    if gone == "left the unit":
        db.session.execute(
            update(Post).where(Post.person_id == clerk.id).values(ended_on=yesterday)
        )
    elif gone == "left altogether":
        clerk.ended_on = yesterday
    else:
        team.ended_on = yesterday
    db.session.flush()

    assert table.faults([DISTRICT_CODE]) == {
        route.id: {
            "left the unit": Why.PERSON_LEFT,
            "left altogether": Why.PERSON_ENDED,
            "unit ended": Why.UNIT_ENDED,
        }[gone]
    }
    assert suggested_unit(a_matter(), 3, grid) == units[UnitKind.STREET_TEAM]


def test_somebody_who_holds_the_office_works_for_its_unit(place, editor):
    grid, units = place
    room = units[UnitKind.COMMAND_ROOM]
    clerk = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)

    route = added(editor, unit=room, person=clerk, area_code=STREET_CODE)

    assert table.faults([DISTRICT_CODE]) == {}
    assert usual_units(a_matter(), grid)[2].row.number == route.id


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="nobody"),
        pytest.param({"kind": UnitKind.COMMUNITY, "level": 4}, id="a community at level 4"),
        pytest.param({"unit": "team", "level": 4}, id="a team at level 4"),
        pytest.param({"unit": "team", "area_code": "330108001"}, id="a team of another street"),
        pytest.param({"unit": "ended"}, id="a unit that has ended"),
        pytest.param({"unit": "team", "person": "stranger"}, id="a person of elsewhere"),
        pytest.param({"kind": UnitKind.COMMUNITY, "person": "stranger"}, id="person and kind"),
        pytest.param({"unit": "team", "kind": UnitKind.COMMUNITY}, id="unit and kind"),
    ],
)
def test_a_row_that_could_never_hand_a_case_over_is_refused(place, editor, given):
    team = place[1][UnitKind.STREET_TEAM]
    things = {"team": team, "ended": a_unit(ended_on=date(2026, 9, 1)), "stranger": a_person()}
    given = {k: things.get(v, v) if isinstance(v, str) else v for k, v in given.items()}
    before = db.session.scalar(select(func.count(Route.id)))

    with pytest.raises(NotAcceptable):
        added(editor, **given)

    assert db.session.scalar(select(func.count(Route.id))) == before


@pytest.mark.usefixtures("empty_table")
def test_a_new_row_stands_where_it_takes_effect(place, editor):
    team = place[1][UnitKind.STREET_TEAM]
    a_matter(code="B219", group_code="B2", category="B")
    for note, matter, area in (
        ("all", "", DISTRICT_CODE),
        ("street", "", STREET_CODE),
        ("group", "B2", DISTRICT_CODE),
        ("matter", "B219", DISTRICT_CODE),
    ):
        added(editor, unit=team, matter=matter, area_code=area, note=note)

    assert order() == ["street", "matter", "group", "all"]


@pytest.mark.usefixtures("empty_table")
@pytest.mark.parametrize(
    ("name", "to", "after"),
    [("a", 3, "bcad"), ("d", 1, "dabc"), ("b", 2, "abcd"), ("c", 99, "abdc"), ("c", 1, "cabd")],
)
def test_a_moved_row_makes_room_for_itself(place, editor, name, to, after):
    team = place[1][UnitKind.STREET_TEAM]
    rows = {n: added(editor, unit=team, note=n, position=i) for i, n in enumerate("abcd", 1)}

    actions.move_route(rows[name], to, seen=rows[name].position)

    assert "".join(order()) == after


@pytest.mark.usefixtures("empty_table")
def test_a_change_ends_the_old_row_and_keeps_it(place, editor):
    team, room = place[1][UnitKind.STREET_TEAM], place[1][UnitKind.COMMAND_ROOM]
    old = added(editor, unit=team, note="old")
    added(editor, unit=room, note="below", position=2)

    new = actions.replace_route(old, wish(unit=room, note="new"), by=editor, now=NOW)

    assert order() == ["new", "below"]
    assert (old.note, old.ended_by, old.ended_at) == ("old", editor, NOW)
    assert new.replaces_id == old.id
    assert [route.id for route in table.routes_ended([DISTRICT_CODE], None)][:1] == [old.id]


def test_of_two_editors_one_wins_and_the_other_is_told_who_did_what(place, editor):
    team = place[1][UnitKind.STREET_TEAM]
    route = added(editor, unit=team)
    editor.name = "周先到"
    seen = route.position
    actions.replace_route(route, wish(unit=team, note="first"), by=editor, now=NOW)

    with i18n.speaking("en"), pytest.raises(NotAllowedNow, match="周先到"):
        actions.replace_route(route, wish(unit=team, note="second"), by=a_person(), now=NOW)
    with i18n.speaking("en"), pytest.raises(NotAllowedNow, match="周先到"):
        actions.end_route(route, by=a_person(), now=NOW)
    with i18n.speaking("en"), pytest.raises(NotAllowedNow, match="周先到"):
        actions.move_route(route, 1, seen=seen)


def test_whoever_saw_another_order_moves_nothing(place, editor):
    team = place[1][UnitKind.STREET_TEAM]
    route = added(editor, unit=team, position=3)
    added(editor, unit=team, position=1)

    with pytest.raises(NotAllowedNow, match="order of the rows has changed"):
        actions.move_route(route, 1, seen=3)

    assert route.position == 4


def questions_of(what):
    asked = []

    def note(_c, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        what()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


def many_rows(unit, count):
    db.session.execute(
        Route.__table__.insert(),
        [
            {
                "position": 100 + n,
                "matter": f"X{n:05}",
                "platform": "",
                "area_code": STREET_CODE,
                "unit_id": unit.id,
                "note": "",
                "made_at": NOW,
            }
            for n in range(count)
        ],
    )


def test_four_levels_are_two_questions_however_long_the_table_is(place):
    grid, units = place
    matter = a_matter(platform="综合执法", department="CGJ")
    db.session.expire_all()
    _known = grid.code, matter.code, [unit.code for unit in units.values()]
    few = questions_of(lambda: usual_units(matter, grid))
    many_rows(units[UnitKind.STREET_TEAM], 10_000)

    assert questions_of(lambda: usual_units(matter, grid)) == few == 2
    assert suggested_unit(matter, 3, grid) == units[UnitKind.STREET_TEAM]


def test_a_trial_says_what_was_skipped_and_what_does_not_fit(place, editor):
    grid, units = place
    team = a_unit()
    ended = added(editor, unit=team, level=3)
    other = added(editor, unit=units[UnitKind.STREET_TEAM], matter="C1", position=1)
    team.ended_on = date(2026, 9, 1)
    db.session.flush()

    trial = trials.try_out(a_matter(), grid, 3, [DISTRICT_CODE])

    assert trial.unit == units[UnitKind.STREET_TEAM]
    assert [(row.number, why) for row, why in trial.skipped] == [(ended.id, Why.UNIT_ENDED)]
    assert (other.id, Why.OTHER_MATTER) in [(row.number, why) for row, why in trial.others]


def test_an_area_is_tried_out_grid_by_grid(place, editor):
    grid, units = place
    neighbour = a_grid()
    matter = a_matter()
    added(editor, unit=units[UnitKind.COMMAND_ROOM], area_code=neighbour.code, level=3)

    shares = trials.try_everywhere(matter, COMMUNITY_CODE, 3)

    where = {share.unit.code: [one.code for one in share.grids] for share in shares}
    assert where["CR"] == [neighbour.code]
    assert grid.code in where["ZF"]


def test_a_gap_is_a_matter_that_no_row_names(place, editor):
    matter = a_matter(code="B219", group_code="B2", category="B")
    other = a_matter(code="C101", group_code="C1", category="C")
    added(editor, unit=place[1][UnitKind.STREET_TEAM], matter="B2", level=3)

    lines = {line.matter.id: line for group in trials.gaps_in(STREET_CODE) for line in group}

    assert [cell.is_own for cell in lines[matter.id].cells] == [False, False, True, False]
    assert not any(cell.is_own for cell in lines[other.id].cells)
    assert all(cell.row for cell in lines[other.id].cells)


@pytest.mark.usefixtures("empty_table")
def test_without_rows_everything_is_a_gap(place):
    a_matter()

    cells = [c for group in trials.gaps_in(DISTRICT_CODE) for line in group for c in line.cells]

    assert cells
    assert all(cell.row is None for cell in cells)


def test_a_row_that_names_a_department_lacks_those_that_are_not_there(place):
    gone = a_matter(department="GONE")
    a_matter(department="CGJ")

    missing = [thing for lack in table.lacks([DISTRICT_CODE]) for thing in lack.missing]

    assert gone in missing


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"level": 4}, Why.WRONG_LEVEL),
        ({"area_code": "330108001"}, Why.WRONG_PLACE),
        ({"level": 3}, None),
        ({"level": None, "area_code": GRID}, None),
    ],
)
def test_a_row_whose_unit_has_changed_since_is_flagged(place, editor, given, why):
    route = added(editor, unit=place[1][UnitKind.STREET_TEAM])
    for name, value in given.items():
        setattr(route, name, value)
    db.session.flush()

    assert table.faults([DISTRICT_CODE]).get(route.id) is why
