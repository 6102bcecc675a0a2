"""The reporter's two taps. The first is stored at once; "not solved" opens the case again."""

from datetime import datetime

from portal import clock
from portal.cases.actions.closing import confirm, reopen
from portal.cases.actions.history import changed
from portal.cases.models import Rating
from portal.cases.rules import CaseStatus, Solved, reopening
from portal.errors import N_, NoLonger
from portal.policy.rules import Policy, WorkCalendar


def say_solved(
    rating: Rating, solved: Solved, *, now: datetime, policy: Policy, calendar: WorkCalendar
) -> None:
    """Store the answer to "is it solved?", and close or reopen the case accordingly."""
    if rating.solved is not None:
        raise NoLonger(N_("You have answered this already. Thank you."))
    case = rating.case
    rating.solved, rating.answered_at = solved, rating.answered_at or now
    step = reopening(solved, case.reopened)
    if step:
        reopen(case, step, now=now, policy=policy, calendar=calendar)
    elif case.status is CaseStatus.RESOLVED:
        confirm(case, now=now)
    _changed(rating)


def give_stars(rating: Rating, stars: int, *, now: datetime) -> None:
    """Store how satisfied the reporter is, 1 to 5."""
    if rating.stars is not None:
        raise NoLonger(N_("You have answered this already. Thank you."))
    rating.stars, rating.answered_at = stars, rating.answered_at or now
    _changed(rating)


def add_words(rating: Rating, words: str) -> None:
    """Add the reporter's words, once."""
    if rating.words is not None:
        raise NoLonger(N_("You have answered this already. Thank you."))
    rating.words = words


def _changed(rating: Rating) -> None:
    changed(rating.grid_id, clock.month_of(rating.asked_at))
