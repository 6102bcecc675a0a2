"""What supervision teams found of patrols: one that did not take place was made up."""

from datetime import datetime

from sqlalchemy import select

from portal.db import db
from portal.rewards.actions.deciding import call_fake, withdraw_call
from portal.rewards.actions.ledger import hold_ledger
from portal.rewards.models import PointFact, PointMark
from portal.rewards.queries import AT_ONCE, mark_of
from portal.rewards.rules import FactKind
from portal.supervision.models import LogEntry
from portal.supervision.queries import findings_that_end
from portal.supervision.rules import FindingStep, FrameKind, Verdict

SOURCE = "findings"
COMES_TO_STAND = frozenset({FindingStep.ACCEPT, FindingStep.LAPSE, FindingStep.UPHOLD})


def pull_findings(now: datetime) -> bool:
    """Read the next entries of the log of findings; say whether more are waiting.

    Only what stands counts: while its unit may still rebut it, nothing is taken
    from anybody. What is unlocked afterwards is given back.
    """
    hold_ledger()
    entries = findings_that_end(mark_of(SOURCE), AT_ONCE)
    for entry in entries:
        if is_about_a_false_patrol(entry) and (fact := _fact_of(entry)):
            _follow(entry, fact, now)
    if entries:
        db.session.merge(PointMark(source=SOURCE, last_id=entries[-1].turn))
    return len(entries) == AT_ONCE


def is_about_a_false_patrol(entry: LogEntry) -> bool:
    """Say whether an entry is about a patrol that did not take place."""
    is_patrol = entry.check.frame is FrameKind.PATROLS
    return is_patrol and entry.finding.verdict is Verdict.FALSE_PATROL


def _follow(entry: LogEntry, fact: PointFact, now: datetime) -> None:
    call, signer = fact.call, entry.finding.signed_by
    is_called = call is not None and call.withdrawn_at is None
    if entry.step in COMES_TO_STAND and not is_called and signer:
        call_fake(fact, words=entry.finding.words, by=signer, now=now)
    is_ours = signer is not None and call is not None and call.by_id == signer.id
    if entry.step is FindingStep.UNLOCK and call and is_called and is_ours and entry.by:
        withdraw_call(call, words=entry.words, by=entry.by, now=now)


def _fact_of(entry: LogEntry) -> PointFact | None:
    patrol = entry.finding.sampled.source_id
    rows = select(PointFact).where(PointFact.kind == FactKind.PATROL)
    return db.session.scalar(rows.where(PointFact.source_id == patrol))
