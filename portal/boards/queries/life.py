"""The life of one board: made, printed, posted, inspected, reported, revoked."""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.boards.models import (
    Board,
    BoardCheck,
    BoardReport,
    PrintItem,
    PrintOrder,
)
from portal.boards.queries.versions import versions_of
from portal.boards.rules import CheckKind, Finding
from portal.db import db
from portal.errors import N_, NotFound

MOST = 60  # of each kind: a board's page is no archive


class Happened(enum.StrEnum):
    """What happened to a board."""

    MADE = "made"
    PRINTED = "printed"
    ORDERED = "ordered"
    POSTED = "posted"
    INSPECTED = "inspected"
    REPORTED = "reported"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Entry:
    """One line of a board's life: when, what, by whom, and the row that tells more."""

    at: datetime
    what: Happened
    by: Any = None
    row: Any = None


def life_of(board: Board) -> list[Entry]:
    """Return what happened to a board, the latest first."""
    return sorted(_entries(board), key=lambda entry: entry.at, reverse=True)


def _entries(board: Board) -> Iterator[Entry]:
    yield Entry(board.made_at, Happened.MADE, row=board.replaces)
    for version in versions_of(board):
        yield Entry(version.printed_at, Happened.PRINTED, version.printed_by, version)
    for item in _items(board):
        yield Entry(item.order.at, Happened.ORDERED, item.order.by, item)
    for check in _checks(board):
        what = Happened.POSTED if check.kind is CheckKind.POSTED else Happened.INSPECTED
        yield Entry(check.at, what, check.by, check)
    for report in _reports(board):
        yield Entry(report.first_at, Happened.REPORTED, row=report)
    if board.revoked_at:
        yield Entry(board.revoked_at, Happened.REVOKED, board.revoked_by, board)


def check_by_request(key: str) -> BoardCheck | None:
    """Return the check that this very form made, if it was sent before."""
    return db.session.scalar(select(BoardCheck).where(BoardCheck.request_key == key))


def check_of(board: Board, number: int) -> BoardCheck:
    """Return one check of a board, for its photo."""
    check = db.session.get(BoardCheck, min(number, 2**31 - 1))
    if check is None or check.board_id != board.id or not check.photo_key:
        raise NotFound(N_("There is no such photo."))
    return check


def report_of_day(board: Board, finding: Finding, day: date) -> BoardReport | None:
    """Return the entry of residents' reports of a day about one thing, to be counted up."""
    same = select(BoardReport).where(
        BoardReport.board_id == board.id, BoardReport.day == day, BoardReport.finding == finding
    )
    return db.session.scalar(same.with_for_update())


def open_reports_of(board: Board) -> Sequence[BoardReport]:
    """Return what residents reported of a board and nobody has looked at since."""
    still = select(BoardReport).where(BoardReport.board_id == board.id)
    return db.session.scalars(still.where(BoardReport.settled_at.is_(None))).all()


def _items(board: Board) -> Sequence[PrintItem]:
    """Return the orders in which a board was printed once more, unchanged or not."""
    rows = (
        select(PrintItem)
        .where(PrintItem.board_id == board.id)
        .options(
            joinedload(PrintItem.order).joinedload(PrintOrder.by), joinedload(PrintItem.version)
        )
        .order_by(PrintItem.order_id.desc())
        .limit(MOST)
    )
    return db.session.scalars(rows).all()


def _checks(board: Board) -> Sequence[BoardCheck]:
    rows = (
        select(BoardCheck)
        .where(BoardCheck.board_id == board.id)
        .options(joinedload(BoardCheck.by))
        .order_by(BoardCheck.at.desc())
        .limit(MOST)
    )
    return db.session.scalars(rows).all()


def _reports(board: Board) -> Sequence[BoardReport]:
    rows = (
        select(BoardReport)
        .where(BoardReport.board_id == board.id)
        .order_by(BoardReport.day.desc())
        .limit(MOST)
    )
    return db.session.scalars(rows).all()
