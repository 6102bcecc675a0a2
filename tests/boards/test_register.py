"""The register: versions, what is out of date, posting, inspecting, reports, revoked codes."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal import clock
from portal.accounts.rules import Role
from portal.boards import actions, queries
from portal.boards.jobs import mark_out_of_date
from portal.boards.models import Board, BoardReport, BoardVersion
from portal.boards.queries import Part
from portal.boards.rules import (
    BoardState,
    Field,
    Finding,
    HangsAt,
    Revocation,
    Sheet,
    Wish,
    needs_reprint,
)
from portal.db import db
from portal.errors import NotAllowedNow
from portal.grids.rules import DISTRICT, Duty
from tests.factories import a_board, a_clerk, a_grid, a_person, an_appointment

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def clerk(app):
    return a_clerk(Role.STREET_CLERK, area_code="330108002")


@pytest.fixture
def board(app):
    board = a_board()
    an_appointment(board.grid, Duty.FULL_TIME_WORKER, person=a_person(name="宋俊浩", phone="1"))
    return board


@contextmanager
def undone():
    """Take an example back, also where it fails: the next one starts from nothing."""
    nested = db.session.begin_nested()
    try:
        yield
    finally:
        nested.rollback()


def printed(board, clerk, *, later=timedelta(0)):
    return actions.freeze([board], by=clerk, now=clock.now() + later)[board.id]


def replace_worker(board, name):
    [held] = db.session.scalars(select(type(board.grid.appointments[0]))).all()
    held.person.name = name
    db.session.flush()


def post(board, clerk, key="post-request-0001"):
    where = actions.Where("东门左侧墙面", (120.2, 30.2))
    given = {"request_key": key, "words": "", "photo": None, "by": clerk, "now": clock.now()}
    return actions.post_board(board, where, **given)


def inspect(board, clerk, finding, key="inspect-request-1"):
    given = {"request_key": key, "words": "", "photo": None, "by": clerk, "now": clock.now()}
    return actions.inspect_board(board, finding, **given)


@pytest.mark.parametrize(
    "wish", [Wish(), Wish(sheet=Sheet.STICKER, is_bilingual=True, has_bleed=True)]
)
def test_a_print_is_kept_and_made_again_to_the_byte(board, clerk, wish):
    today = queries.board_by_code(board.code)
    version = printed(today, clerk)
    first = actions.drawn([actions.content_then(version)], wish)
    replace_worker(board, "郑晓琴")

    assert actions.draw_again(queries.version_of(board, 1), wish) == first
    assert version.sha256 == queries.version_of(board, 1).sha256
    assert version.drawn_with == actions.drawn_with()


def test_printed_again_unchanged_it_stays_the_version_that_it_is(board, clerk):
    first = printed(board, clerk)

    again = printed(board, clerk, later=timedelta(days=30))

    assert again is first
    assert board.revision == 1
    assert db.session.scalar(select(func.count(BoardVersion.id))) == 1


def test_printed_after_a_change_it_has_the_next_revision(board, clerk):
    printed(board, clerk)
    replace_worker(board, "郑晓琴")

    second = printed(board, clerk)

    assert (board.revision, second.revision) == (2, 2)
    assert actions.content_then(second).people[0].name == "郑晓琴"
    assert actions.content_then(queries.version_of(board, 1)).people[0].name == "宋俊浩"


def test_a_change_puts_a_board_on_the_reprint_list_and_printing_takes_it_off(board, clerk):
    printed(board, clerk, later=-timedelta(hours=2))
    replace_worker(board, "郑晓琴")

    mark_out_of_date()

    assert board.state is BoardState.OUT_OF_DATE
    assert board.out_of_date_since == clock.now()
    [why] = board.out_of_date_why
    assert (why["field"], why["old"], why["new"]) == (Field.WORKER, "宋俊浩 1", "郑晓琴 1")
    assert queries.list_boards(DISTRICT, Part.REPRINT).boards == [board]

    printed(board, clerk)
    assert queries.list_boards(DISTRICT, Part.REPRINT).boards == []


def test_what_is_right_again_is_out_of_date_no_more(board, clerk):
    printed(board, clerk, later=-timedelta(hours=3))
    replace_worker(board, "郑晓琴")
    actions.compare([board], now=clock.now())
    replace_worker(board, "宋俊浩")

    actions.compare([board], now=clock.now())

    assert (board.out_of_date_since, board.out_of_date_why) == (None, [])


def test_a_board_that_was_never_printed_is_not_out_of_date(board):
    actions.compare([board], now=clock.now())

    assert board.state is BoardState.NOT_PRINTED


def test_a_board_is_put_up_once_however_often_the_form_is_sent(board, clerk):
    printed(board, clerk)

    assert post(board, clerk) is post(board, clerk)
    assert (board.place, board.lon, board.posted_revision) == ("东门左侧墙面", 120.2, 1)
    assert board.state is BoardState.UP


def test_a_new_print_is_to_be_put_up(board, clerk):
    printed(board, clerk)
    post(board, clerk)
    replace_worker(board, "郑晓琴")
    printed(board, clerk)

    assert board.state is BoardState.NOT_POSTED


def test_a_fault_that_is_found_lasts_until_somebody_finds_the_board_fine(board, clerk):
    inspect(board, clerk, Finding.MISSING)
    assert board.state is BoardState.FAULTY
    assert queries.list_boards(DISTRICT, Part.MISSING).boards == [board]

    inspect(board, clerk, Finding.FINE, key="inspect-request-2")
    assert board.fault is None


def test_reports_of_one_day_are_one_entry(board):
    told = [actions.report_board(board, Finding.DAMAGED, now=clock.now()) for _ in range(3)]
    actions.report_board(board, Finding.DAMAGED, now=clock.now() + timedelta(days=1))

    assert [one.is_first for one in told] == [True, False, False]
    assert db.session.scalars(select(BoardReport.times).order_by(BoardReport.day)).all() == [3, 1]
    assert board.state is BoardState.FAULTY


def test_a_visit_settles_what_residents_reported(board, clerk):
    actions.report_board(board, Finding.DAMAGED, now=clock.now())
    printed(board, clerk)
    post(board, clerk)

    assert queries.open_reports_of(board) == []


def test_a_revoked_code_gets_a_successor_at_the_same_place(board, clerk):
    printed(board, clerk)
    post(board, clerk)

    given = {"note": "换贴", "by": clerk, "now": clock.now()}
    new = actions.revoke(board, why=Revocation.SUSPICIOUS, **given)

    assert new.code != board.code
    assert new.number != board.number
    assert (new.grid, new.place, new.hangs_at) == (board.grid, board.place, board.hangs_at)
    assert queries.board_instead_of(board) is new
    assert queries.boards_in(DISTRICT) == [new]
    assert actions.ensure_boards(DISTRICT, now=clock.now()) == []
    with pytest.raises(NotAllowedNow):
        actions.revoke(board, why=Revocation.LOST, **given)
    with pytest.raises(NotAllowedNow):
        post(board, clerk, key="post-request-0002")


def test_an_ended_grid_gets_no_new_code(board, clerk):
    board.grid.ended_on = clock.today()
    given = {"note": "网格撤销", "by": clerk, "now": clock.now()}

    assert actions.revoke(board, why=Revocation.WITHDRAWN, **given) is None
    assert queries.board_instead_of(board) is None


def test_an_entrance_is_missing_until_its_board_hangs(board, clerk):
    printed(board, clerk)
    post(board, clerk)

    entrance = actions.add_entrance(board.grid, place="3幢2单元", now=clock.now())

    assert entrance.hangs_at is HangsAt.ENTRANCE
    assert queries.list_boards(DISTRICT, Part.MISSING).boards == [entrance]
    assert queries.board_of(board.grid) is board
    [(_community, boards, missing)] = queries.communities_missing(DISTRICT)
    assert (boards, missing) == (2, 1)


STEPS = st.lists(st.tuples(st.sampled_from(["revoke", "entrance", "make"]), st.integers(0, 9)))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_whatever_is_revoked_no_code_comes_twice_and_each_leads_to_its_grid(app, steps):
    with undone():
        clerk, boards = a_clerk(Role.STREET_CLERK, area_code="330108002"), [a_board(a_grid())]
        for step, which in steps:
            board = boards[which % len(boards)]
            if step == "revoke" and not board.revoked_at:
                given_ = {"why": Revocation.LOST, "note": "x", "by": clerk, "now": clock.now()}
                boards.append(actions.revoke(board, **given_))
            elif step == "entrance":
                boards.append(actions.add_entrance(board.grid, place="门", now=clock.now()))
            else:
                assert actions.ensure_boards(DISTRICT, now=clock.now()) == []

        assert len({board.code for board in boards}) == len(boards)
        assert len({board.number for board in boards}) == len(boards)
        for board in boards:
            if board.revoked_at:
                instead = queries.board_instead_of(board)
                assert instead.revoked_at is None
                assert (instead.grid_id, instead.hangs_at) == (board.grid_id, board.hangs_at)


MOMENTS = st.none() | st.integers(0, 5)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.tuples(*[MOMENTS] * 5), st.none() | st.sampled_from(Finding), st.integers(1, 3), MOMENTS)
def test_the_database_tells_the_states_as_the_rules_do(app, moments, fault, revision, hangs):
    with undone():
        board = a_board()
        names = ("printed_at", "posted_at", "faulty_since", "out_of_date_since", "revoked_at")
        for name, hours in zip(names, moments, strict=True):
            at = None if hours is None else clock.now() - timedelta(hours=hours)
            setattr(board, name, at)
        board.fault, board.revision, board.posted_revision = fault, revision, hangs
        db.session.flush()

        counts = queries.counts_by_state(DISTRICT)
        listed = queries.list_boards(DISTRICT, board.state).boards
        again = queries.list_boards(DISTRICT, Part.REPRINT).boards

        assert counts[board.state] == 1
        assert listed == [board]
        assert (again == [board]) == needs_reprint(board.standing, board.fault)


def test_a_long_register_comes_page_by_page(app):
    grid = a_grid()
    for _ in range(queries.register.PAGE + 3):
        a_board(grid)

    first = queries.list_boards(DISTRICT)
    second = queries.list_boards(DISTRICT, after_key=first.next_key)

    assert len(first.boards) == queries.register.PAGE
    assert len(second.boards) == 3
    assert second.next_key is None
    assert not set(first.boards) & set(second.boards)
    assert db.session.scalar(select(func.count(Board.id))) == queries.register.PAGE + 3
