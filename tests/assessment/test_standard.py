"""Direct standardisation: what a share would be by the peers' mix of matters."""

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from portal.assessment.rules import standardised

matters = st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 40), max_size=5)


def test_who_has_the_hard_matters_is_not_behind_who_has_the_easy_ones():
    easy = {"lamps": 9, "noise": 1}, {"lamps": 10, "noise": 2}
    hard = {"lamps": 2, "noise": 10}, {"lamps": 2, "noise": 20}
    mix = {"lamps": 12, "noise": 22}

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

    found = standardised(parts, wholes, {matter: 2 * count for matter, count in wholes.items()})

    assert found.share == Fraction(sum(parts.values()), whole)
    assert found.covered == 1
