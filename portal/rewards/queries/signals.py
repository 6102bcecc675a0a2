"""Signals in reach, and what the evidence of each stands for, as far as its reader may see it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.accounts.queries import area_codes_of
from portal.cases.models import Case, Photo
from portal.cases.queries import cases_in_reach
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import PatrolLog
from portal.grids.queries import grids_in_reach
from portal.rewards.models import FairSignal
from portal.rewards.queries.reach import communities
from portal.volunteers.models import Volunteer

PAGE = 30
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Signals:
    """One page of signals, the latest first, and the key of the page after it."""

    rows: Sequence[FairSignal]
    next_key: int | None


@dataclass(frozen=True)
class TwoPhotos:
    """A photo and the one that was there before; None where whoever looks may not see its case."""

    own: Photo | None
    before: Photo | None
    is_exact: bool


@dataclass(frozen=True)
class CameIn:
    """A session on a device that several used: whose, and when it began."""

    person_id: int
    at: datetime


@dataclass(frozen=True)
class Evidence:
    """What a signal stands on, as far as whoever looks may see it, and how much they may not."""

    groups: Sequence[Sequence[Case]] = ()
    photos: Sequence[TwoPhotos] = ()
    patrols: Sequence[PatrolLog] = ()
    visits: Sequence[CameIn] = ()
    people: Mapping[int, Person] = field(default_factory=dict)
    hidden: int = 0


def signals_in(area_codes: Collection[str], *, seen: bool, after: int | None = None) -> Signals:
    """Return a page of the signals in these areas that somebody has looked at, or nobody yet."""
    is_seen = FairSignal.seen_at.is_not(None) if seen else FairSignal.seen_at.is_(None)
    rows = (
        select(FairSignal)
        .where(FairSignal.community_id.in_(communities(area_codes)), is_seen)
        .where(FairSignal.id < min(after or LARGEST, LARGEST))
        .options(joinedload(FairSignal.person), joinedload(FairSignal.seen_by))
        .order_by(FairSignal.id.desc())
        .limit(PAGE + 1)
    )
    found = db.session.scalars(rows).all()
    return Signals(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def signal_in_reach(area_codes: Collection[str], number: int) -> FairSignal:
    """Return a signal of these areas; any other does not exist here."""
    signal = db.session.get(FairSignal, min(number, LARGEST))
    if signal is None or signal.community_id not in set(communities(area_codes)):
        raise NotFound(N_("No such signal, or it is not yours to see."))
    return signal


def evidence_of(signal: FairSignal, reader: Person, on: date) -> Evidence:
    """Return what a signal stands on, within what its reader may see."""
    told: Mapping[str, Any] = signal.evidence
    if pairs := told.get("photos"):
        return _photos(pairs, reader, on)
    if "patrol" in told:
        return _patrols([told["patrol"], told.get("other")], reader, on)
    if "visits" in told:
        visits = [CameIn(who, datetime.fromisoformat(at)) for who, at in told["visits"]]
        return Evidence(visits=visits, people=_people(told["people"], reader, on))
    return _cases(told, reader, on)


def _cases(told: Mapping[str, Any], reader: Person, on: date) -> Evidence:
    groups: Sequence[Sequence[int]] = told.get("groups") or [told.get("cases", [])]
    ids = [one for group in groups for one in group]
    rows = (
        select(Case)
        .where(Case.id.in_(ids), cases_in_reach(reader, on))
        .options(joinedload(Case.matter), joinedload(Case.grid))
    )
    known = {case.id: case for case in db.session.scalars(rows)}
    shown = [[known[one] for one in group if one in known] for group in groups]
    people = _people(told.get("people", []), reader, on)
    return Evidence(groups=shown, people=people, hidden=len(set(ids)) - len(known))


def _photos(pairs: Sequence[Sequence[Any]], reader: Person, on: date) -> Evidence:
    ids = {photo for own, before, _is_exact in pairs for photo in (own, before)}
    rows = (
        select(Photo)
        .join(Photo.case)
        .where(Photo.id.in_(ids), cases_in_reach(reader, on))
        .options(
            joinedload(Photo.case).joinedload(Case.matter),
            joinedload(Photo.case).joinedload(Case.grid),
            joinedload(Photo.event),
        )
    )
    known = {photo.id: photo for photo in db.session.scalars(rows)}
    shown = [
        TwoPhotos(known.get(own), known.get(before), is_exact) for own, before, is_exact in pairs
    ]
    return Evidence(photos=shown, hidden=len(ids) - len(known))


def _patrols(ids: Sequence[int | None], reader: Person, on: date) -> Evidence:
    wanted = [one for one in ids if one is not None]
    rows = (
        select(PatrolLog)
        .join(PatrolLog.grid)
        .where(PatrolLog.id.in_(wanted), grids_in_reach(reader, on))
        .options(joinedload(PatrolLog.grid))
        .order_by(PatrolLog.id.desc())
    )
    found = db.session.scalars(rows).all()
    return Evidence(patrols=found, hidden=len(wanted) - len(found))


def _people(ids: Sequence[int], reader: Person, on: date) -> Mapping[int, Person]:
    """Return the volunteers among these whom the reader may see, by their key."""
    rows = (
        select(Volunteer)
        .where(Volunteer.person_id.in_(ids))
        .where(Volunteer.community_id.in_(communities(area_codes_of(reader, on))))
        .options(joinedload(Volunteer.person))
        .order_by(Volunteer.person_id)
    )
    return {one.person_id: one.person for one in db.session.scalars(rows)} if ids else {}
