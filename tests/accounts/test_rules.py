"""When a sign-in locks, a session ends, and a post is where it belongs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.rules import (
    ALSO_DIGITS,
    AREA_DIGITS,
    Role,
    family_name,
    has_idled,
    has_left,
    is_locked,
    lock_after_failure,
    refuse_misplaced_post,
)
from portal.errors import NotAcceptable
from portal.policy.rules import DRAFT

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)


@given(st.integers(1, 50))
def test_the_fifth_failure_in_a_row_locks_for_fifteen_minutes(failures):
    until = lock_after_failure(failures, NOW, DRAFT)

    assert until == (NOW + timedelta(minutes=15) if failures >= 5 else None)


@pytest.mark.parametrize(
    ("until", "locked"),
    [
        pytest.param(None, False, id="never locked"),
        pytest.param(NOW + timedelta(seconds=1), True, id="still locked"),
        pytest.param(NOW, False, id="just over"),
        pytest.param(NOW - timedelta(days=1), False, id="long over"),
    ],
)
def test_a_lock_ends_by_itself(until, locked):
    assert is_locked(until, NOW) is locked


@pytest.mark.parametrize(
    ("ended", "left"),
    [
        pytest.param(None, False, id="works here"),
        pytest.param(date(2026, 9, 22), False, id="leaves tomorrow"),
        pytest.param(date(2026, 9, 21), True, id="the day they end is the first without them"),
        pytest.param(date(2025, 1, 1), True, id="left long ago"),
    ],
)
def test_somebody_has_left_from_the_day_they_end(ended, left):
    assert has_left(ended, date(2026, 9, 21)) is left


@pytest.mark.parametrize(
    ("idle", "over"),
    [
        pytest.param(timedelta(minutes=30), False, id="half an hour to the second"),
        pytest.param(timedelta(minutes=30, seconds=1), True, id="a second more"),
    ],
)
def test_a_session_ends_after_half_an_hour_of_nothing(idle, over):
    assert has_idled(NOW - idle, NOW, DRAFT) is over


@pytest.mark.parametrize("role", AREA_DIGITS)
def test_a_post_for_an_area_has_an_area_of_its_own_size(role):
    refuse_misplaced_post(role, "3" * AREA_DIGITS[role], has_unit=False)

    for digits in {3, 6, 9, 12, 15} - {AREA_DIGITS[role], ALSO_DIGITS.get(role)}:
        with pytest.raises(NotAcceptable, match="digits"):
            refuse_misplaced_post(role, "3" * digits, has_unit=False)


@pytest.mark.parametrize("role", AREA_DIGITS)
@pytest.mark.parametrize(
    ("area", "has_unit"),
    [
        pytest.param(None, False, id="neither"),
        pytest.param(None, True, id="a unit"),
        pytest.param("330108", True, id="both"),
    ],
)
def test_a_post_for_an_area_has_no_unit(role, area, has_unit):
    with pytest.raises(NotAcceptable, match="serves an area"):
        refuse_misplaced_post(role, area, has_unit=has_unit)


def test_a_units_clerk_has_a_unit_and_no_area():
    refuse_misplaced_post(Role.UNIT_CLERK, None, has_unit=True)

    for area, has_unit in ((None, False), ("330108", True), ("330108", False)):
        with pytest.raises(NotAcceptable, match="works for a unit"):
            refuse_misplaced_post(Role.UNIT_CLERK, area, has_unit=has_unit)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        pytest.param("王芳", "王", id="one character"),
        pytest.param("欧阳小明", "欧阳", id="two characters"),
        pytest.param("Anna Li", "Anna", id="written with a space"),
        pytest.param("", "", id="no name"),
    ],
)
def test_a_volunteer_is_shown_by_family_name(name, family):
    assert family_name(name) == family
