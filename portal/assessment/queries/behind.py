"""The cases behind a number: by the very conditions by which they were counted."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, false, or_, select, union
from sqlalchemy.orm import joinedload

from portal.accounts.models import Unit
from portal.accounts.rules import UnitKind
from portal.assessment.indicators import INDICATORS
from portal.assessment.models import Exclusion, FigureCell
from portal.assessment.queries.cells import AREAS, between, months_between
from portal.assessment.queries.counted import BY_DUE, PIECE, STRANDS, Condition, Strand
from portal.assessment.queries.subjects import UNITS, grids_held
from portal.assessment.rules import NAMES, OF_PLACE, SubjectKind, answers_for
from portal.cases.models import Case
from portal.cases.rules import LEVELS
from portal.clock import next_month, start_of
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Grid
from portal.grids.queries import lies_in

PAGE = 30
EXCLUDED = "excluded"


class Part(enum.StrEnum):
    """Which cases behind an indicator: those that count, all out of which, or those left out."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Behind:
    """One page of the cases behind a number, the newest first, and the key of the next page.

    Why a case was left out stands by its id. A case that counts several times is listed once.
    """

    cases: Sequence[Case]
    reasons: Mapping[int, str]
    next_key: int | None


def cases_behind(
    kind: SubjectKind,
    code: str,
    indicator: str,
    part: Part,
    begins: date,
    ends: date,
    *,
    after: int | None = None,
    most: int = PAGE,
) -> Behind:
    """Return a page of the cases behind an indicator of a subject, or behind a count by its name.

    Of what samples say there are no cases here: the pages of supervision show those.
    """
    names = names_of(indicator, part)
    months = months_between(begins, ends)
    rows = [
        _rows(strand, name, kind, code, months)
        for strand in STRANDS
        for name in names
        if name in strand.counts
    ]
    found = union(*rows).cte("behind").prefix_with("MATERIALIZED")
    ids = select(found.c.id).order_by(found.c.id.desc()).limit(most + 1)
    keys = db.session.scalars(ids.where(found.c.id < after) if after else ids).all()
    page = keys[:most]
    shown = (joinedload(Case.matter), joinedload(Case.grid), joinedload(Case.unit))
    cases = select(Case).where(Case.id.in_(page)).order_by(Case.id.desc()).options(*shown)
    return Behind(
        db.session.scalars(cases).all(),
        _reasons(page) if part is Part.EXCLUDED else {},
        page[-1] if len(keys) > most else None,
    )


def names_of(indicator: str, part: Part) -> tuple[str, ...]:
    """Return the counts that make a part of an indicator, or the one of that name itself."""
    known = INDICATORS.get(indicator)
    if known is None:
        names: tuple[str, ...] = (indicator,) if indicator in NAMES else ()
    else:
        names = known.numerator if part is Part.NUMERATOR else known.denominator
    if part is Part.EXCLUDED:
        names = (EXCLUDED,) if set(names) & set(BY_DUE.counts) else ()
    # Stars are a sum: behind it are the answers.
    names = tuple("answered" if name == "stars" else name for name in names)
    if not set(names) & set(NAMES):
        raise NotFound(N_("There are no cases to show behind that number."))
    return names


def _rows(
    strand: Strand, name: str, kind: SubjectKind, code: str, months: Sequence[date]
) -> Select[int]:
    begins, ends = _border(strand, months[0]), _border(strand, next_month(months[-1]))
    span = between(strand, begins, ends)
    rows = select(Case.id).select_from(strand.of).where(span, strand.counts[name])
    if strand.dated is not None:  # of a few months, by their steps: cases grow with the years
        rows = rows.where(strand.dated >= begins, strand.dated < ends)
    if kind is SubjectKind.UNIT:
        unit = select(Unit.id).where(Unit.code == code).scalar_subquery()
        inside = select(FigureCell.grid_id).where(
            FigureCell.month.between(months[0], months[-1]), FigureCell.unit_id == unit
        )
        whose = (strand.unit_id == unit, PIECE.in_(UNITS), strand.grid_id.in_(inside))
        return rows.where(*whose)
    where = _held(strand, code, months) if kind is SubjectKind.WORKER else _inside(strand, code)
    rows = rows.where(where, PIECE.in_(AREAS))
    return rows if name in OF_PLACE else rows.where(_is_answered_by(strand, kind))


def _is_answered_by(strand: Strand, kind: SubjectKind) -> Condition:
    """Return the condition that a place answers for how the case was dealt with."""
    had: dict[UnitKind | None, Condition] = {None: strand.unit_id == 0}
    for unit in UnitKind:
        had[unit] = strand.unit_id.in_(select(Unit.id).where(Unit.kind == unit))
    levels = {unit: [n for n in (0, *LEVELS) if answers_for(kind, unit, n)] for unit in had}
    return or_(*(and_(had[unit], strand.level.in_(some)) for unit, some in levels.items() if some))


def _inside(strand: Strand, code: str) -> Condition:
    return strand.grid_id.in_(select(Grid.id).where(lies_in(Grid.code, code)))


def _held(strand: Strand, number: str, months: Sequence[date]) -> Condition:
    """Return the condition that a row counts for a worker: their grid's, in a month of theirs."""
    held = [
        and_(
            strand.grid_id == grid_id,
            strand.at >= _border(strand, month),
            strand.at < _border(strand, next_month(month)),
        )
        for grid_id, month in grids_held(number, months)
    ]
    return or_(*held) if held else false()


def _border(strand: Strand, day: date) -> object:
    return start_of(day) if strand.is_instant else day


def _reasons(case_ids: Sequence[int]) -> dict[int, str]:
    granted = select(Exclusion.case_id, Exclusion.reason).where(
        Exclusion.case_id.in_(case_ids), Exclusion.is_granted.is_(True)
    )
    return {row.case_id: row.reason for row in db.session.execute(granted)}
