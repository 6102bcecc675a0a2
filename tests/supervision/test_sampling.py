"""Intervals hold what they promise, in frames whose truth is known; the document says how often."""

import pytest

from tools.coverage import FRAMES, LISTS, PLACES, drawn_evenly, held_by, lists_held, places_held
from tools.sampling import DOCUMENT, document


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.name)
def test_an_interval_of_95_percent_holds_the_truth_about_so_often(frame):
    assert held_by(frame).ours > 0.92


@pytest.mark.parametrize("lists", LISTS, ids=str)
def test_two_lists_that_do_not_depend_on_each_other_hold_the_truth(lists):
    held, part = lists_held(*lists)

    assert held > 0.93
    assert 0.95 < part < 1.05


@pytest.mark.parametrize("places", PLACES, ids=str)
def test_the_unmatched_rate_holds_the_truth(places):
    assert places_held(*places) > 0.9


def test_each_row_is_as_likely_to_be_drawn_as_any_other():
    _seeds, _rows, _size, chi = drawn_evenly()

    assert 40 < chi < 83


def test_the_document_says_what_was_counted():
    assert DOCUMENT.read_text() == document()
