"""What tests look at on a printed sheet: its words, its picture, where each part stands."""

import io
import re

import pypdfium2
from pypdf import PdfReader

from portal.boards.drawing import draw_boards
from portal.boards.drawing.letters import ems
from portal.boards.drawing.press import as_printed, laid_out
from portal.boards.rules import Sheet

MM = 72 / 25.4
LARGE = [sheet for sheet in Sheet if sheet not in {Sheet.DOOR_PLATE, Sheet.STICKER}]
WAYS = [(sheet, bilingual) for sheet in Sheet for bilingual in (False, True)]


def name_of(way):
    """Return a sheet and its languages as a test's name."""
    sheet, bilingual = way
    return f"{sheet}{', both languages' if bilingual else ''}"


def bare(text):
    """Return a text without its spaces, which differ where lines break."""
    return re.sub(r"\s", "", text)


def words_on(pdf, page=0):
    return bare(PdfReader(io.BytesIO(pdf)).pages[page].extract_text())


def picture_of(pdf, dpi, page=0):
    return pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil()


def parts_of(board, sheet, *, bilingual=False):
    return laid_out(as_printed(board), sheet, bilingual=bilingual)


def texts_of(board, sheet, *, bilingual=False):
    return [p for p in parts_of(board, sheet, bilingual=bilingual) if p["kind"] == "text"]


def ink_of(text):
    """Return where a text's letters stand: left, top, right, bottom, in millimetres."""
    width = max(ems(line) for line in text["lines"]) * text["size"]
    spare = text["w"] - width
    left = text["x"] + {"left": 0, "center": spare / 2, "right": spare}[text["align"]]
    return left, text["y"], left + width, text["y"] + text["h"]


def draw(board, sheet, **how):
    return draw_boards([board], sheet, **how)
