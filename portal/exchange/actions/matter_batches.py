"""Sheets of matters in the log of imports: what the draft changes, and how it is taken back."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from portal.accounts.models import Person
from portal.cases.actions.matters import discard
from portal.cases.models import MatterEdition
from portal.cases.rules.editions import sheet_of
from portal.cases.rules.matter_rows import COLUMNS, Row
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.exchange.actions.batch_rows import SentList, keep_batch
from portal.exchange.models import Batch, BatchRow
from portal.exchange.rules import BatchStatus, Record, difference


def note_matters(
    sent: SentList, draft: MatterEdition, lines: Mapping[str, int], *, by: Person, now: datetime
) -> Batch:
    """Keep in the log that a draft was made of a sheet, whose lines are given by code."""
    changes = difference(_state(draft.base), _state(draft.rows), lines)
    batch = keep_batch(sent, changes, by_id=by.id, now=now)
    batch.status, batch.done = BatchStatus.IN_FORCE, len(changes)
    batch.details = {"edition": draft.id, "version": draft.version}
    return batch


def edition_of(batch: Batch) -> MatterEdition | None:
    """Return the edition that was made of a sheet of matters, unless its draft was discarded."""
    return db.session.get(MatterEdition, batch.details.get("edition", 0))


def take_edition_back(batch: Batch, rows: Iterable[BatchRow], *, now: datetime) -> None:
    """Throw the draft of a sheet away; what is adopted or was worked on since is refused."""
    if edition := edition_of(batch):
        _refuse_used(edition, batch.details["version"])
        discard(edition)
    for row in rows:
        row.undone_at = now


def _refuse_used(edition: MatterEdition, version: int) -> None:
    if edition.in_force_on:
        raise NotAllowedNow(
            N_(
                "This edition is adopted. Before its day withdraw it first; once it is in force, "
                "bring the list back by another edition."
            )
        )
    if edition.version != version:
        raise NotAllowedNow(
            N_("Somebody worked on this draft since. Look at it, and discard it on its own page.")
        )


def _state(rows: Iterable[Row]) -> dict[str, Record]:
    names = [column.name for column in COLUMNS]
    _header, *lines = sheet_of(list(rows), is_chinese=False)
    cells = (["" if cell is None else str(cell) for cell in line] for line in lines)
    return {line[0]: dict(zip(names, line, strict=True)) for line in cells}
