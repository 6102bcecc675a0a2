"""What happens to cases later: dates pass, pauses end, silence closes, contacts are forgotten.

Each run does a batch and says whether more is left. A case that somebody is
just changing is left for the next run.
"""

from datetime import date, timedelta

from portal import clock
from portal.cases import actions, queries
from portal.cases.models import BulkRun
from portal.db import db
from portal.jobs import every, job, want
from portal.policy.queries import policy_on, work_calendar

AT_ONCE = 50  # a fraction of a second during which SQLite lets nobody else write


@job
def run_bulk(run_id: int) -> None:
    """Do the next portion of a bulk step, and ask for the one after it."""
    run = db.session.get_one(BulkRun, run_id)
    if run.ended_at is None and actions.run_portion(run, now=clock.now()):
        want("run_bulk", run_id)


@every(minutes=10)
def mark_overdue() -> bool:
    """Expedite each open case that passed its date, once."""
    now = clock.now()
    late = queries.open_past_due(clock.day_of(now), AT_ONCE)
    for case in late:
        actions.expedite(case, now=now)
    return len(late) == AT_ONCE


@every(minutes=10)
def hurry_answers() -> bool:
    """Expedite each case whose reporter has had no first answer in its hours, once."""
    now = clock.now()
    silent = queries.answers_past_due(now, AT_ONCE)
    for case in silent:
        actions.expedite_answer(case, now=now)
    return len(silent) == AT_ONCE


@every(minutes=10)
def end_pauses() -> bool:
    """Let the clock run on where the last day of a pause has passed: none is forgotten."""
    now, calendar = clock.now(), work_calendar()
    over = queries.pauses_over(clock.day_of(now), AT_ONCE)
    for case in over:
        actions.resume(case, by=None, now=now, calendar=calendar)
    return len(over) == AT_ONCE


@every(hours=1)
def settle_provisional_dates() -> bool:
    """Compute dates anew that were computed without holidays, once those are known."""
    now, calendar = clock.now(), work_calendar()
    last_day = date(calendar.last_year or 1, 12, 31)
    orders = queries.provisional_orders(last_day, AT_ONCE)
    for order in orders:
        actions.settle_order(order, calendar=calendar)
    known = queries.provisional_until(last_day, AT_ONCE)
    for case in known:
        actions.settle_dates(case, now=now, calendar=calendar)
    return AT_ONCE in {len(known), len(orders)}


@every(hours=1)
def remind_of_triage() -> bool:
    """Tell the lead, once, of each report that its day of triage has left behind."""
    now = clock.now()
    late = queries.triage_past_due(clock.day_of(now), AT_ONCE)
    for case in late:
        actions.remind_of_triage(case, now=now)
    return len(late) == AT_ONCE


@every(hours=1)
def remind_to_verify() -> bool:
    """Remind the grid's workers when the day to look comes, the community when it passed: once."""
    now = clock.now()
    today = clock.day_of(now)
    due = queries.looks_due(today, actions.VERIFY_DUE, AT_ONCE)
    for case in due:
        actions.remind_worker_to_verify(case, now=now)
    past = queries.looks_due(today - timedelta(days=1), actions.VERIFY_LATE, AT_ONCE)
    for case in past:
        actions.remind_community_to_verify(case, now=now)
    return AT_ONCE in {len(past), len(due)}


@every(hours=1)
def remind_of_orders() -> bool:
    """Tell whoever gave an expedite order that its day has passed without an answer, once."""
    now = clock.now()
    silent = queries.unanswered_orders(clock.day_of(now), AT_ONCE)
    for case in silent:
        actions.remind_of_orders(case, now=now)
    return len(silent) == AT_ONCE


@every(hours=1)
def close_unopposed() -> bool:
    """Close each case that was resolved long enough ago without an objection."""
    now = clock.now()
    policy = policy_on(clock.day_of(now))
    silent = queries.resolved_before(now - timedelta(days=policy.lapse_days), AT_ONCE)
    for case in silent:
        actions.lapse(case, now=now)
    return len(silent) == AT_ONCE


@every(days=1)
def erase_old_contacts() -> bool:
    """Forget how to reach the reporters of cases that were closed long ago."""
    now = clock.now()
    policy = policy_on(clock.day_of(now))
    over = queries.closed_with_contact(now - timedelta(days=policy.contact_days), AT_ONCE)
    for case in over:
        actions.erase_contact(case, now=now)
    return len(over) == AT_ONCE
