"""Difficult cases before a meeting (会商、联席会议): called, held, and what it settles is done."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal import clock, i18n
from portal.accounts.models import Person, Unit
from portal.cases.actions.handling import dispatch, return_to_triage, transfer
from portal.cases.actions.history import move
from portal.cases.actions.telling import tell
from portal.cases.models import Case, Meeting, MeetingCase, MeetingUnit
from portal.cases.queries import people_in_hand, people_of
from portal.cases.rules import IN_WORK, SERVES, CaseStatus, MeetingKind, Step, may_serve
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.policy.rules import Policy, WorkCalendar

BY_MEETING = N_("A meeting of the units concerned decided who does it.")
Question = tuple[Case, str]
Decision = tuple[str, Unit | None]  # in words, and who is to do it if that changes


def call_meeting(
    kind: MeetingKind,
    title: str,
    *,
    area_code: str,
    place: str,
    starts_at: datetime,
    units: Sequence[Unit],
    questions: Sequence[Question],
    by: Person,
    now: datetime,
) -> Meeting:
    """Call units together about cases; each unit, and whoever has a case in hand, is told."""
    if starts_at <= now:
        raise NotAcceptable(N_("A meeting is called for a later time than now."))
    if not units:
        raise NotAcceptable(N_("Invite at least one unit."))
    meeting = Meeting(
        kind=kind,
        title=title,
        area_code=area_code,
        place=place,
        starts_at=starts_at,
        called_by=by,
        called_at=now,
        minutes="",
    )
    meeting.units = [MeetingUnit(unit=unit) for unit in units]
    meeting.cases = [MeetingCase(case=case, question=asked) for case, asked in questions]
    db.session.add(meeting)
    for case, asked in questions:
        move(case, Step.CONSULT, by=by, now=now, words=title, note=asked)
        _tell_concerned(case, units, "consulted", now)
    return meeting


def keep_minutes(
    meeting: Meeting,
    *,
    minutes: str,
    came: set[int],
    decisions: Mapping[int, Decision],
    by: Person,
    now: datetime,
    policy: Policy,
    calendar: WorkCalendar,
) -> None:
    """Keep what a meeting said and decided, once; a case whose unit changes is handed over.

    `came` holds unit ids, `decisions` is by the id of the meeting's case. The
    minutes change no more afterwards: what is decided later is another meeting's.
    """
    _refuse_unheld(meeting, minutes, now)
    meeting.minutes, meeting.held_at = minutes, now
    for invited in meeting.units:
        invited.came = invited.unit_id in came
    for put in meeting.cases:
        decision, unit = decisions.get(put.id, ("", None))
        if not decision:
            raise NotAcceptable(
                N_("Write what was decided of case %(number)s."), number=put.case.number
            )
        put.decision, put.unit = decision, unit
        _settle(put, by=by, now=now, policy=policy, calendar=calendar)


def _refuse_unheld(meeting: Meeting, minutes: str, now: datetime) -> None:
    if meeting.held_at:
        raise NotAllowedNow(N_("The minutes of this meeting are kept already."))
    if now < meeting.starts_at:
        raise NotAllowedNow(N_("The meeting has not begun yet."))
    if not minutes:
        raise NotAcceptable(N_("Write the minutes."))


def _settle(
    put: MeetingCase, *, by: Person, now: datetime, policy: Policy, calendar: WorkCalendar
) -> None:
    """Write a decision into a case's history and hand it to its new unit, if it has one.

    A case that was closed, joined to another or resolved meanwhile keeps the
    decision in the meeting's own record.
    """
    case, unit = put.case, put.unit
    if not case.status.is_open or case.status is CaseStatus.RESOLVED:
        return
    move(case, Step.SETTLE, by=by, now=now, words=put.meeting.title, note=put.decision or "")
    if unit and unit.id != case.unit_id:
        _hand_over(case, unit, by=by, now=now, policy=policy, calendar=calendar)
    tell(people_in_hand(case, clock.day_of(now)), case, "settled", now=now)


def _hand_over(
    case: Case, unit: Unit, *, by: Person, now: datetime, policy: Policy, calendar: WorkCalendar
) -> None:
    if case.status not in {*IN_WORK, CaseStatus.REPORTED}:
        raise NotAcceptable(
            N_("Case %(number)s is paused or in parts: decide without naming a unit."),
            number=case.number,
        )
    with i18n.speaking(case.language):
        words = str(i18n._(BY_MEETING))
    if case.status in IN_WORK and may_serve(case.level or 1, unit.kind):
        transfer(case, unit=unit, words=words, by=by, now=now)
        return
    if case.status in IN_WORK:
        return_to_triage(case, words=words, by=by, now=now, policy=policy, calendar=calendar)
    levels = [n for n, kinds in SERVES.items() if unit.kind in kinds]
    dispatch(
        case,
        level=max(levels),
        unit=unit,
        note=words,
        by=by,
        now=now,
        policy=policy,
        calendar=calendar,
    )


def _tell_concerned(case: Case, units: Sequence[Unit], kind: str, now: datetime) -> None:
    today = clock.day_of(now)
    people = {one.id: one for unit in units for one in people_of(unit, today)}
    people |= {one.id: one for one in people_in_hand(case, today)}
    tell(people.values(), case, kind, now=now)
