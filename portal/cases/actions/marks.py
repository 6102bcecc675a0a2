"""Which months' figures a case changes: marked in its own transaction, when that is kept.

A case counts in several months, each by a date of its own. Whatever moves it from one cell to
another moves it in all of them, and a date that changes leaves a month: so all of a case's
months are marked, those that it leaves too.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, or_, select, union
from sqlalchemy.orm import object_session

from portal import clock
from portal.cases.models import Case, CaseEvent, ChangedMonth, Rating
from portal.cases.rules import Step
from portal.db import before_commit, count_up_many, db

DATES = ("reported_at", "due_on", "response_due_at", "resolved_at", "verify_due_on")
# Counted by their own time, whatever became of the case since.
COUNTED = (Step.RESOLVE, Step.RETURN, Step.HAND_UP, Step.DISPUTE)
LEFT = "months that cases left"  # what a session keeps until the commit


def changed(thing: Case | Rating) -> None:
    """Let all months in which a case or an answer counts be counted anew."""
    before_commit(_mark, thing)


def _mark(things: list[Any]) -> None:
    """Mark everything at once in the order in which everyone does: nobody waits crosswise."""
    cases = {one.id: one for one in things if isinstance(one, Case)}
    marks = {(case.grid_id, _month(day)) for case in cases.values() for day in _dates(case)}
    marks |= {
        (one.grid_id, clock.month_of(one.asked_at)) for one in things if isinstance(one, Rating)
    }
    marks |= {(grid_id, clock.month_of(at)) for grid_id, at in _moments_of(cases)}
    marks |= db.session.info.pop(LEFT, set())
    count_up_many(ChangedMonth, "marks", dict.fromkeys(marks, 1))


def _dates(case: Case) -> Iterable[date]:
    return [day for name in DATES if (day := getattr(case, name)) is not None]


def _moments_of(case_ids: Iterable[int]) -> Iterable[tuple[int, datetime]]:
    """Return when steps of these cases were taken, and questions asked, that count by themselves.

    Of what was asked about another case, its grid is that one's.
    """
    ids = list(case_ids)
    steps = (
        select(Case.grid_id, CaseEvent.at)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(Case.id.in_(ids), CaseEvent.step.in_(COUNTED))
    )
    asked = select(Rating.grid_id, Rating.asked_at).where(
        or_(Rating.case_id.in_(ids), Rating.main_id.in_(ids))
    )
    return [(grid_id, at) for grid_id, at in db.session.execute(union(steps, asked))]


def _month(day: date) -> date:
    return clock.month_of(day) if isinstance(day, datetime) else day.replace(day=1)


def _note_month_left(case: Case, new: Any, old: Any, _initiator: Any) -> None:
    session = object_session(case)
    if session is not None and isinstance(old, date) and old != new:
        session.info.setdefault(LEFT, set()).add((case.grid_id, _month(old)))


for _name in DATES:
    event.listen(getattr(Case, _name), "set", _note_month_left, active_history=True)
