"""For which unit a case counts: told as steps are taken, again by hand, and once for old rows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from portal.assessment.queries import by_hand
from portal.cases.rules import Step
from portal.cases.rules.whose import (
    Stood,
    begins_anew,
    goes_up_late,
    is_late_but_for_going_up,
)
from portal.clock import end_of

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
BEGAN = datetime(2026, 9, 21, 2, tzinfo=UTC)
DAYS = [date(2026, 9, 22) + timedelta(days=n) for n in (0, 3, 9)]


@dataclass(frozen=True)
class Row(Stood):
    """A row as it is stored: with the day on which the case is due."""

    due_on: date | None = None


def row(step, at, level, unit_id, due_on):
    return Row(step, at, level, unit_id, end_of(due_on) if due_on else None, due_on)


steps = st.tuples(
    st.sampled_from([step for step in Step if step not in {Step.REPORT, Step.RECALL}]),
    st.sampled_from([0, 1, 30, 90]),  # hours later
    st.sampled_from([1, 3, 4]),
    st.sampled_from([None, 7, 8]),
    st.sampled_from([None, *DAYS]),
)
histories = st.lists(steps | st.just(Step.RECALL), max_size=12)


def rows_of(history: list[tuple | Step]) -> list[Row]:
    """Rows of a case that was reported; a decision is taken back only where one was taken."""
    rows = [row(Step.REPORT, BEGAN, None, None, None)]
    for one in history:
        if one is not Step.RECALL:
            step, hours, level, unit_id, due_on = one
            rows.append(row(step, rows[-1].at + timedelta(hours=hours), level, unit_id, due_on))
        elif rows[-1].step in {Step.DISPATCH, Step.DECLINE}:
            before = rows[-2]
            rows.append(row(one, rows[-1].at, before.level, None, before.due_on))
    return rows


def told_as_steps_are_taken(rows: list[Row]) -> tuple[list[int | None], bool]:
    """What stands with each row, and whether the case ever went up late."""
    units, is_late = [], False
    for n, one in enumerate(rows):
        kept = units[-1] if units else None
        if one.step is Step.RECALL:
            kept = units[-2]
        units.append(one.unit_id if begins_anew(rows[:n], one) else kept)
        is_late = is_late or goes_up_late(rows[:n], one)
    return units, is_late


@given(histories)
def test_proof_by_hand_and_the_migration_of_old_rows_say_the_same(history):
    rows = rows_of(history)
    life = SimpleNamespace(steps=rows)

    units, is_late = told_as_steps_are_taken(rows)

    assert [by_hand._unit_of_clock_at(life, n + 1) for n in range(len(rows))] == units
    assert any(by_hand._went_up_late(life, n) for n in range(len(rows))) == is_late
    assert migration()._whose([vars(one) | {"step": one.step.value} for one in rows]) == (
        units,
        is_late,
    )


@given(histories, st.sampled_from([1, 14, 30, 90, 300]))
def test_the_proof_by_hand_gives_no_more_time_for_going_up_either(history, hours):
    rows = rows_of(history)
    at = rows[-1].at + timedelta(hours=hours)
    life = SimpleNamespace(steps=rows, unit_id=7, resolved_at=at)
    whose = by_hand._unit_of_its_clock(life)
    ups = [n for n, one in enumerate(rows) if one.step is Step.HAND_UP]

    is_late = is_late_but_for_going_up(rows, row(Step.RESOLVE, at, 3, 7, None), whose)

    assert any(by_hand._is_late_without(life, n) for n in ups) == is_late


def test_half_of_the_time_is_not_late_and_a_minute_more_is():
    ends = datetime(2026, 9, 22, 16, tzinfo=UTC)  # midnight in Hangzhou
    had = row(Step.DISPATCH, ends - timedelta(hours=20), 3, 7, date(2026, 9, 22))
    half, more = (had.at + timedelta(minutes=minutes) for minutes in (600, 601))

    assert not goes_up_late([had], row(Step.HAND_UP, half, 4, 8, None))
    assert goes_up_late([had], row(Step.HAND_UP, more, 4, 8, None))


def migration():
    """The migration that worked out whose clock it was in rows from before."""
    named = spec_from_file_location("whose_clock", VERSIONS / "0034_whose_clock.py")
    module = module_from_spec(named)
    named.loader.exec_module(module)
    return module


def test_what_is_resolved_at_midnight_is_late_by_the_day_before():
    ends = end_of(date(2026, 9, 22))
    had = row(Step.DISPATCH, ends - timedelta(hours=20), 1, 7, date(2026, 9, 22))
    up = row(Step.HAND_UP, ends - timedelta(hours=19), 2, 7, date(2026, 9, 25))
    just, midnight = (
        row(Step.RESOLVE, at, 2, 7, None) for at in (ends - timedelta.resolution, ends)
    )

    assert not is_late_but_for_going_up([had, up], just, 7)
    assert is_late_but_for_going_up([had, up], midnight, 7)
