"""What happens later in the open data: once a month all files are kept as they are."""

from portal import clock, jobs
from portal.db import first_look
from portal.exchange.queries import has_snapshot_since
from portal.opendata.keeping import keep_open_data


@jobs.every(days=1)
def keep_month() -> None:
    """Keep the files of the month that ended, on the first day of the next on which this runs."""
    now = clock.now()
    with first_look():
        is_kept = has_snapshot_since(clock.month_of(now))
    if not is_kept:
        keep_open_data(now)
