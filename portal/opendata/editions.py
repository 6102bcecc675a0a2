"""Which files there are of each kind: one for each month, year, period or check."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from portal.assessment.queries import shown_periods
from portal.assessment.rules import PeriodKind
from portal.exchange.queries import years_of_cases
from portal.opendata.dictionary import DataFile
from portal.supervision.queries import public_checks

MONTHS_LISTED = 6
PERIODS_LISTED = 12  # of each kind


def editions_of(file: DataFile, today: date) -> Sequence[dict[str, Any]]:
    """Return what stands in the addresses of a file: one for each edition, the latest first."""
    if file.by_year:
        return [{"year": year} for year in years_of_cases(today)]
    if file.by_month:
        return [{"month": f"{month:%Y-%m}"} for month in latest_months(today)]
    if file.by_period:
        return [{"period": name} for name in period_names()]
    if file.by_check:
        return [{"check": check.code} for check in public_checks(before=None)]
    return [{}]


def period_names() -> list[str]:
    """Return the latest published periods of each kind."""
    return [period.name for kind in PeriodKind for period in shown_periods(kind)[:PERIODS_LISTED]]


def latest_months(today: date) -> list[date]:
    """Return the first days of this month and of those before it."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS_LISTED:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months
