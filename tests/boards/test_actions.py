"""Every grid gets one board for ever, and what it says comes from the registry."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.boards.actions import content_of, contents_of, ensure_boards
from portal.boards.drawing import BoardContent, draw_boards
from portal.boards.models import Board
from portal.boards.queries import boards_in
from portal.boards.rules import is_code
from portal.db import db
from portal.grids.rules import DISTRICT, Duty, GridKind
from tests.factories import a_board, a_grid, a_person, an_appointment, an_area

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 9, 21)
WEST, EAST, FAR = (
    [[x, 30.2], [x + 0.01, 30.2], [x + 0.01, 30.21], [x, 30.21], [x, 30.2]]
    for x in (120.2, 120.21, 120.5)
)


def content(board: Board) -> BoardContent:
    return content_of(board, TODAY, base_url="https://grid.example.org", supervision_phone="12345")


def test_each_grid_gets_one_board_and_only_one():
    grids = [a_grid(), a_grid()]

    made = ensure_boards(DISTRICT, now=clock.now())
    again = ensure_boards(DISTRICT, now=clock.now())

    assert [board.grid for board in made] == grids
    assert all(is_code(board.code) for board in made)
    assert len({board.code for board in made}) == 2
    assert again == []


def test_only_the_grids_asked_for_get_boards():
    inside, _outside = a_grid(), a_grid(community=an_area("330108002022"))

    made = ensure_boards("330108002021", now=clock.now())

    assert [board.grid for board in made] == [inside]


def test_an_ended_grid_gets_no_board_and_keeps_the_one_it_had():
    old = a_board()
    old.grid.ended_on = TODAY
    a_grid(ended_on=TODAY)

    assert ensure_boards(DISTRICT, now=clock.now()) == []
    assert boards_in(DISTRICT) == []
    assert db.session.scalar(select(func.count(Board.id))) == 1


def test_the_number_says_street_community_and_grid():
    a_grid(code="330108002021007")

    [board] = ensure_boards(DISTRICT, now=clock.now())

    assert board.number == "002-021-007"


def test_a_board_says_who_answers_the_full_time_worker_first():
    board = a_board()
    for duty, name in (
        (Duty.GRID_LEADER, "覃俊波"),
        (Duty.GRID_INSTRUCTOR, "沈兰然"),
        (Duty.FULL_TIME_WORKER, "宋俊浩"),
    ):
        an_appointment(board.grid, duty, person=a_person(name=name, phone="0571-00000001"))

    people = content(board).people

    assert [(person.duty, person.name) for person in people] == [
        ("专职网格员", "宋俊浩"),
        ("网格长", "覃俊波"),
        ("网格指导员", "沈兰然"),
    ]
    assert people[0].tasks == ("日常巡查", "走访居民")
    assert people[0].phone == "0571-00000001"


def test_volunteers_stand_by_family_name_and_number_only():
    board = a_board()
    helper = a_person(name="欧阳小明", number="S00004")
    an_appointment(board.grid, Duty.PART_TIME_WORKER, person=helper)

    assert content(board).volunteers == ("欧阳 S00004",)


def test_who_has_left_or_is_still_to_come_does_not_stand_on_it():
    board = a_board()
    an_appointment(board.grid, Duty.GRID_LEADER, ended_on=TODAY)
    an_appointment(board.grid, Duty.GRID_LEADER, started_on=date(2026, 9, 22))

    assert content(board).people == ()


def test_a_board_says_where_it_is_and_where_its_code_leads():
    board = a_board(a_grid(households=412, residents=1930), code="7K3M9Q")

    said = content(board)

    assert said.url == "https://grid.example.org/b/7K3M9Q"
    assert (said.street, said.community) == ("长河街道", "春江社区")
    assert said.facts == (("类型", "居民小区"), ("户数", "412 户"), ("居民", "1,930 人"))
    assert said.supervision_phone == "12345"


def test_a_park_has_no_households_to_count():
    board = a_board(a_grid(kind=GridKind.PARK, households=0, residents=0))

    assert content(board).facts == (("类型", "园区楼宇"),)


def test_grids_around_are_shown_also_across_a_boundary_and_far_ones_are_not():
    board = a_board(a_grid(outline=WEST))
    east = a_grid(outline=EAST, community=an_area("330108001001"))
    a_grid(outline=FAR)

    assert [name for name, _ring in content(board).neighbours] == [east.name]


def test_a_neighbour_of_the_same_community_goes_by_its_short_name():
    board = a_board(a_grid(outline=WEST))
    a_grid(outline=EAST, name=f"{board.grid.community.name}第2网格")

    assert [name for name, _ in content(board).neighbours] == ["第2网格"]


def test_a_grid_without_an_outline_is_drawn_with_its_area_in_words():
    board = a_board(a_grid(outline=None))
    a_grid(outline=EAST)

    said = content(board)

    assert (said.outline, said.neighbours) == ((), ())
    assert draw_boards([said]).startswith(b"%PDF")


def test_an_outline_of_several_rings_is_drawn_among_its_neighbours():
    board = a_board(a_grid(outline=[WEST, [[x + 0.001, y + 0.02] for x, y in WEST]]))
    east = a_grid(outline=[EAST])

    said = content(board)

    assert len(said.outline) == 2
    assert [name for name, _ in said.neighbours] == [east.name.removeprefix("春江社区")]
    assert draw_boards([said]).startswith(b"%PDF")


def test_a_board_says_the_same_in_english():
    board = a_board(a_grid(households=412, residents=1930))
    an_appointment(board.grid, Duty.FULL_TIME_WORKER)

    said = content(board)

    assert said.people[0].duty_en == "Full-time grid worker"
    assert said.facts_en == (("Kind", "Housing"), ("Households", "412"), ("Residents", "1,930"))
    assert (said.street_en, said.community_en) == (
        board.grid.community.parent.name_en,
        board.grid.community.name_en,
    )


def test_what_is_gathered_can_be_drawn():
    boards = [a_board(a_grid(outline=ring)) for ring in (WEST, EAST)]
    for board in boards:
        an_appointment(board.grid, Duty.FULL_TIME_WORKER)

    pages = list(contents_of(boards, TODAY, base_url="http://localhost", supervision_phone="1"))

    assert draw_boards(pages).startswith(b"%PDF")
