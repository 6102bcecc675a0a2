"""A sheet being filled: part after part, in the order in which it is read out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.boards.drawing.letters import ems
from portal.boards.drawing.words import Words
from portal.boards.rules import Setting, cut, even, fitted, on_one_line, wrapped

FLOOR = 4.2  # millimetres on A3, 5.9 on A2: no letter is smaller
LEVELS = (
    1.0,
    0.85,
    0.7,
    0.55,
    0.4,
    0.25,
    0.1,
    0.0,
)  # from as large as is wished to as small as is allowed
MEASURES = ("x", "y", "w", "h", "size", "radius")


def between(least: float, wished: float, level: float) -> float:
    """Return a size at a level: 1 is what is wished, 0 the least that is allowed."""
    return least + (wished - least) * level


def line_of(text: str, width: float, size: float) -> Setting:
    """Return a text that is never broken, smaller if it must be."""
    return on_one_line(text, width, size, ems)


def label_of(text: str, width: float, size: float, least: float = FLOOR) -> Setting:
    """Return a text on one line, in smaller letters if it must be, and then cut."""
    fits = max(least, min(size, width / max(ems(text), 0.1)))
    return cut(lines_of(text, width, fits), fits, width, ems)


def lines_of(text: str, width: float, size: float, pitch: float = 1.3) -> Setting:
    """Return a text on as many lines as it takes."""
    return Setting(size, tuple(wrapped(text, width / size, ems)), pitch)


def heading_of(text: str, width: float, size: float) -> Setting:
    """Return a heading: few lines, all about as long."""
    return Setting(size, tuple(even(text, width / size, ems)), 1.14)


def largest(text: str, width: float, height: float, sizes: Sequence[float]) -> Setting:
    """Return a text in the largest size that fits, cut if none does."""
    return fitted(text, width, height, sizes, ems)


@dataclass
class Canvas:
    """What stands on one sheet; every measure counts from its top left corner."""

    parts: list[dict[str, Any]] = field(default_factory=list)

    def put(self, kind: str, x: float, y: float, w: float, h: float, **look: Any) -> None:
        """Put a part on the sheet."""
        self.parts.append({"kind": kind, "x": x, "y": y, "w": w, "h": h, **look})

    def panel(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str,
        *,
        radius: float = 0,
        line: str = "",
    ) -> None:
        """Put a coloured ground."""
        self.put("panel", x, y, w, h, fill=fill, radius=radius, line=line)

    def text(
        self,
        setting: Setting,
        x: float,
        y: float,
        w: float,
        *,
        ink: str = "ink",
        bold: bool = False,
        align: str = "left",
        tag: str = "p",
        lang: str = "zh",
    ) -> float:
        """Put a text that was set, and return how high it is."""
        if setting.lines:
            look = {"ink": ink, "bold": bold, "align": align, "tag": tag, "lang": lang}
            about = {"size": setting.size, "lines": setting.lines, "pitch": setting.pitch}
            self.put("text", x, y, w, setting.height, **about, **look)
        return setting.height

    def scaled(self, factor: float) -> list[dict[str, Any]]:
        """Return the parts on a sheet that is larger or smaller by a factor."""
        return [
            {key: round(at * factor, 3) if key in MEASURES else at for key, at in part.items()}
            for part in self.parts
        ]


@dataclass(frozen=True)
class Block:
    """Something with a height that can be put anywhere."""

    height: float
    draw: Callable[[Canvas, float, float], None]


def title(words: Words, width: float, size: float, *, bilingual: bool, ink: str = "jade") -> Block:
    """Return the heading of a part of the board."""
    zh = line_of(words.zh, width, size)
    en = Setting(FLOOR, (words.en,) if bilingual else ())

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.text(zh, x, y, width, ink=ink, bold=True, tag="h2")
        left = zh.width(ems) + 2.5
        base = y + (zh.size - en.size) * 0.88
        canvas.text(en, x + left, base, width - left, ink="quiet", lang="en")

    return Block(zh.height, draw)
