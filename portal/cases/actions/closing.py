"""Resolving, and what others say to it: verify, dispute, or let the objection time pass."""

from collections.abc import Sequence
from datetime import datetime

from portal import clock
from portal.accounts.models import Person
from portal.accounts.rules import has_left
from portal.cases.actions.expediting import order_by_itself
from portal.cases.actions.history import move, start_clock
from portal.cases.actions.rounds import ask_all, note_resolved
from portal.cases.actions.telling import tell_level_above, tell_reporter, tell_unit
from portal.cases.models import Case
from portal.cases.queries import one_up, suggested_unit, verify_by
from portal.cases.rules import (
    AS_FOUND,
    MOVES,
    CaseStatus,
    Moves,
    Outcome,
    Step,
    needs_after_photo,
)
from portal.cases.rules.together import OVER, are_over
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.files import Kept
from portal.policy.queries import work_calendar
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
    ask_all(case, now=now, policy=policy)
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
    if not are_over(part.status for part in case.parts):
        raise NotAllowedNow(N_("A part of it is not resolved yet. The whole follows its parts."))
    note_resolved(case, outcome, by=by, now=now)
    _start_look(case, outcome, now)
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
    _close(case, Step.VERIFY, now, by=by)
    tell_reporter(case, "closed", now=now)


def dispute(
    case: Case, *, words: str, by: Person, now: datetime, policy: Policy, calendar: WorkCalendar
) -> None:
    """Say that a case said to be resolved is not; it goes back to its unit on a fresh clock."""
    _refuse_own_work(case, by)
    if not words:
        raise NotAcceptable(N_("Write what is still wrong: the unit reads this."))
    reopen(case, Step.DISPUTE, words=words, by=by, now=now, policy=policy, calendar=calendar)


def reopen_as_found(
    case: Case, *, now: datetime, policy: Policy, calendar: WorkCalendar, words: str
) -> bool:
    """Open a case again because a supervision team found it not solved; say whether it was over.

    Of a case in parts the whole goes back: its reporter follows that one. A
    case that somebody else has opened again meanwhile stays as it is.
    """
    case = case.whole or case
    db.session.refresh(case, with_for_update=True)
    if case.status not in OVER:
        return False
    reopen(
        case,
        Step.INSPECT,
        now=now,
        policy=policy,
        calendar=calendar,
        words=words,
        moves=AS_FOUND,
    )
    return True


def confirm(case: Case, *, now: datetime) -> None:
    """Close a case because its reporter says that it is solved."""
    move(case, Step.CONFIRM, by=None, now=now)
    _close(case, Step.CONFIRM, now)


def lapse(case: Case, *, now: datetime) -> None:
    """Close a resolved case to which nobody objected in time; it does not count as confirmed."""
    move(case, Step.LAPSE, by=None, now=now)
    _close(case, Step.LAPSE, now)
    tell_reporter(case, "closed", now=now)


def reopen(
    case: Case,
    step: Step,
    *,
    now: datetime,
    policy: Policy,
    calendar: WorkCalendar,
    words: str = "",
    by: Person | None = None,
    moves: Moves = MOVES,
) -> None:
    """Open a case again with a fresh clock and tell its last handler; escalated, one level up.

    At the top level there is nobody above: the unit keeps it, and the command
    centre is told. A unit that has ended meanwhile gets nothing back: the case
    goes where routing sends such a case today.
    """
    if step is Step.ESCALATE:
        _go_up(case)
    _leave_ended_unit(case, now)
    case.reopened += 1
    case.closed_at = case.closed_by = None
    case.resolved_at = case.was_in_time = case.outcome = case.verify_due_on = None
    start_clock(case, now=now, policy=policy, calendar=calendar)
    event = move(case, step, by=by, now=now, words=words, moves=moves)
    if step is Step.ESCALATE:
        order_by_itself(case, event)
    tell_unit(case, "reopened", also=case.resolved_by, now=now)
    if step is Step.ESCALATE:
        tell_level_above(case, "escalated", now=now)
    tell_reporter(case, f"reopened.{step}", now=now)


def _go_up(case: Case) -> None:
    """Hand a case to the level above; where no unit serves that level, it stays where it is."""
    if above := one_up(case):
        (case.level, case.unit), case.assigned_to = above, None


def _leave_ended_unit(case: Case, now: datetime) -> None:
    """Hand a case whose unit has ended to the one that takes such cases now."""
    if case.unit is None or not has_left(case.unit.ended_on, clock.day_of(now)):
        return
    if unit := suggested_unit(case.matter, case.level or 1, case.grid):
        case.unit, case.assigned_to = unit, None


def _start_look(case: Case, outcome: Outcome, now: datetime) -> None:
    """Start the days in which the grid's worker looks, if there is something to look at."""
    calendar = work_calendar()
    look_on = verify_by(case, outcome, clock.day_of(now), calendar)
    case.verify_due_on = look_on
    case.is_verify_provisional = look_on is not None and calendar.is_provisional(look_on)


def _refuse_own_work(case: Case, by: Person) -> None:
    if by.id in {one.resolved_by_id for one in (case, *case.parts)}:
        raise NotAllowedNow(N_("Nobody confirms their own work. Somebody else must look at it."))


def _close(case: Case, by_step: Step, now: datetime, *, by: Person | None = None) -> None:
    """Note when and how a case was closed; the parts of a whole close with it."""
    case.closed_at, case.closed_by = now, by_step
    db.session.flush()
    for part in case.parts:
        if part.status is CaseStatus.RESOLVED:
            move(part, by_step, by=by, now=now)
            part.closed_at, part.closed_by = now, by_step
