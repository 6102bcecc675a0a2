"""An import of the demonstration: days of a year to come, taken over too early and undone."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from portal.accounts.queries import person_by_login
from portal.db import db
from portal.exchange.actions import SentList, preview_list, take_list_over, undo_list
from portal.exchange.rules import COLUMNS_OF, BatchKind
from portal.policy.models import CalendarYear
from portal.sheets import csv_lines


def make_imports(now: datetime) -> None:
    """Let the administrator have imported next year's days before they were announced."""
    keeper = person_by_login("admin")
    last = db.session.scalar(select(func.max(CalendarYear.year)))
    if keeper is None or last is None:
        return
    new_year = date(last + 1, 1, 1)
    days = (new_year + timedelta(days=n) for n in range(3))
    rows = [(day.isoformat(), "no", "元旦") for day in days if day.weekday() < 5]
    content = b"".join(csv_lines([list(COLUMNS_OF[BatchKind.CALENDAR]), *rows]))
    sent = SentList(BatchKind.CALENDAR, f"节假日-{last + 1}-草稿.csv", content)
    batch = preview_list(sent, by=keeper, now=now - timedelta(hours=3))
    take_list_over(batch, by=keeper, now=now - timedelta(hours=2))
    undo_list(batch, by=keeper, now=now - timedelta(hours=1))
