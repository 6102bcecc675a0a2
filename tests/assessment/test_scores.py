"""Scores: what has no figure leaves its weight, and places are as wide as the doubt."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.assessment.rules import Figure, Grade, State, Term, grade_of, places, score_of
from portal.errors import NotAcceptable
from portal.policy.rules import DRAFT

tenths = st.integers(0, 1000).map(lambda number: Decimal(number).scaleb(-1))


@st.composite
def terms(draw):
    low, share, high = sorted(draw(tenths) for _ in range(3))
    return Term(draw(st.integers(1, 60)), share, low, high)


def a_term(weight, share="80.0", low="70.0", high="90.0"):
    return Term(weight, Decimal(share), Decimal(low), Decimal(high))


def test_a_score_is_the_sum_of_its_parts():
    found = score_of({"on_time_rate": a_term(60, "90.0"), "satisfaction": a_term(40, "70.0")})

    assert found.parts == {"on_time_rate": Decimal("54.00"), "satisfaction": Decimal("28.00")}
    assert found.score == Decimal("82.0")


def test_what_has_no_figure_leaves_its_weight_to_the_others():
    found = score_of({"on_time_rate": a_term(30, "90.0"), "satisfaction": a_term(20, "70.0")})

    assert found.score == Decimal("82.0")


def test_with_less_than_half_of_the_weight_there_is_no_score():
    assert score_of({"on_time_rate": a_term(49)}) is None
    assert score_of({"on_time_rate": a_term(50)}).score == Decimal("80.0")
    assert score_of({}) is None


def test_perfect_work_makes_a_hundred_by_any_weights():
    perfect = a_term(19, "100.0", "100.0", "100.0")

    found = score_of({"a": perfect, "b": perfect, "c": perfect})

    assert (found.low, found.score, found.high) == (100, 100, 100)


def test_limits_stray_less_together_than_each_alone():
    found = score_of({"a": a_term(50), "b": a_term(50)})

    assert (found.low, found.high) == (Decimal("72.9"), Decimal("87.1"))  # 10 / √2


@given(st.dictionaries(st.sampled_from("abcde"), terms()))
def test_a_score_lies_within_its_limits_and_its_terms(some):
    found = score_of(some)

    assert (found is None) == (sum(term.weight for term in some.values()) < 50)
    if found:
        assert 0 <= found.low <= found.score <= found.high <= 100
        near = Decimal("0.1")
        assert min(term.share for term in some.values()) - near <= found.score
        assert found.score <= max(term.share for term in some.values()) + near


def test_where_less_is_better_a_figure_is_turned_round():
    rated = Figure(1, 20, State.RATED, *map(Decimal, ("5.0", "0.9", "23.6")))

    assert Term.of(rated, 10, less_is_better=True) == a_term(10, "95.0", "76.4", "99.1")
    assert Term.of(Figure(1, 5, State.FEW), 10, less_is_better=True) is None


@pytest.mark.parametrize(
    ("score", "grade"),
    [("100", "A"), ("90.0", "A"), ("89.9", "B"), ("60.0", "C"), ("40.0", "D"), ("39.9", "E")],
)
def test_a_grade_begins_where_policy_says(score, grade):
    assert grade_of(Decimal(score), DRAFT) is Grade(grade)


def test_scores_whose_limits_touch_share_their_place():
    apart = [(Decimal(80), Decimal(90)), (Decimal(60), Decimal(79)), (Decimal(50), Decimal(60))]

    assert places(apart) == [(1, 1, 3), (2, 3, 3), (2, 3, 3)]
    assert places([]) == []


@given(st.lists(st.tuples(tenths, tenths).map(sorted), max_size=12))
def test_a_place_leaves_before_it_who_is_surely_better_and_behind_it_who_is_surely_worse(limits):
    found = places(limits)

    for (low, high), (first, last, count) in zip(limits, found, strict=True):
        assert first == 1 + sum(other_low > high for other_low, _ in limits)
        assert last == count - sum(other_high < low for _, other_high in limits)
        assert 1 <= first <= last <= count == len(limits)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"worker_weights": [35, 20, 20, 26]}, "sum to 101", id="too much"),
        pytest.param({"grid_weights": [100]}, "Enter 4 weights", id="too few of them"),
        pytest.param({"worker_weights": [120, -20, 0, 0]}, "from 0 to 100", id="below nought"),
        pytest.param({"three_rates_weights": [10, 50, 30]}, "sum to 90", id="of the three rates"),
        pytest.param({"three_rates": 2}, "1 for yes", id="neither yes nor no"),
        pytest.param({"grade_points": [90, 75, 75, 40]}, "four scores", id="two grades from one"),
        pytest.param({"grade_points": [90, 75, 60]}, "four scores", id="a grade too few"),
    ],
)
def test_values_that_make_no_score_are_refused_in_words(changes, said):
    with pytest.raises(NotAcceptable, match=said):
        DRAFT.changed_by(changes, 1)
