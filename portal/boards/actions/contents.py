"""What a board says today: its words are gathered from the registry for the printer."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from portal.accounts.rules import family_name
from portal.boards.drawing import BoardContent, PersonOnBoard
from portal.boards.models import Board
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
