"""How texts are set: nothing is lost, nothing is too wide, no line begins or ends badly."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.boards.drawing.letters import ems, printable
from portal.boards.rules import (
    close_together,
    even,
    fitted,
    in_columns,
    on_one_line,
    rows_that_fit,
    wrapped,
)
from portal.boards.rules.setting import CLOSING, OPENING
from tests.boards.sheets import bare

LETTERS = "国网格员陈 ，。、（）《》·12345 abcdefg-/\u3000😀"
TEXTS = st.text(LETTERS, max_size=80).map(printable)
WIDTHS = st.floats(2.5, 40)
NAMES = st.lists(
    st.text("国网格员陈欧阳S0123 ", min_size=1, max_size=12).map(printable), max_size=45
)


@given(TEXTS, WIDTHS)
def test_lines_hold_every_letter_and_none_is_wider_than_its_column(text, width):
    lines = wrapped(text, width, ems)

    assert bare("".join(lines)) == bare(text)
    assert all(ems(line) <= width + 1e-6 for line in lines)
    assert all(lines)


@given(
    st.lists(st.sampled_from(["国", "网格", "员。", "（村）", "江，", "《路》、"])),
    st.floats(6, 40),
)
def test_lines_do_not_begin_or_end_with_the_wrong_mark(words, width):
    for line, following in pairwise(wrapped("".join(words), width, ems)):
        assert following[0] not in CLOSING
        assert line[-1] not in OPENING


@given(TEXTS, WIDTHS)
def test_words_of_letters_are_broken_only_where_one_is_wider_than_the_column(text, width):
    whole = set(text.replace("，", " ").split())
    for line, following in pairwise(wrapped(text, width, ems)):
        last, first = line.split()[-1], following.split()[0]
        if (last + first).isascii() and last + first in whole:
            assert ems(last + first) > width


@given(TEXTS, WIDTHS)
def test_a_heading_takes_no_more_lines_than_it_must(text, width):
    lines = even(text, width, ems)

    assert len(lines) == len(wrapped(text, width, ems))
    assert bare("".join(lines)) == bare(text)
    assert all(ems(line) <= width + 1e-6 for line in lines)


@given(TEXTS, st.floats(20, 200), st.floats(5, 60))
def test_a_fitted_text_fits_whole_or_says_that_it_was_cut(text, width, height):
    found = fitted(text, width, height, (9, 7, 5), ems)

    assert found.width(ems) <= width + 1e-6
    assert found.height <= max(height, 5) + 1e-6
    said = bare("".join(found.lines))
    assert said == bare(text) if found.is_whole else said.endswith("…")
    assert found.is_whole or bare(text).startswith(said[:-1])


@given(TEXTS, st.floats(5, 200))
def test_what_must_not_be_cut_is_made_smaller(text, width):
    found = on_one_line(text, width, 9, ems)

    assert "".join(found.lines) == text
    assert found.width(ems) <= width + 1e-6
    assert found.size <= 9


@given(NAMES, st.floats(40, 260), st.sampled_from([in_columns, close_together]))
def test_names_stand_in_order_and_beside_each_other(names, width, table):
    found = table(names, width, 4.2, ems)

    assert [cell.name for cell in found.cells] == names
    assert [cell.row for cell in found.cells] == sorted(cell.row for cell in found.cells)
    for here, there in pairwise(found.cells):
        assert there.row > here.row or there.x >= here.x + here.width
    for cell in found.cells:
        assert cell.x + cell.width <= width + 1e-6
        assert ems(cell.name) * 4.2 <= cell.width + 1e-6 or cell.width >= width - 1e-6


@given(NAMES, st.floats(0, 80))
def test_rows_that_do_not_fit_are_counted(names, height):
    found = rows_that_fit(in_columns(names, 130, 4.2, ems), height)

    assert len(found.cells) + found.left_out == len(names)
    assert found.height <= height + 1e-6 or not found.left_out
