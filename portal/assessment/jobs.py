"""What happens to figures later: changed months are recounted within seconds."""

from portal import clock
from portal.assessment import actions, queries
from portal.jobs import every


@every(seconds=3)
def recount_changed_months() -> None:
    """Recount what cases marked as changed; the same result however often it runs."""
    for grid_id, month in queries.changed_months(most=200):
        actions.recount(grid_id, month, now=clock.now())
