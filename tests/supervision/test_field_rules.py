"""The pure rules of field work: the way, what fits, what replaces, what a phone says."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.rules.duplicates import Position, metres_between
from portal.supervision.rules.evidence import (
    NOTHING,
    Odd,
    moment_read,
    odd_about,
    position_said,
    stamps_of,
)
from portal.supervision.rules.matching import Known, Sight, fits
from portal.supervision.rules.replacing import Attempt, CouldNot, is_given_up
from portal.supervision.rules.ways import Stop, by_nearest_next

DAY = date(2026, 9, 21)
HERE = Position(30.2, 120.2)

places = st.builds(Position, st.floats(30.1, 30.3), st.floats(120.1, 120.3))
stops = st.lists(st.one_of(st.none(), places), max_size=12).map(
    lambda them: [Stop(f"{n:02}", place) for n, place in enumerate(them)]
)


# the way


@given(stops, st.one_of(st.none(), places))
def test_the_way_passes_every_stop_once_and_ends_with_those_that_nobody_can_place(them, start):
    way = [leg.stop for leg in by_nearest_next(them, start)]

    assert sorted(stop.key for stop in way) == [stop.key for stop in them]
    placed = [stop.place is not None for stop in way]
    assert placed == sorted(placed, reverse=True)


@given(stops, places)
def test_each_stop_is_the_nearest_of_those_that_were_left(them, start):
    way = by_nearest_next(them, start)
    here = start

    for n, leg in enumerate(way):
        if leg.stop.place is None:
            break
        left = [other.stop.place for other in way[n:] if other.stop.place]
        assert metres_between(here, leg.stop.place) == min(metres_between(here, p) for p in left)
        here = leg.stop.place


@given(stops, places, st.randoms())
def test_the_way_does_not_depend_on_the_order_of_the_list(them, start, chance):
    mixed = list(them)
    chance.shuffle(mixed)

    assert by_nearest_next(mixed, start) == by_nearest_next(them, start)


# what fits


def known(number="A", **more):
    given_ = {"matter": "B301", "grid": "g", "place": HERE, "reported_on": DAY, "closed_on": None}
    return Known(number, **given_ | more)


def matched(*reports, **more):
    seen = Sight(**{"matter": "B301", "grid": "g", "place": HERE, "on": DAY} | more)
    return [fit.number for fit in fits(seen, reports, within_m=50, closed_days=15)]


@pytest.mark.parametrize(
    ("report", "fit"),
    [
        pytest.param(known(), True, id="same place, matter and day"),
        pytest.param(known(matter="B302"), False, id="another matter"),
        pytest.param(known(place=Position(30.2004, 120.2)), True, id="44 metres off"),
        pytest.param(known(place=Position(30.2005, 120.2)), False, id="56 metres off"),
        pytest.param(known(place=None), True, id="no position, the same grid"),
        pytest.param(known(place=None, grid="h"), False, id="no position, another grid"),
        pytest.param(known(grid="h"), True, id="near, though across the border of a grid"),
        pytest.param(
            known(reported_on=DAY + timedelta(days=1)), False, id="reported after it was seen"
        ),
        pytest.param(known(reported_on=date(2025, 1, 1)), True, id="open for long"),
        pytest.param(
            known(reported_on=date(2025, 1, 1), closed_on=DAY - timedelta(days=15)),
            True,
            id="closed on the last day that counts",
        ),
        pytest.param(
            known(reported_on=date(2025, 1, 1), closed_on=DAY - timedelta(days=16)),
            False,
            id="closed too long ago",
        ),
    ],
)
def test_a_report_fits_by_matter_place_and_days(report, fit):
    assert matched(report) == ["A"] * fit


def test_the_likeliest_report_comes_first():
    vague = known("vague", place=None)
    far = known("far", place=Position(30.2003, 120.2))
    closed = known("closed", reported_on=DAY - timedelta(days=9), closed_on=DAY)
    open_ = known("open", reported_on=DAY - timedelta(days=9))

    assert matched(vague, far, closed, open_) == ["open", "closed", "far", "vague"]


def test_what_was_seen_without_a_position_fits_by_its_grid():
    assert matched(known(), known("B", grid="h"), place=None) == ["A"]


# what replaces


@pytest.mark.parametrize(
    ("attempts", "given_up"),
    [
        pytest.param([], False, id="not tried"),
        pytest.param([(0, CouldNot.LOCKED)], False, id="locked once"),
        pytest.param([(0, CouldNot.LOCKED), (0, CouldNot.NOBODY_IN)], False, id="twice in a day"),
        pytest.param([(0, CouldNot.LOCKED), (1, CouldNot.WEATHER)], True, id="on two days"),
        pytest.param([(0, CouldNot.BUILT_OVER)], True, id="for a reason that lasts"),
    ],
)
def test_something_is_given_up_after_the_tries_or_for_a_reason_that_lasts(attempts, given_up):
    them = [Attempt(DAY + timedelta(days=day), reason) for day, reason in attempts]

    assert is_given_up(them, tries=2) is given_up


# what a phone says


def test_the_stamps_of_photos_are_read_in_their_order():
    sent = [["2026-09-21T02:00:00.123Z", 30.2, 120.2], None, ["then", 95, 0]]

    first, none, odd = stamps_of(json.dumps(sent))

    assert first.at == datetime(2026, 9, 21, 2, 0, 0, 123000, tzinfo=UTC)
    assert first.place == HERE
    assert none == odd == NOTHING


@given(st.recursive(st.none() | st.floats() | st.text(), lambda x: st.lists(x, max_size=4)))
def test_whatever_a_phone_says_is_read_without_a_fault(sent):
    stamps_of(json.dumps(sent))
    stamps_of(str(sent))
    position_said(sent, sent)
    moment_read(sent)


@pytest.mark.parametrize(
    ("is_placed", "metres", "days", "odd"),
    [
        pytest.param(True, 200, 3, [], id="at the limits"),
        pytest.param(True, 201, 0, [Odd.FAR_AWAY], id="elsewhere"),
        pytest.param(True, None, 0, [], id="nobody knows where it was to be"),
        pytest.param(False, None, 4, [Odd.NO_POSITION, Odd.CAME_LATE], id="nowhere, and late"),
    ],
)
def test_a_visit_says_what_is_odd_about_it(is_placed, metres, days, odd):
    waited, limits = timedelta(days=days), {"far_metres": 200, "late_days": 3}

    assert odd_about(is_placed=is_placed, metres=metres, waited=waited, **limits) == odd
