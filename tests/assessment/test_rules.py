"""Counts become shares only where there are enough of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.assessment.rules import Counts, mean_stars, percent, roll_up
from portal.policy.rules import DRAFT, Policy


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        pytest.param(0, 0, None, id="nothing to rate is no figure, not 0 %"),
        pytest.param(9, 9, None, id="nine answers are too few"),
        pytest.param(0, 10, "0.0", id="none of ten is a figure"),
        pytest.param(10, 10, "100.0", id="all of ten"),
        pytest.param(1, 16, "6.3", id="half a tenth is rounded up"),
        pytest.param(2, 30, "6.7", id="to one decimal"),
    ],
)
def test_a_share_is_shown_from_ten_on(part, whole, shown):
    assert percent(part, whole, DRAFT) == (None if shown is None else Decimal(shown))


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_share_lies_between_none_and_all(part, more):
    share = percent(part, part + more, DRAFT)

    assert (share is None) == (part + more < 10)
    assert share is None or 0 <= share <= 100


def test_an_empty_whole_is_no_figure_even_where_one_answer_is_enough():
    policy = Policy(fewest_to_rate=0)

    assert percent(0, 0, policy) is None
    assert mean_stars(Counts(), policy) is None


@pytest.mark.parametrize(
    ("stars", "answered", "mean"),
    [
        pytest.param(45, 9, None, id="too few"),
        pytest.param(43, 10, "4.3", id="ten"),
        pytest.param(50, 11, "4.5", id="to one decimal"),
    ],
)
def test_the_mean_of_the_stars_is_shown_from_ten_on(stars, answered, mean):
    shown = mean_stars(Counts(stars=stars, answered=answered), DRAFT)

    assert shown == (None if mean is None else Decimal(mean))


some_counts = st.builds(Counts, *[st.integers(0, 10**6)] * 9)
grids = st.builds(
    "330108{:03}{:03}{:03}".format, st.integers(1, 3), st.integers(1, 4), st.integers(1, 9)
)


@given(st.dictionaries(grids, some_counts, min_size=1))
def test_an_area_sums_the_counts_of_its_grids(by_grid):
    sums = roll_up(by_grid)

    for code, counts in sums.items():
        inside = [own for grid, own in by_grid.items() if grid.startswith(code)]
        assert counts == sum(inside, Counts())
    assert {len(code) for code in sums} == {6, 9, 12, 15}


def test_no_grids_have_no_sums():
    assert roll_up({}) == {}
