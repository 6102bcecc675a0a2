"""One row of a case's history at a time; the months whose figures it changes are marked."""

from collections.abc import Sequence
from datetime import datetime

from portal.accounts.models import Person
from portal.cases.actions.marks import changed
from portal.cases.actions.tallies import tally
from portal.cases.models import Case, CaseEvent, Photo
from portal.cases.rules import Outcome, Step
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
    changed(case)
    tally(event)
    return event


def _photo(case: Case, kept: Kept) -> Photo:
    return Photo(
        case=case,
        key=kept.key,
        width=kept.width,
        height=kept.height,
        fingerprint=kept.fingerprint,
    )
