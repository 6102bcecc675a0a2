"""Cohen's kappa: that of statsmodels, and no figure where it would say nothing."""

import json
from math import isclose
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.supervision.rules import agreement

COMPUTED = json.loads(Path(__file__).with_name("statistics.json").read_text())["kappa"]


def pairs_of(table):
    return [
        (str(first), str(second))
        for first, row in enumerate(table)
        for second, times in enumerate(row)
        for _ in range(times)
    ]


@pytest.mark.parametrize(("table", "kappa", "variance"), COMPUTED)
def test_kappa_and_its_interval_are_those_of_statsmodels(table, kappa, variance):
    said = agreement(pairs_of(table))
    half = 1.959963984540054 * max(variance, 0) ** 0.5

    assert isclose(said.kappa, kappa, abs_tol=1e-9)
    assert isclose(said.low, max(-1, kappa - half), abs_tol=1e-9)
    assert isclose(said.high, min(1, kappa + half), abs_tol=1e-9)


def test_nothing_looked_at_twice_is_no_figure():
    assert agreement([]) is None


def test_where_both_always_say_the_same_word_kappa_says_nothing():
    said = agreement([("solved", "solved")] * 20)

    assert (said.agreed, said.kappa, said.low) == (1, None, None)


words = st.sampled_from(["solved", "partly", "not_solved"])


@given(st.lists(st.tuples(words, words), min_size=1, max_size=60))
def test_it_is_the_same_whoever_looked_first_and_never_more_than_one(pairs):
    one, other = agreement(pairs), agreement([(b, a) for a, b in pairs])

    assert one.agreed == other.agreed
    if one.kappa is None:
        assert other.kappa is None
        return
    assert isclose(one.kappa, other.kappa)
    assert -1 <= one.low <= one.kappa <= one.high <= 1


@given(st.lists(words, min_size=2, max_size=60))
def test_two_who_always_agree_have_a_kappa_of_one(said):
    kappa = agreement([(word, word) for word in said]).kappa

    assert kappa is None if len(set(said)) == 1 else isclose(kappa, 1)
