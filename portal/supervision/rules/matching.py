"""Which reports may be about a problem that an inspector has seen without knowing of any."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.cases.rules.duplicates import Position, metres_between


@dataclass(frozen=True)
class Sight:
    """A problem as an inspector saw it: of which matter, where, and on which day."""

    matter: str
    grid: str
    place: Position | None
    on: date


@dataclass(frozen=True)
class Known:
    """A report as the portal has it: of which matter, where, since when, and closed when."""

    number: str
    matter: str
    grid: str
    place: Position | None
    reported_on: date
    closed_on: date | None


@dataclass(frozen=True)
class Fit:
    """A report that may be about what was seen: how far from it, and how many days before it."""

    number: str
    metres: int | None  # none: one of the two has no position, the grid is the same
    days: int  # since the report
    is_open: bool


def fits(seen: Sight, known: Iterable[Known], *, within_m: int, closed_days: int) -> list[Fit]:
    """Return the reports that may be about what was seen, the likeliest first.

    Of the same matter, so near (or, where one of the two has no position, in the same
    grid), reported by the day on which it was seen, and then open or closed not long
    before. What was reported later does not count: the inspector was first.
    """
    found = [
        Fit(report.number, metres, (seen.on - report.reported_on).days, _is_open(report, seen.on))
        for report in known
        if report.matter == seen.matter and _was_known(report, seen.on, closed_days)
        for metres in _near(seen, report, within_m)
    ]
    return sorted(found, key=_likelihood)


def _was_known(report: Known, on: date, closed_days: int) -> bool:
    if report.reported_on > on:
        return False
    return report.closed_on is None or (on - report.closed_on).days <= closed_days


def _is_open(report: Known, on: date) -> bool:
    return report.closed_on is None or report.closed_on > on


def _near(seen: Sight, report: Known, within_m: int) -> list[int | None]:
    """Return how far it is, as one thing in a list; an empty list where it is too far."""
    if seen.place is None or report.place is None:
        return [None] if seen.grid == report.grid else []
    metres = round(metres_between(seen.place, report.place))
    return [metres] if metres <= within_m else []


def _likelihood(fit: Fit) -> tuple[bool, int, bool, int, str]:
    return fit.metres is None, fit.metres or 0, not fit.is_open, fit.days, fit.number
