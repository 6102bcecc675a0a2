"""Figures worked out once more by pandas and statsmodels: the same to the last digit."""

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

import pytest
from hypothesis import given, settings

from portal.assessment.indicators import (
    INDICATORS,
    Limits,
    MatterLine,
    Measure,
    MixLine,
    assess,
    matter_lines,
    mix_lines,
    told_by_matter,
)
from portal.assessment.rules import Stratum, SubjectKind, effective
from portal.policy.rules import DRAFT
from tests.assessment.subjects import KINDS, subjects
from tests.assessment.weighing import weighed

PUBLISHED = [kind for kind in KINDS if kind is not SubjectKind.WORKER]


@settings(max_examples=10)
@given(subjects(kinds=PUBLISHED))
def test_figures_and_standardised_shares_are_those_of_pandas_and_statsmodels(some):
    import pandas as pd
    from statsmodels.stats.proportion import proportion_confint

    told = told_by_matter(some, DRAFT)
    frame = pd.DataFrame(matter_lines(some, told), columns=MatterLine._fields)
    sums = frame.groupby(["code", "indicator"])[["part", "whole"]].sum()
    mixes = pd.DataFrame(mix_lines(some, told), columns=MixLine._fields)

    for result in assess(some, DRAFT):
        for name, figure in result.figures.items():
            one = INDICATORS[name]
            if one.is_sampled or one.limits is Limits.TWO_PHASE or figure.standardised is None:
                continue
            key = result.code, name
            part, whole = sums.loc[key]
            per = 1 if one.measure is Measure.STARS else 100
            own = frame[(frame.code == key[0]) & (frame.indicator == name)].set_index("matter")
            mix = mixes[(mixes.peers == result.peers) & (mixes.indicator == name)]
            assert (figure.part, figure.whole) == (part, whole)
            assert near(figure.share, per * part / whole)
            share, covered = weighed(own, mix.set_index("matter").whole)
            assert near(figure.standardised, per * share)
            assert near(figure.covered, 100 * covered)
            if one.limits is Limits.WILSON:
                low, high = proportion_confint(figure.part, figure.whole, method="wilson")
                assert near(figure.low, 100 * low)
                assert near(figure.high, 100 * high)


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


def near(ours, theirs):
    """Say whether a published number is the other one to one decimal, halves up."""
    rounded = Decimal(f"{theirs:.9f}").quantize(Decimal("0.1"), ROUND_HALF_UP)
    return ours == rounded
