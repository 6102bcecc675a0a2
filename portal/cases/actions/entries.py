"""One row of a case's history at a time, and the month whose figures it changes."""

from collections.abc import Sequence
from datetime import date, datetime

from portal import clock
from portal.accounts.models import Person
from portal.cases.actions.tallies import tally
from portal.cases.models import Case, CaseEvent, ChangedMonth, Photo
from portal.cases.rules import Outcome, Step
from portal.db import count_up, db
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
    """Add one row to the history as the case now stands, and mark this month's figures changed."""
    event = CaseEvent(
        case=case,
        step=step,
        status=case.status,
        at=now,
        by=by,
        unit=case.unit,
        level=case.level,
        words=words,
        note=note,
        outcome=outcome,
        due_on=case.due_on,
    )
    event.photos = [_photo(case, kept) for kept in photos]
    db.session.add(event)
    db.session.flush()
    changed(case.grid_id, clock.month_of(now))
    tally(event)
    return event


def changed(grid_id: int, month: date) -> None:
    """Mark a grid's month for recounting.

    The mark is held until the commit: mark earlier months first, as everyone
    does, so that two never wait for each other crosswise.
    """
    count_up(ChangedMonth, "marks", grid_id=grid_id, month=month)


def _photo(case: Case, kept: Kept) -> Photo:
    return Photo(
        case=case,
        key=kept.key,
        width=kept.width,
        height=kept.height,
        fingerprint=kept.fingerprint,
    )
