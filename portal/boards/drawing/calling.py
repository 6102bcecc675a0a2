"""The code with what it is good for, and the numbers to call."""

from dataclasses import replace

from portal.boards.drawing.canvas import FLOOR, Block, Canvas, heading_of, line_of
from portal.boards.drawing.content import BoardContent
from portal.boards.drawing.header import EDGE, MARGIN
from portal.boards.drawing.letters import ems
from portal.boards.drawing.symbol import qr_path
from portal.boards.drawing.words import (
    CODE_ALT,
    EMERGENCIES,
    SCAN,
    SCAN_FIRST,
    SCAN_THEN,
    STEP_ALT,
    STEPS,
    SUPERVISION,
    TYPE,
    Words,
    print_of,
)
from portal.boards.rules import Setting

CALL = 9.8  # at least 10 mm of ink on A2
LABEL, STEP, LEAST_GAP, LINE_GAP = 4.6, 5.2, 3.0, 1.5


def address_of(board: BoardContent) -> str:
    """Return the address as somebody types it."""
    return board.url.split("://", 1)[-1]


def draw_code(canvas: Canvas, board: BoardContent, x: float, y: float, side: float) -> None:
    """Put the code on white, with its quiet zone."""
    path, modules = qr_path(board.url)
    canvas.panel(x, y, side, side, "white", radius=0.4)
    alt = CODE_ALT.format(url=board.url)
    canvas.put("code", x, y, side, side, path=path, modules=modules, alt=alt)


def draw_call(
    canvas: Canvas, board: BoardContent, x: float, y: float, w: float, h: float, *, bilingual: bool
) -> None:
    """Put the panel that says: scan, this is how; or type the address."""
    side = h - 5
    canvas.panel(x, y, w, h, "jade", radius=2)
    draw_code(canvas, board, x + w - side - 2.5, y + 2.5, side)
    left, room = x + 9, w - side - 2.5 - 17
    foot = _address(board, room, bilingual=bilingual)
    top = _words(room, h - 14 - foot.height, bilingual=bilingual)
    top.draw(canvas, left, y + 7)
    foot.draw(canvas, left, y + h - 7 - foot.height)
    _draw_steps(
        canvas,
        left,
        y + 7 + top.height + 3.5,
        room,
        h - 14 - top.height - foot.height - 7.5,
        bilingual=bilingual,
    )


def _words(room: float, height: float, *, bilingual: bool) -> Block:
    """Return the call to scan: on two lines where that leaves the pictures enough."""
    one = [line_of(SCAN.zh, room, 12)]
    two = [line_of(SCAN_FIRST, room, 13), line_of(SCAN_THEN, room, 12)]
    steps = 28 + (FLOOR + 1 if bilingual else 0)
    high = sum(line.height + 3 for line in two)
    lines = two if one[0].size < 10 and height - high - 9 >= steps else one
    english = line_of(SCAN.en if bilingual else "", room, 5)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for place, line in enumerate(lines):
            tag = "p" if place else "h2"
            y += canvas.text(line, x, y, room, ink="white", bold=True, tag=tag) + 3
        canvas.text(english, x, y, room, ink="jade-weak", lang="en")

    height = sum(line.height + 3 for line in lines) - 3
    return Block(height + (english.height + 3 if english.lines else 0), draw)


def _address(board: BoardContent, room: float, *, bilingual: bool) -> Block:
    words = TYPE.zh + (f"  {TYPE.en}" if bilingual else "")
    label, address = line_of(words, room, LABEL), line_of(address_of(board), room, 7)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        y += canvas.text(label, x, y, room, ink="jade-weak") + 2.4
        canvas.text(address, x, y, room, ink="white", bold=True)

    return Block(label.height + 2.4 + address.height, draw)


def _draw_steps(canvas: Canvas, x: float, y: float, w: float, h: float, *, bilingual: bool) -> None:
    """Put the three pictures that show how, their words beneath, or beside where it is low."""
    one = (w - 10) / 3
    beneath = STEP + 2.4 + (FLOOR + 1.2 if bilingual else 0)
    is_low = h - beneath < 15
    side = min(h, 22, one * 0.44) if is_low else min(h - beneath, one * 0.8, 40)
    top = y + max(0, (h - side - (0 if is_low else beneath)) / 2)
    for place, (name, words) in enumerate(STEPS, 1):
        left = x + (one + 5) * (place - 1)
        alt = STEP_ALT.format(n=place) + words.zh
        canvas.put("picture", left, top, side, side, name=name, alt=alt)
        if is_low:
            room, beside = one - side - 2, left + side + 2
            _draw_step(canvas, place, words, (beside, y, room, h), bilingual=bilingual)
        else:
            frame = (left, top + side + 2.4, one, beneath - 2.4)
            _draw_step(canvas, place, words, frame, bilingual=bilingual)


def _draw_step(
    canvas: Canvas,
    place: int,
    words: Words,
    frame: tuple[float, float, float, float],
    *,
    bilingual: bool,
) -> None:
    x, y, w, h = frame
    text = f"{place} {words.zh}"
    zh = line_of(text, w, STEP) if ems(text) * FLOOR <= w else heading_of(text, w, FLOOR + 0.4)
    en = heading_of(words.en if bilingual else "", w, FLOOR)
    y += max(0, (h - zh.height - (en.height + 1.2 if en.lines else 0)) / 2)
    y += canvas.text(zh, x, y, w, ink="white") + 1.2
    canvas.text(en, x, y, w, ink="jade-weak", lang="en")


def _number(words: Words, number: str, *, bilingual: bool, room: float) -> Block:
    """Return a number to call with whom it reaches; a long one is smaller, never cut."""
    zh = Setting(LABEL, (words.zh,))
    en = Setting(FLOOR, (words.en,) if bilingual else ())
    label = max(zh.width(ems), en.width(ems))
    call = line_of(number, room - label - 2, CALL)
    high = LABEL + (FLOOR + 1 if bilingual else 0)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        top = y + (CALL - high) / 2
        canvas.text(zh, x, top, label, ink="white")
        canvas.text(en, x, top + LABEL + 1, label, ink="line", lang="en")
        place = x + label + 2
        top = y + (CALL - call.size) / 2
        canvas.text(call, place, top, call.width(ems) + 1, ink="white", bold=True)

    return Block(label + 2 + call.width(ems), draw)  # here what counts is the width


def numbers_of(board: BoardContent, room: float, *, bilingual: bool) -> list[Block]:
    """Return the numbers to call; each block's "height" is the width that it takes."""
    calls = [_number(*call, bilingual=bilingual, room=room) for call in EMERGENCIES]
    if board.supervision_phone:
        rest = room - sum(call.height + LEAST_GAP for call in calls)
        number = board.supervision_phone
        calls.append(_number(SUPERVISION, number, bilingual=bilingual, room=rest))
    return calls


def colophon_of(board: BoardContent, room: float) -> list[Setting]:
    """Return which print this is: number, revision, day and the grid's code."""
    said = print_of(board.number, board.revision, board.printed_on, board.grid_code)
    return [line_of(line, room, FLOOR) for line in said]


def wide_footer(board: BoardContent, width: float, *, bilingual: bool) -> Block:
    """Return the foot of a landscape board, all on one line."""
    room = width - 2 * MARGIN
    said = colophon_of(board, 80)
    aside = max(line.width(ems) for line in said) + 2
    calls = numbers_of(board, room - aside - LEAST_GAP, bilingual=bilingual)
    used = sum(call.height for call in calls)
    gap = max(LEAST_GAP, min(10, (room - aside - used) / len(calls)))
    height = 21.0

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.panel(x - EDGE, y, width + 2 * EDGE, height + EDGE, "ink")
        at = x + MARGIN
        for call in calls:
            call.draw(canvas, at, y + (height - CALL) / 2)
            at += call.height + gap
        left, at = x + width - MARGIN - aside, y + (height - _height(said)) / 2
        _draw_colophon(canvas, said, left, at, aside)

    return Block(height, draw)


def high_footer(board: BoardContent, width: float, *, bilingual: bool) -> Block:
    """Return the foot of a portrait board, on two lines."""
    room = width - 2 * MARGIN
    said = colophon_of(board, 100)
    aside = max(line.width(ems) for line in said) + 2
    first = numbers_of(replace(board, supervision_phone=""), room, bilingual=bilingual)
    last = [
        _number(SUPERVISION, number, bilingual=bilingual, room=room - aside - 6)
        for number in [board.supervision_phone]
        if number
    ]
    gap = (room - aside - sum(call.height for call in first)) / len(first)
    height = 34.0

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.panel(x - EDGE, y, width + 2 * EDGE, height + EDGE, "ink")
        at = x + MARGIN
        for call in first:
            call.draw(canvas, at, y + 5.5)
            at += call.height + min(gap, 16)
        for call in last:
            call.draw(canvas, x + MARGIN, y + 20)
        left, at = x + width - MARGIN - aside, y + (height - _height(said)) / 2
        _draw_colophon(canvas, said, left, at, aside)

    return Block(height, draw)


def _draw_colophon(canvas: Canvas, said: list[Setting], x: float, y: float, w: float) -> None:
    for line in said:
        y += canvas.text(line, x, y, w, ink="line", align="right") + LINE_GAP


def _height(said: list[Setting]) -> float:
    return sum(line.height + LINE_GAP for line in said) - LINE_GAP
