"""Other values on the same facts: the same values change nothing, milder ones lower nobody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import NotAcceptable
from portal.policy.rules import DRAFT
from portal.rewards.rules import (
    Claim,
    FactKind,
    Move,
    PastFact,
    WhyNot,
    allotted,
    point_values,
    points_under,
    refuse_senseless,
    star_for,
    tallied,
    ways,
    worth_of,
)

FIRST = datetime(2026, 4, 1, 1, tzinfo=UTC)
EARNING = st.sampled_from([FactKind.REPORT, FactKind.VERIFICATION, FactKind.PATROL, FactKind.FAULT])
AGAINST = st.sampled_from([None, None, None, WhyNot.NOT_FIRST, WhyNot.CALLED_FAKE])
stars = st.integers(0, 5)


@st.composite
def past(draw):
    rows = draw(
        st.lists(st.tuples(EARNING, st.integers(0, 90), AGAINST, st.integers(1, 4)), max_size=40)
    )
    decided = draw(st.sampled_from([None, 0, 7]))
    facts = []
    for n, (kind, days, against, level) in enumerate(rows):
        at = FIRST + timedelta(days=days, minutes=n)
        worth = worth_of(kind, DRAFT, level=level)
        claim = Claim((kind, n), at, at.date(), worth, against, decided if n == 0 else None)
        facts.append(PastFact(claim, at.date().replace(day=1), level))
    return facts


def under(**changes):
    policy = DRAFT.changed_by(changes, 0)
    return lambda _day: policy


def as_settled(facts):
    months = {fact.month for fact in facts}
    return sum(
        given.points
        for month in months
        for given in allotted(
            [fact.claim for fact in facts if fact.month == month], under()
        ).values()
    )


@given(past())
def test_unchanged_values_give_what_the_ledger_gave(facts):
    assert points_under(facts, under(), under()) == as_settled(facts)


@given(past(), st.integers(60, 200), st.integers(600, 2000))
def test_wider_caps_lower_nobody(facts, day, month):
    wider = under(day_points=day, month_points=month)

    assert points_under(facts, under(), wider) >= points_under(facts, under(), under())


@given(past(), st.integers(0, 30))
def test_a_report_that_is_worth_more_lowers_nobody(facts, more):
    dearer = under(report_points=DRAFT.report_points + more)

    assert points_under(facts, under(), dearer) >= points_under(facts, under(), under())


@given(
    st.integers(0, 1500),
    st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.tuples(*[st.integers(0, 60)] * 5),
    st.tuples(*[st.integers(0, 30)] * 5),
    st.booleans(),
)
def test_milder_thresholds_lower_nobody(points, reports, less_points, less_gates, is_clean):
    valid, judged = reports
    lower = [max(0, a - b) for a, b in zip(DRAFT.star_points, less_points, strict=True)]
    looser = [max(0, a - b) for a, b in zip(DRAFT.star_gates, less_gates, strict=True)]
    milder = replace(DRAFT, star_points=tuple(lower), star_gates=tuple(looser))
    found = {"fakes": int(not is_clean), "is_trained": is_clean}

    before = star_for(points, valid, judged, **found, policy=DRAFT)

    assert star_for(points, valid, judged, **found, policy=milder) >= before


def test_what_a_fact_was_noted_at_stays_where_its_worth_does_not_change():
    claim = Claim((FactKind.REPORT, 1), FIRST, date(2026, 4, 1), 99)
    fact = PastFact(claim, date(2026, 4, 1), 1)

    assert points_under([fact], under(), under(day_points=200, patrol_points=9)) == 99
    assert points_under([fact], under(), under(report_points=20)) == 20


@given(st.lists(st.tuples(st.integers(1, 3), stars, stars), max_size=30))
def test_everybody_is_counted_once_in_whatever_batches(rows):
    moves = [Move(n, place, old, new, 0, 0) for n, (place, old, new) in enumerate(rows)]

    whole = tallied(None, moves)
    half = tallied(tallied(None, moves[:7]), moves[7:])

    assert whole == half
    assert sum(map(sum, whole["matrix"])) == len(rows) == sum(ways(whole["matrix"]))
    assert len(whole["moved"]) == sum(old != new for _place, old, new in rows)
    for way in range(3):
        in_all = sum(counts[way] for counts in whole["communities"].values())
        assert in_all == ways(whole["matrix"])[way]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "at least one"),
        ({"star_points": [60, 50, 240, 400, 600]}, "higher star"),
        ({"star_gates": [30, 40, 50, 60, 101]}, "100 percent"),
        ({"star_fakes": [1, 2, 0, 0, 0]}, "higher star"),
        ({"fault_points": 2}, "0 or below"),
        ({"patrol_points": -1}, "0 or above"),
        ({"report_points": 10**12}, "huge"),
        ({"day_points": 700}, "fewer points than a day"),
    ],
)
def test_values_that_nobody_means_are_refused(changes, says):
    with pytest.raises(NotAcceptable) as refusal:
        refuse_senseless(changes, DRAFT)

    assert says in refusal.value.message


def test_the_values_of_points_and_stars_are_known_by_their_clauses():
    assert {"star_points", "day_points", "fake_points", "hold_days"} <= set(point_values())
    assert "level_days" not in point_values()
