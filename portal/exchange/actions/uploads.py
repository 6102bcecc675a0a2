"""Files for other systems: asked for, made turn by turn, handed over, acknowledged."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from portal import files
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.exchange.actions.writing import write_file
from portal.exchange.models import MapVersion, StoredMap, Upload, UploadReceipt
from portal.exchange.queries.maps import cases_to_send, count_to_send, values_of
from portal.exchange.rules import (
    Direction,
    FieldMap,
    UploadStatus,
    days_of,
    made,
    read_map,
)
from portal.jobs import want

CASES_AT_ONCE = 5_000  # in one turn: a second or two of reading
SHOWN = 20
PROBLEMS_KEPT = 100


@dataclass(frozen=True)
class Said:
    """What staff were told of an upload by whom it was handed to."""

    handed_to: str
    received_on: date
    number: str = ""
    accepted: int = 0
    refused: int = 0
    note: str = ""


def plan_of(version: MapVersion) -> FieldMap:
    """Return what a version says; what is kept was read without a fault."""
    plan, _faults = read_map(version.text)
    if plan is None:
        raise NotAllowedNow(N_("This version of the map is no longer understood. Write it anew."))
    return plan


def first_rows(plan: FieldMap, today: date) -> tuple[list[list[str]], list[Any]]:
    """Return the first rows that a map makes today, and what would be left out among them."""
    cases = cases_to_send(plan, days_of(plan.period, today), "", SHOWN)
    all_made = [made(plan, values) for values in values_of(plan, cases)]
    problems = [
        [case.number, *one.problem]
        for case, one in zip(cases, all_made, strict=True)
        if one.problem
    ]
    return [one.cells for one in all_made if not one.problem], problems


def begin_upload(stored: StoredMap, *, by: Person | None, today: date, now: datetime) -> Upload:
    """Ask for the file of the period that ended last; the worker makes it."""
    if stored.direction is not Direction.EXPORT or stored.ended_at:
        raise NotAcceptable(N_("This map makes no files."))
    version = stored.versions[0]
    plan = plan_of(version)
    days = days_of(plan.period, today)
    upload = Upload(
        map=stored,
        version=version,
        by=by,
        at=now,
        first_day=days[0],
        last_day=days[1],
        status=UploadStatus.BEING_MADE,
        rows_all=count_to_send(plan, days),
    )
    db.session.add(upload)
    db.session.flush()
    want("make_upload", upload.id)
    return upload


def write_part(upload: Upload) -> None:
    """Write the next cases into the store, and after the last of them the file; change no row.

    Done twice it writes the same again: where it stands is noted only afterwards.
    """
    plan = plan_of(upload.version)
    days = upload.first_day, upload.last_day
    cases = cases_to_send(plan, days, upload.last_number, CASES_AT_ONCE)
    rows, problems = [], []
    for case, values in zip(cases, values_of(plan, cases), strict=True):
        one = made(plan, values)
        if one.problem:
            problems.append([case.number, *one.problem])
        else:
            rows.append(one.cells)
    files.keep(_part(upload, upload.parts), json.dumps(rows, ensure_ascii=False).encode())
    is_last = len(cases) < CASES_AT_ONCE
    state = {
        "looked_at": len(cases),
        "kept": len(rows),
        "problems": problems[:PROBLEMS_KEPT],
        "last": cases[-1].number if cases else upload.last_number,
        "file": _assemble(upload, plan) if is_last else None,
    }
    files.keep(_state(upload, upload.parts), json.dumps(state, ensure_ascii=False).encode())


def note_part(upload: Upload, *, now: datetime) -> bool:
    """Note what the last turn wrote; say whether more is left."""
    state = json.loads(files.read(_state(upload, upload.parts)))
    upload.rows_done += state["looked_at"]
    upload.rows_kept += state["kept"]
    upload.problems = [*upload.problems, *state["problems"]][:PROBLEMS_KEPT]
    upload.last_number = state["last"]
    upload.parts += 1
    if state["file"] is None:
        return True
    upload.file_key, upload.size, upload.sha256 = state["file"]
    upload.rows_all, upload.ended_at = upload.rows_done, now
    upload.status = UploadStatus.READY
    return False


def drop_parts(upload: Upload) -> None:
    """Let go what was only needed while the file was made."""
    files.drop(key(upload, n) for n in range(upload.parts) for key in (_part, _state))


def fail_upload(upload: Upload, *, now: datetime) -> None:
    """Note that the file could not be made."""
    upload.status, upload.ended_at = UploadStatus.FAILED, now


def enter_receipt(upload: Upload, said: Said, *, by: Person, now: datetime) -> UploadReceipt:
    """Note where a file was handed in, or what came back; entries are added and never changed."""
    if upload.status is not UploadStatus.READY:
        raise NotAllowedNow(N_("The file is not ready: nothing can have been handed in."))
    if said.accepted + said.refused > upload.rows_kept:
        raise NotAcceptable(
            N_("The file has %(rows)d rows: no more can be accepted or refused."),
            rows=upload.rows_kept,
        )
    receipt = UploadReceipt(upload_id=upload.id, by=by, at=now, **vars(said))
    upload.receipts.append(receipt)
    db.session.flush()
    return receipt


def name_of(upload: Upload) -> str:
    """Return the name under which a file is saved: of the map, the period and the turn."""
    days = f"{upload.first_day:%Y%m%d}-{upload.last_day:%Y%m%d}"
    return f"upload-{upload.map_id}-{days}-{upload.id}.{plan_of(upload.version).format}"


def _assemble(upload: Upload, plan: FieldMap) -> tuple[str, int, str]:
    key = f"uploads/{upload.id}/{name_of(upload)}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write_file(path, plan, _rows(upload))
        files.keep(key, path)
    return (key, *files.measured(key))


def _rows(upload: Upload) -> Iterator[list[str]]:
    for n in range(upload.parts + 1):
        yield from json.loads(files.read(_part(upload, n)))


def _part(upload: Upload, number: int) -> str:
    return f"uploads/{upload.id}/part-{number}.json"


def _state(upload: Upload, number: int) -> str:
    return f"uploads/{upload.id}/state-{number}.json"
