"""Knows the letters of the printed board: which there are, and how wide each is."""

import struct
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import category, name

FONTS = Path(__file__).parents[1] / "fonts"
UNKNOWN = "〓"  # what printers set for a character they have no type for


def printable_all(value: Any) -> Any:
    """Return a value with every text in it printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: printable_all(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return tuple(printable_all(inner) for inner in value)
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


def ems(text: str) -> float:
    """Return the width of a printable text in ems, a little generous."""
    widths = _widths()
    between = sum((a > "⺀") != (b > "⺀") for a, b in pairwise(text))  # where Chinese meets Latin
    return sum(widths[ord(c)] for c in text) * 1.005 + between / 4


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
