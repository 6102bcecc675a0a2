"""What is asked of policy: the values of a day, and the working-day calendar."""

from datetime import date

from sqlalchemy import func, select

from portal.db import db
from portal.policy.models import CalendarYear, PolicyValue, WorkDay
from portal.policy.rules import DRAFT, Policy, WorkCalendar


def policy_on(day: date) -> Policy:
    """Return the values in force on `day`; the newest change of each value wins."""
    in_force = (
        select(PolicyValue)
        .where(PolicyValue.in_force_on <= day)
        .order_by(PolicyValue.in_force_on, PolicyValue.id)
    )
    rows = db.session.scalars(in_force).all()
    if not rows:
        return DRAFT
    return DRAFT.changed_by({row.name: row.content for row in rows}, max(row.id for row in rows))


def work_calendar() -> WorkCalendar:
    """Return the calendar as loaded; with no year loaded every date is provisional."""
    days = db.session.execute(select(WorkDay.day, WorkDay.is_working).order_by(WorkDay.day))
    last_year = db.session.scalar(select(func.max(CalendarYear.year))) or 0
    return WorkCalendar({row.day: row.is_working for row in days}, last_year)
