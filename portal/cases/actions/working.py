"""What is done with a case while it is worked on: notes, answers, people, second units, judging."""

from collections.abc import Sequence
from datetime import datetime

from portal import clock
from portal.accounts.models import Person, Unit
from portal.cases.actions.history import move, put_clock_back
from portal.cases.actions.telling import tell, tell_reporter, withdraw_told
from portal.cases.models import Assist, Case, CaseEvent
from portal.cases.queries import (
    is_in_hand_of,
    newest_decision,
    open_assist,
    people_in_hand,
    people_of,
)
from portal.cases.rules import DeclineReason, Step, Validity
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.files import Kept
from portal.policy.queries import work_calendar


def note(
    case: Case, *, note: str, by: Person, now: datetime, photos: Sequence[Kept] = ()
) -> CaseEvent:
    """Write something down for colleagues, or add photos; the reporter never reads it."""
    if not note and not photos:
        raise NotAcceptable(N_("Write the note first."))
    return move(case, Step.NOTE, by=by, now=now, note=note, photos=photos)


def answer(case: Case, *, words: str, by: Person, now: datetime) -> None:
    """Write to the reporter while the work goes on; from the unit in hand it is a first answer."""
    if not words:
        raise NotAcceptable(N_("Write what the reporter should know."))
    if case.first_response_at is None and is_in_hand_of(by, case, clock.day_of(now)):
        case.first_response_at = now
    move(case, Step.ANSWER, by=by, now=now, words=words)
    tell_reporter(case, "answered", now=now, words=words)


def assign(case: Case, *, person: Person, by: Person, now: datetime) -> None:
    """Give a case to somebody of the unit in hand; the unit still answers for it."""
    if person.id not in {one.id for one in people_in_hand(case, clock.day_of(now))}:
        raise NotAcceptable(N_("That person does not work for the unit. Choose another one."))
    if person.id == case.assigned_to_id:
        raise NotAcceptable(N_("They have it already. Choose another one."))
    case.assigned_to = person
    move(case, Step.ASSIGN, by=by, now=now, note=person.name)
    if person.id != by.id:
        tell([person], case, "assigned", now=now)


def judge(
    case: Case,
    *,
    validity: Validity,
    reason: DeclineReason | None,
    note: str,
    by: Person,
    now: datetime,
) -> None:
    """Say whether a case is a valid one, with the reason if it is not; never one's own report.

    It says nothing about the work: a case found invalid still needs its answer.
    """
    if case.reported_by_id == by.id:
        raise NotAllowedNow(N_("Nobody judges their own report. Somebody else must do it."))
    if validity is Validity.INVALID and reason is None:
        raise NotAcceptable(N_("Choose why it is not valid."))
    case.validity = validity
    case.decline_reason = reason if validity is Validity.INVALID else None
    move(case, Step.JUDGE, by=by, now=now, note=note)


def ask_help(case: Case, *, unit: Unit, words: str, by: Person, now: datetime) -> Assist:
    """Ask a second unit in (协办); the first one keeps the case and its clock (主办)."""
    if unit.id == case.unit_id:
        raise NotAcceptable(N_("It is with that unit already. Choose another one."))
    if open_assist(case, unit):
        raise NotAcceptable(N_("That unit has been asked already and has not answered yet."))
    if not words:
        raise NotAcceptable(N_("Say what the second unit is to do."))
    asked = Assist(case=case, unit=unit, asked_by=by, asked_at=now, ask=words)
    db.session.add(asked)
    move(case, Step.ASK_HELP, by=by, now=now, words=unit.name, note=words)
    tell(people_of(unit, clock.day_of(now)), case, "help_asked", now=now)
    return asked


def help_given(
    case: Case, *, unit: Unit, words: str, photos: Sequence[Kept], by: Person, now: datetime
) -> None:
    """Say what the second unit has done; the first one is told and goes on."""
    asked = open_assist(case, unit)
    if asked is None:
        raise NotAllowedNow(N_("Nothing is asked of your unit any more. Reload to see it now."))
    if not words:
        raise NotAcceptable(N_("Write what your unit has done."))
    asked.answer, asked.answered_by, asked.answered_at = words, by, now
    move(case, Step.HELP, by=by, now=now, note=words, photos=photos)
    tell(people_in_hand(case, clock.day_of(now)), case, "help_given", now=now)


def recall(case: Case, *, note: str, by: Person, now: datetime) -> None:
    """Take back a dispatch that nobody has acted on yet, or a decline; it waits for triage again.

    A date that the dispatch gave is gone with it; one that the case had before
    stays, for taking back must not win days. A message about the decision that
    has not gone goes no more; whom one has reached is told.
    """
    decided = newest_decision(case)
    if decided is None:
        raise NotAllowedNow(N_("Work on it has begun. Ask the unit to return it instead."))
    had_it = people_in_hand(case, clock.day_of(now)) if case.unit else []
    withdraw_told(case, since=decided.at, now=now)
    case.unit = case.assigned_to = None
    case.validity, case.decline_reason = Validity.NOT_JUDGED, None
    case.closed_at = case.closed_by = None
    date_before, case.level = decided.before.due_on, decided.before.level
    case.clock_unit_id = decided.before.clock_unit_id
    if date_before is None:
        case.due_on, case.is_due_provisional, case.is_overdue = None, False, False
    elif decided.started and date_before != case.due_on:
        calendar = work_calendar()
        put_clock_back(case, decided.started, date_before, now=now, calendar=calendar)
    move(case, Step.RECALL, by=by, now=now, note=note)
    tell([one for one in had_it if one.id != by.id], case, "recalled", facts="", now=now)
    tell_reporter(case, "recalled", now=now, if_heard_since=decided.at)
