"""The ledger of points: facts are noted, and their entries follow them by counter-entries."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.db import ROWS_AT_ONCE, count_up, db
from portal.rewards.models import FakeCall, PointEntry, PointFact, PointMark, PointMonth
from portal.rewards.queries import Drawn, Policies
from portal.rewards.rules import (
    Allotted,
    Claim,
    FactKind,
    Key,
    WhyNot,
    allotted,
)
from portal.volunteers.queries import was_active_on

Month = tuple[int, date]  # a person and the first day of a month
TURNS = "turns"  # whoever writes to the ledger holds this mark: one at a time


def hold_ledger() -> None:
    """Wait for our turn at the ledger, until the commit."""
    count_up(PointMark, "last_id", source=TURNS)


def note(drawn: Iterable[Drawn], policies: Policies, *, now: datetime) -> set[Month]:
    """Keep facts as their sources show them; return whose months have changed by it."""
    changed: set[Month] = set()
    shown = list(drawn)
    known = _known([one.key for one in shown])
    for one in shown:
        fact = known.get(one.key)
        if fact is None and one.is_new:
            known[one.key] = fact = _added(one, policies, now)
            changed.add((fact.person_id, fact.month))
        elif fact is not None and _is_corrected(fact, one):
            fact.noted_at = now
            changed.add((fact.person_id, fact.month))
    db.session.flush()
    return changed


def settle(months: Iterable[Month], policies: Policies, *, now: datetime) -> int:
    """Let the entries of these months follow their facts; return how many were posted.

    What a fact was paid is never changed: a counter-entry takes it back, and a
    new entry pays what it is worth now. Nothing is posted where nothing changed.
    """
    return sum(
        _settle_month(person_id, month, policies, now) for person_id, month in sorted(months)
    )


def balance_of(person_id: int) -> int:
    """Return the sum of all that somebody was ever given or taken."""
    entries = select(func.coalesce(func.sum(PointEntry.points), 0))
    return db.session.scalar(entries.where(PointEntry.person_id == person_id)) or 0


def _settle_month(person_id: int, month: date, policies: Policies, now: datetime) -> int:
    facts = _facts_of(person_id, month)
    fakes = _fakes_among(facts)
    claims = [_claim(fact, is_fake=fact.id in fakes) for fact in facts]
    given = allotted(claims, policies)
    posted = sum(_post(fact, given[fact.kind, fact.source_id], now) for fact in facts)
    db.session.flush()
    _count_month(person_id, month, facts)
    return posted


def _post(fact: PointFact, given: Allotted, now: datetime) -> int:
    """Post what takes a fact from what it was paid to what it is to get."""
    if fact.why_not is not given.why_not:
        fact.why_not, fact.noted_at = given.why_not, now
    paid = fact.points
    if paid == given.points:
        return 0
    before = len(fact.entries)
    if paid:
        _add_entry(fact, -paid, now, reverses=fact.entries[-1])
    if given.points:
        _add_entry(fact, given.points, now)
    fact.noted_at = now
    return len(fact.entries) - before


def _add_entry(
    fact: PointFact, points: int, now: datetime, *, reverses: PointEntry | None = None
) -> None:
    fact.entries.append(
        PointEntry(
            turn=len(fact.entries) + 1,
            person_id=fact.person_id,
            day=fact.day,
            points=points,
            reverses_id=reverses.id if reverses else None,
            posted_at=now,
        )
    )
    db.session.flush()


def _claim(fact: PointFact, *, is_fake: bool) -> Claim:
    why = fact.stands_against
    if is_fake:
        why = WhyNot.CALLED_FAKE
    return Claim(
        (fact.kind, fact.source_id), fact.at, fact.day, fact.worth, why, decided=fact.decided
    )


def _added(one: Drawn, policies: Policies, now: datetime) -> PointFact:
    fact = PointFact(
        kind=one.kind,
        source_id=one.source_id,
        person_id=one.person_id,
        at=one.at,
        day=one.day,
        month=clock.month_of(one.at),
        level=one.level,
        subject=one.subject,
        worth=policies.worth(one),
        stands_against=_against(one),
        policy_version=policies(one.day).version,
        noted_at=now,
    )
    db.session.add(fact)
    return fact


def _is_corrected(fact: PointFact, one: Drawn) -> bool:
    """Take over what the source shows otherwise than before; say whether there was anything."""
    against = _against(one)
    if fact.stands_against is against:
        return False
    fact.stands_against = against
    return True


def _against(one: Drawn) -> WhyNot | None:
    """Return what stands against a fact by itself; what is made up costs whoever did it."""
    if one.kind is FactKind.FAKE or was_active_on(one.person_id, one.day):
        return one.why_not
    return WhyNot.AWAY


def _known(keys: list[Key]) -> dict[Key, PointFact]:
    found: dict[Key, PointFact] = {}
    for kind in {kind for kind, _source in keys}:
        ids = sorted({source for each, source in keys if each is kind})
        for start in range(0, len(ids), ROWS_AT_ONCE):
            rows = select(PointFact).where(
                PointFact.kind == kind, PointFact.source_id.in_(ids[start : start + ROWS_AT_ONCE])
            )
            found |= {(fact.kind, fact.source_id): fact for fact in db.session.scalars(rows)}
    return found


def _facts_of(person_id: int, month: date) -> list[PointFact]:
    rows = select(PointFact).where(PointFact.person_id == person_id, PointFact.month == month)
    rows = rows.options(selectinload(PointFact.entries)).execution_options(populate_existing=True)
    return list(db.session.scalars(rows))


def _fakes_among(facts: list[PointFact]) -> set[int]:
    called = select(FakeCall.fact_id).where(
        FakeCall.fact_id.in_([fact.id for fact in facts]), FakeCall.withdrawn_at.is_(None)
    )
    return set(db.session.scalars(called)) if facts else set()


def _count_month(person_id: int, month: date, facts: list[PointFact]) -> None:
    reports = [f for f in facts if f.kind is FactKind.REPORT]
    judged = [f for f in reports if f.stands_against not in {WhyNot.NOT_JUDGED, WhyNot.AWAY}]
    valid = [f for f in judged if f.why_not not in {WhyNot.NOT_VALID, WhyNot.CALLED_FAKE}]
    fakes = [f for f in facts if f.kind is FactKind.FAKE and f.why_not is None]
    db.session.merge(
        PointMonth(
            person_id=person_id,
            month=month,
            points=sum(fact.points for fact in facts),
            judged=len(judged),
            valid=len(valid),
            fakes=len(fakes),
        )
    )
    db.session.flush()
