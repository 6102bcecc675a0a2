"""The printed board: its size, its words, and a code that a phone reads under hard conditions."""

import io
import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfReader

from portal.boards.drawing import draw_boards, draw_picture, printable, qr_path, qr_svg
from tests.boards.content import EVERYDAY, HARMFUL, HOSTILE, LONGEST

MM = 72 / 25.4
DPI = 110
PANEL = (310, 182, 402, 274)  # where the code stands on the board, in millimetres


def words(page):
    return re.sub(r"\s", "", page.extract_text())


@pytest.fixture(scope="module")
def order():
    return draw_boards([EVERYDAY, LONGEST, HARMFUL])


@pytest.fixture(scope="module")
def pages(order):
    return PdfReader(io.BytesIO(order)).pages


@pytest.fixture(scope="module")
def sheet(order):
    return pypdfium2.PdfDocument(order)[0].render(scale=DPI / 72).to_pil().convert("L")


def test_each_board_is_one_a3_page_even_with_the_longest_words(pages):
    assert len(pages) == 3
    for page in pages:
        assert float(page.mediabox.width) / MM == pytest.approx(420, abs=0.1)
        assert float(page.mediabox.height) / MM == pytest.approx(297, abs=0.1)


@pytest.mark.parametrize(
    ("place", "board"), [(0, EVERYDAY), (1, LONGEST)], ids=["everyday", "longest"]
)
def test_everything_is_printed(pages, place, board):
    printed = words(pages[place])

    people = [text for p in board.people for text in (p.duty, p.name, p.phone or "", *p.tasks)]
    facts = [text for fact in board.facts for text in fact]
    rest = (board.number, board.grid_name, board.grid_code, board.scope, board.supervision_phone)
    fixed = (
        "网格责任公示牌",
        "扫一扫，报问题、查进度、来评价",
        "示意图",
        "110",
        "119",
        "120",
        "12345",
    )
    for text in (*people, *board.volunteers, *facts, *rest, *fixed):
        assert re.sub(r"\s", "", text) in printed
    assert f"第{board.revision}版·2025年11月20日" in printed


def over_each_other(one, other):
    """Return whether two printed lines (left, bottom, right, top) cover each other."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and along > 0.3 * min(one[3] - one[1], other[3] - other[1])


@pytest.mark.parametrize("place", [0, 1, 2], ids=["everyday", "longest", "harmful"])
def test_no_words_cover_others_or_run_into_the_margin(order, place):
    text = pypdfium2.PdfDocument(order)[place].get_textpage()
    lines = [text.get_rect(n) for n in range(text.count_rects())]

    assert min(left for left, _, _, _ in lines) >= 18 * MM
    assert max(right for _, _, right, _ in lines) <= 402 * MM
    assert not [pair for pair in combinations(lines, 2) if over_each_other(*pair)]


def test_texts_that_look_like_programs_are_printed_as_they_are(pages):
    printed = words(pages[2])

    assert printed.count(re.sub(r"\s", "", HOSTILE)) == 1 + 3 * 3 + 2 + 1 + 2


def test_a_character_that_no_font_has_does_not_stop_the_order():
    order = draw_boards([replace(EVERYDAY, scope="བོད\ue000\ud800 到\u202e江陵路\ufe0f")])

    assert "〓〓〓〓〓到江陵路" in words(PdfReader(io.BytesIO(order)).pages[0])


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=45))
def test_any_text_can_be_printed(text, texts):
    people = tuple(
        replace(p, name=text, duty=text, phone=text, tasks=tuple(texts[:8]))
        for p in EVERYDAY.people
    )
    board = replace(
        EVERYDAY,
        grid_name=text,
        scope=" ".join(texts),
        people=people,
        volunteers=tuple(texts),
        facts=((text, text),),
    )

    assert len(PdfReader(io.BytesIO(draw_boards([board]))).pages) == 1


def test_a_board_with_nothing_to_say_yet_is_still_drawn():
    bare = replace(
        EVERYDAY, people=(), volunteers=(), facts=(), neighbours=(), scope="", supervision_phone=""
    )

    assert "岗位暂缺" in words(PdfReader(io.BytesIO(draw_boards([bare]))).pages[0])


def test_the_file_is_an_archive_that_a_screen_reader_can_read(order):
    reader = PdfReader(io.BytesIO(order))
    about = reader.xmp_metadata.stream.get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert reader.root_object["/Lang"] == "zh-CN"
    assert reader.metadata.title == "网格责任公示牌"
    assert [entry.title for entry in reader.outline] == [
        b.grid_name for b in (EVERYDAY, LONGEST, HARMFUL)
    ]


def test_a_single_board_is_named_after_its_grid():
    assert (
        PdfReader(io.BytesIO(draw_boards([EVERYDAY]))).metadata.title
        == "水电社区第三网格责任公示牌"
    )


def test_every_font_is_embedded(pages):
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]

    assert fonts
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        assert "/FontFile2" in inner.get_object()["/FontDescriptor"]


def test_the_same_boards_give_the_same_bytes(order):
    assert draw_boards([EVERYDAY, LONGEST, HARMFUL]) == order
    assert draw_boards([replace(EVERYDAY, revision=3), LONGEST, HARMFUL]) != order


def test_an_order_of_no_boards_is_refused():
    with pytest.raises(ValueError, match="no board"):
        draw_boards([])


def test_the_picture_is_the_board_in_small():
    picture = Image.open(io.BytesIO(draw_picture(EVERYDAY, dpi=60)))

    assert picture.size == (992, 702)


def stained(sheet):
    """Return the sheet with a tenth of its code's area covered, half of it black, half white."""
    image = sheet.copy()
    size = (70.8 * DPI / 25.4) * (0.1 / 2) ** 0.5
    for (x, y), colour in (((345, 216), 0), ((366, 248), 255)):
        left, top = x * DPI / 25.4, y * DPI / 25.4
        ImageDraw.Draw(image).rectangle((left, top, left + size, top + size), fill=colour)
    return image


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(lambda sheet: sheet, id="as printed"),
        pytest.param(lambda sheet: sheet.rotate(7, expand=True, fillcolor=255), id="held askew"),
        pytest.param(lambda sheet: sheet.rotate(90, expand=True), id="held sideways"),
        pytest.param(lambda sheet: sheet.filter(ImageFilter.GaussianBlur(3)), id="out of focus"),
        pytest.param(stained, id="a tenth of it covered"),
        pytest.param(
            lambda sheet: sheet.resize((sheet.width // 4, sheet.height // 4)), id="from afar"
        ),
    ],
)
def test_a_phone_reads_the_code_to_the_boards_address(sheet, seen):
    assert [found.text for found in zxingcpp.read_barcodes(seen(sheet))] == [EVERYDAY.url]


def test_the_code_is_large_and_has_a_quiet_zone_of_four_modules(sheet):
    panel = sheet.crop(tuple(round(mm * DPI / 25.4) for mm in PANEL))
    left, top, right, bottom = panel.point(lambda grey: 255 * (grey < 40)).getbbox()
    module = (right - left) / 33

    assert (right - left) * 25.4 / DPI >= 70
    assert bottom - top == pytest.approx(right - left, abs=2)
    around = panel.crop(tuple(round(n) for n in (left - 4 * module + 1, top, left - 1, bottom)))
    assert around.getextrema() == (255, 255)


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


def test_texts_are_printed_on_one_line_without_invisible_marks():
    assert printable("  王\u200b芳\n\t0112\u202e ") == "王芳 0112"
