"""The reporter's two taps. The first is stored at once; "not solved" opens the case again."""

from datetime import datetime

from portal.cases.actions.closing import confirm, reopen
from portal.cases.actions.marks import changed
from portal.cases.actions.telling import tell_reporter
from portal.cases.models import Rating
from portal.cases.queries import times_unsolved
from portal.cases.rules import CaseStatus, Solved, reopening
from portal.cases.rules.together import OVER
from portal.db import db
from portal.errors import N_, NoLonger
from portal.policy.rules import Policy, WorkCalendar


def say_solved(
    rating: Rating, solved: Solved, *, now: datetime, policy: Policy, calendar: WorkCalendar
) -> None:
    """Store the answer to "is it solved?", and close or reopen the case accordingly.

    Where several reported the same problem, each one's answer counts. The first
    "no" of a round opens their case again and a later one finds it open; a
    "yes" closes it until somebody says no.
    """
    _lock(rating)
    if rating.solved is not None:
        raise NoLonger(N_("You have answered this already. Thank you."))
    case = rating.main or rating.case
    db.session.refresh(case, with_for_update=True)  # of two first answers, one is the first
    step = reopening(solved, times_unsolved(case))
    rating.solved, rating.answered_at = solved, rating.answered_at or now
    _mark(rating)
    if step and case.status in OVER:
        reopen(case, step, now=now, policy=policy, calendar=calendar)
    elif not step and case.status is CaseStatus.RESOLVED:
        confirm(case, now=now)
        tell_reporter(case, "closed", now=now, but_for=rating.case)


def give_stars(rating: Rating, stars: int, *, now: datetime) -> None:
    """Store how satisfied the reporter is, 1 to 5."""
    _lock(rating)
    if rating.stars is not None:
        raise NoLonger(N_("You have answered this already. Thank you."))
    rating.stars, rating.answered_at = stars, rating.answered_at or now
    _mark(rating)


def add_words(rating: Rating, words: str) -> None:
    """Add the reporter's words, once."""
    _lock(rating)
    if rating.words is not None:
        raise NoLonger(N_("You have answered this already. Thank you."))
    rating.words = words


def _lock(rating: Rating) -> None:
    """See the answers as they are now, and keep others out: the first of two taps is kept."""
    db.session.flush()
    db.session.refresh(rating, with_for_update=True)


def _mark(rating: Rating) -> None:
    """Mark the month of the question, and the case: what its reporter says may confirm it."""
    changed(rating)
    changed(rating.main or rating.case)
