"""Three numbers of effective resolution, and the limits of the one in the middle."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given

from portal.assessment.rules import Stratum, effective
from portal.supervision.rules import wilson
from tests.assessment.subjects import strata


def test_a_sample_says_how_many_of_the_unconfirmed_count():
    found = effective([Stratum(100, 50, 30, looked=10, passed=9), Stratum(20, 5, 10, 5, 2)])

    assert found.share == Fraction(50 + 27 + 5 + 4, 120)
    assert found.confirmed == 50 + 9 + 5 + 2
    assert found.floor == Fraction(66, 120)
    assert found.ceiling == Fraction(50 + 30 - 1 + 5 + 10 - 3, 120)
    assert not found.is_unsampled


def test_a_stratum_that_nobody_looked_at_counts_with_what_is_confirmed_of_it():
    seen, unseen = Stratum(100, 50, 40, looked=20, passed=18), Stratum(100, 50, 40)

    found, alone = effective([seen, unseen]), effective([seen])

    assert found.share == (alone.share + Fraction(1, 2)) / 2
    assert found.high > found.share + 0.2  # its 40 of 200 may all be solved
    assert not found.is_unsampled


def test_where_nobody_looked_at_all_only_the_confirmed_share_is_known():
    found = effective([Stratum(80, 40, 20), Stratum(20, 10, 10)])

    assert found.is_unsampled
    assert found.share == found.floor == Fraction(1, 2)
    assert found.ceiling == Fraction(4, 5)
    assert found.low == pytest.approx(wilson(50, 100).low)
    assert found.high > float(found.ceiling)


@pytest.mark.parametrize("parts", [(3, 3, 1), (3, 1, 1, 2), (3, 1, 2, 1, 2)])
def test_a_part_that_is_more_than_its_whole_is_no_stratum(parts):
    with pytest.raises(ValueError, match="more than the whole"):
        Stratum(*parts)


@given(strata())
def test_an_estimate_lies_between_what_is_confirmed_and_what_is_closed(some):
    found = effective(some)

    assert 0 <= found.floor <= found.share <= found.ceiling <= 1
    assert 0 <= found.low <= found.share <= found.high <= 1


@given(strata())
def test_with_all_looked_at_the_share_is_a_plain_one_with_wilsons_limits(some):
    whole = [
        Stratum(one.due_valid, one.confirmed, one.unconfirmed, one.unconfirmed, one.passed)
        for one in some
    ]
    solved = sum(one.confirmed + one.passed for one in whole)
    due = sum(one.due_valid for one in whole)

    found = effective(whole)

    assert found.floor == found.share == found.ceiling == Fraction(solved, due)
    assert (found.low, found.high) == pytest.approx(tuple(wilson(solved, due)))


@pytest.mark.parametrize(
    ("sizes", "drawn"),
    [
        pytest.param([60], 0.2, id="few cases"),
        pytest.param([200, 100, 60], 0.1, id="three strata, a tenth drawn"),
        pytest.param([200, 100], 1, id="all looked at"),
    ],
)
def test_limits_hold_the_truth_as_often_as_they_promise(sizes, drawn):
    luck = Random(f"{sizes} {drawn}")
    truth = 0.4 + 0.4 * 0.85  # confirmed, and unconfirmed but solved
    months = [[a_stratum(luck, size, drawn) for size in sizes] for _ in range(600)]

    found = [effective(month) for month in months]

    held = sum(one.low <= truth <= one.high for one in found) / len(found)
    assert 0.92 <= held <= 0.98


def a_stratum(luck, size, drawn):
    fates = luck.choices(["confirmed", "solved", "false", "open"], [40, 34, 6, 20], k=size)
    unconfirmed = [fate for fate in fates if fate in {"solved", "false"}]
    looked = luck.sample(unconfirmed, min(len(unconfirmed), max(2, int(drawn * size))))
    return Stratum(
        size, fates.count("confirmed"), len(unconfirmed), len(looked), looked.count("solved")
    )
