"""Resolving, and what others say to it: verify, dispute, or let the objection time pass."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from portal import clock
from portal.accounts.models import Person
from portal.cases.actions.history import changed, move, start_clock
from portal.cases.actions.telling import tell_level_above, tell_reporter, tell_unit
from portal.cases.models import Case, Rating
from portal.cases.queries import suggested_unit
from portal.cases.rules import (
    MOVES,
    Moves,
    Outcome,
    Source,
    Step,
    level_above,
    needs_after_photo,
)
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.files import Kept
from portal.policy.rules import Policy, WorkCalendar


def resolve(
    case: Case,
    *,
    outcome: Outcome,
    words: str,
    photos: Sequence[Kept],
    by: Person,
    now: datetime,
    policy: Policy,
) -> None:
    """Say that a case is resolved: an outcome, words to the reporter, and in the field a photo.

    This is the unit's word only. The reporter is asked, a grid worker looks.
    """
    write_resolved(case, outcome=outcome, words=words, photos=photos, by=by, now=now)
    if case.source is Source.RESIDENT:
        case.ratings.append(_asked(case, now, policy))
    tell_reporter(case, "resolved", now=now, words=words)


def write_resolved(
    case: Case,
    *,
    outcome: Outcome,
    words: str,
    photos: Sequence[Kept],
    by: Person,
    now: datetime,
    moves: Moves = MOVES,
) -> None:
    """Take a case to resolved, with the words and the photo it asks for; nobody is asked yet."""
    if not words:
        raise NotAcceptable(N_("Write what was done: the reporter reads this."))
    if needs_after_photo(outcome, case.matter.evidence) and not photos:
        raise NotAcceptable(N_("Add a photo of how it looks now: this matter asks for one."))
    case.resolved_at, case.resolved_by, case.outcome = now, by, outcome
    case.was_in_time = case.due_on is not None and clock.day_of(now) <= case.due_on
    case.first_response_at = case.first_response_at or now
    case.round += 1
    move(
        case,
        Step.RESOLVE,
        by=by,
        now=now,
        words=words,
        outcome=outcome,
        photos=photos,
        moves=moves,
    )


def verify(case: Case, *, words: str, by: Person, now: datetime) -> None:
    """Confirm on the spot that a case is solved; it closes. Never by whoever resolved it."""
    _refuse_own_work(case, by)
    move(case, Step.VERIFY, by=by, now=now, words=words)
    _close(case, Step.VERIFY, now)


def dispute(
    case: Case, *, words: str, by: Person, now: datetime, policy: Policy, calendar: WorkCalendar
) -> None:
    """Say that a case said to be resolved is not; it goes back to its unit on a fresh clock."""
    _refuse_own_work(case, by)
    if not words:
        raise NotAcceptable(N_("Write what is still wrong: the unit reads this."))
    reopen(case, Step.DISPUTE, words=words, by=by, now=now, policy=policy, calendar=calendar)


def confirm(case: Case, *, now: datetime) -> None:
    """Close a case because its reporter says that it is solved."""
    move(case, Step.CONFIRM, by=None, now=now)
    _close(case, Step.CONFIRM, now)


def lapse(case: Case, *, now: datetime) -> None:
    """Close a resolved case to which nobody objected in time; it does not count as confirmed."""
    move(case, Step.LAPSE, by=None, now=now)
    _close(case, Step.LAPSE, now)


def reopen(
    case: Case,
    step: Step,
    *,
    now: datetime,
    policy: Policy,
    calendar: WorkCalendar,
    words: str = "",
    by: Person | None = None,
) -> None:
    """Open a case again with a fresh clock and tell its last handler; escalated, one level up.

    At the top level there is nobody above: the unit keeps it, and the command
    centre is told.
    """
    if step is Step.ESCALATE:
        _go_up(case)
    if case.resolved_at:  # its month loses a resolved case
        changed(case.grid_id, clock.month_of(case.resolved_at))
    case.reopened += 1
    case.closed_at = case.closed_by = None
    case.resolved_at = case.was_in_time = case.outcome = None
    start_clock(case, now=now, policy=policy, calendar=calendar)
    move(case, step, by=by, now=now, words=words)
    tell_unit(case, "reopened", also=case.resolved_by, now=now)
    if step is Step.ESCALATE:
        tell_level_above(case, "escalated", now=now)
    tell_reporter(case, "reopened", now=now)


def _go_up(case: Case) -> None:
    """Hand a case to the level above; where no unit serves that level, it stays where it is."""
    level = level_above(case.level or 1)
    unit = suggested_unit(case.matter, level, case.grid)
    if level != case.level and unit:
        case.level, case.unit = level, unit


def _refuse_own_work(case: Case, by: Person) -> None:
    if case.resolved_by_id == by.id:
        raise NotAllowedNow(N_("Nobody confirms their own work. Somebody else must look at it."))


def _close(case: Case, by_step: Step, now: datetime) -> None:
    case.closed_at, case.closed_by = now, by_step


def _asked(case: Case, now: datetime, policy: Policy) -> Rating:
    return Rating(
        token=secrets.token_urlsafe(16),
        grid_id=case.grid_id,
        round=case.round,
        asked_at=now,
        expires_at=now + timedelta(days=policy.rating_days),
    )
