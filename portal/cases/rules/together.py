"""Cases that belong together: one that speaks for others, and a whole with its parts."""

from collections.abc import Iterable
from datetime import date

from portal.cases.rules.life import CaseStatus, Outcome, Step
from portal.errors import N_

FEWEST_PARTS = 2
# What nobody does to a part: it is dispatched, worked on and resolved, and its whole does the rest.
NOT_OF_A_PART = frozenset({Step.MERGE, Step.SPLIT, Step.DECLINE})
# The weakest answer speaks for the whole: what cannot be done is weaker than what was not found.
BY_STRENGTH = (Outcome.DONE, Outcome.EXPLAINED, Outcome.NOT_FOUND, Outcome.CANNOT_NOW)
OVER = frozenset({CaseStatus.RESOLVED, CaseStatus.CLOSED})


def why_not_joined(
    main: CaseStatus, *, is_part: bool, is_same: bool, days_closed: int | None, within_days: int
) -> str | None:
    """Return why a case cannot be joined to another one, in a sentence; None where it can be.

    A case that was closed lately can still speak for others: whoever sees the
    problem again is asked, and their "no" opens it.
    """
    if is_same:
        return N_("That is this very case. Choose another one.")
    if is_part:
        return N_("That is a part of a case. Choose the whole, or another case.")
    if main is CaseStatus.DECLINED:
        return N_("That case was declined, so it can speak for no other. Choose another one.")
    if days_closed is not None and days_closed > within_days:
        return N_("That case was closed too long ago: this is a new problem. Choose another one.")
    return None


def outcome_of_whole(outcomes: Iterable[Outcome]) -> Outcome:
    """Return how a whole ended: done only if every part is, else as its weakest part.

    >>> outcome_of_whole([Outcome.DONE, Outcome.CANNOT_NOW, Outcome.EXPLAINED]).value
    'cannot_now'
    """
    return max(outcomes, key=BY_STRENGTH.index)


def are_over(parts: Iterable[CaseStatus]) -> bool:
    """Say whether nothing is left to do in any of the parts."""
    return all(status in OVER for status in parts)


def latest(dates: Iterable[date | None]) -> date | None:
    """Return the last of the dates that are set."""
    return max((day for day in dates if day), default=None)


def why_not_split(new: int, before: int, most: int) -> str | None:
    """Return why a case cannot be split into so many more parts, in a sentence with %(room)d."""
    if before + new > most:
        return N_("A case has at most %(most)d parts in all. Take some away.")
    if before + new < FEWEST_PARTS or not new:
        return N_("Name at least two parts; otherwise dispatch the case as it is.")
    return None
