"""What happens to people's notices later: once a day they go by mail to whoever asked for that."""

from portal import clock
from portal.accounts import actions, queries
from portal.jobs import every
from portal.policy.queries import policy_on, work_calendar

AT_ONCE = 50  # a tenth of a second during which SQLite lets nobody else write


@every(minutes=5)
def send_news_by_mail() -> bool:
    """Settle the mails of everybody whose hour has come, a batch at a time."""
    now = clock.now()
    local = now.astimezone(clock.LOCAL)
    policy, calendar = policy_on(local.date()), work_calendar()
    due = queries.news_due(local.date(), local.hour, AT_ONCE)
    for choice in due:
        actions.send_news(choice, now=now, policy=policy, calendar=calendar)
    return len(due) == AT_ONCE
