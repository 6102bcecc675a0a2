"""What is asked of spot checks: those of a team, one by its code, what is drawn or urgent."""

import gzip
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock, files
from portal.accounts.models import Person
from portal.accounts.queries import posts_of
from portal.accounts.rules import INSPECTS
from portal.cases.models import Case, ExpediteOrder
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.errors import N_, NotFound, NotYours
from portal.supervision.models import DrawRound, Reserve, Sampled, SpotCheck
from portal.supervision.queries.frames import Frame
from portal.supervision.queries.teams import membership_of
from portal.supervision.rules import FrameKind, ticket

CHECKS = 20  # on one page
URGENT = 50  # offered at once
DISPUTES = 2  # so often has the reporter said no


class DrawnLine(NamedTuple):
    """One drawn number or reserve as it is published."""

    number: str
    stratum: str
    round: int
    rank: int | None
    drawn_or_reserve: str
    ticket: str


def checks_of(team_id: int | None, *, before: int | None) -> Sequence[SpotCheck]:
    """Return a page of the checks of a team, or of all teams, and the first of the next page."""
    asked = select(SpotCheck).options(joinedload(SpotCheck.team))
    if team_id is not None:
        asked = asked.where(SpotCheck.team_id == team_id)
    if before is not None:
        asked = asked.where(SpotCheck.id < before)
    return db.session.scalars(asked.order_by(SpotCheck.id.desc()).limit(CHECKS + 1)).all()


def public_checks(*, before: int | None) -> Sequence[SpotCheck]:
    """Return a page of the checks whose list hash was published, and the first of the next page."""
    asked = select(SpotCheck).where(SpotCheck.published_at.is_not(None))
    if before is not None:
        asked = asked.where(SpotCheck.id < before)
    asked = asked.options(joinedload(SpotCheck.team))
    return db.session.scalars(asked.order_by(SpotCheck.id.desc()).limit(CHECKS + 1)).all()


def all_public_checks() -> Sequence[SpotCheck]:
    """Return every check whose list hash was published, with its rounds, the oldest first."""
    asked = select(SpotCheck).where(SpotCheck.published_at.is_not(None))
    asked = asked.options(selectinload(SpotCheck.rounds)).order_by(SpotCheck.id)
    return db.session.scalars(asked).all()


def public_check(code: str) -> SpotCheck:
    """Return a check whose list hash was published."""
    check = db.session.scalar(select(SpotCheck).where(SpotCheck.code == code))
    if check is None or check.published_at is None:
        raise NotFound(N_("There is no check of this name, or its list is not published yet."))
    return check


def team_in_reach(person: Person, on: date) -> int | None:
    """Return whose checks somebody sees: those of their team; None, of all, for who keeps teams."""
    mine = membership_of(person, on)
    if mine is None and INSPECTS & {post.role for post in posts_of(person, on)}:
        raise NotYours(N_("You are in no team today. Ask the administrator to put you into one."))
    return mine.team_id if mine else None


def check_in_reach(person: Person, code: str, *, to_change: bool = False) -> SpotCheck:
    """Return a check of somebody's own team; whoever keeps teams sees those of all.

    To change it, two at once take turns.
    """
    asked = select(SpotCheck).where(SpotCheck.code == code)
    if to_change:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    check, team = db.session.scalar(asked), team_in_reach(person, clock.today())
    if check is None or (team or check.team_id) != check.team_id or (to_change and not team):
        raise NotFound(N_("There is no such check, or it is not your team's. Look in the list."))
    return check


def check_by_request(key: str) -> SpotCheck | None:
    """Return the check that a form made when it was sent before."""
    return db.session.scalar(select(SpotCheck).where(SpotCheck.request_key == key))


def next_code(year: int) -> str:
    """Return the public name of the next check of a year."""
    begins = f"CC-{year}-"
    last = db.session.scalar(
        select(func.max(SpotCheck.code)).where(SpotCheck.code.like(f"{begins}%"))
    )
    return f"{begins}{int(last.rpartition('-')[2]) + 1 if last else 1:03}"


def frame_of(check: SpotCheck, left_out: Sequence[str]) -> Frame:
    """Return what a check is drawn from."""
    return Frame(
        check.frame,
        check.area_code,
        check.period_from,
        check.period_to,
        check.strata_by,
        tuple(left_out),
    )


def open_round(check: SpotCheck) -> DrawRound | None:
    """Return the round that is not drawn yet."""
    return next((one for one in check.rounds if one.drawn_at is None), None)


def lines_of(check: SpotCheck) -> Iterator[str]:
    """Return the lines of a frozen list as they were published, read piece by piece."""
    return _lines(files.pieces(check.list_key or ""))


def _lines(pieces: Iterator[bytes]) -> Iterator[str]:
    packed: Any = io.BufferedReader(_Pieces(pieces))  # a file, but to the types of gzip
    with gzip.open(packed) as text:
        for line in text:
            yield line.decode().rstrip("\n")


def numbers_taken(check: SpotCheck) -> set[str]:
    """Return what earlier rounds drew or kept in reserve: a further round leaves it out."""
    drawn = select(Sampled.number).where(Sampled.check_id == check.id, ~Sampled.is_priority)
    turns = select(DrawRound.id).where(DrawRound.check_id == check.id)
    kept = select(Reserve.number).where(Reserve.round_id.in_(turns))
    return {*db.session.scalars(drawn), *db.session.scalars(kept)}


def sampled_in(check: SpotCheck) -> Sequence[Sampled]:
    """Return everything drawn or added of a check, round by round, with grid and inspector."""
    asked = (
        select(Sampled)
        .where(Sampled.check_id == check.id)
        .options(joinedload(Sampled.grid), joinedload(Sampled.inspector), joinedload(Sampled.round))
        .order_by(Sampled.is_priority, Sampled.round_id, Sampled.stratum, Sampled.rank, Sampled.id)
    )
    return db.session.scalars(asked).all()


def reserves_in(check: SpotCheck) -> Sequence[Reserve]:
    """Return the reserves of a check, in the order of the draw."""
    asked = (
        select(Reserve)
        .join(DrawRound)
        .where(DrawRound.check_id == check.id)
        .options(joinedload(Reserve.round))
        .order_by(Reserve.round_id, Reserve.stratum, Reserve.rank)
    )
    return db.session.scalars(asked).all()


def drawn_lines(check: SpotCheck) -> Iterator[DrawnLine]:
    """Yield what each round of a check drew, then its reserves, each with its ticket."""
    for one in sampled_in(check):
        if one.round and not one.replaces_id:
            yield _drawn_line(one, one.round, "drawn")
    for spare in reserves_in(check):
        yield _drawn_line(spare, spare.round, "reserve")


def _drawn_line(one: Sampled | Reserve, made: DrawRound, said: str) -> DrawnLine:
    its_ticket = ticket(made.seed, one.number)
    return DrawnLine(one.number, one.stratum, made.turn, one.rank, said, its_ticket)


def urgent_cases(check: SpotCheck) -> Sequence[Case]:
    """Return closed cases of the period that were disputed twice or expedited, the newest first.

    Those already added are left out; what was drawn as well stays: it is then looked at twice.
    """
    if check.frame is not FrameKind.CLOSED_CASES:
        return []
    frame = frame_of(check, check.left_out)
    added = select(Sampled.number).where(Sampled.check_id == check.id, Sampled.is_priority)
    ordered = select(ExpediteOrder.id).where(ExpediteOrder.case_id == Case.id).exists()
    asked = (
        select(Case)
        .where(Case.closed_at >= frame.begins, Case.closed_at < frame.ends)
        .where(Case.status == CaseStatus.CLOSED)
        .where(or_(Case.reopened >= DISPUTES, ordered))
        .where(Case.number.not_in(added))
        .options(joinedload(Case.grid))
        .order_by(Case.closed_at.desc(), Case.id.desc())
        .limit(URGENT)
    )
    inside = db.session.scalars(asked).all()
    out = tuple(check.left_out)
    return [
        case
        for case in inside
        if case.grid.code.startswith(check.area_code) and not case.grid.code.startswith(out)
    ]


def streets_to_assign(check: SpotCheck) -> dict[str, list[Sampled]]:
    """Return what is to be looked at, street by street."""
    streets: dict[str, list[Sampled]] = {}
    for one in sampled_in(check):
        streets.setdefault(one.street_code, []).append(one)
    return dict(sorted(streets.items()))


class _Pieces(io.RawIOBase):
    """A file that is read piece by piece, as the store gives it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer with what comes next."""
        room = cast("memoryview", buffer)
        if not self._rest:
            self._rest = next(self._pieces, b"")
        count = min(len(room), len(self._rest))
        room[:count], self._rest = self._rest[:count], self._rest[count:]
        return count
