"""What happens to accounts later: ways in are looked up and forgotten, notices go by mail."""

from portal import clock
from portal.accounts import actions, queries
from portal.accounts.models import OneTimeSecret
from portal.db import db
from portal.jobs import every, job
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


@job
def send_secret(secret_id: int) -> None:
    """Find out who asked to be let in, and send them a code; done once, however often it is run."""
    secret, now = db.session.get(OneTimeSecret, secret_id), clock.now()
    if secret and secret.asked_as is not None:
        actions.settle_secret(secret, now=now, policy=policy_on(clock.day_of(now)))


@every(minutes=5)
def forget_secrets() -> bool:
    """Forget the messages of one-time secrets that are used or over, a batch at a time."""
    now = clock.now()
    due = queries.secrets_to_clean(now, AT_ONCE)
    for secret in due:
        actions.clean_secret(secret, now=now)
    return len(due) == AT_ONCE
