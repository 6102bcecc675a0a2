"""Draws the printed board and its code; the only part that knows the PDF and QR packages."""

from portal.boards.drawing.content import (
    BoardContent,
    CertificateContent,
    PersonOnBoard,
    ReportContent,
    ReportPart,
    ReportRange,
    ReportTable,
)
from portal.boards.drawing.letters import printable
from portal.boards.drawing.press import (
    draw_boards,
    draw_certificate,
    draw_picture,
    draw_report,
    draw_svg,
)
from portal.boards.drawing.symbol import qr_path, qr_svg
from portal.boards.rules import Sheet

__all__ = [
    "BoardContent",
    "CertificateContent",
    "PersonOnBoard",
    "ReportContent",
    "ReportPart",
    "ReportRange",
    "ReportTable",
    "Sheet",
    "draw_boards",
    "draw_certificate",
    "draw_picture",
    "draw_report",
    "draw_svg",
    "printable",
    "qr_path",
    "qr_svg",
]
