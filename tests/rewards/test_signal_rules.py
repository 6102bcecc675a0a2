"""What is shown as odd, and what is not: rules alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.cases.rules.duplicates import Position, metres_between
from portal.policy.rules import DRAFT
from portal.rewards.rules import (
    Filed,
    Share,
    SignalVisit,
    bursts,
    fastest,
    in_common,
    is_one_browser,
    is_pair,
    is_too_fast,
    on_one_device,
    point_values,
    solves_own,
    splits,
)

TEN = datetime(2026, 9, 21, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
METRE = 1 / 111_195  # of a degree to the north
PHONE = ("10.0.0.7", "phone")


def told(id_, minutes=0.0, metres=0.0, *, placed=True, grid=1, matter="A101"):
    place = Position(30.2 + metres * METRE, 120.2) if placed else None
    return Filed(id_, TEN + minutes * MINUTE, grid, matter, place)


def ids(groups):
    return [[one.id for one in group] for group in groups]


REPORTS = st.lists(
    st.tuples(st.integers(0, 240), st.integers(0, 400), st.booleans()), max_size=25
).map(
    lambda many: [told(n, at, metres, placed=placed) for n, (at, metres, placed) in enumerate(many)]
)


def test_six_reports_in_ten_minutes_are_a_burst_and_five_are_none():
    assert ids(bursts([told(n, n * 2) for n in range(6)], DRAFT)) == [[0, 1, 2, 3, 4, 5]]
    assert bursts([told(n, n * 2) for n in range(5)], DRAFT) == []
    assert bursts([told(n, n * 3) for n in range(20)], DRAFT) == []


def test_a_burst_is_as_long_as_it_goes_on_and_two_are_told_apart():
    first, second = [told(n, n) for n in range(9)], [told(10 + n, 90 + n) for n in range(6)]

    assert [len(group) for group in bursts(first + second, DRAFT)] == [9, 6]


@settings(max_examples=60, deadline=None)
@given(REPORTS)
def test_every_burst_is_long_enough_and_none_is_missed(reports):
    found = bursts(reports, DRAFT)
    in_one = {one.id for group in found for one in group}

    assert all(len(group) >= DRAFT.burst_reports for group in found)
    assert sum(map(len, found)) == len(in_one)
    for one in reports:
        soon = [
            other
            for other in reports
            if timedelta(0) <= other.at - one.at <= DRAFT.burst_minutes * MINUTE
        ]
        if len(soon) >= DRAFT.burst_reports:
            assert one.id in in_one


@settings(max_examples=60, deadline=None)
@given(REPORTS, st.randoms())
def test_the_order_in_which_reports_are_read_changes_nothing(reports, chance):
    mixed = list(reports)
    chance.shuffle(mixed)

    assert bursts(mixed, DRAFT) == bursts(reports, DRAFT)
    assert splits(mixed, DRAFT) == splits(reports, DRAFT)


def test_three_reports_at_one_spot_within_the_hour_may_be_one_problem():
    spot = [told(1, 0, 0), told(2, 10, 10, matter="B219"), told(3, 50, 20)]

    assert ids(splits(spot, DRAFT)) == [[1, 2, 3]]
    assert splits(spot[:2], DRAFT) == []


@pytest.mark.parametrize(
    "reports",
    [
        pytest.param([told(n, 5 * n, 25 * n) for n in range(8)], id="along a street"),
        pytest.param([told(n, 61 * n) for n in range(5)], id="an hour apart"),
        pytest.param(
            [told(n, n, placed=False, matter=f"A{n}") for n in range(5)],
            id="other matters",
        ),
    ],
)
def test_these_are_no_split(reports):
    assert splits(reports, DRAFT) == []


def test_leaving_out_the_position_does_not_hide_a_split():
    assert ids(splits([told(n, n, placed=n == 0) for n in range(3)], DRAFT)) == [[0, 1, 2]]


@settings(max_examples=60, deadline=None)
@given(REPORTS)
def test_all_of_a_split_lie_around_its_first_and_in_no_other(reports):
    groups = splits(reports, DRAFT)

    assert len({one.id for group in groups for one in group}) == sum(map(len, groups))
    for first, *others in groups:
        assert len(others) + 1 >= DRAFT.split_reports
        for one in others:
            assert first.at <= one.at <= first.at + DRAFT.split_minutes * MINUTE
            if first.place and one.place:
                assert metres_between(first.place, one.place) <= DRAFT.split_metres


@pytest.mark.parametrize(
    ("there", "back", "said"),
    [
        pytest.param((8, 10), (0, 0), True, id="most, one way"),
        pytest.param((7, 7), (7, 7), False, id="few"),
        pytest.param((8, 12), (0, 0), False, id="not most, one way"),
        pytest.param((8, 24), (8, 24), True, id="a ring of four who take turns"),
        pytest.param((8, 24), (8, 60), False, id="one of many who look there"),
        pytest.param((0, 0), (9, 9), False, id="the other way alone"),
    ],
)
def test_a_pair_takes_many_looks_and_most_of_them_or_turns(there, back, said):
    assert is_pair(Share(*there), Share(*back), DRAFT) is said


def test_who_solves_all_they_report_is_shown_once_it_is_many():
    assert solves_own(Share(10, 12), DRAFT)
    assert not solves_own(Share(9, 9), DRAFT)
    assert not solves_own(Share(10, 20), DRAFT)


def way(kmh, minutes=20, every=15):
    """A straight way to the north at one speed."""
    return [(120.2, 30.2 + s * kmh / 3.6 * METRE, s) for s in range(0, minutes * 60 + 1, every)]


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 60), st.integers(6, 40), st.sampled_from([1, 7, 30, 90]))
def test_the_speed_of_a_straight_way_is_found(kmh, minutes, every):
    found = fastest(way(kmh, minutes, every), DRAFT)

    assert found
    assert found.seconds >= DRAFT.walk_minutes * 60
    assert found.kmh == pytest.approx(kmh, abs=0.05)


def test_walking_is_no_signal_and_riding_is():
    assert not is_too_fast(fastest(way(6), DRAFT), DRAFT)
    assert is_too_fast(fastest(way(18), DRAFT), DRAFT)
    walked = way(4)
    ridden = [(lon, lat + 0.006, s + 1205) for lon, lat, s in way(25, 6)]
    assert is_too_fast(fastest(walked + ridden, DRAFT), DRAFT)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 80), st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
def test_one_point_far_off_makes_nobody_fast(n, north, east):
    route = way(4)
    lon, lat, second = route[n]
    route[n] = (lon + east, lat + north, second)

    assert not is_too_fast(fastest(route, DRAFT), DRAFT)


def test_a_short_way_has_no_speed():
    assert fastest([], DRAFT) is None
    assert fastest(way(50, 4), DRAFT) is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=40), st.integers(0, 50))
def test_a_copied_way_is_known_again_whenever_it_is_said_to_be_walked(places, later):
    one = [(120 + x / 1000, 30 + y / 1000, 60 * n) for n, (x, y) in enumerate(places)]
    copy = [(lon, lat, s + later) for lon, lat, s in one]

    assert in_common(one, copy) == (100 if len(set(places)) >= 10 else 0)
    assert 0 <= in_common(one, one[::2]) <= 100


def visit(person, minutes, until=None, where=PHONE):
    ended = None if until is None else TEN + until * MINUTE
    return SignalVisit(person, TEN + minutes * MINUTE, ended, where)


def test_three_people_one_after_another_in_one_browser_are_shown():
    chain = [visit(1, 0, 5), visit(2, 5, 9), visit(3, 9)]

    assert on_one_device(chain, DRAFT) == [chain]
    assert is_one_browser(chain[0], chain[1])


@pytest.mark.parametrize(
    "visits",
    [
        pytest.param([visit(1, 0, 5), visit(2, 5, 9), visit(1, 9)], id="a couple with one phone"),
        pytest.param([visit(1, 0), visit(2, 5), visit(3, 9)], id="phones behind one address"),
        pytest.param([visit(1, 0, 5), visit(2, 20, 30), visit(3, 45)], id="long after"),
        pytest.param(
            [visit(1, 0, 5), visit(2, 5, 9, ("10.0.0.7", "computer")), visit(3, 9)],
            id="a phone and a computer",
        ),
    ],
)
def test_these_are_not_one_device(visits):
    assert on_one_device(visits, DRAFT) == []


VISITS = st.lists(
    st.tuples(
        st.integers(1, 5), st.integers(0, 90), st.none() | st.integers(0, 40), st.sampled_from("ab")
    ),
    max_size=20,
).map(
    lambda many: [
        visit(who, at, None if long is None else at + long, (where, "phone"))
        for who, at, long, where in many
    ]
)


@settings(max_examples=60, deadline=None)
@given(VISITS)
def test_a_device_has_one_address_and_enough_people(visits):
    for chain in on_one_device(visits, DRAFT):
        assert len({one.where for one in chain}) == 1
        assert len({one.person_id for one in chain}) >= DRAFT.device_people


def test_thresholds_of_signals_are_no_values_of_points():
    assert not {"burst_reports", "walk_kmh", "device_people"} & set(point_values())
