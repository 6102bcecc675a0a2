"""Closing rounds: a case is said to be resolved, and each of its reporters is asked once."""

import secrets
from datetime import datetime, timedelta

from portal import clock
from portal.accounts.models import Person
from portal.cases.models import Case, Rating
from portal.cases.rules import Outcome, Source
from portal.policy.rules import Policy


def note_resolved(case: Case, outcome: Outcome, *, by: Person | None, now: datetime) -> None:
    """Note on a case who said that it is resolved, how, and whether in time: a new round begins."""
    case.resolved_at, case.resolved_by, case.outcome = now, by, outcome
    case.was_in_time = case.due_on is not None and clock.day_of(now) <= case.due_on
    case.first_response_at = case.first_response_at or now
    case.round += 1


def ask_all(case: Case, *, now: datetime, policy: Policy) -> None:
    """Ask the reporter of a case resolved anew, and everybody whose report was joined to it."""
    if is_asked(case):
        case.ratings.append(_asked(case, case, now, policy))
    for joined in case.merged:
        ask_joined(joined, now=now, policy=policy)


def ask_joined(case: Case, *, now: datetime, policy: Policy) -> None:
    """Ask the reporter of a joined report about the closing of its main case.

    The round is counted on their own report: it may have had rounds of its own
    before it was joined. The answer counts in the grid whose case was closed.
    """
    main = case.merged_into
    if main is None or not is_asked(case):
        return
    case.round += 1
    rating = _asked(case, main, now, policy)
    rating.main, rating.main_round = main, main.round
    case.ratings.append(rating)


def is_asked(case: Case) -> bool:
    """Say whether somebody is asked at all: a resident, about the whole and never about a part."""
    return case.source is Source.RESIDENT and case.part_of_id is None


def _asked(case: Case, closed: Case, now: datetime, policy: Policy) -> Rating:
    return Rating(
        token=secrets.token_urlsafe(16),
        grid_id=closed.grid_id,
        round=case.round,
        asked_at=now,
        expires_at=now + timedelta(days=policy.rating_days),
    )
