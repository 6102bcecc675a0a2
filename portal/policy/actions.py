"""What is done to policy: values are set from a day on, calendar years are loaded."""

from datetime import date, datetime, timedelta
from typing import Any

import chinese_calendar

from portal.db import db
from portal.policy.models import CalendarYear, PolicyValue, WorkDay
from portal.policy.rules import DRAFT

FIRST_YEAR = 2024  # earlier years hold no case of ours


def set_value(
    name: str, content: Any, *, from_day: date, why: str, by: str, now: datetime
) -> PolicyValue:
    """Set a value from a day on, as a new row; an unknown name is refused."""
    DRAFT.changed_by({name: content}, version=0)
    row = PolicyValue(
        name=name, content=content, in_force_on=from_day, reason=why, author=by, set_at=now
    )
    db.session.add(row)
    return row


def load_calendar(last_year: int) -> list[int]:
    """Load the official holidays year by year up to `last_year`; return the years added.

    Stops at the first year for which no notice is known. Safe to run again.
    """
    added = []
    for year in range(FIRST_YEAR, last_year + 1):
        if db.session.get(CalendarYear, year):
            continue
        try:
            exceptions = _exceptions(year)
        except NotImplementedError:  # the package's word for "not announced yet"
            break
        db.session.add(CalendarYear(year=year, source="chinesecalendar"))
        db.session.flush()
        db.session.add_all(exceptions)
        added.append(year)
    return added


def _exceptions(year: int) -> list[WorkDay]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return [
        WorkDay(day=day, year=year, is_working=worked, name=_name_of(day, worked))
        for day in days
        if (worked := bool(chinese_calendar.is_workday(day))) != (day.weekday() < 5)
    ]


def _name_of(day: date, worked: bool) -> str:
    if worked:
        return "调休上班"
    _is_off, name = chinese_calendar.get_holiday_detail(day)
    return str(name or "")
