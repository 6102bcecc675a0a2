"""Printed boards are held against the registry: what is no longer so is written down."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from portal import clock, config
from portal.boards.actions.contents import contents_of
from portal.boards.models import Board
from portal.boards.queries import latest_versions
from portal.boards.rules import Change, canonical, changes


def compare(boards: Sequence[Board], *, now: datetime) -> None:
    """Note on each board whether it is out of date, since when and why; clear what is right."""
    found = changes_today(boards, now=now)
    for board in boards:
        board.compared_at = now
        if board.id not in found:
            continue
        why = [asdict(change) for change in found[board.id]]
        if not why:
            board.out_of_date_since = None
        elif board.out_of_date_since is None:
            board.out_of_date_since = now
        if board.out_of_date_why != why:
            board.out_of_date_why = why


def changes_today(boards: Sequence[Board], *, now: datetime) -> dict[int, tuple[Change, ...]]:
    """Return what each printed board says that is no longer so, by board; it is only looked at."""
    printed = latest_versions(boards)
    known = [board for board in boards if board.id in printed]
    settings = config.current()
    contents = contents_of(
        known,
        clock.day_of(now),
        base_url=settings.base_url,
        supervision_phone=settings.supervision_phone,
    )
    return {
        board.id: changes(printed[board.id].content, canonical(content))
        for board, content in zip(known, contents, strict=True)
    }
