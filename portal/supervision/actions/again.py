"""Second looks: of every so many findings one, drawn by the chain's own hash, looked at blind."""

from datetime import datetime

from sqlalchemy import func, select

from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.supervision.actions.logging import log
from portal.supervision.models import Finding, LogEntry, SecondLook
from portal.supervision.rules import (
    FindingStep,
    Verdict,
    block_size,
    refuse_same_eyes,
    refuse_unfit,
    ticket,
)


def draw_if_whole(entry: LogEntry, *, percent: int, now: datetime) -> SecondLook | None:
    """Draw one of a team's newest findings once there are enough since the last draw.

    The seed is the hash of the entry that made the block whole: nobody can know it before
    that is signed, and everybody can repeat the draw from the log. Those that could not be
    judged, and findings written anew, are not among them.
    """
    block = _since_last(entry.team_id, block_size(percent))
    if len(block) < block_size(percent) or block[-1].turn != entry.turn:
        return None
    drawn = min(block, key=lambda one: ticket(entry.hash, one.finding.sampled.number))
    second = SecondLook(team_id=entry.team_id, upto=entry.turn, finding=drawn.finding)
    db.session.add(second)
    log(drawn.finding, FindingStep.DRAW_AGAIN, by=None, now=now)
    return second


def look_again(
    second: SecondLook, verdict: Verdict, *, words: str, by: Person, now: datetime
) -> None:
    """Keep what a second inspector found, who knows nothing of what the first one did."""
    held = select(SecondLook.done_at).where(SecondLook.id == second.id).with_for_update()
    db.session.execute(held)
    db.session.refresh(second, ["done_at"])
    finding = second.finding
    if second.done_at:
        raise NotAllowedNow(N_("Somebody has taken this second look already."))
    refuse_same_eyes(frozenset({finding.proposed_by_id, finding.signed_by_id or 0}), by.id)
    refuse_unfit(finding.sampled.check.frame, finding.sampled.state, verdict, words)
    second.by, second.verdict, second.done_at = by, verdict, now
    log(finding, FindingStep.LOOK_AGAIN, by=by, now=now, words=words, verdict=verdict)


def _since_last(team_id: int, most: int) -> list[LogEntry]:
    last = select(func.coalesce(func.max(SecondLook.upto), 0)).where(SecondLook.team_id == team_id)
    rows = (
        select(LogEntry)
        .join(LogEntry.finding)
        .where(LogEntry.team_id == team_id, LogEntry.step == FindingStep.SIGN)
        .where(LogEntry.turn > (db.session.scalar(last) or 0))
        .where(Finding.version == 1, Finding.verdict != Verdict.NOT_CHECKABLE)
        .order_by(LogEntry.turn)
        .limit(most)
    )
    return list(db.session.scalars(rows))
