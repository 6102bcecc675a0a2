"""Pauses and extensions: asked by the unit in hand, decided by somebody above it."""

from datetime import date, datetime

from portal import clock
from portal.accounts.models import Person
from portal.cases.actions.history import move, redate
from portal.cases.actions.telling import tell, tell_reporter, tell_unit
from portal.cases.models import Case, CaseEvent, CaseRequest
from portal.cases.queries import (
    approvers_of,
    clock_days_of,
    is_in_hand_of,
    open_request,
    pause_of,
)
from portal.cases.rules import (
    PauseReason,
    RequestKind,
    Step,
    days_of_pause,
    most_more_days,
    why_no_more_days,
    why_no_pause,
)
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow, NotYours
from portal.policy.rules import Policy, WorkCalendar


def ask_pause(
    case: Case,
    *,
    reason: PauseReason,
    words: str,
    until: date,
    by: Person,
    now: datetime,
    policy: Policy,
    calendar: WorkCalendar,
) -> CaseRequest:
    """Ask that the clock may stand still until the end of a day; it runs on until that is granted.

    Granted, the reporter reads the words.
    """
    today = clock.day_of(now)
    _refuse(why_no_pause(_due(case), today, is_waiting=open_request(case) is not None))
    _need(words, N_("Say what you wait for: once it is approved, the reporter reads this."))
    if not 1 <= calendar.between(today, until) <= policy.pause_days:
        raise NotAcceptable(
            N_("A pause lasts from one working day to %(most)d."), most=policy.pause_days
        )
    asked = CaseRequest(kind=RequestKind.PAUSE, reason=reason, words=words, until=until)
    return _ask(case, asked, Step.ASK_PAUSE, by, now)


def ask_extension(
    case: Case, *, days: int, words: str, by: Person, now: datetime, policy: Policy
) -> CaseRequest:
    """Ask for more working days, once and before the date passes.

    If the date passes before anybody decides, the case turns red all the same;
    granted later, the days still count from the old date.
    """
    clock_days = clock_days_of(case)
    why_not = why_no_more_days(
        _due(case),
        clock.day_of(now),
        policy,
        level=case.level or 1,
        clock_days=clock_days,
        extended_days=case.extended_days,
        is_waiting=open_request(case) is not None,
    )
    _refuse(why_not)
    _need(words, N_("Say why more days are needed: once approved, the reporter reads this."))
    most = most_more_days(case.level or 1, clock_days, case.extended_days, policy)
    if not 1 <= days <= most:
        raise NotAcceptable(N_("At most %(most)d more working days can be given."), most=most)
    asked = CaseRequest(kind=RequestKind.EXTENSION, days=days, words=words)
    return _ask(case, asked, Step.ASK_EXTENSION, by, now)


def pause(case: Case, *, note: str, by: Person, now: datetime) -> None:
    """Grant a pause: the clock stands still from now on. A late case's clock has run out."""
    asked, today = _asked(case, RequestKind.PAUSE, by, now), clock.day_of(now)
    _refuse(why_no_pause(_due(case), today, is_waiting=False))
    if asked.until is None or asked.until <= today:
        raise NotAllowedNow(
            N_("That pause would be over already. Refuse it, and let the unit ask anew.")
        )
    event = move(case, Step.PAUSE, by=by, now=now, words=asked.words, note=note)
    _decide(asked, event, is_granted=True, answer=note)
    _tell_asker(asked, "request_granted", now)
    tell_reporter(case, "paused", now=now, words=asked.words)


def resume(
    case: Case, *, words: str = "", by: Person | None, now: datetime, calendar: WorkCalendar
) -> None:
    """Let the clock run on: the working days of the pause are added. By nobody: its end came."""
    lasting = pause_of(case)
    if lasting is None or lasting.decided_at is None or lasting.until is None:
        raise NotAllowedNow(N_("This case is not paused. Reload to see it now."))
    today = clock.day_of(now)
    case.paused_days += days_of_pause(
        clock.day_of(lasting.decided_at), today, lasting.until, calendar
    )
    lasting.ended_at = now
    redate(case, now=now, calendar=calendar)
    move(case, Step.RESUME, by=by, now=now, words=words)
    tell_unit(case, "resumed", now=now)
    tell_reporter(case, "resumed", now=now, words=words)


def extend(case: Case, *, note: str, by: Person, now: datetime, calendar: WorkCalendar) -> None:
    """Grant the days that were asked for; a date that so lies ahead again is late no more."""
    asked = _asked(case, RequestKind.EXTENSION, by, now)
    case.extended_days += asked.days or 0
    redate(case, now=now, calendar=calendar)
    event = move(case, Step.EXTEND, by=by, now=now, words=asked.words, note=note)
    _decide(asked, event, is_granted=True, answer=note)
    _tell_asker(asked, "request_granted", now)
    tell_reporter(case, "extended", now=now, words=asked.words)


def refuse(case: Case, *, note: str, by: Person, now: datetime) -> None:
    """Refuse what was asked for, with words to the unit; the date stays."""
    asked = _asked(case, None, by, now)
    _need(note, N_("Say why not: the unit reads this."))
    event = move(case, Step.REFUSE, by=by, now=now, note=note)
    _decide(asked, event, is_granted=False, answer=note)
    _tell_asker(asked, "request_refused", now)


def _ask(case: Case, asked: CaseRequest, step: Step, by: Person, now: datetime) -> CaseRequest:
    move(case, step, by=by, now=now, note=asked.words)
    asked.case, asked.asked_by, asked.asked_at = case, by, now
    db.session.add(asked)
    tell(approvers_of(case, clock.day_of(now)), case, "request_asked", now=now)
    return asked


def _asked(case: Case, kind: RequestKind | None, by: Person, now: datetime) -> CaseRequest:
    """Return what waits for a decision, unless whoever decides has asked or has the case."""
    asked = open_request(case)
    if asked is None or kind not in {None, asked.kind}:
        raise NotAllowedNow(N_("Nothing of that kind is asked for any more. Reload to see it now."))
    if asked.asked_by_id == by.id or is_in_hand_of(by, case, clock.day_of(now)):
        raise NotYours(N_("Nobody decides about their own case. Somebody above must do it."))
    return asked


def _decide(asked: CaseRequest, event: CaseEvent, *, is_granted: bool, answer: str) -> None:
    asked.decided_by, asked.decided_at, asked.event_id = event.by, event.at, event.id
    asked.is_granted, asked.answer = is_granted, answer


def _tell_asker(asked: CaseRequest, kind: str, now: datetime) -> None:
    tell_unit(asked.case, kind, also=asked.asked_by, now=now)


def _due(case: Case) -> date:
    return case.due_on or case.promised_on


def _refuse(why_not: str | None) -> None:
    if why_not:
        raise NotAllowedNow(why_not)


def _need(words: str, what: str) -> None:
    if not words:
        raise NotAcceptable(what)
