"""What happens to passes later: whoever holds one is told before it ends."""

from portal import clock, jobs
from portal.policy.queries import policy_on
from portal.training import actions


@jobs.every(hours=1)
def remind_of_endings() -> bool:
    """Tell a batch of people that a pass of theirs ends soon."""
    now = clock.now()
    days = policy_on(clock.day_of(now)).renewal_days
    return actions.remind_of_endings(days, jobs.CLEARED_AT_ONCE, now=now) == jobs.CLEARED_AT_ONCE
