"""The register: the boards of an area page by page, by how they stand; who may see which."""

import enum
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from portal.boards.models import Board
from portal.boards.queries.finding import is_valid
from portal.boards.rules import NEEDS_A_NEW_ONE, BoardState, Finding
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Area, Grid
from portal.grids.queries import lies_in

PAGE = 50
KEY = re.compile(r"([0-9]{15})-([0-9]{1,9})")
S = BoardState


class Part(enum.StrEnum):
    """Which part of the register somebody looks at, besides the states."""

    VALID = "valid"
    REPRINT = "reprint"
    MISSING = "missing"


@dataclass(frozen=True)
class RegisterPage:
    """One page of the register, in the order of the grids, and the key of the page after it."""

    boards: Sequence[Board]
    next_key: str | None


def list_boards(
    area_code: str, part: Part | BoardState = Part.VALID, *, after_key: str | None = None
) -> RegisterPage:
    """Return a page of the boards of an area that stand so."""
    wanted = _with_grid(_in_area(area_code).where(_part(part)))
    if (after := KEY.fullmatch(after_key or "")) is not None:
        wanted = wanted.where(tuple_(Grid.code, Board.id) > (after[1], int(after[2])))
    rows = db.session.scalars(wanted.order_by(Grid.code, Board.id).limit(PAGE + 1)).all()
    if len(rows) <= PAGE:
        return RegisterPage(rows, None)
    last = rows[PAGE - 1]
    return RegisterPage(rows[:PAGE], f"{last.grid.code}-{last.id}")


def counts_by_state(area_code: str) -> Mapping[BoardState | Part, int]:
    """Return how many boards of an area stand how, and how many are to be reprinted or missing."""
    state = _state().label("state")
    rows = db.session.execute(
        _in_area(area_code)
        .with_only_columns(
            state,
            func.count(),
            func.count().filter(_part(Part.REPRINT)),
            func.count().filter(_part(Part.MISSING)),
        )
        .group_by(state)
    ).all()
    counts: dict[BoardState | Part, int] = {BoardState(row[0]): row[1] for row in rows}
    counts[Part.REPRINT] = sum(row[2] for row in rows)
    counts[Part.MISSING] = sum(row[3] for row in rows)
    counts[Part.VALID] = sum(row[1] for row in rows if row[0] != S.REVOKED)
    return counts


def communities_missing(area_code: str) -> Sequence[tuple[Area, int, int]]:
    """Return each community of an area with its valid boards and how many of them do not hang."""
    rows = db.session.execute(
        _in_area(area_code)
        .join(Area, Area.id == Grid.community_id)
        .where(is_valid(), Grid.ended_on.is_(None))
        .with_only_columns(Area, func.count(), func.count().filter(_part(Part.MISSING)))
        .group_by(Area.id)
        .order_by(Area.code)
    )
    return [(area, count, missing) for area, count, missing in rows]


def boards_of_part(area_code: str, part: Part, most: int) -> Sequence[Board]:
    """Return the valid boards of working grids in a part of the register, up to so many."""
    works = Grid.ended_on.is_(None)
    wanted = _with_grid(_in_area(area_code).where(_part(part), works))
    return db.session.scalars(wanted.order_by(Grid.code, Board.id).limit(most)).all()


def board_in_reach(area_codes: Collection[str], code: str) -> Board:
    """Return the board with this code if it stands in one of these areas."""
    wanted = _with_grid(select(Board).join(Board.grid).where(Board.code == code.upper()))
    board = db.session.scalar(wanted.where(_in_reach(area_codes)))
    if board is None:
        raise NotFound(N_("No such board, or it is not yours to see."))
    return board


def boards_chosen(area_codes: Collection[str], codes: Collection[str]) -> Sequence[Board]:
    """Return the valid boards with these codes within reach, in the order of their grids."""
    wanted = select(Board).join(Board.grid).where(Board.code.in_(codes), is_valid())
    wanted = _with_grid(wanted.where(_in_reach(area_codes)))
    return db.session.scalars(wanted.order_by(Grid.code, Board.id)).all()


def grid_to_board(area_codes: Collection[str], code: str) -> Grid:
    """Return a working grid within reach, to make a board for."""
    wanted = select(Grid).where(Grid.code == code, Grid.ended_on.is_(None), _in_reach(area_codes))
    grid = db.session.scalar(wanted)
    if grid is None:
        raise NotFound(N_("No such grid, or it is not yours to see."))
    return grid


def _in_area(area_code: str) -> Select[Board]:
    return select(Board).join(Board.grid).where(lies_in(Grid.code, area_code))


def _in_reach(area_codes: Collection[str]) -> ColumnElement[bool]:
    return or_(false(), *(lies_in(Grid.code, code) for code in area_codes))


def _with_grid(wanted: Select[Board]) -> Select[Board]:
    return wanted.options(joinedload(Board.grid).joinedload(Grid.community))


def _part(part: Part | BoardState) -> ColumnElement[bool]:
    """Return the condition that a board is in a part of the register."""
    if isinstance(part, BoardState):
        return _state() == part
    works = and_(is_valid(), Grid.ended_on.is_(None))
    if part is Part.REPRINT:
        return and_(works, _needs_reprint())
    if part is Part.MISSING:
        return and_(works, or_(Board.posted_at.is_(None), _is_gone()))
    return is_valid()


def _is_gone() -> ColumnElement[bool]:
    return and_(Board.faulty_since.is_not(None), Board.fault == Finding.MISSING)


def _needs_reprint() -> ColumnElement[bool]:
    """The rule `needs_reprint` as the database asks it; a test holds the two together."""
    is_spoilt = and_(
        Board.faulty_since.is_not(None),
        Board.fault.in_(NEEDS_A_NEW_ONE),
        or_(Board.printed_at.is_(None), Board.printed_at <= Board.faulty_since),
    )
    return or_(Board.out_of_date_since.is_not(None), is_spoilt)


def _state() -> ColumnElement[str]:
    """The rule `state_of` as the database asks it; a test holds the two together."""
    hangs = func.coalesce(Board.posted_revision, Board.revision)
    return case(
        (Board.revoked_at.is_not(None), S.REVOKED.value),
        (Board.faulty_since.is_not(None), S.FAULTY.value),
        (Board.out_of_date_since.is_not(None), S.OUT_OF_DATE.value),
        (and_(Board.printed_at.is_(None), Board.posted_at.is_(None)), S.NOT_PRINTED.value),
        (or_(Board.posted_at.is_(None), hangs < Board.revision), S.NOT_POSTED.value),
        else_=S.UP.value,
    )
