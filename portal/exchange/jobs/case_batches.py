"""Cases of other systems are taken in, and taken back, a few at a time."""

from datetime import datetime

from portal import clock, jobs
from portal.db import db
from portal.exchange.actions import case_batches as actions
from portal.exchange.models import Batch
from portal.exchange.rules import BatchStatus


@jobs.job
def take_cases(batch_id: int) -> None:
    """Make cases of the next rows of a batch, and come again until all are made."""
    batch = db.session.get_one(Batch, batch_id)
    is_meant = batch.status is BatchStatus.RUNNING and batch.undone_at is None
    if is_meant and actions.take_next(batch, now=clock.now()):
        jobs.want("take_cases", batch_id)


@jobs.job
def take_cases_back(batch_id: int) -> None:
    """Take the next cases of a batch back, and come again until all are seen to."""
    batch = db.session.get_one(Batch, batch_id)
    if batch.status is BatchStatus.RUNNING and actions.take_next_back(batch, now=clock.now()):
        jobs.want("take_cases_back", batch_id)


@jobs.after_failure(take_cases)
@jobs.after_failure(take_cases_back)
def note_stop(batch_id: int, *, why: str, again_at: datetime | None) -> datetime | None:
    """Say on the page that a batch stopped, once nobody tries again."""
    if again_at is None:
        actions.fail_batch(db.session.get_one(Batch, batch_id))
    return None
