"""What a fact earns: caps that hold, the first reporter's rule, and that more is never less."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.rules import DRAFT
from portal.rewards.rules import (
    Allotted,
    Claim,
    FactKind,
    Told,
    WhyNot,
    allotted,
    freezes_on,
    joins,
    quarter_after,
    quarter_before,
    quarter_of,
    rated_from,
    why_no_patrol,
    worth_of,
)

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
EARNING = [kind for kind in FactKind if kind not in {FactKind.FAULT, FactKind.FAKE}]


AGAINST = [None, None, None, WhyNot.NOT_VALID, WhyNot.CALLED_FAKE]
DECIDED = [None, None, None, 0, 7, 90]


def a_claim(said):
    kind, number, minute, level, why, decided = said
    at = BEGIN + timedelta(minutes=minute)
    return Claim((kind, number), at, at.date(), worth_of(kind, DRAFT, level=level), why, decided)


def claims(kinds=tuple(FactKind), minutes=30 * 24 * 60):
    said = st.tuples(
        st.sampled_from(kinds),
        st.integers(1, 10**9),
        st.integers(0, minutes - 1),
        st.integers(1, 4),
        st.sampled_from(AGAINST),
        st.sampled_from(DECIDED),
    )
    return said.map(a_claim)


months = st.lists(claims(), max_size=40, unique_by=lambda one: one.key)
full_days = st.lists(
    claims(EARNING, minutes=2 * 24 * 60), min_size=8, max_size=40, unique_by=lambda one: one.key
)
full_months = full_days.map(lambda days: [again for n in range(10) for again in later(days, n)])


def later(days, n):
    """The same two days, so many times two days later."""
    moved = timedelta(days=2 * n)
    return [
        replace(
            one, key=(one.key[0], one.key[1] + n * 10**9), at=one.at + moved, day=one.day + moved
        )
        for one in days
    ]


def in_force(_day):
    return DRAFT


def total(of):
    return sum(given.points for given in allotted(of, in_force).values())


@given(st.one_of(months, full_months))
def test_a_day_and_a_month_never_hold_more_than_their_caps(month):
    given = allotted(month, in_force)
    by_day = {}
    for claim in month:
        points = max(0, given[claim.key].points)
        by_day[claim.day] = by_day.get(claim.day, 0) + points

    assert all(points <= DRAFT.day_points for points in by_day.values())
    assert sum(by_day.values()) <= DRAFT.month_points


@given(months, st.randoms(use_true_random=False))
def test_what_each_fact_gets_does_not_depend_on_when_it_became_known(month, chance):
    shuffled = list(month)
    chance.shuffle(shuffled)

    assert allotted(shuffled, in_force) == allotted(month, in_force)


@given(st.one_of(months, full_months), claims(EARNING))
def test_one_more_fact_never_lowers_the_sum(month, more):
    month = [claim for claim in month if claim.key != more.key]

    assert total([*month, more]) >= total(month)


@given(st.one_of(months, full_months))
def test_what_is_cut_off_says_why(month):
    given = allotted(month, in_force)

    for claim in month:
        if given[claim.key].points < claim.asked:
            assert given[claim.key].why_not in {
                WhyNot.DAY_FULL,
                WhyNot.MONTH_FULL,
                WhyNot.SECOND_PATROL,
                WhyNot.THANKS_FULL,
            }


@given(months)
def test_what_is_called_made_up_earns_nothing_whatever_was_decided(month):
    given = allotted([replace(one, why_not=WhyNot.CALLED_FAKE) for one in month], in_force)

    assert all(one.points == 0 for one in given.values())


def test_one_patrol_a_day_counts_and_the_next_says_why_it_does_not():
    first, second = (
        Claim((FactKind.PATROL, n), BEGIN + timedelta(hours=n), BEGIN.date(), 2) for n in (1, 2)
    )

    given = allotted([second, first], in_force)

    assert [given[one.key].points for one in (first, second)] == [2, 0]
    assert given[second.key].why_not is WhyNot.SECOND_PATROL


def test_a_cap_cuts_the_fact_that_does_not_fit_and_no_other():
    reports = [
        Claim((FactKind.REPORT, n), BEGIN + timedelta(hours=n), BEGIN.date(), 20) for n in range(4)
    ]

    given = allotted([*reports[:3], replace(reports[3], worth=15)], in_force)

    assert [given[one.key].points for one in reports] == [20, 20, 20, 0]
    assert given[reports[3].key].why_not is WhyNot.DAY_FULL


@pytest.mark.parametrize(
    ("kind", "level", "points"),
    [
        (FactKind.REPORT, None, 10),
        (FactKind.REPORT, 4, 20),
        (FactKind.VERIFICATION, None, 4),
        (FactKind.PATROL, None, 2),
        (FactKind.HELP, None, 3),
        (FactKind.TRAINING, None, 10),
        (FactKind.THANKS, None, 2),
        (FactKind.FAULT, None, -2),
        (FactKind.FAKE, None, -50),
    ],
)
def test_every_kind_of_fact_is_worth_what_the_policy_says(kind, level, points):
    assert worth_of(kind, DRAFT, level=level) == points


def told(n, *, hours=0.0, lat=30.2, lon=120.2, grid_id=1):
    return Told(n, BEGIN + timedelta(hours=hours), grid_id, lat, lon)


@pytest.mark.parametrize(
    ("later", "is_joined"),
    [
        pytest.param(told(2, hours=23, lat=30.2004), True, id="44 m and 23 h after"),
        pytest.param(told(2, hours=23, lat=30.2005), False, id="56 m off"),
        pytest.param(told(2, hours=25), False, id="25 h after"),
        pytest.param(told(2, hours=0), True, id="at the same moment, with a higher number"),
        pytest.param(told(0, hours=0), False, id="at the same moment, with a lower number"),
        pytest.param(told(2, hours=1, lat=None, lon=None), True, id="no position, same grid"),
        pytest.param(
            told(2, hours=1, lat=None, lon=None, grid_id=2), False, id="no position, other grid"
        ),
        pytest.param(told(2, hours=1, grid_id=2), True, id="at the edge of the next grid"),
        pytest.param(told(2, hours=-1), False, id="before"),
    ],
)
def test_a_report_joins_one_so_near_and_so_soon_before(later, is_joined):
    assert joins(later, told(1), DRAFT) is is_joined


@pytest.mark.parametrize(
    ("minutes", "positions", "ticked", "why"),
    [
        (60, 0, 0, WhyNot.NO_ROUTE),
        (60, 1, 1, WhyNot.NO_ROUTE),
        (60, 2, 0, None),
        (60, 0, 2, None),
        (20, 0, 2, None),
        (19, 200, 9, WhyNot.TOO_SHORT),
        (0, 0, 0, WhyNot.NO_ROUTE),
    ],
)
def test_a_patrol_shows_two_positions_or_places_and_is_no_ride(minutes, positions, ticked, why):
    assert why_no_patrol(timedelta(minutes=minutes), positions, ticked, DRAFT) is why


def thanks(n, day):
    at = BEGIN + timedelta(days=day)
    return Claim((FactKind.THANKS, n), at, at.date(), 2)


def test_of_thanks_only_a_few_count_in_a_month():
    month = [thanks(n, day) for n, day in enumerate((0, 3, 9, 20))]

    given = allotted(month, in_force)

    assert [given[one.key].points for one in month] == [2, 0, 0, 0]
    assert given[month[3].key].why_not is WhyNot.THANKS_FULL


def test_thanks_push_no_work_out_of_a_full_day():
    work = [
        Claim((FactKind.REPORT, n), BEGIN + timedelta(hours=n + 1), BEGIN.date(), 15)
        for n in range(4)
    ]

    given = allotted([thanks(1, 0), *work], in_force)

    assert [given[one.key].points for one in work] == [15] * 4
    assert given[FactKind.THANKS, 1] == Allotted(0, WhyNot.DAY_FULL)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_a_quarter_holds_its_days_and_four_make_a_year(day):
    quarter = quarter_of(day)

    assert quarter <= day < quarter_after(quarter)
    assert quarter_before(quarter_after(quarter)) == quarter
    assert rated_from(quarter) == quarter_after(quarter).replace(
        year=quarter_after(quarter).year - 1
    )
    assert freezes_on(quarter, DRAFT) - quarter_after(quarter) == timedelta(days=15)


def test_an_earlier_patrol_takes_nothing_from_one_that_a_decision_raised():
    at = BEGIN + timedelta(hours=9)
    raised = Claim((FactKind.PATROL, 2), at, at.date(), worth_of(FactKind.PATROL, DRAFT), None, 7)
    earlier = replace(raised, key=(FactKind.PATROL, 1), at=at - timedelta(hours=1), decided=None)

    given = allotted([earlier, raised], in_force)

    assert given[raised.key] == Allotted(7, None)
    assert given[earlier.key] == Allotted(0, WhyNot.SECOND_PATROL)
