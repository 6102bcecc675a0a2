"""Marks: what was right, whether that is enough, how long it lasts and where it counts."""

import calendar
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.training.rules.courses import Asked


@dataclass(frozen=True)
class Graded:
    """A quiz as it was answered. `wrong` counts the questions from one, in their order."""

    right: int
    asked: int
    passed: bool
    wrong: tuple[int, ...]

    @property
    def percent(self) -> int:
        """Return the mark, never rounded up: 100 is everything."""
        return 100 * self.right // self.asked


@dataclass(frozen=True)
class Held:
    """A pass that somebody holds: of which edition, since when and until when (None: for good)."""

    edition: int
    passed_on: date
    valid_until: date | None


def grade(
    questions: Sequence[Asked], answers: Sequence[Collection[int]], pass_percent: int
) -> Graded:
    """Return the mark of some answers, each the places (from 0) of what was chosen.

    A question is right when exactly its right choices were chosen: ticking
    everything is wrong.

    >>> grade([Asked((True, False)), Asked((True, True, False))], [{0}, {0}], 50)
    Graded(right=1, asked=2, passed=True, wrong=(2,))
    """
    if not questions or len(questions) != len(answers):
        raise ValueError("each question needs its answer")
    wrong = tuple(
        n
        for n, (asked, chosen) in enumerate(zip(questions, answers, strict=True), 1)
        if set(chosen) != {place for place, is_right in enumerate(asked.key) if is_right}
    )
    right, asked_for = len(questions) - len(wrong), len(questions)
    return Graded(right, asked_for, 100 * right >= pass_percent * asked_for, wrong)


def valid_until(passed_on: date, months: int | None) -> date | None:
    """Return the last day on which a pass counts; None where it counts for good.

    The day before the same day so many months later; a month that has no
    such day ends with its last.

    >>> valid_until(date(2026, 1, 31), 1), valid_until(date(2026, 9, 21), 12)
    (datetime.date(2026, 2, 27), datetime.date(2027, 9, 20))
    """
    if months is None:
        return None
    years, month = divmod(passed_on.month - 1 + months, 12)
    year, month = passed_on.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(passed_on.day, last)) - timedelta(days=1)


def counts(held: Held, counts_from: int, on: date) -> bool:
    """Say whether a pass counts on a day for a course that takes passes from an edition on."""
    is_in_date = held.valid_until is None or on <= held.valid_until
    return held.edition >= counts_from and held.passed_on <= on and is_in_date


def may_renew(held_until: date | None, on: date, renewal_days: int) -> bool:
    """Say whether somebody whose pass counts may take the course again: shortly before its end."""
    return held_until is not None and held_until - on <= timedelta(days=renewal_days)


def number_of(passed_on: date, n: int) -> str:
    """Return the number of a certificate.

    >>> number_of(date(2026, 9, 21), 42)
    'PX20260921-000042'
    """
    return f"PX{passed_on:%Y%m%d}-{n:06}"
