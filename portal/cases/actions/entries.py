"""One row of a case's history at a time; the months whose figures it changes are marked."""

from collections.abc import Sequence
from datetime import date, datetime

from portal import clock
from portal.accounts.models import Person, Unit
from portal.cases.actions.marks import changed
from portal.cases.actions.tallies import tally
from portal.cases.models import Case, CaseEvent, Photo
from portal.cases.rules import Outcome, Step
from portal.cases.rules.whose import (
    BEGINNINGS,
    HANDS_ON,
    Stood,
    begins_anew,
    comes_from_grid,
    goes_up_late,
    is_late_but_for_going_up,
)
from portal.db import db
from portal.files import Kept


def write_down(
    case: Case,
    step: Step,
    *,
    by: Person | None,
    now: datetime,
    words: str = "",
    note: str = "",
    outcome: Outcome | None = None,
    photos: Sequence[Kept] = (),
) -> CaseEvent:
    """Add one row to the history as the case now stands, and mark its months' figures changed."""
    if step in BEGINNINGS | {Step.RESOLVE} and case.unit:
        _say_whose_clock(case, case.unit, step, now)
    case.handed_on = case.handed_on or step in HANDS_ON
    event = CaseEvent(
        case=case,
        step=step,
        status=case.status,
        at=now,
        by=by,
        unit=case.unit,
        clock_unit_id=case.clock_unit_id,
        level=case.level,
        words=words,
        note=note,
        outcome=outcome,
        due_on=case.due_on,
    )
    event.photos = [_photo(case, kept) for kept in photos]
    db.session.add(event)
    db.session.flush()
    changed(case)
    tally(event)
    return event


def _say_whose_clock(case: Case, unit: Unit, step: Step, now: datetime) -> None:
    """Note for which unit the case counts from this step on, and whether its date helps nobody."""
    history = [
        Stood(one.step, one.at, one.level, one.unit_id, _until(one.due_on)) for one in case.events
    ]
    new = Stood(step, now, case.level, unit.id, _until(case.due_on))
    if begins_anew(history, new):
        case.clock_unit_id = unit.id
    case.came_from_grid = case.came_from_grid or comes_from_grid(new)
    case.went_up_late = (
        case.went_up_late
        or goes_up_late(history, new)
        or is_late_but_for_going_up(history, new, case.clock_unit_id)
    )


def _until(due_on: date | None) -> datetime | None:
    return clock.end_of(due_on) if due_on else None


def _photo(case: Case, kept: Kept) -> Photo:
    return Photo(
        case=case,
        key=kept.key,
        width=kept.width,
        height=kept.height,
        fingerprint=kept.fingerprint,
    )
