"""Figures worked out once more by pandas and statsmodels: the same to the last digit."""

from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from math import sqrt

import pytest
from hypothesis import given, settings

from portal.assessment.indicators import INDICATORS, Limits, Measure, assess
from portal.assessment.rules import Stratum, effective, mix_of, standardised
from portal.policy.rules import DRAFT
from tests.assessment.subjects import subjects


@settings(max_examples=10)
@given(subjects())
def test_figures_and_standardised_shares_are_those_of_pandas_and_statsmodels(some):
    import pandas as pd
    from statsmodels.stats.proportion import proportion_confint

    named = {one.name: one for one in INDICATORS.values() if not one.is_sampled}
    rows = [
        (
            one.peers,
            one.code,
            matter,
            name,
            *(
                sum(map(partial(getattr, counted), names))
                for names in (each.numerator, each.denominator)
            ),
        )
        for one in some
        for matter, counted in one.by_matter.items()
        for name, each in named.items()
    ]
    frame = pd.DataFrame(rows, columns=["peers", "code", "matter", "name", "part", "whole"])
    frame["mix"] = frame.groupby(["peers", "matter", "name"]).whole.transform("sum")
    had = frame[frame.whole > 0].copy()
    had["weighed"] = had["mix"] * had.part / had.whole
    sums = had.groupby(["code", "name"])[["part", "whole", "weighed", "mix"]].sum()

    for result in assess(some, DRAFT):
        for name, figure in result.figures.items():
            one = INDICATORS[name]
            if one.is_sampled or one.limits is Limits.TWO_PHASE or figure.share is None:
                continue
            expected = sums.loc[result.code, name]
            per = 1 if one.measure is Measure.STARS else 100
            assert (figure.part, figure.whole) == (expected.part, expected.whole)
            assert near(figure.share, per * expected.part / expected.whole)
            assert near(figure.standardised, per * expected.weighed / expected["mix"])
            if one.limits is Limits.WILSON:
                low, high = proportion_confint(figure.part, figure.whole, method="wilson")
                assert near(figure.low, 100 * low)
                assert near(figure.high, 100 * high)


def test_standardised_shares_are_those_of_pandas():
    import pandas as pd

    rows = [
        *(("one", "A", 3, 10), ("one", "B", 20, 25), ("one", "C", 1, 7)),
        *(("two", "A", 30, 31), ("two", "C", 2, 9), ("three", "B", 5, 50)),
    ]
    frame = pd.DataFrame(rows, columns=["who", "matter", "part", "whole"])
    frame["mix"] = frame.matter.map(frame.groupby("matter").whole.sum())
    frame["weighed"] = frame.mix * frame.part / frame.whole
    sums = frame.groupby("who")[["weighed", "mix"]].sum()
    tables = {who: table.set_index("matter") for who, table in frame.groupby("who")}

    mix = mix_of(table.whole.to_dict() for table in tables.values())

    for who, table in tables.items():
        found = standardised(table.part.to_dict(), table.whole.to_dict(), mix)
        assert float(found.share) == pytest.approx(sums.weighed[who] / sums["mix"][who])
        assert float(found.covered) == pytest.approx(sums["mix"][who] / 132)


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
