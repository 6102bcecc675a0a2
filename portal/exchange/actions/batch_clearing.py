"""What was only looked through is forgotten after a day, and so are the files that were sent."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from portal import files
from portal.db import db
from portal.exchange.models import Batch, BatchRow
from portal.exchange.rules import BatchKind, BatchStatus

PREVIEW_KEPT = timedelta(days=1)
CLEARED_AT_ONCE = 20


def clear_previews(now: datetime) -> bool:
    """Forget old previews with their rows, and old files; say whether more are left."""
    is_over = or_(Batch.status == BatchStatus.PREVIEWED, Batch.file_key.is_not(None))
    old = select(Batch).where(
        Batch.kind.in_(list(BatchKind)), Batch.at < now - PREVIEW_KEPT, is_over
    )
    some = old.order_by(Batch.id).limit(CLEARED_AT_ONCE).with_for_update(skip_locked=True)
    batches = db.session.scalars(some).all()
    keys = {batch.file_key for batch in batches if batch.file_key}
    for batch in batches:
        batch.file_key = None
        if batch.status is BatchStatus.PREVIEWED:
            db.session.execute(delete(BatchRow).where(BatchRow.batch_id == batch.id))
            db.session.delete(batch)
    db.session.flush()
    _drop(keys)
    return len(batches) == CLEARED_AT_ONCE


def _drop(keys: set[str]) -> None:
    """Drop files of which no other batch knows: the same file may have been sent again."""
    used = select(Batch.file_key).where(Batch.kind.in_(list(BatchKind)), Batch.file_key.in_(keys))
    files.drop(keys - set(db.session.scalars(used)))
