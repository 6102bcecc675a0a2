"""Residents say with one tap that something is wrong with a board."""

from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.boards.actions.checking import mark_faulty
from portal.boards.models import Board, BoardReport
from portal.boards.queries import report_of_day
from portal.boards.rules import Finding
from portal.db import db


@dataclass(frozen=True)
class Told:
    """What became of a tap: its entry, and whether it is the day's first about this board."""

    report: BoardReport
    is_first: bool


def report_board(board: Board, finding: Finding, *, now: datetime) -> Told:
    """Write down that a resident says so; those of one day are one entry that is counted up.

    A revoked board is written down too: that it still hangs is worth knowing.
    """
    day = clock.day_of(now)
    if report := report_of_day(board, finding, day):
        report.times, report.last_at = report.times + 1, now
        return Told(report, is_first=False)
    report = BoardReport(board=board, day=day, finding=finding, times=1, first_at=now, last_at=now)
    db.session.add(report)
    db.session.flush()
    if board.revoked_at is None and board.faulty_since is None:
        mark_faulty(board, finding, now=now)
    return Told(report, is_first=True)
