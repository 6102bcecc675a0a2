"""Imports that nobody took over are forgotten."""

from portal import clock, jobs
from portal.exchange.actions.batch_clearing import clear_previews as clear


@jobs.every(days=1)
def clear_previews() -> bool:
    """Forget imports that were only looked through, and the files of all, after a day."""
    return clear(clock.now())
