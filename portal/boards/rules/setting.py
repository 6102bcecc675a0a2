"""What is true of a text that is set: where its lines break, and how large it may be.

Widths are reckoned in ems from the font's own tables, so a text is known to fit before
anything is drawn, and three hundred boards are set without trying each one on paper.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

Ems = Callable[[str], float]

UNITS = re.compile(r"\s+|[^\s⺀-\U0010ffff]+|[⺀-\U0010ffff]")  # Latin words hold together
CLOSING = frozenset("，。、；：！？）》」』】〉”’…·,.;:!?)]}%％°℃〓")  # never begins a line
OPENING = frozenset("（《「『【〈“‘([{")  # never ends one
WORD_ENDS = ("区", "街", "道", "路", "村", "苑", "城", "园", "镇", "线", "·", "，", "、")
PITCH = 1.3  # from line to line, in ems
MORE = "…"


@dataclass(frozen=True)
class Setting:
    """A text as it is set: the size of its letters, its lines, and whether all of it stands."""

    size: float
    lines: tuple[str, ...]
    pitch: float = PITCH
    is_whole: bool = True

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last."""
        return self.size * (1 + (len(self.lines) - 1) * self.pitch) if self.lines else 0.0

    def width(self, ems: Ems) -> float:
        """How wide the widest line is."""
        return max(map(ems, self.lines), default=0.0) * self.size


def wrapped(text: str, width: float, ems: Ems) -> list[str]:
    """Return the lines of a text in a column so many ems wide.

    Chinese breaks anywhere but before a closing mark or after an opening one; other words
    break at spaces, and within themselves only where one is wider than the column.

    >>> wrapped("东至江陵路，南至滨康路。", 5, len)
    ['东至江陵', '路，南至滨', '康路。']
    >>> wrapped("Grid 12 ends here", 8, len)
    ['Grid 12', 'ends', 'here']
    """
    lines, line, gone = [], "", 0.0
    for space, unit in _units(text):
        if line:
            wider = gone + ems(space) + _beside(ems, line[-1], unit[0], space) + ems(unit)
            if wider <= width:
                line, gone = line + space + unit, wider
                continue
            lines.append(line)
        *full, line = _broken(unit, width, ems)
        lines += full
        gone = ems(line)
    return [*lines, line] if line else lines


def _units(text: str) -> Iterator[tuple[str, str]]:
    """Return what holds together, each with the space before it."""
    held, space = "", ""
    for part in UNITS.findall(text):
        if part.isspace():
            if held:
                yield space, held
            held, space = "", " "
        elif held and part[0] not in CLOSING and held[-1] not in OPENING:
            yield space, held
            held, space = part, ""
        else:
            held += part
    if held:
        yield space, held


def _broken(unit: str, width: float, ems: Ems) -> list[str]:
    pieces = [""]
    for letter in unit if ems(unit) > width else ():
        if pieces[-1] and ems(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces if pieces != [""] else [unit]


def _beside(ems: Ems, left: str, right: str, space: str) -> float:
    """Return the air that stands between Chinese and Latin where they meet."""
    return _air(ems, left, space) + _air(ems, space, right) if space else _air(ems, left, right)


@lru_cache(maxsize=20_000)
def _air(ems: Ems, left: str, right: str) -> float:
    return ems(left + right) - ems(left) - ems(right)


def fitted(
    text: str, width: float, height: float, sizes: Sequence[float], ems: Ems, pitch: float = PITCH
) -> Setting:
    """Return a text in the largest size that fits its place, cut with “…” if none does.

    >>> fitted("一二三四五六", 12, 7, (4, 3, 2), len)
    Setting(size=3, lines=('一二三四', '五六'), pitch=1.3, is_whole=True)
    >>> fitted("一二三四五六", 4, 2, (4, 3, 2), len).lines
    ('一…',)
    """
    for size in sizes:
        found = Setting(size, tuple(wrapped(text, width / size, ems)), pitch)
        if found.height <= height + 1e-6:
            return found
    return cut(found, height, width, ems)


def cut(whole: Setting, height: float, width: float, ems: Ems) -> Setting:
    """Return as many lines as a height holds, at least one, and a mark where words are missing."""
    room = max(1, int((height / whole.size - 1) / whole.pitch + 1 + 1e-6))
    if len(whole.lines) <= room:
        return whole
    last = whole.lines[room - 1]
    while last and ems(last + MORE) > width / whole.size:
        last = last[:-1]
    return Setting(whole.size, (*whole.lines[: room - 1], last + MORE), whole.pitch, is_whole=False)


def even(text: str, width: float, ems: Ems) -> list[str]:
    """Return as few lines as a column needs, all about as long, as a heading looks best.

    >>> even("一二三四五六七", 6, len)
    ['一二三', '四五六七']
    >>> even("白马湖社区东信大道沿线网格", 9, len)
    ['白马湖社区', '东信大道沿线网格']
    """
    lines = wrapped(text, width, ems)
    if len(lines) < 2:
        return lines
    if len(lines) == 2 and (pair := _in_two(text, width, ems)):
        return list(pair)
    least = ems(text) / len(lines)
    for step in range(8):
        trial = wrapped(text, least + (width - least) * step / 8, ems)
        if len(trial) == len(lines):
            return trial
    return lines


def _in_two(text: str, width: float, ems: Ems) -> tuple[str, str] | None:
    """Return two lines about as long, parted where a word seems to end if that is near."""
    units = list(_units(text))
    best: tuple[float, tuple[str, str]] | None = None
    for place in range(1, len(units)):
        left, right = _joined(units[:place]), _joined(units[place:])
        wide = ems(left), ems(right)
        good = 4.0 if units[place][0] or left.endswith(WORD_ENDS) else 0.0
        cost = abs(wide[0] - wide[1]) - good
        if max(wide) <= width and (best is None or cost < best[0]):
            best = cost, (left, right)
    return best[1] if best else None


def _joined(units: Sequence[tuple[str, str]]) -> str:
    return "".join(space + unit for space, unit in units).strip()


def on_one_line(text: str, width: float, size: float, ems: Ems) -> Setting:
    """Return a text that must never be cut or broken, smaller where it would be too wide.

    >>> on_one_line("12345", 10, 4, len).size
    2.0
    """
    return Setting(min(size, width / max(ems(text), 0.1)), (text,) if text else ())
