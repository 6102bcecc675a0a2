"""What happens to figures later: recounted, proved, drafted, held against hashes, told of."""

from datetime import date, timedelta

from portal import clock
from portal.assessment import actions, queries
from portal.jobs import every, job
from portal.policy.queries import policy_on

AT_ONCE = 50  # a tenth of a second during which SQLite lets nobody else write
LETTERS_AT_ONCE = 20


@every(seconds=3)
def recount_changed_months() -> bool:
    """Recount what cases marked as changed; the same result however often it runs."""
    changed = queries.changed_months(AT_ONCE)
    actions.recount_marked(changed, now=clock.now())
    return len(changed) == AT_ONCE


@every(minutes=30)
def tell_leaders() -> bool:
    """Write to who leads a unit or an area about new figures, each once for a period."""
    now = clock.now()
    today = clock.day_of(now)
    policy, told = policy_on(today), 0
    for revision in queries.editions_with_news(today):
        for person, subjects in queries.leaders_to_tell(today):
            if told == LETTERS_AT_ONCE:
                return True
            told += actions.tell_leader(person, subjects, revision, now=now, policy=policy)
    return False


@every(minutes=5)
def count_drafts() -> None:
    """Count those drafts anew whose figures have changed since."""
    for revision in queries.drafts_behind():
        actions.count_draft(revision, now=clock.now())


@every(days=1)
def prove_published() -> None:
    """Hold everything published against its hash; what is not as it was is told, never mended."""
    if any(map(queries.what_differs, queries.published_revisions())):
        actions.tell_of_tampering(now=clock.now())


@every(days=1)
def prove_figures() -> None:
    """Count this month and the one before by hand; what differs is counted anew."""
    this_month = clock.today().replace(day=1)
    before = (this_month - timedelta(days=1)).replace(day=1)
    actions.prove([before, this_month], now=clock.now())


@job
def prove_month(month: str) -> None:
    """Count one month by hand, because somebody asks."""
    actions.prove([date.fromisoformat(month)], now=clock.now())
