"""Who is assessed in a period, with all that was counted of each: sums of cells, and samples."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from operator import add, itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Select,
    and_,
    case,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import join

from portal.accounts.models import Person, Unit
from portal.accounts.rules import UnitKind, has_left
from portal.assessment.models import FigureCell
from portal.assessment.queries.cells import AREAS, between, months_between
from portal.assessment.queries.counted import (
    BY_DUE,
    CONFIRMED_BY_WORD,
    IS_CLOSED_AS_DONE,
    IS_DUE_AND_VALID,
    PIECE,
)
from portal.assessment.rules import (
    NAMES,
    Counts,
    Sampled,
    Stratum,
    Subject,
    SubjectKind,
    answers_for,
    of_place,
)
from portal.cases.models import Case, Matter
from portal.clock import next_month
from portal.db import db
from portal.grids.models import Appointment, Area, Grid
from portal.grids.rules import Duty
from portal.supervision.queries.sampled import (
    FoundOne,
    found_by_lot,
    passed_in_a_sample,
    was_judged_by_lot,
)
from portal.supervision.rules import FrameKind

UNITS = (0, 2)  # a case in one piece, and the parts of one: the work of units
ASSESSED = (UnitKind.DEPARTMENT, UnitKind.STREET_TEAM)
LENGTHS = (6, 9, 12, 15)  # of the codes of a district, a street, a community, a grid
SAMPLED = {
    FrameKind.CLOSED_CASES: ("closures", "false_closures"),
    FrameKind.PATROLS: ("patrols", "false_patrols"),
    FrameKind.PLACES: ("problems", "unmatched"),
}
Sums = tuple[int, ...]
Owner = tuple[SubjectKind, str]
# Of a grid's code and a month: whoever was its worker on the last day of that month.
Holders = Mapping[tuple[str, date], set[str]]
STREET: ColumnElement[str] = func.substr(Grid.code, 1, LENGTHS[1])
DUE = itemgetter(*(NAMES.index(name) for name in ("due_valid", "confirmed", "unconfirmed")))


@dataclass
class _Tally:
    """What adds up of one subject."""

    by_matter: dict[str, Sums] = field(default_factory=dict)
    strata: dict[str, list[int]] = field(default_factory=dict)
    sampled: Counter[str] = field(default_factory=Counter)

    def add(self, matter: str, sums: Sums) -> None:
        had = self.by_matter.get(matter)
        self.by_matter[matter] = tuple(map(add, had, sums)) if had else sums

    def stratum(self, name: str) -> list[int]:
        return self.strata.setdefault(name, [0] * len(fields(Stratum)))

    def of(self, known: Subject) -> Subject:
        """Return a subject with its sums."""
        columns = zip(*self.by_matter.values(), strict=True)
        strata = {name: Stratum(*n) for name, n in sorted(self.strata.items()) if any(n)}
        return replace(
            known,
            counts=Counts(*map(sum, columns)),
            by_matter={code: Counts(*sums) for code, sums in sorted(self.by_matter.items())},
            strata=strata,
            sampled=Sampled(**self.sampled),
        )


Tallies = dict[Owner, _Tally]


def subjects(begins: date, ends: date) -> list[Subject]:
    """Return everybody who is assessed in whole months, with all that was counted of each.

    The district, streets, communities and grids; departments and street teams; and full-time
    grid workers by the grids that were theirs. Who had nothing to do is there with noughts; a
    grid or a unit that has ended before, only if it has counts.
    """
    tallies: Tallies = defaultdict(_Tally)
    months = months_between(begins, ends)
    holders = _holders(months)
    _add_cells(tallies, _of_grids(months), _areas)
    _add_cells(tallies, _of_units(months), lambda code: [(SubjectKind.UNIT, code)])
    _add_cells(tallies, _of_workers(months), lambda number: [(SubjectKind.WORKER, number)])
    _add_looked(tallies, holders, begins, ends)
    _add_found(tallies, holders, begins, ends)
    return [
        tallies[one.kind, one.code].of(one)
        for one, ended_on in (*_places(), *_units(), *_workers(holders))
        if not has_left(ended_on, begins) or (one.kind, one.code) in tallies
    ]


def _add_cells(
    tallies: Tallies, cells: "_Cells", owners_of: Callable[[str], Iterable[Owner]]
) -> None:
    """Add the sums of cells by matter, and by stratum, to all whom their first column names.

    How cases were dealt with, to a place only as far as it answers for that.
    """
    for whose, unit, level, street, matter, *counts in db.session.execute(cells.summed()):
        row = tuple(map(int, counts))
        due = DUE(row)
        for owner in owners_of(whose):
            if not _is_answered_by(owner, unit, level):
                tallies[owner].add(matter, of_place(row))
                continue
            tallies[owner].add(matter, row)
            if any(due):
                stratum = tallies[owner].stratum(f"{street}-{level}")
                stratum[:3] = map(add, stratum, due)


def _is_answered_by(owner: Owner, unit: UnitKind | None, level: int | None) -> bool:
    """Say whether an owner answers for what a kind of unit had; of a unit's own it is asked."""
    return owner[0] is SubjectKind.UNIT or answers_for(owner[0], unit, level or 0)


@dataclass(frozen=True)
class _Cells:
    """The kept cells of some months by whose they are."""

    whose: Any
    source: FromClause
    where: tuple[ColumnElement[bool], ...]

    def summed(self) -> Select[*tuple[Any, ...]]:
        """Ask for all sums by owner, what had the cases, street and matter."""
        keys = (self.whose, Unit.kind, FigureCell.level, STREET, Matter.code)
        sums = (func.sum(getattr(FigureCell, name)) for name in NAMES)
        asked = select(*keys, *sums).select_from(self.source).where(*self.where)
        return asked.group_by(*keys)


_CELLS = (
    join(FigureCell, Grid, Grid.id == FigureCell.grid_id)
    .join(Matter, Matter.id == FigureCell.matter_id)
    .outerjoin(Unit, Unit.id == FigureCell.unit_id)
)


def _of_grids(months: Sequence[date]) -> _Cells:
    return _Cells(Grid.code, _CELLS, (_in(months), FigureCell.piece.in_(AREAS)))


def _of_units(months: Sequence[date]) -> _Cells:
    where = (_in(months), FigureCell.piece.in_(UNITS), Unit.kind.in_(ASSESSED))
    return _Cells(Unit.code, _CELLS, where)


def _of_workers(months: Sequence[date]) -> _Cells:
    """A month of a grid counts for whoever was its worker on the last day of that month."""
    last = case(*((FigureCell.month == month, literal(_last_day(month), Date)) for month in months))
    theirs = _CELLS.join(Appointment, Appointment.grid_id == FigureCell.grid_id).join(
        Person, Person.id == Appointment.person_id
    )
    where = (_in(months), FigureCell.piece.in_(AREAS), *_holds(last))
    return _Cells(Person.number, theirs, where)


def _in(months: Sequence[date]) -> ColumnElement[bool]:
    return FigureCell.month.between(months[0], months[-1])


def _holds(day: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        Appointment.duty == Duty.FULL_TIME_WORKER,
        Appointment.started_on <= day,
        or_(Appointment.ended_on.is_(None), Appointment.ended_on > day),
    )


def _last_day(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def _holders(months: Sequence[date]) -> Holders:
    held: dict[tuple[str, date], set[str]] = defaultdict(set)
    for month in months:
        asked = select(Grid.code, Person.number).join(Appointment, Appointment.grid_id == Grid.id)
        asked = asked.join(Person, Person.id == Appointment.person_id)
        for code, number in db.session.execute(asked.where(*_holds(_last_day(month)))):
            held[code, month].add(number)
    return held


def grids_held(number: str, months: Sequence[date]) -> list[tuple[int, date]]:
    """Return the grids and months that count for a full-time worker, by staff number."""
    asked = select(Appointment.grid_id).join(Person, Person.id == Appointment.person_id)
    asked = asked.where(Person.number == number).order_by(Appointment.grid_id)
    return [
        (grid_id, month)
        for month in months
        for grid_id in db.session.scalars(asked.where(*_holds(_last_day(month))))
    ]


def _areas(grid: str) -> list[Owner]:
    """Return the grid of a code, and the areas in which it lies."""
    kinds = (SubjectKind.DISTRICT, SubjectKind.STREET, SubjectKind.COMMUNITY, SubjectKind.GRID)
    return [(kind, grid[:length]) for kind, length in zip(kinds, LENGTHS, strict=True)]


def _add_looked(tallies: Tallies, holders: Holders, begins: date, ends: date) -> None:
    """Set apart what a sample says: by word or not, each case of it was looked at by lot.

    What a sample let pass is among the confirmed of a cell; here it is one of those that nobody
    confirmed, of which some were looked at. So is what came back because of a finding.
    """
    asked = (
        select(
            *(Grid.code, Unit.code, Unit.kind, Case.level, PIECE, Case.due_on),
            and_(IS_CLOSED_AS_DONE, passed_in_a_sample(Case.id, Case.closed_at)),
            IS_CLOSED_AS_DONE,
        )
        .select_from(BY_DUE.of)
        .join(Grid, Grid.id == Case.grid_id)
        .outerjoin(Unit, Unit.id == BY_DUE.unit_id)
        .where(between(BY_DUE, begins, ends + timedelta(days=1)), IS_DUE_AND_VALID)
        .where(not_(CONFIRMED_BY_WORD), was_judged_by_lot(Case.id))
    )
    for grid, unit, kind, level, piece, due_on, has_passed, is_closed in db.session.execute(asked):
        places = _owners(holders, grid, due_on.replace(day=1)) if piece in AREAS else []
        owners = [one for one in places if _is_answered_by(one, kind, level)]
        if unit and piece in UNITS:
            owners.append((SubjectKind.UNIT, unit))
        for owner in owners:
            more = (0, -bool(has_passed), not is_closed or bool(has_passed), 1, bool(has_passed))
            stratum = tallies[owner].stratum(f"{grid[: LENGTHS[1]]}-{level}")
            stratum[:] = map(add, stratum, more)


def _add_found(tallies: Tallies, holders: Holders, begins: date, ends: date) -> None:
    """Add what was found to whoever said that it is done, be it by a look of the grid's worker."""
    for one in found_by_lot(begins, ends):
        for owner in _owners(holders, one.grid, one.month):
            is_theirs = one.frame is not FrameKind.CLOSED_CASES or _is_answered_by(
                owner, one.unit_kind, one.level
            )
            if is_theirs or one.is_looked_at:
                is_false = (is_theirs and one.is_false) or one.is_false_look
                _add_judged(tallies[owner], one, is_false=is_false)
        if one.unit:
            _add_judged(tallies[SubjectKind.UNIT, one.unit], one, is_false=one.is_false)


def _add_judged(tally: _Tally, one: FoundOne, *, is_false: bool) -> None:
    """Add one that was judged; of what was solved on the spot only what is false."""
    if one.is_own and not is_false:
        return
    all_of_it, false = SAMPLED[one.frame]
    tally.sampled[all_of_it] += 1
    tally.sampled[false] += is_false


def _owners(holders: Holders, grid: str, month: date) -> list[Owner]:
    workers = sorted(holders.get((grid, month), ()))
    return [*_areas(grid), *((SubjectKind.WORKER, number) for number in workers)]


Known = tuple[Subject, date | None]


def _places() -> Iterator[Known]:
    for area in db.session.scalars(select(Area).order_by(Area.code)):
        kind = SubjectKind(area.kind)
        yield Subject(kind, area.code, area.name, area.name_en, kind, Counts()), None
    for grid in db.session.scalars(select(Grid).order_by(Grid.code)):
        named = (grid.code, grid.name, grid.name_en, grid.kind)
        yield Subject(SubjectKind.GRID, *named, Counts()), grid.ended_on


def _units() -> Iterator[Known]:
    asked = select(Unit).where(Unit.kind.in_(ASSESSED)).order_by(Unit.code)
    for unit in db.session.scalars(asked):
        named = (unit.code, unit.name, unit.name_en, unit.kind)
        yield Subject(SubjectKind.UNIT, *named, Counts()), unit.ended_on


def _workers(holders: Holders) -> Iterator[Known]:
    """Return the workers who had a grid, each among those of the same kind as their first."""
    first: dict[str, str] = {}
    for grid, _month in sorted(holders):
        for number in holders[grid, _month]:
            first.setdefault(number, grid)
    kinds = {grid.code: grid.kind for grid in db.session.scalars(select(Grid))}
    for number, name in db.session.execute(select(Person.number, Person.name)):
        if number in first:
            peers = kinds[first[number]]
            yield Subject(SubjectKind.WORKER, number, name, name, peers, Counts()), None
