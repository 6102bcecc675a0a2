"""Three numbers of effective resolution, and the limits of the one in the middle."""

from fractions import Fraction
from math import sqrt

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
    "rows",
    [
        pytest.param([(100, 50, 30, 10, 9), (60, 5, 40, 8, 3)], id="two strata"),
        pytest.param([(400, 120, 200, 60, 45), (9, 0, 4, 4, 1), (70, 70, 0, 0, 0)], id="one whole"),
        pytest.param([(100, 50, 30, 10, 9), (60, 5, 40, 0, 0)], id="one that nobody looked at"),
        pytest.param([(30, 3, 20, 2, 1), (30, 3, 20, 3, 3)], id="few looks"),
    ],
)
def test_an_estimate_is_that_of_pandas_and_statsmodels(rows):
    import pandas as pd
    from statsmodels.stats.proportion import proportion_confint

    frame = pd.DataFrame(rows, columns=["due", "confirmed", "unconfirmed", "looked", "passed"])
    due, seen = frame.due.sum(), frame[frame.looked > 0]
    covered = seen.unconfirmed.sum()
    passing = (seen.unconfirmed * seen.passed / seen.looked).sum() / covered
    # The variance of a stratified share with finite population correction, each stratum's share
    # pulled towards the whole by one imagined look; and the simple draw that is as close.
    pulled = (seen.passed + passing) / (seen.looked + 1)
    one_less = (seen.looked - 1).clip(lower=1)
    fpc = 1 - seen.looked / seen.unconfirmed
    doubt = ((seen.unconfirmed / covered) ** 2 * fpc * pulled * (1 - pulled) / one_less).sum()
    size = passing * (1 - passing) / doubt
    ends = proportion_confint(passing * size, size, method="wilson")
    share = (frame.confirmed.sum() + covered * passing) / due
    unseen = frame[frame.looked == 0].unconfirmed.sum() / due
    chance = proportion_confint(share * due, due, method="wilson")
    down = sqrt((share - chance[0]) ** 2 + (covered / due * (passing - ends[0])) ** 2)
    up = sqrt((chance[1] - share) ** 2 + (covered / due * (ends[1] - passing) + unseen) ** 2)

    found = effective([Stratum(*row) for row in rows])

    assert float(found.share) == pytest.approx(share)
    assert (found.low, found.high) == pytest.approx((share - down, min(1, share + up)))
