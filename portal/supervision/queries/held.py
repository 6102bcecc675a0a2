"""What units ask of findings: what is held against them, and what is to be put right."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, literal_column, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person, Unit
from portal.accounts.queries import posts_of, units_for
from portal.accounts.rules import OFFICES, UnitKind
from portal.cases.models import Case, CaseEvent
from portal.cases.rules import Step
from portal.db import db
from portal.errors import N_, NotFound
from portal.supervision.models import Finding, Rectification, Sampled
from portal.supervision.queries.findings import LARGEST, PAGE, Page, whole
from portal.supervision.rules import FrameKind

# Said in the words of the partial indexes, which a bound value would not match.
IS_SIGNED: ColumnElement[bool] = literal_column("findings.state = 'signed'")
IS_UNTOLD: ColumnElement[bool] = literal_column(
    "rectifications.state = 'open' AND rectifications.told_late_on IS NULL"
)


def units_of(person: Person, on: date) -> list[int]:
    """Return the units for which somebody answers: their own, or the office of their area."""
    posts = posts_of(person, on)
    offices = [
        and_(Unit.kind == kind, Unit.area_code == post.area_code)
        for post in posts
        for kind, role in OFFICES.items()
        if post.role is role and post.area_code
    ]
    own = {post.unit_id for post in posts if post.unit_id}
    rows = select(Unit.id).where(or_(*offices)) if offices else None
    return sorted({*own, *(db.session.scalars(rows) if rows is not None else ())})


def held_against(person: Person, on: date, *, before: int | None) -> Page:
    """Return a page of what is held against the units of somebody, the newest first."""
    rows = select(Finding).where(Finding.unit_id.in_(units_of(person, on)))
    if before is not None:
        rows = rows.where(Finding.id < before)
    rows = rows.options(
        joinedload(Finding.sampled).joinedload(Sampled.check),
        joinedload(Finding.sampled).joinedload(Sampled.grid),
        joinedload(Finding.unit),
        joinedload(Finding.order),
    )
    found = db.session.scalars(rows.order_by(Finding.id.desc()).limit(PAGE + 1)).all()
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def finding_in_reach(person: Person, n: int, on: date) -> Finding:
    """Return a finding that is held against a unit of somebody; any other does not exist."""
    rows = whole().where(Finding.id == min(n, LARGEST), Finding.unit_id.in_(units_of(person, on)))
    if finding := db.session.scalar(rows):
        return finding
    raise NotFound(N_("There is no such finding, or it is not about your unit. Look in the list."))


def unit_answering_for(sampled: Sampled) -> Unit | None:
    """Return the unit that answers for something sampled.

    Of a case, who said that it is resolved; of a patrol or a place, the community.
    """
    is_case = sampled.check.frame is FrameKind.CLOSED_CASES
    if is_case and (claim := claim_of(sampled)) and claim.unit:
        return claim.unit
    communities = units_for([sampled.grid.code[:12]], UnitKind.COMMUNITY)
    return communities[0] if communities else None


def case_of(sampled: Sampled) -> Case | None:
    """Return the case that was drawn, if it was one."""
    is_case = sampled.check.frame is FrameKind.CLOSED_CASES
    return db.session.get(Case, sampled.source_id) if is_case else None


def claim_of(sampled: Sampled) -> CaseEvent | None:
    """Return the handler's word, with its photos, that a drawn case is resolved: the last before.

    Only for who has signed: until then nobody who looks may see it.
    """
    drawn = sampled.round.drawn_at if sampled.round else None
    rows = select(CaseEvent).where(
        CaseEvent.case_id == sampled.source_id, CaseEvent.step == Step.RESOLVE
    )
    if drawn:
        rows = rows.where(CaseEvent.at <= drawn)
    return db.session.scalar(rows.order_by(CaseEvent.id.desc()).limit(1))


def rebuttable_until(before: date, most: int) -> Sequence[Finding]:
    """Return findings whose last day to be rebutted lies before a day."""
    rows = (
        whole()
        .where(IS_SIGNED, Finding.rebut_by < before)
        .order_by(Finding.rebut_by, Finding.id)
        .limit(most)
        .with_for_update(of=Finding, skip_locked=True)
    )
    return db.session.scalars(rows).all()


def orders_past_due(today: date, most: int) -> Sequence[Rectification]:
    """Return open orders whose day has passed and of which nobody was told yet."""
    rows = (
        select(Rectification)
        .where(IS_UNTOLD, Rectification.due_on < today)
        .options(joinedload(Rectification.finding).joinedload(Finding.sampled))
        .order_by(Rectification.due_on, Rectification.id)
        .limit(most)
    )
    return db.session.scalars(rows).all()
