"""A list that was sent becomes a batch in the log, with a row for each thing it names."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from portal.db import db
from portal.exchange.models import Batch, BatchRow
from portal.exchange.rules import BatchKind, BatchStatus, Change, Deed, Problem


@dataclass(frozen=True)
class SentList:
    """A file as it was sent."""

    kind: BatchKind
    name: str
    content: bytes


def keep_batch(
    sent: SentList,
    changes: Sequence[Change],
    problems: Sequence[Problem] = (),
    *,
    by_id: int,
    now: datetime,
) -> Batch:
    """Keep what a list would do, row by row, as a batch that was only looked through."""
    counts = Counter(change.deed.value for change in changes)
    counts[Deed.REFUSED.value] = len(problems)
    batch = Batch(
        kind=sent.kind,
        name=sent.name,
        sha256=hashlib.sha256(sent.content).hexdigest(),
        by_id=by_id,
        at=now,
        status=BatchStatus.PREVIEWED,
        counts=dict(counts),
    )
    db.session.add(batch)
    db.session.flush()
    _keep_rows(batch, changes, problems)
    return batch


def _keep_rows(batch: Batch, changes: Iterable[Change], problems: Iterable[Problem]) -> None:
    refused = [
        {
            "line": problem.line,
            "deed": Deed.REFUSED,
            "subject": "",
            "before": None,
            "after": dict(problem.facts),
            "problem": problem.words,
        }
        for problem in problems
    ]
    rows = [vars(change) | {"problem": None} for change in changes]
    if kept := [row | {"batch_id": batch.id} for row in [*refused, *rows]]:
        db.session.execute(insert(BatchRow), kept)
