"""What the numbers of a check say: strata counted, weighed, and gates."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.supervision.rules import (
    Estimate,
    FrameKind,
    Gate,
    Plan,
    StratumCount,
    Verdict,
    by_street,
    effective_rate,
    gate_of,
    pass_rate,
    rates_of,
    share_of,
)

V = Verdict


def a_stratum(name="330108001-2", population=100, drawn=10, **verdicts):
    return StratumCount(name, population, drawn, {V(word): n for word, n in verdicts.items()})


def test_what_could_not_be_judged_is_counted_apart_and_stands_in_no_rate():
    one = a_stratum(drawn=12, solved=6, false_closure=3, not_checkable=2)

    assert (one.judged, one.not_checkable, one.waiting) == (9, 2, 1)
    assert isclose(one.weight, 100 / 9)
    assert isclose(pass_rate([one]).share, 6 / 9)


def test_a_stratum_counts_by_what_it_has_and_not_by_what_was_drawn_from_it():
    level_one = a_stratum("330108001-1", 900, 20, solved=10, not_solved=10)
    level_two = a_stratum("330108001-2", 100, 20, solved=20)

    assert isclose(pass_rate([level_one, level_two]).share, 0.9 * 0.5 + 0.1)


def test_nothing_judged_is_no_figure():
    assert pass_rate([a_stratum(drawn=5)]) is None
    assert rates_of(FrameKind.CLOSED_CASES, [a_stratum(drawn=5, not_checkable=5)]) == {}
    assert a_stratum(drawn=5).weight is None


words = st.sampled_from(["solved", "partly", "not_solved", "false_closure", "not_checkable"])


@st.composite
def counted(draw):
    verdicts = draw(st.dictionaries(words, st.integers(0, 9)))
    drawn = sum(verdicts.values()) + draw(st.integers(0, 4))
    return a_stratum(
        draw(st.sampled_from(["a", "b", "c"])), drawn + draw(st.integers(1, 90)), drawn, **verdicts
    )


@given(st.lists(counted(), min_size=1, max_size=8))
def test_the_shares_of_all_verdicts_add_up_to_one(strata):
    rates = rates_of(FrameKind.CLOSED_CASES, strata)

    if pass_rate(strata) is None:
        assert not rates
        return
    assert list(rates) == [V.SOLVED, V.PARTLY, V.NOT_SOLVED, V.FALSE_CLOSURE]
    assert isclose(sum(rate.share for rate in rates.values()), 1)
    assert isclose(rates[V.SOLVED].share, pass_rate(strata).share)


@given(st.lists(counted(), min_size=1, max_size=8))
def test_a_verdict_more_never_lowers_its_share(strata):
    false = {V.FALSE_CLOSURE}
    before = share_of(strata, false)
    first = strata[0]
    more = {**first.verdicts, V.FALSE_CLOSURE: first.verdicts.get(V.FALSE_CLOSURE, 0) + 1}
    worse = [StratumCount(first.name, first.population, first.drawn + 1, more), *strata[1:]]

    if before is not None and first.judged:
        assert share_of(worse, false).share >= before.share - 1e-12


def test_strata_are_gathered_by_their_street():
    names = ["330108001-2", "330108002-1", "330108001-1", "330108001005"]
    streets = by_street([a_stratum(name) for name in names])

    assert {street: [one.name for one in strata] for street, strata in streets.items()} == {
        "330108001": ["330108001-1", "330108001-2", "330108001005"],
        "330108002": ["330108002-1"],
    }


@pytest.mark.parametrize(
    ("verdicts", "gate"),
    [
        pytest.param({"solved": 18, "partly": 2}, Gate.ACCEPTED, id="two bad of twenty"),
        pytest.param({"solved": 17, "false_closure": 3}, Gate.REFUSED, id="three bad"),
        pytest.param({"not_solved": 3}, Gate.REFUSED, id="three bad at once: no need to go on"),
        pytest.param({"solved": 17, "partly": 2}, Gate.OPEN, id="one is missing"),
        pytest.param({"solved": 17, "not_checkable": 3}, Gate.OPEN, id="three not judged"),
    ],
)
def test_a_gate_refuses_at_once_and_accepts_only_when_enough_was_judged(verdicts, gate):
    assert gate_of(Plan("F", 20, 2), [a_stratum(population=300, drawn=20, **verdicts)]) is gate


def test_the_effective_rate_takes_the_sample_for_what_nobody_confirmed():
    passing = Estimate(0.8, 0.7, 0.9, 50, 400, 400)
    rate = effective_rate(1_000, 500, 400, passing)

    assert (rate.share, rate.low, rate.high) == pytest.approx((0.82, 0.78, 0.86))


def test_without_a_sample_only_the_confirmed_share_is_known():
    assert effective_rate(1_000, 500, 400, None) is None
    assert effective_rate(1_000, 500, 0, None).share == 0.5
    assert effective_rate(0, 0, 0, None) is None
