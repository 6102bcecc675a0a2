"""A finding is proposed by one, signed by another, rebutted by the unit, decided by the lead."""

from datetime import datetime

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.policy.queries import policy_on, work_calendar
from portal.supervision.actions.again import draw_if_whole
from portal.supervision.actions.logging import is_locked, log, move
from portal.supervision.actions.standing import stand, withdraw_order
from portal.supervision.actions.telling import tell_team, tell_unit
from portal.supervision.models import Finding, Sampled
from portal.supervision.queries.evidence import evidence_of
from portal.supervision.queries.findings import finding_of
from portal.supervision.queries.held import unit_answering_for
from portal.supervision.rules import (
    FindingState,
    FindingStep,
    Verdict,
    fails,
    refuse_same_person,
    refuse_unfit,
    signed,
)


def propose(
    sampled: Sampled, verdict: Verdict, *, words: str, by: Person, now: datetime
) -> Finding:
    """Propose what was found, or write one's own proposal anew; it waits for a second name."""
    refuse_unfit(sampled.check.frame, sampled.state, verdict, words)
    last = finding_of(sampled)
    if is_locked(last):
        raise NotAllowedNow(N_("It has both names already and is locked. Only the lead unlocks."))
    if last and last.state is FindingState.PROPOSED:
        if last.proposed_by_id != by.id:
            raise NotAllowedNow(N_("Somebody else has proposed a finding. Sign it, or talk first."))
        last.verdict, last.words, last.proposed_at = verdict, words, now
        return last
    if sampled.inspector_id not in {None, by.id}:
        raise NotAllowedNow(N_("Whoever looked proposes the finding; you can sign it then."))
    finding = Finding(
        sampled=sampled,
        version=last.version + 1 if last else 1,
        team_id=sampled.check.team_id,
        verdict=verdict,
        words=words,
        proposed_by=by,
        proposed_at=now,
        state=FindingState.PROPOSED,
    )
    db.session.add(finding)
    db.session.flush()
    return finding


def sign(finding: Finding, *, seen: int, by: Person, now: datetime) -> None:
    """Give a finding its second name: it is locked and logged, and its unit is told.

    `seen` is the revision that was read: nobody signs what has been written anew meanwhile.
    """
    state = signed(finding.state, finding.verdict)
    refuse_same_person(finding.proposed_by_id, by.id)
    if seen != finding.revision:
        raise NotAllowedNow(N_("It was written anew meanwhile. Read it again before you sign."))
    today = clock.day_of(now)
    finding.state, finding.signed_by, finding.signed_at = state, by, now
    finding.evidence = evidence_of(finding.sampled)
    if fails(finding.verdict):
        finding.unit = unit_answering_for(finding.sampled)
        finding.rebut_by = work_calendar().add(today, policy_on(today).rebut_days)
        tell_unit(finding, "finding_signed", day=finding.rebut_by, now=now)
    entry = log(finding, FindingStep.SIGN, by=by, now=now)
    draw_if_whole(entry, percent=policy_on(today).again_percent, now=now)


def rebut(finding: Finding, *, words: str, by: Person, now: datetime) -> None:
    """Rebut a finding for its unit, in its days and in words; the lead decides."""
    if not words:
        raise NotAcceptable(N_("Write what is not right about it: the lead of the team decides."))
    if finding.rebut_by and clock.day_of(now) > finding.rebut_by:
        raise NotAllowedNow(N_("The days in which it could be rebutted are over."))
    move(finding, FindingStep.REBUT, by=by, now=now, words=words)
    tell_team(finding, "rebuttal_made", only_leads=True, now=now)


def accept(finding: Finding, *, by: Person, now: datetime) -> None:
    """Say for the unit that a finding is right, without waiting for the end of the days."""
    move(finding, FindingStep.ACCEPT, by=by, now=now)
    stand(finding, now=now)


def lapse(finding: Finding, *, now: datetime) -> None:
    """Let a finding stand that nobody rebutted in time."""
    move(finding, FindingStep.LAPSE, by=None, now=now)
    stand(finding, now=now)


def decide(finding: Finding, *, is_unit_right: bool, words: str, by: Person, now: datetime) -> None:
    """Decide on a rebuttal, in words; where the unit is right, the team finds anew."""
    if not words:
        raise NotAcceptable(N_("Write why you decide so: the unit reads it, and it stays."))
    step = FindingStep.GIVE_WAY if is_unit_right else FindingStep.UPHOLD
    move(finding, step, by=by, now=now, words=words)
    tell_unit(finding, "rebuttal_decided", now=now)
    if is_unit_right:
        tell_team(finding, "finding_unlocked", now=now)
    else:
        stand(finding, now=now)


def unlock(finding: Finding, *, words: str, by: Person, now: datetime) -> None:
    """Unlock a finding with a reason, which the log keeps; what was signed stays as it was.

    A case that was opened again for it stays open: its unit says anew that it is resolved.
    """
    if not words:
        raise NotAcceptable(N_("Write why it is unlocked: this stays in the log for everybody."))
    move(finding, FindingStep.UNLOCK, by=by, now=now, words=words)
    withdraw_order(finding)
    tell_unit(finding, "finding_unlocked", now=now)
    tell_team(finding, "finding_unlocked", now=now)
