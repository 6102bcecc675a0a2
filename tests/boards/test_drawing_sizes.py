"""The printed board in millimetres: the sheet, and letters that are read from three metres."""

import re

import pypdfium2
import pytest
from PIL import ImageChops

from portal.boards.drawing import draw_boards
from portal.boards.rules import SIZES, Sheet
from tests.boards.content import EVERYDAY, LONGEST
from tests.boards.sheets import LARGE, MM, draw, name_of, picture_of, texts_of

DPI = 150
# What A2 must give; each smaller sheet gives it in proportion, a step of paper sizes being √2.
GRID_NAME, PERSON, PHONE, LEAST = 24.0, 12.0, 10.0, 5.0
HAN = re.compile("[国建芳网格社区电康程街道路业园热提欧阳陈沈滨安西兴村幢问题进度评价]")
LARGE_WAYS = [(sheet, bilingual) for sheet in LARGE for bilingual in (False, True)]
BOARDS = pytest.mark.parametrize("board", [EVERYDAY, LONGEST], ids=["everyday", "longest"])


def part_of_a2(sheet):
    size = SIZES[sheet]
    return max(size.width, size.height) / 594


@pytest.mark.parametrize("sheet", Sheet)
def test_the_sheet_is_as_large_as_it_says(sheet):
    size, page = SIZES[sheet], pypdfium2.PdfDocument(draw(EVERYDAY, sheet))[0]

    assert page.get_width() / MM == pytest.approx(size.width, abs=0.01)
    assert page.get_height() / MM == pytest.approx(size.height, abs=0.01)


def ink_heights(board, sheet, bilingual, *, said):
    """Return how high the printed letters of each line of some texts are, in millimetres."""
    picture = picture_of(draw(board, sheet, bilingual=bilingual), DPI)
    for text in texts_of(board, sheet, bilingual=bilingual):
        if said("".join(text["lines"])):
            for n in range(len(text["lines"])):
                top = text["y"] + n * text["size"] * text["pitch"]
                box = (text["x"], top - 0.04 * text["size"], text["x"] + text["w"] + 1)
                yield ink_height(picture, (*box, top + text["size"] * 1.02))


def ink_height(picture, box):
    """Return how high what is not of the ground's colour stands in a part of a picture."""
    part = picture.crop([round(at * DPI / 25.4) for at in box]).convert("RGB")
    ground = part.resize((1, 1), box=(0, 0, 1, 1)).resize(part.size)
    mask = ImageChops.difference(part, ground).convert("L").point(lambda grey: 255 * (grey > 60))
    left, top, right, bottom = mask.getbbox()
    assert right > left
    return (bottom - top) * 25.4 / DPI


@BOARDS
@pytest.mark.parametrize("way", LARGE_WAYS, ids=name_of)
def test_the_name_of_the_grid_is_read_from_afar(board, way):
    name = board.grid_name
    heights = list(ink_heights(board, *way, said=lambda text: text == name))

    assert heights
    assert min(heights) >= GRID_NAME * part_of_a2(way[0])


@BOARDS
@pytest.mark.parametrize("way", LARGE_WAYS, ids=name_of)
def test_names_of_people_and_their_phones_are_large(board, way):
    names = {person.name for person in board.people}
    phones = {person.phone for person in board.people} | {board.supervision_phone}
    phones |= {"110", "119", "120", "12345"}

    people = list(ink_heights(board, *way, said=lambda text: text in names))
    numbers = list(ink_heights(board, *way, said=lambda text: text in phones))

    assert len(people) >= 3
    assert min(people) >= PERSON * part_of_a2(way[0])
    assert len(numbers) >= 7
    assert min(numbers) >= PHONE * part_of_a2(way[0])


@BOARDS
@pytest.mark.parametrize("way", LARGE_WAYS, ids=name_of)
def test_no_letters_are_small(board, way):
    sheet, bilingual = way
    texts = texts_of(board, sheet, bilingual=bilingual)
    least = LEAST * part_of_a2(sheet)

    assert min(text["size"] for text in texts) >= least * 1.15  # room for the ink of a letter
    small = {text["lines"] for text in texts if HAN.search(text["lines"][0])}
    heights = ink_heights(board, *way, said=lambda text: any(text == "".join(s) for s in small))
    assert min(heights) >= least


@BOARDS
@pytest.mark.parametrize("way", LARGE_WAYS, ids=name_of)
def test_the_first_who_answers_comes_before_all_but_the_grids_name(board, way):
    sheet, bilingual = way
    size = {"".join(t["lines"]): t["size"] for t in texts_of(board, sheet, bilingual=bilingual)}

    first, *others = [size[person.name] for person in board.people]
    assert size[board.grid_name] > first >= max(others)
    assert first > 1.8 * size[board.people[0].duty]


def test_a2_is_a3_and_a4_is_a3_in_another_size():
    """The same drawing: what is good on one sheet is good on the others."""
    a3 = texts_of(LONGEST, Sheet.A3_LANDSCAPE)
    for sheet, factor in ((Sheet.A2_LANDSCAPE, 594 / 420), (Sheet.A4_LANDSCAPE, 297 / 420)):
        other = texts_of(LONGEST, sheet)
        assert [text["lines"] for text in other] == [text["lines"] for text in a3]
        for here, there in zip(a3, other, strict=True):
            assert there["size"] == pytest.approx(here["size"] * factor, abs=0.01)


@pytest.mark.parametrize("sheet", [Sheet.DOOR_PLATE, Sheet.STICKER])
def test_small_sheets_are_read_at_arms_length(sheet):
    sizes = {"".join(text["lines"]): text["size"] for text in texts_of(EVERYDAY, sheet)}

    assert min(sizes.values()) >= 2.2
    assert sizes[EVERYDAY.people[0].phone] >= 6
    assert sizes[EVERYDAY.grid_name] >= 6


def test_every_page_of_an_order_has_the_same_size():
    document = pypdfium2.PdfDocument(draw_boards([EVERYDAY, LONGEST], Sheet.DOOR_PLATE))

    assert len({(page.get_width(), page.get_height()) for page in document}) == 1
