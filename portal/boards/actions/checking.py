"""Boards are put up and looked at, by whoever stands before them with a phone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.models import Person
from portal.boards.models import Board, BoardCheck
from portal.boards.queries import check_by_request, open_reports_of
from portal.boards.rules import CheckKind, Finding
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.files import Kept


@dataclass(frozen=True)
class Where:
    """Where a board hangs: in words, and as longitude and latitude where the phone gave them."""

    words: str = ""
    position: tuple[float, float] | None = None


def post_board(
    board: Board,
    where: Where,
    *,
    request_key: str,
    words: str,
    photo: Kept | None,
    by: Person,
    now: datetime,
) -> BoardCheck:
    """Note that the board as printed last was put up, and where; what was wrong with it is over."""
    if known := check_by_request(request_key):
        return known
    _refuse_revoked(board)
    board.place = where.words or board.place
    if where.position:
        board.lon, board.lat = where.position
    board.posted_at, board.posted_revision = now, board.revision
    check = _check(
        board,
        CheckKind.POSTED,
        photo,
        finding=Finding.FINE,
        words=words,
        by=by,
        at=now,
        request_key=request_key,
    )
    _settle(board, now)
    return check


def inspect_board(
    board: Board,
    finding: Finding,
    *,
    request_key: str,
    words: str,
    photo: Kept | None,
    by: Person,
    now: datetime,
) -> BoardCheck:
    """Note what was found at a board; one that is fine has nothing left against it."""
    if known := check_by_request(request_key):
        return known
    _refuse_revoked(board)
    board.inspected_at = now
    check = _check(
        board,
        CheckKind.INSPECTED,
        photo,
        finding=finding,
        words=words,
        by=by,
        at=now,
        request_key=request_key,
    )
    if finding is Finding.FINE:
        _settle(board, now)
    else:
        mark_faulty(board, finding, now=now)
    return check


def mark_faulty(board: Board, finding: Finding, *, now: datetime) -> None:
    """Note what is wrong with a board; since when counts from the first that said so."""
    if board.fault != finding or board.faulty_since is None:
        board.faulty_since = now
    board.fault = finding


def _settle(board: Board, now: datetime) -> None:
    board.fault = board.faulty_since = None
    for report in open_reports_of(board):
        report.settled_at = now


def _check(board: Board, kind: CheckKind, photo: Kept | None, **said: Any) -> BoardCheck:
    check = BoardCheck(
        board=board,
        kind=kind,
        revision=board.posted_revision or board.revision,
        place=board.place,
        photo_key=photo.key if photo else None,
        **said,
    )
    db.session.add(check)
    return check


def _refuse_revoked(board: Board) -> None:
    if board.revoked_at:
        raise NotAllowedNow(N_("This code is revoked: take the board down and post the new one."))
