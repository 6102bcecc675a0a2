"""What nobody reported: two lists, and the rate of what had no match."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import NotAcceptable
from portal.supervision.rules import Place, Places, two_lists, unmatched_rate


@st.composite
def lists(draw):
    both = draw(st.integers(0, 60))
    return both + draw(st.integers(0, 200)), both + draw(st.integers(0, 200)), both


def test_the_estimate_is_chapmans():
    said = two_lists(200, 50, 40)

    assert isclose(said.total, 201 * 51 / 41 - 1)
    assert isclose(said.unreported, said.total - 200)
    assert said.unreported_low == said.low - 200 < said.unreported < said.unreported_high


@given(lists())
def test_there_are_never_fewer_than_are_known_and_the_interval_holds_the_estimate(given_lists):
    reported, found, both = given_lists
    said = two_lists(reported, found, both)

    assert reported + found - both <= said.low <= said.total + 1e-9
    assert said.total <= said.high < float("inf")
    assert said.unreported_low >= found - both


@given(lists())
def test_it_does_not_matter_which_list_comes_first(given_lists):
    reported, found, both = given_lists
    one, other = two_lists(reported, found, both), two_lists(found, reported, both)

    assert isclose(one.total, other.total)
    assert isclose(one.high, other.high)


def test_the_more_is_on_both_the_less_is_missing():
    assert two_lists(100, 40, 35).unreported < two_lists(100, 40, 20).unreported


@pytest.mark.parametrize("given_lists", [(5, 5, 6), (5, 2, 3), (5, 5, -1)])
def test_lists_that_cannot_be_are_refused(given_lists):
    with pytest.raises(NotAcceptable):
        two_lists(*given_lists)


def places(*visited, population=None):
    return Places(population or len(visited), [Place(*one) for one in visited])


def test_no_problem_found_is_no_figure():
    assert unmatched_rate({"a": places((0, 0), (0, 0))}) is None
    assert unmatched_rate({"a": Places(5, [])}) is None


def test_the_rate_weighs_each_stratum_of_places_by_how_many_it_has():
    strata = {"a": places((2, 1), (2, 1), population=20), "b": places((4, 0), population=5)}

    # 20 places with 2 found and 1 open each, 5 with 4 found and none open
    assert isclose(unmatched_rate(strata).share, 20 / (40 + 20))


def test_problems_of_one_place_that_stand_together_say_less_than_as_many_alone():
    together = unmatched_rate({"a": places(*[(5, 5), (5, 0)] * 6, population=500)})
    alone = unmatched_rate({"a": places(*[(1, 1), (1, 0)] * 30, population=500)})

    assert together.share == alone.share == 0.5
    assert together.high - together.low > alone.high - alone.low


def test_where_every_place_was_visited_nothing_is_left_to_doubt():
    rate = unmatched_rate({"a": places((3, 1), (1, 1))})

    assert rate.low == rate.share == rate.high == 0.5


@st.composite
def visited_strata(draw):
    visited = [
        Place(found, draw(st.integers(0, found)))
        for found in draw(st.lists(st.integers(0, 6), max_size=8))
    ]
    return Places(len(visited) + draw(st.integers(0, 40)), visited)


@given(st.dictionaries(st.sampled_from("abcd"), visited_strata(), min_size=1))
def test_the_rate_lies_in_its_interval(strata):
    rate = unmatched_rate(strata)
    found = sum(one.found for each in strata.values() for one in each.visited)

    if rate is None:
        assert found == 0
        return
    assert 0 <= rate.low <= rate.share <= rate.high <= 1
    assert rate.looked == found
