"""What happens in publicity later: news goes out once a day, unconfirmed addresses are erased."""

from portal import clock, jobs
from portal.policy.queries import policy_on
from portal.publicity import actions, queries

AT_ONCE = 50  # a tenth of a second during which SQLite lets nobody else write


@jobs.every(minutes=5)
def send_grid_news() -> bool:
    """Settle the mails of followers whose time has come, a batch at a time."""
    now = clock.now()
    policy = policy_on(clock.day_of(now))
    due = queries.due_followers(now, AT_ONCE)
    for follower in due:
        actions.send_digest(follower, now=now, policy=policy)
    return len(due) == AT_ONCE


@jobs.every(hours=1)
def erase_unconfirmed_followers() -> bool:
    """Erase the addresses of those who did not open their link in time."""
    return actions.erase_unconfirmed(clock.now(), jobs.CLEARED_AT_ONCE) == jobs.CLEARED_AT_ONCE
