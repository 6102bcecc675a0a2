"""What is true of periods: which days they hold, and how they go from draft to published."""

import enum
from dataclasses import dataclass
from datetime import date, timedelta


class PeriodKind(enum.StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class RevisionStatus(enum.StrEnum):
    """Where the figures of a period stand."""

    DRAFT = "draft"  # counted anew while cases change
    OPEN = "open"  # units may object; the figures stand still
    PUBLISHED = "published"  # for ever; a correction is a revision of its own
    REPLACED = "replaced"  # published once, and corrected since


@dataclass(frozen=True)
class Span:
    """The days of a period, both included, and its name: 2026-08, 2026Q3, 2026."""

    kind: PeriodKind
    name: str
    begins: date
    ends: date


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


def span_of(kind: PeriodKind, day: date) -> Span:
    """Return the period of a kind in which a day lies.

    >>> span_of(PeriodKind.QUARTER, date(2026, 8, 9)).name
    '2026Q3'
    """
    first = (day.month - 1) // _MONTHS[kind] * _MONTHS[kind] + 1
    begins = date(day.year, first, 1)
    after = first + _MONTHS[kind]
    ends = date(day.year + (after > 12), (after - 1) % 12 + 1, 1) - timedelta(days=1)
    names = {
        PeriodKind.MONTH: f"{begins:%Y-%m}",
        PeriodKind.QUARTER: f"{day.year}Q{(first + 2) // 3}",
        PeriodKind.YEAR: str(day.year),
    }
    return Span(kind, names[kind], begins, ends)


def before(span: Span) -> Span:
    """Return the period before."""
    return span_of(span.kind, span.begins - timedelta(days=1))


def year_before(span: Span) -> Span:
    """Return the same period a year before."""
    return span_of(span.kind, span.begins.replace(year=span.begins.year - 1))
