"""What is done with boards: every grid gets one, and its words are gathered for the printer."""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from portal.accounts.rules import family_name
from portal.boards.drawing import BoardContent, PersonOnBoard
from portal.boards.models import Board
from portal.boards.queries import grids_without_board, known_board_codes
from portal.boards.rules import new_code
from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.grids.models import Appointment, Area, Grid
from portal.grids.queries import all_areas, grids_in, in_office
from portal.grids.rules import ANSWERING, DISTRICT, Duty, GridKind

DUTY_WORDS = {
    Duty.FULL_TIME_WORKER: "专职网格员",
    Duty.GRID_LEADER: "网格长",
    Duty.GRID_INSTRUCTOR: "网格指导员",
}
KIND_WORDS = {
    GridKind.RESIDENTIAL: "居民小区",
    GridKind.RESETTLEMENT: "安置小区",
    GridKind.PARK: "园区楼宇",
    GridKind.STREET: "街面",
    GridKind.ENTERPRISE: "企业",
}
NEAR = 0.5  # of the grid's own width and height: as far as its map shows what lies around

Ring = tuple[tuple[float, float], ...]
Frame = tuple[float, float, float, float]


def ensure_boards(area_code: str, *, now: datetime) -> list[Board]:
    """Make a board for each working grid of an area that has none; return those made."""
    taken = known_board_codes()
    made = []
    for grid in grids_without_board(area_code):
        code = _unused_code(taken)
        taken.add(code)
        made.append(Board(code=code, grid=grid, number=number_of(grid.code), made_at=now))
    db.session.add_all(made)
    db.session.flush()
    return made


def number_of(grid_code: str) -> str:
    """Return the number by which printers and the register know a grid's first board.

    The last nine digits of the grid's code in threes: street, community, grid.

    >>> number_of("330108002021004")
    '002-021-004'
    """
    tail = grid_code[-9:]
    return f"{tail[:3]}-{tail[3:6]}-{tail[6:]}"


def content_of(board: Board, on: date, *, base_url: str, supervision_phone: str) -> BoardContent:
    """Return what one board says on a day; a grid without an outline is refused."""
    return next(contents_of([board], on, base_url=base_url, supervision_phone=supervision_phone))


def contents_of(
    boards: Sequence[Board], on: date, *, base_url: str, supervision_phone: str
) -> Iterator[BoardContent]:
    """Return what each board says, one after the other; the registry is asked once for all."""
    _refuse_without_outline(boards)
    streets = {area.id: area for area in all_areas()}
    around = [(grid, _ring(grid)) for grid in grids_in(DISTRICT) if grid.outline]
    answering: dict[int, list[Appointment]] = defaultdict(list)
    for held in in_office([board.grid_id for board in boards], on):
        answering[held.grid_id].append(held)
    for board in boards:
        yield _content(
            board,
            streets[board.grid.community.parent_id or 0],
            answering[board.grid_id],
            around,
            on,
            f"{base_url}/b/{board.code}",
            supervision_phone,
        )


def _content(
    board: Board,
    street: Area,
    held: Sequence[Appointment],
    around: Sequence[tuple[Grid, Ring]],
    on: date,
    url: str,
    supervision_phone: str,
) -> BoardContent:
    grid = board.grid
    return BoardContent(
        number=board.number,
        revision=board.revision,
        printed_on=on,
        url=url,
        grid_name=grid.name,
        grid_name_en=grid.name_en,
        grid_code=grid.code,
        community=grid.community.name,
        street=street.name,
        people=tuple(_people(held)),
        volunteers=tuple(_volunteers(held)),
        scope=grid.scope,
        facts=tuple(_facts(grid)),
        outline=_ring(grid),
        neighbours=tuple(_neighbours(grid, around)),
        supervision_phone=supervision_phone,
    )


def _people(held: Sequence[Appointment]) -> Iterator[PersonOnBoard]:
    """Return who answers for the grid, the full-time worker first."""
    for duty in ANSWERING:
        for one in held:
            if one.duty is duty:
                tasks = (task.strip() for task in one.tasks.replace("；", ";").split(";"))
                yield PersonOnBoard(
                    DUTY_WORDS[duty], one.person.name, one.person.phone, tuple(filter(None, tasks))
                )


def _volunteers(held: Sequence[Appointment]) -> Iterator[str]:
    """Return the part-time workers by family name and staff number."""
    for one in held:
        if one.duty is Duty.PART_TIME_WORKER:
            yield f"{family_name(one.person.name)} {one.person.number}"


def _facts(grid: Grid) -> Iterator[tuple[str, str]]:
    yield "类型", KIND_WORDS[grid.kind]
    if grid.households:
        yield "户数", f"{grid.households:,} 户"
    if grid.residents:
        yield "居民", f"{grid.residents:,} 人"


def _neighbours(grid: Grid, around: Sequence[tuple[Grid, Ring]]) -> Iterator[tuple[str, Ring]]:
    """Return the grids that show around this one on its map."""
    west, south, east, north = _frame(_ring(grid))
    wide, high = (east - west) * NEAR, (north - south) * NEAR
    reach = max(wide, high)
    for other, ring in around:
        left, bottom, right, top = _frame(ring)
        is_near = left < east + reach and right > west - reach
        if other.id != grid.id and is_near and bottom < north + reach and top > south - reach:
            yield other.name, ring


def _frame(ring: Ring) -> Frame:
    lons, lats = zip(*ring, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _ring(grid: Grid) -> Ring:
    return tuple((lon, lat) for lon, lat in grid.outline or ())


def _refuse_without_outline(boards: Sequence[Board]) -> None:
    if bare := [board.grid.code for board in boards if not board.grid.outline]:
        raise NotAcceptable(
            N_("No board without an outline: import one for %(grids)s first."),
            grids=", ".join(bare[:5]) + (" …" if len(bare) > 5 else ""),
        )


def _unused_code(taken: set[str]) -> str:
    while (code := new_code(secrets.token_bytes(8))) in taken:
        pass
    return code
