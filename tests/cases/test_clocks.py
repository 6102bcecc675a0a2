"""Due dates as pure sums: what random histories of steps can and cannot do to them."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.rules import (
    LEVELS,
    Light,
    amber_until,
    days_of_pause,
    due_by_sum,
    due_on,
    light,
    most_more_days,
)
from portal.policy.rules import DRAFT
from tests.policy.test_rules import CALENDAR

days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
few = st.integers(0, 20)


# the sum


@given(days, st.integers(1, 7), st.lists(st.tuples(st.sampled_from("pe"), few), max_size=4))
def test_the_order_of_pauses_and_extensions_never_matters(started, clock_days, parts):
    def due(order):
        paused = sum(n for kind, n in order if kind == "p")
        extended = sum(n for kind, n in order if kind == "e")
        return due_by_sum(started, clock_days, CALENDAR, paused_days=paused, extended_days=extended)

    assert len({due(order) for order in permutations(parts)}) == 1


@given(days, st.sampled_from(LEVELS), few, few)
def test_a_day_more_is_a_working_day_later(started, level, paused, extended):
    whole = due_by_sum(
        started,
        DRAFT.days_to_resolve(level),
        CALENDAR,
        paused_days=paused,
        extended_days=extended,
    )

    assert CALENDAR.between(due_on(level, started, DRAFT, CALENDAR), whole) == paused + extended


def day(text):
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("paused", "goes_on", "last", "added"),
    [
        pytest.param("11-23", "11-23", "11-27", 0, id="ended on its first day"),
        pytest.param("11-23", "11-25", "11-27", 2, id="two working days on"),
        pytest.param("11-20", "11-22", "11-27", 0, id="over a weekend only"),
        pytest.param("09-18", "09-20", "09-25", 1, id="through a worked Sunday"),
        pytest.param("09-30", "10-08", "10-09", 1, id="over National Day"),
        pytest.param("11-23", "12-20", "11-27", 4, id="found a month after its last day"),
    ],
)
def test_a_pause_adds_its_working_days_and_never_more_than_approved(paused, goes_on, last, added):
    assert days_of_pause(day(paused), day(goes_on), day(last), CALENDAR) == added


@pytest.mark.parametrize(
    ("level", "extended", "most"),
    [
        pytest.param(1, 0, 0, id="level 1 has none"),
        pytest.param(2, 0, 0, id="level 2 has none"),
        pytest.param(3, 0, 2, id="level 3 up to seven in all"),
        pytest.param(3, 1, 0, id="level 3 once"),
        pytest.param(4, 0, 8, id="level 4 up to fifteen in all"),
        pytest.param(4, 3, 0, id="level 4 once"),
    ],
)
def test_how_many_more_days_a_level_can_have(level, extended, most):
    assert most_more_days(level, DRAFT.days_to_resolve(level), extended, DRAFT) == most


@given(days, st.sampled_from(LEVELS), few)
def test_time_that_stood_still_turns_no_light_amber(started, level, paused):
    plain = due_on(level, started, DRAFT, CALENDAR)
    later = CALENDAR.add(plain, paused)
    goes_on = CALENDAR.add(started, paused)  # paused on the day of dispatch

    for used in range(8):
        today = CALENDAR.add(started, used)
        same = CALENDAR.add(goes_on, used)
        if today <= plain:
            assert light(started, plain, today, DRAFT, CALENDAR) is light(
                started, later, same, DRAFT, CALENDAR, paused=paused
            )


@given(days, st.sampled_from(LEVELS), st.integers(0, 8), few, few)
def test_whatever_is_amber_after_a_pause_or_extension_is_still_looked_at(
    started, level, extended, paused, later
):
    extended = min(extended, most_more_days(level, DRAFT.days_to_resolve(level), 0, DRAFT))
    due = due_by_sum(
        started,
        DRAFT.days_to_resolve(level),
        CALENDAR,
        paused_days=paused,
        extended_days=extended,
    )
    today = due - timedelta(days=later)

    if light(started, due, today, DRAFT, CALENDAR, paused=paused) is Light.AMBER:
        assert due <= amber_until(today, DRAFT, CALENDAR)
