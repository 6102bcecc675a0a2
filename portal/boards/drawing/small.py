"""The door plate and the stairwell sticker: name, who answers, phone and code."""

from portal.boards.drawing.calling import address_of, draw_code
from portal.boards.drawing.canvas import Canvas, heading_of, label_of, largest, line_of
from portal.boards.drawing.content import BoardContent, PersonOnBoard
from portal.boards.drawing.header import EDGE, place_of
from portal.boards.drawing.letters import ems
from portal.boards.drawing.words import (
    NOBODY,
    SCAN,
    SCAN_FIRST,
    SCAN_THEN,
    SUPERVISION,
    day,
    edition,
)

STEPS_DOWN = tuple(step / 4 for step in range(44, 9, -1))  # from 11 mm to 2.5 mm
VACANT = PersonOnBoard("", "", None, ())


def draw_door_plate(
    canvas: Canvas, board: BoardContent, width: float, height: float, *, bilingual: bool
) -> None:
    """Fill a plate of 100 × 150 mm."""
    room, person = width - 14, board.people[0] if board.people else VACANT
    canvas.panel(-EDGE, -EDGE, width + 2 * EDGE, 40 + EDGE, "jade")
    _draw_names(canvas, board, 7, room, 40, bilingual=bilingual)
    _draw_first(canvas, person, 7, 44, room, 29, bilingual=bilingual)
    canvas.panel(5, 76, width - 10, 57, "jade", radius=1.5)
    draw_code(canvas, board, width - 7 - 53, 78, 53)
    _draw_scan(canvas, 8.5, 81, width - 7 - 53 - 11, bilingual=bilingual)
    _draw_plate_foot(canvas, board, 7, 135.5, room)
    canvas.panel(-EDGE, height - 1.6, width + 2 * EDGE, 1.6 + EDGE, "jade")


def _draw_names(
    canvas: Canvas, board: BoardContent, x: float, room: float, height: float, *, bilingual: bool
) -> None:
    place, _ = place_of(board)
    english = label_of(board.grid_name_en if bilingual else "", room, 3, 2.2)
    where = line_of(place, room, 3.6)
    left = height - 12 - where.height - (english.height + 1.5 if english.lines else 0)
    name = largest(board.grid_name, room, left - 2, STEPS_DOWN)
    if len(name.lines) > 1:
        balanced = heading_of(board.grid_name, room, name.size)
        name = balanced if len(balanced.lines) == len(name.lines) else name
    inner = name.height + 2.6 + where.height + (english.height + 1.5 if english.lines else 0)
    y = (height - inner) / 2
    y += canvas.text(name, x, y, room, ink="white", bold=True, tag="h1") + 1.5
    if english.lines:
        y += canvas.text(english, x, y, room, ink="jade-weak", lang="en") + 1.1
    canvas.text(where, x, y + 1.1, room, ink="white")


def _draw_first(
    canvas: Canvas,
    person: PersonOnBoard,
    x: float,
    y: float,
    w: float,
    h: float,
    *,
    bilingual: bool,
) -> None:
    """Put who answers first: as what, who, and how to reach them."""
    duty = line_of(person.duty, w, 3.8)
    english = line_of(person.duty_en if bilingual else "", w - duty.width(ems) - 2, 2.6)
    phone = line_of(person.phone or "", w, 8.2)
    left = h - duty.height - phone.height - 3.6
    name = largest(person.name or NOBODY.zh, w, left, STEPS_DOWN[4:])
    inner = duty.height + 1.6 + name.height + (phone.height + 2 if phone.lines else 0)
    at = y + (h - inner) / 2
    beside = x + duty.width(ems) + 2
    canvas.text(english, beside, at + (duty.size - 2.6) * 0.88, w, ink="quiet", lang="en")
    at += canvas.text(duty, x, at, w, ink="jade", bold=True) + 1.6
    at += canvas.text(name, x, at, w, bold=True, ink="ink" if person.name else "quiet") + 2
    canvas.text(phone, x, at, w, ink="jade", bold=True)


def _draw_scan(canvas: Canvas, x: float, y: float, w: float, *, bilingual: bool) -> None:
    """Put what the code is good for, beside it."""
    y += canvas.text(line_of(SCAN_FIRST, w, 7.5), x, y, w, ink="white", bold=True, tag="h2") + 2.4
    for part in SCAN_THEN.split("、"):
        end = "" if SCAN_THEN.endswith(part) else "、"
        y += canvas.text(line_of(part + end, w, 5.6), x, y, w, ink="white", bold=True) + 2
    if bilingual:
        words = largest(SCAN.en, w, 16, (3, 2.8, 2.6))
        canvas.text(words, x, y + 1, w, ink="jade-weak", lang="en")


def _draw_plate_foot(canvas: Canvas, board: BoardContent, x: float, y: float, w: float) -> None:
    y += canvas.text(line_of(address_of(board), w, 3.4), x, y, w, bold=True) + 1.4
    if board.supervision_phone:
        call = f"{SUPERVISION.zh} {board.supervision_phone} · 110 · 119 · 120 · 12345"
        y += canvas.text(line_of(call, w, 3), x, y, w) + 1.2
    said = f"{edition(board.number, board.revision)} · {day(board.printed_on)}"
    canvas.text(line_of(said, w, 2.4), x, y, w, ink="quiet")


def draw_sticker(
    canvas: Canvas, board: BoardContent, width: float, height: float, *, bilingual: bool
) -> None:
    """Fill a sticker of 80 × 80 mm."""
    room, person = width - 9, board.people[0] if board.people else VACANT
    canvas.panel(-EDGE, -EDGE, width + 2 * EDGE, 17 + EDGE, "jade")
    english = label_of(board.grid_name_en if bilingual else "", room, 2.4, 2.2)
    name = largest(board.grid_name, room, 13 - english.height * 1.4, STEPS_DOWN[12:])
    y = (17 - name.height - english.height * 1.4) / 2
    y += canvas.text(name, 4.5, y, room, ink="white", bold=True, tag="h1") + english.height * 0.4
    canvas.text(english, 4.5, y, room, ink="jade-weak", lang="en")
    draw_code(canvas, board, 2.5, 17.8, 41)
    _draw_sticker_words(canvas, 46, 20, width - 46 - 3.5, bilingual=bilingual)
    _draw_sticker_call(canvas, board, person, width, bilingual=bilingual)


def _draw_sticker_words(canvas: Canvas, x: float, y: float, w: float, *, bilingual: bool) -> None:
    y += canvas.text(line_of(SCAN_FIRST, w, 7), x, y, w, ink="jade", bold=True, tag="h2") + 2.4
    for part in SCAN_THEN.split("、"):
        end = "" if SCAN_THEN.endswith(part) else "、"
        y += canvas.text(line_of(part + end, w, 5.2), x, y, w, bold=True) + 1.7
    if bilingual:
        words = largest(SCAN.en, w, 8.5, (2.6, 2.4, 2.2))
        canvas.text(words, x, y, w, ink="quiet", lang="en")


def _draw_sticker_call(
    canvas: Canvas, board: BoardContent, person: PersonOnBoard, width: float, *, bilingual: bool
) -> None:
    room = width - 9
    canvas.panel(-EDGE, 59.4, width + 2 * EDGE, 20.6 + EDGE, "jade-weak")
    name = line_of(person.name or NOBODY.zh, room * 0.7, 4.6)
    duty_words = person.duty + (f" {person.duty_en}" if bilingual and person.duty_en else "")
    duty = label_of(duty_words, room - name.width(ems) - 2.5, 3, 2.2)
    canvas.text(duty, 4.5, 60.9 + (4.6 - duty.size) * 0.88, room, ink="jade", bold=True)
    left = 4.5 + (duty.width(ems) + 2.5 if duty.lines else 0)
    canvas.text(name, left, 60.9 + (4.6 - name.size) * 0.88, room, bold=True)
    phone = line_of(person.phone or board.supervision_phone, room, 6.4)
    canvas.text(phone, 4.5, 66.6 + (6.4 - phone.size) / 2, room, ink="jade", bold=True)
    said = f"{address_of(board)} · {board.number} · 第 {board.revision} 版"
    canvas.text(line_of(said, room, 2.5), 4.5, 75, room, ink="quiet")
