"""What happens to figures later: changed months are recounted within seconds."""

from portal import clock
from portal.assessment import actions, queries
from portal.jobs import every

AT_ONCE = 50  # a tenth of a second during which SQLite lets nobody else write


@every(seconds=3)
def recount_changed_months() -> bool:
    """Recount what cases marked as changed; the same result however often it runs."""
    changed = queries.changed_months(AT_ONCE)
    actions.recount_marked(changed, now=clock.now())
    return len(changed) == AT_ONCE
