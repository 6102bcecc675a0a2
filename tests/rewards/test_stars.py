"""Stars and points: what few facts prove, what each star takes, and what the next one needs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.rules import DRAFT
from portal.rewards.rules import (
    MOST_REPORTS,
    next_star_needs,
    points_for_report,
    star_for,
    wilson_lower,
)

CLEAN = {"fakes": 0, "is_trained": True, "policy": DRAFT}
counts = st.integers(0, 400).flatmap(
    lambda judged: st.tuples(st.integers(0, judged), st.just(judged))
)


@pytest.mark.parametrize(
    ("part", "whole", "lower"),
    [(0, 10, 0.0), (0, 30, 0.0), (3, 30, 0.035), (9, 10, 0.596), (95, 100, 0.888)],
)
def test_the_lower_bound_is_that_of_the_published_table(part, whole, lower):
    assert round(wilson_lower(part, whole), 3) == lower


def test_nine_of_ten_never_beats_ninety_five_of_a_hundred():
    assert wilson_lower(9, 10) < wilson_lower(95, 100)


def test_nothing_judged_proves_nothing():
    assert wilson_lower(0, 0) == 0.0


@given(counts)
def test_the_lower_bound_never_promises_more_than_was_seen(count):
    valid, judged = count

    assert 0.0 <= wilson_lower(valid, judged) <= (valid / judged if judged else 0)


@given(counts)
def test_a_valid_report_more_never_proves_less(count):
    valid, judged = count

    assert wilson_lower(valid + 1, judged + 1) >= wilson_lower(valid, judged)


@pytest.mark.parametrize(
    ("points", "stars"),
    [(0, 0), (59, 0), (60, 1), (119, 1), (120, 2), (240, 3), (400, 4), (599, 4), (600, 5)],
)
def test_points_alone_decide_where_nearly_everything_was_valid(points, stars):
    assert star_for(points, 95, 100, **CLEAN) == stars


@pytest.mark.parametrize(
    ("valid", "judged", "stars"),
    [
        pytest.param(0, 0, 0, id="nothing judged yet"),
        pytest.param(2, 2, 1, id="two of two prove .34"),
        pytest.param(9, 10, 3, id="nine of ten prove .596, short of .60"),
        pytest.param(10, 10, 5, id="ten of ten prove .72"),
        pytest.param(50, 100, 2, id="half of many prove .40"),
        pytest.param(30, 100, 0, id="three in ten prove .22"),
    ],
)
def test_the_gate_is_what_the_valid_share_proves(valid, judged, stars):
    assert star_for(10_000, valid, judged, **CLEAN) == stars


@pytest.mark.parametrize(("fakes", "stars"), [(0, 5), (1, 2), (2, 0), (24, 0)])
def test_from_three_stars_on_one_fake_in_the_year_is_too_many_and_from_one_on_two(fakes, stars):
    assert star_for(600, 95, 100, **CLEAN | {"fakes": fakes}) == stars


def test_from_four_stars_on_training_must_be_in_date():
    assert star_for(600, 95, 100, **CLEAN | {"is_trained": False}) == 3


@given(st.integers(-200, 900), st.integers(0, 900), counts, st.integers(0, 3), st.booleans())
def test_more_points_never_cost_a_star(points, more, count, fakes, is_trained):
    rest = {"fakes": fakes, "is_trained": is_trained, "policy": DRAFT}

    assert star_for(points + more, *count, **rest) >= star_for(points, *count, **rest)


@given(st.integers(-200, 900), counts, st.integers(0, 3), st.booleans())
def test_whoever_meets_what_the_next_star_needs_has_it(points, count, fakes, is_trained):
    valid, judged = count
    rest = {"fakes": fakes, "is_trained": is_trained, "policy": DRAFT}
    needs = next_star_needs(points, valid, judged, **rest)
    if needs is None:
        assert star_for(points, valid, judged, **rest) == 5
        return

    more = needs.valid_reports
    then = {
        "fakes": 0 if needs.has_fake else fakes,
        "is_trained": is_trained or needs.needs_training,
        "policy": DRAFT,
    }
    assert star_for(points + needs.points, valid + more, judged + more, **then) >= needs.star
    if more:
        assert star_for(10_000, valid + more - 1, judged + more - 1, **then) < needs.star


def test_what_lacks_is_said_by_its_parts():
    needs = next_star_needs(300, 18, 20, fakes=0, is_trained=False, policy=DRAFT)

    assert needs is not None
    assert (needs.star, needs.points, needs.gate_percent) == (4, 100, 60)
    assert (needs.valid_reports, needs.has_fake, needs.needs_training) == (0, False, True)


def test_a_gate_out_of_reach_is_said_and_not_searched_for_ever():
    policy = replace(DRAFT, star_gates=(100, 100, 100, 100, 100))
    needs = next_star_needs(600, 10, 10, **CLEAN | {"policy": policy})

    assert needs is not None
    assert needs.valid_reports == MOST_REPORTS


@pytest.mark.parametrize(("level", "points"), [(1, 10), (2, 12), (3, 15), (4, 20)])
def test_a_valid_report_earns_its_levels_points(level, points):
    assert points_for_report(level, is_valid=True, is_first=True, policy=DRAFT) == points


@pytest.mark.parametrize(
    ("is_valid", "is_first"),
    [pytest.param(False, True, id="not valid"), pytest.param(True, False, id="joins another's")],
)
def test_one_payment_for_one_fact_and_only_if_it_is_valid(is_valid, is_first):
    assert points_for_report(4, is_valid=is_valid, is_first=is_first, policy=DRAFT) == 0


def test_half_a_point_is_rounded_up():
    policy = replace(DRAFT, report_points=7, level_factors=(50, 120, 150, 200))

    assert points_for_report(1, is_valid=True, is_first=True, policy=policy) == 4
