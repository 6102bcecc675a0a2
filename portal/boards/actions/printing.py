"""What is printed is kept first: so every print, however old, can be made again exactly."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.metadata import version as version_of_package
from pathlib import Path

from portal import clock, config
from portal.accounts.models import Person
from portal.boards import drawing
from portal.boards.actions.contents import contents_of
from portal.boards.drawing import BoardContent, draw_boards
from portal.boards.models import Board, BoardVersion
from portal.boards.queries import latest_versions
from portal.boards.rules import Wish, canonical, fingerprint, restored, says_the_same
from portal.db import db

ROOM = Path(drawing.__file__).parents[1]
PARTS_OF_A_DRAWING = ("*.typ", "drawing/*.py", "rules/*.py", "fonts/*")


def freeze(
    boards: Sequence[Board], *, by: Person | None, now: datetime
) -> Mapping[int, BoardVersion]:
    """Keep what each board says now as what is printed of it; return it by board.

    One that says what it said at its last printing stays the version that it
    is, with its revision and its date: printed again it is the same sheet.
    """
    today, settings = clock.day_of(now), config.current()
    known = latest_versions(boards)
    contents = contents_of(
        boards, today, base_url=settings.base_url, supervision_phone=settings.supervision_phone
    )
    found = {}
    for board, content in zip(boards, contents, strict=True):
        version = known.get(board.id)
        if version is None or not says_the_same(version.content, canonical(content)):
            version = _kept(board, content, version, by=by, now=now)
        board.revision, board.printed_at, board.compared_at = version.revision, now, now
        board.out_of_date_since, board.out_of_date_why = None, []
        found[board.id] = version
    db.session.flush()
    return found


def content_then(version: BoardVersion) -> BoardContent:
    """Return what a board said when it was printed."""
    return restored(BoardContent, version.content)


def draw_again(version: BoardVersion, wish: Wish) -> bytes:
    """Draw a board as it was printed: with the same template, the same bytes."""
    return drawn([content_then(version)], wish)


def drawn(contents: Sequence[BoardContent], wish: Wish) -> bytes:
    """Draw boards as an order wants them, in one PDF."""
    return draw_boards(contents, wish.sheet, bilingual=wish.is_bilingual, bleed=wish.has_bleed)


@cache
def drawn_with() -> str:
    """Return the hash of all that decides how a board looks: templates, fonts and the drawer."""
    digest = hashlib.sha256(version_of_package("typst").encode())
    files = {path for part in PARTS_OF_A_DRAWING for path in ROOM.glob(part) if path.is_file()}
    for path in sorted(files):
        digest.update(path.relative_to(ROOM).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _kept(
    board: Board,
    content: BoardContent,
    last: BoardVersion | None,
    *,
    by: Person | None,
    now: datetime,
) -> BoardVersion:
    revision = last.revision + 1 if last else board.revision
    text = canonical(replace(content, revision=revision, printed_on=clock.day_of(now)))
    version = BoardVersion(
        board=board,
        revision=revision,
        content=text,
        sha256=fingerprint(text),
        drawn_with=drawn_with(),
        printed_at=now,
        printed_by=by,
    )
    db.session.add(version)
    return version
