"""A list is looked through, taken over, and can be undone; every row is kept with both states."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal import clock, files
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.exchange.actions.batch_rows import SentList, keep_batch
from portal.exchange.actions.import_running import Ran, read_list, run_list
from portal.exchange.actions.import_undoing import drop_empty_years, take_back
from portal.exchange.actions.matter_batches import take_edition_back
from portal.exchange.models import Batch, BatchRow
from portal.exchange.queries.imports import state_of
from portal.exchange.rules import (
    BatchKind,
    BatchStatus,
    Change,
    Deed,
    difference,
    fingerprint_of,
)
from portal.grids.actions import note_clues
from portal.grids.queries import all_grids

SINCE = N_("Somebody changed this since. It is left as it is now.")


def preview_list(sent: SentList, *, by: Person, now: datetime) -> Batch:
    """Keep what a list would do, row by row, and leave everything as it is."""
    by_id = by.id
    trial = db.session.begin_nested()
    ran, changes = _difference(sent.kind, sent.content, by=by, now=now)
    trial.rollback()
    batch = keep_batch(sent, changes, ran.problems, by_id=by_id, now=now)
    batch.file_key = f"imports/{batch.sha256}"
    batch.details = {"fingerprint": fingerprint_of(changes), "shared": list(ran.shared)}
    db.session.flush()
    files.keep(batch.file_key, sent.content)
    return batch


def take_list_over(batch: Batch, *, by: Person, now: datetime) -> None:
    """Do what a preview showed; if it would do anything else by now, nothing is done."""
    db.session.refresh(batch, with_for_update=True)
    if batch.status is not BatchStatus.PREVIEWED or batch.file_key is None:
        raise NotAllowedNow(N_("This list was taken over already. Nothing was done again."))
    _ran, changes = _difference(batch.kind, files.read(batch.file_key), by=by, now=now)
    if fingerprint_of(changes) != batch.details["fingerprint"]:
        raise NotAllowedNow(
            N_("Something changed since this preview. Send the file again and look once more.")
        )
    batch.status, batch.by_id, batch.at = BatchStatus.IN_FORCE, by.id, now
    batch.done = len(changes)
    db.session.flush()


def undo_list(batch: Batch, *, by: Person, now: datetime) -> int:
    """Take a list back and return how many rows were left, as somebody changed them since."""
    db.session.refresh(batch, with_for_update=True)
    if batch.status is not BatchStatus.IN_FORCE:
        raise NotAllowedNow(N_("Only a list that was taken over can be undone, and only once."))
    rows, left = _done_rows(batch), 0
    if batch.kind is BatchKind.MATTERS:
        take_edition_back(batch, rows, now=now)
    else:
        left = _take_rows_back(batch.kind, rows, by=by, now=now)
    batch.status, batch.undone_at, batch.undone_by_id = BatchStatus.UNDONE, now, by.id
    return left


def _take_rows_back(kind: BatchKind, rows: Sequence[BatchRow], *, by: Person, now: datetime) -> int:
    numbers = {_number(row.subject) for row in rows}
    stands = state_of(kind, numbers, clock.day_of(now))
    left = 0
    for row in rows:
        row.problem = _taken_back(kind, row, stands.get(row.subject), by=by, now=now)
        row.undone_at = None if row.problem else now
        left += row.problem is not None
    db.session.flush()
    _settle(kind)
    return left


def _difference(
    kind: BatchKind, content: bytes, *, by: Person, now: datetime
) -> tuple[Ran, list[Change]]:
    read = read_list(kind, content, by=by, now=now)
    before = state_of(kind, read.numbers, clock.day_of(now))
    known = {subject[1:] for subject in before if subject.startswith("#")}
    ran = run_list(read, by=by, now=now)
    after = state_of(kind, read.numbers | known, clock.day_of(now))
    return ran, difference(before, after, ran.lines)


def _done_rows(batch: Batch) -> Sequence[BatchRow]:
    """Return what a batch did, the last first: posts end before those who hold them."""
    deeds = (Deed.CREATED, Deed.CHANGED, Deed.ENDED)
    rows = select(BatchRow).where(BatchRow.batch_id == batch.id, BatchRow.deed.in_(deeds))
    return db.session.scalars(rows.order_by(BatchRow.id.desc())).all()


def _number(subject: str) -> str:
    """Return the staff number in a subject: of a person, or of a post.

    >>> _number("#W1"), _number("W1 finance 330108")
    ('W1', 'W1')
    """
    return subject[1:] if subject.startswith("#") else subject.split(" ", maxsplit=1)[0]


def _taken_back(
    kind: BatchKind, row: BatchRow, stands: dict[str, str] | None, *, by: Person, now: datetime
) -> str | None:
    if stands != row.after:
        return SINCE
    change = Change(row.line, row.deed, row.subject, row.before, row.after)
    try:
        with db.session.begin_nested():
            take_back(kind, change, by=by, now=now)
    except (NotAcceptable, NotAllowedNow) as why:
        return why.message
    return None


def _settle(kind: BatchKind) -> None:
    if kind is BatchKind.CALENDAR:
        drop_empty_years()
    if kind is BatchKind.REGISTRY:
        note_clues(all_grids())
