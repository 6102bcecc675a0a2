"""The hours in which nobody is written to. Pure: whoever knows the hours passes them."""

from datetime import datetime, time, timedelta

from portal import clock


def after(moment: datetime, hours: str) -> datetime:
    """Return `moment`, or the end of the quiet hours in which it falls.

    The hours are of Asia/Shanghai, may pass midnight, and may be empty: then no
    hour is quiet. Their first minute is quiet, their last one no more.

    >>> from datetime import UTC
    >>> night = datetime(2026, 9, 21, 14, 30, tzinfo=UTC)  # 22:30 in Hangzhou
    >>> after(night, "21:00-08:00").astimezone(clock.LOCAL).isoformat()
    '2026-09-22T08:00:00+08:00'
    >>> after(night, "") == night
    True
    """
    if not hours:
        return moment
    begin, end = span(hours)
    local = moment.astimezone(clock.LOCAL)
    passes_midnight = begin > end
    is_late, is_early = local.time() >= begin, local.time() < end
    if not (is_late or is_early if passes_midnight else is_late and is_early):
        return moment
    day = local.date() + timedelta(days=passes_midnight and is_late)
    return datetime.combine(day, end, clock.LOCAL).astimezone(moment.tzinfo)


def span(hours: str) -> tuple[time, time]:
    """Return when quiet hours such as "21:00-08:00" begin and end."""
    begin, _dash, end = hours.partition("-")
    return time.fromisoformat(begin), time.fromisoformat(end)
