"""Prints what was laid out: PDF, PNG and SVG from the same template."""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from portal.boards.drawing.boxes import with_bleed_box
from portal.boards.drawing.canvas import Canvas
from portal.boards.drawing.content import BoardContent, CertificateContent, ReportContent
from portal.boards.drawing.large import draw_landscape, draw_portrait
from portal.boards.drawing.letters import FONTS, UNKNOWN, printable, printable_all
from portal.boards.drawing.small import draw_door_plate, draw_sticker
from portal.boards.drawing.symbol import qr_path
from portal.boards.drawing.words import TITLE
from portal.boards.rules import BLEED, MARGIN_FOR_MARKS, SIZES, Sheet

TEMPLATE = Path(__file__).parents[1] / "board.typ"
CERTIFICATE = TEMPLATE.with_name("certificate.typ")
REPORT = TEMPLATE.with_name("report.typ")
A3 = 420.0  # the long side of the sheet on which the large boards are laid out
AS_THEY_ARE = {"url", "outline", "neighbours", "printed_on", "revision", "people"}


def draw_boards(
    boards: Sequence[BoardContent],
    sheet: Sheet = Sheet.A3_LANDSCAPE,
    *,
    bilingual: bool = False,
    bleed: bool = False,
) -> bytes:
    """Return one PDF with a page for each board, the same bytes for the same boards.

    It is an archive file (PDF/A-2a) that a screen reader can read (PDF/UA-1),
    dated with the day of printing rather than the moment of drawing. With a
    bleed the page says where it is to be cut, and marks show it.
    """
    if not boards:
        raise ValueError("there is no board to draw")
    day = max(board.printed_on for board in boards)
    pdf: bytes = typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"order": _order(boards, sheet, bilingual=bilingual, bleed=bleed)},
        font_paths=_fonts(),
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.combine(day, time(), UTC),
    )
    return with_bleed_box(pdf, MARGIN_FOR_MARKS - BLEED) if bleed else pdf


def draw_picture(
    board: BoardContent,
    sheet: Sheet = Sheet.A3_LANDSCAPE,
    *,
    bilingual: bool = False,
    dpi: int = 60,
) -> bytes:
    """Return the board as a PNG picture; A3 is about a thousand pixels wide."""
    picture: bytes = typst.compile(
        TEMPLATE,
        format="png",
        ppi=dpi,
        sys_inputs={"order": _order([board], sheet, bilingual=bilingual)},
        font_paths=_fonts(),
    )
    return picture


def draw_svg(
    board: BoardContent, sheet: Sheet = Sheet.A3_LANDSCAPE, *, bilingual: bool = False
) -> bytes:
    """Return the board as an SVG drawing that needs no font."""
    drawing: bytes = typst.compile(
        TEMPLATE,
        format="svg",
        sys_inputs={"order": _order([board], sheet, bilingual=bilingual)},
        font_paths=_fonts(),
    )
    return drawing


def draw_certificate(content: CertificateContent) -> bytes:
    """Return a certificate as a PDF of one page, the same bytes for the same words.

    It is dated with the day of the pass, and can be archived and read aloud like a board.
    """
    path, modules = qr_path(content.url)
    symbol = {"path": path, "modules": modules, "alt": content.symbol_says}
    plain = ("title", "title_en", "name", "staff", "words", "words_en", "number", "check")
    order = {name.replace("_", "-"): printable(getattr(content, name)) for name in plain}
    facts = [[printable(term), printable(words)] for term, words in content.facts]
    pdf: bytes = typst.compile(
        CERTIFICATE,
        format="pdf",
        sys_inputs={"order": json.dumps(order | {"facts": facts, "symbol": symbol})},
        font_paths=_fonts(),
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.combine(content.on, time(), UTC),
    )
    return pdf


def draw_report(content: ReportContent) -> bytes:
    """Return a report of words and tables as a PDF, the same bytes for the same words.

    It is dated with its day, and can be archived and read aloud like a board.
    """
    order = asdict(content) | {"on": content.on.isoformat()}
    pdf: bytes = typst.compile(
        REPORT,
        format="pdf",
        sys_inputs={"order": json.dumps(printable_all(order))},
        font_paths=_fonts(),
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.combine(content.on, time(), UTC),
    )
    return pdf


def _order(
    boards: Sequence[BoardContent], sheet: Sheet, *, bilingual: bool, bleed: bool = False
) -> str:
    """Return what the template asks for: each board's name and its parts, in millimetres."""
    size = SIZES[sheet]
    printed = [as_printed(board) for board in boards]
    pages = [
        {"name": board.grid_name, "parts": laid_out(board, sheet, bilingual=bilingual)}
        for board in printed
    ]
    name = TITLE.zh if len(printed) > 1 else printed[0].grid_name + TITLE.zh.removeprefix("网格")
    about = {"title": name, "width": size.width, "height": size.height, "bleed": bleed}
    return json.dumps(about | {"around": MARGIN_FOR_MARKS, "over": BLEED, "boards": pages})


def laid_out(board: BoardContent, sheet: Sheet, *, bilingual: bool) -> list[dict[str, Any]]:
    """Return every part of a board with its place on the sheet, in the order of reading."""
    size, canvas = SIZES[sheet], Canvas()
    if sheet is Sheet.DOOR_PLATE:
        draw_door_plate(canvas, board, size.width, size.height, bilingual=bilingual)
        return canvas.scaled(1)
    if sheet is Sheet.STICKER:
        draw_sticker(canvas, board, size.width, size.height, bilingual=bilingual)
        return canvas.scaled(1)
    factor = max(size.width, size.height) / A3
    draw = draw_landscape if size.width > size.height else draw_portrait
    draw(canvas, board, size.width / factor, size.height / factor, bilingual=bilingual)
    return canvas.scaled(factor)


def as_printed(board: BoardContent) -> BoardContent:
    """Return the board with every text on one line, and 〓 where no font has a letter."""
    plain = {
        field.name: printable_all(getattr(board, field.name))
        for field in fields(board)
        if field.name not in AS_THEY_ARE
    }
    people = tuple(
        replace(
            person,
            duty=printable(person.duty),
            name=printable(person.name),
            phone=printable(person.phone or "") or None,
            tasks=tuple(filter(None, map(printable, person.tasks))),
            duty_en=printable(person.duty_en),
        )
        for person in board.people
    )
    around = tuple((printable(name), ring) for name, ring in board.neighbours)
    name = plain.pop("grid_name") or printable(board.grid_code) or UNKNOWN
    plain["volunteers"] = tuple(filter(None, plain["volunteers"]))
    return replace(board, grid_name=name, people=people, neighbours=around, **plain)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
