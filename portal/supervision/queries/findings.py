"""What a team asks of findings: what is to be found, signed, decided and looked at again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotFound, NotYours
from portal.supervision.models import (
    Finding,
    LogEntry,
    OrderNote,
    Rectification,
    Sampled,
    SecondLook,
    SpotCheck,
    SupervisionTeam,
    TeamMember,
)
from portal.supervision.queries.teams import membership_of
from portal.supervision.rules import (
    CheckStatus,
    FindingState,
    FindingStep,
    OrderState,
    Verdict,
    VisitState,
)

PAGE = 30
LARGEST = 2**31 - 1  # of the numbers that rows have: a larger one is nobody's


@dataclass(frozen=True)
class Page:
    """One page of a list, and the key of the page after it."""

    rows: Sequence[Any]
    next_key: int | None


def place_in_team(person: Person, on: date) -> TeamMember:
    """Return somebody's place in their team; without one there is nothing to see."""
    if mine := membership_of(person, on):
        return mine
    raise NotYours(N_("You are in no team today. Ask the administrator to put you into one."))


def sampled_of_team(person: Person, n: int, on: date, *, to_change: bool = False) -> Sampled:
    """Return something drawn for somebody's team; any other does not exist for them."""
    rows = (
        select(Sampled)
        .join(Sampled.check)
        .where(Sampled.id == min(n, LARGEST))
        .where(SpotCheck.team_id == place_in_team(person, on).team_id)
        .options(joinedload(Sampled.check), joinedload(Sampled.grid))
    )
    if to_change:
        rows = rows.with_for_update(of=Sampled).execution_options(populate_existing=True)
    if found := db.session.scalar(rows):
        return found
    raise NotFound(N_("There is no such finding, or it is not your team's. Look in the list."))


def versions_of(sampled: Sampled) -> Sequence[Finding]:
    """Return every finding of something sampled, the newest first, with all that followed."""
    rows = whole().where(Finding.sampled_id == sampled.id).order_by(Finding.version.desc())
    return db.session.scalars(rows).all()


def finding_of(sampled: Sampled) -> Finding | None:
    """Return the finding that counts for something sampled: the newest, if there is one."""
    return next(iter(versions_of(sampled)), None)


def current_finding(sampled: Sampled) -> Finding:
    """Return the finding that counts, which somebody wants to do something about."""
    if finding := finding_of(sampled):
        return finding
    raise NotFound(N_("Nobody has proposed a finding for this yet."))


def to_find(team: SupervisionTeam, *, after: int | None) -> Page:
    """Return what was looked at and has no finding, or one that was unlocked, oldest first."""
    has_one = (
        select(Finding.id)
        .where(Finding.sampled_id == Sampled.id, Finding.state != FindingState.UNLOCKED)
        .exists()
    )
    checks = select(SpotCheck.id).where(
        SpotCheck.team_id == team.id,
        SpotCheck.status.in_((CheckStatus.DRAWN, CheckStatus.SEEDED, CheckStatus.CLOSED)),
    )
    rows = (
        select(Sampled)
        .where(Sampled.check_id.in_(checks), Sampled.state == VisitState.VISITED, ~has_one)
        .options(joinedload(Sampled.check), joinedload(Sampled.grid), joinedload(Sampled.inspector))
    )
    if after is not None:
        rows = rows.where(Sampled.id > min(after, LARGEST))
    return _page(db.session.scalars(rows.order_by(Sampled.id).limit(PAGE + 1)).all())


def findings_in(team: SupervisionTeam, state: FindingState | None, *, before: int | None) -> Page:
    """Return a page of a team's findings in a state, or of all signed ones, the newest first."""
    rows = _listed().where(Finding.team_id == team.id)
    rows = rows.where(Finding.state == state if state else Finding.signed_at.is_not(None))
    if before is not None:
        rows = rows.where(Finding.id < before)
    return _page(db.session.scalars(rows.order_by(Finding.id.desc()).limit(PAGE + 1)).all())


def orders_to_look_at(mine: TeamMember) -> Sequence[Rectification]:
    """Return the orders of a team that wait for a recheck; the lead sees the open ones too.

    An order tells what was found: whoever may still be drawn for a second look waits with it.
    """
    states = (OrderState.OPEN, OrderState.MENDED) if mine.is_lead else (OrderState.MENDED,)
    rows = (
        select(Rectification)
        .join(Rectification.finding)
        .where(Finding.team_id == mine.team_id, Rectification.state.in_(states))
        .options(joinedload(Rectification.unit))
        .options(joinedload(Rectification.finding).joinedload(Finding.sampled))
        .order_by(Rectification.state, Rectification.due_on, Rectification.id)
        .limit(10 * PAGE)
    )
    return db.session.scalars(rows).all()


def open_second_looks(person: Person, team: SupervisionTeam) -> Sequence[SecondLook]:
    """Return what the chain drew for a second look that this person may take."""
    rows = (
        select(SecondLook)
        .join(SecondLook.finding)
        .where(SecondLook.team_id == team.id, SecondLook.done_at.is_(None))
        .where(Finding.proposed_by_id != person.id, Finding.signed_by_id != person.id)
        .options(joinedload(SecondLook.finding).joinedload(Finding.sampled))
        .order_by(SecondLook.id)
    )
    return db.session.scalars(rows).all()


def second_look_at(finding: Finding) -> SecondLook | None:
    """Return the second look for which a finding was drawn, if it was."""
    return db.session.scalar(select(SecondLook).where(SecondLook.finding_id == finding.id))


def pairs_of(team_id: int, *, check_id: int | None = None) -> list[tuple[Verdict, Verdict]]:
    """Return what the first and the second inspector found, of every second look that is over.

    For the agreement of inspectors: of a team, or of one of its checks.
    """
    rows = (
        select(Finding.verdict, SecondLook.verdict)
        .join(SecondLook.finding)
        .where(SecondLook.team_id == team_id, SecondLook.verdict.is_not(None))
        .order_by(SecondLook.id)
    )
    if check_id is not None:
        drawn = select(Sampled.id).where(Sampled.check_id == check_id)
        rows = rows.where(Finding.sampled_id.in_(drawn))
    return [(first, second) for first, second in db.session.execute(rows) if second]


def findings_that_end(after_turn: int, most: int) -> Sequence[LogEntry]:
    """Return the next entries of the log by which a finding came to stand, or was unlocked.

    For whoever above keeps accounts of patrols: `entry.finding.verdict` says what was
    found, `entry.finding.sampled.source_id` of which patrol, by its check's frame.
    """
    ends = (
        *(FindingStep.SIGN, FindingStep.ACCEPT, FindingStep.LAPSE, FindingStep.UPHOLD),
        FindingStep.UNLOCK,
    )
    rows = (
        select(LogEntry)
        .where(LogEntry.turn > after_turn, LogEntry.step.in_(ends))
        .order_by(LogEntry.turn)
        .limit(most)
        .options(joinedload(LogEntry.check))
        .options(joinedload(LogEntry.finding).joinedload(Finding.sampled))
        .options(joinedload(LogEntry.finding).joinedload(Finding.signed_by))
    )
    return db.session.scalars(rows).all()


def whole() -> Select[Finding]:
    """Return the question for findings with everything that a page of one shows."""
    log = selectinload(Finding.log)
    order = joinedload(Finding.order)
    return select(Finding).options(
        joinedload(Finding.sampled).joinedload(Sampled.check),
        joinedload(Finding.sampled).joinedload(Sampled.grid),
        joinedload(Finding.proposed_by),
        joinedload(Finding.signed_by),
        joinedload(Finding.unit),
        log.joinedload(LogEntry.by),
        order.selectinload(Rectification.notes).joinedload(OrderNote.by),
    )


def _listed() -> Select[Finding]:
    return select(Finding).options(
        joinedload(Finding.sampled).joinedload(Sampled.check),
        joinedload(Finding.sampled).joinedload(Sampled.grid),
        joinedload(Finding.proposed_by),
        joinedload(Finding.unit),
    )


def _page(found: Sequence[Any]) -> Page:
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)
