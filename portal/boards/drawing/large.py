"""The boards that hang on walls: A4, A3 and A2 are the same drawing in three sizes."""

from dataclasses import dataclass
from typing import NamedTuple

from portal.boards.drawing.calling import draw_call, high_footer, wide_footer
from portal.boards.drawing.canvas import LEVELS, Block, Canvas, between, title
from portal.boards.drawing.content import BoardContent
from portal.boards.drawing.header import MARGIN, high_header, wide_header
from portal.boards.drawing.letters import ems
from portal.boards.drawing.people import Row, draw_rows, draw_vacant, rows_of
from portal.boards.drawing.place import (
    HEADING,
    Helpers,
    area_title,
    draw_area_in_words,
    draw_map,
    facts_of,
    has_map,
    helpers_of,
    scope_of,
)
from portal.boards.drawing.words import PEOPLE, VACANT, VACANT_BUT_SUPERVISED
from portal.boards.rules import Setting, cut

GAP, UNDER_TITLE = 5.6, 3.6
LEFT = 132.0  # the column of the grid on a landscape board
MAP_WIDTH = 122.0  # of the map on a portrait board
LEAST_MAP, MAP, MOST_MAP = 50.0, 92.0, 124.0
LEAST_BESIDE, BESIDE = 40.0, 76.0  # the map of a portrait board
LEAST_CALL, CALL, MOST_CALL = 78.0, 92.0, 97.0  # the panel with the code
LEAST_CALL_HIGH = 65.0  # on a portrait board
LEAST_HELPING = 26.0
ROOM_IF_VACANT = 42.0


class Frame(NamedTuple):
    """A place on the sheet."""

    x: float
    y: float
    w: float
    h: float


def draw_landscape(
    canvas: Canvas, board: BoardContent, width: float, height: float, *, bilingual: bool
) -> None:
    """Fill a board that is wider than high: the grid at the left, who answers at the right."""
    header = wide_header(board, width, bilingual=bilingual)
    footer = wide_footer(board, width, bilingual=bilingual)
    header.draw(canvas, 0, 0)
    top = header.height + GAP
    room = height - footer.height - GAP - top
    right = MARGIN + LEFT + 12
    _draw_who(canvas, board, Frame(right, top, width - right - MARGIN, room), bilingual=bilingual)
    _draw_where(canvas, board, Frame(MARGIN, top, LEFT, room), bilingual=bilingual)
    footer.draw(canvas, 0, height - footer.height)


def _draw_who(canvas: Canvas, board: BoardContent, frame: Frame, *, bilingual: bool) -> None:
    """Put who answers, and beneath them the code; the code gives way first."""
    x, y, w, h = frame
    heading = title(PEOPLE, w, HEADING, bilingual=bilingual)
    room = h - heading.height - UNDER_TITLE - GAP
    for level in LEVELS:
        rows = rows_of(board.people, w, level, bilingual=bilingual)
        needed = _height_of(rows)
        if needed <= room - between(LEAST_CALL, CALL, level):
            break
    call = max(LEAST_CALL, min(MOST_CALL, room - needed))
    heading.draw(canvas, x, y)
    y += heading.height + UNDER_TITLE
    _draw_people(canvas, board, rows, Frame(x, y, w, room - call), bilingual=bilingual)
    draw_call(canvas, board, x, frame.y + h - call, w, call, bilingual=bilingual)


def _height_of(rows: list[Row]) -> float:
    return sum(row.height for row in rows) if rows else ROOM_IF_VACANT


def _draw_people(
    canvas: Canvas, board: BoardContent, rows: list[Row], frame: Frame, *, bilingual: bool
) -> None:
    if rows:
        draw_rows(canvas, rows, *frame[:2], frame.h)
    else:
        said = VACANT_BUT_SUPERVISED if board.supervision_phone else VACANT
        draw_vacant(canvas, said, *frame[:3], bilingual=bilingual)


def _draw_where(canvas: Canvas, board: BoardContent, frame: Frame, *, bilingual: bool) -> None:
    """Put the grid's map, its area in words, its figures, and who helps."""
    x, y, w, h = frame
    heading = area_title(board, w, bilingual=bilingual)
    used = heading.height + UNDER_TITLE
    for level in LEVELS:
        scope = scope_of(board, w, level)
        facts = facts_of(board, w, level, bilingual=bilingual)
        helpers = helpers_of(board, w, level, bilingual=bilingual)
        rest = h - used - sum(one.height + GAP for one in (scope, facts, helpers) if one.height)
        if rest >= between(LEAST_MAP, MAP, level):
            break
    tall = max(LEAST_MAP, min(MOST_MAP, rest))
    heading.draw(canvas, x, y)
    y += used
    _draw_area(canvas, board, Frame(x, y, w, tall), bilingual=bilingual)
    y += tall + GAP
    y += _draw_scope(canvas, scope, x, y, w, (frame.y + h - y - facts.height - GAP) * 2 / 3)
    if facts.height:
        facts.draw(canvas, x, y)
        y += facts.height + GAP
    helpers.draw(canvas, x, y, frame.y + h - y)


def _draw_area(canvas: Canvas, board: BoardContent, frame: Frame, *, bilingual: bool) -> None:
    if has_map(board):
        draw_map(canvas, board, *frame, bilingual=bilingual)
    else:
        draw_area_in_words(canvas, board, *frame)


def _draw_scope(canvas: Canvas, scope: Setting, x: float, y: float, w: float, room: float) -> float:
    """Put the area in words, cut where it would crowd out the rest; return how far it goes."""
    return canvas.text(cut(scope, room, w, ems), x, y, w) + GAP if scope.lines else 0.0


def draw_portrait(
    canvas: Canvas, board: BoardContent, width: float, height: float, *, bilingual: bool
) -> None:
    """Fill a board that is higher than wide: who answers, the grid, who helps, the code."""
    header = high_header(board, width, bilingual=bilingual)
    footer = high_footer(board, width, bilingual=bilingual)
    header.draw(canvas, 0, 0)
    x, y, w = MARGIN, header.height + GAP, width - 2 * MARGIN
    bottom = height - footer.height - GAP
    heading = title(PEOPLE, w, HEADING, bilingual=bilingual)
    heading.draw(canvas, x, y)
    y += heading.height + UNDER_TITLE
    shares = _shared(board, w, bottom - y, bilingual=bilingual)
    _draw_people(canvas, board, shares.rows, Frame(x, y, w, shares.people), bilingual=bilingual)
    y += shares.people + GAP
    shares.grid.draw(canvas, x, y)
    y += shares.grid.height + GAP
    shares.helpers.draw(canvas, x, y, bottom - shares.call - GAP - y)
    draw_call(canvas, board, x, bottom - shares.call, w, shares.call, bilingual=bilingual)
    footer.draw(canvas, 0, height - footer.height)


@dataclass(frozen=True)
class Shares:
    """How a portrait board shares its height."""

    rows: list[Row]
    people: float
    grid: Block
    helpers: Helpers
    call: float


def _shared(board: BoardContent, width: float, height: float, *, bilingual: bool) -> Shares:
    for level in LEVELS:
        rows = rows_of(board.people, width, level, bilingual=bilingual)
        helpers = helpers_of(board, width, level, bilingual=bilingual)
        call = between(LEAST_CALL_HIGH, CALL, level)
        side = _side(board, width, level, bilingual=bilingual)
        grid = max(between(LEAST_BESIDE, BESIDE, level) + HEADING + UNDER_TITLE, side.height)
        helping = helpers.height + GAP if helpers.count else 0
        spare = height - _height_of(rows) - grid - helping - call - 2 * GAP
        if spare >= 0:
            break
    if spare < 0:
        grid = LEAST_BESIDE + HEADING + UNDER_TITLE
        rest = height - grid - call - 2 * GAP
        helped = min(helping, max(LEAST_HELPING, rest - _height_of(rows)))
    else:
        grid = min(grid + spare * 0.6, MOST_MAP + HEADING + UNDER_TITLE)
        helped = helping
    return Shares(
        rows,
        height - grid - helped - call - 2 * GAP,
        _beside_map(board, width, grid, side, bilingual=bilingual),
        helpers,
        call,
    )


@dataclass(frozen=True)
class Side:
    """What stands beside the map of a portrait board."""

    scope: Setting
    facts: Block
    width: float

    @property
    def height(self) -> float:
        scope = self.scope.height + GAP if self.scope.lines else 0
        return HEADING + UNDER_TITLE + scope + self.facts.height


def _side(board: BoardContent, width: float, level: float, *, bilingual: bool) -> Side:
    room = width - MAP_WIDTH - 10
    return Side(
        scope_of(board, room, level, 7.2),
        facts_of(board, room, level, bilingual=bilingual, wished=8.4),
        room,
    )


def _beside_map(
    board: BoardContent, width: float, height: float, side: Side, *, bilingual: bool
) -> Block:
    heading = area_title(board, MAP_WIDTH, bilingual=bilingual)
    under = heading.height + UNDER_TITLE

    def draw(canvas: Canvas, x: float, y: float) -> None:
        heading.draw(canvas, x, y)
        frame = Frame(x, y + under, MAP_WIDTH, height - under)
        _draw_area(canvas, board, frame, bilingual=bilingual)
        left, at = x + width - side.width, y + under
        room = height - under - side.facts.height - GAP
        at += _draw_scope(canvas, side.scope, left, at, side.width, room)
        side.facts.draw(canvas, left, at)

    return Block(height, draw)
