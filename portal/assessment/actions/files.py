"""The files that are sealed with the figures of a period: whole, as they will be published."""

from collections.abc import Iterable, Sequence

from portal import clock
from portal.assessment import queries
from portal.assessment.indicators import (
    MatterLine,
    MixLine,
    matter_lines,
    mix_lines,
    told_by_matter,
)
from portal.assessment.models import Period
from portal.assessment.rules import Subject
from portal.policy.rules import Policy
from portal.sheets import Cell, csv_lines

EXCLUDED = ("number", "grid", "matter", "due_on", "reason", "asked_on", "decided_on", "answer")


def matter_files(subjects: Sequence[Subject], policy: Policy) -> tuple[str, str]:
    """Return what was counted by matter, and the mix of each group of peers, as far as told."""
    told = told_by_matter(subjects, policy)
    return (
        _file([MatterLine._fields, *matter_lines(subjects, told)]),
        _file([MixLine._fields, *mix_lines(subjects, told)]),
    )


def exclusions_file(period: Period) -> str:
    """Return the file of cases that were left out: who asked and who granted is not in it."""
    rows = (
        (
            one.case.number,
            one.case.grid.code,
            one.case.matter.code,
            one.case.due_on,
            one.reason,
            clock.day_of(one.asked_at),
            one.decided_at and clock.day_of(one.decided_at),
            one.answer,
        )
        for one in queries.exclusions_of(period)
    )
    return _file([EXCLUDED, *rows])


def _file(rows: Iterable[Sequence[Cell]]) -> str:
    return b"".join(csv_lines(rows)).decode()
