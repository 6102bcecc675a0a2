"""Batches of imported rows, the newest first, and their rows in the order of the file."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotFound
from portal.exchange.models import Batch, BatchRow
from portal.exchange.rules import BatchKind, Deed

BATCHES_SHOWN, ROWS_SHOWN = 30, 100


def batch_by_id(batch_id: int, kinds: Collection[BatchKind], *, by: Person) -> Batch:
    """Return a batch of one of these kinds that somebody may see, or refuse: there is none."""
    batch = db.session.get(Batch, batch_id)
    if batch is None or batch.kind not in kinds or (batch.kind.is_own and batch.by_id != by.id):
        raise NotFound(N_("There is no such import."))
    return batch


def batches_of(
    kinds: Collection[BatchKind], *, by: Person, before: int | None = None
) -> Sequence[Batch]:
    """Return a page of what somebody may see and one more, the newest first, before an id."""
    own = [kind for kind in BatchKind if kind.is_own]
    rows = select(Batch).where(Batch.kind.in_(kinds)).options(joinedload(Batch.by))
    rows = rows.where(or_(Batch.kind.not_in(own), Batch.by_id == by.id))
    if before:
        rows = rows.where(Batch.id < before)
    return db.session.scalars(rows.order_by(Batch.id.desc()).limit(BATCHES_SHOWN + 1)).all()


def rows_of(
    batch: Batch, *, after: int = 0, deed: Deed | None = None, most: int = ROWS_SHOWN
) -> Sequence[BatchRow]:
    """Return a page of a batch's rows and one more, in the order of the file, after a row's id."""
    rows = select(BatchRow).where(BatchRow.batch_id == batch.id, BatchRow.id > after)
    if deed:
        rows = rows.where(BatchRow.deed == deed)
    return db.session.scalars(rows.order_by(BatchRow.id).limit(most + 1)).all()
