"""Draws the printed board and its code; the only module that knows the PDF and QR packages."""

import json
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from unicodedata import category, name
from xml.sax.saxutils import quoteattr

import typst
from qrcode.constants import ERROR_CORRECT_H
from qrcode.main import QRCode

from portal.boards.rules import Box, outline_path

TEMPLATE = Path(__file__).with_name("board.typ")
FONTS = Path(__file__).with_name("fonts")
MAP = Box(136, 98, 13)  # millimetres, as in the template
WORDS = re.compile(r"[^\s⺀-\U0010ffff]+")  # Chinese may be broken anywhere, other words may not
UNKNOWN = "〓"  # what printers set for a character they have no type for


@dataclass(frozen=True)
class PersonOnBoard:
    duty: str
    name: str
    phone: str | None
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class BoardContent:
    """All that one board says, already in words."""

    number: str
    revision: int
    printed_on: date
    url: str
    grid_name: str
    grid_name_en: str
    grid_code: str
    community: str
    street: str
    people: tuple[PersonOnBoard, ...]
    volunteers: tuple[str, ...]
    scope: str
    facts: tuple[tuple[str, str], ...]
    outline: tuple[tuple[float, float], ...]
    neighbours: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    supervision_phone: str


def draw_boards(boards: Sequence[BoardContent]) -> bytes:
    """Return one PDF with an A3 page for each board, the same bytes for the same boards.

    It is an archive file (PDF/A-2a) that a screen reader can read (PDF/UA-1),
    dated with the day of printing rather than the moment of drawing.
    """
    if not boards:
        raise ValueError("there is no board to draw")
    day = max(board.printed_on for board in boards)
    return typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"boards": _as_json(boards)},
        font_paths=_fonts(),
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.combine(day, time(), UTC),
    )


def draw_picture(board: BoardContent, *, dpi: int = 60) -> bytes:
    """Return the board as a PNG picture, about a thousand pixels wide."""
    return typst.compile(
        TEMPLATE,
        format="png",
        ppi=dpi,
        sys_inputs={"boards": _as_json([board])},
        font_paths=_fonts(),
    )


def qr_path(text: str, *, border: int = 4) -> tuple[str, int]:
    """Return a QR symbol as one SVG path, and how many modules it is wide with its border.

    Level H, because a board outdoors gets dirty: up to 30 % of it may be lost.
    An upper-case address needs a smaller symbol, so each module is larger.
    """
    symbol = QRCode(error_correction=ERROR_CORRECT_H, border=border)
    symbol.add_data(text)
    symbol.make(fit=True)
    rows: list[list[bool]] = symbol.get_matrix()
    return "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in _runs(rows)), len(rows)


def _runs(rows: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    """Return where each unbroken stretch of dark modules begins, and its length."""
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield x, y, length
            x += length


def qr_svg(text: str, *, label: str, border: int = 4) -> str:
    """Return a QR symbol as an `<svg>` for a page; `label` tells those who can't see what it is."""
    path, size = qr_path(text, border=border)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        f' role="img" aria-label={quoteattr(label)} shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path fill="#000" d="{path}"/></svg>'
    )


def _as_json(boards: Sequence[BoardContent]) -> str:
    printed = [_as_printed(board) for board in boards]
    ems = {
        text: (_ems(text), max(map(_ems, WORDS.findall(text)), default=0))
        for board in printed
        for text in _texts(board["words"])
    }
    return json.dumps({"boards": [b["words"] | b["pictures"] for b in printed], "ems": ems})


def _as_printed(board: BoardContent) -> dict[str, dict[str, Any]]:
    """Return what the template asks for: the words, and the outline and the symbol as paths."""
    day = board.printed_on
    words = asdict(replace(board, outline=(), neighbours=())) | {
        "printed_on": f"{day.year} 年 {day.month} 月 {day.day} 日",
        "address": re.sub("^https?://", "", board.url, flags=re.IGNORECASE),
        "grid_name": printable(board.grid_name) or board.grid_code or UNKNOWN,
        "neighbours": [name for name, _ in board.neighbours],
    }
    neighbours = [(printable(name), ring) for name, ring in board.neighbours]
    path, modules = qr_path(board.url)
    outline = outline_path(board.outline, neighbours, MAP)
    pictures = {"map": asdict(outline), "qr": {"path": path, "modules": modules}}
    return {"words": _printable_all(words), "pictures": pictures}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _printable_all(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable_all(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable_all(inner) for inner in value]
    return value


def printable(text: str) -> str:
    r"""Return the text on one line, with 〓 for what no font has and without invisible marks.

    One such character would otherwise stop the whole order of boards: an
    archive file may not hold a text that it cannot show.

    >>> printable("王\u200b芳\n\u0f56")
    '王芳 〓'
    """
    return "".join(map(_as_shown, " ".join(text.split())))


@cache
def _as_shown(character: str) -> str:
    if category(character) in {"Cc", "Cf"} or "VARIATION SELECTOR" in name(character, ""):
        return ""
    return character if ord(character) in _widths() else UNKNOWN


def _ems(text: str) -> float:
    """Return the width of a printable text in ems, a little generous."""
    between = sum((a > "⺀") != (b > "⺀") for a, b in pairwise(text))  # where Chinese meets Latin
    return round(sum(_widths()[ord(c)] for c in text) * 1.005 + between / 4, 3)


@cache
def _widths() -> dict[int, float]:
    """Return the characters that the fonts have, each with its width in the wider weight."""
    regular, bold, emoji = (
        _widths_in((FONTS / file).read_bytes())
        for file in (
            "NotoSansSC_400Regular.ttf",
            "NotoSansSC_700Bold.ttf",
            "NotoEmoji_400Regular.ttf",
        )
    )
    return emoji | {c: max(regular[c], bold[c]) for c in regular.keys() & bold.keys()}


def _widths_in(font: bytes) -> dict[int, float]:
    """Return the characters of a TrueType font with their widths in ems, from its tables."""
    directory = struct.iter_unpack(">4s4xII", font[12 : 12 + 16 * int.from_bytes(font[4:6])])
    table = {tag: font[start : start + length] for tag, start, length in directory}
    units, count = int.from_bytes(table[b"head"][18:20]), int.from_bytes(table[b"hhea"][34:36])
    advances = [advance for advance, _ in struct.iter_unpack(">Hh", table[b"hmtx"][: 4 * count])]
    return {
        character: advances[min(glyph, count - 1)] / units
        for character, glyph in _glyphs(table[b"cmap"])
    }


def _glyphs(cmap: bytes) -> Iterator[tuple[int, int]]:
    """Return each character and its glyph, from the subtable (format 12) that holds them all."""
    for _, _, start in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * int.from_bytes(cmap[2:4])]):
        if cmap[start : start + 2] == b"\0\x0c":
            size = 12 * int.from_bytes(cmap[start + 12 : start + 16])
            for first, last, glyph in struct.iter_unpack(">III", cmap[start + 16 :][:size]):
                yield from zip(
                    range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True
                )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
