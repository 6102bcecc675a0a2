"""Who of a team may see what of a finding, and do what: until it is signed nobody sees the claim.

A colleague who has not signed stays blind as long as the chain may still draw, or has drawn,
the finding for a second look: what they found then is their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.accounts.models import Person
from portal.cases.models import CaseEvent
from portal.db import db
from portal.errors import N_, NotFound
from portal.supervision.models import (
    Finding,
    LogEntry,
    Rectification,
    Sampled,
    SecondLook,
    Visit,
)
from portal.supervision.queries.findings import (
    current_finding,
    finding_of,
    place_in_team,
    second_look_at,
    versions_of,
)
from portal.supervision.queries.held import claim_of
from portal.supervision.queries.visits import team_visit, visit_of
from portal.supervision.rules import (
    CheckStatus,
    FindingState,
    FindingStep,
    FrameKind,
    OrderState,
    VisitState,
)

S = FindingState


@dataclass(frozen=True)
class View:
    """What one member of a team sees of something sampled, and may do there."""

    versions: Sequence[Finding]  # the newest first; none for who is blind
    claim: CaseEvent | None  # the handler's word, once it is signed
    visit: Visit | None  # the look that counts; none for who is blind
    is_blind: bool
    may_propose: bool
    may_sign: bool
    may_decide: bool
    may_unlock: bool
    may_recheck: bool
    may_look_again: bool

    @property
    def finding(self) -> Finding | None:
        """The one that counts."""
        return self.versions[0] if self.versions else None

    @property
    def order(self) -> Rectification | None:
        """The order that followed it, if one did."""
        return self.finding.order if self.finding else None


def view_of(sampled: Sampled, person: Person, on: date) -> View:
    """Return what somebody of a team sees of something sampled, and may do."""
    is_lead = place_in_team(person, on).is_lead
    versions = versions_of(sampled)
    last = versions[0] if versions else None
    state = last.state if last else S.UNLOCKED
    own = bool(last and last.proposed_by_id == person.id)
    is_blind = last is not None and _is_blind(last, person, is_lead=is_lead)
    order = last.order if last else None
    is_signed = any(one.signed_at for one in versions)
    is_case = sampled.check.frame is FrameKind.CLOSED_CASES
    is_free = state is S.UNLOCKED and sampled.inspector_id in {None, person.id}
    return View(
        versions=() if is_blind else versions,
        claim=claim_of(sampled) if is_case and is_signed and not is_blind else None,
        visit=None if is_blind else visit_of(sampled),
        is_blind=is_blind,
        may_propose=sampled.state is VisitState.VISITED
        and (is_free or (state is S.PROPOSED and own)),
        may_sign=state is S.PROPOSED and not own,
        may_decide=is_lead and state is S.REBUTTED,
        may_unlock=is_lead and state in {S.SIGNED, S.STANDS},
        may_recheck=bool(order and order.state is OrderState.MENDED and not own),
        may_look_again=is_blind and _open_look(last) is not None,
    )


def open_visit_of_team(person: Person, n: int, on: date) -> Visit:
    """Return a visit of somebody's team, but to who may still look at the same a second time."""
    visit = team_visit(person, n)
    last = finding_of(visit.sampled)
    if last and _is_blind(last, person, is_lead=place_in_team(person, on).is_lead):
        raise NotFound(
            N_("Until no second look at it can be yours, you see nothing of this visit.")
        )
    return visit


def my_second_look(person: Person, sampled: Sampled) -> SecondLook:
    """Return the second look at something that somebody may take."""
    finding = current_finding(sampled)
    second = second_look_at(finding)
    if second is None or person.id in {finding.proposed_by_id, finding.signed_by_id}:
        raise NotFound(N_("There is no second look for you to take here."))
    return second


def order_of(sampled: Sampled) -> Rectification:
    """Return the rectification order that followed a finding."""
    if order := current_finding(sampled).order:
        return order
    raise NotFound(N_("There is no order to put this right."))


def _is_blind(finding: Finding, person: Person, *, is_lead: bool) -> bool:
    if is_lead or person.id in {finding.proposed_by_id, finding.signed_by_id}:
        return False
    is_over = finding.sampled.check.status is CheckStatus.CLOSED
    if is_over or finding.state is S.PROPOSED or finding.version > 1:
        return False
    if finding.order and finding.order.state is OrderState.MENDED:
        return False
    return _open_look(finding) is not None or _may_be_drawn(finding)


def _open_look(finding: Finding | None) -> SecondLook | None:
    second = second_look_at(finding) if finding else None
    return second if second and second.done_at is None else None


def _may_be_drawn(finding: Finding) -> bool:
    """Say whether the next draw may still take a finding."""
    last = select(func.coalesce(func.max(SecondLook.upto), 0)).where(
        SecondLook.team_id == finding.team_id
    )
    signed = select(LogEntry.turn).where(
        LogEntry.finding_id == finding.id, LogEntry.step == FindingStep.SIGN
    )
    return (db.session.scalar(signed) or 0) > (db.session.scalar(last) or 0)
