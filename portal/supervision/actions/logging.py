"""The one way in which something is added to the log of findings: chained, one at a time."""

import secrets
from datetime import datetime

from portal.accounts.models import Person
from portal.cases.actions import changed
from portal.db import count_up, db
from portal.supervision.actions.telling import tell_all
from portal.supervision.models import Finding, LogCount, LogEntry, LogProof
from portal.supervision.queries.held import case_of
from portal.supervision.queries.log import THE_LOG, broken_at, details_of, link_of
from portal.supervision.rules import (
    BEGINNING,
    FindingState,
    FindingStep,
    Verdict,
    chained,
    digest_of,
    then,
)

LOG_BROKEN = "log_broken"


def log(
    finding: Finding,
    step: FindingStep,
    *,
    by: Person | None,
    now: datetime,
    words: str = "",
    verdict: Verdict | None = None,
) -> LogEntry:
    """Add an entry at the end of the chain; whoever else adds one waits until the commit."""
    db.session.flush()
    turn = count_up(LogCount, "last", name=THE_LOG)
    before = db.session.get(LogEntry, turn - 1)
    entry = LogEntry(
        turn=turn,
        at=now,
        step=step,
        check=finding.sampled.check,
        team_id=finding.team_id,
        finding=finding,
        by=by,
        words=words,
        verdict=verdict,
        nonce=secrets.token_hex(16),
    )
    with db.session.no_autoflush:  # it is whole only with its hash
        entry.digest = digest_of(details_of(entry))
        entry.hash = chained(before.hash if before else BEGINNING, link_of(entry))
    db.session.add(entry)
    db.session.flush()
    if case := case_of(finding.sampled):  # a finding that stands confirms it
        changed(case)
    return entry


def move(
    finding: Finding, step: FindingStep, *, by: Person | None, now: datetime, words: str = ""
) -> LogEntry:
    """Take a step that the finding's state allows and log it; nothing else moves it."""
    finding.state = then(finding.state, step)
    return log(finding, step, by=by, now=now, words=words)


def prove_log(*, now: datetime) -> LogProof:
    """Check the whole log and keep how it was; what does not hold is told, never mended."""
    entries, head, broken = broken_at()
    proof = LogProof(
        at=now,
        entries=entries,
        head=head,
        broken_turn=broken.turn if broken else None,
        why=broken.why if broken else None,
    )
    db.session.add(proof)
    db.session.flush()
    if broken:
        tell_all(LOG_BROKEN, now=now)
    return proof


def is_locked(finding: Finding | None) -> bool:
    """Say whether a finding has both names, and was not unlocked since."""
    open_states = {FindingState.PROPOSED, FindingState.UNLOCKED}
    return finding is not None and finding.state not in open_states
