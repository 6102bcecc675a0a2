"""What happens to cases later: dates pass, and silence closes."""

from datetime import timedelta

from portal import clock
from portal.cases import actions, queries
from portal.jobs import every
from portal.policy.queries import policy_on


@every(minutes=10)
def mark_overdue() -> None:
    """Expedite each open case that passed its date, once."""
    now = clock.now()
    for case in queries.open_past_due(clock.today()):
        actions.expedite(case, now=now)


@every(hours=1)
def close_unopposed() -> None:
    """Close each case that was resolved long enough ago without an objection."""
    now = clock.now()
    policy = policy_on(clock.today())
    for case in queries.resolved_before(now - timedelta(days=policy.lapse_days)):
        actions.lapse(case, now=now)
