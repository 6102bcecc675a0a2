"""The printed board: on every sheet and in both languages all that it says, and nothing over it."""

import io
from dataclasses import replace
from itertools import combinations

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from portal.boards.drawing import draw_boards, draw_picture, draw_svg, printable
from portal.boards.rules import BLEED, MARGIN_FOR_MARKS, SIZES, Sheet
from tests.boards.content import (
    BARE,
    EVERYDAY,
    HARMFUL,
    HOSTILE,
    IN_WORDS,
    LONGEST,
    OVERLONG,
    PARTED,
    PICTURED,
)
from tests.boards.sheets import (
    LARGE,
    MM,
    WAYS,
    bare,
    draw,
    ink_of,
    name_of,
    parts_of,
    texts_of,
    words_on,
)

ALL = {
    "everyday": EVERYDAY,
    "longest": LONGEST,
    "more than a sheet holds": OVERLONG,
    "harmful": HARMFUL,
    "of several parts": PARTED,
    "without an outline": IN_WORDS,
    "bare": BARE,
    "with a photo": PICTURED,
}
FIXED = (
    "网格责任公示牌",
    "扫一扫，报问题、查进度、来评价",
    "示意图",
    "110",
    "119",
    "120",
    "12345",
    "监督电话",
    "1扫码",
    "2说事、拍照",
    "3看进度、来评价",
)


@pytest.fixture(scope="module")
def order():
    return draw_boards([EVERYDAY, LONGEST, HARMFUL])


@pytest.mark.parametrize("bilingual", [False, True], ids=["Chinese", "both languages"])
@pytest.mark.parametrize("sheet", LARGE)
@pytest.mark.parametrize("board", [EVERYDAY, LONGEST], ids=["everyday", "longest"])
def test_everything_is_printed(board, sheet, bilingual):
    printed = words_on(draw(board, sheet, bilingual=bilingual))

    people = [text for p in board.people for text in (p.duty, p.name, p.phone or "", *p.tasks)]
    facts = [text for fact in board.facts for text in fact]
    place = (board.street, board.community, board.scope, board.grid_name, board.grid_code)
    about = (board.number, f"第{board.revision}版", "2025年11月20日", board.supervision_phone)
    address = board.url.removeprefix("HTTPS://")
    for text in (*people, *board.volunteers, *facts, *place, *about, *FIXED, address):
        assert bare(text) in printed
    english = [board.grid_name_en, board.street_en, board.people[0].duty_en, "Service area", "Scan"]
    assert all((bare(text) in printed) is bilingual for text in english)


@pytest.mark.parametrize("bilingual", [False, True], ids=["Chinese", "both languages"])
@pytest.mark.parametrize("sheet", [Sheet.DOOR_PLATE, Sheet.STICKER])
@pytest.mark.parametrize("board", [EVERYDAY, LONGEST], ids=["everyday", "longest"])
def test_a_small_sheet_says_who_to_call_and_where_the_code_leads(board, sheet, bilingual):
    printed = words_on(draw(board, sheet, bilingual=bilingual))

    worker = board.people[0]
    for text in (board.grid_name, worker.name, worker.phone, board.url[8:], board.number):
        assert bare(text) in printed
    assert "扫一扫，报问题、查进度、来评价" in printed


@pytest.mark.parametrize("board", ALL.values(), ids=ALL.keys())
@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_no_words_cover_others_or_run_over_the_edge(board, way):
    nothing_covers(board, *way)


def nothing_covers(board, sheet, bilingual):
    parts = parts_of(board, sheet, bilingual=bilingual)
    size, texts = SIZES[sheet], [part for part in parts if part["kind"] == "text"]
    pictures = [part for part in parts if part["kind"] in {"code", "picture", "photo"}]
    edge = min(size.width, size.height) * 0.03
    boxes = [(ink_of(text), text["lines"]) for text in texts]
    boxes += [((p["x"], p["y"], p["x"] + p["w"], p["y"] + p["h"]), p["kind"]) for p in pictures]
    for (left, top, right, bottom), what in boxes:
        assert left >= edge - 0.01, what
        assert right <= size.width - edge + 0.3, what
        assert top >= 0, what
        assert bottom <= size.height, what
    for (one, words), (other, others) in combinations(boxes, 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        along = min(one[3], other[3]) - max(one[1], other[1])
        assert across < 0.2 or along < 0.2, (words, others)


@pytest.mark.parametrize("board", [EVERYDAY, LONGEST, OVERLONG], ids=["everyday", "long", "over"])
@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_the_letters_stand_where_they_were_reckoned_to_stand(board, way):
    sheet, bilingual = way
    height = SIZES[sheet].height
    page = pypdfium2.PdfDocument(draw(board, sheet, bilingual=bilingual))[0].get_textpage()
    places = [ink_of(text) for text in texts_of(board, sheet, bilingual=bilingual)]

    for n in range(page.count_rects()):
        left, _, right, top = (at / MM for at in page.get_rect(n))
        assert any(
            x - 0.5 <= left and right <= end + 0.5 and y - 0.5 <= height - top <= foot
            for x, y, end, foot in places
        ), page.get_text_bounded(*page.get_rect(n))


@pytest.mark.parametrize("way", [way for way in WAYS if way[0] in LARGE], ids=name_of)
def test_what_does_not_fit_is_left_to_the_page_and_said(way):
    sheet, bilingual = way

    printed = words_on(draw(OVERLONG, sheet, bilingual=bilingual))

    assert "人，请扫码查看" in printed
    assert "…" in printed
    assert bare(OVERLONG.people[0].phone) in printed
    assert OVERLONG.people[0].name[:8] in printed


def test_duties_that_do_not_fit_are_left_to_the_page_and_the_names_stay():
    busy = tuple(replace(person, tasks=person.tasks * 9) for person in LONGEST.people)

    printed = words_on(draw(replace(LONGEST, people=busy), Sheet.A3_LANDSCAPE))

    assert printed.count("其余职责请扫码查看") >= 2
    assert all(person.name in printed for person in busy)


@pytest.mark.parametrize("count", [2, 3, 7, 12, 23, 40])
@pytest.mark.parametrize("sheet", LARGE)
def test_two_to_forty_volunteers_are_all_named(sheet, count):
    board = replace(EVERYDAY, volunteers=tuple(f"欧阳 S{n:05}" for n in range(count)))

    printed = words_on(draw(board, sheet, bilingual=True))

    assert all(bare(name) in printed for name in board.volunteers)
    assert f"{count}人" in printed


@pytest.mark.parametrize("count", [1, 2, 4, 5])
@pytest.mark.parametrize("sheet", LARGE)
def test_one_to_five_who_answer_are_all_named_with_their_phones(sheet, count):
    people = tuple(
        replace(EVERYDAY.people[0], duty=duty, name=f"陈{letter}芳", tasks=("走访巡查",))
        for duty, letter in zip(
            ("专职网格员", "网格长", "网格指导员", "兼职网格员", "网格员"),
            "甲乙丙丁戊",
            strict=True,
        )
    )[:count]

    printed = words_on(draw(replace(EVERYDAY, people=people), sheet))

    assert all(person.name in printed and person.duty in printed for person in people)
    assert printed.count("0571-86701123") == count


def test_texts_that_look_like_programs_are_printed_as_they_are():
    printed = words_on(draw(HARMFUL, Sheet.A3_PORTRAIT))

    assert printed.count(bare(HOSTILE)) == 1 + 3 * 3 + 2 + 1 + 2


def test_rare_characters_are_printed_as_they_are():
    people = tuple(replace(p, name="䶮㛃𬭎") for p in EVERYDAY.people)

    printed = words_on(draw(replace(EVERYDAY, people=people), Sheet.A4_PORTRAIT))

    assert printed.count("䶮㛃𬭎") == 3


def test_a_character_that_no_font_has_does_not_stop_the_order():
    pdf = draw_boards([replace(EVERYDAY, scope="བོད\ue000\ud800 到\u202e江陵路\ufe0f")])

    assert "〓〓〓〓〓到江陵路" in words_on(pdf)


ANY_TEXT = st.text(max_size=60)


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, st.lists(st.text(max_size=30), max_size=45), st.sampled_from(WAYS))
@example("W" * 60, ["i" * 30, "国" * 30] * 20, (Sheet.A4_PORTRAIT, True))
@example("（（（（" * 15, ["，" * 30] * 45, (Sheet.A3_LANDSCAPE, True))
def test_whatever_a_board_says_nothing_covers_or_runs_over(text, texts, way):
    nothing_covers(any_board(text, texts), *way)


@settings(max_examples=12, deadline=None)
@given(ANY_TEXT, st.lists(st.text(max_size=30), max_size=45), st.sampled_from(WAYS))
def test_any_text_can_be_printed(text, texts, way):
    sheet, bilingual = way

    pdf = draw_boards([any_board(text, texts)], sheet, bilingual=bilingual)

    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def any_board(text, texts):
    people = tuple(
        replace(p, name=text, duty=text, duty_en=text, phone=text, tasks=tuple(texts[:8]))
        for p in EVERYDAY.people
    )
    return replace(
        EVERYDAY,
        grid_name=text,
        grid_name_en=text,
        community=text,
        street_en=text,
        number=text,
        supervision_phone=text,
        scope=" ".join(texts),
        people=people,
        volunteers=tuple(texts),
        facts=((text, text),) * 3,
        facts_en=((text, text),) * 3,
    )


def test_a_board_with_nothing_to_say_yet_says_whom_to_call():
    assert "岗位暂缺，有事请拨打12345。" in words_on(draw_boards([BARE]))
    assert "请拨打监督电话或12345。" in words_on(draw_boards([replace(EVERYDAY, people=())]))


@pytest.mark.parametrize("sheet", LARGE)
def test_an_empty_post_is_named_as_vacant(sheet):
    assert "网格员暂缺0571-86701199" in words_on(draw(PICTURED, sheet))


@pytest.mark.parametrize("sheet", LARGE)
def test_a_grid_without_an_outline_has_its_area_in_words_instead(sheet):
    printed = words_on(draw(IN_WORDS, sheet))

    assert bare(IN_WORDS.scope) in printed
    assert "示意图" not in printed
    assert max(t["size"] for t in texts_of(IN_WORDS, sheet) if "江陵" in t["lines"][0]) >= 5


def test_holes_and_parts_are_drawn_as_such():
    (drawn,) = [p for p in parts_of(PARTED, Sheet.A3_LANDSCAPE) if p["kind"] == "map"]
    picture = Image.open(io.BytesIO(draw_picture(PARTED, dpi=72)))

    def colour(ring):
        corners = [pair.split() for pair in ring.strip("MZ").split("L")]
        middle = [sum(float(c[axis]) for c in corners) / len(corners) for axis in (0, 1)]
        x, y = ((at * 3 + float(corners[0][axis]) * 7) / 10 for axis, at in enumerate(middle))
        return picture.getpixel((round((drawn["x"] + x) * MM), round((drawn["y"] + y) * MM)))[:3]

    rings = [f"M{ring}" for ring in drawn["own"].split("M")[1:]]
    assert len(rings) == 3
    assert colour(rings[1]) == (0xFB, 0xFA, 0xF7)  # paper: what lies there is not ours
    assert colour(rings[2]) == (0xCF, 0xE6, 0xE2)


def test_a_photo_is_printed_with_a_name_for_who_cannot_see_it():
    reader = PdfReader(io.BytesIO(draw_boards([PICTURED])))

    assert reader.pages[0].images
    assert "陈建芳的照片".encode("utf-16-be") in reader_bytes(reader)
    assert not PdfReader(io.BytesIO(draw_boards([EVERYDAY]))).pages[0].images


def reader_bytes(reader):
    """Return every alternative text of a file, as it is written there."""
    found = []
    for number in range(1, len(reader.xref[0]) + 1):
        thing = reader.get_object(number)
        if isinstance(thing, dict) and "/Alt" in thing:
            found.append(str(thing["/Alt"]).encode("utf-16-be"))
        if isinstance(thing, dict) and "/A" in thing and "/Alt" in str(thing["/A"]):
            found.append(str(thing["/A"]).encode("utf-16-be"))
    return b"".join(found)


def test_the_file_is_an_archive_that_a_screen_reader_can_read(order):
    reader = PdfReader(io.BytesIO(order))
    about = reader.xmp_metadata.stream.get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert reader.root_object["/Lang"] == "zh-CN"
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "网格责任公示牌"
    assert [entry.title for entry in reader.outline] == [
        b.grid_name for b in (EVERYDAY, LONGEST, HARMFUL)
    ]


def test_a_single_board_is_named_after_its_grid():
    reader = PdfReader(io.BytesIO(draw_boards([EVERYDAY])))

    assert reader.metadata.title == "水电社区第三网格责任公示牌"


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_every_font_is_embedded(way):
    sheet, bilingual = way
    (page,) = PdfReader(io.BytesIO(draw(HARMFUL, sheet, bilingual=bilingual))).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]

    assert fonts
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        assert "/FontFile2" in inner.get_object()["/FontDescriptor"]


@pytest.mark.parametrize("bleed", [False, True], ids=["cut", "with bleed"])
@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_the_same_boards_give_the_same_bytes(way, bleed):
    sheet, bilingual = way
    how = {"bilingual": bilingual, "bleed": bleed}

    first = draw_boards([EVERYDAY, PARTED], sheet, **how)

    assert draw_boards([EVERYDAY, PARTED], sheet, **how) == first
    assert draw_boards([replace(EVERYDAY, revision=3), PARTED], sheet, **how) != first


def test_an_order_of_no_boards_is_refused():
    with pytest.raises(ValueError, match="no board"):
        draw_boards([])


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_the_picture_is_the_board_in_small(way):
    sheet, bilingual = way
    picture = Image.open(io.BytesIO(draw_picture(EVERYDAY, sheet, bilingual=bilingual, dpi=60)))

    size = SIZES[sheet]
    assert picture.width == pytest.approx(size.width / 25.4 * 60, abs=1)
    assert picture.height == pytest.approx(size.height / 25.4 * 60, abs=1)


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_the_drawing_is_one_svg_of_the_sheets_size_that_runs_nothing(way):
    sheet, bilingual = way
    drawing = draw_svg(HARMFUL, sheet, bilingual=bilingual).decode()

    size = SIZES[sheet]
    assert drawing.startswith("<svg")
    assert f'viewBox="0 0 {size.width * MM:.3f}'[:16] in drawing
    assert "<script" not in drawing
    assert "<text" not in drawing  # letters are outlines: no font is needed


@pytest.mark.parametrize("sheet", Sheet)
def test_the_boxes_say_where_to_cut_and_how_far_the_colour_goes(sheet):
    pdf = draw_boards([EVERYDAY, LONGEST], sheet, bleed=True)
    size, document = SIZES[sheet], pypdfium2.PdfDocument(pdf)

    assert len(PdfReader(io.BytesIO(pdf), strict=True).pages) == len(document) == 2
    for page in document:
        left, bottom, right, top = (at / MM for at in page.get_trimbox())
        assert (right - left, top - bottom) == pytest.approx((size.width, size.height), abs=0.01)
        assert left == pytest.approx(MARGIN_FOR_MARKS, abs=0.01)
        beyond = [
            abs(a - b) / MM for a, b in zip(page.get_trimbox(), page.get_bleedbox(), strict=True)
        ]
        assert beyond == pytest.approx([BLEED] * 4, abs=0.01)
        assert page.get_mediabox()[2] / MM == pytest.approx(size.width + 20, abs=0.01)


@pytest.mark.parametrize("sheet", Sheet)
def test_colour_goes_over_the_cut_and_the_marks_stand_on_white(sheet):
    picture = pypdfium2.PdfDocument(draw(EVERYDAY, sheet, bleed=True))[0].render(scale=4).to_pil()

    def at(x, y):
        return picture.getpixel((round((x + 10) * MM * 4), round((y + 10) * MM * 4)))[:3]

    assert at(-2.8, -2.8) == at(-2.8, 5) == at(5, -2.8) == (0x0F, 0x76, 0x6E)
    assert at(-3.6, 5) == at(20, -3.6) == (255, 255, 255)
    across = [at(0, y / 20 - 8) for y in range(60)]
    assert min(min(colour) for colour in across) < 120  # a mark, above the corner


def test_texts_are_printed_on_one_line_without_invisible_marks():
    assert printable("  王\u200b芳\n\t0112\u202e ") == "王芳 0112"
