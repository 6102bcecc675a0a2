"""The head of a board: the grid's name above all, and where it lies."""

from portal.boards.drawing.canvas import FLOOR, Block, Canvas, heading_of, label_of, line_of
from portal.boards.drawing.content import BoardContent
from portal.boards.drawing.letters import ems
from portal.boards.drawing.words import TITLE
from portal.boards.rules import Setting, cut

NAME, LEAST_NAME = 26.0, 20.0  # on A2 the least is 28 mm of type, 24 mm of ink
MOST_LINES = 3
MARGIN = 16.0
BESIDE = 96.0  # what stands at the right of a wide board
EDGE = 20.0  # colour beyond the sheet, for the bleed


def name_of(board: BoardContent, width: float) -> Setting:
    """Return the grid's name, as large as one line allows, or on two lines or three."""
    wide = width / max(ems(board.grid_name), 0.1)
    if wide >= LEAST_NAME:
        return Setting(min(NAME, wide), (board.grid_name,))
    whole = heading_of(board.grid_name, width, LEAST_NAME)
    return cut(whole, LEAST_NAME * (1 + (MOST_LINES - 1) * whole.pitch), width, ems)


def place_of(board: BoardContent) -> tuple[str, str]:
    """Return where the grid lies, in Chinese and in English."""
    english = ", ".join(filter(None, (board.community_en, board.street_en)))
    return f"{board.street} · {board.community}", english


def wide_header(board: BoardContent, width: float, *, bilingual: bool) -> Block:
    """Return the head of a landscape board: the name at the left, what it is at the right."""
    room = width - 2 * MARGIN
    name = name_of(board, room - BESIDE - 10)
    english = label_of(board.grid_name_en if bilingual else "", room - BESIDE - 10, 5.4)
    side = _beside(board, bilingual=bilingual)
    inner = name.height + (english.height + 4 if english.lines else 0)
    height = max(46.0, inner + 17, sum(one.height + 3.4 for one, _, _ in side) + 13)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.panel(x - EDGE, y - EDGE, width + 2 * EDGE, height + EDGE, "jade")
        at = y + (height - inner) / 2
        canvas.text(name, x + MARGIN, at, room, ink="white", bold=True, tag="h1")
        canvas.text(english, x + MARGIN, at + name.height + 4, room, ink="jade-weak", lang="en")
        at = y + (height - sum(one.height + 3.4 for one, _, _ in side) + 3.4) / 2
        for one, ink, lang in side:
            left = x + width - MARGIN - BESIDE
            bold = one is side[0][0]
            at += canvas.text(one, left, at, BESIDE, ink=ink, bold=bold, align="right", lang=lang)
            at += 3.4

    return Block(height, draw)


def _beside(board: BoardContent, *, bilingual: bool) -> list[tuple[Setting, str, str]]:
    zh, en = place_of(board)
    lines = [
        (line_of(TITLE.zh, BESIDE, 11), "white", "zh"),
        (line_of(TITLE.en if bilingual else "", BESIDE, 5), "jade-weak", "en"),
        *((line, "white", "zh") for line in place_lines(zh, BESIDE, 6.2)),
        (_in_two(en if bilingual else "", BESIDE), "jade-weak", "en"),
    ]
    return [line for line in lines if line[0].lines]


def place_lines(place: str, width: float, size: float) -> list[Setting]:
    """Return where the grid lies on one line, or the street and the community on one each."""
    if ems(place) * size <= width:
        return [line_of(place, width, size)]
    return [label_of(part, width, size * 0.85) for part in place.split(" · ")]


def _in_two(text: str, width: float) -> Setting:
    """Return a text in small letters on at most two lines."""
    return cut(heading_of(text, width, FLOOR), FLOOR * 2.2, width, ems)


def high_header(board: BoardContent, width: float, *, bilingual: bool) -> Block:
    """Return the head of a portrait board: what it is and where it lies, and then the name."""
    room = width - 2 * MARGIN
    name = name_of(board, room)
    english = label_of(board.grid_name_en if bilingual else "", room, 5.4)
    what = [line_of(TITLE.zh, room * 0.4, 9)] + [line_of(TITLE.en, room * 0.4, 4.6)] * bilingual
    zh, en = place_of(board)
    where = place_lines(zh, room * 0.58, 6.4)
    where += [_in_two(en, room * 0.58)] * bilingual
    top = max(_height(what), _height(where))
    height = 8 + top + 2 + name.height + (english.height + 4 if english.lines else 0) + 9

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.panel(x - EDGE, y - EDGE, width + 2 * EDGE, height + EDGE, "jade")
        _draw_lines(canvas, what, x + MARGIN, y + 8, room, "left")
        _draw_lines(canvas, where, x + MARGIN, y + 8 + (9 - where[0].size) * 0.88, room, "right")
        at = y + 8 + top + 2
        at += canvas.text(name, x + MARGIN, at, room, ink="white", bold=True, tag="h1") + 4
        canvas.text(english, x + MARGIN, at, room, ink="jade-weak", lang="en")

    return Block(height, draw)


def _height(lines: list[Setting]) -> float:
    return sum(line.height + 2.6 for line in lines)


def _draw_lines(
    canvas: Canvas, lines: list[Setting], x: float, y: float, w: float, align: str
) -> None:
    for line in lines:
        bold, english = line.size >= 9, line.size < 5
        ink, lang = ("jade-weak", "en") if english else ("white", "zh")
        y += canvas.text(line, x, y, w, ink=ink, bold=bold, align=align, lang=lang) + 2.6
