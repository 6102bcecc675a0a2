"""Pictures for the demonstration, drawn by rule: plain scenes, each marked as an example."""

import io
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from portal import boards, files
from portal.demo.chance import Chance
from portal.demo.keeping import Album
from portal.files import Kept

SIZE = WIDTH, HEIGHT = 800, 600
VARIANTS = 10
MOST_BYTES = 2_000_000
FONT = Path(boards.__file__).parent / "fonts" / "NotoSansSC_700Bold.ttf"
GROUPS = {
    "B2": "街面",
    "B3": "设施",
    "C1": "楼栋",
    "C2": "室内",
    "C3": "隐患",
    "D1": "污水",
    "D2": "垃圾分类",
    "D3": "道路",
    "D4": "园区",
}
SHOWS = {"before": "处理前", "after": "处理后"}
Draw = ImageDraw.ImageDraw


def make_album(chance: Chance) -> Album:
    """Draw and keep pictures of every group, before and after; return where they are."""
    album: dict[tuple[str, str], list[Kept]] = {}
    wanted = [(group, shows, n) for group in GROUPS for shows in SHOWS for n in range(VARIANTS)]
    drawn = [_drawn(Chance(chance.random()), group, shows) for group, shows, _ in wanted]
    for (group, shows, _), content in zip(wanted, drawn, strict=True):
        kept = files.keep_photo(content, most_bytes=MOST_BYTES)
        album.setdefault((group, shows), []).append(kept)
    return album


def own_picture(name: str, group: str) -> Kept:
    """Draw and keep a picture that belongs to one report: by its print it is known again."""
    return files.keep_photo(_drawn(Chance(name), group, "before"), most_bytes=MOST_BYTES)


def sent_again(kept: Kept) -> Kept:
    """Keep a picture once more as it looks after a messenger has had it: smaller and coarser."""
    with Image.open(io.BytesIO(files.read(kept.key))) as opened:
        out = io.BytesIO()
        opened.resize((WIDTH * 3 // 5, HEIGHT * 3 // 5)).save(out, "JPEG", quality=45)
    return files.keep_photo(out.getvalue(), most_bytes=MOST_BYTES)


def _drawn(chance: Chance, group: str, shows: str) -> bytes:
    """Return a street corner as a JPEG: with what disturbs, or put in order."""
    picture = Image.new("RGB", SIZE, chance.choice(("#cfe3ee", "#dfe6e6", "#f0e2cf", "#c3d3e0")))
    draw = ImageDraw.Draw(picture)
    ground = chance.randint(380, 430)
    _houses(draw, chance, ground)
    draw.rectangle(
        (0, ground, WIDTH, HEIGHT), fill=chance.choice(("#8d918f", "#9a968d", "#a7a39a"))
    )
    draw.rectangle((0, ground, WIDTH, ground + 14), fill="#b9b5aa")
    _trees(draw, chance, ground)
    if shows == "before":
        _disorder(draw, chance, ground)
    else:
        for x in range(60, WIDTH, 150):
            draw.rectangle((x, 520, x + 80, 530), fill="#f4f1e6")
    _caption(draw, f"示例图片 · {GROUPS[group]} · {SHOWS[shows]}")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _houses(draw: Draw, chance: Chance, ground: int) -> None:
    x = -chance.randint(0, 60)
    while x < WIDTH:
        wide, top = chance.randint(110, 220), chance.randint(40, 220)
        colour = chance.choice(("#c9b79c", "#b8c0b4", "#d6c9b5", "#a9b3bd", "#cfae98"))
        draw.rectangle((x, top, x + wide, ground), fill=colour)
        for left in range(x + 16, x + wide - 24, 38):
            for upper in range(top + 20, ground - 40, 48):
                lit = chance.choice(("#6b7c8a", "#7f93a2", "#e9d9a6"))
                draw.rectangle((left, upper, left + 22, upper + 28), fill=lit)
        x += wide + chance.randint(4, 30)


def _trees(draw: Draw, chance: Chance, ground: int) -> None:
    for _ in range(chance.randint(1, 4)):
        x, size = chance.randint(20, WIDTH - 60), chance.randint(40, 80)
        draw.rectangle((x - 6, ground - 90, x + 6, ground), fill="#6d563f")
        draw.ellipse(
            (x - size, ground - 90 - size, x + size, ground - 60 + size // 3), fill="#5f8a5b"
        )


def _disorder(draw: Draw, chance: Chance, ground: int) -> None:
    middle = chance.randint(200, 600)
    for _ in range(chance.randint(14, 26)):
        x = round(chance.gauss(middle, 90))
        y = round(chance.triangular(ground + 20, 560, 500))
        size = chance.randint(14, 46)
        colour = chance.choice(("#3b3b3b", "#d9d3c3", "#3f6f9f", "#b8533e", "#c9a13b", "#e8e8e8"))
        shape = chance.choice((draw.rectangle, draw.ellipse))
        shape((x, y - size, x + round(size * 1.3), y), fill=colour, outline="#555555")


def _caption(draw: Draw, words: str) -> None:
    draw.rectangle((0, HEIGHT - 34, WIDTH, HEIGHT), fill="#1b2430")
    draw.text((12, HEIGHT - 31), words, font=_font(), fill="#fbfaf7")


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), 20)
