"""What is counted of cases: whole numbers only, which areas and months add up."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True)
class Counts:
    """What was counted in one or more cells; areas are sums, never averages of rates.

    Each count belongs to a month by a date of its own: that of the report, of the date by which
    the case was due, of the question to the reporter, of the resolution, of the look that was
    due, of the answer that was due, of the return.

    What its reporter solved on the spot counts as reported, judged, valid and found, and as
    nothing further: it was never due, resolved or confirmed. Nobody else had a part in it, so it
    says nothing of how cases are dealt with, and filing more of it makes no figure of that better.
    """

    # by the month of the report
    reported: int = 0
    judged: int = 0
    valid: int = 0
    passed_on: int = 0  # to a level above the grid, or to another unit
    found: int = 0  # valid, and nobody had reported it before
    found_by_workers: int = 0
    # by the month in which the case was due
    due: int = 0
    excluded: int = 0  # would be due, but two people left it out with a reason
    closed: int = 0
    closed_in_time: int = 0  # and it neither came back nor went up a level late
    due_valid: int = 0
    confirmed: int = 0  # closed as done, and somebody else than the handler says so
    unconfirmed: int = 0  # closed as done, nobody's word for it
    # by the month in which the first answer was due
    response_due: int = 0
    responded: int = 0
    # by the month of the question to the reporter
    asked: int = 0
    answered: int = 0
    satisfied: int = 0  # four or five stars
    stars: int = 0  # their sum
    said: int = 0  # answered "solved?"
    solved: int = 0  # said yes
    # by the month of the resolution
    resolved: int = 0
    on_time: int = 0
    resolutions: int = 0  # every one: those that stand and those that came back
    reworked: int = 0  # came back after it
    # by the month in which the grid worker's look was due
    verify_due: int = 0
    verified: int = 0  # in time
    # by the month of the return or the hand-up
    returned: int = 0  # as "not ours", or handed to the level above
    returns_upheld: int = 0  # and it then went to another unit, or never came back from above
    # by the month in which the case was due
    requested: int = 0  # a pause, more time, or that it be left out, and somebody else decided
    granted: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Return the counts of both together."""
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


NAMES = tuple(field.name for field in fields(Counts))


def roll_up(by_grid: Mapping[str, Counts]) -> dict[str, Counts]:
    """Return the counts of each grid, community, street and district by code: sums of counts.

    Codes nest, three digits a level from the district's six on.

    >>> sums = roll_up({"330108002021001": Counts(2), "330108003005001": Counts(3)})
    >>> sums["330108"].reported, sums["330108002"].reported
    (5, 2)
    """
    sums: dict[str, Counts] = {}
    for code, counts in by_grid.items():
        for digits in range(6, len(code) + 1, 3):
            sums[code[:digits]] = sums.get(code[:digits], Counts()) + counts
    return sums
