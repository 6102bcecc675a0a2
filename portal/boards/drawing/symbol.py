"""Draws the square code of a board; the only module that knows the QR package."""

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import quoteattr

from qrcode.constants import ERROR_CORRECT_H
from qrcode.main import QRCode


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
