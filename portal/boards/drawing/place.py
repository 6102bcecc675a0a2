"""The grid itself: its map or its area in words, a few figures, and who helps."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.boards.drawing.canvas import (
    FLOOR,
    Block,
    Canvas,
    between,
    label_of,
    largest,
    line_of,
    lines_of,
    title,
)
from portal.boards.drawing.content import BoardContent
from portal.boards.drawing.letters import ems
from portal.boards.drawing.words import (
    AREA,
    MAP_ALT,
    NORTH,
    SCHEMATIC,
    THIS_GRID,
    VOLUNTEERS,
    more_people,
    people,
)
from portal.boards.rules import (
    NAMES_PITCH,
    Box,
    Names,
    Setting,
    close_together,
    in_columns,
    outline_path,
    rings_of,
    rows_that_fit,
)

HEADING = 7.0
TIDY = 0.3  # below this level names stand close rather than in columns
MOST_ROWS = 2  # of figures


def has_map(board: BoardContent) -> bool:
    """Return whether there is an outline to draw."""
    return any(len(ring) > 2 for ring in rings_of(board.outline))


def area_title(board: BoardContent, width: float, *, bilingual: bool) -> Block:
    """Return the heading over the map: that it is schematic, and where north is."""
    heading = title(AREA, width, HEADING, bilingual=bilingual)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        heading.draw(canvas, x, y)
        if has_map(board):
            words = SCHEMATIC.zh + (f" {SCHEMATIC.en}" if bilingual else "")
            north = NORTH.zh + (f" {NORTH.en}" if bilingual else "")
            room = ems(north) * FLOOR
            canvas.text(line_of(north, 30, FLOOR), x + width - room, y + 2, room, ink="quiet")
            canvas.put("north", x + width - room - 5.6, y + 0.6, 4.3, 6)
            canvas.text(
                line_of(words, 60, FLOOR), x, y + 2, width - room - 9, ink="quiet", align="right"
            )

    return Block(heading.height, draw)


def draw_map(
    canvas: Canvas, board: BoardContent, x: float, y: float, w: float, h: float, *, bilingual: bool
) -> None:
    """Put the grid among its neighbours, each with its name where there is room for it."""
    outline = outline_path(board.outline, board.neighbours, Box(w, h, min(w, h) * 0.13))
    paths = {"own": outline.own, "others": [other.path for other in outline.others]}
    canvas.put("map", x, y, w, h, width=w, height=h, alt=MAP_ALT, **paths)
    for other in outline.others:
        _name_on_map(canvas, other.name, x + other.x, y + other.y, other.room, FLOOR)
    size = 6.6 if outline.room > 30 else FLOOR
    own = Setting(size, (THIS_GRID.zh,))
    lift = (FLOOR + 1) / 2 if bilingual else 0
    if outline.room >= own.width(ems):
        left = x + outline.x - outline.room / 2
        top = y + outline.y - size / 2 - lift
        canvas.text(own, left, top, outline.room, ink="jade", bold=True, align="center")
        if bilingual:
            english = line_of(THIS_GRID.en, outline.room, FLOOR)
            canvas.text(
                english, left, top + size + 1, outline.room, ink="jade", align="center", lang="en"
            )


def _name_on_map(canvas: Canvas, name: str, x: float, y: float, room: float, size: float) -> None:
    """Put a neighbour's name, cut if it must be; none where not even a few letters fit."""
    set_name = largest(name, max(room - 3, 1), size, (size,))
    if len(set_name.lines[0] if set_name.lines else "") >= min(4, len(name)) and room > 10:
        width = room - 3
        canvas.text(set_name, x - width / 2, y - size / 2, width, ink="quiet", align="center")


def draw_area_in_words(
    canvas: Canvas, board: BoardContent, x: float, y: float, w: float, h: float
) -> None:
    """Put the service area in words where there is no outline to draw."""
    canvas.panel(x, y, w, h, "paper", radius=2, line="line")
    words = largest(board.scope or board.grid_name, w - 14, h - 12, (9, 8, 7, 6, 5, FLOOR))
    canvas.text(words, x + 7, y + (h - words.height) / 2, w - 14)


@dataclass(frozen=True)
class Fact:
    """A figure with its name beneath."""

    value: Setting
    name: Setting
    english: Setting

    @property
    def width(self) -> float:
        return max(self.value.width(ems), self.name.width(ems), self.english.width(ems)) + 6


def facts_of(
    board: BoardContent, width: float, level: float, *, bilingual: bool, wished: float = 6.2
) -> Block:
    """Return the figures, as many in a row as there is room for."""
    english = _in_english(board) if bilingual else {}
    facts = [
        Fact(
            label_of(value, width - 6, between(FLOOR, wished, level)),
            label_of(name, width - 6, FLOOR),
            label_of(english.get((name, value), ""), width - 6, FLOOR),
        )
        for name, value in board.facts
    ]
    rows = _in_rows(facts, width)[:MOST_ROWS]
    tall = [max(_fact_height(fact) for fact in row) for row in rows]

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for row, high in zip(rows, tall, strict=True):
            spare = (width - sum(fact.width for fact in row)) / len(row)
            left = x
            for fact in row:
                _draw_fact(canvas, fact, left, y, fact.width + spare)
                if fact is not row[0]:
                    canvas.panel(left, y, 0.25, high, "line")
                left += fact.width + spare
            y += high + 4

    return Block(sum(tall) + 4 * max(0, len(rows) - 1), draw)


def _in_english(board: BoardContent) -> dict[tuple[str, str], str]:
    """Return what a figure is in English; the figure itself only where it is no number."""
    return {
        fact: name if any(map(str.isdigit, fact[1])) else f"{name}: {value}"
        for fact, (name, value) in zip(board.facts, board.facts_en, strict=False)
    }


def _fact_height(fact: Fact) -> float:
    english = fact.english.height + 1.2 if fact.english.lines else 0
    return fact.value.height + 2 + fact.name.height + english


def _draw_fact(canvas: Canvas, fact: Fact, x: float, y: float, width: float) -> None:
    y += canvas.text(fact.value, x, y, width, bold=True, align="center") + 2
    y += canvas.text(fact.name, x, y, width, ink="quiet", align="center") + 1.2
    canvas.text(fact.english, x, y, width, ink="quiet", align="center", lang="en")


def _in_rows(facts: Sequence[Fact], width: float) -> list[list[Fact]]:
    rows: list[list[Fact]] = []
    for fact in facts:
        if rows and sum(one.width for one in rows[-1]) + fact.width <= width + 1e-6:
            rows[-1].append(fact)
        else:
            rows.append([fact])
    return rows


@dataclass(frozen=True)
class Helpers:
    """The volunteers under their heading."""

    heading: Block
    names: Names
    count: int
    width: float

    @property
    def height(self) -> float:
        return self.heading.height + 4 + self.names.height if self.count else 0.0

    def draw(self, canvas: Canvas, x: float, y: float, height: float) -> None:
        """Put as many rows of names as a height holds, and say how many are left out."""
        if not self.count:
            return
        names = self.names
        if self.height > height + 1e-6:
            room = height - self.heading.height - 4
            names = rows_that_fit(names, room - names.size * NAMES_PITCH)
        self.heading.draw(canvas, x, y)
        y += self.heading.height + 4
        for cell in names.cells:
            at = y + cell.row * names.size * NAMES_PITCH
            name = largest(cell.name, cell.width, names.size, (names.size,))
            canvas.text(name, x + cell.x, at, cell.width)
        if names.left_out:
            more = line_of(more_people(names.left_out), self.width, FLOOR)
            canvas.text(more, x, y + names.rows * names.size * NAMES_PITCH, self.width, ink="quiet")


def helpers_of(board: BoardContent, width: float, level: float, *, bilingual: bool) -> Helpers:
    """Return the volunteers by family name and number."""
    count = len(board.volunteers)
    heading = title(VOLUNTEERS, width - 24, HEADING, bilingual=bilingual)
    said = people(count)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        heading.draw(canvas, x, y)
        number = line_of(said.zh, 24, FLOOR)
        canvas.text(number, x, y + 2.4, width, ink="quiet", align="right")

    size = between(FLOOR, 6.2, level)
    set_names = in_columns if level > TIDY else close_together
    return Helpers(
        Block(heading.height, draw), set_names(board.volunteers, width, size, ems), count, width
    )


def scope_of(board: BoardContent, width: float, level: float, wished: float = 5.4) -> Setting:
    """Return the service area in words, under its map."""
    scope = board.scope if has_map(board) else ""
    return lines_of(scope, width, between(FLOOR, wished, level), 1.36)
