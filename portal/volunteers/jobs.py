"""What happens to applications later: who applied is erased."""

from datetime import timedelta

from portal import clock, jobs
from portal.policy.queries import policy_on
from portal.volunteers import actions


@jobs.every(hours=1)
def erase_applications() -> bool:
    """Erase a batch of applications that were decided long enough ago."""
    now = clock.now()
    before = now - timedelta(days=policy_on(clock.day_of(now)).application_days)
    return actions.erase_decided(before, jobs.CLEARED_AT_ONCE, now=now) == jobs.CLEARED_AT_ONCE
