"""A whole follows its parts: it is late, resolved, and open again as they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal import clock, i18n
from portal.accounts.models import Person
from portal.cases.actions.entries import write_down
from portal.cases.actions.marks import changed
from portal.cases.actions.rounds import ask_all, note_resolved
from portal.cases.actions.telling import tell_reporter
from portal.cases.models import Case, CaseEvent
from portal.cases.rules import BY_PARTS, CaseStatus, Step, after
from portal.cases.rules.together import are_over, latest, outcome_of_whole
from portal.db import db
from portal.errors import N_
from portal.policy.queries import policy_on

PART_SAYS = N_("Part %(n)s, %(unit)s: %(words)s")


def hold_whole(part: Case) -> None:
    """Keep others out of the whole of a part until the commit.

    Of two units that resolve the last two parts at once, the second then sees
    what the first did.
    """
    with db.session.no_autoflush:
        held = select(Case.id).where(Case.id == part.part_of_id)
        db.session.execute(held.with_for_update()).one()


def follow_parts(part: Case, *, by: Person | None, now: datetime) -> None:
    """Let the whole of a part that has just moved stand as its parts now do."""
    whole, parts = _afresh(part)
    answers = [one.first_response_at for one in parts if one.first_response_at]
    if answers and whole.first_response_at is None:
        whole.first_response_at = min(answers)
        changed(whole)
    is_over = are_over(one.status for one in parts)
    if whole.status is CaseStatus.RESOLVED and not is_over:
        _go_back(whole, parts, by=by, now=now)
    if whole.status is not CaseStatus.SPLIT:
        return
    if is_over:
        _resolve(whole, parts, by=by, now=now)
    else:
        _keep_date(whole, parts, now=now)
        _keep_lateness(whole, parts, now=now)


def open_parts(parts: Sequence[Case]) -> list[Case]:
    """Return the parts in which something is left to do."""
    return [one for one in parts if not are_over([one.status])]


def _afresh(part: Case) -> tuple[Case, Sequence[Case]]:
    """Return the whole and all its parts as they stand now that the whole is held."""
    db.session.flush()
    known = {"populate_existing": True}
    whole = select(Case).where(Case.id == part.part_of_id)
    parts = select(Case).where(Case.part_of_id == part.part_of_id).order_by(Case.part)
    return (
        db.session.scalars(whole.execution_options(**known)).one(),
        db.session.scalars(parts.execution_options(**known)).all(),
    )


def _resolve(whole: Case, parts: Sequence[Case], *, by: Person | None, now: datetime) -> None:
    """Say that a whole is resolved, in the words of its parts, and ask its reporters once."""
    ended = [one.outcome for one in parts if one.outcome]
    words = _answers(whole, parts)
    note_resolved(whole, outcome_of_whole(ended), by=by, now=now)
    whole.is_overdue = False
    whole.status = after(whole.status, Step.RESOLVE, BY_PARTS)
    write_down(whole, Step.RESOLVE, by=by, now=now, words=words, outcome=whole.outcome)
    ask_all(whole, now=now, policy=policy_on(clock.day_of(now)))
    tell_reporter(whole, "resolved", now=now, words=words)


def _go_back(whole: Case, parts: Sequence[Case], *, by: Person | None, now: datetime) -> None:
    """Open a whole again because a part of it is; what was asked of its reporters is void."""
    whole.reopened += 1
    whole.resolved_at = whole.was_in_time = whole.outcome = whole.verify_due_on = None
    whole.due_on = latest([whole.due_on, *(one.due_on for one in open_parts(parts))])
    whole.status = after(whole.status, Step.DISPUTE, BY_PARTS)
    write_down(whole, Step.DISPUTE, by=by, now=now)
    tell_reporter(whole, "reopened", now=now)


def _keep_date(whole: Case, parts: Sequence[Case], *, now: datetime) -> None:
    """Let the whole be due no sooner than its last part, and say so in its history."""
    last = latest([whole.due_on, *(one.due_on for one in open_parts(parts))])
    whole.is_due_provisional = any(one.is_due_provisional for one in open_parts(parts))
    if last != whole.due_on:
        whole.due_on = last
        whole.status = after(whole.status, Step.REDATE, BY_PARTS)
        write_down(whole, Step.REDATE, by=None, now=now)


def _keep_lateness(whole: Case, parts: Sequence[Case], *, now: datetime) -> None:
    """Let the whole be late while a part of it is."""
    was_late = whole.is_overdue
    whole.is_overdue = any(one.is_overdue for one in open_parts(parts))
    if whole.is_overdue and not was_late:
        whole.status = after(whole.status, Step.EXPEDITE, BY_PARTS)
        write_down(whole, Step.EXPEDITE, by=None, now=now)


def _answers(whole: Case, parts: Sequence[Case]) -> str:
    """Return what each part's unit said last, in the reporter's language."""
    rows = (
        select(CaseEvent.case_id, CaseEvent.words)
        .where(CaseEvent.case_id.in_([one.id for one in parts]), CaseEvent.step == Step.RESOLVE)
        .order_by(CaseEvent.id)
    )
    said = {row.case_id: row.words for row in db.session.execute(rows)}
    with i18n.speaking(whole.language):
        return "\n".join(
            str(i18n._(PART_SAYS))
            % {
                "n": one.part,
                "unit": i18n.named(one.unit) if one.unit else "",
                "words": said.get(one.id, ""),
            }
            for one in parts
        )
