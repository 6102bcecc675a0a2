"""What rows of another system would become: which matter, which grid, and what is known already."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.cases.models import CaseEvent, Matter
from portal.cases.queries import all_matters
from portal.cases.rules.duplicates import Position
from portal.db import db
from portal.errors import N_
from portal.exchange.models import Batch, BatchRow
from portal.exchange.queries.maps import known_numbers
from portal.exchange.rules import CaseRow, Deed
from portal.grids.models import Grid
from portal.grids.queries import grids_near, grids_with_codes
from portal.policy.rules import Policy

GRIDS_AT_ONCE = 500


def checked(
    rows: Sequence[CaseRow], system: str, *, areas: Sequence[str], policy: Policy, today: date
) -> list[BatchRow]:
    """Return what would become of each row: a case, nothing as it is known, or a refusal."""
    check = _Check(rows, system, tuple(areas), policy, today)
    return [check.row(row) for row in rows]


def last_event_id(case_id: int) -> int | None:
    """Return the last row of a case's history: a later one means that somebody has touched it."""
    newest = select(func.max(CaseEvent.id)).where(CaseEvent.case_id == case_id)
    return db.session.scalar(newest)


@dataclass
class _Check:
    """All that rows are looked up in, read once."""

    rows: Sequence[CaseRow]
    system: str
    areas: tuple[str, ...]  # of whoever takes them in
    policy: Policy
    today: date

    def __post_init__(self) -> None:
        matters = all_matters(self.today)
        self.matters = {matter.code: matter for matter in matters}
        open_to_all = [each for each in matters if each.residents_may_report and not each.is_info]
        self.national = {each.national_code: each for each in reversed(open_to_all)}
        self.grids = _grids({row.said.get("grid_code", "") for row in self.rows})
        numbers = [row.said["external_number"] for row in self.rows if not row.problem]
        self.known = known_numbers(self.system, set(numbers))
        self.seen: Counter[str] = Counter()

    def row(self, row: CaseRow) -> BatchRow:
        """Judge one row."""
        number = row.said.get("external_number", "")
        if row.problem:
            return _refused(row, number, *row.problem)
        self.seen[number] += 1
        if number in self.known:
            after = {"case": self.known[number]}
            return BatchRow(line=row.line, deed=Deed.UNCHANGED, subject=number, after=after)
        if self.seen[number] > 1:
            return _refused(row, number, N_("This number stands in the file twice."))
        return self._new(row, number)

    def _new(self, row: CaseRow, number: str) -> BatchRow:
        matter, grid = self._matter(row), self._grid(row)
        if matter is None:
            return _refused(row, number, N_("No admitted matter has this code. Add it to the map."))
        if matter.is_info or not matter.residents_may_report:
            return _refused(row, number, N_("This matter is not reported from outside."))
        if grid is None:
            words = N_("No grid of yours: give its 15 digits, or a place inside one.")
            return _refused(row, number, words)
        if len(row.said.get("words", "")) > self.policy.words_limit:
            return _refused(row, number, N_("The words are longer than a report may be."))
        after = dict(row.said) | {"matter_code": matter.code, "grid_code": grid.code}
        return BatchRow(line=row.line, deed=Deed.CREATED, subject=number, after=after)

    def _matter(self, row: CaseRow) -> Matter | None:
        code = row.said.get("matter_code", "")
        return self.matters.get(code) or self.national.get(row.said.get("national_code_2026", ""))

    def _grid(self, row: CaseRow) -> Grid | None:
        code = row.said.get("grid_code")
        grid = self.grids.get(code) if code else _around(row.place)
        return grid if grid and grid.code.startswith(self.areas) else None


def _refused(
    row: CaseRow, number: str, words: str, facts: dict[str, str] | None = None
) -> BatchRow:
    """Return a refused row; its facts stand in `after`, so that the sentence can be translated."""
    return BatchRow(
        line=row.line, deed=Deed.REFUSED, subject=number, problem=words, after=facts or {}
    )


def _grids(codes: set[str]) -> dict[str, Grid]:
    wanted = sorted(codes - {""})
    return {
        grid.code: grid
        for start in range(0, len(wanted), GRIDS_AT_ONCE)
        for grid in grids_with_codes(wanted[start : start + GRIDS_AT_ONCE])
    }


def _around(place: Position | None) -> Grid | None:
    near = grids_near((place.lon, place.lat)) if place else []
    return next((each.grid for each in near if each.metres == 0), None)


def rows_left(batch: Batch, most: int) -> Sequence[BatchRow]:
    """Return the next rows that make or made a case, after the one that was done last."""
    rows = select(BatchRow).where(BatchRow.batch_id == batch.id, BatchRow.id > batch.done)
    rows = rows.where(BatchRow.deed == Deed.CREATED).order_by(BatchRow.id)
    return db.session.scalars(rows.limit(most)).all()


def count_done(batch: Batch) -> int:
    """Return how many of a batch's new rows have been seen to, while it is at work."""
    rows = select(func.count(BatchRow.id)).where(BatchRow.batch_id == batch.id)
    done = rows.where(BatchRow.id <= batch.done, BatchRow.deed == Deed.CREATED)
    return db.session.scalar(done) or 0
