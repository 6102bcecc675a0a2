"""Working days are counted as the official notice of 2026 says, and policy values are dated."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.rules import DRAFT, Policy, WorkCalendar


def days(*texts):
    return [date.fromisoformat(f"2026-{text}") for text in texts]


HOLIDAYS = days(
    *("01-01", "01-02"),
    *("02-16", "02-17", "02-18", "02-19", "02-20", "02-23"),
    *("04-06", "05-01", "05-04", "05-05", "06-19"),
    *("09-25", "10-01", "10-02", "10-05", "10-06", "10-07"),
)
WORKED = days("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
CALENDAR = WorkCalendar(dict.fromkeys(HOLIDAYS, False) | dict.fromkeys(WORKED, True), 2026)
in_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
some_days = st.integers(0, 40)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        pytest.param("2026-09-20", True, id="a worked Sunday"),
        pytest.param("2026-09-27", False, id="a Sunday of the Mid-Autumn holiday"),
        pytest.param("2026-09-25", False, id="Mid-Autumn, a Friday"),
        pytest.param("2026-10-10", True, id="a worked Saturday"),
        pytest.param("2026-11-22", False, id="a plain Sunday"),
        pytest.param("2026-11-23", True, id="a plain Monday"),
        pytest.param("2027-10-01", True, id="a Friday of a year that is not announced"),
    ],
)
def test_a_day_is_worked_as_the_notice_says(day, is_worked):
    assert CALENDAR.is_working(date.fromisoformat(day)) is is_worked


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        pytest.param("2026-09-24", 3, "2026-09-30", id="over Mid-Autumn"),
        pytest.param("2026-09-18", 1, "2026-09-20", id="onto a worked Sunday"),
        pytest.param("2026-09-30", 1, "2026-10-08", id="over National Day"),
        pytest.param("2026-09-30", 3, "2026-10-10", id="through a worked Saturday"),
        pytest.param("2026-02-13", 2, "2026-02-24", id="over the Spring Festival"),
        pytest.param("2026-11-20", 3, "2026-11-25", id="over a plain weekend"),
        pytest.param("2026-12-31", 1, "2027-01-01", id="into a year that is not announced"),
        pytest.param("2026-10-03", 0, "2026-10-03", id="no days at all"),
    ],
)
def test_the_first_day_does_not_count(start, count, end):
    assert CALENDAR.add(date.fromisoformat(start), count) == date.fromisoformat(end)


@given(in_2026, some_days)
def test_counting_on_and_counting_between_agree(start, count):
    assert CALENDAR.between(start, CALENDAR.add(start, count)) == count


@given(in_2026, st.integers(1, 40))
def test_what_is_counted_on_ends_on_a_working_day(start, count):
    assert CALENDAR.is_working(CALENDAR.add(start, count))


@given(in_2026, in_2026, some_days)
def test_who_starts_later_never_ends_sooner(one, other, count):
    sooner, later = sorted((one, other))

    assert CALENDAR.add(sooner, count) <= CALENDAR.add(later, count)


@given(in_2026, in_2026, in_2026)
def test_stretches_add_up(one, two, three):
    first, middle, last = sorted((one, two, three))
    whole = CALENDAR.between(first, last)

    assert CALENDAR.between(first, middle) + CALENDAR.between(middle, last) == whole
    assert CALENDAR.between(last, first) == -whole


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_a_day_is_provisional_beyond_the_last_known_year(day):
    assert CALENDAR.is_provisional(day) is (day > date(2026, 12, 31))


def test_without_any_year_all_is_plain_weeks_and_provisional():
    bare = WorkCalendar({}, 0)

    assert bare.is_working(date(2026, 10, 1))
    assert bare.is_provisional(date(2026, 10, 1))
    assert bare.add(date(2026, 9, 30), 1) == date(2026, 9, 30) + timedelta(days=1)


@pytest.mark.parametrize(("level", "count"), [(1, 1), (2, 3), (3, 5), (4, 7)])
def test_a_level_has_its_working_days(level, count):
    assert DRAFT.days_to_resolve(level) == count


def test_a_change_keeps_the_rest_and_names_its_version():
    changed = DRAFT.changed_by({"level_days": [1, 2, 5, 7], "lapse_days": 10}, version=4)

    assert changed == Policy(level_days=(1, 2, 5, 7), lapse_days=10, version=4)
    assert DRAFT.version == 0


@pytest.mark.parametrize("name", ["no_such_value", "version"])
def test_an_unknown_value_is_refused_by_name(name):
    with pytest.raises(ValueError, match=name):
        DRAFT.changed_by({name: 1}, version=1)
