"""The code on the printed board, read as phones read it: askew, aside, dirty, in the sun."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from portal.boards.drawing import qr_path, qr_svg
from portal.boards.rules import SIZES, Sheet
from tests.boards.content import EVERYDAY, IN_WORDS, LONGEST
from tests.boards.sheets import WAYS, draw, name_of, parts_of, picture_of

SYMBOL = 33 / 41  # of the white square, which has four empty modules on each side
LONG_SIDE = 2000  # dots of a photo of the whole board


def photographed(board, sheet, bilingual=False):
    """Return the board as a camera sees it, and where the symbol is in that picture."""
    size = SIZES[sheet]
    dpi = LONG_SIDE / max(size.width, size.height) * 25.4
    seen = picture_of(draw(board, sheet, bilingual=bilingual), dpi).convert("L")
    (code,) = [
        part for part in parts_of(board, sheet, bilingual=bilingual) if part["kind"] == "code"
    ]
    side, dots = code["w"] * SYMBOL, dpi / 25.4
    left, top = (code[axis] + (code["w"] - side) / 2 for axis in "xy")
    return seen, tuple(round(at * dots) for at in (left, top, left + side, top + side))


def covered(seen, symbol, grey=90):
    """A fifth of the symbol under a sticker, beneath the corner mark at its right."""
    left, _, right, bottom = symbol
    module = (right - left) / 33
    wide, high = 33 * 33 / 5 / 24 * module, 24 * module
    picture = seen.copy()
    ImageDraw.Draw(picture).rectangle((right - wide, bottom - high, right, bottom), fill=grey)
    return picture


def from_the_side(seen, _symbol):
    """The left edge of the board is farther away: two sevenths lower than the right one."""
    (width, height), near = seen.size, 0.4
    bent = (
        1 + near,
        0,
        0,
        near * height / width / 2,
        1 + near,
        -near * height / 2,
        near / width,
        0,
    )
    return seen.transform(seen.size, Image.Transform.PERSPECTIVE, bent, fillcolor=200)


def faded(seen, _symbol):
    """Years of sun: black has become a grey near the white."""
    return seen.point(lambda grey: 150 + grey * 50 // 255)


LOOKS = [
    pytest.param(lambda seen, _: seen, id="as printed"),
    pytest.param(lambda seen, _: seen.rotate(7, expand=True, fillcolor=255), id="askew"),
    pytest.param(lambda seen, _: seen.rotate(38, expand=True, fillcolor=128), id="far askew"),
    pytest.param(lambda seen, _: seen.rotate(180), id="upside down"),
    pytest.param(from_the_side, id="from the side"),
    pytest.param(lambda seen, _: seen.filter(ImageFilter.GaussianBlur(2)), id="out of focus"),
    pytest.param(covered, id="a fifth of it covered"),
    pytest.param(faded, id="faded"),
    pytest.param(lambda seen, symbol: faded(covered(seen, symbol), symbol), id="covered and faded"),
]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_a_phone_reads_the_code_to_the_boards_address(way, look):
    seen, symbol = photographed(EVERYDAY, *way)

    assert [found.text for found in zxingcpp.read_barcodes(look(seen, symbol))] == [EVERYDAY.url]


@pytest.mark.parametrize("board", [LONGEST, IN_WORDS], ids=["longest", "without an outline"])
@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_the_code_is_read_on_every_board(way, board):
    seen, symbol = photographed(board, *way)

    assert [found.text for found in zxingcpp.read_barcodes(covered(seen, symbol))] == [board.url]


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_the_code_has_a_quiet_zone_of_four_modules(way):
    seen, (left, top, right, bottom) = photographed(EVERYDAY, *way)
    module = (right - left) / 33
    zone = [round(at) for at in (left - 4 * module + 2, top - 4 * module + 2)]
    zone += [round(at) for at in (right + 4 * module - 2, bottom + 4 * module - 2)]
    panel = seen.crop(zone).point(lambda grey: 255 * (grey < 120))

    found = panel.getbbox()

    for edge, size in ((found[0], 0), (found[1], 0), (panel.width - found[2], 0)):
        assert edge - size == pytest.approx(4 * module - 2, abs=2)


@pytest.mark.parametrize(
    ("sheet", "least"),
    [
        (Sheet.A2_LANDSCAPE, 98),
        (Sheet.A3_LANDSCAPE, 70),
        (Sheet.A4_LANDSCAPE, 49),
        (Sheet.A3_PORTRAIT, 60),
        (Sheet.DOOR_PLATE, 42),
        (Sheet.STICKER, 32),
    ],
)
def test_the_code_is_large(sheet, least):
    (code,) = [part for part in parts_of(EVERYDAY, sheet) if part["kind"] == "code"]

    assert code["w"] * SYMBOL >= least


def test_a_long_address_still_makes_a_code_that_is_read():
    far = replace(EVERYDAY, url="HTTPS://WANGGE.A-VERY-LONG-DISTRICT-NAME.EXAMPLE.GOV.CN/B/7K3M9Q")
    seen = picture_of(draw(far, Sheet.STICKER), 300).convert("L")

    assert [found.text for found in zxingcpp.read_barcodes(seen)] == [far.url]


def test_the_symbol_is_of_the_level_that_bears_most_dirt():
    path, size = qr_path(EVERYDAY.url)
    image = Image.new("L", (size * 8, size * 8), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", path):
        box = (int(x) * 8, int(y) * 8, (int(x) + int(length)) * 8 - 1, int(y) * 8 + 7)
        ImageDraw.Draw(image).rectangle(box, fill=0)

    (found,) = zxingcpp.read_barcodes(image)

    assert (found.text, found.ec_level) == (EVERYDAY.url, "H")


def test_the_symbol_for_pages_is_plain_svg_with_a_label():
    svg = ElementTree.fromstring(qr_svg(EVERYDAY.url, label='跟进 "BJ" <1>'))

    assert svg.get("role") == "img"
    assert svg.get("aria-label") == '跟进 "BJ" <1>'
    for part in svg.iter():
        assert part.tag.removeprefix("{http://www.w3.org/2000/svg}") in {"svg", "path"}
        assert not {name for name in part.attrib if name == "style" or name.startswith("on")}
