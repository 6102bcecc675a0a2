"""What is true of an order to print: how it is packed, and what the print shop is told."""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.boards.rules.sheets import Sheet

SHEET_WORDS = {
    Sheet.A4_LANDSCAPE: "A4 横版 297×210 mm",
    Sheet.A4_PORTRAIT: "A4 竖版 210×297 mm",
    Sheet.A3_LANDSCAPE: "A3 横版 420×297 mm",
    Sheet.A3_PORTRAIT: "A3 竖版 297×420 mm",
    Sheet.A2_LANDSCAPE: "A2 横版 594×420 mm",
    Sheet.A2_PORTRAIT: "A2 竖版 420×594 mm",
    Sheet.DOOR_PLATE: "门牌 100×150 mm",
    Sheet.STICKER: "不干胶贴 80×80 mm",
}


class Packing(enum.StrEnum):
    """How the boards of an order are handed over."""

    ONE_PDF = "one-pdf"
    FILES = "files"  # one file each, in a ZIP
    FOLDERS = "folders"  # the same, with a folder for each community


@dataclass(frozen=True)
class Wish:
    """How the boards of an order are to be printed."""

    packing: Packing = Packing.ONE_PDF
    sheet: Sheet = Sheet.A3_LANDSCAPE
    is_bilingual: bool = False
    has_bleed: bool = False
    copies: int = 1


MOST_COPIES = 20
SHOP_HEAD = (
    "序号",
    "牌号",
    "版次",
    "文件",
    "街道",
    "社区",
    "网格",
    "尺寸",
    "悬挂位置",
    "份数",
    "语言",
    "出血",
)


@dataclass(frozen=True)
class ShopLine:
    """One board of an order, as the print shop has to know it."""

    number: str
    revision: int
    file: str
    street: str
    community: str
    grid: str
    place: str


def shop_rows(lines: Iterable[ShopLine], wish: Wish) -> Iterator[tuple[str | int, ...]]:
    """Return the print shop's sheet, its head first; it is Chinese like the boards themselves."""
    yield SHOP_HEAD
    for place, line in enumerate(lines, 1):
        yield (
            place,
            line.number,
            line.revision,
            line.file,
            line.street,
            line.community,
            line.grid,
            SHEET_WORDS[wish.sheet],
            line.place or "网格内最显眼处",
            wish.copies,
            "中英双语" if wish.is_bilingual else "中文",
            "四边各 3 mm，带裁切线" if wish.has_bleed else "无",
        )


def file_of(number: str, revision: int, community: str, packing: Packing, place: int) -> str:
    """Return where in what is handed over a board stands: its page, or its file.

    >>> file_of("002-021-004", 2, "春江社区", Packing.FOLDERS, 7)
    '春江社区/002-021-004-r2.pdf'
    >>> file_of("002-021-004", 2, "春江社区", Packing.ONE_PDF, 7)
    'boards.pdf #7'
    """
    if packing is Packing.ONE_PDF:
        return f"boards.pdf #{place}"
    name = f"{number}-r{revision}.pdf"
    return f"{as_folder(community)}/{name}" if packing is Packing.FOLDERS else name


def as_folder(name: str) -> str:
    r"""Return a name that every system takes for one folder, whatever is typed in a registry.

    >>> as_folder("春江社区"), as_folder("../a\\b:c"), as_folder(" . ")
    ('春江社区', '_a_b_c', '_')
    """
    plain = "".join("_" if c in '/\\:*?"<>|' or not c.isprintable() else c for c in name)
    return plain.strip(" .") or "_"
