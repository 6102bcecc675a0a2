"""Shares and their intervals: those of scipy and statsmodels, and sensible where those are not.

`statistics.json` holds what they computed on random frames, so that testing needs neither.
"""

import json
from math import isclose
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import NotAcceptable
from portal.supervision.rules import (
    Looked,
    size_for,
    stratified,
    variance,
    wilson,
)

COMPUTED = json.loads(Path(__file__).with_name("statistics.json").read_text())
CLOSE = 1e-9


def close(ours, theirs):
    pairs = zip(ours, theirs, strict=True)
    return all(isclose(a, b, rel_tol=CLOSE, abs_tol=CLOSE) for a, b in pairs)


def ends(estimate):
    return estimate.share, estimate.low, estimate.high


@pytest.mark.parametrize(("part", "whole", "confidence", "low", "high"), COMPUTED["wilson"])
def test_wilson_is_that_of_statsmodels(part, whole, confidence, low, high):
    assert close(wilson(part, whole, confidence), (low, high))


@pytest.mark.parametrize(("rows", "share", "strays", "low", "high"), COMPUTED["stratified"])
def test_a_stratified_share_is_that_of_scipy(rows, share, strays, low, high):
    strata = [Looked(*row) for row in rows]
    estimate = stratified(strata)

    assert close((estimate.share, variance(strata)), (share, strays))
    assert close((estimate.low, estimate.high), (low, high))


@pytest.mark.parametrize(("population", "margin", "confidence", "expected", "n"), COMPUTED["sizes"])
def test_a_size_is_that_of_scipy(population, margin, confidence, expected, n):
    assert size_for(population, margin, confidence, expected=expected) == n


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0, 0.278),
        (0, 30, 0, 0.114),
        (3, 30, 0.035, 0.256),
        (9, 10, 0.596, 0.982),
        (95, 100, 0.888, 0.978),
    ],
)
def test_the_published_values_of_wilson(part, whole, low, high):
    assert [round(end, 3) for end in wilson(part, whole)] == [low, high]


@st.composite
def strata_of_any_kind(draw):
    population = draw(st.integers(1, 500))
    looked = draw(st.integers(0, min(population, 60)))
    return Looked(population, looked, draw(st.integers(0, looked)))


frames = st.lists(strata_of_any_kind(), min_size=1, max_size=12)


@given(frames)
def test_the_share_lies_in_its_interval_and_both_between_nothing_and_all(strata):
    estimate = stratified(strata)

    if not any(one.looked for one in strata):
        assert estimate is None
        return
    assert 0 <= estimate.low <= estimate.share <= estimate.high <= 1
    assert estimate.looked == sum(one.looked for one in strata)
    assert estimate.covered <= estimate.population == sum(one.population for one in strata)


@given(frames, st.randoms(use_true_random=False))
def test_the_order_of_the_strata_does_not_matter(strata, chance):
    shuffled = list(strata)
    chance.shuffle(shuffled)
    one, other = stratified(strata), stratified(shuffled)

    assert one is other is None or close(ends(one), ends(other))


@given(frames)
def test_of_the_others_is_what_counting_the_others_gives(strata):
    turned = [Looked(one.population, one.looked, one.looked - one.counted) for one in strata]
    one, other = stratified(strata), stratified(turned)

    if one is not None:
        assert close(ends(one.of_the_others()), ends(other))


@given(frames)
def test_more_confidence_is_a_wider_interval(strata):
    narrow, wide = stratified(strata, 0.9), stratified(strata, 0.99)

    if narrow is not None:
        assert wide.low <= narrow.low
        assert narrow.high <= wide.high


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 300)), min_size=1, max_size=8))
def test_where_all_was_looked_at_nothing_is_left_to_doubt(frame):
    strata = [Looked(n, n, min(n, bad)) for n, bad in frame]
    estimate = stratified(strata)

    assert estimate.low == estimate.share == estimate.high
    assert isclose(estimate.share, sum(s.counted for s in strata) / sum(s.looked for s in strata))


def test_what_was_over_sampled_is_weighted_back():
    level_one, others = Looked(900, 30, 27), Looked(100, 60, 30)

    assert isclose(stratified([level_one, others]).share, 0.9 * 0.9 + 0.1 * 0.5)


def test_nothing_bad_found_still_says_how_much_there_may_be():
    estimate = stratified([Looked(1_000, 30, 0), Looked(1_000, 30, 0)])

    assert estimate.share == estimate.low == 0
    assert 0.04 < estimate.high < 0.07  # about 3 / n


def test_two_looks_that_agree_do_not_claim_to_know_their_stratum():
    agreed = stratified([Looked(500, 2, 0), Looked(500, 40, 20)])
    formula = (variance([Looked(500, 2, 0), Looked(500, 40, 20)])) ** 0.5

    assert agreed.high - agreed.low > 2 * 1.96 * formula


def test_a_stratum_that_nobody_looked_at_is_not_covered():
    estimate = stratified([Looked(300, 0, 0), Looked(700, 70, 35)])

    assert (estimate.share, estimate.covered, estimate.population) == (0.5, 700, 1_000)


@pytest.mark.parametrize(
    "strata",
    [[Looked(10, 11, 3)], [Looked(10, 5, 6)], [Looked(10, 5, -1)]],
    ids=["n > N", "x > n", "x < 0"],
)
def test_counts_that_cannot_be_are_refused(strata):
    with pytest.raises(NotAcceptable):
        stratified(strata)


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (3, 2), (-1, 2)])
def test_a_part_of_nothing_is_no_share(part, whole):
    with pytest.raises(NotAcceptable):
        wilson(part, whole)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_that_says_nothing_is_refused(confidence):
    with pytest.raises(NotAcceptable):
        wilson(1, 2, confidence)
