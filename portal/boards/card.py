"""The picture of a page as messengers show it beside a link: 1200 × 630 pixels, drawn by us."""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

SIZE = WIDTH, HEIGHT = 1200, 630
EDGE = 64
WHOLE = WIDTH - 2 * EDGE  # the room of a line
JADE, PAPER, INK, SOFT, WEAK = "#0f766e", "#fbfaf7", "#1b2430", "#525c68", "#e6f2f0"
FONTS = Path(__file__).parent / "fonts"
LARGEST, SMALLEST = 84, 40
TITLE_HEIGHT = 240
PHOTO = PHOTO_WIDTH, PHOTO_HEIGHT = 440, 330
NEVER_FIRST = "，。、；：！？）》”’,.;:!?)"  # a line does not begin with one of these
Draw = ImageDraw.ImageDraw


@dataclass(frozen=True)
class CardContent:
    """What stands on a card."""

    over: str  # in the band: what this is
    title: str
    under: str
    lines: tuple[str, ...] = ()
    foot: str = ""
    photo: bytes | None = None


def draw_card(content: CardContent) -> bytes:
    """Return a card as a PNG: the same words are the same bytes."""
    card = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(card)
    draw.rectangle((0, 0, WIDTH, 96), fill=JADE)
    over, foot = _font(40, bold=True), _font(32)
    draw.text((EDGE, 48), _cut(content.over, WHOLE, over), font=over, fill=PAPER, anchor="lm")
    room = WHOLE - (PHOTO_WIDTH + 40 if content.photo else 0)
    y = _title(draw, content.title, room, 140)
    y = _line(draw, content.under, 34, SOFT, room, y + 8)
    for line in content.lines:
        y = _line(draw, line, 38, INK, room, y + 18)
    if content.photo:
        _photo(card, content.photo)
    draw.rectangle((0, HEIGHT - 80, WIDTH, HEIGHT), fill=WEAK)
    draw.text(
        (EDGE, HEIGHT - 40), _cut(content.foot, WHOLE, foot), font=foot, fill=JADE, anchor="lm"
    )
    out = io.BytesIO()
    is_plain = content.photo is None  # few colours then: a third of the bytes
    (card.quantize(64) if is_plain else card).save(out, "PNG", optimize=True)
    return out.getvalue()


def wrapped(words: str, room: float, font: ImageFont.FreeTypeFont) -> list[str]:
    """Return words in lines that fit: English breaks between words, Chinese anywhere."""
    lines, line = [], ""
    for piece in _pieces(words, room, font):
        if line and font.getlength((line + piece).rstrip()) > room and piece not in NEVER_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def _pieces(words: str, room: float, font: ImageFont.FreeTypeFont) -> list[str]:
    """Return what a line may break between: words with their space, single characters.

    A word that no line has room for breaks where it must.
    """
    pieces: list[str] = []
    for character in words:
        joins = pieces and pieces[-1].isascii() and not pieces[-1].endswith(" ")
        if joins and character.isascii() and font.getlength(pieces[-1] + character) <= room:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _title(draw: Draw, words: str, room: int, y: int) -> int:
    """Write the title as large as its lines allow, three of them at most."""
    for size in range(LARGEST, SMALLEST - 1, -4):
        font = _font(size, bold=True)
        lines = wrapped(words, room, font)
        if len(lines) * size * 1.3 <= TITLE_HEIGHT and max(map(font.getlength, lines)) <= room:
            break
    most = int(TITLE_HEIGHT // (size * 1.3))
    for line in lines[:most]:
        draw.text((EDGE, y), line, font=font, fill=INK)
        y += round(size * 1.3)
    return y


def _line(draw: Draw, words: str, size: int, colour: str, room: int, y: int) -> int:
    font = _font(size)
    while size > 20 and font.getlength(words) > room:
        size -= 2
        font = _font(size)
    draw.text((EDGE, y), _cut(words, room, font), font=font, fill=colour)
    return y + round(size * 1.35)


def _cut(words: str, room: float, font: ImageFont.FreeTypeFont) -> str:
    """Return words, or as many of them as there is room for."""
    kept = words
    while kept and font.getlength(kept + "…") > room:
        kept = kept[:-1]
    return words if font.getlength(words) <= room else f"{kept}…"


def _photo(card: Image.Image, content: bytes) -> None:
    with Image.open(io.BytesIO(content)) as opened:
        photo = ImageOps.fit(opened.convert("RGB"), PHOTO)
    card.paste(photo, (WIDTH - EDGE - PHOTO_WIDTH, 150))


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "NotoSansSC_700Bold.ttf" if bold else "NotoSansSC_400Regular.ttf"
    return ImageFont.truetype(str(FONTS / name), size)
