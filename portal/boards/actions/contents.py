"""What a board says today: its words are gathered from the registry for the printer."""

import base64
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from portal import config, files
from portal.accounts.models import Person
from portal.accounts.rules import family_name
from portal.boards.drawing import BoardContent, PersonOnBoard
from portal.boards.models import Board
from portal.boards.rules import rings_of, signature_of
from portal.grids.models import Appointment, Area, Grid
from portal.grids.queries import all_areas, grids_in, in_office
from portal.grids.rules import ANSWERING, DISTRICT, Duty, GridKind

DUTY_WORDS = {
    Duty.FULL_TIME_WORKER: "专职网格员",
    Duty.GRID_LEADER: "网格长",
    Duty.GRID_INSTRUCTOR: "网格指导员",
}
DUTY_WORDS_EN = {
    Duty.FULL_TIME_WORKER: "Full-time grid worker",
    Duty.GRID_LEADER: "Grid leader",
    Duty.GRID_INSTRUCTOR: "Grid instructor",
}
KIND_WORDS = {
    GridKind.RESIDENTIAL: "居民小区",
    GridKind.RESETTLEMENT: "安置小区",
    GridKind.PARK: "园区楼宇",
    GridKind.STREET: "街面",
    GridKind.ENTERPRISE: "企业",
}
KIND_WORDS_EN = {
    GridKind.RESIDENTIAL: "Housing",
    GridKind.RESETTLEMENT: "Resettlement",
    GridKind.PARK: "Business park",
    GridKind.STREET: "Street",
    GridKind.ENTERPRISE: "Enterprise",
}
NEAR = 0.5  # of the grid's own width and height: as far as its map shows what lies around

Ring = tuple[tuple[float, float], ...]
Rings = tuple[Ring, ...]
Frame = tuple[float, float, float, float]


class Drawn(NamedTuple):
    """A grid with its outline, and with the frame of that: worked out once for all boards."""

    grid: Grid
    rings: Rings
    frame: Frame

    @classmethod
    def of(cls, grid: Grid) -> "Drawn":
        """Return a grid as it is drawn."""
        return cls(grid, rings := _rings(grid), _frame(rings))


def content_of(board: Board, on: date, *, base_url: str, supervision_phone: str) -> BoardContent:
    """Return what one board says on a day."""
    return next(contents_of([board], on, base_url=base_url, supervision_phone=supervision_phone))


def contents_of(
    boards: Sequence[Board], on: date, *, base_url: str, supervision_phone: str
) -> Iterator[BoardContent]:
    """Return what each board says, one after the other; the registry is asked once for all."""
    streets = {area.id: area for area in all_areas()}
    around = [Drawn.of(grid) for grid in grids_in(DISTRICT) if grid.outline]
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
            printed_address(board.code, base_url),
            supervision_phone,
        )


def printed_address(code: str, base_url: str) -> str:
    """Return the address that a board's QR code holds: signed, where the portal has a key."""
    address = f"{base_url}/b/{code}"
    for letter, secret in config.current().board_keys[:1]:
        address += f"?s={signature_of(code, letter, secret)}"
    return address


def _content(
    board: Board,
    street: Area,
    held: Sequence[Appointment],
    around: Sequence[Drawn],
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
        outline=_rings(grid),
        neighbours=tuple(_neighbours(grid, around)),
        supervision_phone=supervision_phone,
        community_en=grid.community.name_en,
        street_en=street.name_en,
        facts_en=tuple(_facts_in_english(grid)),
    )


def _people(held: Sequence[Appointment]) -> Iterator[PersonOnBoard]:
    """Return who answers for the grid, the full-time worker first."""
    for duty in ANSWERING:
        for one in held:
            if one.duty is duty:
                tasks = (task.strip() for task in one.tasks.replace("；", ";").split(";"))
                yield PersonOnBoard(
                    duty=DUTY_WORDS[duty],
                    name=one.person.name,
                    phone=one.person.phone,
                    tasks=tuple(filter(None, tasks)),
                    duty_en=DUTY_WORDS_EN[duty],
                    photo=_portrait(one.person),
                )


def _portrait(person: Person) -> str:
    """Return somebody's photo as a board holds it, if they agreed to it; else nothing."""
    if not (person.photo_key and person.photo_agreed_at):
        return ""
    return base64.b64encode(files.read_small(person.photo_key)).decode()


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


def _facts_in_english(grid: Grid) -> Iterator[tuple[str, str]]:
    yield "Kind", KIND_WORDS_EN[grid.kind]
    if grid.households:
        yield "Households", f"{grid.households:,}"
    if grid.residents:
        yield "Residents", f"{grid.residents:,}"


def _neighbours(grid: Grid, around: Sequence[Drawn]) -> Iterator[tuple[str, Rings]]:
    """Return the grids that show around this one on its map; none where it has no outline."""
    if not grid.outline:
        return
    west, south, east, north = _frame(_rings(grid))
    wide, high = (east - west) * NEAR, (north - south) * NEAR
    reach = max(wide, high)
    for other in around:
        left, bottom, right, top = other.frame
        is_near = left < east + reach and right > west - reach
        is_near = is_near and bottom < north + reach and top > south - reach
        if is_near and other.grid.id != grid.id:
            yield _short(other.grid, grid), other.rings


def _short(other: Grid, grid: Grid) -> str:
    """Return a neighbour's name, without that of the community where both lie in it."""
    if other.community_id != grid.community_id:
        return other.name
    return other.name.removeprefix(grid.community.name).strip() or other.name


def _frame(rings: Rings) -> Frame:
    lons, lats = zip(*(corner for ring in rings for corner in ring), strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _rings(grid: Grid) -> Rings:
    return tuple(tuple((lon, lat) for lon, lat in ring) for ring in rings_of(grid.outline))
