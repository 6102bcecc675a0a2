"""What happens to cases later: dates pass, silence closes, contacts are forgotten.

Each run does a batch and says whether more is left. A case that somebody is
just changing is left for the next run.
"""

from datetime import timedelta

from portal import clock
from portal.cases import actions, queries
from portal.jobs import every
from portal.policy.queries import policy_on

AT_ONCE = 50  # a fraction of a second during which SQLite lets nobody else write


@every(minutes=10)
def mark_overdue() -> bool:
    """Expedite each open case that passed its date, once."""
    now = clock.now()
    late = queries.open_past_due(clock.day_of(now), AT_ONCE)
    for case in late:
        actions.expedite(case, now=now)
    return len(late) == AT_ONCE


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
