"""What is done with boards: each grid gets one, its words are gathered, its scans are counted."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal import clock, config, counting, messages
from portal.accounts.models import Person
from portal.accounts.queries import holders
from portal.accounts.rules import Role, family_name
from portal.boards.drawing import BoardContent, PersonOnBoard
from portal.boards.models import Board, BoardDay, BoardHour, BoardMonth, SuspectCode
from portal.boards.queries import grids_without_board, ids_of_codes, known_board_codes, open_doubt
from portal.boards.rules import SuspectSign, new_code, signature_of
from portal.db import count_up_many, db
from portal.errors import N_, NotAcceptable, NotAllowedNow
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

SCANS = "scans"
CODE_SUSPECTED = "code_suspected"  # a notice about a board: it names the board by its number

Scan = tuple[str, date, int, bool]  # a board's code, the day and hour, from a phone or not
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
            printed_address(board.code, base_url),
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


def printed_address(code: str, base_url: str) -> str:
    """Return the address that a board's QR code holds: signed, where the portal has a key."""
    address = f"{base_url}/b/{code}"
    for letter, secret in config.current().board_keys[:1]:
        address += f"?s={signature_of(code, letter, secret)}"
    return address


def count_scan(code: str, *, is_phone: bool, now: datetime) -> None:
    """Count that a board's page was opened from outside; nothing is written now."""
    local = now.astimezone(clock.LOCAL)
    counting.count(SCANS, (code.upper(), local.date(), local.hour, is_phone))


@counting.written_by(SCANS)
def add_scans(counts: Mapping[Scan, int]) -> None:
    """Add gathered scans to the hours, days and months of their boards."""
    ids = ids_of_codes({code for code, *_when in counts})
    hours, days, months = Counter[Any](), Counter[Any](), Counter[Any]()
    for (code, day, hour, is_phone), count in counts.items():
        if board := ids.get(code):
            hours[board, day, hour, is_phone] += count
            days[board, day, is_phone] += count
            months[board, day.replace(day=1), is_phone] += count
    for model, rows in ((BoardHour, hours), (BoardDay, days), (BoardMonth, months)):
        if rows:
            count_up_many(model, "count", rows)


def suspect(board: Board, sign: SuspectSign, *, now: datetime) -> SuspectCode:
    """Note that somebody doubts a board's code, and tell those who can go and look.

    Who says the same before somebody has looked is counted with the first, and
    nobody is told twice.
    """
    db.session.execute(select(Board.id).where(Board.id == board.id).with_for_update())
    known = open_doubt(board)
    if known:
        known.times, known.last_at, known.sign = known.times + 1, now, sign
        return known
    doubt = SuspectCode(board=board, sign=sign, first_at=now, last_at=now)
    db.session.add(doubt)
    db.session.flush()
    for person in _who_can_look(board, clock.day_of(now)):
        messages.notify(person.id, CODE_SUSPECTED, case_number=board.number, now=now)
    return doubt


def settle_doubt(doubt: SuspectCode, words: str, *, by: Person, now: datetime) -> None:
    """Close a doubt with what was found."""
    if doubt.closed_at:
        raise NotAllowedNow(N_("Somebody has closed this already. Reload the list."))
    doubt.closed_at, doubt.closed_by_id, doubt.words = now, by.id, words
    db.session.flush()


def _who_can_look(board: Board, today: date) -> list[Person]:
    """Return the community of a board's grid and the command centre, each person once."""
    people = holders(Role.COMMUNITY_CLERK, board.grid.community.code, today)
    people += holders(Role.DISPATCHER, DISTRICT, today)
    return list({person.id: person for person in people}.values())
