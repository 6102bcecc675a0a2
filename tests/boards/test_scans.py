"""Scans: gathered in memory, added to hours, days and months, and nothing about anybody."""

import logging
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal import clock, counting
from portal.boards import actions, queries
from portal.boards.models import BoardDay, BoardHour, BoardMonth
from portal.boards.queries import Scans
from portal.db import db
from tests.conftest import NOW
from tests.factories import COMMUNITY_CODE, STREET_CODE, a_board, a_grid

SEPTEMBER, TODAY = date(2026, 9, 1), date(2026, 9, 21)


@pytest.fixture
def tally(app, monkeypatch):
    """This test's own tally, written by hand."""
    own = counting.Tally(app)
    monkeypatch.setitem(app.extensions, "tally", own)
    return own


def rows(model):
    return db.session.execute(select(*model.__table__.c)).all()


def scan(board, *, at=NOW, is_phone=True, times=1):
    for _ in range(times):
        actions.count_scan(board.code, is_phone=is_phone, now=at)


def written(tally):
    db.session.commit()
    tally.flush()
    db.session.expire_all()


def test_scans_are_added_to_the_hour_the_day_and_the_month_of_their_board(tally):
    board = a_board()
    scan(board, times=2)
    scan(board, is_phone=False)

    written(tally)

    assert rows(BoardHour) == [(board.id, TODAY, 10, False, 1), (board.id, TODAY, 10, True, 2)]
    assert rows(BoardDay) == [(board.id, TODAY, False, 1), (board.id, TODAY, True, 2)]
    assert rows(BoardMonth) == [(board.id, SEPTEMBER, False, 1), (board.id, SEPTEMBER, True, 2)]


def test_nothing_is_written_before_the_process_writes(tally):
    scan(a_board())

    assert rows(BoardHour) == []


def test_what_is_written_later_is_added_and_nothing_is_written_twice(tally):
    board = a_board()
    for _ in range(3):
        scan(board)
        written(tally)
        tally.flush()

    assert rows(BoardDay) == [(board.id, TODAY, True, 3)]


def test_an_hour_and_a_day_are_those_of_the_place(tally):
    board = a_board()
    scan(board, at=clock.start_of(date(2026, 10, 1)) - timedelta(seconds=1))
    scan(board, at=clock.start_of(date(2026, 10, 1)))

    written(tally)

    assert [row[1:3] for row in rows(BoardHour)] == [
        (date(2026, 9, 30), 23),
        (date(2026, 10, 1), 0),
    ]
    assert [row.month for row in rows(BoardMonth)] == [SEPTEMBER, date(2026, 10, 1)]


def test_a_code_that_no_board_has_any_more_is_left_out(tally):
    actions.count_scan("NOBODY", is_phone=True, now=NOW)

    written(tally)

    assert rows(BoardHour) == rows(BoardDay) == rows(BoardMonth) == []


def test_what_cannot_be_written_waits_and_says_nothing_of_what_it_is(tally, monkeypatch, caplog):
    board = a_board()
    scan(board)
    broken = {actions.SCANS: _refuse}
    with monkeypatch.context() as while_away:
        while_away.setattr(counting, "WRITERS", broken)
        written(tally)
    assert rows(BoardDay) == []
    scan(board)

    written(tally)

    assert rows(BoardDay) == [(board.id, TODAY, True, 2)]
    assert [record.facts for record in caplog.records if record.name == "portal.counting"] == [
        {"kind": "scans", "why": "OperationalError"}
    ]


def _refuse(_counts):
    raise OperationalError("INSERT", {}, Exception("the disk is full"))


def test_while_the_database_is_away_only_so_much_is_gathered(tally, monkeypatch):
    monkeypatch.setattr(counting, "MOST_KEYS", 2)
    boards = [a_board() for _ in range(3)]
    for board in [*boards, boards[0]]:
        scan(board)

    written(tally)

    assert {(row.board_id, row.count) for row in rows(BoardDay)} == {
        (boards[0].id, 2),
        (boards[1].id, 1),
    }


def test_a_process_writes_what_is_left_when_it_ends(another, database):
    app = another(PORTAL_DATABASE_URL=database)
    with app.app_context():
        board = a_board()
        own = counting.Tally(app, seconds=3600)
        app.extensions["tally"] = own
        scan(board)
        db.session.commit()

        own.stop()

        kept = db.session.execute(select(BoardDay.count).where(BoardDay.board_id == board.id))
        assert kept.scalars().all() == [1]


def test_a_process_that_was_split_off_does_not_count_what_its_parent_gathered(tally, monkeypatch):
    board = a_board()
    scan(board)
    monkeypatch.setattr("os.getpid", lambda: -1)
    scan(board)

    written(tally)

    assert rows(BoardDay) == [(board.id, TODAY, True, 1)]


def test_many_threads_count_each_scan_once(tally):
    from concurrent.futures import ThreadPoolExecutor

    key = ("T00000", TODAY, 10, True)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _n: tally.add("scans", key), range(4000)))

    assert tally._counts["scans", key] == 4000


START = NOW.replace(tzinfo=None)
moments = st.datetimes(min_value=START, max_value=START.replace(year=2027))
one_tally = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@given(st.lists(st.tuples(moments, st.booleans()), max_size=30), st.integers(1, 9))
@one_tally
def test_hours_days_and_months_always_agree(tally, scans, every):
    for model in (BoardHour, BoardDay, BoardMonth):
        db.session.execute(model.__table__.delete())
    board = a_board()
    for n, (at, is_phone) in enumerate(scans):
        scan(board, at=at.replace(tzinfo=NOW.tzinfo), is_phone=is_phone)
        if n % every == 0:
            written(tally)
    written(tally)

    sums = {
        model: sum(row.count for row in rows(model)) for model in (BoardHour, BoardDay, BoardMonth)
    }
    assert set(sums.values()) == {len(scans)}


def test_an_area_adds_up_the_boards_of_its_grids(tally):
    board, beside = a_board(), a_board()
    second = a_board(board.grid)
    for each in (board, beside, second):
        scan(each)
    scan(board, is_phone=False)
    scan(board, at=NOW - timedelta(days=40))
    written(tally)

    assert queries.scans_by_grid(STREET_CODE, SEPTEMBER) == {
        board.grid_id: Scans(2, 1),
        beside.grid_id: Scans(1, 0),
    }
    assert queries.scans_by_month(COMMUNITY_CODE, date(2026, 8, 1), SEPTEMBER) == {
        date(2026, 8, 1): Scans(1, 0),
        SEPTEMBER: Scans(3, 1),
    }
    assert queries.scans_by_grid("330108003", SEPTEMBER) == {}


def test_a_board_is_quiet_when_nobody_scanned_it_for_thirty_days(tally):
    long_ago = NOW - timedelta(days=60)
    quiet, scanned, just_not = (a_board(posted_at=long_ago) for _ in range(3))
    a_board(posted_at=NOW - timedelta(days=20))
    _never_hung = a_board(made_at=long_ago)
    a_board(a_grid(ended_on=TODAY), posted_at=long_ago)
    scan(scanned, at=NOW - timedelta(days=29))
    scan(just_not, at=NOW - timedelta(days=30))
    written(tally)

    found, count = queries.quiet_boards(COMMUNITY_CODE, TODAY, most=50)

    assert found == sorted([quiet, just_not], key=lambda board: board.grid.code)
    assert count == 2
    assert queries.quiet_boards(COMMUNITY_CODE, TODAY, most=1) == ([quiet], 2)


def test_the_log_of_writing_names_no_board(tally, caplog):
    caplog.set_level(logging.DEBUG, "portal")
    scan(a_board())

    written(tally)

    assert [record for record in caplog.records if record.name.startswith("portal")] == []
