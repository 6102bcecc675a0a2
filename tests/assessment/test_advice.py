"""Advice comes from shares and their limits: never from numbers of reports, never from chance."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.assessment.indicators import scheme_of
from portal.assessment.rules import (
    Counts,
    Figure,
    Result,
    State,
    SubjectKind,
    Weighting,
    Whole,
    advise,
    in_need,
    interval,
    percent,
    whole_of_peers,
)
from portal.assessment.rules.advice_words import TO_DO
from portal.policy.rules import DRAFT

WEIGHTING = Weighting({"on_time": 40, "satisfied": 40, "reworked": 20}, lower={"reworked"})


def rated(part, whole):
    """A plain share with its interval, or counts where there are too few."""
    limits = interval(part, whole, DRAFT)
    if limits is None:
        return Figure(part, whole, State.FEW if whole else State.NONE)
    return Figure(part, whole, State.RATED, percent(part, whole, DRAFT), *limits)


def a_result(code="330108002021", peers="residential", **figures):
    return Result(SubjectKind.COMMUNITY, code, "春江", "Chunjiang", peers, Counts(), figures)


def peers(**shares):
    return {name: Whole(Decimal(part), whole) for name, (part, whole) in shares.items()}


def test_it_says_how_many_cases_would_have_made_the_difference_and_how_sure_that_is():
    ours = a_result(on_time=rated(30, 60), satisfied=rated(26, 30))

    surely, maybe = advise(ours, peers(on_time=(800, 1000), satisfied=(900, 1000)), None, WEIGHTING)

    assert (surely.indicator, surely.cases, surely.whole, surely.is_sure) == (
        "on_time",
        18,
        60,
        True,
    )
    assert (maybe.indicator, maybe.cases, maybe.is_sure) == ("satisfied", 1, False)


def test_where_less_is_better_the_difference_is_that_many_fewer():
    ours = a_result(reworked=rated(20, 50))

    (less,) = advise(ours, peers(reworked=(100, 1000)), None, WEIGHTING)

    assert (less.cases, less.is_sure) == (15, True)
    assert (
        advise(a_result(reworked=rated(2, 50)), peers(reworked=(100, 1000)), None, WEIGHTING) == []
    )


def test_above_the_peers_only_a_fall_beyond_chance_is_spoken_of():
    good, better = a_result(on_time=rated(85, 100)), a_result(on_time=rated(99, 100))
    beside = peers(on_time=(800, 1000))

    (slipped,) = advise(good, beside, better, WEIGHTING)

    assert (slipped.has_slipped, slipped.cases, slipped.aim) == (True, 14, Decimal("99.0"))
    assert advise(good, beside, a_result(on_time=rated(88, 100)), WEIGHTING) == []
    assert advise(better, beside, good, WEIGHTING) == []


@pytest.mark.parametrize(
    "figure", [rated(0, 9), rated(0, 0)], ids=["nine cases are too few", "nothing to count"]
)
def test_nothing_is_said_of_what_stands_on_too_little(figure):
    assert advise(a_result(on_time=figure), peers(on_time=(800, 1000)), None, WEIGHTING) == []


def test_what_weighs_nothing_is_not_spoken_of():
    ours = a_result(passed_on=rated(0, 500))

    assert advise(ours, peers(passed_on=(400, 1000)), None, WEIGHTING) == []


def test_the_number_of_reports_changes_no_advice():
    ours = a_result(on_time=rated(30, 60), satisfied=rated(20, 30))
    busier = replace(ours, counts=Counts(reported=9000, judged=9000, valid=8000, found=8000))
    beside = peers(on_time=(800, 1000), satisfied=(900, 1000))

    assert advise(ours, beside, None, WEIGHTING) == advise(busier, beside, None, WEIGHTING)


def test_closed_and_never_confirmed_is_sure_only_if_all_of_it_being_solved_would_not_do():
    few, many = (
        Figure(20, 100, State.UNSAMPLED, Decimal("20.0"), Decimal("13.3"), Decimal(ceiling))
        for ceiling in ("60.0", "95.0")
    )
    beside = peers(on_time=(800, 1000))

    (poor,), (open_one,) = (
        advise(a_result(on_time=figure), beside, None, WEIGHTING) for figure in (few, many)
    )

    assert (poor.is_unconfirmed, poor.is_sure, poor.cases) == (True, True, 60)
    assert (open_one.is_unconfirmed, open_one.is_sure) == (True, False)


def test_peers_add_up_what_they_reach_and_estimates_weigh_by_their_cases():
    estimate = Figure(10, 100, State.RATED, Decimal("50.0"), Decimal(40), Decimal(60))

    together = whole_of_peers(
        [a_result(on_time=rated(9, 10)), a_result(on_time=rated(1, 90)), a_result(on_time=estimate)]
    )

    assert together == {"on_time": Whole(Decimal(60), 200)}
    assert together["on_time"].share == Decimal("30.0")


def test_help_goes_first_to_who_is_surely_behind_in_what_weighs_most():
    one = a_result("330108002021", on_time=rated(99, 100), reworked=rated(60, 100))
    both = a_result("330108002022", on_time=rated(10, 100), reworked=rated(60, 100))
    lucky = a_result("330108002023", on_time=rated(9, 12), reworked=rated(0, 100))
    alone = a_result("330108002024", peers="park", on_time=rated(1, 100))
    beside = {
        "residential": peers(on_time=(800, 1000), reworked=(100, 1000)),
        "park": peers(on_time=(1, 100)),
    }

    need = in_need([one, lucky, both, alone], beside, WEIGHTING)

    assert [(result.code[-3:], names) for result, names in need] == [
        ("022", ["on_time", "reworked"]),
        ("021", ["reworked"]),
    ]


def test_whatever_weighs_in_a_score_has_words_of_advice():
    three = replace(DRAFT, three_rates=1)
    weighed = {name for kind in SubjectKind for p in (DRAFT, three) for name in scheme_of(kind, p)}

    assert weighed == set(TO_DO)
