"""One step done to many cases: tried first, done in portions, taken back for a few minutes.

Each case takes the same step by the same action as on its own page, so a bulk
step can do nothing that its author could not do case by case.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal import clock, jobs
from portal.accounts.models import Person, Unit
from portal.accounts.queries import people_by_number, unit_by_code
from portal.cases.actions.handling import dispatch
from portal.cases.actions.history import move
from portal.cases.actions.telling import hold_told, tell, withdraw_told
from portal.cases.actions.working import answer, assign, judge, recall
from portal.cases.models import BulkItem, BulkRun, Case
from portal.cases.queries import (
    bulk_run,
    case_for_step,
    events_of,
    suggested_unit,
    words_to,
    work_left,
)
from portal.cases.rules import BulkKind, DeclineReason, Step, Validity
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow, Refused
from portal.policy.queries import policy_on, work_calendar

MOST_CASES = 500
AT_ONCE = 25  # cases in one transaction: well under a second
STEPS = {
    BulkKind.ASSIGN: Step.ASSIGN,
    BulkKind.DISPATCH: Step.DISPATCH,
    BulkKind.JUDGE: Step.JUDGE,
    BulkKind.ANSWER: Step.ANSWER,
}
Asked = Mapping[str, Any]


@dataclass(frozen=True)
class Trial:
    """What would become of one case: why it is left as it is, or whose it would be until when."""

    refusal: Refused | None
    level: int | None
    unit: Unit | None
    person: Person | None
    due_on: date | None


def try_bulk(
    kind: BulkKind, asked: Asked, cases: Sequence[Case], *, by: Person, now: datetime
) -> list[Trial]:
    """Return for each case what the step would make of it; nothing is kept of the trial.

    It is the very step, taken and undone again: so the trial cannot say
    anything but what would happen.
    """
    _refuse_too_many(cases)
    found: list[Trial] = []
    for case in cases:
        trial = db.session.begin_nested()
        refusal = _taken(kind, asked, case, by=by, now=now)
        found.append(Trial(refusal, case.level, case.unit, case.assigned_to, case.due_on))
        trial.rollback()
    return found


def start_bulk(
    kind: BulkKind,
    asked: Asked,
    cases: Sequence[Case],
    *,
    request_key: str,
    by: Person,
    now: datetime,
) -> BulkRun:
    """Write down what is to be done to which cases, and ask for it; the same form does it once."""
    _refuse_too_many(cases)
    if known := bulk_run(request_key):
        return known
    run = BulkRun(request_key=request_key, kind=kind, by_id=by.id, at=now, asked=dict(asked))
    run.items = [BulkItem(case=case, before={}, refusal=None) for case in cases]
    db.session.add(run)
    db.session.flush()
    jobs.want("run_bulk", run.id)
    return run


def run_portion(run: BulkRun, *, now: datetime) -> bool:
    """Take the step with the next cases of a run; return whether more are left."""
    items = work_left(run, AT_ONCE)
    by = db.session.get_one(Person, run.by_id)
    for item in items:
        before = _as_it_stands(item.case)
        refusal = _taken(run.kind, run.asked, item.case, by=by, now=now)
        if refusal:
            item.refusal = [refusal.message, {k: str(v) for k, v in refusal.facts.items()}]
        else:
            item.before = before | {"event": events_of(item.case)[-1].id}
            item.version = item.case.version
        item.is_done = True
    if len(items) == AT_ONCE:
        return True
    run.ended_at = now
    return False


def undo_bulk(run: BulkRun, *, by: Person, now: datetime) -> int:
    """Take back what a run did, but for cases that have moved on since; return how many were."""
    minutes = policy_on(clock.day_of(now)).undo_minutes
    if by.id != run.by_id:
        raise NotAllowedNow(N_("Only whoever did it takes it back."))
    if run.undone_at:
        raise NotAllowedNow(N_("It has been taken back already."))
    if run.ended_at is None or now > run.ended_at + timedelta(minutes=minutes):
        raise NotAllowedNow(
            N_("It can be taken back for %(minutes)d minutes after it is done, and no longer."),
            minutes=minutes,
        )
    run.undone_at = now
    return sum(_undone(run, item, by=by, now=now) for item in run.items)


def _taken(
    kind: BulkKind, asked: Asked, case: Case, *, by: Person, now: datetime
) -> Refused | None:
    try:
        with db.session.begin_nested():  # a refused case is as it was
            case_for_step(by, case.number, STEPS[kind], seen=None, on=clock.day_of(now))
            DO[kind](case, asked, by, now)
        minutes = policy_on(clock.day_of(now)).undo_minutes
        hold_told(case, since=now, until=now + timedelta(minutes=minutes))
    except Refused as refusal:
        return refusal
    return None


def _assign(case: Case, asked: Asked, by: Person, now: datetime) -> None:
    person = people_by_number([asked["person"]]).get(asked["person"])
    if person is None:
        raise NotAcceptable(N_("That person is not known. Choose another one."))
    assign(case, person=person, by=by, now=now)


def _dispatch(case: Case, asked: Asked, by: Person, now: datetime) -> None:
    level = asked["level"] or case.level or case.matter.level
    unit = unit_by_code(asked["unit"]) if asked["unit"] else None
    unit = unit or suggested_unit(case.matter, level, case.grid)
    if unit is None:
        raise NotAcceptable(N_("No unit is usual for this level. Choose one from the list."))
    policy = policy_on(clock.day_of(now))
    dispatch(
        case,
        level=level,
        unit=unit,
        note="",
        by=by,
        now=now,
        policy=policy,
        calendar=work_calendar(),
    )


def _judge(case: Case, asked: Asked, by: Person, now: datetime) -> None:
    reason = DeclineReason(asked["reason"]) if asked["reason"] else None
    judge(case, validity=Validity(asked["validity"]), reason=reason, note="", by=by, now=now)


def _answer(case: Case, asked: Asked, by: Person, now: datetime) -> None:
    words = words_to(case, asked["words"], asked["words_en"])
    answer(case, words=words, by=by, now=now)


DO: dict[BulkKind, Callable[[Case, Asked, Person, datetime], None]] = {
    BulkKind.ASSIGN: _assign,
    BulkKind.DISPATCH: _dispatch,
    BulkKind.JUDGE: _judge,
    BulkKind.ANSWER: _answer,
}


def _as_it_stands(case: Case) -> dict[str, Any]:
    return {
        "assigned_to_id": case.assigned_to_id,
        "validity": case.validity,
        "decline_reason": case.decline_reason,
        "is_first_response": case.first_response_at is None,
    }


def _undone(run: BulkRun, item: BulkItem, *, by: Person, now: datetime) -> bool:
    case = item.case
    if item.version is None or item.version != case.version:
        return False
    UNDO[run.kind](case, item.before, by, now)
    item.undone_at = now
    return True


def _undo_assign(case: Case, before: Asked, by: Person, now: datetime) -> None:
    if case.assigned_to and case.assigned_to_id != by.id:
        tell([case.assigned_to], case, "recalled", facts="", now=now)
    case.assigned_to_id = before["assigned_to_id"]
    move(case, Step.ASSIGN, by=by, now=now, note="")


def _undo_dispatch(case: Case, before: Asked, by: Person, now: datetime) -> None:
    recall(case, note="", by=by, now=now)
    case.validity = before["validity"]


def _undo_judge(case: Case, before: Asked, by: Person, now: datetime) -> None:
    case.validity, case.decline_reason = before["validity"], before["decline_reason"]
    move(case, Step.JUDGE, by=by, now=now)


def _undo_answer(case: Case, before: Asked, by: Person, now: datetime) -> None:
    if before["is_first_response"]:
        case.first_response_at = None
    withdraw_told(case, since=events_of(case)[-1].at, now=now)
    move(case, Step.UNSAY, by=by, now=now, note=str(before["event"]))


UNDO: dict[BulkKind, Callable[[Case, Asked, Person, datetime], None]] = {
    BulkKind.ASSIGN: _undo_assign,
    BulkKind.DISPATCH: _undo_dispatch,
    BulkKind.JUDGE: _undo_judge,
    BulkKind.ANSWER: _undo_answer,
}


def _refuse_too_many(cases: Sequence[Case]) -> None:
    if not cases:
        raise NotAcceptable(N_("Choose at least one case."))
    if len(cases) > MOST_CASES:
        raise NotAcceptable(N_("Choose at most %(most)d cases at once."), most=MOST_CASES)
