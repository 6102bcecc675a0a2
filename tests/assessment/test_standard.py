"""Direct standardisation: what a share would be by the peers' mix of matters."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.assessment.rules import mix_of, standardised

matters = st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 40), max_size=5)


def test_who_has_the_hard_matters_is_not_behind_who_has_the_easy_ones():
    easy = {"lamps": 9, "noise": 1}, {"lamps": 10, "noise": 2}
    hard = {"lamps": 2, "noise": 10}, {"lamps": 2, "noise": 20}
    mix = mix_of([easy[1], hard[1]])

    assert standardised(*easy, mix).share < standardised(*hard, mix).share
    assert sum(easy[0].values()) / 12 > sum(hard[0].values()) / 22  # as plain shares


def test_a_matter_that_one_lacks_leaves_its_weight_to_the_others():
    found = standardised({"A": 6}, {"A": 10, "B": 0}, {"A": 30, "B": 10})

    assert found.share == Fraction(6, 10)
    assert found.covered == Fraction(3, 4)


def test_without_any_case_there_is_nothing_to_standardise():
    assert standardised({}, {}, {"A": 10}) is None
    assert standardised({"A": 0}, {"A": 0}, {"A": 10}) is None


@given(matters, st.data())
def test_by_its_own_mix_a_share_is_what_it_is(wholes, data):
    whole = sum(wholes.values())
    assume(whole)
    parts = {matter: data.draw(st.integers(0, count)) for matter, count in wholes.items()}

    found = standardised(parts, wholes, mix_of([wholes, wholes]))

    assert found.share == Fraction(sum(parts.values()), whole)
    assert found.covered == 1


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
