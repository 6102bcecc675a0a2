"""Cases of other systems: looked through, taken in row by row, and taken back where untouched."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import area_codes_of
from portal.cases import actions as case_actions
from portal.cases.models import Case
from portal.cases.queries import matter_by_code
from portal.cases.rules import CaseStatus, DeclineReason
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow, Refused
from portal.exchange.actions.uploads import plan_of
from portal.exchange.models import Batch, BatchRow, ExternalNumber, MapVersion
from portal.exchange.queries.case_rows import checked, last_event_id, rows_left
from portal.exchange.queries.maps import known_numbers
from portal.exchange.rules import (
    BatchKind,
    BatchStatus,
    CaseRow,
    Deed,
    Direction,
    FieldMap,
    FileFormat,
    rows_of_json,
    rows_of_sheet,
    rows_of_xml,
)
from portal.exchange.rules.case_rows import MOST_BYTES
from portal.grids.queries import grids_with_codes
from portal.jobs import want
from portal.policy.queries import policy_on, work_calendar
from portal.sheets import decoded, lines_of

AT_ONCE = 25  # cases in one transaction: well under a second


@dataclass(frozen=True)
class Sent:
    """A file as somebody sent it."""

    name: str
    content: bytes


def preview_cases(sent: Sent, version: MapVersion, *, by: Person, now: datetime) -> Batch:
    """Look a file through and keep what would become of each row, for a day; make no case."""
    plan = plan_of(version)
    if plan.direction is not Direction.IMPORT:
        raise NotAcceptable(N_("This map sends. Choose one that takes in."))
    today = clock.day_of(now)
    areas = area_codes_of(by, today)
    rows = checked(
        read_rows(sent, plan), plan.system, areas=areas, policy=policy_on(today), today=today
    )
    batch = Batch(
        kind=BatchKind.CASES,
        name=sent.name,
        sha256=hashlib.sha256(sent.content).hexdigest(),
        by=by,
        at=now,
        status=BatchStatus.PREVIEWED,
        counts=dict(Counter(row.deed.value for row in rows)),
        details={"version": version.id, "map": plan.name, "system": plan.system},
    )
    for row in rows:
        row.batch = batch
    db.session.add_all([batch, *rows])
    db.session.flush()
    return batch


def read_rows(sent: Sent, plan: FieldMap) -> list[CaseRow]:
    """Return the rows of a file as the map reads them, or refuse the file as a whole."""
    if plan.format in {FileFormat.CSV, FileFormat.XLSX}:
        return rows_of_sheet(lines_of(sent.content, most_bytes=MOST_BYTES), plan)
    if len(sent.content) > MOST_BYTES:
        raise NotAcceptable(N_("The file has more than %(most)d MB."), most=MOST_BYTES // 10**6)
    read = rows_of_json if plan.format is FileFormat.JSON else rows_of_xml
    return read(decoded(sent.content), plan)


def take_in(batch: Batch) -> None:
    """Have the worker make cases of what was looked through, or go on where it failed."""
    _lock(batch)
    has_failed = batch.status is BatchStatus.FAILED and batch.undone_at is None
    if batch.status is not BatchStatus.PREVIEWED and not has_failed:
        raise NotAllowedNow(N_("This import has been begun already."))
    if not batch.counts.get(Deed.CREATED):
        raise NotAllowedNow(N_("Nothing in this file is new: there is nothing to take in."))
    batch.status = BatchStatus.RUNNING
    want("take_cases", batch.id)


def undo(batch: Batch, *, by: Person, now: datetime) -> None:
    """Have the worker take back the cases of a batch that nobody has touched since."""
    _lock(batch)
    if batch.status not in {BatchStatus.IN_FORCE, BatchStatus.FAILED}:
        raise NotAllowedNow(N_("Only an import that is in force can be undone."))
    batch.status, batch.done = BatchStatus.RUNNING, 0
    batch.undone_by, batch.undone_at = by, now
    want("take_cases_back", batch.id)


def take_next(batch: Batch, *, now: datetime) -> bool:
    """Make cases of the next rows; say whether more are left."""
    rows = rows_left(batch, AT_ONCE)
    known = known_numbers(batch.details["system"], {row.subject for row in rows})
    for row in rows:
        _take(batch, row, known.get(row.subject), now)
    batch.done = rows[-1].id if rows else batch.done
    if len(rows) == AT_ONCE:
        return True
    batch.counts, batch.status, batch.done = _counts(batch), BatchStatus.IN_FORCE, 0
    return False


def take_next_back(batch: Batch, *, now: datetime) -> bool:
    """Take the next cases back; say whether more are left."""
    rows = rows_left(batch, AT_ONCE)
    for row in rows:
        _take_back(batch, row, now)
    batch.done = rows[-1].id if rows else batch.done
    if len(rows) == AT_ONCE:
        return True
    batch.status, batch.done = BatchStatus.UNDONE, 0
    return False


def fail_batch(batch: Batch) -> None:
    """Note that a batch stopped on its way: staff may go on with it or take it back."""
    if batch.status is BatchStatus.RUNNING:
        batch.status = BatchStatus.FAILED


def _take(batch: Batch, row: BatchRow, known: str | None, now: datetime) -> None:
    """Make a case of a row; another import may have brought the same one meanwhile."""
    if known:
        row.deed, row.after = Deed.UNCHANGED, {"case": known}
        return
    try:
        with db.session.begin_nested():
            row.after = _case_of(batch, row, now)
    except Refused as refusal:
        facts = {name: str(fact) for name, fact in refusal.facts.items()}
        row.deed, row.problem, row.after = Deed.REFUSED, refusal.message, facts


def _case_of(batch: Batch, row: BatchRow, now: datetime) -> dict[str, object]:
    said, today = dict(row.after or {}), clock.day_of(now)
    matter = matter_by_code(said["matter_code"], today)
    grids = grids_with_codes([said["grid_code"]])
    if matter is None or not grids:
        raise NotAcceptable(N_("The matter or the grid has ended since it was looked through."))
    case = case_actions.report(
        grids[0],
        matter,
        request_key=f"batch-{batch.id}-{row.id}",
        now=now,
        policy=policy_on(today),
        calendar=work_calendar(),
        words=said.get("words", ""),
        place_note=said.get("place_note", "")[:100],
        place=CaseRow(row.line, said).place,
    )
    db.session.add(
        ExternalNumber(system=batch.details["system"], number=row.subject, case_id=case.id)
    )
    case_actions.note(case, note=_origin(batch, row, said), by=batch.by, now=now)
    return {"case": case.number, "case_id": case.id, "event": last_event_id(case.id)}


def _origin(batch: Batch, row: BatchRow, said: dict[str, str]) -> str:
    """Say in the history where a case comes from; staff read it in Chinese, as all notes."""
    when = said.get("reported_at", "")
    return f"来自{batch.details['system']}，编号{row.subject}{'，' + when if when else ''}"


def _take_back(batch: Batch, row: BatchRow, now: datetime) -> None:
    made = dict(row.after or {})
    if row.undone_at:  # before it failed
        return
    if "case_id" not in made:  # it failed before this row: nobody needs its words any more
        row.after = {}
        return
    case = db.session.get_one(Case, made["case_id"], with_for_update=True)
    is_touched = last_event_id(case.id) != made["event"]
    if is_touched or case.status is not CaseStatus.REPORTED:
        row.problem = N_("Somebody has worked on this case since: it stays.")
        return
    words = f"导入撤销：该件来自{batch.details['system']}，编号{row.subject}"
    by = batch.undone_by or batch.by
    case_actions.decline(case, reason=DeclineReason.TEST, words=words, by=by, now=now)
    db.session.execute(delete(ExternalNumber).where(ExternalNumber.case_id == case.id))
    row.undone_at = now


def _counts(batch: Batch) -> dict[str, int]:
    db.session.flush()
    rows = select(BatchRow.deed).where(BatchRow.batch_id == batch.id)
    return dict(Counter(deed.value for deed in db.session.scalars(rows)))


def _lock(batch: Batch) -> None:
    db.session.flush()
    db.session.refresh(batch, with_for_update=True)
