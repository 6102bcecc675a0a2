"""Days on which somebody is active, and who may decide about whom."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import NotYours
from portal.volunteers.rules import (
    Known,
    VolunteerStatus,
    active_spans,
    covers,
    refuse_own,
    status_on,
)

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n))
PAUSES = st.lists(
    st.tuples(DAYS, st.one_of(st.none(), st.integers(1, 30))).map(
        lambda pair: (pair[0], pair[1] and pair[0] + timedelta(days=pair[1]))
    ),
    max_size=4,
)


@given(started=DAYS, left=st.one_of(st.none(), DAYS), pauses=PAUSES, day=DAYS)
def test_somebody_is_active_on_a_day_that_no_pause_and_no_end_covers(started, left, pauses, day):
    is_away = any(start <= day and (end is None or day < end) for start, end in pauses)
    is_there = started <= day and (left is None or day < left) and not is_away

    assert covers(active_spans(started, left, pauses), day) is is_there


@given(started=DAYS, left=st.one_of(st.none(), DAYS), pauses=PAUSES)
def test_spans_follow_each_other_and_are_never_empty(started, left, pauses):
    spans = active_spans(started, left, pauses)

    assert all(end is None or start < end for start, end in spans)
    assert all(one[1] is not None and one[1] <= two[0] for one, two in pairwise(spans))


@pytest.mark.parametrize(
    ("day", "status"),
    [
        pytest.param(date(2026, 1, 5), VolunteerStatus.ACTIVE, id="before the pause"),
        pytest.param(date(2026, 1, 10), VolunteerStatus.PAUSED, id="its first day"),
        pytest.param(date(2026, 1, 20), VolunteerStatus.ACTIVE, id="the first day back"),
        pytest.param(date(2026, 2, 1), VolunteerStatus.LEFT, id="the day of leaving"),
    ],
)
def test_the_standing_of_a_day(day, status):
    pauses = [(date(2026, 1, 10), date(2026, 1, 20))]

    assert status_on(FIRST, date(2026, 2, 1), pauses, day) is status


LIN = Known("林一", "+86 138 0000 0001", None)


@pytest.mark.parametrize(
    ("by", "relatives"),
    [
        pytest.param(Known("王二", "13800000001", None), [], id="one's own phone"),
        pytest.param(Known("林一", None, None), [], id="one's own name"),
        pytest.param(Known("王二", None, None), [Known("林一", None, None)], id="a relative"),
    ],
)
def test_nobody_decides_about_themselves_or_a_relative(by, relatives):
    with pytest.raises(NotYours):
        refuse_own(LIN, by, relatives)


def test_a_stranger_decides():
    refuse_own(LIN, Known("王二", "13800000002", "a@example.com"), [Known("赵三", None, None)])
