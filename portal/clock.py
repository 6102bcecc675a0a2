"""The only module that asks the time. Instants are UTC and aware; days are Asia/Shanghai."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """Return this instant in UTC."""
    return _stopped.get() or datetime.now(UTC)  # noqa: TID251 - the one place


def today() -> date:
    """Return the calendar day in Asia/Shanghai."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """Return the Asia/Shanghai day on which an instant falls."""
    return moment.astimezone(LOCAL).date()


def start_of(day: date) -> datetime:
    """Return the first instant of an Asia/Shanghai day, in UTC.

    >>> start_of(date(2026, 11, 22))
    datetime.datetime(2026, 11, 21, 16, 0, tzinfo=datetime.timezone.utc)
    """
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the first instant that is no longer of an Asia/Shanghai day, in UTC."""
    return start_of(day + timedelta(days=1))


def month_of(moment: datetime) -> date:
    """Return the first day of the Asia/Shanghai month in which an instant falls."""
    return day_of(moment).replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after `month`.

    >>> next_month(date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Hold the clock still: for tests, and for telling a year of demonstration life."""
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)


def from_timestamp(seconds: float) -> datetime:
    """Return the instant that a cookie noted as seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
